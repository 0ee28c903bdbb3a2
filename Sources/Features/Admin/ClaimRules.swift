import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

/// The numbers of the rule for bad results.
private struct Numbers: RowReadable {
  let all: [Int]
  init(_ row: Row) throws { all = [try row[0], try row[1], try row[2], try row[3]] }
}

private let words: [(name: String, label: String, range: ClosedRange<Int>)] = [
  ("percent", "Percent of a month's pictures", 0...100),
  ("least", "In any case, pictures a month", 0...1000), ("days", "Days to claim", 1...365),
  ("score", "Always below this fidelity", 0...100),
]

extension Admin {
  /// The rule for bad results, to be changed: the newest version counts from then on.
  static func claimRuleForm(_ staff: Administrator) throws -> HTML {
    let now: Query<Numbers> = """
      SELECT month_percent::int, month_least::int, days::int, score::int FROM claim_rule
      ORDER BY version DESC LIMIT 1
      """
    let numbers = try system.one(now).all
    let form = Form(zip(words, numbers).map { ($0.name, String($1)) })
    return block("Bad results") {
      postForm(Site.adminClaimRule(), csrf: staff.admission.csrf, form, look: "row") {
        for word in words {
          field(Field(word.name, word.label, in: form, type: "number", id: "claim-\(word.name)"))
        }
        submit("Save as new version", .normal, testID: "save-claims")
      }
    }
  }

  /// Publishes another rule.
  package static func changeClaimRule(_ staff: Administrator) throws -> Response {
    var form = Form(staff.request)
    let numbers = words.map { form.int($0.name, in: $0.range) }
    guard form.isValid else {
      throw Problem(.invalid, "Enter whole numbers: percent and fidelity up to 100, days to 365.")
    }
    let db = system
    try db.transaction {
      try db.run(
        """
        INSERT INTO claim_rule (month_percent, month_least, days, score)
        VALUES (\(numbers[0]), \(numbers[1]), \(numbers[2]), \(numbers[3]))
        """)
      try note(staff, "admin.claims", of: nil, ["numbers": .array(numbers.map(JSON.int))], db)
    }
    return .see(Site.adminShelf()).flash("The new rule counts from now on.")
  }
}
