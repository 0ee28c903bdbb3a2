import FoundationEssentials
import HTTP

/// The products of `products.json`, as stores are filled with them.
struct Samples {
  /// One product of the file.
  struct Sample {
    let title: String
    let category: [String]
    let colour: String
    let materials: [String]
    let sku: String
    let price: String
    let description: String
    let weight: String
    let width: String
    let depth: String
    let height: String
    /// Picture files with what they show, the main one first.
    let pictures: [(file: String, alt: String)]
    /// Further colours: name, stock number, price, picture.
    let variants: [(colour: String, sku: String, price: String, file: String)]
  }

  let all: [Sample]
  private let folder: String

  /// Reads the folder.
  /// - Throws: `Problem` when it holds no such file.
  init(folder: String) throws {
    self.folder = folder
    let json = try JSON(bytes: try Samples.read("\(folder)/products.json"))
    all = (json.array ?? []).map(Samples.sample)
  }

  /// The bytes of a picture.
  func picture(_ file: String) throws -> [UInt8] { try Samples.read("\(folder)/\(file)") }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(.broken, "The sandbox has no file \(path).")
    }
    return Array(data)
  }

  private static func sample(_ json: JSON) -> Sample {
    let title = json["title"].string ?? ""
    let files = json["files"]
    let shown = [
      ("white", title), ("angle2", "\(title), seen from the other side"),
      ("room", "\(title) in a room"),
    ]
    let variants = (json["variants"].array ?? []).map { variant in
      (
        colour: variant["colour"]["name"].string ?? "", sku: variant["sku"].string ?? "",
        price: amount(variant["price"]["amount"]), file: variant["files"]["white"].string ?? ""
      )
    }
    return Sample(
      title: title,
      category: (json["category"].string ?? "").split(separator: ">").map { String($0).trimmed },
      colour: json["colours"][0]["name"].string ?? "",
      materials: (json["materials"].array ?? []).compactMap(\.string),
      sku: json["sku"].string ?? "", price: amount(json["price"]["amount"]),
      description: json["description"].string ?? "", weight: amount(json["weight_kg"]),
      width: amount(json["dimensions_cm"]["width"]), depth: amount(json["dimensions_cm"]["depth"]),
      height: amount(json["dimensions_cm"]["height"]),
      pictures: shown.compactMap { key, alt in files[key].string.map { ($0, alt) } },
      variants: variants)
  }

  /// A number as WooCommerce keeps it: `1290`, `2.2`.
  private static func amount(_ json: JSON) -> String {
    if let whole = json.int { return String(whole) }
    return json.double.map { String($0) } ?? ""
  }
}
