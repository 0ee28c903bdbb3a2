import HTTP

/// A picture file as somebody sent it, its kind told by its content.
struct Upload: Sendable {
  static let most = 10
  static let heaviest = 20 << 20
  static let longestSide = 20_000
  static let mostPixels = 100_000_000

  let name: String
  let bytes: [UInt8]
  let kind: FileKind

  /// The picture files of a form.
  /// - Throws: a `Problem` that names the file, before anything is kept.
  static func all(in parts: [Part]) throws -> [Upload] {
    // A field in which nothing was chosen arrives as a file without name and content.
    let files = parts.filter { $0.name == "pictures" && $0.fileName?.isEmpty == false }
    guard files.count <= most else {
      throw Problem(
        .invalid, "Choose up to \(most) pictures at a time.",
        fields: ["pictures": "These are \(files.count) files."])
    }
    return try files.map(Upload.init)
  }

  init(_ part: Part) throws {
    name = String((part.fileName ?? "file").prefix(80))
    bytes = part.bytes
    kind = FileKind(bytes)
    guard !bytes.isEmpty else { throw Upload.problem(.invalid, "\(name) is empty.") }
    if bytes.count > Upload.heaviest {
      throw Upload.problem(.tooLarge, "\(name) is too large: a picture may have up to 20 MB.")
    }
    guard kind.isPicture else {
      throw Upload.problem(
        .unsupportedType,
        "\(name) is \(kind.words). Please choose JPEG, PNG, WebP, HEIC, AVIF, TIFF or GIF pictures."
      )
    }
    guard let size = kind.size(bytes) else { return }
    let isHuge = max(size.width, size.height) > Upload.longestSide
    if isHuge || size.width * size.height > Upload.mostPixels {
      throw Upload.problem(
        .invalid, "\(name) has \(size.width) × \(size.height) pixels, more than can be opened.")
    }
  }

  private static func problem(_ kind: Problem.Kind, _ sentence: String) -> Problem {
    Problem(kind, sentence, fields: ["pictures": sentence])
  }
}

/// The kinds of pictures that can be sent, as a browser's file dialogue takes them.
package let acceptedPictures =
  "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,image/tiff,image/gif"

/// What a file is, by how it begins; its name is never trusted.
enum FileKind: Sendable {
  case jpeg, png, webp, gif, tiff, heic, avif, film, svg, zip, pdf, other

  init(_ bytes: [UInt8]) {
    func begins(_ start: [UInt8], at place: Int = 0) -> Bool {
      bytes.dropFirst(place).starts(with: start)
    }
    if begins([0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if begins([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) {
      self = .webp
    } else if begins(Array("GIF8".utf8)) {
      self = .gif
    } else if begins(Array("PK".utf8)) {
      self = .zip
    } else if begins(Array("%PDF".utf8)) {
      self = .pdf
    } else if begins([0x49, 0x49, 0x2a, 0]) || begins([0x4d, 0x4d, 0, 0x2a]) {
      self = .tiff
    } else if begins(Array("ftyp".utf8), at: 4) {
      let brand = String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self)
      let isPhoto = ["heic", "heix", "heim", "heis", "mif1"].contains(brand)
      self = ["avif", "avis"].contains(brand) ? .avif : isPhoto ? .heic : .film
    } else {
      let text = String(decoding: bytes.prefix(1000), as: UTF8.self)
      self = text.contains("<svg") || text.contains("<?xml") ? .svg : .other
    }
  }

  /// Whether the imaging program opens such files.
  var isPicture: Bool { ending != "bin" }

  /// What the file's name should end with.
  var ending: String {
    switch self {
    case .jpeg: "jpg"
    case .png, .webp, .gif, .tiff, .heic, .avif: "\(self)"
    case .film, .svg, .zip, .pdf, .other: "bin"
    }
  }

  var words: String {
    switch self {
    case .jpeg, .png, .webp, .gif, .tiff, .heic, .avif: "a picture"
    case .svg: "an SVG drawing, which can carry scripts"
    case .zip: "a ZIP archive, not a picture"
    case .pdf: "a PDF document"
    case .film: "a film"
    case .other: "not a picture that can be opened"
    }
  }

  /// The size that the file says it has; `nil` where it cannot be told without opening it.
  func size(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    func number(_ place: Int, _ count: Int) -> Int {
      guard place + count <= bytes.count else { return 0 }
      return bytes[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
    }
    switch self {
    case .png: return (number(16, 4), number(20, 4))
    case .jpeg: break
    default: return nil
    }
    var place = 2
    while place + 9 < bytes.count, bytes[place] == 0xff {
      let marker = bytes[place + 1]
      // The start of a frame, in any of its kinds: it carries the size (ITU T.81, B.2.2).
      if (0xc0...0xcf).contains(marker), ![0xc4, 0xc8, 0xcc].contains(marker) {
        return (number(place + 7, 2), number(place + 5, 2))
      }
      place += 2 + number(place + 2, 2)
    }
    return nil
  }
}
