/// Named values from a query or a form, in the order in which they came.
public struct Parameters: Sendable, Equatable {
  /// The names and values.
  public private(set) var pairs: [(name: String, value: String)] = []

  /// No values.
  public init() {}

  /// Values by name.
  public init(_ pairs: [(String, String)]) {
    self.pairs = pairs.map { (name: $0.0, value: $0.1) }
  }

  /// Decodes `a=1&b=two+words`; a wrong escape stands for itself.
  public init(urlEncoded text: some Collection<UInt8>) {
    for piece in text.split(separator: UInt8(ascii: "&")) {
      let halves = piece.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let value = halves.count == 2 ? percentDecoded(halves[1], plusIsSpace: true) : ""
      pairs.append((percentDecoded(halves[0], plusIsSpace: true), value))
    }
  }

  /// The first value of that name.
  public subscript(_ name: String) -> String? {
    pairs.first { $0.name == name }?.value
  }

  /// All values of that name.
  public func all(_ name: String) -> [String] {
    pairs.filter { $0.name == name }.map(\.value)
  }

  /// The same with a value set, or taken out with `nil`; for links that keep the other filters.
  public func setting(_ name: String, _ value: String?) -> Parameters {
    var changed = self
    changed.pairs.removeAll { $0.name == name }
    if let value { changed.pairs.append((name, value)) }
    return changed
  }

  /// The values as a query, without the question mark.
  public var urlEncoded: String {
    pairs.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
  }

  /// Whether names and values are the same, in the same order.
  public static func == (left: Parameters, right: Parameters) -> Bool {
    left.pairs.elementsEqual(right.pairs, by: ==)
  }
}

/// The text behind percent escapes; what is not UTF-8 becomes replacement characters.
public func percentDecoded(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var index = text.startIndex
  while index != text.endIndex {
    let byte = text[index]
    index = text.index(after: index)
    if byte == UInt8(ascii: "+"), plusIsSpace {
      bytes.append(UInt8(ascii: " "))
    } else if byte == UInt8(ascii: "%"),
      let end = text.index(index, offsetBy: 2, limitedBy: text.endIndex),
      // Swift's own reading of numbers would take a sign for a digit.
      text[index] > UInt8(ascii: "-"),
      let code = UInt8(String(decoding: text[index..<end], as: UTF8.self), radix: 16)
    {
      bytes.append(code)
      index = end
    } else {
      bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Percent escapes for everything but the unreserved characters of RFC 3986.
public func percentEncoded(_ text: String) -> String {
  if text.utf8.allSatisfy(isUnreserved) { return text }
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    if isUnreserved(byte) {
      bytes.append(byte)
    } else {
      bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
  default: false
  }
}
