import Design
import Fetch
import FoundationEssentials
import HTTP
import Site

/// WooCommerce: keys by hand, or an approval on the store's own page.
package enum WooCommercePlatform: StorePlatform {
  package static let kind = "woocommerce"
  package static let name = "WooCommerce"
  package static let note = "WordPress shops, 6.0 and newer"

  private static let address = ConnectForm.Line(
    "storeUrl", "Store address", hint: "As your customers open it.", isAddress: true,
    missing: "Enter your store's address.")

  package static let keyForm: ConnectForm? = ConnectForm(
    [
      address,
      ConnectForm.Line("consumerKey", "Consumer key", missing: "Enter the consumer key."),
      ConnectForm.Line(
        "consumerSecret", "Consumer secret", isSecret: true, missing: "Enter the consumer secret."),
    ],
    question: "Where do I find key and secret?",
    steps: [
      "In WordPress open WooCommerce → Settings → Advanced → REST API.",
      "Choose “Add key”, give it a name such as Epox, and set permissions to Read/Write.",
      "Copy key and secret here. WooCommerce shows the secret only once.",
    ])

  package static let approvalForm: ConnectForm? = ConnectForm(
    [address], question: "What happens there?",
    steps: [
      "Your store asks you to sign in and to approve that Epox reads and writes products.",
      "It then makes a key for us by itself. You can withdraw it there at any time.",
    ])

  package static func connect(keys form: Form, fetch: Fetch) throws -> NewConnection {
    let key = form.value("consumerKey").trimmed
    let secret = form.value("consumerSecret").trimmed
    guard key.hasPrefix("ck_"), !key.contains(":") else {
      throw Problem.key("A consumer key begins with ck_. Did you paste the secret here?")
    }
    guard secret.hasPrefix("cs_") else {
      throw Problem.secret("A consumer secret begins with cs_.")
    }
    return try TestConnection(fetch: fetch)
      .run(address: form.value("storeUrl"), key: key, secret: secret)
  }

  package static func open(_ access: StoreAccess, fetch: Fetch) throws -> any Shop {
    let halves = access.secrets.split(separator: ":", maxSplits: 1).map(String.init)
    guard halves.count == 2 else { throw StoreTrouble.unreachable("The keys are not readable.") }
    var shop = WooCommerce(
      base: access.url, key: halves[0], secret: halves[1],
      access: WooCommerce.Access(rawValue: access.access) ?? .basic, fetch: fetch)
    shop.dimensionUnit = access.dimensionUnit
    return shop
  }
}
