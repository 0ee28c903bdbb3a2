import HTTP

/// A refusal in the form in which the payment service gives it.
struct StripeError: Error {
  let status: Int
  let type: String
  var code: String?
  let message: String
  var param: String?
  var declineCode: String?

  /// Input that cannot be used.
  static func invalid(_ message: String, _ param: String? = nil, code: String? = nil) -> Self {
    StripeError(
      status: 400, type: "invalid_request_error", code: code, message: message, param: param)
  }

  static func missing(_ kind: String, _ id: String, _ param: String = "id") -> Self {
    StripeError(
      status: 404, type: "invalid_request_error", code: "resource_missing",
      message: "No such \(kind): '\(id)'", param: param)
  }

  static func declined(_ reason: String = "generic_decline") -> Self {
    StripeError(
      status: 402, type: "card_error", code: "card_declined", message: "Your card was declined.",
      declineCode: reason)
  }

  static let wrongKey = StripeError(
    status: 401, type: "invalid_request_error", message: "Invalid API Key provided.")

  static let otherParameters = StripeError(
    status: 400, type: "idempotency_error",
    message: "Keys for idempotent requests can only be used with the same parameters they were "
      + "first used with.")

  var json: JSON {
    var error: JSON = ["type": .string(type), "message": .string(message)]
    if let code { error["code"] = .string(code) }
    if let param { error["param"] = .string(param) }
    if let declineCode { error["decline_code"] = .string(declineCode) }
    return ["error": error]
  }
}
