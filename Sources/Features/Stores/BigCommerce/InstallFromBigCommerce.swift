import Accounts
import Fetch
import HTTP
import Site

extension Stores {
  /// BigCommerce sends the merchant's browser here once Epox was installed in the control panel.
  ///
  /// Nothing in the address is signed, and nobody here has asked for it. What holds is the code: it
  /// is exchanged at once, and the token waits until an owner of an account says, in the same
  /// browser, that the store is theirs. So nobody's store gets into an account by a link.
  package static func installFromBigCommerce(_ visitor: Anyone) throws -> Response {
    guard let app = Configuration.current.bigCommerce.app else { throw Problem.missing }
    let query = visitor.request.query
    guard let code = query["code"], !code.isEmpty, code.utf8.count <= 500,
      let scope = query["scope"], scope.utf8.count <= 2000,
      let shop = BigCommercePlatform.hash(context: query["context"] ?? "")
    else {
      throw Problem(
        .badRequest, "This is no installation from BigCommerce. Open its Apps and begin again.")
    }
    let fetch = Fetch.configured()
    do {
      let token = try BigCommerceToken.exchanged(code, scope: scope, for: shop, app, fetch)
      guard token.scopes.contains(BigCommercePlatform.scope) else { throw Problem.tooFewRights }
      return try keepInstallation(try named(shop, token, fetch), visitor)
    } catch let trouble as StoreTrouble {
      throw Problem(
        .conflict,
        "BigCommerce did not let us in. \(trouble.sentence) Nothing was connected: install Epox "
          + "from BigCommerce's control panel again.")
    }
  }

  /// The installation with the name by which the merchant knows the store.
  private static func named(_ shop: String, _ token: BigCommerceToken, _ fetch: Fetch) throws
    -> NewInstallation
  {
    let store = BigCommerceShop(
      hash: shop, token: token.access, access: .app, storefront: "", dimensionUnit: "cm",
      fetch: fetch)
    let about = try store.about()
    return NewInstallation(
      platform: BigCommercePlatform.kind, shop: shop,
      title: about.name.isEmpty ? about.address : "\(about.name) (\(about.address))",
      secrets: token.access)
  }
}

extension Problem {
  fileprivate static let tooFewRights = Problem(
    .conflict,
    "BigCommerce did not give all the rights that Epox needs. Install it again and approve them "
      + "all.")
}
