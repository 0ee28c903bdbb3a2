import Design
import HTML
import Postgres

/// How much an account uses of what its plan has.
struct PlanUse: RowReadable, Sendable {
  let products, seats, pictures: Int
  init(_ row: Row) throws { (products, seats, pictures) = (try row[0], try row[1], try row[2]) }
}

extension Query<PlanUse> {
  static var planUse: Self {
    "SELECT plan_use('products'), plan_use('seats'), plan_use('pictures')"
  }
}

/// What is used, beside what there is room for.
func planUse(_ plan: Plan, _ use: PlanUse) -> HTML {
  let lines = [
    (use.products, plan.products, "products"), (use.seats, plan.seats, "people"),
    (use.pictures, plan.pictures, "pictures"),
  ]
  return ul(.testID("plan-use")) {
    for (used, most, word) in lines {
      li { number(used) + (most.map { " of \(number($0)) \(word)" } ?? " \(word)") }
    }
  }
}
