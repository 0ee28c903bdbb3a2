/// An attribute of an element; its value is escaped when it is written.
public struct Attribute: Sendable {
  let name: String
  /// `nil` writes the bare name; an attribute that does not apply is left out altogether.
  let value: String?
  let applies: Bool

  /// Any attribute by name, for those that have no short form here.
  ///
  /// Never a script or a style.
  public init(_ name: StaticString, _ value: String) {
    (self.name, self.value, applies) = (name.description, value, true)
  }

  /// A bare attribute such as `required`, present or not.
  public init(_ name: StaticString, if applies: Bool = true) {
    (self.name, value, self.applies) = (name.description, nil, applies)
  }

  private init(dashed name: String, _ value: String) {
    (self.name, self.value, applies) = (name, value, true)
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
    Attribute(dashed: "data-\(name)", value)
  }
  /// `aria-…` for assistive technology.
  public static func aria(_ name: StaticString, _ value: String) -> Attribute {
    Attribute(dashed: "aria-\(name)", value)
  }
  /// Present only under a condition.
  public static func when(_ condition: Bool, _ attribute: Attribute) -> Attribute {
    condition ? attribute : Attribute("hidden", if: false)
  }
}

/// An address as it may stand in a page: relative, http, https or mailto.
private func safe(_ address: String) -> String {
  // Bytes, as browsers see them: a mark that combines with the colon must not hide it.
  guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")),
    !address.utf8[..<colon].contains(where: { "/?#".utf8.contains($0) })
  else { return address }
  let scheme = String(decoding: address.utf8[..<colon], as: UTF8.self).lowercased()
  return ["http", "https", "mailto"].contains(scheme) ? address : "#"
}

extension HTML {
  mutating func append(_ attributes: [Attribute]) {
    for attribute in attributes where attribute.applies {
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: attribute.name.utf8)
      guard let value = attribute.value else { continue }
      append("=\"")
      appendEscaped(value)
      append("\"")
    }
  }
}
