import Settings

/// The app that Epox is for Shopify.
package struct ShopifySettings: Sendable {
  /// Where shops answer; the star stands for a shop's name.
  package let url: String
  /// The app's client id.
  package let key: String
  /// The app's client secrets: the newest is used, all of them are believed while one is rolled.
  package let secrets: [String]

  /// - Returns: `nil` where there is no app; then nobody can connect a Shopify shop.
  init?(_ read: inout SettingsReader) {
    let url = read.text(
      "EPOX_SHOPIFY_URL", default: "https://*.myshopify.com",
      why: "where Shopify's shops answer; * is the shop's name")
    let key = read.text("EPOX_SHOPIFY_KEY", default: "", why: "the client id of our Shopify app")
    let secrets = read.text(
      "EPOX_SHOPIFY_SECRETS", default: "", secret: true,
      why: "its client secrets, comma between, the newest last")
    let all = secrets.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    guard !key.isEmpty else { return nil }
    guard !all.isEmpty else {
      read.reject("EPOX_SHOPIFY_SECRETS", "is needed with EPOX_SHOPIFY_KEY.")
      return nil
    }
    (self.url, self.key, self.secrets) = (url, key, all)
  }

  /// What signs and asks.
  package var secret: String { secrets.last ?? "" }

  /// Where a shop answers.
  package func address(of shop: String) -> String {
    url.replacing("*", with: shop.prefix { $0 != "." })
  }
}
