/// A JPEG file as segments up to its first scan, and the rest.
struct JPEGParts {
  private(set) var parts: [FilePart] = []
  private let rest: ArraySlice<UInt8>

  private static let xmp = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

  /// Nothing when the file is no JPEG or its segments do not add up.
  init?(_ file: [UInt8]) {
    guard file.starts(with: [0xFF, 0xD8]) else { return nil }
    var place = 2
    while place + 4 <= file.count, file[place] == 0xFF, file[place + 1] != 0xDA {
      guard file[place + 1] != 0xFF else {
        place += 1
        continue
      }
      let end = place + 2 + file[place + 2..<place + 4].bigEndian
      guard end <= file.count, end >= place + 4 else { return nil }
      parts.append(JPEGParts.part(file[place..<end]))
      place = end
    }
    rest = file[place...]
  }

  private static func part(_ bytes: ArraySlice<UInt8>) -> FilePart {
    let content = bytes.dropFirst(4)
    let isXMP = bytes[bytes.startIndex + 1] == 0xE1 && content.starts(with: xmp)
    return FilePart(
      bytes: bytes, name: String(bytes[bytes.startIndex + 1], radix: 16),
      packet: isXMP ? content.dropFirst(xmp.count) : nil,
      // APP11 with a JUMBF box (ISO 19566-5); nothing else is kept there in JPEG files of cameras.
      isManifest: bytes[bytes.startIndex + 1] == 0xEB && content.starts(with: Array("JP".utf8)))
  }

  /// The packet stands behind the JFIF segment, which must be the first.
  func marked(_ packet: [UInt8]) -> [UInt8] {
    let content = JPEGParts.xmp + packet
    let length = content.count + 2
    let own = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
    let kept = parts.filter(\.staysBesideNewSource)
    let head = kept.prefix { $0.name == "e0" }
    return [0xFF, 0xD8] + head.flatMap(\.bytes) + own + kept.dropFirst(head.count).flatMap(\.bytes)
      + rest
  }
}
