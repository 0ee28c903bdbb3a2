import FoundationEssentials
import HTTP
import Jobs
import Postgres

extension Billing {
  /// Writes down that something happened at Stripe, and leaves the thinking to a job.
  ///
  /// Stripe repeats itself and speaks out of order; a repeat meets the event's id and changes
  /// nothing. The job asks how things stand now.
  package static func hearStripe(_ delivery: StripeDelivery) throws -> Response {
    try hear(delivery.event, delivery.body, wasMissed: false, delivery.db)
    return .ok
  }

  /// Keeps an event and enqueues what it asks for: whether it was news of somebody here.
  @discardableResult
  static func hear(
    _ event: JSON, _ body: [UInt8], wasMissed: Bool, _ db: Database
  ) throws -> Bool {
    let object = event["data"]["object"]
    let subject = subject(of: event["type"].string ?? "", object)
    let customer = object["customer"].string ?? object["id"].string ?? ""
    let query: Query<Listener> = """
      SELECT hear_stripe(\(event["id"].string ?? ""), \(event["type"].string ?? ""), \(subject),
        \(customer), \(String(decoding: body, as: UTF8.self)), \(wasMissed))
      """
    return try db.transaction {
      guard let client = try db.one(query).client else { return false }
      try db.transaction(as: client) {
        _ = try db.enqueue(RefreshStripe(object: subject), for: client)
      }
      return true
    }
  }

  /// The object that has to be looked at after an event; empty where it says nothing to us.
  static func subject(of type: String, _ object: JSON) -> String {
    switch type.split(separator: ".").prefix(2).joined(separator: ".") {
    case "checkout.session", "customer.subscription": object["id"].string ?? ""
    case "charge.refunded", "charge.dispute", "refund.created", "refund.updated", "refund.failed":
      object["payment_intent"].string ?? ""
    default: type.hasPrefix("invoice.") ? object["id"].string ?? "" : ""
    }
  }
}

/// Whose news it was, if somebody's and new.
private struct Listener: RowReadable {
  let client: UUID?
  init(_ row: Row) throws { client = try row[0] }
}
