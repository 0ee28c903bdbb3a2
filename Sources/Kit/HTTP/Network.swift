internal import Glibc

extension Request {
  /// Where the visitor sits, as far as nobody can change it at will: of an IPv6 address the first
  /// 64 bits, for the others are the visitor's own (RFC 4291, section 2.5.1); an IPv4 address as a
  /// whole, whichever way it is written.
  public var network: String {
    var address = in6_addr()
    guard inet_pton(AF_INET6, remoteAddress, &address) == 1 else { return remoteAddress }
    let bytes = withUnsafeBytes(of: address) { Array($0) }
    let isMapped = bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]
    if isMapped { return bytes[12...].map(String.init).joined(separator: ".") }
    return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
  }
}
