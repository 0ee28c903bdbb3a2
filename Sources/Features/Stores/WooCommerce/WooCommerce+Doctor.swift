import Fetch
import FoundationEssentials
import HTTP

/// What stands between a WooCommerce store and us, one check each.
extension WooCommerce {
  package func examine(_ house: ExaminedHouse) -> [Finding] {
    let index = Result { try lookAtIndex() }
    guard case .success(let reply) = index else {
      return [reached(index.trouble)]
    }
    let status = Result {
      try call(.get, "/system_status", query: [("_fields", "environment,settings")], timeout: 15)
        .json["environment"]
    }
    let trouble = status.trouble
    let isStripped = trouble?.isAboutKeys == true && access == .basic && opensByQuery
    return [
      reached(nil), restAPI(reply), clock(reply), keys(trouble, isStripped),
      header(trouble, isStripped), writing(trouble),
      version(try? status.get()), webP(try? status.get()), jobs(try? status.get()),
      webhooks(house),
    ]
  }

  /// Whether the key is good and only its header does not arrive, as after a move to another host.
  private var opensByQuery: Bool {
    var other = self
    other.access = .query
    let query = [("per_page", "1"), ("_fields", "id")]
    return (try? other.call(.get, "/products", query: query, timeout: 15).json.array) != nil
  }

  private func lookAtIndex() throws -> Reply {
    do {
      return try fetch.send(
        Call(
          .get, "\(base)/wp-json/?_fields=name,namespaces",
          headers: [("Accept", "application/json")],
          timeout: 15, limit: 4 << 20, vendor: "woocommerce"))
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }

  private func reached(_ trouble: StoreTrouble?) -> Finding {
    guard let trouble else { return Finding("Address", .good, "\(base) answers.") }
    return Finding(
      "Address", .bad, trouble.sentence,
      fix: "Open \(base) in your browser. If it does not open there either, ask your host.")
  }

  private func restAPI(_ reply: Reply) -> Finding {
    let index = WooAnswer.parse(reply.body)
    if index?["namespaces"].array?.contains("wc/v3") == true {
      return Finding("REST API", .good, "Permalinks are set and WooCommerce's REST API is there.")
    }
    if index?.object != nil {
      return Finding(
        "REST API", .bad, "WordPress answers, but WooCommerce's REST API is not there.",
        fix: "Activate the WooCommerce plugin, or update it.")
    }
    let start = String(decoding: reply.body.prefix(400), as: UTF8.self).lowercased()
    if reply.status != 404, start.contains("<html") || start.contains("<!doctype") {
      return Finding(
        "REST API", .bad,
        "A page comes instead of the REST API (status \(reply.status)): a firewall, a security "
          + "plugin or a login stands before it.",
        fix: "Allow requests to \(base)/wp-json/ in the firewall or the security plugin.")
    }
    return Finding(
      "REST API", .bad, "There is no REST API at \(base)/wp-json/ (status \(reply.status)).",
      fix: "In WordPress open Settings → Permalinks, choose “Post name” and save.")
  }

  /// Signed calls are refused beyond 15 minutes.
  private func clock(_ reply: Reply) -> Finding {
    guard let date = reply.date else {
      return Finding("Clock", .unknown, "The store's server does not tell its time.")
    }
    let off = Int(abs(date.timeIntervalSinceNow))
    if off < 120 { return Finding("Clock", .good, "The store's clock is right.") }
    return Finding(
      "Clock", off < 600 ? .warning : .bad,
      "The clock of the store's server is wrong by \(off / 60) minutes.",
      fix: "Ask your host to set the server's clock by NTP.")
  }

  private func keys(_ trouble: StoreTrouble?, _ isStripped: Bool) -> Finding {
    guard let trouble, !isStripped else {
      return Finding("Key", .good, "The key opens the store.")
    }
    if trouble.isAboutClock {
      return Finding("Key", .unknown, "It shows once the store's clock is right.")
    }
    return Finding(
      "Key", trouble.isAboutKeys ? .bad : .warning, trouble.sentence,
      fix: trouble.isAboutKeys
        ? "Make a new key in WooCommerce → Settings → Advanced → REST API and connect again."
        : "Try again in a few minutes.")
  }

  private func header(_ trouble: StoreTrouble?, _ isStripped: Bool) -> Finding {
    switch access {
    case .basic where isStripped:
      Finding(
        "Authorization header", .bad, "The server strips it by now, so no call gets through.",
        fix: "Ask your host to pass the Authorization header on to PHP; or connect the store "
          + "again, and the key travels in the address."
      )
    case .basic where trouble != nil:
      Finding("Authorization header", .unknown, "It shows once the key opens the store.")
    case .basic: Finding("Authorization header", .good, "The server passes it on.")
    case .oauth1:
      Finding(
        "Authorization header", .warning, "The store runs without https, so every call is signed.",
        fix: "Ask your host for a TLS certificate and change the address to https.")
    case .query:
      Finding(
        "Authorization header", .warning,
        "The server strips it; the key travels in the address and may be logged there.",
        fix: "Ask your host to pass the Authorization header on to PHP.")
    }
  }

  private func writing(_ trouble: StoreTrouble?) -> Finding {
    guard trouble?.isAboutKeys != true else {
      return Finding("Right to write", .unknown, "It shows once the key opens the store.")
    }
    do {
      _ = try call(.post, "/products/batch", body: ["update": []], timeout: 15)
      return Finding("Right to write", .good, "Pictures can be published.")
    } catch let trouble as StoreTrouble where trouble.isAboutKeys {
      return Finding(
        "Right to write", .bad, "The key may only read.",
        fix: "Set its permissions to Read/Write in WooCommerce → Settings → Advanced → REST API.")
    } catch {
      let words = (error as? StoreTrouble)?.sentence ?? "The store did not answer."
      return Finding("Right to write", .unknown, words, fix: "Try again in a few minutes.")
    }
  }

  private func version(_ environment: JSON?) -> Finding {
    guard let version = environment?["version"].string, let major = TestConnection.major(version)
    else { return Finding("Version", .unknown, "The store does not tell its version.") }
    if major >= 6 { return Finding("Version", .good, "WooCommerce \(version).") }
    return Finding(
      "Version", .bad, "WooCommerce \(version) is too old.", fix: "Update it to 6.0 or newer.")
  }

  /// WordPress takes WebP since 5.8.
  private func webP(_ environment: JSON?) -> Finding {
    guard let version = environment?["wp_version"].string else {
      return Finding("WebP", .unknown, "The store does not tell WordPress's version.")
    }
    let numbers = version.split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    if numbers.lexicographicallyPrecedes([5, 8]) {
      return Finding(
        "WebP", .bad, "WordPress \(version) refuses WebP pictures.",
        fix: "Update WordPress to 5.8 or newer.")
    }
    return Finding("WebP", .good, "WordPress \(version) takes WebP pictures.")
  }

  /// Webhooks leave the store from its own background jobs, which WP-Cron starts.
  private func jobs(_ environment: JSON?) -> Finding {
    if environment?["wp_cron"].bool == false {
      return Finding(
        "Background jobs", .warning,
        "WP-Cron is switched off, so news of changes may leave the store late or never.",
        fix: "Ask your host whether a system cron calls wp-cron.php every minute.")
    }
    if environment?["remote_post_successful"].bool == false {
      return Finding(
        "Background jobs", .warning, "The store's server cannot call out, itself included.",
        fix: "Ask your host to allow outgoing and loopback requests.")
    }
    guard environment != nil else {
      return Finding("Background jobs", .unknown, "The store does not tell.")
    }
    return Finding("Background jobs", .good, "The store runs its background jobs.")
  }

  private func webhooks(_ house: ExaminedHouse) -> Finding {
    guard let rows = try? call(.get, "/webhooks", query: [("per_page", "100")]).rows() else {
      return Finding("Webhooks", .unknown, "The store does not list its webhooks.")
    }
    let ours = rows.filter { $0["delivery_url"].string == house.webhookAddress }
    let sleeping = ours.count { $0["status"].string != "active" }
    if ours.isEmpty || sleeping > 0 {
      return Finding(
        "Webhooks", .warning,
        ours.isEmpty
          ? "The store does not tell us about changes yet."
          : "The store has switched off \(sleeping) of \(ours.count) webhooks.",
        fix:
          "They are set up again within six hours; nothing is lost, since changes are also swept."
      )
    }
    return Finding("Webhooks", .good, "\(ours.count) webhooks are active.")
  }
}

extension StoreTrouble {
  /// Whether a signed call was refused for its time: the clocks are more than 15 minutes apart.
  var isAboutClock: Bool {
    guard case .refused(401, "woocommerce_rest_authentication_error", let words) = self else {
      return false
    }
    return words.lowercased().contains("timestamp")
  }
}

extension Result {
  fileprivate var trouble: StoreTrouble? {
    guard case .failure(let error) = self else { return nil }
    return error as? StoreTrouble ?? .nonsense
  }
}
