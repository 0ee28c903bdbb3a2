import Fetch
import HTTP

/// Finds out whether a store can be used, and says in plain words what is in the way.
///
/// One value is for one test. Its calls together take 25 seconds at most, however slow the store
/// is: a person waits for the answer, and nginx gives up after a minute.
package struct TestConnection {
  let fetch: Fetch
  let deadline: Deadline

  package init(fetch: Fetch, seconds: Int = 25) {
    self.fetch = fetch
    deadline = Deadline(seconds: seconds)
  }

  /// Tries address, keys and rights.
  /// - Throws: `Problem` whose `fields` name the form field that needs another value.
  package func run(address: String, key: String, secret: String) throws -> NewConnection {
    let (base, index) = try discover(try Self.normalised(address))
    guard index["namespaces"].array?.contains("wc/v3") == true else {
      throw Problem.notWooCommerce
    }
    let (store, total) = try authenticate(base, key, secret)
    try checkWriting(store)
    let (version, currency) = try environment(of: store)
    return NewConnection(
      url: base, name: String(plainText(index["name"].string ?? "").prefix(200)),
      version: version, currency: currency, dimensionUnit: try dimensionUnit(of: store),
      access: store.access.rawValue, secrets: "\(key):\(secret)", productCount: total)
  }

  private func authenticate(_ base: String, _ key: String, _ secret: String) throws
    -> (WooCommerce, Int?)
  {
    let ways: [WooCommerce.Access] = base.hasPrefix("https:") ? [.basic, .query] : [.oauth1]
    var last = StoreTrouble.nonsense
    for way in ways {
      let store = WooCommerce(base: base, key: key, secret: secret, access: way, fetch: fetch)
      do {
        let query = [("per_page", "1"), ("status", "any"), ("_fields", "id")]
        let answer = try ask(store, .get, "/products", query)
        guard answer.json.array != nil else { throw StoreTrouble.nonsense }
        return (store, answer.total)
      } catch let trouble as StoreTrouble {
        last = trouble
        guard trouble.isAboutKeys else { break }
      }
    }
    throw Problem.shut(last)
  }

  /// A batch of nothing changes nothing, but is refused to a key that may only read.
  private func checkWriting(_ store: WooCommerce) throws {
    do {
      _ = try ask(store, .post, "/products/batch", body: ["update": []])
    } catch let trouble as StoreTrouble {
      throw trouble.isAboutKeys ? Problem.readOnly : Problem.shut(trouble)
    }
  }

  /// Version and currency; a store that does not tell them is not taken for a new one.
  private func environment(of store: WooCommerce) throws -> (version: String, currency: String) {
    let json = try part("version", of: store) {
      try ask(store, .get, "/system_status", [("_fields", "environment,settings")]).json
    }
    guard let version = json["environment"]["version"].string, let major = Self.major(version)
    else { throw Problem.unread("version", .nonsense) }
    guard major >= 6 else {
      throw Problem.address(
        "The store runs WooCommerce \(version), which is too old. Epox needs 6.0 or newer, because "
          + "older ones refuse WebP pictures. Update the plugin and try again.")
    }
    let currency = (json["settings"]["currency"].string ?? "").uppercased()
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw Problem.unread("currency", .nonsense)
    }
    return (version, currency)
  }

  private func dimensionUnit(of store: WooCommerce) throws -> String {
    let value = try part("unit of lengths", of: store) {
      try ask(store, .get, "/settings/products/woocommerce_dimension_unit").json["value"].string
    }
    guard let value, ["m", "cm", "mm", "in", "yd"].contains(value) else {
      throw Problem.unread("unit of lengths", .nonsense)
    }
    return value
  }

  /// The first number of a version such as `10.4.0-rc.1`, `nil` when it is none.
  static func major(_ version: String) -> Int? {
    let marks = Set(".-+".utf8)
    let isPlain = version.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0 | 32) || marks.contains($0)
    }
    let pieces = version.split(separator: ".", omittingEmptySubsequences: false)
    guard isPlain, version.utf8.count <= 40, pieces.count >= 2, let major = UInt16(pieces[0]),
      pieces[1].first?.isNumber == true
    else { return nil }
    return Int(major)
  }

  private func part<Answer>(
    _ name: String, of store: WooCommerce, _ read: () throws -> Answer
  ) throws -> Answer {
    do {
      return try read()
    } catch let trouble as StoreTrouble {
      throw Problem.unread(name, trouble)
    }
  }

  private func ask(
    _ store: WooCommerce, _ verb: Call.Verb, _ path: String, _ query: [(String, String)] = [],
    body: JSON? = nil
  ) throws -> WooAnswer {
    guard let seconds = deadline.seconds(atMost: 15) else { throw StoreTrouble.slow }
    return try store.call(verb, path, query: query, body: body, timeout: seconds)
  }
}
