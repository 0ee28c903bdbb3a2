import Accounts
import Billing
import Catalog
import Design
import HTML
import HTTP
import Jobs
import Postgres
import Site

extension Studio {
  /// Orders a change in words: it becomes another picture of the same flow, the first one stays.
  ///
  /// The form brings the new picture's key, so the same form sent twice is one change.
  package static func change(_ editor: Editor, _ id: AssetID) throws -> Response {
    var form = Form(editor.request)
    let wish = form.text("wish", max: 500, missing: "Say what should be different.")
    let new = AssetID(pathText: form.value("change")) ?? AssetID()
    guard form.isValid else {
      throw Problem(.invalid, form.error("wish") ?? "Please check the form.", fields: form.errors)
    }
    guard Configuration.current.engines.gemini != nil else {
      throw Problem(.invalid, "Changes in words take Gemini, which is not configured here.")
    }
    let flow = try find(id, editor.member).0.flow.id
    let work = PaidWork(each: 1, action: Site.assetChange(id), back: Site.asset(id))
    return try Billing.paying(editor.member, for: work) {
      try add(new, of: id, wish, flow, editor)
      return .see(Site.flow(flow))
    }
  }

  private static func add(
    _ new: AssetID, of id: AssetID, _ wish: String, _ flow: FlowID, _ editor: Editor
  ) throws {
    try editor.transaction {
      guard try editor.db.first(.lock(flow)) != nil else { throw Problem.missing }
      try Billing.require(1, .pictures, editor.db)
      guard try editor.db.run(.addChange(new, of: id, wish)) == 1 else {
        guard try editor.db.one(.exists(new)) else { throw notToBeChanged }
        return
      }
      let job = GeneratePicture(asset: new, turn: new.pathText)
      try Billing.reserve(1, for: [job.cause], editor.db)
      try editor.db.run(.runAgain(flow))
      try editor.db.enqueue(job, for: editor.client.uuid)
    }
  }
}

private let notToBeChanged = Problem(
  .conflict,
  "This picture cannot be changed: it is gone, or its credit came back and it is no longer yours "
    + "to use.")

extension Query<Bool> {
  fileprivate static func exists(_ asset: AssetID) -> Self {
    "SELECT EXISTS (SELECT FROM asset WHERE id = \(asset))"
  }
}

/// The form for a change in words.
func changeCard(_ asset: AssetLine, _ member: Member) -> HTML {
  section(.class("card")) {
    header(.class("card-head")) { h2 { "Change in words" } }
    postForm(Site.assetChange(asset.id), csrf: member.csrf) {
      hidden("change", AssetID().pathText)
      textField(
        Field(
          "wish", "What should be different?", in: Form(),
          hint: "For example: “a darker floor” or “take the plant away”. Gemini makes a new "
            + "picture; this one stays.",
          maxLength: 500), rows: 3)
      costNote(1, member)
      div(.class("form-actions")) { submit("Change", .normal, testID: "change-btn") }
    }
  }
}

extension Statement {
  /// A picture that is to come of another one; nothing when it is there already.
  static func addChange(_ new: AssetID, of asset: AssetID, _ wish: String) -> Self {
    """
    INSERT INTO asset (client_id, id, flow_id, product_id, variant, alt, changed_from, wish)
    SELECT client_id, \(new), flow_id, product_id,
      (SELECT max(variant) + 1 FROM asset o WHERE o.flow_id = a.flow_id), alt, id, \(wish)
    FROM asset a WHERE id = \(asset) AND state = 'generated' AND deleted_at IS NULL
      AND NOT asset_is_claimed(id)
    ON CONFLICT (client_id, id) DO NOTHING
    """
  }
}
