import Fetch
import HTTP

/// What was found at a store's address.
package struct ConnectionReport: Sendable {
  package let base: String
  package let name: String
  package let version: String
  package let currency: String
  package let dimensionUnit: String
  package let access: WooCommerce.Access
  package let productCount: Int?
}

/// Finds out whether a store can be used, and says in plain words what is in the way.
package struct TestConnection {
  let fetch: Fetch

  package init(fetch: Fetch) { self.fetch = fetch }

  /// Tries address, keys and rights.
  /// - Throws: `Problem` whose `fields` name the form field that needs another value.
  package func run(address: String, key: String, secret: String) throws -> ConnectionReport {
    let (base, index) = try discover(try Self.normalised(address))
    guard index["namespaces"].array?.contains("wc/v3") == true else {
      throw Self.problem(
        "storeUrl",
        "This is a WordPress site, but WooCommerce (3.5 or newer) is not active on it. "
          + "Activate or update the WooCommerce plugin, then try again.")
    }
    let (store, total) = try authenticate(base, key, secret)
    try checkWriting(store)
    let version = try version(of: store)
    let currency = try? store.call(.get, "/data/currencies/current", timeout: 10).json["code"]
      .string
    let unit = try? store.call(
      .get, "/settings/products/woocommerce_dimension_unit", timeout: 10
    ).json["value"].string
    return ConnectionReport(
      base: base, name: plainText(index["name"].string ?? ""), version: version,
      currency: currency.flatMap { $0.utf8.count == 3 ? $0.uppercased() : nil } ?? "USD",
      dimensionUnit: unit.flatMap { ["m", "cm", "mm", "in", "yd"].contains($0) ? $0 : nil } ?? "cm",
      access: store.access, productCount: total)
  }

  /// The address as a store's base, however the merchant typed it.
  package static func normalised(_ typed: String) throws -> String {
    var text = typed.trimmed
    guard !text.isEmpty else { throw problem("storeUrl", "Enter your store's address.") }
    guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw problem("storeUrl", "This is not an address. It looks like https://shop.example.")
    }
    if !text.contains("://") { text = "https://\(text)" }
    for tail in ["/wp-admin", "/wp-json", "/wp-login.php"] {
      if let range = text.firstRange(of: tail) { text = String(text[..<range.lowerBound]) }
    }
    text = String(text.prefix { $0 != "?" && $0 != "#" })
    while text.hasSuffix("/") { text.removeLast() }
    let scheme = text.prefix { $0 != ":" }.lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw problem("storeUrl", "The address must begin with https:// or http://.")
    }
    return text
  }

  /// Finds the REST API, following the redirects that moved the site once and for all.
  private func discover(_ start: String) throws -> (base: String, index: JSON) {
    var base = start
    for _ in 0..<4 {
      let reply = try get("\(base)/wp-json/?_fields=name,namespaces,url")
      if (301...308).contains(reply.status), let target = reply.headers["location"],
        let range = target.firstRange(of: "/wp-json"), target.contains("://")
      {
        base = String(target[..<range.lowerBound])
        continue
      }
      if reply.status == 503 {
        throw Self.problem(
          "storeUrl",
          "The store is in maintenance right now. Wait until its update is finished and try again.")
      }
      guard reply.status == 200, let index = WooAnswer.parse(reply.body), index.object != nil else {
        throw try notFound(base)
      }
      return (base, index)
    }
    throw Self.problem("storeUrl", "The address redirects in a circle. Enter the final address.")
  }

  /// Why there is no REST API under `/wp-json`.
  private func notFound(_ base: String) throws -> Problem {
    let plain = try? get("\(base)/?rest_route=/&_fields=name,namespaces")
    if let plain, plain.status == 200, let index = WooAnswer.parse(plain.body),
      index["namespaces"].array != nil
    {
      return Self.problem(
        "storeUrl",
        "WordPress answers, but its permalinks are set to “Plain”, and the WooCommerce keys do not "
          + "work that way. In WordPress open Settings → Permalinks, choose “Post name”, save, "
          + "and try again.")
    }
    return Self.problem(
      "storeUrl",
      "A server answers there, but it is not a WordPress site with an open REST API. Check the "
        + "address, and whether a security plugin or firewall blocks /wp-json.")
  }

  private func get(_ url: String) throws -> Reply {
    do {
      return try fetch.send(
        Call(
          .get, url, headers: [("Accept", "application/json")], timeout: 10, limit: 4 << 20,
          vendor: "woocommerce"))
    } catch let error as FetchError {
      let trouble = StoreTrouble(error)
      throw Self.problem(
        "storeUrl", "The store cannot be reached. \(trouble.sentence) Check the address.")
    }
  }

  private func authenticate(_ base: String, _ key: String, _ secret: String) throws
    -> (WooCommerce, Int?)
  {
    let ways: [WooCommerce.Access] = base.hasPrefix("https:") ? [.basic, .query] : [.oauth1]
    var last: StoreTrouble?
    for way in ways {
      let store = WooCommerce(base: base, key: key, secret: secret, access: way, fetch: fetch)
      do {
        let answer = try store.call(
          .get, "/products", query: [("per_page", "1"), ("status", "any"), ("_fields", "id")],
          timeout: 15)
        return (store, answer.total)
      } catch let trouble as StoreTrouble {
        last = trouble
        guard trouble.isAboutKeys else { break }
      }
    }
    throw Self.keyProblem(last ?? .nonsense)
  }

  private static func keyProblem(_ trouble: StoreTrouble) -> Problem {
    guard case .refused(let status, let code, let message) = trouble else {
      return problem("storeUrl", "\(trouble.sentence) Try again in a moment.")
    }
    // Over http the secret is never sent: a wrong one shows as a signature that does not match.
    let words = message.lowercased()
    if code == "woocommerce_rest_authentication_error",
      words.contains("secret") || words.contains("signature")
    {
      return problem("consumerSecret", "The secret does not belong to this key. Copy it again.")
    }
    if status == 403 {
      return problem(
        "consumerKey",
        "The key works, but its WordPress user may not manage products. Make a key for an "
          + "administrator or shop manager.")
    }
    if status == 401 {
      return problem(
        "consumerKey",
        "The store does not know this key. Copy it again from WooCommerce → Settings → Advanced → "
          + "REST API. If it is right, your host may strip the Authorization header.")
    }
    return problem("storeUrl", trouble.sentence)
  }

  /// A batch of nothing changes nothing, but is refused to a key that may only read.
  private func checkWriting(_ store: WooCommerce) throws {
    do {
      _ = try store.call(.post, "/products/batch", body: ["update": []], timeout: 15)
    } catch let trouble as StoreTrouble where trouble.isAboutKeys {
      throw Self.problem(
        "consumerKey",
        "This key may only read. Epox needs “Read/Write” to publish pictures: edit the key's "
          + "permissions in WooCommerce → Settings → Advanced → REST API.")
    } catch let trouble as StoreTrouble {
      throw Self.problem("storeUrl", trouble.sentence)
    }
  }

  private func version(of store: WooCommerce) throws -> String {
    let answer = try? store.call(
      .get, "/system_status", query: [("_fields", "environment")], timeout: 15)
    let version = answer?.json["environment"]["version"].string ?? ""
    let major = Int(version.prefix { $0 != "." })
    if let major, major < 6 {
      throw Self.problem(
        "storeUrl",
        "The store runs WooCommerce \(version). Epox needs 6.0 or newer, because older ones refuse "
          + "WebP pictures. Update the plugin and try again.")
    }
    return version
  }

  private static func problem(_ field: String, _ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: [field: sentence])
  }
}
