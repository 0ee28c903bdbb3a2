import Billing
import FoundationEssentials
import Jobs
import Postgres
import Site

/// Gives up an account's pictures whose job died without a word, and gives their credits back.
package struct ReleaseForgotten: Job {
  package static let kind = "release-forgotten"
  package static let priority = 4
  package var uniqueKey: String? { "release-forgotten" }

  package func run(in shift: Shift) throws {
    for picture in try shift.transaction({ try $0.all(.forgotten) }) {
      try shift.transaction { try giveUp(picture, $0) }
    }
  }

  /// Each picture is a transaction of its own, in the order of locks in which others take them.
  private func giveUp(_ picture: ForgottenPicture, _ db: Database) throws {
    let reason = "This picture could not be made. Please try it again."
    let flow = try db.first(.lockFlow(of: picture.asset))
    try db.run(.fail(picture.asset, reason))
    try Billing.release(picture.cause, because: reason, db)
    if let flow { try db.run(.settle(flow)) }
  }
}

extension Studio {
  /// A job for each account in which something is set aside that nobody works on.
  package static let sweepForgotten: Statement = """
    INSERT INTO job (client_id, kind, payload, unique_key, priority)
    SELECT DISTINCT client_id, 'release-forgotten', '{}'::jsonb, 'release-forgotten', 4
    FROM credit_reservation r
    WHERE state = 'held' AND created_at < now() - interval '10 minutes'
      AND cause ~ '^(asset|edit)/[0-9a-f-]{36}(/|$)' AND NOT EXISTS (
        SELECT FROM job j WHERE j.client_id = r.client_id AND j.unique_key = r.cause
          AND j.state IN ('ready', 'running', 'paused'))
    ON CONFLICT DO NOTHING
    """
}

/// Credits set aside for a picture that no job makes any more.
private struct ForgottenPicture: RowReadable, Sendable {
  let cause: String
  let asset: AssetID

  init(_ row: Row) throws { (cause, asset) = (try row[0], try row[1]) }
}

extension Query<ForgottenPicture> {
  /// Those whose job was lost more than ten minutes ago: parked, cancelled or not there.
  fileprivate static var forgotten: Self {
    """
    SELECT cause, split_part(cause, '/', 2)::uuid FROM credit_reservation r
    WHERE client_id = current_client() AND state = 'held'
      AND created_at < now() - interval '10 minutes'
      AND cause ~ '^(asset|edit)/[0-9a-f-]{36}(/|$)' AND NOT EXISTS (
        SELECT FROM job j WHERE j.client_id = r.client_id AND j.unique_key = r.cause
          AND j.state IN ('ready', 'running', 'paused'))
    ORDER BY created_at LIMIT 1000
    """
  }
}

extension Query<FlowID> {
  /// The flow of a picture, locked as `lock` does, whether or not it was thrown away since.
  fileprivate static func lockFlow(of asset: AssetID) -> Self {
    """
    SELECT f.id FROM flow f JOIN asset a ON a.client_id = f.client_id AND a.flow_id = f.id
    WHERE f.client_id = current_client() AND a.id = \(asset) FOR UPDATE OF f
    """
  }
}
