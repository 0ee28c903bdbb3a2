/// A WebP file as chunks.
struct WebPParts {
  private(set) var parts: [FilePart] = []

  /// Nothing when the file is no WebP or its chunks do not add up.
  init?(_ file: [UInt8]) {
    guard file.starts(with: Array("RIFF".utf8)), file.count >= 20,
      file[8..<12].elementsEqual("WEBP".utf8)
    else { return nil }
    let whole = min(8 + file[4..<8].littleEndian, file.count)
    var place = 12
    while place + 8 <= whole {
      let length = file[place + 4..<place + 8].littleEndian
      let end = place + 8 + length + length % 2
      guard end <= file.count else { return nil }
      let name = String(decoding: file[place..<place + 4], as: UTF8.self)
      let content = file[place + 8..<place + 8 + length]
      parts.append(
        FilePart(
          bytes: file[place..<end], name: name, packet: name == "XMP " ? content : nil,
          isManifest: name == "C2PA"))
      place = end
    }
    guard !parts.isEmpty else { return nil }
  }

  /// The packet is the last chunk; the first says that there is one.
  ///
  /// Nothing when the picture's size cannot be read.
  func marked(_ packet: [UInt8]) -> [UInt8]? {
    guard let head = extendedHead else { return nil }
    let kept = parts.filter { $0.staysBesideNewSource && $0.name != "VP8X" }
    let padding = [UInt8](repeating: 0, count: packet.count % 2)
    let own = Array("XMP ".utf8) + UInt32(packet.count).littleEndianBytes + packet + padding
    let body = Array("WEBP".utf8) + head + kept.flatMap(\.bytes) + own
    return Array("RIFF".utf8) + UInt32(body.count).littleEndianBytes + body
  }

  private static let saysXMP: UInt8 = 0x04
  private static let saysAlpha: UInt8 = 0x10

  /// The chunk that files with metadata begin with: the one there is, or one made from the
  /// picture's own head.
  private var extendedHead: [UInt8]? {
    guard let first = parts.first else { return nil }
    var head = Array(first.bytes)
    switch first.name {
    case "VP8X" where head.count >= 18:
      head[8] |= WebPParts.saysXMP
      return head
    case "VP8 " where head.count >= 18:
      let width = head[14..<16].littleEndian & 0x3FFF
      return WebPParts.head(width, head[16..<18].littleEndian & 0x3FFF, alpha: false)
    case "VP8L" where head.count >= 13:
      let bits = head[9..<13].littleEndian
      return WebPParts.head(
        bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1, alpha: bits >> 28 & 1 == 1)
    default: return nil
    }
  }

  private static func head(_ width: Int, _ height: Int, alpha: Bool) -> [UInt8]? {
    guard width > 0, height > 0 else { return nil }
    let flags = saysXMP | (alpha ? saysAlpha : 0)
    let size = [width - 1, height - 1].flatMap { UInt32($0).littleEndianBytes.prefix(3) }
    return Array("VP8X".utf8) + UInt32(10).littleEndianBytes + [flags, 0, 0, 0] + size
  }
}
