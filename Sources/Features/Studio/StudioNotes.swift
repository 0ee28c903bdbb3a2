import HTTP
import Imaging

extension Studio {
  /// What the API's description says of an order.
  package static let generateNote = Note.api(
    "Order pictures of a product; with the same id it is one order", takes: orderSchema,
    gives: flowSchema)
  /// What the API's description says of a flow.
  package static let showFlowNote = Note.api("A flow with its pictures", gives: flowSchema)
  /// What the API's description says of a picture.
  package static let showAssetNote = Note.api("One generated picture", gives: assetSchema)

  private static let uuid: JSON = ["type": "string", "format": "uuid"]
  private static let aspects = JSON.array(Aspect.allCases.map { .string($0.rawValue) })

  private static let orderSchema: JSON = [
    "type": "object", "required": ["product_id", "room", "mood"],
    "properties": [
      "id": uuid, "product_id": uuid, "picture_id": uuid, "room": ["type": "string"],
      "mood": ["type": "string"], "colour": ["type": "string"],
      "with": ["type": "array", "items": uuid, "maxItems": 5], "aspect": ["enum": aspects],
      "variants": ["type": "integer", "minimum": 1, "maximum": 8],
    ],
  ]

  private static let assetSchema: JSON = [
    "type": "object",
    "properties": [
      "id": uuid, "product_id": uuid, "flow_id": uuid, "variant": ["type": "integer"],
      "state": ["enum": ["pending", "generated", "failed"]],
      "approval": ["enum": ["open", "approved", "rejected"]], "published": ["type": "boolean"],
      "reason": ["type": ["string", "null"]], "engine": ["enum": ["built-in", "ai", nil]],
      "source": ["enum": ["composite", "ai-generated", "ai-edited", "edited", nil]],
      "alt": ["type": "string"], "large_url": ["type": ["string", "null"]],
    ],
  ]

  private static let flowSchema: JSON = [
    "type": "object",
    "properties": [
      "id": uuid, "product_id": uuid, "state": ["type": "string"], "room": ["type": "string"],
      "mood": ["type": "string"], "aspect": ["enum": aspects], "variants": ["type": "integer"],
      "assets": ["type": "array", "items": assetSchema],
    ],
  ]
}
