import Accounts
import Design
import HTTP
import Postgres
import Site

extension Studio {
  /// Says that a picture is a bad result: said again, it does nothing.
  ///
  /// It is rejected, and its credits come back by the published rule.
  package static func claim(_ editor: Editor, _ id: AssetID) throws -> Response {
    var form = Form(editor.request)
    let reason = form.line("reason", max: 300, missing: "Say what is bad about it.")
    guard form.isValid else {
      throw Problem(.invalid, form.error("reason") ?? "", fields: form.errors)
    }
    try editor.transaction {
      let answer: Query<ClaimAnswer> = "SELECT claim_picture(\(id), \(editor.person), \(reason))"
      let word = try editor.db.one(answer).word
      if word == "claimed" { return }
      guard word == "done" else { throw refusal(word) }
      try decide(id, .rejected, editor)
      try editor.audit("studio.claim", ["asset": .string(id.pathText), "reason": .string(reason)])
    }
    return .see(Site.asset(id)).flash("The credit is back.")
  }

  private static func refusal(_ word: String) -> Problem {
    switch word {
    case "free": Problem(.conflict, "This picture cost nothing, so nothing can come back.")
    case "approved": Problem(.conflict, "This picture is approved. Undo the approval first.")
    case "built on":
      Problem(
        .conflict, "A picture that was made of this one is approved. Undo that approval first.")
    case "late": Problem(.conflict, "This picture was made too long ago for that.")
    case "used":
      Problem(
        .conflict,
        "This month's share of bad results is used. What strays from its product comes back in any "
          + "case, and so does what could not be made.")
    default: .missing
    }
  }
}

private struct ClaimAnswer: RowReadable {
  let word: String
  init(_ row: Row) throws { word = try row[0] }
}
