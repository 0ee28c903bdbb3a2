import Accounts
import Billing
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// A movement of credits that waits for somebody else.
private struct CreditRequest: RowReadable {
  let id: UUID
  let client: ClientID
  let name, reason, asker: String
  let credits: Int
  init(_ row: Row) throws {
    (id, client, name) = (try row[0], try row[1], try row[2])
    (credits, reason, asker) = (try row[3], try row[4], try row[5])
  }
}

extension Query<CreditRequest> {
  fileprivate static func open(_ id: UUID? = nil) -> Self {
    """
    SELECT r.id, r.client_id, c.name, r.credits, r.reason, p.email FROM credit_request r
    JOIN client c ON c.id = r.client_id JOIN person p ON p.id = r.asked_by
    WHERE r.decided_at IS NULL AND (\(id)::uuid IS NULL OR r.id = \(id)) ORDER BY r.id
    """
  }
}

extension Query<Int> {
  /// Credits that somebody moved in an account within a day, without what a second one approved.
  fileprivate static func movedToday(
    by person: PersonID, in client: ClientID, besides act: UUID
  ) -> Self {
    """
    SELECT coalesce(sum(abs((e.details->>'credits')::integer)), 0)
    FROM audit_event e
    WHERE e.client_id = \(client) AND e.person_id = \(person) AND e.action = 'admin.credits'
      AND e.at > now() - interval '1 day' AND e.details->>'act' <> \(act.uuidString.lowercased())
      AND NOT EXISTS (SELECT FROM credit_request r
        WHERE r.id::text = e.details->>'act' AND r.is_approved)
    """
  }

  /// How often an act is known already, done or waiting for somebody; the browser names it.
  fileprivate static func known(_ act: UUID) -> Self {
    """
    SELECT (SELECT count(*) FROM credit_request WHERE id = \(act))
      + (SELECT count(*) FROM credit_transaction WHERE client_id = current_client()
        AND cause = \(Admin.cause(act)))
    """
  }
}

extension Admin {
  /// Grants or takes credits with a reason; many of them wait for a second member of staff.
  package static func moveCredits(_ staff: Administrator, _ id: ClientID) throws -> Response {
    var form = Form(staff.request)
    let credits = form.int("credits", in: -1_000_000...1_000_000)
    let reason = form.line("reason", max: 300, missing: "Say why; the owner sees it.")
    guard form.isValid, credits != 0, let act = UUID(uuidString: form.value("act")) else {
      throw Problem(.invalid, form.error("reason") ?? "Give a number other than 0, and a reason.")
    }
    let db = system
    let isDone = try db.transaction(as: id.uuid) {
      try moveOrAsk(credits, reason, act, id, staff, db)
    }
    let back = Response.see(Site.adminAccount(id))
    return switch isDone {
    case true: back.flash("Done.")
    case false: back.flash("Somebody else has to approve this.", .warning)
    case nil: back.flash("This form was sent already; here is what came of it.", .info)
    }
  }

  /// Whether it was done, `nil` for an act that is known already.
  ///
  /// What one person moves within a day counts together, so that many small moves need a second
  /// pair of eyes like a large one.
  private static func moveOrAsk(
    _ credits: Int, _ reason: String, _ act: UUID, _ id: ClientID, _ staff: Administrator,
    _ db: Database
  ) throws -> Bool? {
    // A statement of its own: whoever waited here counts what the others did meanwhile.
    try db.run(
      "SELECT pg_advisory_xact_lock(hashtextextended(\("staff/\(id.pathText)"), 7203910))")
    let before = try db.one(.movedToday(by: staff.admission.person, in: id, besides: act))
    // A second click, or another sum under the name of one that was looked at.
    guard try db.one(Query<Int>.known(act)) == 0 else { return nil }
    guard abs(credits) + before > fourEyes else {
      try move(credits, reason, act, id, staff, db)
      return true
    }
    try db.run(
      """
      INSERT INTO credit_request (id, client_id, credits, reason, asked_by)
      VALUES (\(act), \(id), \(credits), \(reason), \(staff.admission.person))
      ON CONFLICT DO NOTHING
      """)
    try note(
      staff, "admin.credits-asked", of: id,
      ["credits": .int(credits), "reason": .string(reason)], db)
    return false
  }

  /// Approves what somebody else asked for, or turns it down.
  package static func decide(_ staff: Administrator, _ name: String) throws -> Response {
    let db = system
    guard let id = UUID(uuidString: name), let request = try db.first(.open(id)) else {
      throw Problem.missing
    }
    let approves = staff.request.form["decision"] == "approve"
    try db.transaction(as: request.client.uuid) {
      do {
        let decided = try db.run(
          """
          UPDATE credit_request SET decided_by = \(staff.admission.person), decided_at = now(),
            is_approved = \(approves) WHERE id = \(id) AND decided_at IS NULL
          """)
        guard decided == 1 else { throw Problem(.conflict, "This was decided already.") }
      } catch DatabaseError.refused(_, _, .some("four_eyes")) {
        throw Problem(.forbidden, "Somebody else has to approve what you asked for.")
      }
      if approves {
        try move(request.credits, request.reason, id, request.client, staff, db)
      }
    }
    return .see(Site.admin()).flash(approves ? "Approved." : "Turned down.")
  }

  /// The cause of what an act moves.
  fileprivate static func cause(_ act: UUID) -> String { "staff/\(act.uuidString.lowercased())" }

  private static func move(
    _ credits: Int, _ reason: String, _ act: UUID, _ client: ClientID, _ staff: Administrator,
    _ db: Database
  ) throws {
    let cause = cause(act)
    do {
      if credits > 0 { try Billing.grant(credits, cause: cause, because: reason, db) }
      if credits < 0 { try Billing.take(-credits, cause: cause, because: reason, db) }
    } catch DatabaseError.refused("22003", _, _) {
      throw Problem(.conflict, "No account can hold, or owe, so many credits. Nothing was moved.")
    }
    try note(
      staff, "admin.credits", of: client,
      [
        "credits": .int(credits), "reason": .string(reason),
        "act": .string(act.uuidString.lowercased()),
      ], db)
  }

  /// What waits for a second pair of eyes.
  static func openRequests(_ staff: Administrator) throws -> HTML {
    let open = try system.all(Query<CreditRequest>.open())
    guard !open.isEmpty else { return HTML() }
    return block("Waiting for approval") {
      plainTable(
        "Waiting", ["Account", "Credits", "Reason", "Asked by", "Decision"],
        open.map { request in
          [
            a(.href(Site.adminAccount(request.client))) { request.name },
            HTML(number(request.credits)), HTML(request.reason),
            HTML(request.asker), decisionButtons(request, staff),
          ]
        })
    }
  }

  private static func decisionButtons(_ request: CreditRequest, _ staff: Administrator) -> HTML {
    let link = Site.adminDecision(request.id.uuidString.lowercased())
    return div(.class("row")) {
      buttonForm(
        "Approve", to: link, csrf: staff.admission.csrf, testID: "approve",
        fields: [("decision", "approve")])
      buttonForm(
        "Turn down", to: link, csrf: staff.admission.csrf, fields: [("decision", "refuse")])
    }
  }
}
