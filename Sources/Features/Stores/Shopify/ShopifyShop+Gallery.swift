import HTTP

/// Shopify adds a picture to those that are there, and looks at it only after it has answered.
extension ShopifyShop {
  private static let media = """
    updatedAt media(first: 250) { nodes { id alt status mediaContentType mediaErrors { code message }
      ... on MediaImage { image { url } } } }
    """

  package func gallery(of product: String) throws -> Gallery {
    let found = try ask(
      "query Media($id: ID!) { product(id: $id) { id \(Self.media) } }",
      ["id": ShopifyID.long(product, "Product")])
    if found.object?["product"] == .some(.null) {
      throw StoreTrouble.refused(
        status: 404, code: "", message: "The product is not in the shop any more.")
    }
    guard found["product"]["id"] == ShopifyID.long(product, "Product") else {
      throw StoreTrouble.nonsense
    }
    return try Gallery(shopify: found["product"])
  }

  package func add(_ picture: NewPicture, to product: String, seen: Gallery) throws -> Gallery {
    let result = try change(
      "productUpdate",
      """
      mutation Add($id: ID!, $media: [CreateMediaInput!]) {
        productUpdate(product: {id: $id}, media: $media) {
          product { \(Self.media) } userErrors { field message } } }
      """,
      [
        "id": ShopifyID.long(product, "Product"),
        "media": [
          [
            "originalSource": .string(picture.url), "alt": .string(picture.alt),
            "mediaContentType": "IMAGE",
          ]
        ],
      ])
    do {
      return try Gallery(shopify: result["product"])
    } catch StoreTrouble.nonsense {
      throw StoreTrouble.answerLost("The shop's answer could not be read.")
    }
  }

  /// Takes pictures off the product; among the shop's files they stay, since others may show them.
  package func remove(_ ids: Set<String>, from product: String, seen: Gallery) throws -> Gallery {
    let owner = ShopifyID.long(product, "Product")
    let files = ids.sorted().map { id in
      JSON.object(["id": ShopifyID.long(id, "MediaImage"), "referencesToRemove": [owner]])
    }
    do {
      _ = try change(
        "fileUpdate",
        """
        mutation Remove($files: [FileUpdateInput!]!) {
          fileUpdate(files: $files) { files { id } userErrors { field message code } } }
        """, ["files": .array(files)])
    } catch StoreTrouble.refused(_, "NON_READY_STATE", _) {
      throw StoreTrouble.busy(seconds: 5, mayHaveWorked: false)
    }
    return try gallery(of: product)
  }
}

extension Gallery {
  /// The pictures in a product's answer; films and models stand beside them and are left alone.
  fileprivate init(shopify json: JSON) throws {
    guard let nodes = json["media"]["nodes"].array else { throw StoreTrouble.nonsense }
    self.init(
      nodes.compactMap(GalleryImage.init(shopify:)), modified: moment(json["updatedAt"].string))
  }
}

extension GalleryImage {
  fileprivate init?(shopify json: JSON) {
    guard let id = ShopifyID.short(json["id"], "MediaImage") else { return nil }
    let url = json["image"]["url"].string
    let failed = json["status"] == "FAILED"
    let why = json["mediaErrors"][0]["message"].string ?? "Shopify could not use the picture."
    self.init(
      id: id, url: url, alt: json["alt"].string ?? "", traces: [url ?? ""],
      failure: failed ? "The store said: \(why)" : nil, raw: json)
  }
}
