#if canImport(Glibc)
internal import Glibc
#endif

/// The parts of an http or https address that decide where a call goes.
struct Address: Equatable {
  let scheme: String
  let host: String
  let port: Int
  let path: String

  init?(_ url: String) {
    guard let colon = url.firstRange(of: "://"), url.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      return nil
    }
    scheme = url[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = url[colon.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    path = String(rest.dropFirst(authority.count))
    // Names and passwords in an address are a way to make one host look like another.
    guard !authority.contains("@"), !authority.contains("\\"), !authority.isEmpty else {
      return nil
    }
    let standard = scheme == "https" ? 443 : 80
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<close])
      let tail = authority[authority.index(after: close)...]
      guard tail.isEmpty || tail.hasPrefix(":"),
        let number = tail.isEmpty ? standard : Int(tail.dropFirst())
      else { return nil }
      port = number
    } else {
      let halves = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = halves[0].lowercased()
      guard let number = halves.count == 2 ? Int(halves[1]) : standard else { return nil }
      port = number
    }
    guard !host.isEmpty, (1...65_535).contains(port) else { return nil }
  }

  /// The address that the connection will be pinned to.
  /// - Throws: `FetchError.unknownHost`, or `.privateNetwork` when any of the host's addresses is
  ///   private: a name that points both ways is somebody's trick.
  func resolved(allowed: Set<String>) throws -> String {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
      throw FetchError.unknownHost
    }
    defer { freeaddrinfo(list) }
    let isAllowed = allowed.contains("\(host):\(port)")
    var chosen: String?
    var entry = list
    while let current = entry?.pointee {
      entry = current.ai_next
      guard let bytes = networkBytes(current) else { continue }
      guard isAllowed || isPublic(bytes) else { throw FetchError.privateNetwork }
      var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      getnameinfo(
        current.ai_addr, current.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
      let text = String(
        decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if chosen == nil || bytes.count == 4 && chosen?.contains(":") == true {
        chosen = bytes.count == 16 ? "[\(text)]" : text
      }
    }
    guard let chosen else { throw FetchError.unknownHost }
    return chosen
  }
}

/// The four or sixteen bytes of an address.
private func networkBytes(_ info: addrinfo) -> [UInt8]? {
  guard let address = info.ai_addr else { return nil }
  let raw = UnsafeRawPointer(address)
  switch info.ai_family {
  case AF_INET:
    return withUnsafeBytes(of: raw.load(as: sockaddr_in.self).sin_addr) { Array($0) }
  case AF_INET6:
    return withUnsafeBytes(of: raw.load(as: sockaddr_in6.self).sin6_addr) { Array($0) }
  default:
    return nil
  }
}

/// Whether an address of four or sixteen bytes lies in the public internet (the registries of
/// RFC 6890 and its updates).
package func isPublic(_ bytes: [UInt8]) -> Bool {
  if bytes.count == 16 {
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
    if isMapped { return isPublic(Array(bytes[12...])) }
    let isTranslated =
      Array(bytes[..<4]) == [0, 0x64, 0xff, 0x9b] && bytes[4..<12].allSatisfy { $0 == 0 }
    if isTranslated { return isPublic(Array(bytes[12...])) }
    let isGlobal = bytes[0] & 0xe0 == 0x20
    let isDocumentation =
      Array(bytes[..<4]) == [0x20, 0x01, 0x0d, 0xb8] || bytes[0] == 0x3f && bytes[1] == 0xff
    // 2001::/23 holds Teredo and other protocols, 2002::/16 is 6to4.
    let isProtocol = bytes[0] == 0x20 && (bytes[1] == 0x02 || bytes[1] == 0x01 && bytes[2] < 2)
    return isGlobal && !isDocumentation && !isProtocol
  }
  guard bytes.count == 4 else { return false }
  switch (bytes[0], bytes[1], bytes[2]) {
  case (0, _, _), (10, _, _), (127, _, _): return false
  case (100, 64...127, _): return false
  case (169, 254, _): return false
  case (172, 16...31, _): return false
  case (192, 0, 0), (192, 0, 2), (192, 168, _), (192, 88, 99): return false
  case (198, 18...19, _), (198, 51, 100), (203, 0, 113): return false
  case (224...255, _, _): return false
  default: return true
  }
}

/// Scheme, host and port: credentials never follow a redirect to another one.
func origin(of url: String) -> String {
  Address(url).map { "\($0.scheme)://\($0.host):\($0.port)" } ?? ""
}

/// Where a `Location` field leads, seen from the address that answered with it.
func resolve(_ location: String, from url: String) -> String? {
  // An address in the query, as in `/login?next=https://…`, makes no address of the whole.
  if location.prefix(while: { !"/?#".contains($0) }).contains(":") { return location }
  guard let base = Address(url) else { return nil }
  if location.hasPrefix("//") { return "\(base.scheme):\(location)" }
  let host = base.host.contains(":") ? "[\(base.host)]" : base.host
  let here = base.path.prefix { !"?#".contains($0) }
  let folder = here[..<(here.lastIndex(of: "/") ?? here.startIndex)]
  let path =
    switch location.first {
    case "/": location
    case "?": "\(here.isEmpty ? "/" : here)\(location)"
    default: "\(folder)/\(location)"
    }
  return "\(base.scheme)://\(host):\(base.port)\(path)"
}
