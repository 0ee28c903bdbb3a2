import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Site

extension Stores {
  static func doctorPage(_ member: Member, _ store: ConnectedStore, isRunning: Bool) -> Response {
    member.page(
      "Connection check", width: .narrow,
      lead: "What stands between \(store.title) and Epox, and how to mend it.",
      crumbs: [Crumb("Store", Site.store())]
    ) {
      div(.class("stack-24")) {
        div(
          .when(isRunning, .data("live", Site.storeDoctorLive())),
          .when(isRunning, .data("live-every", "1000"))
        ) { doctorReport(store, isRunning: isRunning) }
        if member.canEdit {
          buttonForm(
            "Check again", to: Site.storeDoctor(), csrf: member.csrf, .normal, icon: "sync",
            testID: "examine-btn")
        }
      }
    }
  }

  /// The findings, worst first.
  static func doctorReport(_ store: ConnectedStore, isRunning: Bool) -> HTML {
    div(.class("stack"), .testID("doctor-report"), .data("status", isRunning ? "running" : "done"))
    {
      if isRunning {
        p(.role("status")) { "Checking the connection. This takes a few seconds." }
      } else if let examined = store.examined {
        p(.role("status")) {
          verdict(store.findings)
          " Checked "
          timeTag(examined, isRelative: true)
          "."
        }
      } else {
        p { "This connection has not been checked yet." }
      }
      ul(.class("card stack")) {
        for finding in store.findings.sorted(by: { $0.rank < $1.rank }) { li { line(finding) } }
      }
    }
  }

  private static func verdict(_ findings: [Finding]) -> String {
    let bad = findings.count { $0.result == .bad }
    let warnings = findings.count { $0.result == .warning }
    if bad > 0 { return "\(count(bad, "thing")) in the way." }
    if warnings > 0 { return "It works; \(count(warnings, "thing")) could be better." }
    return "Everything is in order."
  }

  private static func line(_ finding: Finding) -> HTML {
    div(.class("stack-8"), .testID("finding"), .data("status", finding.tone)) {
      div(.class("row")) {
        badge(status: finding.tone, word: finding.word)
        strong { finding.check }
      }
      p { finding.sentence }
      if !finding.fix.isEmpty { p(.class("muted")) { "What to do: \(finding.fix)" } }
    }
  }
}

extension Finding {
  fileprivate var rank: Int {
    switch result {
    case .bad: 0
    case .warning: 1
    case .unknown: 2
    case .good: 3
    }
  }

  fileprivate var tone: String {
    switch result {
    case .good: "ok"
    case .warning: "warning"
    case .bad: "failed"
    case .unknown: "pending"
    }
  }

  fileprivate var word: String {
    switch result {
    case .good: "Good"
    case .warning: "Could be better"
    case .bad: "In the way"
    case .unknown: "Not known"
    }
  }
}
