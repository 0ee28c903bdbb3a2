import HTTP

extension Catalog {
  /// What the API's description says of the list.
  package static let listNote = Note.api(
    "Products, newest first: cursor, limit 1 to 100, q, category, status",
    gives: [
      "type": "object",
      "properties": [
        "data": ["type": "array", "items": productSchema],
        "next_cursor": ["type": ["string", "null"]],
      ],
    ])
  /// What the API's description says of one product.
  package static let showNote = Note.api(
    "One product with its pictures and generated pictures", gives: productSchema)

  private static let productSchema: JSON = [
    "type": "object",
    "properties": [
      "id": ["type": "string", "format": "uuid"], "name": ["type": "string"],
      "sku": ["type": "string"], "price_minor": ["type": ["integer", "null"]],
      "currency": ["type": "string"], "source": ["enum": ["imported", "uploaded"]],
    ],
  ]
}
