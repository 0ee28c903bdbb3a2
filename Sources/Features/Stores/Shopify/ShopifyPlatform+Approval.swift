import Design
import Fetch
import FoundationEssentials
import HTTP
import Site

/// The shop's own page, which lets our app in.
extension ShopifyPlatform {
  package static func approvalPage(_ form: Form, _ asked: ApprovalRequest, fetch: Fetch) throws
    -> ApprovalPage
  {
    guard let app = Configuration.current.shopify else {
      throw Problem.shopName("This site is not set up for Shopify.")
    }
    guard let domain = domain(form.value("storeUrl")) else {
      throw Problem.shopName(
        "This is not the name of a Shopify shop. It looks like your-shop.myshopify.com; you find "
          + "it in Shopify under Settings → Domains.")
    }
    let query = Parameters([
      ("client_id", app.key), ("scope", scopes.joined(separator: ",")),
      ("redirect_uri", asked.returnAddress), ("state", asked.state),
    ])
    let page = "\(app.address(of: domain))/admin/oauth/authorize?\(query.urlEncoded)"
    return ApprovalPage(shop: domain, address: page)
  }

  package static func connection(from answer: Request, _ given: Approval, fetch: Fetch) throws
    -> NewConnection
  {
    let query = answer.query
    let app = try told { try self.app() }
    guard ShopifySignature.holds(query, app.secrets) else {
      throw Problem(.conflict, "This answer was not signed by Shopify. Nothing was connected.")
    }
    guard query["shop"] == given.shop, isDomain(given.shop) else {
      throw Problem(.conflict, "Another shop answered than the one you named. Please try again.")
    }
    let sent = Double(query["timestamp"] ?? "") ?? 0
    guard abs(Date().timeIntervalSince1970 - sent) <= 90, let code = query["code"] else {
      throw Problem(.conflict, "Shopify's answer is too old. Please connect your shop again.")
    }
    return try told {
      let tokens = try ShopifyTokens.exchanged(code, for: given.shop, app, fetch)
      return try described(given.shop, tokens, app, fetch)
    }
  }

  private static func described(
    _ domain: String, _ tokens: ShopifyTokens, _ app: ShopifySettings, _ fetch: Fetch
  ) throws -> NewConnection {
    // A right to write includes the one to read, and Shopify names only the larger.
    let writes = scopes.filter { $0.hasPrefix("write_") }
    guard tokens.scopes.isSuperset(of: writes) else {
      throw Problem(
        .conflict, "Shopify did not give all the rights that Epox needs. Please approve them all.")
    }
    let shop = ShopifyShop(domain: domain, token: tokens.access, app: app, fetch: fetch)
    let about = try shop.about()
    return NewConnection(
      url: "https://\(domain)", identity: domain, name: about.name,
      version: ShopifyShop.version, currency: about.currency, dimensionUnit: "cm",
      secrets: tokens.sealed, tokenEnds: tokens.ends, productCount: about.products)
  }

  private static func told<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let trouble as StoreTrouble {
      throw Problem(.conflict, "\(trouble.sentence) Please connect your shop again.")
    }
  }
}

extension Problem {
  fileprivate static func shopName(_ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: ["storeUrl": sentence])
  }
}
