import HTTP
import Postgres

/// What `images` of a product, or `image` of a variation, asks for, made true.
///
/// The list is the whole list, in order. An `id` keeps or attaches a picture and wins over a `src`;
/// a `src` is always downloaded into a new picture, also when it was downloaded before.
struct ProductImages {
  let caller: Caller
  /// `product` or `variation`, as the refusals name it.
  let owner: String
  /// The pictures downloaded on the way; they stay behind when something later fails.
  private(set) var fetched: [Int] = []

  init(_ caller: Caller, owner: String) {
    (self.caller, self.owner) = (caller, owner)
  }

  /// Checks the form of `images` before anything is done.
  /// - Throws: 400 `rest_invalid_param`, naming the first entry that does not fit.
  static func check(_ value: JSON, _ name: String = "images") throws {
    if value == .null { return }
    guard let entries = value.array else {
      throw RestError.invalid(
        name, "rest_invalid_type", "\(name)[0] is not of type object.", at: "\(name)[0]")
    }
    for (index, entry) in entries.enumerated() {
      try checkEntry(entry, "\(name)[\(index)]", name)
    }
  }

  /// Checks the form of one picture.
  static func checkEntry(_ entry: JSON, _ place: String, _ name: String) throws {
    guard let members = entry.object else {
      throw RestError.invalid(
        name, "rest_invalid_type", "\(place) is not of type object.", at: place)
    }
    for (field, type) in [
      ("id", "integer"), ("src", "string"), ("name", "string"), ("alt", "string"),
    ] {
      guard let value = members[field] else { continue }
      let fits =
        type == "integer"
        ? value.int != nil || value.string.flatMap { Int($0) } != nil
        : value.string != nil
      guard fits else {
        let sentence = "\(place)[\(field)] is not of type \(type)."
        throw RestError.invalid(name, "rest_invalid_type", sentence, at: "\(place)[\(field)]")
      }
    }
  }

  /// The numbers of the pictures that a list asks for, downloading what is new.
  mutating func resolve(_ entries: [JSON]) throws -> [Int] {
    var ids: [Int] = []
    for entry in entries { ids.append(try resolve(entry)) }
    return ids
  }

  /// The number of one picture.
  mutating func resolve(_ entry: JSON) throws -> Int {
    let wanted = entry["id"].int ?? entry["id"].string.flatMap { Int($0) } ?? 0
    let id: Int
    if wanted == 0, let src = entry["src"].string {
      let picture = RemotePicture(shop: caller.shop, src: src, owner: owner)
      id = try picture.fetched().store(caller.shop.name, caller.db)
      fetched.append(id)
    } else {
      let known = try caller.db.all(.attachmentIDs([wanted], caller.shop.name))
      guard known == [wanted] else {
        throw RestError(
          400, "woocommerce_\(owner)_invalid_image_id", "#\(wanted) is an invalid image ID.")
      }
      id = wanted
    }
    try describe(id, entry)
    return id
  }

  /// Alt text and name belong to the picture, not the product; empty ones change nothing.
  private func describe(_ id: Int, _ entry: JSON) throws {
    let alt = entry["alt"].string.flatMap { $0.isEmpty ? nil : Text.withoutTags($0).trimmed }
    let name = entry["name"].string.flatMap { $0.isEmpty ? nil : Text.title($0) }
    guard alt != nil || name != nil else { return }
    try caller.db.run(.describe(id, alt: alt, name: name, caller.shop.name))
  }

  /// Removes what was downloaded, as newer stores do when a creation fails.
  func cleanUp() throws {
    for id in fetched { try caller.db.run(.removeAttachment(id, caller.shop.name)) }
  }
}
