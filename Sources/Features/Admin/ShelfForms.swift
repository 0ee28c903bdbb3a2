import Accounts
import Billing
import Design
import HTML
import HTTP
import Site

extension Admin {
  static func planForm(_ plan: Plan, _ staff: Administrator) -> HTML {
    let form = Form([
      ("name", plan.name), ("currency", plan.currency), ("price", text(plan.monthPrice)),
      ("year", text(plan.yearPrice)), ("credits", text(plan.credits)),
      ("products", text(plan.products)), ("seats", text(plan.seats)),
      ("pictures", text(plan.pictures)),
    ])
    return div(.class("row")) {
      postForm(Site.adminShelf(), csrf: staff.admission.csrf, form, look: "row") {
        hidden("thing", "plan")
        hidden("code", plan.code)
        planFields(form, plan.code, hasAPI: plan.hasAPI)
        submit("Save as new version", .normal, testID: "save-\(plan.code)")
      }
      if plan.code != "free" { withdrawal("plan withdrawal", plan.code, staff) }
    }
  }

  static func newPlanForm(_ staff: Administrator) -> HTML {
    let form = Form([("currency", "USD")])
    return postForm(Site.adminShelf(), csrf: staff.admission.csrf, form, look: "row") {
      hidden("thing", "another plan")
      planFields(form, "new-plan", hasAPI: false)
      submit("Put it on the shelf", .normal, testID: "new-plan")
    }
  }

  private static func planFields(_ form: Form, _ code: String, hasAPI: Bool) -> HTML {
    let numbers = [
      ("price", "Price a month"), ("year", "Price a year"), ("credits", "Credits a month"),
      ("products", "Products"), ("seats", "Seats"), ("pictures", "Pictures"),
    ]
    return field(Field("name", "Name", in: form, maxLength: 60, id: "\(code)-name"))
      + field(Field("currency", "Currency", in: form, maxLength: 3, id: "\(code)-currency"))
      + numbers.reduce(HTML()) { fields, entry in
        fields
          + field(
            Field(
              entry.0, entry.1, in: form, type: "number", isOptional: true, id: "\(code)-\(entry.0)"
            ))
      } + checkbox("api", "API for programs", isOn: hasAPI)
  }

  private static func withdrawal(_ thing: String, _ code: String, _ staff: Administrator) -> HTML {
    buttonForm(
      "Take off the shelf", to: Site.adminShelf(), csrf: staff.admission.csrf, .normal,
      testID: "withdraw-\(code)", fields: [("thing", thing), ("code", code)])
  }

  private static func text(_ number: Int?) -> String { number.map(String.init) ?? "" }

  static func packForm(_ pack: Pack, _ staff: Administrator) -> HTML {
    let form = Form([("price", text(pack.price)), ("credits", text(pack.credits))])
    return div(.class("row")) {
      postForm(Site.adminShelf(), csrf: staff.admission.csrf, form, look: "row") {
        hidden("thing", "pack")
        hidden("code", pack.code)
        field(Field("price", "Price", in: form, type: "number", id: "\(pack.code)-price"))
        field(Field("credits", "Credits", in: form, type: "number", id: "\(pack.code)-credits"))
        checkbox("best", "Best value", isOn: pack.isBest)
        submit("Save as new version", .normal, testID: "save-\(pack.code)")
      }
      withdrawal("withdrawal", pack.code, staff)
    }
  }

  static func newPackForm(_ staff: Administrator) -> HTML {
    let form = Form([("currency", "USD")])
    return postForm(Site.adminShelf(), csrf: staff.admission.csrf, form, look: "row") {
      hidden("thing", "another pack")
      field(Field("credits", "Credits", in: form, type: "number", id: "new-credits"))
      field(Field("price", "Price", in: form, type: "number", id: "new-price"))
      field(Field("currency", "Currency", in: form, maxLength: 3, id: "new-currency"))
      submit("Put it on the shelf", .normal, testID: "new-pack")
    }
  }
}
