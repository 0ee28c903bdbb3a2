import Testing

/// Small files of formats that libvips could open and strangers' files must not reach.
enum StrangeFormats {
  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
  }

  static let files = vectors + plain + scientific + wrapped

  private static let vectors = [
    File(
      "SVG",
      #"<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="2"/></svg>"#),
    File(
      "SVG of another file",
      #"<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>"#),
    File("PDF", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n"),
    File("PostScript", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 2 2\nshowpage\n"),
    File("Magick's own language", "push graphic-context\nimage over 0,0 1,1 '/etc/passwd'\n"),
  ]

  private static let plain = [
    File("PPM", Array("P6\n1 1\n255\n".utf8) + [1, 2, 3]),
    File("PGM in text", "P2\n1 1\n255\n7\n"),
    File("PFM", Array("PF\n1 1\n-1.0\n".utf8) + [UInt8](repeating: 0, count: 12)),
    File(
      "BMP",
      Array("BM".utf8) + [58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]
        + [0, 1, 0, 24, 0] + [UInt8](repeating: 0, count: 24) + [1, 2, 3, 0]),
    File("Radiance", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\u{1}\u{1}\u{1}\u{1}"),
    File("TGA", [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0, 1, 2, 3]),
    File("CSV", "1,2,3\n4,5,6\n"),
    File("a matrix", "2 2\n1 2\n3 4\n"),
    File("ICO", [0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 24, 0, 40, 0, 0, 0, 22, 0, 0, 0]),
  ]

  private static let scientific = [
    File("VIPS", [0x08, 0xF2, 0xA6, 0xB6] + [UInt8](repeating: 0, count: 80)),
    File("VIPS the other way", [0xB6, 0xA6, 0xF2, 0x08] + [UInt8](repeating: 0, count: 80)),
    File(
      "FITS", "SIMPLE  =                    T" + String(repeating: " ", count: 50) + "END"),
    File("Matlab", "MATLAB 5.0 MAT-file, Platform: GLNXA64" + String(repeating: " ", count: 90)),
    File("OpenEXR", [0x76, 0x2F, 0x31, 0x01, 2, 0, 0, 0] + Array("channels\0chlist\0".utf8)),
    File("NIfTI", [92, 1, 0, 0] + [UInt8](repeating: 0, count: 340) + Array("n+1\0".utf8)),
    File("Photoshop", Array("8BPS".utf8) + [0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1]),
  ]

  private static let wrapped = [
    File("JPEG XL", [0xFF, 0x0A, 0, 0x10, 0xB0, 0x13, 0, 8, 0, 0x80, 0xC7, 1]),
    File(
      "JPEG XL in a box", [0, 0, 0, 12] + Array("JXL ".utf8) + [0x0D, 0x0A, 0x87, 0x0A]),
    File(
      "JPEG 2000",
      [0, 0, 0, 12] + Array("jP  ".utf8) + [0x0D, 0x0A, 0x87, 0x0A, 0, 0, 0, 20]
        + Array("ftypjp2 ".utf8) + [0, 0, 0, 0] + Array("jp2 ".utf8)),
    File("JPEG 2000, bare", [0xFF, 0x4F, 0xFF, 0x51, 0, 0x29, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
    File("ZIP", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 60)),
    File("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    File(
      "a video", [0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isommp42".utf8)),
  ]
}
