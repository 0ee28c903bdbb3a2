/// A failure with a sentence for the visitor; everything else that is thrown stays in the log.
///
/// It becomes a page, or an RFC 9457 problem document for the API.
public struct Problem: Error, Sendable, Equatable {
  /// The ways in which a request can fail on the visitor's side, and ours that have a name.
  public enum Kind: Int, Sendable {
    case badRequest = 400
    case signedOut = 401
    case outOfCredits = 402
    case forbidden = 403
    case missing = 404
    case methodNotAllowed = 405
    case conflict = 409
    case gone = 410
    case tooLarge = 413
    case unsupportedType = 415
    case invalid = 422
    case tooMany = 429
    case broken = 500
    case unavailable = 503
  }

  /// What kind of failure; its number is the HTTP status.
  public let kind: Kind
  /// What happened and what to do, for people.
  public let sentence: String
  /// What is wrong with single fields, by their names.
  public var fields: [String: String] = [:]
  /// After how many seconds it is worth another try.
  public var retryAfter: Int?

  /// A failure with its sentence.
  public init(_ kind: Kind, _ sentence: String, fields: [String: String] = [:]) {
    (self.kind, self.sentence, self.fields) = (kind, sentence, fields)
  }

  /// There is nothing at this address, or nothing that this visitor may know of.
  public static let missing = Problem(
    .missing, "There is nothing here. It may have been moved or deleted, or belong to someone else."
  )

  /// As an RFC 9457 problem document.
  public func document(instance: String) -> Response {
    var body: JSON = [
      "type": "about:blank", "title": .string(kind.title), "status": .int(kind.rawValue),
      "detail": .string(sentence), "instance": "urn:request:\(instance)",
    ]
    if !fields.isEmpty { body["errors"] = .object(fields.mapValues(JSON.string)) }
    var response = Response.json(body, status: kind.rawValue)
    response.headers[0].value = "application/problem+json"
    return response
  }
}

extension Problem.Kind {
  /// The status in words.
  public var title: String {
    switch self {
    case .badRequest: "Bad request"
    case .signedOut: "Not signed in"
    case .outOfCredits: "Out of credits"
    case .forbidden: "Not allowed"
    case .missing: "Not found"
    case .methodNotAllowed: "Method not allowed"
    case .conflict: "Conflict"
    case .gone: "Gone"
    case .tooLarge: "Too large"
    case .unsupportedType: "Unsupported type"
    case .invalid: "Please check your input"
    case .tooMany: "Too many requests"
    case .broken: "Something went wrong"
    case .unavailable: "Not available right now"
    }
  }
}
