import FoundationEssentials
import HTTP
import Stores

/// A product as a store described it, with everything doubtful taken out.
struct StoreProduct: Sendable {
  let externalID: String
  let kind: String
  let name: String
  let description: String
  let sku: String
  let priceMinor: Int?
  let permalink: String
  let status: String
  let widthMM: Int?
  let heightMM: Int?
  let depthMM: Int?
  let modified: Date?
  let categories: [String]
  let images: [StoreImage]

  /// The fields that a page of products is asked for.
  static let fields =
    "id,name,type,status,permalink,sku,price,regular_price,description,short_description,"
    + "dimensions,date_modified_gmt,categories,images"

  /// Reads one; `nil` when it lacks an id, without which nothing can be done with it.
  init?(_ json: JSON, unit: String) {
    guard let id = json["id"].int, id > 0 else { return nil }
    externalID = String(id)
    kind = json["type"].string ?? "simple"
    let words = plainText(json["name"].string ?? "")
    name = words.isEmpty ? "Product \(id)" : String(words.prefix(300))
    let long = plainText(json["description"].string ?? "")
    let text = long.isEmpty ? plainText(json["short_description"].string ?? "") : long
    description = String(text.prefix(5000))
    sku = String((json["sku"].string ?? "").prefix(100))
    let price = json["price"].string ?? ""
    priceMinor = minorUnits(price.isEmpty ? json["regular_price"].string ?? "" : price)
    let link = json["permalink"].string ?? ""
    permalink = link.hasPrefix("http://") || link.hasPrefix("https://") ? link : ""
    status = json["status"].string ?? "publish"
    let size = json["dimensions"]
    widthMM = millimetres(size["width"].string, unit)
    heightMM = millimetres(size["height"].string, unit)
    depthMM = millimetres(size["length"].string, unit)
    modified = json["date_modified_gmt"].string.flatMap(time)
    categories = (json["categories"].array ?? []).compactMap { $0["id"].int.map(String.init) }
    images = (json["images"].array ?? []).prefix(50).enumerated().compactMap {
      StoreImage($0.element, position: $0.offset)
    }
  }
}

/// A picture of a product in the store.
struct StoreImage: Sendable {
  let externalID: String
  let url: String
  let alt: String
  let position: Int

  init?(_ json: JSON, position: Int) {
    // Id 0 is WooCommerce's placeholder for a product without a picture.
    guard let id = json["id"].int, id > 0, let source = json["src"].string,
      source.hasPrefix("http://") || source.hasPrefix("https://"), source.utf8.count <= 2000
    else { return nil }
    externalID = String(id)
    url = source
    alt = String(plainText(json["alt"].string ?? "").prefix(500))
    self.position = position
  }
}

/// A decimal price in minor units: `"12.5"` is 1250.
///
/// What is no price is none.
package func minorUnits(_ text: String) -> Int? {
  let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  guard let whole = halves.first.flatMap({ Int($0) }), whole >= 0, whole < 1_000_000_000 else {
    return nil
  }
  let fraction = halves.count == 2 ? String(halves[1].prefix(2)) : ""
  guard let cents = Int(fraction.padding(to: 2)) else { return nil }
  return whole * 100 + cents
}

extension String {
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: "0", count: max(0, count - self.count))
  }
}

/// A time as stores write it, `2026-08-01T10:00:00` in UTC; anything else is none.
private func time(_ text: String) -> Date? {
  let date = try? Date("\(text)Z", strategy: .iso8601)
  return date.flatMap { (0...4_102_444_800).contains($0.timeIntervalSince1970) ? $0 : nil }
}

/// A length in the store's unit as whole millimetres.
package func millimetres(_ text: String?, _ unit: String) -> Int? {
  let factors = ["m": 1000.0, "cm": 10, "mm": 1, "in": 25.4, "yd": 914.4]
  guard let value = text.flatMap({ Double($0) }), value > 0, let factor = factors[unit] else {
    return nil
  }
  let result = (value * factor).rounded()
  return (1...100_000).contains(result) ? Int(result) : nil
}
