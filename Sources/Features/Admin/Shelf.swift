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
      p(.class("muted")) {
        "Prices in the smallest unit of their currency: 4900 is $49.00, and of yen ¥4,900. Whoever "
        "bought an earlier version keeps it. An empty field has no limit, an empty price is agreed upon."
      }
      for plan in plans {
        block("\(plan.name), version \(plan.version)", action: price(of: plan)) {
          planForm(plan, staff)
        }
      }
      for pack in packs {
        block("\(pack.credits) credits, version \(pack.version)", action: price(of: pack)) {
          packForm(pack, staff)
        }
      }
      block("Another plan") { newPlanForm(staff) }
      block("Another pack") { newPackForm(staff) }
      claims
    }
  }

  private static func price(of plan: Plan) -> HTML {
    guard let month = plan.monthPrice, let year = plan.yearPrice else { return HTML("On request") }
    return HTML(
      "\(money(minor: month, currency: plan.currency)) a month, "
        + "\(money(minor: year, currency: plan.currency)) a year")
  }

  private static func price(of pack: Pack) -> HTML {
    HTML(money(minor: pack.price, currency: pack.currency))
  }

  /// Puts a new version on the shelf in place of the old one, or takes something off it.
  package static func reshelve(_ staff: Administrator) throws -> Response {
    var form = Form(staff.request)
    let code = form.value("code")
    let (change, word): (Statement, String) =
      switch form.value("thing") {
      case "plan":
        (.reshelve(plan: code, try terms(&form)), "A new version is on the shelf.")
      case "another plan": (try anotherPlan(&form), "The plan is on the shelf.")
      case "plan withdrawal": (Statement.withdraw(plan: code), "It is off the shelf.")
      case "pack": (try newPack(code, &form), "A new version is on the shelf.")
      case "withdrawal": (Statement.withdraw(pack: code), "It is off the shelf.")
      default: (try anotherPack(&form), "The pack is on the shelf.")
      }
    let db = system
    try db.transaction {
      guard try db.run(change) == 1 else {
        throw Problem(.conflict, "Somebody changed this meanwhile. Look at the shelf again.")
      }
      try Admin.note(
        staff, "admin.shelf", of: nil,
        ["code": .string(code), "thing": .string(form.value("thing"))], db)
    }
    return .see(Site.adminShelf()).flash(word)
  }

  private static func anotherPlan(_ form: inout Form) throws -> Statement {
    let terms = try terms(&form)
    let letters = terms.name.lowercased().utf8.map { (97...122).contains($0) ? $0 : 45 }
    let code = String(decoding: letters, as: UTF8.self).split(separator: "-").joined(separator: "-")
    guard !code.isEmpty else {
      throw Problem(.invalid, "The name of a plan needs letters from a to z.")
    }
    return .shelve(plan: String(code.prefix(31)), terms)
  }

  private static func terms(_ form: inout Form) throws -> PlanTerms {
    let name = form.line("name", max: 60)
    let credits = form.int("credits", in: 0...1_000_000)
    let prices = [
      optional("price", 0...99_999_999, &form), optional("year", 0...99_999_999, &form),
    ]
    let limits = [
      optional("products", 0...99_999_999, &form), optional("seats", 1...99_999_999, &form),
      optional("pictures", 0...99_999_999, &form),
    ]
    guard form.isValid, !name.isEmpty, (prices[0] == nil) == (prices[1] == nil) else {
      throw Problem(
        .invalid, "Enter whole numbers, at least one seat, a name, and both prices or none.")
    }
    return PlanTerms(
      name: name, currency: try currency(&form), monthPrice: prices[0], yearPrice: prices[1],
      credits: credits, products: limits[0], seats: limits[1], pictures: limits[2],
      hasAPI: form.value("api") == "1")
  }

  /// A currency in which prices can be told to Stripe.
  ///
  /// Of two currencies Stripe takes hundredths that they have no more: a price would be told
  /// a hundred times too low here or there.
  private static func currency(_ form: inout Form) throws -> String {
    let currency = form.value("currency").trimmed.uppercased()
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw Problem(.invalid, "A currency has three letters, such as USD.")
    }
    guard !["ISK", "UGX"].contains(currency) else {
      throw Problem(
        .invalid,
        "Stripe counts \(currency) in hundredths that it has no more. Choose another currency.")
    }
    return currency
  }

  private static func newPack(_ code: String, _ form: inout Form) throws -> Statement {
    let (credits, price) = try contents(&form)
    return .reshelve(pack: code, credits, price, isBest: form.value("best") == "1")
  }

  private static func anotherPack(_ form: inout Form) throws -> Statement {
    let (credits, price) = try contents(&form)
    let currency = try currency(&form)
    return .shelve(pack: "pack-\(credits)-\(currency.lowercased())", credits, price, currency)
  }

  private static func contents(_ form: inout Form) throws -> (credits: Int, price: Int) {
    let credits = form.int("credits", in: 1...1_000_000)
    let price = form.int("price", in: 50...99_999_999)
    guard form.isValid else {
      throw Problem(.invalid, "Enter whole numbers: at least 1 credit, and a price of at least 50.")
    }
    return (credits, price)
  }

  private static func optional(
    _ name: String, _ range: ClosedRange<Int>, _ form: inout Form
  ) -> Int? {
    form.value(name).trimmed.isEmpty ? nil : form.int(name, in: range)
  }
}
