import Design
import HTML
import HTTP
import Site

extension Accounts {
  /// Every component with made-up data, for developers.
  package static func showStyleguide(_ visitor: Anyone) throws -> Response {
    guard Configuration.current.environment != .production else { throw Problem.missing }
    return .page(styleguidePage(path: visitor.request.path).bytes)
  }
}
