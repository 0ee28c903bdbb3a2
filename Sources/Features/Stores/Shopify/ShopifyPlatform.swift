import Design
import Fetch
import FoundationEssentials
import HTTP
import Site

/// Shopify: an approval on the shop's own page, and tokens that end.
package enum ShopifyPlatform: StorePlatform {
  package static let kind = "shopify"
  package static let name = "Shopify"
  package static let note = "every plan"

  package static let approvalForm: ConnectForm? = ConnectForm(
    [
      ConnectForm.Line(
        "storeUrl", "Shop name", hint: "The part before .myshopify.com is enough.",
        isAddress: true, missing: "Enter your shop's name.")
    ],
    question: "What happens there?",
    steps: [
      "Shopify asks you to sign in and to install Epox, which reads products and writes pictures.",
      "You come back here. You can uninstall Epox in Shopify at any time.",
    ])

  /// What the app asks for.
  static let scopes = ["read_products", "write_products", "read_files", "write_files"]

  /// The app's settings.
  /// - Throws: `StoreTrouble` on a site that has none.
  static func app() throws -> ShopifySettings {
    guard let app = Configuration.current.shopify else {
      throw StoreTrouble.unreachable("This site is not set up for Shopify.")
    }
    return app
  }

  package static func open(_ access: StoreAccess, fetch: Fetch) throws -> any Shop {
    let pair = try ShopifyTokens(sealed: access.secrets)
    return ShopifyShop(domain: access.identity, token: pair.access, app: try app(), fetch: fetch)
  }

  package static func renew(_ access: StoreAccess, fetch: Fetch) throws -> RenewedAccess {
    let old = try ShopifyTokens(sealed: access.secrets)
    let new = try ShopifyTokens.renewed(old, for: access.identity, try app(), fetch)
    return RenewedAccess(secrets: new.sealed, tokenEnds: new.ends)
  }

  /// The shop's one name, from whatever a merchant types or pastes; `nil` when it is no shop's.
  ///
  /// Only a-z, 0-9 and dashes may stand before `.myshopify.com`: the name becomes part of an
  /// address that our secret is sent to.
  package static func domain(_ typed: String) -> String? {
    var text = typed.trimmed.lowercased()
    for start in ["https://", "http://"] where text.hasPrefix(start) {
      text = String(text.dropFirst(start.count))
    }
    if text.hasPrefix("admin.shopify.com/store/") {
      text = String(text.dropFirst("admin.shopify.com/store/".count))
    }
    text = String(text.prefix { !"/?#".contains($0) })
    if !text.contains(".") { text += ".myshopify.com" }
    return isDomain(text) ? text : nil
  }

  /// Whether a text is, from its first to its last letter, the domain of a shop.
  package static func isDomain(_ text: String) -> Bool {
    let end = ".myshopify.com"
    guard text.hasSuffix(end), text.utf8.count <= 80 else { return false }
    let name = text.utf8.dropLast(end.utf8.count)
    let isPlain = name.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
    }
    return isPlain && name.first.map { $0 != 45 } == true
  }
}
