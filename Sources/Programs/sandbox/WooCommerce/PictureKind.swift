/// What a file is by its first bytes, as a store looks at it: kind and size, nothing more.
struct PictureKind {
  let mime: String
  /// The endings that fit; the first is the usual one.
  let endings: [String]
  let width: Int
  let height: Int

  /// - Returns: `nil` when the bytes begin like no picture that a store takes.
  init?(_ bytes: [UInt8]) {
    if let size = PictureKind.png(bytes) {
      (mime, endings, (width, height)) = ("image/png", ["png"], size)
    } else if let size = PictureKind.jpeg(bytes) {
      (mime, endings, (width, height)) = ("image/jpeg", ["jpg", "jpeg", "jpe"], size)
    } else if let size = PictureKind.gif(bytes) {
      (mime, endings, (width, height)) = ("image/gif", ["gif"], size)
    } else if let size = PictureKind.webp(bytes) {
      (mime, endings, (width, height)) = ("image/webp", ["webp"], size)
    } else {
      return nil
    }
  }

  private static func png(_ bytes: [UInt8]) -> (Int, Int)? {
    guard bytes.count >= 24, bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    else { return nil }
    return (big(bytes, 16, 4), big(bytes, 20, 4))
  }

  private static func gif(_ bytes: [UInt8]) -> (Int, Int)? {
    guard bytes.count >= 10, bytes.starts(with: Array("GIF8".utf8)) else { return nil }
    return (little(bytes, 6, 2), little(bytes, 8, 2))
  }

  /// Walks from segment to segment to the frame header, which holds the size.
  private static func jpeg(_ bytes: [UInt8]) -> (Int, Int)? {
    guard bytes.count >= 4, bytes[0] == 0xff, bytes[1] == 0xd8, bytes[2] == 0xff else { return nil }
    var index = 2
    while index + 9 < bytes.count {
      guard bytes[index] == 0xff else {
        index += 1
        continue
      }
      let marker = bytes[index + 1]
      let isFrame = (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker)
      if isFrame { return (big(bytes, index + 7, 2), big(bytes, index + 5, 2)) }
      let standsAlone = marker == 0xff || marker == 0x01 || (0xd0...0xd9).contains(marker)
      index += standsAlone ? (marker == 0xff ? 1 : 2) : 2 + big(bytes, index + 2, 2)
    }
    return nil
  }

  private static func webp(_ bytes: [UInt8]) -> (Int, Int)? {
    guard bytes.count >= 30, bytes.starts(with: Array("RIFF".utf8)),
      bytes[8..<12].elementsEqual("WEBP".utf8)
    else { return nil }
    switch String(decoding: bytes[12..<16], as: UTF8.self) {
    case "VP8X": return (little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1)
    case "VP8L":
      let bits = little(bytes, 21, 4)
      return ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
    case "VP8 ": return (little(bytes, 26, 2) & 0x3fff, little(bytes, 28, 2) & 0x3fff)
    default: return nil
    }
  }

  private static func big(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<(start + count)].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func little(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
