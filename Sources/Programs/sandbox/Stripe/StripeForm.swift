import HTTP

/// A form as the payment service reads it: `a[b][0][c]=v` is a document.
enum StripeForm {
  /// - Throws: `StripeError` for names that are nested beyond reason.
  static func read(_ form: Parameters) throws -> JSON {
    var whole: JSON = [:]
    for (name, value) in form.pairs {
      let path = name.split(whereSeparator: { "[]".contains($0) }).map(String.init)
      guard (1...8).contains(path.count) else { throw StripeError.invalid("Invalid name", name) }
      let isList = name.hasSuffix("[]")
      whole = put(value, at: path[...], in: whole, isList: isList)
    }
    return lists(whole)
  }

  private static func put(
    _ value: String, at path: ArraySlice<String>, in whole: JSON, isList: Bool
  ) -> JSON {
    guard let key = path.first else {
      guard isList else { return .string(value) }
      return .array((whole.array ?? []) + [.string(value)])
    }
    var changed = whole.object == nil ? [:] : whole
    changed[key] = put(value, at: path.dropFirst(), in: changed[key], isList: isList)
    return changed
  }

  /// Documents whose names are 0, 1, 2 … are lists.
  private static func lists(_ json: JSON) -> JSON {
    guard let members = json.object else { return json }
    let inner = members.mapValues(lists)
    let entries = members.count > 0 ? (0..<members.count).compactMap { inner[String($0)] } : []
    return !entries.isEmpty && entries.count == members.count ? .array(entries) : .object(inner)
  }
}
