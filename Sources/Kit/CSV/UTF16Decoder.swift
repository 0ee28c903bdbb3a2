/// Turns a stream of UTF-16 into UTF-8, piece by piece.
struct UTF16Decoder {
  let isLittleEndian: Bool
  /// Half a unit, when a piece ended in the middle of one.
  private var half: UInt8?
  /// The first unit of a pair, whose second comes with the next piece.
  private var lead: UInt16?

  init(isLittleEndian: Bool) { self.isLittleEndian = isLittleEndian }

  /// The next piece; what is no text becomes replacement characters.
  mutating func utf8(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var units: [UInt16] = []
    if let lead { units.append(lead) }
    lead = nil
    for byte in bytes {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      units.append(
        isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte))
    }
    if let last = units.last, UTF16.isLeadSurrogate(last) { lead = units.removeLast() }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
