import Accounts
import Billing
import Crypto
import Epox
import FoundationEssentials
import Importing
import Postgres
import Settings
import Site
import Stores
import Telemetry

/// What the operator can ask for.
enum Command: String, CaseIterable {
  case migrate
  case seed
  case doctor
  case settings
  case createAdmin = "create-admin"
  case auditLedger = "audit-ledger"
  case reconcile
  case rotateKeys = "rotate-keys"

  static var help: String {
    let lines = allCases.map { command in
      let gap = String(repeating: " ", count: 14 - command.rawValue.count)
      return "  epox \(command.rawValue)\(gap)\(command.summary)"
    }
    return (["Usage:"] + lines).joined(separator: "\n")
  }

  var summary: String {
    switch self {
    case .migrate: "brings the database's schema up to date"
    case .seed: "makes the demo account, where it is missing"
    case .doctor: "looks at everything that Epox needs and says what is wrong"
    case .settings: "shows every setting, its value and what it is for"
    case .createAdmin: "EMAIL NAME: makes an administrator and prints the password once"
    case .reconcile: "[DAYS]: hears from Stripe what was missed, and repairs"
    case .rotateKeys: "seals all secrets of stores with the newest of EPOX_SECRET_KEYS"
    case .auditLedger: "proves every balance and every chain, and says where one breaks"
    }
  }

  func run(_ arguments: [String]) throws {
    switch self {
    case .migrate: try migrate()
    case .seed: try Seed.run(on: Database(Configuration.current.ownerDSN))
    case .doctor: examine()
    case .settings: showSettings()
    case .createAdmin: try createAdministrator(arguments)
    case .auditLedger: try auditLedger()
    case .reconcile: try reconcile(arguments)
    case .rotateKeys: try rotateKeys()
    }
  }

  private func migrate() throws {
    let settings = Configuration.current
    let ran = try Migrations(folder: "\(settings.sqlFolder)/migrations")
      .run(on: Database(settings.ownerDSN))
    print(ran.isEmpty ? "The schema is up to date." : "Ran \(ran.joined(separator: ", ")).")
  }

  private func examine() {
    let findings = Doctor(Configuration.current).examine()
    for finding in findings {
      print("\(finding.isFine ? "ok   " : "WRONG") \(finding.name): \(finding.words)")
    }
    let wrong = findings.filter { !$0.isFine }.count
    if wrong > 0 { endProgram("\(wrong) of \(findings.count) need your attention.") }
  }

  private func auditLedger() throws {
    let audit = try Billing.audit(Database(Configuration.current.ownerDSN))
    for fault in audit.faults { print(fault) }
    guard audit.faults.isEmpty else { endProgram("The ledger is broken.") }
    print("\(audit.entries) entries, and every balance and chain is right.")
  }

  private func rotateKeys() throws {
    let (owner, box) = (
      Database(Configuration.current.ownerDSN), Configuration.current.secretBox
    )
    let stores = try Stores.sealAnew(owner, with: box)
    let files = try Importing.sealAnew(owner, with: box)
    print("\(stores.sealed + files.sealed) secrets are sealed anew.")
    // What travels sealed for some minutes, such as an approval, is not looked for.
    print("In an hour the older keys of EPOX_SECRET_KEYS can go.")
    if stores.lost + files.lost > 0 {
      print("\(stores.lost + files.lost) secrets no key opens: those stores connect again.")
    }
  }

  private func reconcile(_ arguments: [String]) throws {
    let days = arguments.first.flatMap { Int($0) } ?? 3
    let report = try Billing.reconcile(days: days, Database(Configuration.current.systemDSN))
    print(
      "\(report.events) events, \(report.missed) of them new; \(report.bills) invoices, "
        + "\(report.repaired) things asked for again.")
  }

  private func showSettings() {
    for line in Configuration.current.lines {
      print("\(line.name) = \(line.value)\n    \(line.why)")
    }
  }

  private func createAdministrator(_ arguments: [String]) throws {
    guard arguments.count == 2, arguments[0].contains("@") else {
      endProgram("Usage: epox create-admin EMAIL NAME")
    }
    let email = arguments[0].lowercased()
    let password = String(randomToken().prefix(20))
    try Accounts.appointAdministrator(
      name: arguments[1], email: email, password: password,
      Database(Configuration.current.ownerDSN))
    print("\(email) is an administrator. The password is now \(password)")
  }
}
