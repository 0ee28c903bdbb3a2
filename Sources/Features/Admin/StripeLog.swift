import Accounts
import Billing
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site

/// An event that was heard.
private struct EventLine: RowReadable {
  let id, type, object, account, note: String
  let wasMissed: Bool
  let heard: Date
  let applied: Date?
  init(_ row: Row) throws {
    (id, type, object, account) = (try row[0], try row[1], try row[2], try row[3])
    (note, wasMissed, heard, applied) = (try row[4], try row[5], try row[6], try row[7])
  }
}

/// A subscription whose payment is missing.
private struct LateLine: RowReadable {
  let client: ClientID
  let name, id, status: String
  let grace: Date?
  init(_ row: Row) throws {
    (client, name, id, status) = (try row[0], try row[1], try row[2], try row[3])
    grace = try row[4]
  }
}

/// An order of which something else was paid than what it cost.
private struct WrongOrder: RowReadable {
  let cells: [HTML]
  init(_ row: Row) throws {
    let client: ClientID = try row[0]
    let (name, session, currency): (String, String, String) = (try row[1], try row[2], try row[4])
    let amount: Int = try row[3]
    let at: Date = try row[5]
    cells = [
      a(.href(Site.adminAccount(client))) { name }, HTML(money(minor: amount, currency: currency)),
      HTML(session), timeTag(at),
    ]
  }
}

extension Query<WrongOrder> {
  fileprivate static var wrong: Self {
    """
    SELECT p.client_id, c.name, coalesce(p.session, ''), p.amount, p.currency, p.settled_at
    FROM purchase p JOIN client c ON c.id = p.client_id
    WHERE p.state = 'wrong' AND p.settled_at IS NOT NULL ORDER BY p.settled_at DESC LIMIT 50
    """
  }
}

extension Admin {
  /// What Stripe told us, what is late, and what comparing found.
  package static func showStripe(_ staff: Administrator) throws -> Response {
    let db = system
    let text = wanted(staff)
    let events = StaffList(try db.all(heard(about: text, before: staff.request.query["before"])))
    let late = try db.all(lateSubscriptions)
    let reports = try db.all(Query<Reconciliation>.reconciliations)
    let wrong = try db.all(Query<WrongOrder>.wrong)
    return page(staff, "Stripe") {
      if !wrong.isEmpty {
        block("Paid, but not what was ordered") {
          p(.class("muted")) {
            "No credits were given. Refund the payment at Stripe, or grant them."
          }
          plainTable("Wrong orders", ["Account", "Ordered", "Session", "When"], wrong.map(\.cells))
        }
      }
      block("Failed payments") {
        plainTable(
          "Failed payments", ["Account", "Subscription", "Status", "Plan until"],
          late.map { line in
            [
              a(.href(Site.adminAccount(line.client))) { line.name }, HTML(line.id),
              HTML(line.status), line.grace.map { timeTag($0) } ?? HTML(),
            ]
          })
      }
      block("Comparing with Stripe", action: reconcileButton(staff)) {
        plainTable(
          "Reports", ["When", "Events", "Missed", "Invoices", "Asked again"],
          reports.map { report in
            [timeTag(report.at)]
              + [report.events, report.missed, report.bills, report.repaired].map {
                HTML(number($0))
              }
          })
      }
      block("Events") {
        searchForm(Site.adminStripe(), "Type, object, event or account", text)
        eventTable(events.shown, staff)
        older(staff, "before", than: events.last?.id, Site.adminStripe())
      }
    }
  }

  private static func reconcileButton(_ staff: Administrator) -> HTML {
    buttonForm(
      "Compare now", to: Site.adminReconcile(), csrf: staff.admission.csrf, testID: "reconcile")
  }

  private static func eventTable(_ events: ArraySlice<EventLine>, _ staff: Administrator) -> HTML {
    plainTable(
      "Events", ["Event", "About", "Account", "Heard", "Applied", "Again"],
      events.map { event in
        [
          HTML(event.type), HTML(event.object), HTML(event.account),
          timeTag(event.heard) + HTML(event.wasMissed ? " found by asking" : ""),
          applied(event), replayButton(event, staff),
        ]
      })
  }

  private static func applied(_ event: EventLine) -> HTML {
    if let moment = event.applied { return timeTag(moment) }
    return HTML(event.note.isEmpty ? "not yet" : "not yet: \(event.note)")
  }

  /// Nothing where the event is about nothing here.
  private static func replayButton(_ event: EventLine, _ staff: Administrator) -> HTML {
    if event.object.isEmpty || event.account.isEmpty { return HTML() }
    return buttonForm(
      "Replay", to: Site.adminReplay(event.id), csrf: staff.admission.csrf, testID: "replay")
  }

  /// Applies an event once more: what it is about is asked for again.
  package static func replay(_ staff: Administrator, _ id: String) throws -> Response {
    let db = system
    let query: Query<Replay> = """
      UPDATE stripe_event SET applied_at = NULL
      WHERE id = \(id) AND client_id IS NOT NULL AND object <> '' RETURNING client_id, object
      """
    try db.transaction {
      guard let replay = try db.first(query) else {
        throw Problem(.conflict, "This event is about nothing here.")
      }
      try db.transaction(as: replay.client.uuid) {
        _ = try db.enqueue(RefreshStripe(object: replay.object), for: replay.client.uuid)
      }
      try note(staff, "admin.replay", of: replay.client, ["event": .string(id)], db)
    }
    return .see(Site.adminStripe()).flash("It is applied again.")
  }

  /// Compares with Stripe now.
  package static func reconcile(_ staff: Administrator) throws -> Response {
    let db = system
    do {
      let report = try Billing.reconcile(db)
      try db.transaction { try note(staff, "admin.reconcile", of: nil, [:], db) }
      return .see(Site.adminStripe())
        .flash("\(report.events) events, \(report.missed) of them new.")
    } catch let trouble as StripeTrouble { throw trouble.problem }
  }

  /// The newest events, or the newest of those that have to do with a text; those that were heard
  /// before the `last` one.
  private static func heard(about text: String, before last: String?) -> Query<EventLine> {
    """
    SELECT e.id, e.type, e.object, coalesce(c.name, ''), e.note, e.was_missed, e.heard_at,
      e.applied_at
    FROM stripe_event e LEFT JOIN client c ON c.id = e.client_id
    WHERE (\(text) = '' OR \(text) IN (e.id, e.object, e.client_id::text)
        OR strpos(e.type, lower(\(text))) > 0 OR strpos(lower(c.name), lower(\(text))) > 0)
      AND (\(last)::text IS NULL
        OR (e.heard_at, e.id) < (SELECT heard_at, id FROM stripe_event WHERE id = \(last)))
    ORDER BY e.heard_at DESC, e.id DESC LIMIT \(fixed: StaffList<EventLine>.asked)
    """
  }

  private static let lateSubscriptions: Query<LateLine> = """
    SELECT s.client_id, c.name, s.id, s.status, s.grace_until FROM subscription s
    JOIN client c ON c.id = s.client_id WHERE s.status IN ('past_due', 'unpaid')
    ORDER BY s.grace_until LIMIT 200
    """
}

private struct Replay: RowReadable {
  let client: ClientID
  let object: String
  init(_ row: Row) throws { (client, object) = (try row[0], try row[1]) }
}
