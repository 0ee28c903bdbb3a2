import Accounts
import Billing
import Design
import HTML
import HTTP
import Postgres
import Site

extension Admin {
  /// Gives an account a plan that was agreed upon with people, or takes it back.
  package static func givePlan(_ staff: Administrator, _ id: ClientID) throws -> Response {
    let code = staff.request.form["plan"] ?? ""
    let db = system
    try db.transaction(as: id.uuid) {
      if code.isEmpty { try Billing.takePlanBack(db) } else { try Billing.give(plan: code, db) }
      try note(staff, "admin.plan", of: id, ["plan": .string(code)], db)
    }
    return .see(Site.adminAccount(id))
      .flash(code.isEmpty ? "The plan given by hand is taken back." : "The plan holds at once.")
  }

  /// The plan that counts, and the form that gives another one.
  static func planByHand(
    _ plan: Plan?, given: String?, _ offered: [Plan], _ staff: Administrator, _ id: ClientID
  ) -> HTML {
    let form = Form([("plan", given ?? "")])
    let choices = [("", "What the account pays for")] + offered.map { ($0.code, $0.name) }
    return div(.class("stack-8")) {
      p(.testID("plan-in-force")) {
        "In force: \(plan.map { "\($0.name), version \($0.version)" } ?? "none")."
      }
      postForm(Site.adminPlan(id), csrf: staff.admission.csrf, form) {
        selectField(
          Field(
            "plan", "Plan by hand", in: form,
            hint: "Without payment and without credits; grant those below."), choices)
        div(.class("form-actions")) { submit("Give this plan", .normal, testID: "give-plan") }
      }
    }
  }
}
