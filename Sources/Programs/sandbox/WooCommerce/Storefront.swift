import HTML
import HTTP
import Postgres

/// What the store's customers see: the shop, a product, the pictures.
enum Storefront {
  /// How many products stand on a page of the shop.
  private static let pageSize = 24

  static func home(_ caller: Caller) throws -> Response {
    let count = try caller.db.one(
      """
      SELECT count(*) FROM product
      WHERE shop = \(caller.shop.name) AND parent = 0 AND status = 'publish'
      """ as Query<Int>)
    let number = max(Int(caller.request.query["page"] ?? "") ?? 1, 1)
    let ids = try caller.db.all(
      """
      SELECT id FROM product
      WHERE shop = \(caller.shop.name) AND parent = 0 AND status = 'publish'
      ORDER BY id LIMIT \(pageSize) OFFSET \((min(number, 10_000) - 1) * pageSize)
      """ as Query<Int>)
    let goods = try Goods(try caller.db.all(.products(ids, caller.shop.name)), caller)
    let more = number * pageSize < count ? number + 1 : nil
    return .page(ShopPage(shop: caller.shop, goods: goods, page: number, next: more).html.bytes)
  }

  static func product(_ caller: Caller, _ slug: String) throws -> Response {
    let wanted = slug.utf8.allSatisfy { $0 < 128 } ? slug : percentEncoded(slug).lowercased()
    guard let product = try caller.db.first(.product(slug: wanted, caller.shop.name)) else {
      return Pages.missing()
    }
    let goods = try Goods([product], caller)
    return .page(ProductPage(shop: caller.shop, product: product, goods: goods).html.bytes)
  }

  /// A picture of the media library, as long as it is there.
  static func picture(_ caller: Caller, _ year: Int, _ month: String, _ name: String) throws
    -> Response
  {
    let file = "\(year)/\(month)/\(name)"
    let found = try caller.db.first(
      """
      SELECT mime, checksum FROM attachment
      WHERE shop = \(caller.shop.name) AND file = \(file)
      """ as Query<StoredPicture>)
    guard let found else { return Pages.missing() }
    let mark = "\"\(found.checksum.prefix(32))\""
    let headers = [
      ("Content-Type", found.mime), ("ETag", mark), ("Cache-Control", "public, max-age=300"),
    ]
    if caller.request.headers["if-none-match"] == mark {
      return Response(status: 304, headers: headers)
    }
    let bytes = try caller.db.one(
      "SELECT bytes FROM blob WHERE checksum = \(found.checksum)" as Query<Bytes>)
    return Response(headers: headers, body: bytes.bytes)
  }

  private struct StoredPicture: RowReadable {
    let mime, checksum: String
    init(_ row: Row) throws {
      mime = try row[0]
      checksum = try row[1]
    }
  }

  private struct Bytes: RowReadable {
    let bytes: [UInt8]
    init(_ row: Row) throws { bytes = try row[0] }
  }

  /// An amount with two decimals and commas between thousands: `1,290.00`.
  static func decimal(_ amount: Double) -> String {
    guard abs(amount) < 1e12 else { return String(amount) }
    let cents = Int((amount * 100).rounded())
    var digits = String(cents / 100)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits = String(digits.dropLast(3))
    }
    let rest = cents % 100
    return ([digits] + groups).joined(separator: ",") + (rest < 10 ? ".0\(rest)" : ".\(rest)")
  }
}

/// Products with their pictures, variations and categories, as the pages need them.
struct Goods {
  let products: [Product]
  private let children: [Int: [Product]]
  private let attachments: [Int: Attachment]
  private let terms: [Int: Term]

  init(_ products: [Product], _ caller: Caller) throws {
    self.products = products
    let variable = products.filter { $0.type == "variable" }.map(\.id)
    let variations = try caller.db.all(.variations(of: variable, caller.shop.name))
    children = Dictionary(grouping: variations, by: \.parent)
    let ids = Array(Set((products + variations).flatMap(\.imageIDs)))
    let pictures = try caller.db.all(.attachments(ids, caller.shop.name))
    attachments = Dictionary(pictures.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let marks = try caller.db.all(
      .terms(Array(Set(products.flatMap(\.categoryIDs))), caller.shop.name))
    terms = Dictionary(marks.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
  }

  /// The pictures of a product in the store's order.
  func pictures(_ product: Product) -> [Attachment] {
    product.imageIDs.compactMap { attachments[$0] }
  }

  /// The variations of a product.
  func variations(_ product: Product) -> [Product] { children[product.id] ?? [] }

  /// The category that a product is filed under.
  func category(_ product: Product) -> String {
    Text.plain(product.categoryIDs.compactMap { terms[$0]?.name }.last ?? "")
  }

  /// What a product costs; of a variable one from the cheapest to the dearest variation.
  func price(_ product: Product) -> String {
    let prices = variations(product).map(\.price).compactMap { Double($0) }
    guard let low = prices.min(), let high = prices.max() else { return money(product.price) }
    return low == high ? money(String(low)) : "\(money(String(low))) – \(money(String(high)))"
  }
}
