import HTTP
import Postgres
import Site
import Telemetry

/// One of the notices that every app for Shopify has to take: about customers' data, and that of a
/// shop that left 48 hours ago.
package struct ShopifyNotice: Visitor {
  package static let door = Door.machine("Shopify")
  let topic: String
  let shop: String

  /// - Throws: `Problem` 401 for a wrong signature, which Shopify's review tries.
  package static func admit(_ request: Request, db: Database) throws -> ShopifyNotice {
    let secrets = Configuration.current.shopify?.secrets ?? []
    guard ShopifySignature.holds(request, secrets) else { throw Problem.unsignedDelivery }
    return ShopifyNotice(
      topic: ShopifySignature.header("topic", request),
      shop: ShopifySignature.header("shop-domain", request))
  }
}

extension Stores {
  /// We hold nothing of a shop's customers, so there is nothing to hand out or to erase; the shop's
  /// keys were destroyed when it let go of us.
  package static func hearShopify(_ notice: ShopifyNotice) throws -> Response {
    Log.info("notice from Shopify", ["topic": notice.topic, "shop": notice.shop])
    return .ok
  }
}
