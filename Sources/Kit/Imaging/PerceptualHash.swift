/// 64 bits that are nearly the same for pictures that look the same.
///
/// Each bit says whether one of the slow waves that make up the picture is stronger than the
/// middle one. Pictures that differ in fewer than about ten bits are one and the same.
public struct PerceptualHash: Codable, Sendable, Hashable {
  /// The bits.
  public let bits: UInt64

  /// A hash from its bits.
  public init(bits: UInt64) { self.bits = bits }

  /// A hash from sixteen hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 16, let bits = UInt64(hex, radix: 16) else { return nil }
    self.bits = bits
  }

  /// Sixteen hexadecimal digits.
  public var hex: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// In how many bits two hashes differ, 0 to 64.
  public func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }

  /// Written as digits: JSON's numbers do not hold 64 bits everywhere.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(hex)
  }

  /// Read from sixteen digits.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    guard let hash = PerceptualHash(hex: try box.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: box, debugDescription: "not a hash")
    }
    self = hash
  }
}
