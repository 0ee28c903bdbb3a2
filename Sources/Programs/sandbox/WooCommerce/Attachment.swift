import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// A picture in a store's media library.
struct Attachment: RowReadable {
  let id: Int
  /// Where it is below the uploads, such as `2026/11/sofa.jpg`.
  let file: String
  let name: String
  let alt: String
  let width: Int
  let height: Int
  let created: Date
  let modified: Date

  init(_ row: Row) throws {
    id = try row[0]
    file = try row[1]
    name = try row[2]
    alt = try row[3]
    width = try row[4]
    height = try row[5]
    created = try row[6]
    modified = try row[7]
  }

  /// The picture as it stands in a product: recorded stores shift its local dates by the zone twice.
  func json(_ shop: Shop, inProduct: Bool) -> JSON {
    let src = "\(shop.url)/wp-content/uploads/\(file)"
    var json: JSON = [
      "id": .int(id), "src": .string(src), "name": .string(name), "alt": .string(alt),
      "date_created": .string(Times.local(created.addingTimeInterval(Times.zone))),
      "date_created_gmt": .string(Times.gmt(created)),
      "date_modified": .string(Times.local(modified.addingTimeInterval(Times.zone))),
      "date_modified_gmt": .string(Times.gmt(modified)),
    ]
    guard inProduct, shop.isAtLeast(10, 2) else { return json }
    json["srcset"] = "\(src) \(width)w"
    json["sizes"] = "(max-width: \(width)px) 100vw, \(width)px"
    json["thumbnail"] = .string(src)
    return json
  }
}

extension Query<Attachment> {
  /// Pictures by number.
  static func attachments(_ ids: [Int], _ shop: String) -> Self {
    """
    SELECT id, file, name, alt, width, height, created_at, modified_at
    FROM attachment WHERE shop = \(shop) AND id = ANY (\(ids)::bigint[])
    """
  }
}

extension Query<Int> {
  /// Which of some numbers are pictures.
  static func attachmentIDs(_ ids: [Int], _ shop: String) -> Self {
    "SELECT id FROM attachment WHERE shop = \(shop) AND id = ANY (\(ids)::bigint[])"
  }
}

extension Query<NoRow> {
  /// Alt text and name of a picture, each only when there is something to set.
  static func describe(_ id: Int, alt: String?, name: String?, _ shop: String) -> Self {
    """
    UPDATE attachment SET alt = coalesce(\(alt), alt), name = coalesce(\(name), name),
      modified_at = now()
    WHERE shop = \(shop) AND id = \(id)
    """
  }

  /// Takes a picture out of the library.
  static func removeAttachment(_ id: Int, _ shop: String) -> Self {
    "DELETE FROM attachment WHERE shop = \(shop) AND id = \(id)::bigint"
  }
}

/// A new picture on its way into a library.
struct NewAttachment {
  /// The wanted file name, already clean: `sofa.jpg`.
  let fileName: String
  let picture: PictureKind
  let bytes: [UInt8]
  /// `own` for what the store had, `fetched` for what it was told to take.
  let origin: String
  let src: String
  var alt = ""

  /// Stores the picture; a name that is taken gets a number behind it.
  /// - Returns: its number.
  func store(_ shop: String, _ db: Database) throws -> Int {
    let checksum = hexadecimal(sha256(bytes))
    try db.run(
      "INSERT INTO blob (checksum, bytes) VALUES (\(checksum), \(bytes)) ON CONFLICT DO NOTHING")
    return try store(checksum, shop, db)
  }

  /// Stores a picture whose bytes are there already.
  func store(_ checksum: String, _ shop: String, _ db: Database) throws -> Int {
    let id = try Numbering.post(shop, db)
    let folder = Times.gmt(Date()).prefix(7).replacing("-", with: "/")
    let dot = fileName.lastIndex(of: ".") ?? fileName.endIndex
    var attempt = 0
    while true {
      let suffix = attempt == 0 ? "" : "-\(attempt)"
      let name = "\(fileName[..<dot])\(suffix)\(fileName[dot...])"
      let isNew = try db.run(
        """
        INSERT INTO attachment (shop, id, file, name, alt, mime, width, height, checksum, origin,
          src)
        VALUES (\(shop), \(id), \("\(folder)/\(name)"), \(name), \(alt), \(picture.mime),
          \(picture.width), \(picture.height), \(checksum), \(origin), \(src))
        ON CONFLICT (shop, file) DO NOTHING
        """)
      if isNew == 1 { return id }
      attempt += 1
    }
  }
}
