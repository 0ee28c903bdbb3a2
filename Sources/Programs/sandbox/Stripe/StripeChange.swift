import FoundationEssentials
import HTTP

extension StripeDesk {
  /// Changes a subscription: another price, an end with its period, other metadata.
  func change(_ id: String, _ form: JSON) throws -> JSON {
    var subscription = try find(id, "subscription")
    guard subscription["status"] != "canceled" else {
      throw StripeError.invalid("A canceled subscription can only update its metadata.")
    }
    if let ends = form["cancel_at_period_end"].string {
      subscription["cancel_at_period_end"] = .bool(ends == "true")
      subscription["canceled_at"] = ends == "true" ? .int(now) : nil
    }
    for (name, value) in form["metadata"].object ?? [:] { subscription["metadata"][name] = value }
    if let price = form["items"][0]["price"].string {
      let price = try find(price, "price", "items[0][price]")
      subscription = try exchange(subscription, to: price, form)
    }
    try keep(subscription)
    try tell("customer.subscription.updated", subscription)
    return subscription
  }

  /// Another price: the rest of the period is billed at once where that is wished.
  private func exchange(_ old: JSON, to price: JSON, _ form: JSON) throws -> JSON {
    var (subscription, item) = (old, old["items"]["data"][0])
    guard form["items"][0]["id"] == item["id"] else {
      throw StripeError.invalid("No such subscription item.", "items[0][id]")
    }
    let before = try line(of: old)
    let isOtherRhythm =
      item["price"]["recurring"]["interval"] != price["recurring"]["interval"]
    item["price"] = price
    if isOtherRhythm {
      item["current_period_start"] = .int(now)
      item["current_period_end"] = .int(StripeDesk.end(of: now, price))
    }
    subscription["items"]["data"] = [item]
    guard form["proration_behavior"] == "always_invoice" || isOtherRhythm else {
      return subscription
    }
    let invoice = try bill(
      [try credit(before), try rest(of: subscription, since: isOtherRhythm ? nil : before)],
      customer: subscription["customer"], subscription: subscription,
      reason: "subscription_update")
    let card = try card(of: subscription["customer"])
    let paid = try collect(invoice, from: card, isLater: true)
    guard paid["status"] == "paid" || form["payment_behavior"] != "error_if_incomplete" else {
      throw StripeError.declined()
    }
    subscription["latest_invoice"] = invoice["id"]
    return subscription
  }

  /// What is given back for the time that was paid and is not used.
  private func credit(_ line: StripeLine) throws -> StripeLine {
    StripeLine(
      words: try words("Unused time", line.price), price: line.price, amount: -share(of: line),
      start: now,
      end: line.end)
  }

  private func rest(of subscription: JSON, since before: StripeLine?) throws -> StripeLine {
    let line = try line(of: subscription)
    let amount = before == nil ? line.amount : share(of: line)
    return StripeLine(
      words: try words("Remaining time", line.price), price: line.price, amount: amount, start: now,
      end: line.end)
  }

  private func words(_ what: String, _ price: JSON) throws -> String {
    let day = Date(timeIntervalSince1970: Double(now)).formatted(.iso8601).prefix(10)
    return "\(what) on \(try name(of: price)) after \(day)"
  }

  private func share(of line: StripeLine) -> Int {
    let left = Double(line.end - now) / Double(max(line.end - line.start, 1))
    return Int((Double(line.amount) * min(max(left, 0), 1)).rounded())
  }
}
