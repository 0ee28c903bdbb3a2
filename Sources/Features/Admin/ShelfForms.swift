import Accounts
import Billing
import Design
import HTML
import HTTP
import Site

extension Admin {
  static func planForm(_ plan: Plan, _ staff: Administrator) -> HTML {
    editor(
      staff, "plan", plan.code,
      [
        ("price", "Price a month", plan.monthPrice), ("year", "Price a year", plan.yearPrice),
        ("credits", "Credits a month", plan.credits), ("products", "Products", plan.products),
        ("seats", "Seats", plan.seats), ("pictures", "Pictures", plan.pictures),
      ], checkbox("api", "API for programs", isOn: plan.hasAPI))
  }

  static func packForm(_ pack: Pack, _ staff: Administrator) -> HTML {
    div(.class("row")) {
      editor(
        staff, "pack", pack.code,
        [("price", "Price", pack.price), ("credits", "Credits", pack.credits)],
        checkbox("best", "Best value", isOn: pack.isBest))
      buttonForm(
        "Take off the shelf", to: Site.adminShelf(), csrf: staff.admission.csrf, .normal,
        testID: "withdraw-\(pack.code)", fields: [("thing", "withdrawal"), ("code", pack.code)])
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

  private static func editor(
    _ staff: Administrator, _ thing: String, _ code: String,
    _ fields: [(name: String, label: String, value: Int?)], _ mark: HTML
  ) -> HTML {
    let form = Form(fields.map { ($0.name, $0.value.map(String.init) ?? "") })
    return postForm(Site.adminShelf(), csrf: staff.admission.csrf, form, look: "row") {
      hidden("thing", thing)
      hidden("code", code)
      for entry in fields {
        field(
          Field(
            entry.name, entry.label, in: form, type: "number", isOptional: true,
            id: "\(code)-\(entry.name)"))
      }
      mark
      submit("Save as new version", .normal, testID: "save-\(code)")
    }
  }
}
