/// A PNG file as chunks.
struct PNGParts {
  private(set) var parts: [FilePart] = []

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let xmp = Array("XML:com.adobe.xmp\0".utf8)

  /// Nothing when the file is no PNG or its chunks do not add up.
  init?(_ file: [UInt8]) {
    guard file.starts(with: PNGParts.signature) else { return nil }
    var place = PNGParts.signature.count
    while place + 12 <= file.count {
      let end = place + 12 + file[place..<place + 4].bigEndian
      guard end <= file.count else { return nil }
      parts.append(PNGParts.part(file[place..<end]))
      place = end
    }
    guard parts.first?.name == "IHDR" else { return nil }
  }

  private static func part(_ bytes: ArraySlice<UInt8>) -> FilePart {
    let name = String(decoding: bytes.dropFirst(4).prefix(4), as: UTF8.self)
    let content = bytes.dropFirst(8).dropLast(4)
    guard name == "iTXt", content.starts(with: xmp) else {
      return FilePart(bytes: bytes, name: name, isManifest: name == "caBX")
    }
    // Compressed or not, a method, a language and a translated keyword; the latter two end in 0.
    let flags = content.dropFirst(xmp.count)
    let isPlain = flags.first == 0
    let texts = flags.dropFirst(2).split(
      separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    return FilePart(
      bytes: bytes, name: name, packet: isPlain && texts.count == 3 ? texts[2] : content.prefix(0))
  }

  /// The packet stands right behind the header, where readers that stop early still see it.
  func marked(_ packet: [UInt8]) -> [UInt8] {
    let body = Array("iTXt".utf8) + PNGParts.xmp + [0, 0, 0, 0] + packet
    let own = UInt32(body.count - 4).bigEndianBytes + body + CRC32.of(body).bigEndianBytes
    let kept = parts.filter(\.staysBesideNewSource)
    return PNGParts.signature + kept.prefix(1).flatMap(\.bytes) + own
      + kept.dropFirst().flatMap(\.bytes)
  }
}

/// The check sum of PNG's chunks.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in
      sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1
    }
  }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { ($0 >> 8) ^ table[Int(($0 ^ UInt32($1)) & 255)] }
  }
}
