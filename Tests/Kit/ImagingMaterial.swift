import FoundationEssentials
import Imaging

/// The pictures that tests of imaging use, and files that strangers might send.
enum ImagingMaterial {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let programPath =
    ProcessInfo.processInfo.environment["EPOX_IMAGING"] ?? "\(root)/.build/release/epox-imaging"

  static func program(timeLimit: Int = 30) -> ImagingProgram {
    ImagingProgram(path: programPath, timeLimit: timeLimit)
  }

  static func file(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
  }

  static func sample(_ name: String) throws -> [UInt8] {
    try file("public/samples/\(name).jpg")
  }

  static func room(_ id: String) throws -> (plate: RoomPlate, file: [UInt8]) {
    let rooms = try RoomPlate.library(folder: "\(root)/public/rooms")
    guard let plate = rooms.first(where: { $0.id == id }) else {
      throw ImagingError.refused("There is no room \(id).")
    }
    return (plate, try file("public/rooms/\(plate.file)"))
  }

  /// A JPEG as a phone writes it: turned, and with the place where it was taken.
  static func fromAPhone(_ jpeg: [UInt8], orientation: UInt8, place: String) -> [UInt8] {
    let note = Array(place.utf8) + [0]
    func entry(_ tag: [UInt8], _ type: UInt8, _ count: Int, _ value: [UInt8]) -> [UInt8] {
      tag + [0, type, 0, 0, 0, UInt8(count)] + value
    }
    var exif: [UInt8] = Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 2]
    exif += entry([0x01, 0x12], 3, 1, [0, orientation, 0, 0])
    exif += entry([0x88, 0x25], 4, 1, [0, 0, 0, 38]) + [0, 0, 0, 0]
    exif += [0, 1] + entry([0x00, 0x1D], 2, note.count, [0, 0, 0, 56]) + [0, 0, 0, 0] + note
    let length = exif.count + 2
    return jpeg.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + exif
      + jpeg.dropFirst(2)
  }

  /// A PNG of one grey bit per pixel, white; with `isEmpty` it ends after a few bytes of pixels.
  static func whitePNG(width: Int, height: Int, isEmpty: Bool = false) -> [UInt8] {
    let row = [0] + [UInt8](repeating: 255, count: (width + 7) / 8)
    let rows = isEmpty ? row.prefix(64) + [] : (0..<height).flatMap { _ in row }
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [1, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A PNG with a box of one colour, magenta unless told otherwise, on nothing.
  static func boxPNG(
    width: Int, height: Int, box: (Range<Int>, Range<Int>), colour: [UInt8] = [220, 20, 220],
    around: [UInt8] = [0, 0, 0, 0]
  ) -> [UInt8] {
    var rows: [UInt8] = []
    for y in 0..<height {
      rows.append(0)
      for x in 0..<width {
        rows += box.0.contains(x) && box.1.contains(y) ? colour + [255] : around
      }
    }
    return pngOfRows(rows, width: width, height: height)
  }

  /// A PNG of rows of red, green, blue and alpha, each after a zero.
  static func pngOfRows(_ rows: [UInt8], width: Int, height: Int) -> [UInt8] {
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 6, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// zlib without compression.
  private static func stored(_ rows: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: rows.count, by: 65_535) {
      let part = rows[start..<min(start + 65_535, rows.count)]
      let size = UInt16(part.count)
      packed += [start + 65_535 >= rows.count ? 1 : 0]
      packed += [UInt8(size & 255), UInt8(size >> 8), ~UInt8(size & 255), ~UInt8(size >> 8)]
      packed += part
    }
    return packed + bigEndian(adler(rows))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(check(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }

  private static func check(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }
}
