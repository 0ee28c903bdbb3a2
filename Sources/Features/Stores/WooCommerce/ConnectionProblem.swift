import HTTP

/// What is in the way of a connection, each at the form field that needs another value.
extension Problem {
  static func address(_ sentence: String) -> Problem { at("storeUrl", sentence) }
  static func key(_ sentence: String) -> Problem { at("consumerKey", sentence) }
  static func secret(_ sentence: String) -> Problem { at("consumerSecret", sentence) }

  private static func at(_ field: String, _ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: [field: sentence])
  }

  /// The site could not be looked at.
  static func unreached(_ trouble: StoreTrouble) -> Problem {
    if trouble == .slow { return tooSlow }
    return address("The store cannot be reached. \(trouble.sentence) Check the address.")
  }

  /// The keys did not open the store, or it answered nonsense.
  static func shut(_ trouble: StoreTrouble) -> Problem {
    if trouble == .slow { return tooSlow }
    guard case .refused(let status, let code, let message) = trouble else {
      return address("\(trouble.sentence) Try again in a moment.")
    }
    if trouble.isAboutClock { return wrongClock }
    // Over http the secret is never sent: a wrong one shows as a signature that does not match.
    let words = message.lowercased()
    if code == "woocommerce_rest_authentication_error",
      words.contains("secret") || words.contains("signature")
    {
      return at("consumerSecret", "The secret does not belong to this key. Copy it again.")
    }
    switch status {
    case 401: return unknownKey
    case 403: return powerless
    default: return address(trouble.sentence)
    }
  }

  /// The store keeps a part of what it is to itself.
  static func unread(_ part: String, _ trouble: StoreTrouble) -> Problem {
    if trouble == .slow { return tooSlow }
    if trouble.isAboutKeys { return powerless }
    return address(
      "The store does not tell its \(part). \(trouble.sentence) In WordPress open WooCommerce → "
        + "Status: if that page fails too, ask your host; then try again.")
  }

  static let tooSlow = address(
    "The store took too long to answer. Try again in a moment; if it stays that slow, ask your "
      + "host why its REST API answers so late.")

  private static let powerless = key(
    "The key works, but its WordPress user may not manage products. Make a key for an "
      + "administrator or shop manager.")

  private static let wrongClock = address(
    "The clock of the store's server is wrong by more than 15 minutes, so it refuses signed calls. "
      + "Ask your host to set it by NTP, or to offer https, where calls need no signature.")

  private static let unknownKey = key(
    "The store does not know this key. Copy it again from WooCommerce → Settings → Advanced → "
      + "REST API. If it is right, your host may strip the Authorization header.")

  static let readOnly = key(
    "This key may only read. Epox needs “Read/Write” to publish pictures: edit the key's "
      + "permissions in WooCommerce → Settings → Advanced → REST API.")

  /// What a status says that will pass by itself, `nil` for any other.
  static func passing(_ status: Int) -> Problem? {
    switch status {
    case 429:
      address("The store is busy and asked us to come back later. Try again in a few minutes.")
    case 503:
      address(
        "The store is in maintenance right now. Wait until its update is finished and try again.")
    case 500...:
      address(
        "The store answers with an error of its own (status \(status)). Look whether its pages "
          + "open in your browser; if not, ask your host.")
    default: nil
    }
  }

  static let notWooCommerce = address(
    "This is a WordPress site, but WooCommerce (3.5 or newer) is not active on it. "
      + "Activate or update the WooCommerce plugin, then try again.")

  static let plainPermalinks = address(
    "WordPress answers, but its permalinks are set to “Plain”, and the WooCommerce keys do not "
      + "work that way. In WordPress open Settings → Permalinks, choose “Post name”, save, "
      + "and try again.")

  static let notWordPress = address(
    "A server answers there, but it is not a WordPress site with an open REST API. Check the "
      + "address, and whether a security plugin or firewall blocks /wp-json.")
}
