import HTTP

/// The errors of Gemini, in its form.
struct GeminiError: Error {
  let code: Int
  let status: String
  let message: String
  var details: JSON = []

  var response: Response {
    var error: JSON = [
      "code": .int(code), "message": .string(message), "status": .string(status),
    ]
    if details != [] { error["details"] = details }
    return .json(["error": error], status: code)
  }

  static func invalid(_ message: String) -> GeminiError {
    GeminiError(code: 400, status: "INVALID_ARGUMENT", message: message)
  }

  static let wrongKey = GeminiError(
    code: 400, status: "INVALID_ARGUMENT",
    message: "API key not valid. Please pass a valid API key.",
    details: [
      [
        "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
        "domain": "googleapis.com", "metadata": ["service": "generativelanguage.googleapis.com"],
      ]
    ])

  static let noKey = GeminiError(
    code: 403, status: "PERMISSION_DENIED",
    message: "Method doesn't allow unregistered callers. Please use API Key.")

  static let billing = GeminiError(
    code: 400, status: "FAILED_PRECONDITION",
    message: "This model is only available to projects with billing enabled.")

  static func noModel(_ name: String) -> GeminiError {
    GeminiError(
      code: 404, status: "NOT_FOUND",
      message: "models/\(name) is not found for API version v1beta, or is not supported.")
  }

  static let overload = GeminiError(
    code: 503, status: "UNAVAILABLE",
    message: "The model is overloaded. Please try again later.")

  static let broken = GeminiError(
    code: 500, status: "INTERNAL", message: "An internal error has occurred. Please retry.")

  static let deadline = GeminiError(
    code: 504, status: "DEADLINE_EXCEEDED", message: "Deadline expired before operation complete.")

  /// 429; without a wait where the real one gives none either.
  static func quota(_ model: String, perDay: Bool, wait: String?) -> GeminiError {
    let period = perDay ? "PerDay" : "PerMinute"
    var details: [JSON] = [
      [
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
          [
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_requests",
            "quotaId": .string("GenerateRequests\(period)PerProjectPerModel"),
            "quotaDimensions": ["model": .string(model), "location": "global"],
            "quotaValue": "10",
          ]
        ],
      ],
      [
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [["description": "Learn more", "url": "https://ai.google.dev/rate-limits"]],
      ],
    ]
    if let wait {
      details.append([
        "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string(wait),
      ])
    }
    return GeminiError(
      code: 429, status: "RESOURCE_EXHAUSTED",
      message: "You exceeded your current quota, please check your plan and billing details.",
      details: .array(details))
  }
}
