import Accounts
import HTTP
import Postgres
import Site
import Synchronization

/// What a merchant has decided about a picture.
package enum Approval: String, Sendable {
  case open, approved, rejected

  /// The status of a review card.
  var status: String { self == .open ? "generated" : rawValue }
}

/// Someone who wants to know when pictures are approved or no longer approved.
package protocol ApprovalWatcher: Sendable {
  /// Called inside the transaction that changes the approval; what it throws undoes the change.
  func approvalChanged(
    asset: AssetID, product: ProductID, approved: Bool, member: Member, db: Database) throws
}

extension Studio {
  private static let watchers = Mutex<[any ApprovalWatcher]>([])

  /// Adds a watcher, when the application is put together.
  package static func watch(_ watcher: any ApprovalWatcher) {
    watchers.withLock { $0.append(watcher) }
  }

  /// Sets what is decided about a picture; setting the same again changes nothing.
  ///
  /// The row, the note of who and when, and what follows from it commit together.
  /// - Throws: `Problem.missing`, or `.conflict` for a picture that is not there yet.
  /// - Returns: the flow that the picture belongs to.
  @discardableResult
  package static func decide(
    _ asset: AssetID, _ approval: Approval, isUndo: Bool = false, _ editor: Editor
  ) throws -> FlowID {
    try editor.transaction {
      let db = editor.db
      // Neither is given back while the other is approved, whatever comes first.
      if approval == .approved { try db.run(.claimLock) }
      guard let judged = try db.first(.judged(asset)) else { throw Problem.missing }
      guard judged.state == "generated" else {
        throw Problem(.conflict, "This picture is not finished, so nothing can be decided yet.")
      }
      guard judged.approval != approval.rawValue else { return judged.flow }
      guard !judged.isClaimed || approval == .rejected else {
        throw Problem(.conflict, "The credit of this picture came back, so it stays rejected.")
      }
      try db.run(.set(approval, of: asset, by: editor.person))
      try db.run(.note(judged, became: approval, isUndo: isUndo, by: editor.member))
      let isApproved = approval == .approved
      if isApproved || judged.approval == Approval.approved.rawValue {
        for watcher in watchers.withLock({ $0 }) {
          try watcher.approvalChanged(
            asset: asset, product: judged.product, approved: isApproved, member: editor.member,
            db: db)
        }
      }
      return judged.flow
    }
  }
}

/// A picture that is about to be judged.
struct JudgedAsset: RowReadable, Sendable {
  let id: AssetID
  let state: String
  let approval: String
  let flow: FlowID
  let product: ProductID
  /// Whether its credit, or that of a picture it was made of, came back as a bad result.
  let isClaimed: Bool

  init(_ row: Row) throws {
    (id, state, approval) = (try row[0], try row[1], try row[2])
    (flow, product, isClaimed) = (try row[3], try row[4], try row[5])
  }
}

extension Query<JudgedAsset> {
  /// The picture, locked until the decision is written.
  static func judged(_ asset: AssetID) -> Self {
    """
    SELECT id, state, approval, flow_id, product_id, asset_is_claimed(id)
    FROM asset a WHERE id = \(asset) AND deleted_at IS NULL FOR UPDATE
    """
  }
}

extension Statement {
  /// The lock that `claim_picture` holds, in a statement of its own: what follows sees what the
  /// others did.
  fileprivate static let claimLock: Statement =
    "SELECT pg_advisory_xact_lock(hashtextextended('claim/' || current_client(), 7203909))"

  static func set(_ approval: Approval, of asset: AssetID, by person: PersonID) -> Self {
    """
    UPDATE asset SET approval = \(approval.rawValue), decided_by = \(person), decided_at = now()
    WHERE id = \(asset)
    """
  }

  static func note(
    _ asset: JudgedAsset, became approval: Approval, isUndo: Bool, by member: Member
  ) -> Self {
    """
    INSERT INTO asset_decision (client_id, asset_id, was, became, person_id, is_undo)
    VALUES (\(member.client), \(asset.id), \(asset.approval), \(approval.rawValue),
      \(member.person), \(isUndo))
    """
  }
}
