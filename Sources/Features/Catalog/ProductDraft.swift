import Design
import Postgres
import Site

/// What a merchant may say of a product; the names stand in `product.edited`, and an import
/// leaves a field that is named there alone.
package enum ProductField: String, CaseIterable, Sendable {
  case name, description, price, sku, size
}

/// A product as the form describes it, checked.
struct ProductDraft: Sendable, Equatable {
  let name: String
  let details: String
  let sku: String
  let price: Int?
  /// Width, height and depth in millimetres.
  let size: [Int?]

  /// Reads the form; what is wrong is said in the form.
  init(_ form: inout Form, currency: String) {
    name = form.line("name", max: 200, missing: "Enter a name for the product.")
    details = form.text("description", max: 20_000)
    sku = form.line("sku", max: 100)
    price = ProductDraft.price(&form, currency: currency)
    size = ["width", "height", "depth"].map { ProductDraft.length(&form, $0) }
  }

  init(_ product: ProductDetail) {
    (name, details, sku) = (product.name, product.details, product.sku)
    (price, size) = (product.price, product.size)
  }

  /// The form filled in with what is known.
  func form(currency: String) -> Form {
    let lengths = size.map { $0.map(centimetres) ?? "" }
    return Form([
      ("name", name), ("description", details), ("sku", sku),
      ("price", price.map { plainAmount($0, currency: currency) } ?? ""),
      ("width", lengths[0]), ("height", lengths[1]), ("depth", lengths[2]),
    ])
  }

  /// The fields in which this differs from another.
  func changes(from other: ProductDraft) -> [ProductField] {
    ProductField.allCases.filter { field in
      switch field {
      case .name: name != other.name
      case .description: details != other.details
      case .price: price != other.price
      case .sku: sku != other.sku
      case .size: size != other.size
      }
    }
  }

  private static func price(_ form: inout Form, currency: String) -> Int? {
    let text = form.line("price", max: 20)
    if text.isEmpty { return nil }
    if let minor = minorAmount(text, currency: currency) { return minor }
    form.fail("price", "Enter a price like \(plainAmount(129_000, currency: currency)).")
    return nil
  }

  private static func length(_ form: inout Form, _ name: String) -> Int? {
    let text = form.line(name, max: 12)
    if text.isEmpty { return nil }
    if let tenths = decimal(text, places: 1), (1...100_000).contains(tenths) { return tenths }
    form.fail(name, "Enter centimetres, like 84 or 84.5, up to 10,000.")
    return nil
  }
}

/// Millimetres as centimetres: `84.5`, `84`.
package func centimetres(_ millimetres: Int) -> String {
  let rest = millimetres % 10
  return rest == 0 ? "\(millimetres / 10)" : "\(millimetres / 10).\(rest)"
}

/// `1290.00` in the smallest unit, with a point or a comma; `nil` when it is no such number.
func minorAmount(_ text: String, currency: String) -> Int? {
  let amount = decimal(text, places: decimals(currency))
  return amount.flatMap { $0 <= 99_999_999_999 ? $0 : nil }
}

/// The amount as it is typed: `1290.00`.
func plainAmount(_ minor: Int, currency: String) -> String {
  let digits = decimals(currency)
  guard digits > 0 else { return "\(minor)" }
  let scale = digits == 3 ? 1000 : 100
  let rest = String(minor % scale)
  return "\(minor / scale).\(String(repeating: "0", count: digits - rest.utf8.count))\(rest)"
}

/// A number that is not negative, in units of its last place; further places are an error.
private func decimal(_ text: String, places: Int) -> Int? {
  let halves = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
  guard (1...2).contains(halves.count), let whole = halves.first, !whole.isEmpty else { return nil }
  let fraction = halves.count == 2 ? String(halves[1]) : ""
  guard fraction.utf8.count <= places, whole.utf8.count <= 10 else { return nil }
  let digits = whole + fraction + String(repeating: "0", count: places - fraction.utf8.count)
  guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
  return Int(digits)
}

extension Statement {
  /// A product that the merchant typed in.
  static func add(_ draft: ProductDraft, as id: ProductID, to client: ClientID, in currency: String)
    -> Self
  {
    """
    INSERT INTO product (client_id, id, source, name, description, sku, price_minor, currency,
      width_mm, height_mm, depth_mm)
    VALUES (\(client), \(id), 'uploaded', \(draft.name), \(draft.details), \(draft.sku),
      \(draft.price), \(currency), \(draft.size[0]), \(draft.size[1]), \(draft.size[2]))
    """
  }

  /// The merchant's word about a product, kept against later imports.
  static func save(
    _ draft: ProductDraft, changing fields: [ProductField], of id: ProductID
  ) -> Self {
    """
    UPDATE product SET name = \(draft.name), description = \(draft.details), sku = \(draft.sku),
      price_minor = \(draft.price), width_mm = \(draft.size[0]), height_mm = \(draft.size[1]),
      depth_mm = \(draft.size[2]), updated_at = now(),
      edited = ARRAY(SELECT DISTINCT unnest(edited || \(fields.map(\.rawValue))::text[]) ORDER BY 1)
    WHERE id = \(id)
    """
  }

  /// Into the bin; nothing when it is there already.
  static func throwAway(_ id: ProductID) -> Self {
    "UPDATE product SET deleted_at = now(), updated_at = now() WHERE id = \(id) AND deleted_at IS NULL"
  }

  /// Out of the bin; nothing when it is not in there.
  static func restore(_ id: ProductID) -> Self {
    """
    UPDATE product SET deleted_at = NULL, updated_at = now()
    WHERE id = \(id) AND deleted_at IS NOT NULL
    """
  }
}
