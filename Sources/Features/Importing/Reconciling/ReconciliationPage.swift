import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// What one comparison with the store came to.
struct ReconciliationReport: RowReadable, Sendable {
  let id: StoreReconciliationID
  let state: String
  let began: Date
  let ended: Date?
  let listed: Int
  let elsewhere: Int
  let reason: String?
  /// Who asked for it; `nil` for a nightly one.
  let person: String?
  let differences: Int

  init(_ row: Row) throws {
    (id, state, began) = (try row[0], try row[1], try row[2])
    (ended, listed, elsewhere) = (try row[3], try row[4], try row[5])
    (reason, person, differences) = (try row[6], try row[7], try row[8])
  }

  var outcome: String {
    switch state {
    case "running": "\(count(listed, "product")) compared so far"
    case "failed": reason ?? "It was given up"
    default: differences == 0 ? "No differences" : count(differences, "difference")
    }
  }
}

extension Query<ReconciliationReport> {
  /// The newest reports of a store.
  static func reports(of store: StoreID) -> Self {
    """
    SELECT r.id, r.state, r.began_at, r.ended_at, r.listed, r.elsewhere, r.reason, person.name,
      (SELECT count(*) FROM store_difference d
       WHERE d.client_id = r.client_id AND d.reconciliation_id = r.id)
    FROM store_reconciliation r LEFT JOIN person ON person.id = r.requested_by
    WHERE r.client_id = current_client() AND r.store_id = \(store)
    ORDER BY r.began_at DESC, r.id DESC LIMIT 30
    """
  }
}

/// Differences of one kind, with the names of some of them.
struct DifferenceGroup: RowReadable, Sendable {
  let kind: String
  let count: Int
  let names: [String]

  init(_ row: Row) throws {
    (kind, count) = (try row[0], try row[1])
    let joined: String = try row[2]
    names = joined.split(separator: "\u{1f}").map(String.init)
  }

  /// What was found and what became of it.
  var words: (found: String, done: String) {
    switch kind {
    case "changed":
      ("\(Design.count(count, "product")) changed without our hearing of it", "Brought up to date.")
    case "new": ("\(Design.count(count, "new product")) in the store", "Brought in.")
    case "returned":
      ("\(Design.count(count, "product")) back in the store", "Taken up again.")
    case "gone":
      (
        "\(Design.count(count, "product")) no longer in the store",
        "Marked as gone. Pictures stay here."
      )
    default:
      (
        "Pictures of ours taken out of \(Design.count(count, "product"))",
        "Noted in the history. Publish again to put them back."
      )
    }
  }
}

extension Query<DifferenceGroup> {
  static func differences(of id: StoreReconciliationID) -> Self {
    """
    SELECT kind, count(*), string_agg(name, \("\u{1f}") ORDER BY name) FILTER (WHERE rank <= 8)
    FROM (
      SELECT kind, name, row_number() OVER (PARTITION BY kind ORDER BY name) AS rank
      FROM store_difference WHERE client_id = current_client() AND reconciliation_id = \(id)) d
    GROUP BY kind ORDER BY kind
    """
  }
}

extension Importing {
  /// What the comparisons with the store found.
  package static func showReconciliation(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { return .see(Site.store()) }
    let reports = try member.read(.reports(of: store.id))
    let asked = member.request.query["report"].flatMap(StoreReconciliationID.init(pathText:))
    guard let report = asked.flatMap({ id in reports.first { $0.id == id } }) ?? reports.first
    else { return reconciliationPage(member, store, nil, [], []) }
    let groups = try member.read(.differences(of: report.id))
    return reconciliationPage(member, store, report, groups, reports)
  }

  /// The part of the page that changes while a comparison runs.
  package static func showReconciliationLive(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { throw Problem.missing }
    guard let report = try member.read(.reports(of: store.id)).first else {
      return Response.page([]).adding("X-Live-Done", "1")
    }
    let groups = try member.read(.differences(of: report.id))
    let response = Response.page(reportBox(report, groups).bytes)
    return report.state == "running" ? response : response.adding("X-Live-Done", "1")
  }

  /// Compares with the store now.
  package static func reconcile(_ editor: Editor) throws -> Response {
    try editor.transaction {
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      guard let id = try editor.db.first(.begin(store.id, by: editor.person)) else { return }
      try editor.db.enqueue(
        ReconcileStore(reconciliation: id, store: store.id), for: editor.client.uuid)
    }
    return .see(Site.storeReconciliation())
  }

  private static func reconciliationPage(
    _ member: Member, _ store: ConnectedStore, _ report: ReconciliationReport?,
    _ groups: [DifferenceGroup], _ reports: [ReconciliationReport]
  ) -> Response {
    member.page(
      "Compare with the store", width: .narrow,
      lead: "Every night Epox compares its catalogue with \(store.title) and mends what differs.",
      crumbs: [Crumb("Store", Site.store())]
    ) {
      div(.class("stack-24")) {
        if let report {
          let isRunning = report.state == "running"
          div(
            .when(isRunning, .data("live", Site.storeReconciliationLive())),
            .when(isRunning, .data("live-every", "1000"))
          ) { reportBox(report, groups) }
        } else {
          p { "Nothing has been compared yet." }
        }
        if member.canEdit {
          buttonForm(
            "Compare now", to: Site.storeReconciliation(), csrf: member.csrf, .normal,
            icon: "sync", testID: "reconcile-btn")
        }
        if reports.count > 1 { olderReports(reports, shown: report?.id) }
      }
    }
  }

  private static func reportBox(_ report: ReconciliationReport, _ groups: [DifferenceGroup])
    -> HTML
  {
    section(.class("job"), .data("status", report.state), .testID("reconciliation")) {
      header(.class("job-head")) {
        h2 { report.state == "running" ? "Comparing" : "What was found" }
        badge(status: report.state, word: report.word)
      }
      p(.class("job-line"), .role("status")) { sentence(report) }
      if report.state == "failed", let reason = report.reason {
        alert(.danger, "The comparison was given up.") { p { reason } }
      }
      if !groups.isEmpty {
        ul(.class("stack-8")) { for group in groups { li { line(group) } } }
      }
      if report.elsewhere > 0 {
        p(.class("muted")) {
          "\(count(report.elsewhere, "product")) of the store not imported, as you chose."
        }
      }
    }
  }

  private static func sentence(_ report: ReconciliationReport) -> HTML {
    span {
      "\(count(report.listed, "product")) compared "
      report.state == "running" ? "begun " : ""
      timeTag(report.ended ?? report.began, isRelative: true)
      report.person.map { ", asked for by \($0)" } ?? ""
      "."
      if report.state == "done", report.differences == 0 { " No differences." }
    }
  }

  private static func line(_ group: DifferenceGroup) -> HTML {
    div(.testID("difference-\(group.kind)")) {
      strong { "\(group.words.found). " }
      group.words.done
      p(.class("muted")) {
        group.names.joined(separator: ", ")
        if group.count > group.names.count { " and others" }
      }
    }
  }

  private static func olderReports(
    _ reports: [ReconciliationReport], shown: StoreReconciliationID?
  ) -> HTML {
    block("Reports") {
      ul(.class("stack-8")) {
        for report in reports {
          li {
            a(
              .href("\(Site.storeReconciliation())?report=\(report.id.pathText)"),
              .when(report.id == shown, .aria("current", "true"))
            ) { timeTag(report.began) }
            " \(report.outcome)"
          }
        }
      }
    }
  }
}

extension ReconciliationReport {
  fileprivate var word: String {
    switch state {
    case "running": "Running"
    case "failed": "Failed"
    default: "Done"
    }
  }
}

extension Query<StoreReconciliationID> {
  /// A new comparison, unless one is running.
  static func begin(_ store: StoreID, by person: PersonID) -> Self {
    """
    INSERT INTO store_reconciliation (client_id, store_id, requested_by)
    VALUES (current_client(), \(store), \(person)) ON CONFLICT DO NOTHING RETURNING id
    """
  }
}
