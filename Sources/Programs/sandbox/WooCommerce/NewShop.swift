import HTTP
import Postgres

/// What a store is to be, as the control API is told.
struct NewShop {
  let name: String
  var title = "Test store"
  var key = Sandbox.settings.consumerKey
  var secret = Sandbox.settings.consumerSecret
  var permission = "read_write"
  var basicOverHTTP = true
  var stripsAuthorization = false
  var plainPermalinks = false
  var notWordPress = false
  var version = "11.0.1"
  /// `samples`, `empty` or a number.
  var products: JSON = "samples"

  init(name: String, title: String) { (self.name, self.title) = (name, title) }

  /// Reads the body of a request.
  /// - Throws: `Problem` naming the fields that do not fit.
  init(_ json: JSON) throws {
    let wanted = json["name"].string ?? ""
    name = wanted
    var mistakes: [String: String] = [:]
    let isName = wanted.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    if wanted.isEmpty || wanted.count > 60 || !isName {
      mistakes["name"] = "a-z, 0-9 and -, at most 60"
    }
    let rights = [
      "read": "read", "write": "read_write", "read_write": "read_write",
      "write_only": "write_only", "customer": "customer",
    ]
    if let right = rights[json["permission"].string ?? "write"] {
      permission = right
    } else {
      mistakes["permission"] = "read, write, read_write, write_only or customer"
    }
    title = json["title"].string ?? title
    key = json["key"].string ?? key
    secret = json["secret"].string ?? secret
    basicOverHTTP = json["basicOverHttp"].bool ?? basicOverHTTP
    stripsAuthorization = json["stripsAuthorization"].bool ?? false
    plainPermalinks = json["plainPermalinks"].bool ?? false
    notWordPress = json["notWordPress"].bool ?? false
    version = json["version"].string ?? version
    products = json["products"] == .null ? products : json["products"]
    let count = products.int ?? 0
    let isKnown = products == "samples" || products == "empty" || products.int != nil
    if !isKnown || !(0...20_000).contains(count) {
      mistakes["products"] = "samples, empty, or a number up to 20000"
    }
    guard mistakes.isEmpty else {
      throw Problem(.invalid, "This cannot be a store.", fields: mistakes)
    }
  }

  /// Makes the store, replacing one of the same name.
  func make(_ db: Database) throws {
    try db.transaction {
      try db.run("DELETE FROM shop WHERE name = \(name)")
      try db.run(.create(self))
      var seed = try Seed(name, db)
      if let count = products.int { try seed.fill(count: count) }
      if products == "samples" { try seed.fill() }
    }
  }
}

extension Query<NoRow> {
  /// Adds a store with nothing but the category that every store has.
  static func create(_ shop: NewShop) -> Self {
    """
    WITH made AS (
      INSERT INTO shop (name, title, consumer_key, consumer_secret, permission, basic_over_http,
        strips_authorization, plain_permalinks, not_wordpress, version)
      VALUES (\(shop.name), \(shop.title), \(shop.key), \(shop.secret), \(shop.permission),
        \(shop.basicOverHTTP), \(shop.stripsAuthorization), \(shop.plainPermalinks),
        \(shop.notWordPress), \(shop.version)) RETURNING name)
    INSERT INTO term (shop, id, taxonomy, name, slug)
    SELECT name, 15, 'category', 'Uncategorized', 'uncategorized' FROM made
    """
  }
}
