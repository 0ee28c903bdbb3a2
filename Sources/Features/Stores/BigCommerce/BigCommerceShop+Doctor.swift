import HTTP

/// What stands between a BigCommerce store and us, one check each.
extension BigCommerceShop {
  package func examine(_ house: ExaminedHouse) -> [Finding] {
    do {
      let about = try about()
      return [
        Finding("Address", .good, "\(about.name) answers as store \(hash)."), open(about),
        rights(), hooks(house), pictures(), quota(),
      ]
    } catch let trouble as StoreTrouble {
      return [
        Finding(
          trouble.isAboutKeys ? "Token" : "Address", .bad, trouble.sentence,
          fix: trouble.isAboutKeys
            ? "Connect the store again." : "Try again in a few minutes. BigCommerce may be busy.")
      ]
    } catch {
      return [Finding("Address", .unknown, "The store could not be examined.")]
    }
  }

  private func open(_ about: BigCommerceStore) -> Finding {
    switch about.status {
    case "live", "": Finding("Store", .good, "The store is open.")
    case "prelaunch", "pre_launch":
      Finding("Store", .warning, "The store is not launched yet.", fix: "Launch it in BigCommerce.")
    default:
      Finding(
        "Store", .warning, "BigCommerce calls the store “\(about.status)”.",
        fix: "Look into BigCommerce's control panel; nobody may see your pictures now.")
    }
  }

  private func rights() -> Finding {
    do {
      guard try mayWrite() else {
        return Finding(
          "Right to write", .bad, "The token may only read.",
          fix: access == .app
            ? "Uninstall Epox in BigCommerce, install it anew and approve all rights."
            : "Make a token whose Products are set to modify and connect again.")
      }
      return Finding("Right to write", .good, "Pictures can be published.")
    } catch {
      return Finding(
        "Right to write", .unknown, "The store does not say what Epox may do.",
        fix: "Try again in a few minutes.")
    }
  }

  private func hooks(_ house: ExaminedHouse) -> Finding {
    guard let known = try? webhooks(at: house.webhookAddress) else {
      return Finding("Webhooks", .unknown, "The store does not list its webhooks.")
    }
    let asleep = known.values.count { $0["is_active"].bool != true }
    if !known.isEmpty, asleep == 0 {
      return Finding("Webhooks", .good, "\(known.count) webhooks are active.")
    }
    return Finding(
      "Webhooks", .warning,
      known.isEmpty
        ? "The store does not tell us about changes yet."
        : "BigCommerce has switched \(asleep) of \(known.count) webhooks off.",
      fix: "They are set up again within hours; nothing is lost, since changes are also swept.")
  }

  /// A thousand pictures a product are taken, of 8 MB each, WebP among them.
  private func pictures() -> Finding {
    let query = [("include", "images"), ("limit", "50"), ("sort", "date_modified")]
    guard let rows = try? page("/v3/catalog/products", query).rows else {
      return Finding("Pictures", .unknown, "The store does not list its pictures.")
    }
    let most = rows.map { $0["images"].array?.count ?? 0 }.max() ?? 0
    guard most < 950 else {
      return Finding(
        "Pictures", .warning, "A product has \(most) pictures; BigCommerce takes 1,000.",
        fix: "Take out pictures that nobody needs.")
    }
    return Finding(
      "Pictures", .good, "WebP is taken, and there is room for more (\(most) of 1,000 a product).")
  }

  private func quota() -> Finding {
    guard let allowance else {
      return Finding("Calls", .unknown, "BigCommerce does not say how many calls it takes.")
    }
    let words = "\(allowance.left) of \(allowance.most) calls are left for now."
    let isLow = allowance.left * 10 < allowance.most
    return Finding(
      "Calls", isLow ? .warning : .good, words,
      fix: isLow ? "Another app may be using them up; Epox waits for its turn." : "")
  }
}
