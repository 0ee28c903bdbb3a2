import FoundationEssentials
import HTTP
import Postgres

/// A picture of a product.
struct BigCommerceImage: RowReadable {
  let id, product: Int
  let isThumbnail: Bool
  let order: Int
  let description: String
  /// The file's number and name, or the name of a sample.
  let file: Int?
  let name: String
  let updated: Date

  init(_ row: Row) throws {
    (id, product, isThumbnail) = (try row[0], try row[1], try row[2])
    (order, description) = (try row[3], try row[4])
    (file, name, updated) = (try row[5], try row[6], try row[7])
  }

  /// The picture as an answer shows it; the smaller sizes are the picture itself.
  func json(_ store: BigCommerceStore) -> JSON {
    let address = JSON.string(
      file.map { BigCommercePicture.address($0, name, store) }
        ?? "\(Sandbox.settings.baseURL)/static/samples/\(name)")
    return [
      "id": .int(id), "product_id": .int(product), "is_thumbnail": .bool(isThumbnail),
      "sort_order": .int(order), "description": .string(description),
      "image_file": .string("\(store.hash)/\(id)/\(name)"), "url_zoom": address,
      "url_standard": address, "url_thumbnail": address, "url_tiny": address,
      "date_modified": .string(Times.gmt(updated) + "Z"),
    ]
  }
}

extension Query<BigCommerceImage> {
  private static var columns: Clause {
    """
    i.id, i.product, i.is_thumbnail, i.sort_order, i.description, i.file,
      coalesce(f.name, i.sample), i.updated_at
    """
  }

  /// The pictures of products, in order.
  static func images(of products: [Int]) -> Self {
    """
    SELECT \(columns) FROM bigcommerce_image i LEFT JOIN bigcommerce_file f ON f.id = i.file
    WHERE product = ANY (\(products)::int[]) ORDER BY product, sort_order, i.id
    """
  }

  /// One picture of a product.
  static func image(_ id: Int, of product: Int) -> Self {
    """
    SELECT \(columns) FROM bigcommerce_image i LEFT JOIN bigcommerce_file f ON f.id = i.file
    WHERE product = \(product) AND i.id = \(id)::bigint
    """
  }
}
