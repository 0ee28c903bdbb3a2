import Engines
import Accounts
import HTTP
import Postgres
import Site

extension Catalog {
  /// `GET /api/v1/products`: a page of products with a cursor.
  package static func listJSON(_ member: Member) throws -> Response {
    var filter = ProductFilter(member.request.query)
    filter.after = try cursor(member.request.query["cursor"])
    let limit = try limit(member.request.query["limit"])
    let lines = try member.read(.page(filter, limit: limit))
    let shown = lines.prefix(limit)
    let next = lines.count > limit ? shown.last?.id.pathText : nil
    return .json(["data": .array(shown.map(\.json)), "next_cursor": JSON(next)])
  }

  /// `GET /api/v1/products/:id`.
  package static func showJSON(_ member: Member, _ id: ProductID) throws -> Response {
    let (products, pictures, assets) = try member.read(
      .product(id), .pictures(of: id), .assets(of: id))
    guard let product = products.first, !product.isDeleted else { throw Problem.missing }
    var json = product.json
    json["pictures"] = .array(pictures.map(\.json))
    json["assets"] = .array(assets.map(\.json))
    return .json(json)
  }

  private static func cursor(_ text: String?) throws -> ProductID? {
    guard let text, !text.isEmpty else { return nil }
    guard let id = ProductID(pathText: text) else {
      throw Problem(
        .invalid, "The cursor is not one that this list gave out.",
        fields: ["cursor": "Take next_cursor of the answer before."])
    }
    return id
  }

  private static func limit(_ text: String?) throws -> Int {
    guard let text else { return screenful }
    guard let limit = Int(text), (1...100).contains(limit) else {
      throw Problem(
        .invalid, "The limit must be a whole number from 1 to 100.",
        fields: ["limit": "From 1 to 100."])
    }
    return limit
  }
}

extension ProductLine {
  fileprivate var json: JSON {
    [
      "id": .string(id.pathText), "name": .string(name), "sku": .string(sku),
      "price_minor": JSON(price), "currency": .string(currency), "source": .string(source),
      "thumb_url": JSON(thumb.map(pictureLink)),
      "counts": [
        "generated": .int(generated), "approved": .int(approved), "published": .int(published),
        "to_review": .int(toReview), "pending": .int(pending), "failed": .int(failed),
      ],
    ]
  }
}

extension ProductDetail {
  fileprivate var json: JSON {
    [
      "id": .string(id.pathText), "name": .string(name), "description": .string(details),
      "sku": .string(sku), "price_minor": JSON(price), "currency": .string(currency),
      "source": .string(source), "permalink": .string(permalink), "in_store": .bool(!isGone),
      "size_mm": ["width": JSON(size[0]), "height": JSON(size[1]), "depth": JSON(size[2])],
    ]
  }
}

extension PictureLine {
  fileprivate var json: JSON {
    [
      "id": .string(id.pathText), "state": .string(state), "reason": JSON(reason),
      "alt": .string(alt), "width": JSON(width), "height": JSON(height),
      "large_url": JSON(large.map(pictureLink)), "thumb_url": JSON(thumb.map(pictureLink)),
    ]
  }
}

extension AssetLine {
  /// The picture as the API shows it.
  package var json: JSON {
    [
      "id": .string(id.pathText), "product_id": .string(product.pathText),
      "flow_id": .string(flow.pathText), "variant": .int(variant), "state": .string(state),
      "approval": .string(approval), "published": .bool(isPublished), "reason": JSON(reason),
      "alt": .string(alt), "width": JSON(width), "height": JSON(height),
      "engine": JSON(engine?.rawValue), "source": JSON(source),
      "large_url": JSON(large.map(pictureLink)), "thumb_url": JSON(thumb.map(pictureLink)),
    ]
  }
}
