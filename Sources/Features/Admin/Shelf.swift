import Accounts
import Billing
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Admin {
  /// What is sold; each change makes a new version, and whoever bought the old one keeps it.
  package static func showShelf(_ staff: Administrator) throws -> Response {
    let db = system
    let plans = try db.all(Query<Plan>.offeredPlans)
    let packs = try db.all(Query<Pack>.offeredPacks)
    let claims = try claimRuleForm(staff)
    return page(staff, "Plans and packs") {
      p(.class("muted")) { "Prices in cents. Whoever bought an earlier version keeps it." }
      for plan in plans { block("\(plan.name), version \(plan.version)") { planForm(plan, staff) } }
      for pack in packs {
        block("\(pack.credits) credits, version \(pack.version)") { packForm(pack, staff) }
      }
      claims
    }
  }

  /// Puts a new version on the shelf in place of the old one.
  package static func reshelve(_ staff: Administrator) throws -> Response {
    var form = Form(staff.request)
    let code = form.value("code")
    let (credits, isPack) = (form.int("credits", in: 0...1_000_000), form.value("thing") == "pack")
    let price = optional("price", 0...99_999_999, &form)
    let limits = ["year", "products", "seats", "pictures"].map {
      optional($0, 0...99_999_999, &form)
    }
    guard form.isValid, (price == nil) == (limits[0] == nil) || isPack else {
      throw Problem(.invalid, "Enter whole numbers; both prices or none.")
    }
    let db = system
    try db.transaction {
      let changed =
        isPack
        ? try db.run(.reshelve(pack: code, credits, price ?? 0))
        : try db.run(.reshelve(plan: code, credits, price, limits))
      guard changed == 1 else { throw Problem.missing }
      try note(staff, "admin.shelf", of: nil, ["code": .string(code)], db)
    }
    return .see(Site.adminShelf()).flash("A new version is on the shelf.")
  }

  private static func optional(
    _ name: String, _ range: ClosedRange<Int>, _ form: inout Form
  ) -> Int? {
    form.value(name).trimmed.isEmpty ? nil : form.int(name, in: range)
  }

  private static func planForm(_ plan: Plan, _ staff: Administrator) -> HTML {
    editor(
      staff, "plan", plan.code,
      [
        ("price", "Price a month", plan.monthPrice), ("year", "Price a year", plan.yearPrice),
        ("credits", "Credits a month", plan.credits), ("products", "Products", plan.products),
        ("seats", "Seats", plan.seats), ("pictures", "Pictures", plan.pictures),
      ])
  }

  private static func packForm(_ pack: Pack, _ staff: Administrator) -> HTML {
    editor(
      staff, "pack", pack.code,
      [("price", "Price", pack.price), ("credits", "Credits", pack.credits)])
  }

  private static func editor(
    _ staff: Administrator, _ thing: String, _ code: String,
    _ fields: [(name: String, label: String, value: Int?)]
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
      submit("Save as new version", .normal, testID: "save-\(code)")
    }
  }
}

extension Statement {
  fileprivate static func reshelve(pack code: String, _ credits: Int, _ price: Int) -> Self {
    """
    WITH old AS (UPDATE credit_package SET is_offered = false
      WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO credit_package (code, version, credits, price, currency, is_best, position)
    SELECT code, version + 1, \(credits)::int, \(price)::int, currency, is_best, position FROM old
    """
  }

  fileprivate static func reshelve(
    plan code: String, _ credits: Int, _ price: Int?, _ limits: [Int?]
  ) -> Self {
    """
    WITH old AS (UPDATE plan SET is_offered = false WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO plan (code, version, name, month_price, year_price, currency, credits, products,
      seats, pictures, has_api, position)
    SELECT code, version + 1, name, \(price)::int, \(limits[0])::int, currency, \(credits)::int,
      \(limits[1])::int, \(limits[2])::int, \(limits[3])::int, has_api, position FROM old
    """
  }
}
