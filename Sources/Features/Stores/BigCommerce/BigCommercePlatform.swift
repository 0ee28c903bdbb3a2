import Design
import Fetch
import FoundationEssentials
import HTTP
import Site

/// BigCommerce: an app that is installed from the store's control panel, or a token made by hand.
package enum BigCommercePlatform: StorePlatform {
  package static let kind = "bigcommerce"
  package static let name = "BigCommerce"
  package static let note = "every plan"

  /// What a token comes from: BigCommerce signs what it sends to an app, and nothing else.
  enum Access: String { case app, token }

  package static var installation: ConnectForm? {
    guard Configuration.current.bigCommerce.app != nil else { return nil }
    return ConnectForm(
      [], question: "How do I install Epox?",
      steps: [
        "In BigCommerce's control panel open Apps and choose Epox.",
        "Choose Install and let Epox read and write products.",
        "You come here, and confirm within ten minutes which account the store belongs to.",
        "Was it installed before and is not connected here? Uninstall it there and install it anew.",
      ])
  }

  package static let keyForm: ConnectForm? = ConnectForm(
    [
      ConnectForm.Line(
        "apiPath", "API path", hint: "As BigCommerce shows it beside the token.", isAddress: true,
        missing: "Enter the API path of your store."),
      ConnectForm.Line(
        "accessToken", "Access token", isSecret: true, missing: "Enter the access token."),
    ],
    question: "Where do I find path and token?",
    steps: [
      "In BigCommerce open Settings → Store-level API accounts and choose “Create API account”.",
      "Set Products to modify, and Information & settings to read-only. Save.",
      "Copy API path and access token here. BigCommerce shows the token only once.",
    ])

  /// What the app has to be allowed to do.
  static let scope = "store_v2_products"

  package static func open(_ access: StoreAccess, fetch: Fetch) throws -> any Shop {
    BigCommerceShop(
      hash: access.identity, token: access.secrets,
      access: Access(rawValue: access.access) ?? .token, storefront: access.url,
      dimensionUnit: access.dimensionUnit, fetch: fetch)
  }

  /// The store's hash, from whatever a merchant pastes; `nil` when there is none in it.
  ///
  /// `https://api.bigcommerce.com/stores/abc123/v3/`, `stores/abc123`, the control panel's
  /// `store-abc123.mybigcommerce.com` and the hash itself all name the same store.
  package static func hash(_ typed: String) -> String? {
    let text = typed.trimmed.lowercased()
    let panel = ".mybigcommerce.com"
    if let mark = text.firstRange(of: "stores/") {
      return checked(text[mark.upperBound...].prefix { !"/?#".contains($0) })
    }
    if let end = text.firstRange(of: panel), let start = text.firstRange(of: "store-"),
      start.upperBound <= end.lowerBound
    {
      return checked(text[start.upperBound..<end.lowerBound])
    }
    return checked(text[...])
  }

  /// The hash in `stores/abc123`, as BigCommerce itself writes it; `nil` for anything else.
  package static func hash(context: String) -> String? {
    context.hasPrefix("stores/") ? checked(context.dropFirst("stores/".count)) : nil
  }

  /// A hash becomes part of an address that a secret is sent to: nothing else may stand in it.
  private static func checked(_ text: Substring) -> String? {
    let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
    return isPlain && (4...20).contains(text.utf8.count) ? String(text) : nil
  }
}
