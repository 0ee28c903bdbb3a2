import HTML
import HTTP

/// What was typed into a form, and what is wrong with it, field by field.
///
/// The reading functions check as they read: `form.line("name", max: 120)` answers with clean
/// text, or keeps a sentence that the field shows when the form comes back.
package struct Form: Sendable {
  private var values: Parameters
  /// What is wrong, by field.
  package private(set) var errors: [String: String] = [:]

  /// An empty form, or one filled in with known values.
  package init(_ values: [(String, String)] = []) { self.values = Parameters(values) }

  /// The form that a request brings.
  package init(_ request: Request) { values = request.form }

  /// The same with more values.
  package func adding(_ more: [(String, String)]) -> Form {
    var form = self
    form.values = Parameters(values.pairs.map { ($0.name, $0.value) } + more)
    return form
  }

  /// What a field holds, as it was typed.
  package func value(_ name: String) -> String { values[name] ?? "" }

  /// All values of a field that may come more than once.
  package func all(_ name: String) -> [String] { values.all(name) }

  /// What is wrong with a field.
  package func error(_ name: String) -> String? { errors[name] }

  /// Whether nothing was found wrong.
  package var isValid: Bool { errors.isEmpty }

  /// Says what is wrong with a field; the first sentence stays.
  package mutating func fail(_ name: String, _ sentence: String) {
    if errors[name] == nil { errors[name] = sentence }
  }

  /// One line of text: trimmed, without control characters.
  ///
  /// `missing` is what to say when it is empty; `nil` where it may be.
  package mutating func line(_ name: String, max: Int, missing: String? = nil) -> String {
    let clean = value(name).unicodeScalars.map { $0.properties.isControl ? " " : Character($0) }
    return checked(String(clean).trimmed, name, max: max, missing: missing)
  }

  /// Text of several lines: trimmed, without control characters but line breaks and tabs.
  package mutating func text(_ name: String, max: Int, missing: String? = nil) -> String {
    let clean = value(name).unicodeScalars.filter {
      !$0.properties.isControl || $0 == "\n" || $0 == "\t"
    }
    return checked(
      String(String.UnicodeScalarView(clean)).trimmed, name, max: max, missing: missing)
  }

  /// A whole number within bounds.
  package mutating func int(_ name: String, in range: ClosedRange<Int>) -> Int {
    guard let number = Int(value(name).trimmed), range.contains(number) else {
      fail(name, "Enter a whole number from \(range.lowerBound) to \(range.upperBound).")
      return range.lowerBound
    }
    return number
  }

  /// One of several known values.
  package mutating func choice<Choice: RawRepresentable<String>>(
    _ name: String, of type: Choice.Type, missing: String = "Choose one of these."
  ) -> Choice? {
    if let choice = Choice(rawValue: value(name)) { return choice }
    fail(name, missing)
    return nil
  }

  private mutating func checked(
    _ text: String, _ name: String, max: Int, missing: String?
  ) -> String {
    if text.isEmpty, let missing { fail(name, missing) }
    if text.unicodeScalars.count > max {
      fail(name, "This is too long: at most \(number(max)) characters.")
    }
    return text
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isControl: Bool { generalCategory == .control }
}

/// The field that proves that a form came from our own page; it stands first in its form.
package func csrfField(_ token: String) -> HTML { hidden("csrf", token) }

/// A field that people do not see.
package func hidden(_ name: String, _ value: String) -> HTML {
  input(.type("hidden"), .name(name), .value(value))
}

/// The sentence above a form in which something is wrong; the focus goes there.
package func formErrors(_ form: Form) -> HTML {
  guard !form.isValid else { return HTML() }
  let whole = form.error("")
  return alert(
    .danger, whole ?? "Please check the marked fields.",
    testID: whole == nil ? nil : "error-message", takesFocus: true)
}

/// A form that changes something: its token first, then what is wrong with it, then its fields.
///
/// The browser's own checks stay out of the way; what is wrong is said once, by us.
package func postForm(
  _ action: String, csrf: String, _ filled: Form = Form(), look: String = "stack",
  attributes: [Attribute] = [], @HTMLBuilder _ content: () -> HTML
) -> HTML {
  let fixed: [Attribute] = [
    .method("post"), .action(action), .class(look), Attribute("novalidate"),
  ]
  return element("form", fixed + attributes) {
    csrfField(csrf)
    formErrors(filled)
    content()
  }
}
