public import Postgres

/// Every address and who answers there.
///
/// ```swift
/// let router = Router(problemPage: showProblem) {
///   get(Site.products, Catalog.list)
///   post(Site.products, Catalog.create)
/// }
/// ```
public struct Router: Sendable {
  /// The table, in the order in which it was written.
  public let routes: [Route]
  private let tree: Branch
  private let problemPage: @Sendable (Problem, Request) -> Response

  /// A router over a table of routes.
  ///
  /// `problemPage`: shows a failure to people; the API gets problem documents.
  public init(
    problemPage: @escaping @Sendable (Problem, Request) -> Response,
    @RouteTable _ table: () -> [Route]
  ) {
    routes = table()
    var tree = Branch()
    for route in routes { tree.add(route, Router.segments(route.pattern)[...]) }
    self.tree = tree
    self.problemPage = problemPage
  }

  /// How large the body of a request may be, known before it is read.
  public func bodyLimit(_ method: Method, _ path: String) -> Int {
    var texts: [String] = []
    let routes = tree.find(Router.segments(path)[...], &texts)
    return routes?[method]?.note.bodyLimit ?? 1 << 20
  }

  /// The address of a request with stars, as it may stand in logs; `nil` where nobody answers.
  ///
  /// What is at the stars may be a key, such as that of a link in a mail.
  public func pattern(_ request: Request) -> String? {
    var texts: [String] = []
    return tree.find(Router.segments(request.path)[...], &texts)?.values.first?.pattern
  }

  /// Answers a request; a `Problem` becomes its page or document, other errors are thrown on.
  public func answer(_ request: Request, db: Database) throws -> Response {
    do {
      return try handle(request, db).leading(request)
    } catch let problem as Problem {
      return show(problem, request)
    }
  }

  /// The page or document for a failure.
  public func show(_ problem: Problem, _ request: Request) -> Response {
    let response =
      request.wantsJSON ? problem.document(instance: request.id) : problemPage(problem, request)
    guard let seconds = problem.retryAfter else { return response }
    return response.adding("Retry-After", String(seconds))
  }

  private func handle(_ request: Request, _ db: Database) throws -> Response {
    var texts: [String] = []
    guard let routes = tree.find(Router.segments(request.path)[...], &texts) else {
      throw Problem.missing
    }
    let method = request.method == .head ? .get : request.method
    guard let route = routes[method] else {
      let known = Array(routes.keys) + (routes[.get] == nil ? [] : [.head])
      let allowed = known.map(\.rawValue).sorted().joined(separator: ", ")
      let problem = Problem(.methodNotAllowed, "This address answers only to \(allowed).")
      return show(problem, request).adding("Allow", allowed)
    }
    return try route.answer(request, texts, db)
  }

  static func segments(_ path: String) -> [Substring] {
    var pieces = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    if pieces.last == "" { pieces = pieces.dropLast() }
    return Array(pieces)
  }
}

/// The routes that share the beginning of their addresses.
private struct Branch: Sendable {
  var routes: [Method: Route] = [:]
  var named: [String: Branch] = [:]
  var star: [Branch] = []

  mutating func add(_ route: Route, _ segments: ArraySlice<Substring>) {
    guard let first = segments.first else {
      routes[route.method] = route
      return
    }
    if first == "*" {
      if star.isEmpty { star = [Branch()] }
      star[0].add(route, segments.dropFirst())
    } else {
      named[String(first), default: Branch()].add(route, segments.dropFirst())
    }
  }

  /// A name wins over a star; the texts at the stars are collected on the way.
  func find(_ segments: ArraySlice<Substring>, _ texts: inout [String]) -> [Method: Route]? {
    guard let first = segments.first else { return routes.isEmpty ? nil : routes }
    if let branch = named[String(first)], let found = branch.find(segments.dropFirst(), &texts) {
      return found
    }
    guard let branch = star.first, !first.isEmpty else { return nil }
    let count = texts.count
    texts.append(percentDecoded(first.utf8))
    if let found = branch.find(segments.dropFirst(), &texts) { return found }
    texts.removeSubrange(count...)
    return nil
  }
}

/// Lets a table of routes be written line by line.
@resultBuilder public enum RouteTable {
  /// One line.
  public static func buildExpression(_ route: Route) -> [Route] { [route] }
  /// Lines that stand elsewhere, such as those of a feature.
  public static func buildExpression(_ routes: [Route]) -> [Route] { routes }
  /// All lines.
  public static func buildBlock(_ lines: [Route]...) -> [Route] { lines.flatMap(\.self) }
  /// Lines under a condition, such as pages for developers.
  public static func buildOptional(_ lines: [Route]?) -> [Route] { lines ?? [] }
}
