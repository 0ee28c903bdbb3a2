import HTTP

/// A refusal in the service's form.
struct BigCommerceError: Error {
  let status: Int
  let title: String
  var errors: [String: JSON] = [:]

  init(_ status: Int, _ title: String, _ errors: [String: JSON] = [:]) {
    (self.status, self.title, self.errors) = (status, title, errors)
  }

  /// A body whose fields do not fit, each with what is wrong.
  static func invalid(_ errors: [String: JSON]) -> BigCommerceError {
    BigCommerceError(422, "JSON data is missing or invalid", errors)
  }

  static let missing = BigCommerceError(404, "The requested resource was not found.")

  /// The answer; older calls have a list of messages.
  func response(isOld: Bool) -> Response {
    if isOld {
      return .json(
        [["status": .int(status), "message": .string(title), "details": .object(errors)]],
        status: status)
    }
    return .json(
      [
        "status": .int(status), "title": .string(title), "type": .string(BigCommerceError.type),
        "errors": .object(errors),
      ], status: status)
  }

  private static let type =
    "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
}
