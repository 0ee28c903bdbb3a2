/// An attribute of an element; its value is escaped when it is written.
public struct Attribute: Sendable {
  private let start: StaticString
  private let name: StaticString
  /// `nil` writes the bare name; an attribute that does not apply is left out altogether.
  let value: String?
  let applies: Bool

  /// Any attribute by name, for those that have no short form here.
  ///
  /// Never a script or a style.
  public init(_ name: StaticString, _ value: String) {
    self.init("", name, value)
  }

  /// A bare attribute such as `required`, present or not.
  public init(_ name: StaticString, if applies: Bool = true) {
    (start, self.name, value, self.applies) = ("", name, nil, applies)
  }

  private init(_ start: StaticString, _ name: StaticString, _ value: String) {
    (self.start, self.name, self.value, applies) = (start, name, value, true)
  }

  /// Classes, separated by spaces.
  public static func `class`(_ names: String) -> Attribute { Attribute("class", names) }
  /// The element's unique name on the page.
  public static func id(_ name: String) -> Attribute { Attribute("id", name) }
  /// Where a link leads; addresses that could run a script lead nowhere.
  public static func href(_ address: String) -> Attribute { Attribute("href", safe(address)) }
  /// Where a picture comes from.
  public static func src(_ address: String) -> Attribute { Attribute("src", safe(address)) }
  /// What a picture shows.
  public static func alt(_ text: String) -> Attribute { Attribute("alt", text) }
  /// The type of a field or button.
  public static func type(_ type: String) -> Attribute { Attribute("type", type) }
  /// The name under which a field is sent.
  public static func name(_ name: String) -> Attribute { Attribute("name", name) }
  /// What a field holds.
  public static func value(_ value: String) -> Attribute { Attribute("value", value) }
  /// Where a form goes.
  public static func action(_ address: String) -> Attribute { Attribute("action", safe(address)) }
  /// How a form is sent.
  public static func method(_ method: String) -> Attribute { Attribute("method", method) }
  /// The field that a label names.
  public static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
  /// The element's part for assistive technology.
  public static func role(_ role: String) -> Attribute { Attribute("role", role) }
  /// A longer name on hover.
  public static func title(_ text: String) -> Attribute { Attribute("title", text) }
  /// Width in pixels.
  public static func width(_ pixels: Int) -> Attribute { Attribute("width", String(pixels)) }
  /// Height in pixels.
  public static func height(_ pixels: Int) -> Attribute { Attribute("height", String(pixels)) }
  /// Name that tests find the element by.
  public static func testID(_ name: String) -> Attribute { Attribute("data-testid", name) }
  /// `data-…` for the page's own scripts.
  public static func data(_ name: StaticString, _ value: String) -> Attribute {
    Attribute("data-", name, value)
  }
  /// `aria-…` for assistive technology.
  public static func aria(_ name: StaticString, _ value: String) -> Attribute {
    Attribute("aria-", name, value)
  }
  /// Present only under a condition.
  public static func when(_ condition: Bool, _ attribute: Attribute) -> Attribute {
    condition ? attribute : Attribute("hidden", if: false)
  }
}

/// An address as it may stand in a page: relative, http, https or mailto.
private func safe(_ address: String) -> String {
  for index in address.utf8.indices {
    switch address.utf8[index] {
    case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return address
    case UInt8(ascii: ":"):
      let scheme = address[..<index].lowercased()
      return ["http", "https", "mailto"].contains(scheme) ? address : "#"
    default: continue
    }
  }
  return address
}

extension Attribute {
  /// The most bytes it can take in a page.
  var most: Int {
    start.utf8CodeUnitCount + name.utf8CodeUnitCount + 4
      + Sheet.longestEntity * (value?.utf8.count ?? 0)
  }

  func write(on sheet: Sheet) {
    guard applies else { return }
    sheet.append(" ")
    sheet.append(start)
    sheet.append(name)
    guard let value else { return }
    sheet.append("=\"")
    sheet.appendEscaped(value)
    sheet.append("\"")
  }
}
