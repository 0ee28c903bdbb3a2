import Crypto
import Fetch
import FoundationEssentials
import HTTP
import Site

extension BigCommerceShop {
  /// What the store tells us about; `store/product/*` would bring every change of stock.
  private var scopes: [String] {
    let things = ["product", "category", "sku"].flatMap { thing in
      ["created", "updated", "deleted"].map { "store/\(thing)/\($0)" }
    }
    return things + ["store/information/updated"]
      + (access == .app ? ["store/app/uninstalled"] : [])
  }

  package func keepWebhooks(at address: String, secret: String) throws -> WebhookState {
    let word = BigCommerceSignature.word(secret, access)
    let known = try webhooks(at: address)
    var ids: [String] = []
    var mended = 0
    for scope in scopes {
      var body: JSON = [
        "scope": .string(scope), "destination": .string(address), "is_active": true,
        "headers": [BigCommerceSignature.header: .string(word)],
      ]
      guard let hook = known[scope], let id = hook["id"].int else {
        body = try ask(.post, "/v3/hooks", body: body)["data"]
        body["id"].int.map { ids.append(String($0)) }
        mended += 1
        continue
      }
      ids.append(String(id))
      let given = hook["headers"].object?.first {
        $0.key.lowercased() == BigCommerceSignature.header.lowercased()
      }
      guard hook["is_active"].bool != true || given?.value.string != word else { continue }
      _ = try ask(.put, "/v3/hooks/\(id)", body: body)
      mended += 1
    }
    return WebhookState(ids: ids, mended: mended)
  }

  /// The hooks that lead to an address, by scope.
  func webhooks(at address: String) throws -> [String: JSON] {
    let rows = try every("/v3/hooks", [("destination", address)])
    let ours = rows.filter { $0["destination"].string == address }
    return Dictionary(ours.map { ($0["scope"].string ?? "", $0) }) { first, _ in first }
  }

  package func dropWebhooks(at address: String, _ ids: [String]) throws {
    let leading = try webhooks(at: address).values.compactMap { $0["id"].int.map(String.init) }
    for id in Set(ids + leading) where Int(id) != nil {
      do {
        _ = try ask(.delete, "/v3/hooks/\(id)")
      } catch let trouble as StoreTrouble {
        guard case .refused(let status, _, _) = trouble, status < 500 else { throw trouble }
      }
    }
  }
}

extension BigCommercePlatform {
  /// Everything carries the word that we gave the hook; what an app is told is signed as well.
  package static func hear(_ request: Request, secret: String) throws -> StoreDelivery {
    let secrets = Configuration.current.bigCommerce.app?.secrets ?? []
    guard BigCommerceSignature.holds(request, secret: secret, secrets, at: Date()) else {
      throw Problem.unsignedDelivery
    }
    return BigCommerceNews.read(try JSON(bytes: request.body))
  }
}

/// What a delivery tells; it names things and says nothing about them.
package enum BigCommerceNews {
  /// Repeated deliveries share their hash and their second.
  package static func read(_ body: JSON) -> StoreDelivery {
    let scope = body["scope"].string ?? ""
    let made = body["created_at"].int ?? 0
    let key = sha256(Array("\(scope)\n\(body["hash"].string ?? "")\n\(made)".utf8))
    let id = body["data"]["id"].int
    let owner = body["data"]["sku"]["product_id"].int
    let news: StoreNews =
      switch scope {
      case "store/product/created", "store/product/updated", "store/product/deleted":
        id.map { .product(String($0)) } ?? .nothing
      case "store/sku/created", "store/sku/updated", "store/sku/deleted":
        owner.map { .product(String($0)) } ?? .nothing
      case "store/category/created", "store/category/updated", "store/category/deleted":
        .categories
      case "store/information/updated": .shop
      case "store/app/uninstalled": .uninstalled
      default: .nothing
      }
    let isProduct = if case .product = news { true } else { false }
    let told = Date(timeIntervalSince1970: Double(made))
    return StoreDelivery(
      topic: scope, news: news, key: key, modified: news == .uninstalled ? told : nil,
      isBlind: isProduct && scope != "store/product/deleted")
  }
}
