/// A piece of a page: bytes of markup that were escaped as they were written.
///
/// Text becomes HTML only through escaping; there is no public way to put markup in as text.
///
/// ```swift
/// ul(.class("products")) {
///   for product in products {
///     li { a(.href(Site.product(product.id))) { product.title } }
///   }
/// }
/// ```
public struct HTML: Sendable {
  /// The markup as UTF-8.
  public internal(set) var bytes: [UInt8]

  /// Nothing.
  public init() { bytes = [] }

  /// Text, escaped.
  public init(_ text: String) {
    bytes = []
    appendEscaped(text)
  }

  init(markup: [UInt8]) { bytes = markup }

  /// Both pieces, one after the other.
  public static func + (left: consuming HTML, right: HTML) -> HTML {
    left.bytes += right.bytes
    return left
  }

  /// Whether nothing would be shown.
  public var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ literal: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  mutating func append(_ other: HTML) { bytes += other.bytes }

  /// Escapes what has a meaning in text and in quoted attributes.
  mutating func appendEscaped(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for index in utf8.indices {
        let entity: StaticString
        switch utf8[index] {
        case UInt8(ascii: "&"): entity = "&amp;"
        case UInt8(ascii: "<"): entity = "&lt;"
        case UInt8(ascii: ">"): entity = "&gt;"
        case UInt8(ascii: "\""): entity = "&quot;"
        case UInt8(ascii: "'"): entity = "&#39;"
        default: continue
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        append(entity)
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
  }
}

/// Puts a page together from the elements, texts, loops and conditions of a block.
@resultBuilder public enum HTMLBuilder {
  /// An element.
  public static func buildExpression(_ html: HTML) -> HTML { html }
  /// A text, escaped.
  public static func buildExpression(_ text: String) -> HTML { HTML(text) }
  /// A number.
  public static func buildExpression(_ number: Int) -> HTML { HTML(String(number)) }
  /// A text that may be absent.
  public static func buildExpression(_ text: String?) -> HTML { text.map { HTML($0) } ?? HTML() }
  /// An empty block.
  public static func buildBlock() -> HTML { HTML() }
  /// The first piece of a block.
  public static func buildPartialBlock(first: HTML) -> HTML { first }
  /// The next piece of a block.
  public static func buildPartialBlock(accumulated: consuming HTML, next: HTML) -> HTML {
    accumulated.append(next)
    return accumulated
  }
  /// `if` without `else`.
  public static func buildOptional(_ html: HTML?) -> HTML { html ?? HTML() }
  /// `if` of `if … else`.
  public static func buildEither(first html: HTML) -> HTML { html }
  /// `else` of `if … else`.
  public static func buildEither(second html: HTML) -> HTML { html }
  /// A loop.
  public static func buildArray(_ pieces: [HTML]) -> HTML {
    var all = HTML()
    for piece in pieces { all.append(piece) }
    return all
  }
}
