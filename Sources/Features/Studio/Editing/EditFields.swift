import Design
import HTTP
import Imaging

/// The fields of the editor's forms, read one by one; what is left empty changes nothing.
struct EditFields {
  private(set) var form: Form
  /// The sides of the picture as it is, in pixels; nothing while nobody measured them.
  let width, height: Int?

  init(_ form: Form, of subject: EditSubject) {
    self.form = form
    (width, height) = (subject.width, subject.height)
  }

  /// The tool that the form belongs to.
  var tool: EditTool? { EditTool(rawValue: form.value("tool")) }

  func value(_ name: String) -> String { form.value(name) }

  func isOn(_ name: String) -> Bool { form.value(name) == "1" }

  /// A number within bounds, or its default when the field is empty.
  mutating func number(
    _ name: String, _ standard: Double, in range: ClosedRange<Double>
  ) -> Double {
    let text = form.value(name).replacing(",", with: ".").trimmed
    guard !text.isEmpty else { return standard }
    if let number = Double(text), range.contains(number) { return number }
    form.fail(name, "Enter a number from \(plain(range.lowerBound)) to \(plain(range.upperBound)).")
    return standard
  }

  /// A whole number within bounds, or nothing when the field is empty.
  mutating func whole(_ name: String, in range: ClosedRange<Int>) -> Int? {
    form.value(name).trimmed.isEmpty ? nil : form.int(name, in: range)
  }

  /// Says what is wrong with a field.
  mutating func fail(_ name: String, _ sentence: String) { form.fail(name, sentence) }

  /// Nothing to do is a mistake too.
  mutating func demandChange(_ edit: PictureEdit) {
    let isAsBefore = edit == PictureEdit([])
    if form.isValid, isAsBefore { form.fail("", "Nothing would change. Choose something first.") }
  }
}

/// A number as people write it: without what is all zeros.
func plain(_ number: Double) -> String {
  let tenths = (number * 10).rounded() / 10
  return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
}
