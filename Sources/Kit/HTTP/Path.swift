/// A value that can stand in an address.
public protocol PathValue: Sendable {
  /// What it is called in the API's description.
  static var pathName: String { get }
  /// The value written in an address, or `nil` when the text is none.
  init?(pathText: String)
  /// The value as it stands in an address.
  var pathText: String { get }
}

extension String: PathValue {
  /// What it is called in the API's description.
  public static var pathName: String { "name" }
  /// Reads a segment of an address.
  public init?(pathText: String) { self = pathText }
  /// The value as it stands in an address.
  public var pathText: String { self }
}

extension Int: PathValue {
  /// What it is called in the API's description.
  public static var pathName: String { "number" }
  /// Reads a segment of an address.
  public init?(pathText: String) { self.init(pathText) }
  /// The value as it stands in an address.
  public var pathText: String { String(self) }
}

/// An address of the site, declared once: the router matches on it and pages call it for links.
///
/// `let product = Path("/products/*", ProductID.self)`; `product(id)` is the link. Each `*`
/// stands for one segment and takes the next type of the list.
public struct Path<each Value: PathValue>: Sendable {
  /// The address with a `*` for each value.
  public let pattern: String
  /// What stands between the stars.
  private let pieces: [String]

  /// Declares an address.
  public init(_ pattern: String, _ values: repeat (each Value).Type) {
    self.pattern = pattern
    pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  /// The address with values in it.
  public func callAsFunction(_ values: repeat each Value) -> String {
    var link = pieces[0]
    var rest = pieces.dropFirst()
    for value in repeat each values {
      link += percentEncoded(value.pathText)
      link += rest.popFirst() ?? ""
    }
    return link
  }

  /// The values at the stars of a path that matched.
  /// - Throws: `Problem.missing` when one of them cannot be a value of its type.
  func values(_ texts: [String]) throws -> (repeat each Value) {
    var rest = texts[...]
    func next<Wanted: PathValue>(_ type: Wanted.Type) throws -> Wanted {
      guard let text = rest.popFirst(), let value = Wanted(pathText: text) else {
        throw Problem.missing
      }
      return value
    }
    return try (repeat next((each Value).self))
  }

  /// The names of the values, for the API's description.
  var names: [String] {
    var names: [String] = []
    for type in repeat (each Value).self { names.append(type.pathName) }
    return names
  }
}
