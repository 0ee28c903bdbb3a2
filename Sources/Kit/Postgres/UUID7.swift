public import FoundationEssentials

extension UUID {
  /// A new key that sorts by the time it was made, to the millisecond (RFC 9562, version 7).
  public static func version7() -> UUID {
    var bytes = UUID().uuid
    let milliseconds = UInt64(Date().timeIntervalSince1970 * 1000)
    withUnsafeMutableBytes(of: &bytes) { raw in
      for index in 0..<6 {
        raw[index] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(index)))
      }
      raw[6] = raw[6] & 0x0f | 0x70
    }
    return UUID(uuid: bytes)
  }
}
