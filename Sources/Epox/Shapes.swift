import HTTP

/// The forms of the documents that the API takes and gives, as JSON Schema.
enum Shapes {
  /// A page of a list.
  static let products: JSON = [
    "type": "object", "required": ["data"],
    "properties": [
      "data": ["type": "array", "items": thing],
      "next_cursor": ["type": ["string", "null"]],
    ],
  ]

  /// Anything with an id.
  static let thing: JSON = [
    "type": "object", "required": ["id"], "properties": ["id": ["type": "string"]],
  ]

  /// An order for pictures.
  static let order: JSON = [
    "type": "object", "required": ["product_id", "room", "mood", "aspect"],
    "properties": [
      "id": ["type": "string", "format": "uuid"],
      "product_id": ["type": "string", "format": "uuid"],
      "picture_id": ["type": "string", "format": "uuid"],
      "room": ["type": "string"], "mood": ["type": "string"],
      "aspect": ["type": "string", "enum": ["1:1", "4:3", "3:4", "16:9", "9:16", "4:5"]],
      "variants": ["type": "integer", "minimum": 1, "maximum": 8],
    ],
  ]
}
