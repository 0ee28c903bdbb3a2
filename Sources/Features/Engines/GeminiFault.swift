import FoundationEssentials
import HTTP

/// An error that Gemini answered with, sorted by what is to be done about it.
package enum GeminiFault: Error, Sendable, Equatable {
  /// What was sent cannot be used; it would not be a second time.
  case invalid(String)
  /// The key, its rights or its billing: for whoever runs this installation.
  case key(String)
  /// There is no such model (any more).
  case noModel
  /// The pace is too fast; seconds to wait, where it says so.
  case rate(Double?)
  /// Nothing more today.
  case dailyQuota
  /// Its servers are not well.
  case overload(Int)

  package init(status: Int, _ body: JSON) {
    // While streaming, and behind some proxies, an error comes as a list of one.
    let error = (body.array?.first ?? body)["error"]
    let details = error["details"].array ?? []
    let reasons = details.compactMap(\.["reason"].string)
    let message = String((error["message"].string ?? "").prefix(300))
    switch (status, error["status"].string ?? "") {
    case (429, _), (_, "RESOURCE_EXHAUSTED"):
      self = GeminiFault.isDaily(details) ? .dailyQuota : .rate(GeminiFault.delay(details))
    case (401, _), (403, _), (_, "PERMISSION_DENIED"), (_, "UNAUTHENTICATED"),
      (_, "FAILED_PRECONDITION"):
      self = .key(message)
    case (_, _) where reasons.contains("API_KEY_INVALID"): self = .key(message)
    case (404, _): self = .noModel
    case (500..., _): self = .overload(status)
    default: self = .invalid(message)
    }
  }

  private static func isDaily(_ details: [JSON]) -> Bool {
    details.flatMap { $0["violations"].array ?? [] }
      .contains { $0["quotaId"].string?.contains("PerDay") == true }
  }

  /// The wait that it asks for, such as `34.07s`.
  private static func delay(_ details: [JSON]) -> Double? {
    details.lazy.compactMap(\.["retryDelay"].string).first.flatMap { text in
      text.hasSuffix("s") ? Double(text.dropLast()) : nil
    }
  }
}
