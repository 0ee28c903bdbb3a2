/// A piece of a page: markup that was escaped as it was written.
///
/// Text becomes HTML only through escaping; there is no public way to put markup in as text.
/// Elements write straight onto the sheet of their thread, one after the other, so a page grows
/// in its place and nothing is copied, unless a piece is used elsewhere than where it was made.
///
/// ```swift
/// ul(.class("products")) {
///   for product in products {
///     li { a(.href(Site.product(product.id))) { product.title } }
///   }
/// }
/// ```
public struct HTML: Sendable {
  private var sheet: Sheet?
  private var start: Int32
  private var end: Int32

  /// Nothing.
  public init() { (sheet, start, end) = (nil, 0, 0) }

  /// Text, escaped.
  public init(_ text: String) {
    self.init(most: Sheet.longestEntity * text.utf8.count) { $0.appendEscaped(text) }
  }

  init(literal: StaticString) {
    self.init(most: literal.utf8CodeUnitCount) { $0.append(literal) }
  }

  /// What `write` writes, which is `most` bytes at most.
  init(most: Int, _ write: (Sheet) -> Void) {
    let here = Sheet.withRoom(for: most)
    (start, end) = here._withUnsafeGuaranteedRef { sheet in
      let start = Int32(sheet.end)
      write(sheet)
      return (start, Int32(sheet.end))
    }
    sheet = here.takeUnretainedValue()
  }

  /// The markup as UTF-8.
  public var bytes: [UInt8] { Array(written) }

  /// Whether nothing would be shown.
  public var isEmpty: Bool { start == end }

  /// Both pieces, one after the other.
  public static func + (left: consuming HTML, right: HTML) -> HTML {
    left.append(right)
    return left
  }

  mutating func append(_ next: HTML) {
    guard let paper = next.sheet, !next.isEmpty else { return }
    if isEmpty {
      self = next
    } else if paper === sheet, next.start == end {
      end = next.end
    } else {
      self = copy(before: next)
    }
  }

  /// Adds what `write` writes, which is `most` bytes at most.
  mutating func append(most: Int, _ write: (Sheet) -> Void) {
    let here = Sheet.withRoom(for: most)
    let written = here._withUnsafeGuaranteedRef { paper -> Int32? in
      guard paper === sheet, paper.end == end else { return nil }
      write(paper)
      return Int32(paper.end)
    }
    guard let written else { return append(HTML(most: most, write)) }
    end = written
  }

  /// Both pieces at the end of the thread's sheet; what stands there already stays.
  private func copy(before next: HTML) -> HTML {
    let here = Sheet.withRoom(for: written.count + next.written.count).takeUnretainedValue()
    let isLast = here === sheet && here.end == Int(end)
    let first = isLast ? Int(start) : here.end
    if !isLast { here.append(written) }
    here.append(next.written)
    return HTML(here, from: first)
  }

  private init(_ sheet: Sheet, from start: Int) {
    (self.sheet, self.start, end) = (sheet, Int32(start), Int32(sheet.end))
  }

  fileprivate var written: UnsafeRawBufferPointer {
    sheet?.bytes(Int(start), Int(end)) ?? UnsafeRawBufferPointer(start: nil, count: 0)
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
