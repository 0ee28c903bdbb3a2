import HTTP

/// What another plan means for a subscription that runs: when it begins, and what Stripe is told.
struct PlanChange {
  private let plan: Plan
  private let isEnding, isSame: Bool
  /// Whether it brings more, and so begins and is billed at once.
  let isMore: Bool

  /// - Throws: `Problem` with what to do first, where the change cannot be made now.
  init(
    _ current: LiveSubscription, _ before: Plan, to plan: Plan, _ every: BillingPeriod,
    isEnding: Bool
  ) throws {
    guard current.status == "active" || current.status == "trialing" else {
      throw Problem(
        .conflict,
        "Your last payment is missing. Check your card under Payment details; then the plan can "
          + "be changed.")
    }
    let isOtherRhythm = every.rawValue != current.every
    if isOtherRhythm, every == .month {
      throw Problem(
        .conflict,
        "The year is paid. Cancel at its end under Payment details, then choose a monthly plan.")
    }
    if isOtherRhythm, plan.isSmaller(than: before) {
      throw Problem(
        .conflict,
        "\(plan.name) is smaller than \(before.name), which is paid until its period ends. Choose "
          + "\(plan.name) by the month now; once it has begun, it can be paid by the year.")
    }
    (self.plan, self.isEnding) = (plan, isEnding)
    isMore = before.isSmaller(than: plan) || isOtherRhythm
    isSame = plan.id == before.id && !isOtherRhythm
  }

  /// What Stripe is told besides the price.
  var fields: [(String, String)] {
    let billing = [
      ("proration_behavior", isMore ? "always_invoice" : "none"),
      ("payment_behavior", "error_if_incomplete"),
    ]
    return billing + (isEnding ? [("cancel_at_period_end", "false")] : [])
  }

  /// What came of it, for people.
  var note: String {
    if isSame { return "\(plan.name) goes on as before." }
    return isMore
      ? "You have \(plan.name) now." : "\(plan.name) begins when this period ends."
  }
}
