import HTTP

extension TestConnection {
  /// The address as a store's base, however the merchant typed it.
  /// - Throws: `Problem` at the field `storeUrl`.
  package static func normalised(_ typed: String) throws -> String {
    var text = typed.trimmed
    guard !text.isEmpty else { throw Problem.address("Enter your store's address.") }
    guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw Problem.address("This is not an address. It looks like https://shop.example.")
    }
    if !text.contains("://") { text = "https://\(text)" }
    for tail in ["/wp-admin", "/wp-json", "/wp-login.php"] {
      if let range = text.firstRange(of: tail) { text = String(text[..<range.lowerBound]) }
    }
    text = String(text.prefix { $0 != "?" && $0 != "#" })
    while text.hasSuffix("/") { text.removeLast() }
    let scheme = text.prefix { $0 != ":" }.lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw Problem.address("The address must begin with https:// or http://.")
    }
    return text
  }
}
