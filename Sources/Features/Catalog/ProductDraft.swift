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
