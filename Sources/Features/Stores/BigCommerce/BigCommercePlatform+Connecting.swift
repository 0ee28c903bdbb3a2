import Design
import Fetch
import FoundationEssentials
import HTTP
import Site

extension BigCommercePlatform {
  package static func connect(keys form: Form, fetch: Fetch) throws -> NewConnection {
    guard let hash = hash(form.value("apiPath")) else {
      throw Problem.apiPath(
        "There is no store in this path. It looks like https://api.bigcommerce.com/stores/abc123/v3/."
      )
    }
    let token = form.value("accessToken").trimmed
    guard token.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw Problem.accessToken("This is no access token. Copy it again.")
    }
    do {
      return try described(hash, token, .token, fetch)
    } catch let trouble as StoreTrouble {
      throw Problem.refusing(trouble)
    }
  }

  package static func connection(installed shop: String, secrets: String, fetch: Fetch) throws
    -> NewConnection
  {
    do {
      return try described(shop, secrets, .app, fetch)
    } catch let trouble as StoreTrouble {
      throw Problem(
        .conflict,
        "\(trouble.sentence) Uninstall Epox in BigCommerce's control panel and install it anew.")
    }
  }

  /// Tries a token: it has to read and to write, and the store has to be the one that was meant.
  private static func described(
    _ hash: String, _ token: String, _ access: Access, _ fetch: Fetch
  ) throws -> NewConnection {
    let shop = BigCommerceShop(
      hash: hash, token: token, access: access, storefront: "", dimensionUnit: "cm", fetch: fetch)
    let about = try shop.about()
    let total = try shop.page("/v3/catalog/products", [("limit", "1")]).total
    guard try shop.mayWrite() else { throw StoreTrouble.readOnly }
    return NewConnection(
      url: about.address, identity: hash, name: about.name, version: "V3",
      currency: about.currency, dimensionUnit: about.dimensionUnit, access: access.rawValue,
      secrets: token, productCount: total)
  }
}

extension StoreTrouble {
  fileprivate static let readOnly = refused(
    status: 403, code: "read-only",
    message: "The token may only read products; Epox also has to write pictures.")
}

/// What is in the way of a connection, each at the form field that needs another value.
extension Problem {
  fileprivate static func apiPath(_ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: ["apiPath": sentence])
  }

  fileprivate static func accessToken(_ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: ["accessToken": sentence])
  }

  fileprivate static func refusing(_ trouble: StoreTrouble) -> Problem {
    guard case .refused(let status, let code, _) = trouble else {
      return apiPath("\(trouble.sentence) Try again in a moment.")
    }
    switch (status, code) {
    case (_, "read-only"):
      return accessToken(
        "This token may only read. Make one whose Products are set to modify, and try again.")
    case (401, _):
      return accessToken("The store does not know this token. Copy both lines again.")
    case (403, _):
      return accessToken(
        "The token works, but it may not read products or the store's settings. Make one that may.")
    case (404, _): return apiPath("BigCommerce knows no such store. Copy the API path again.")
    default: return apiPath(trouble.sentence)
    }
  }
}
