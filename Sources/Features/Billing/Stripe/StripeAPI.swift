import Fetch
import FoundationEssentials
import HTTP
import Site

/// Why Stripe did not do what it was asked.
package enum StripeTrouble: Error, Sendable, Equatable {
  /// No answer, or none that can be used; asking again may help.
  case away(String)
  /// It said no; asking again does not help.
  case refused(status: Int, code: String, message: String)

  /// What the visitor is told.
  package var problem: Problem {
    switch self {
    case .away:
      var problem = Problem(
        .unavailable,
        "The payment service does not answer right now. Nothing was charged. Please try again in "
          + "a few minutes.")
      problem.retryAfter = 60
      return problem
    case .refused(402, _, let message):
      return Problem(.outOfCredits, "The payment was refused: \(message) Nothing was changed.")
    case .refused(_, _, let message):
      return Problem(.conflict, "The payment service refused: \(message)")
    }
  }
}

/// The few calls of Stripe that we make.
///
/// Never made inside a transaction: an answer may take its time.
package struct StripeAPI {
  static let version = "2026-05-27.dahlia"
  let settings: StripeSettings
  let fetch: Fetch

  package init(_ settings: StripeSettings, _ fetch: Fetch) {
    (self.settings, self.fetch) = (settings, fetch)
  }

  /// As it is configured.
  /// - Throws: `Problem` 503 where it is not.
  package static func configured() throws -> StripeAPI {
    guard let settings = Configuration.current.stripe else {
      throw Problem(.unavailable, "Payment is not connected here. Whoever runs this Epox can help.")
    }
    return StripeAPI(settings, .configured())
  }

  /// Reads an object or a list.
  func get(_ path: String, _ query: [(String, String)] = []) throws -> JSON {
    let query = query.isEmpty ? "" : "?\(Parameters(query).urlEncoded)"
    return try send(Call(.get, "\(settings.url)/v1/\(path)\(query)", headers: headers))
  }

  /// Does something; `key` names the business act, so that it happens once however often it is
  /// said.
  func post(_ path: String, _ fields: [(String, String)], key: String) throws -> JSON {
    let form = [
      ("Content-Type", "application/x-www-form-urlencoded"), ("Idempotency-Key", key),
    ]
    var call = Call(
      .post, "\(settings.url)/v1/\(path)", headers: headers + form,
      body: Array(Parameters(fields).urlEncoded.utf8))
    call.isRepeatable = true
    return try send(call)
  }

  private var headers: [(String, String)] {
    [("Authorization", "Bearer \(settings.key)"), ("Stripe-Version", StripeAPI.version)]
  }

  private func send(_ wanted: Call) throws -> JSON {
    var call = wanted
    call.vendor = "stripe"
    call.attempts = 3
    call.timeout = 20
    let reply: Reply
    do { reply = try fetch.send(call) } catch let error as FetchError {
      throw StripeTrouble.away(String(describing: error))
    }
    guard let json = read(reply.body) else {
      throw StripeTrouble.away("status \(reply.status) without JSON")
    }
    if (200..<300).contains(reply.status) { return json }
    if reply.status >= 500 || reply.status == 429 || reply.status == 409 {
      throw StripeTrouble.away("status \(reply.status)")
    }
    throw StripeTrouble.refused(
      status: reply.status, code: json["error"]["code"].string ?? "",
      message: json["error"]["message"].string ?? "It gave no reason.")
  }

  private func read(_ body: [UInt8]) -> JSON? {
    do { return try JSON(bytes: body) } catch { return nil }
  }
}

extension JSON {
  /// A time in seconds since 1970, as Stripe writes it.
  var stripeDate: Date? { int.map { Date(timeIntervalSince1970: Double($0)) } }
}
