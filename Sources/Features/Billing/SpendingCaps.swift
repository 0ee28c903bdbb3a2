import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

/// How much an account lets itself spend; `nil` is no cap.
struct SpendingCaps: RowReadable, Sendable {
  let perRun, perMonth: Int?
  static let none = SpendingCaps(perRun: nil, perMonth: nil)

  private init(perRun: Int?, perMonth: Int?) { (self.perRun, self.perMonth) = (perRun, perMonth) }
  init(_ row: Row) throws { (perRun, perMonth) = (try row[0], try row[1]) }
}

extension Query<SpendingCaps> {
  static var caps: Self {
    "SELECT per_run, per_month FROM spending_cap WHERE client_id = current_client()"
  }
}

extension Billing {
  /// Stops a run that is larger than the account's own caps allow.
  static func checkCaps(_ credits: Int, _ db: Database) throws {
    guard let room = try db.first(Query<SpendingRoom>.spendingRoomAlone) else { return }
    if let most = room.perRun, credits > most {
      throw capped("This run takes \(credits) credits, and your cap for a run is \(most).")
    }
    if let most = room.perMonth, room.used + credits > most {
      throw capped(
        "This run takes \(credits) credits; \(room.used) of your cap of \(most) a month are used.")
    }
  }

  private static func capped(_ sentence: String) -> Problem {
    Problem(
      .outOfCredits,
      "\(sentence) Nothing was started. An owner can change the caps under Settings, Credits.")
  }

  /// Keeps the caps; an empty field is no cap.
  package static func saveCaps(_ owner: Owner) throws -> Response {
    var form = Form(owner.request)
    let caps = ["run", "month"].map { name in
      form.value(name).trimmed.isEmpty ? nil : form.int(name, in: 1...1_000_000)
    }
    guard form.isValid else {
      throw Problem(.invalid, "A cap is a whole number from 1 to 1,000,000, or empty.")
    }
    try owner.transaction {
      try owner.db.run(
        """
        INSERT INTO spending_cap (client_id, per_run, per_month)
        VALUES (\(owner.client), \(caps[0]), \(caps[1]))
        ON CONFLICT (client_id) DO UPDATE
        SET per_run = excluded.per_run, per_month = excluded.per_month, told_percent = 0
        """)
      try owner.audit("billing.caps", ["run": JSON(caps[0]), "month": JSON(caps[1])])
    }
    return .see(Site.billing()).flash("The caps are kept.")
  }
}

func capForm(_ caps: SpendingCaps, _ member: Member) -> HTML {
  let form = Form([
    ("run", caps.perRun.map(String.init) ?? ""), ("month", caps.perMonth.map(String.init) ?? ""),
  ])
  return postForm(Site.spendingCaps(), csrf: member.csrf, form) {
    field(
      Field("run", "Credits per run", in: form, hint: "A larger run is stopped.", isOptional: true))
    field(Field("month", "Credits per month", in: form, isOptional: true))
    if member.role >= .owner { div(.class("form-actions")) { submit("Save", .normal) } }
  }
}
