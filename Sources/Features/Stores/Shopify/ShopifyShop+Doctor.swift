import HTTP

/// What stands between a Shopify shop and us, one check each.
extension ShopifyShop {
  package func examine(_ house: ExaminedHouse) -> [Finding] {
    do {
      let about = try about()
      return [
        Finding("Address", .good, "\(about.name) answers at \(domain)."), rights(), hooks(house),
        points(),
      ]
    } catch let trouble as StoreTrouble {
      return [
        Finding(
          trouble.isAboutKeys ? "Approval" : "Address", .bad, trouble.sentence,
          fix: trouble.isAboutKeys
            ? "Connect the shop again." : "Try again in a few minutes. Shopify may be busy.")
      ]
    } catch {
      return [Finding("Address", .unknown, "The shop could not be examined.")]
    }
  }

  private func rights() -> Finding {
    let data = try? ask("query Rights { currentAppInstallation { accessScopes { handle } } }")
    let rows = data?["currentAppInstallation"]["accessScopes"].array
    guard let given = rows.map({ Set($0.compactMap { $0["handle"].string }) }) else {
      return Finding("Rights", .unknown, "The shop does not say what Epox may do.")
    }
    let missing = ShopifyPlatform.scopes.filter { scope in
      !given.contains(scope) && !given.contains(scope.replacing("read_", with: "write_"))
    }
    guard missing.isEmpty else {
      return Finding(
        "Rights", .bad, "Epox lacks \(missing.joined(separator: ", ")).",
        fix: "Connect the shop again and approve all rights.")
    }
    return Finding("Rights", .good, "Epox may read products and write pictures.")
  }

  private func hooks(_ house: ExaminedHouse) -> Finding {
    guard let known = try? webhooks(at: house.webhookAddress) else {
      return Finding("Webhooks", .unknown, "The shop does not list its webhooks.")
    }
    guard known.isEmpty else {
      return Finding("Webhooks", .good, "\(known.count) webhooks are active.")
    }
    return Finding(
      "Webhooks", .warning, "The shop does not tell us about changes yet.",
      fix: "They are set up again within six hours; nothing is lost, since changes are also swept.")
  }

  private func points() -> Finding {
    guard let allowance else {
      return Finding("Calls", .unknown, "Shopify does not say how many calls it takes.")
    }
    let words = "\(allowance.left) of \(allowance.most) points are left for calls."
    let isLow = allowance.left * 10 < allowance.most
    return Finding(
      "Calls", isLow ? .warning : .good, words,
      fix: isLow ? "Another app may be using them up; Epox waits for its turn." : "")
  }
}
