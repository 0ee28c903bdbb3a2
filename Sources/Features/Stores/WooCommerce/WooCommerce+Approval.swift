import Design
import Fetch
import HTTP
import Site

/// The store's own page (`/wc-auth/v1/authorize`), which makes a key for us.
///
/// The store's server delivers the key in a call that nobody signs: all that ties it to us is the
/// secret that we sent as `user_id`. So what arrives is only kept until the browser that asked
/// comes back, and is then tried at the very address that the merchant typed.
extension WooCommercePlatform {
  package static func approvalPage(_ form: Form, _ asked: ApprovalRequest, fetch: Fetch) throws
    -> ApprovalPage
  {
    let (base, index) = try TestConnection(fetch: fetch, seconds: 15)
      .discover(try TestConnection.normalised(form.value("storeUrl")))
    guard index["namespaces"].array?.contains("wc/v3") == true else {
      throw Problem.notWooCommerce
    }
    // A store that the settings let us call on a private network is on our side of the wall.
    let isSecure = asked.deliveryAddress.hasPrefix("https://")
    let isOurs = Configuration.current.allowedHosts.contains { base.contains("://\($0)") }
    guard isSecure || isOurs else {
      throw Problem.address(
        "WooCommerce delivers keys over https only, and this site runs without it. Connect with a "
          + "key and a secret instead.")
    }
    let query = Parameters([
      ("app_name", "Epox"), ("scope", "read_write"), ("user_id", asked.state),
      ("return_url", asked.returnAddress), ("callback_url", asked.deliveryAddress),
    ])
    return ApprovalPage(shop: base, address: "\(base)/wc-auth/v1/authorize?\(query.urlEncoded)")
  }

  /// WooCommerce gives our secret back as `user_id`, in the browser and from server to server.
  package static func state(of answer: Request) -> String {
    if answer.method == .get { return answer.query["user_id"] ?? "" }
    return (try? JSON(bytes: answer.body))?["user_id"].string ?? ""
  }

  package static func delivered(_ call: Request) throws -> String {
    let json = try JSON(bytes: call.body)
    guard let key = json["consumer_key"].string, let secret = json["consumer_secret"].string,
      key.hasPrefix("ck_"), secret.hasPrefix("cs_"), key.utf8.count + secret.utf8.count < 400,
      !key.contains(":")
    else { throw Problem(.badRequest, "This is not a key of a WooCommerce store.") }
    return "\(key):\(secret)"
  }

  package static func connection(from answer: Request, _ given: Approval, fetch: Fetch) throws
    -> NewConnection
  {
    guard answer.query["success"] == "1" else {
      throw Problem(.conflict, "You did not approve the connection in your store. Nothing changed.")
    }
    let halves = (given.delivered ?? "").split(separator: ":", maxSplits: 1).map(String.init)
    guard halves.count == 2 else {
      throw Problem(
        .conflict,
        "Your store sent you back, but its key never arrived here. Its server may not be allowed to "
          + "call others: try again, or connect with a key and a secret.")
    }
    return try TestConnection(fetch: fetch)
      .run(address: given.shop, key: halves[0], secret: halves[1])
  }
}
