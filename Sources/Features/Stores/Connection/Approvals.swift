import Accounts
import Crypto
import Design
import Fetch
import FoundationEssentials
import HTTP
import Postgres
import Site

extension Stores {
  /// Sends the owner to the store's own page; what comes back has to carry the secret made here.
  package static func askApproval(_ owner: Owner, _ kind: String) throws -> Response {
    let platform = try offered(kind)
    guard let wanted = platform.approvalForm else { throw Problem.missing }
    var form = Form(owner.request)
    let current = try owner.read(.active).first
    let asked = try filled(&form, wanted) { form in
      try TestsUnderWay.run(for: owner.client) { try approvalPage(platform, form) }
    }
    guard let asked else {
      return connectPage(owner, platform, form, current, status: 422)
    }
    try owner.transaction {
      _ = try owner.db.run(
        .ask(owner.client, owner.session, kind, asked.page.shop, hash(asked.state)))
    }
    return leavingPage(owner, platform, asked.page)
  }

  private static func approvalPage(_ platform: any StorePlatform.Type, _ form: Form) throws
    -> (page: ApprovalPage, state: String)
  {
    let house = Configuration.current.baseURL
    let asked = ApprovalRequest(
      state: randomToken(), returnAddress: house + Site.storeReturn(platform.kind),
      deliveryAddress: house + Site.approvalDelivery(platform.kind))
    return (try platform.approvalPage(form, asked, fetch: .configured()), asked.state)
  }

  /// The browser comes back from the store's own page.
  ///
  /// The secret is the account's and the session's own, ten minutes old at most, and gone with
  /// the first use, however that ends.
  package static func finishApproval(_ owner: Owner, _ kind: String) throws -> Response {
    let platform = try offered(kind)
    let state = platform.state(of: owner.request)
    let found = try owner.transaction {
      try owner.db.first(Query<KeptApproval>.take(hash(state), owner.session, kind))
    }
    guard let found else {
      throw Problem(
        .conflict,
        "This approval was not asked for here, is used already, or is older than ten minutes. "
          + "Please connect your store again.")
    }
    let given = Approval(
      shop: found.shop, state: state,
      delivered: try found.delivered.map {
        try Configuration.current.secretBox.open($0, for: sealing(state))
      }, returnAddress: Configuration.current.baseURL + Site.storeReturn(kind))
    do {
      let new = try platform.connection(from: owner.request, given, fetch: .configured())
      return try adopt(new, platform, owner)
    } catch let problem as Problem {
      var form = Form([("storeUrl", found.shop)])
      form.fail("", problem.sentence)
      return connectPage(
        owner, platform, form, try owner.read(.active).first, status: 409)
    }
  }

  /// A store's server delivers keys while its owner approves: they wait, sealed, for the browser.
  package static func keepDelivery(_ call: DeliveredKeys, _ kind: String) throws -> Response {
    let sealed = try Configuration.current.secretBox.seal(call.secrets, for: sealing(call.state))
    let kept: Query<Bool> = "SELECT deliver_approval(\(hash(call.state)), \(kind), \(sealed))"
    guard try call.db.one(kept) else { throw Problem.unsignedDelivery }
    return .ok
  }

  fileprivate static func hash(_ state: String) -> [UInt8] { sha256(Array(state.utf8)) }

  private static func sealing(_ state: String) -> String {
    "approval/\(hexadecimal(hash(state)))"
  }
}

/// Keys that a store's server delivers: nobody signs them, the secret in them has to be ours.
package struct DeliveredKeys: Visitor {
  let db: Database
  let state: String
  let secrets: String

  package static let door = Door.machine("a store's approval")

  /// - Throws: `Problem` 401 for whatever does not look like an answer to a question of ours.
  package static func admit(_ request: Request, db: Database) throws -> DeliveredKeys {
    let kind = request.path.split(separator: "/").last.map(String.init) ?? ""
    guard request.body.count <= 65_536, let platform = Platforms.named(kind) else {
      throw Problem.unsignedDelivery
    }
    let state = platform.state(of: request)
    guard !state.isEmpty, state.utf8.count <= 200 else { throw Problem.unsignedDelivery }
    return DeliveredKeys(db: db, state: state, secrets: try platform.delivered(request))
  }
}

private struct KeptApproval: RowReadable {
  let shop: String
  let delivered: String?
  init(_ row: Row) throws { (shop, delivered) = (try row[0], try row[1]) }
}

extension Query<KeptApproval> {
  fileprivate static func take(_ hash: [UInt8], _ session: SessionID, _ platform: String) -> Self {
    """
    UPDATE store_approval SET used_at = now()
    WHERE client_id = current_client() AND state_hash = \(hash) AND session_id = \(session)
      AND platform = \(platform) AND used_at IS NULL
      AND created_at > now() - interval '10 minutes'
    RETURNING shop, delivered
    """
  }
}

extension Statement {
  fileprivate static func ask(
    _ client: ClientID, _ session: SessionID, _ platform: String, _ shop: String, _ hash: [UInt8]
  ) -> Self {
    """
    INSERT INTO store_approval (client_id, state_hash, session_id, platform, shop)
    VALUES (\(client), \(hash), \(session), \(platform), \(shop))
    """
  }
}

extension Stores {
  /// Approvals that nobody came back with.
  ///
  /// Runs in the system role, across accounts.
  package static let forgetApprovals: Statement =
    "DELETE FROM store_approval WHERE created_at < now() - interval '1 day'"
}
