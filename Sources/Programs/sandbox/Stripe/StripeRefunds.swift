import HTTP

/// Money that goes back.
enum StripeRefunds {
  static func create(_ by: StripeCaller) throws -> Response {
    let (desk, form) = (by.desk, by.form)
    var id = form["charge"].string
    if let intent = form["payment_intent"].string {
      id = try desk.find(intent, "payment_intent", "payment_intent")["latest_charge"].string
    }
    var charge = try desk.find(id ?? "", "charge", "charge")
    let refunded = charge["amount_refunded"].int ?? 0
    let left = (charge["amount"].int ?? 0) - refunded
    guard left > 0 else {
      throw StripeError.invalid(
        "Charge \(id ?? "") has already been refunded.", code: "charge_already_refunded")
    }
    let amount = form["amount"].string.flatMap { Int($0) } ?? left
    guard (1...left).contains(amount) else {
      throw StripeError.invalid(
        "Refund amount is greater than unrefunded amount on charge.", "amount")
    }
    let refund = try desk.keep(StripeThings.refund(charge, amount, form, at: desk.now))
    charge["amount_refunded"] = .int(refunded + amount)
    charge["refunded"] = .bool(amount == left)
    try desk.keep(charge)
    try desk.tell("refund.created", refund)
    try desk.tell("charge.refunded", charge)
    return try by.answer(refund)
  }
}
