import CSV
import Design
import Stores

/// A row of a file as it waits for its import; `nil` is what the file does not say.
struct CSVStagedRow: Sendable, Equatable {
  var number: Int
  var key = ""
  var ownID: String?
  var isProduct = true
  var name: String?
  var description: String?
  var sku: String?
  var price: Int?
  var width: Int?
  var height: Int?
  var depth: Int?
  var categories: [String]?
  var pictures: [String]?
  var options = ""
  var problems: [String] = []
  var warnings: [String] = []
}

/// Turns the rows of a file into products and their parts, one after the other.
struct CSVReading {
  private let at: CSVPlaces
  private let format: CSVFormat
  private let width: Int
  private let currency: String
  /// Most currencies have hundredths, so that a price needs no looking up.
  private let hasHundredths: Bool
  /// Keys of the products so far, and where they stand: where rows are grouped, the first of a key
  /// is the product; elsewhere a second one is a mistake.
  private var seen: [String: Int] = [:]
  /// The rows that brought an SKU first, by the SKU in small letters.
  ///
  /// Rows that are known by their SKU stand in `seen` alone.
  private var skus: [String: Int] = [:]
  /// Names of categories by the cell that holds them: few cells say many different ones.
  private var knownCategories: [String: [String]] = [:]
  private static let mostKnownCategories = 2000
  private var lastKey: String?
  /// Whether rows with variations or pictures of another row's product were among them.
  private(set) var hasParts = false
  private(set) var hasProblems = false

  init(_ columns: CSVColumns, headings: [String], format: CSVFormat, currency: String) {
    (at, self.format, width) = (CSVPlaces(columns, headings), format, headings.count)
    (self.currency, hasHundredths) = (currency, decimals(currency) == 2)
  }

  /// Reads the next row; `nil` for rows that say nothing of interest, such as videos.
  mutating func read(_ row: CSVRow) -> CSVStagedRow? {
    let kind = CSVRowKind(cell(at.kind, row))
    if kind == .other { return nil }
    var staged = CSVStagedRow(number: row.number)
    let id = cell(at.id, row)
    staged.ownID = id.isEmpty ? nil : id
    place(&staged, row, kind)
    facts(&staged, row)
    if row.width > width {
      staged.problems.append("It has \(row.width) cells, but the heading has \(width).")
    }
    if staged.isProduct { lastKey = staged.key }
    findTwins(of: &staged)
    hasParts = hasParts || !staged.isProduct
    hasProblems = hasProblems || !staged.problems.isEmpty
    return staged
  }

  /// A product that stands there twice, or an SKU that does.
  private mutating func findTwins(of staged: inout CSVStagedRow) {
    let isSKU = staged.isProduct && staged.key.hasPrefix("sku:")
    if staged.isProduct {
      if let first = seen.updateValue(staged.number, forKey: staged.key) {
        seen[staged.key] = first
        staged.problems.append(
          staged.key.hasPrefix("name:")
            ? "Row \(first) has the same name, and no SKU tells them apart."
            : "Row \(first) has the same SKU.")
        staged.key += "#\(staged.number)"
        seen[staged.key] = staged.number
      }
    }
    if isSKU, skus.isEmpty { return }
    guard staged.problems.isEmpty, let sku = staged.sku?.lowercased(), !sku.isEmpty else { return }
    if let first = skus[sku] ?? (isSKU ? nil : seen["sku:" + sku]) {
      staged.warnings.append("Row \(first) has the same SKU.")
    } else if !isSKU {
      skus[sku] = staged.number
    }
  }

  /// Finds out which product a row belongs to.
  private mutating func place(_ staged: inout CSVStagedRow, _ row: CSVRow, _ kind: CSVRowKind) {
    let handle = cell(at.handle, row)
    let sku = cell(at.sku, row)
    if kind == .variation {
      let parent = cell(at.parent, row)
      staged.isProduct = false
      staged.key = parent.hasPrefix("id:") ? parent : "sku:" + parent.lowercased()
    } else if kind == .part || kind == .none && continuesLast(row) {
      staged.isProduct = false
      staged.key = lastKey ?? ""
    } else if !handle.isEmpty {
      staged.key = "handle:" + handle.lowercased()
      staged.isProduct = seen[staged.key] == nil
    } else if !sku.isEmpty {
      staged.key = "sku:" + sku.lowercased()
    } else if let id = staged.ownID {
      staged.key = "id:" + id
    } else {
      staged.key = "name:" + cell(at.name, row).lowercased()
    }
    staged.key = clipped(staged.key, 400)
  }

  /// In exports with a handle or a kind, a row without any of them goes with the one above.
  private func continuesLast(_ row: CSVRow) -> Bool {
    (at.handle != nil || at.kind != nil) && lastKey != nil && cell(at.name, row).isEmpty
      && cell(at.handle, row).isEmpty
  }

  private mutating func facts(_ staged: inout CSVStagedRow, _ row: CSVRow) {
    let name = plainText(cell(at.name, row))
    if staged.isProduct, name.isEmpty { staged.problems.append("It has no name.") }
    if name.utf8.count > 300, name.count > 300 {
      staged.warnings.append("The name is cut after 300 letters.")
    }
    staged.name = name.isEmpty ? nil : clipped(name, 300)
    if at.description != nil {
      let text = plainText(cell(at.description, row))
      staged.description = text.utf8.count > 5000 ? String(text.prefix(5000)) : text
    }
    let sku = cell(at.sku, row)
    if sku.utf8.count > 100, sku.count > 100 {
      staged.problems.append("The SKU is longer than 100 letters.")
    }
    staged.sku = at.sku != nil ? clipped(sku, 100) : nil
    readPrice(&staged, row)
    staged.width = at.width.flatMap { length($0, row, &staged) }
    staged.height = at.height.flatMap { length($0, row, &staged) }
    staged.depth = at.depth.flatMap { length($0, row, &staged) }
    if !at.categories.isEmpty { staged.categories = categories(row) }
    readPictures(&staged, row)
    staged.options = options(row)
  }

  private func readPrice(_ staged: inout CSVStagedRow, _ row: CSVRow) {
    let text = cell(at.price, row)
    guard !text.isEmpty else { return }
    staged.price = CSVPrice.minor(text).map {
      hasHundredths ? $0 : smallestUnits(hundredths: $0, currency: currency)
    }
    if staged.price == nil {
      staged.problems.append("“\(text.prefix(40))” is no price; write it like 1299.00 or 1.299,00.")
    }
  }

  private func length(_ side: CSVSide, _ row: CSVRow, _ staged: inout CSVStagedRow) -> Int? {
    let text = cell(side.column, row)
    if text.isEmpty { return nil }
    if let length = millimetres(text, side.unit) { return length }
    if Double(text) == 0 { return nil }
    var number = text.filter { !$0.isLetter && !$0.isWhitespace }
    if !number.contains(".") { number = String(number.map { $0 == "," ? "." : $0 }) }
    let written = String(text.filter(\.isLetter)).lowercased()
    if let length = millimetres(number, written.isEmpty ? side.unit : written) { return length }
    staged.warnings.append("“\(text.prefix(20))” is no \(side.word) and is left out.")
    return nil
  }

  private func readPictures(_ staged: inout CSVStagedRow, _ row: CSVRow) {
    guard !at.pictures.isEmpty else {
      if staged.isProduct { staged.warnings.append("It has no picture.") }
      return
    }
    var found: [String] = []
    for column in at.pictures {
      let (addresses, wrong) = CSVPictures.addresses(in: row[column])
      found += addresses.filter { !found.contains($0) }
      staged.problems += wrong.map { "“\($0.prefix(80))” is no web address of a picture." }
    }
    if found.count > 50 { staged.warnings.append("Only the first 50 pictures are taken.") }
    staged.pictures = Array(found.prefix(50))
    let isBare = found.isEmpty && staged.problems.isEmpty
    if staged.isProduct, isBare { staged.warnings.append("It has no picture.") }
  }

  private mutating func categories(_ row: CSVRow) -> [String] {
    guard at.categories.count == 1 else { return names(of: at.categories.map { row[$0] }) }
    let cell = row[at.categories[0]]
    if let known = knownCategories[cell] { return known }
    let found = names(of: [cell])
    if knownCategories.count < Self.mostKnownCategories { knownCategories[cell] = found }
    return found
  }

  private func names(of cells: [String]) -> [String] {
    var found: [String] = []
    for cell in cells {
      // Bytes: all signs that part are plain letters, and going by letters takes its time.
      for path in cell.utf8.split(whereSeparator: { ",;|\n".utf8.contains($0) }) {
        guard let leaf = path.split(whereSeparator: { ">/".utf8.contains($0) }).last else {
          continue
        }
        let name = clipped(plainText(String(Substring(leaf))), 200)
        if !name.isEmpty, !found.contains(name), found.count < 20 { found.append(name) }
      }
    }
    return found
  }

  private func options(_ row: CSVRow) -> String {
    if at.options.isEmpty { return "" }
    if format == .woocommerce, CSVRowKind(cell(at.kind, row)) != .variation { return "" }
    let values = at.options.map { optionValue(row[$0]) }
      .filter { !$0.isEmpty && $0 != "Default Title" }
    return clipped(values.joined(separator: ", "), 300)
  }

  /// `Type=Swatch|Name=Colour|Value=Red` says `Red`; everything else stands for itself.
  private func optionValue(_ text: String) -> String {
    guard text.contains("Value=") else { return text }
    let values = text.split { $0 == "|" || $0 == "\n" }.filter { $0.hasPrefix("Value=") }
      .map { $0.dropFirst(6).prefix { $0 != "[" }.trimmed }
    return values.joined(separator: ", ")
  }

  private func cell(_ column: Int?, _ row: CSVRow) -> String {
    column.map { withoutFormulaGuard(row[$0]) } ?? ""
  }
}

/// What a row is, as exports tell it in a column of its own.
private enum CSVRowKind {
  /// The file does not say.
  case none
  case product
  /// It names its product.
  case variation
  /// It belongs to the product above.
  case part
  /// Nothing of interest.
  case other

  init(_ text: String) {
    if text.isEmpty {
      self = .none
      return
    }
    let word = text.lowercased()
    switch word {
    case "video", "rule", "modifier": self = .other
    case "variant", "sku", "image": self = .part
    default: self = word.contains("variation") ? .variation : .product
    }
  }
}

/// A column that holds a length.
private struct CSVSide {
  let column: Int
  /// What the heading says its numbers are in.
  let unit: String
  let word: String
}

/// The columns in which each field stands, looked up once for the whole file.
private struct CSVPlaces {
  let name, description, sku, handle, price, kind, id, parent: Int?
  let width, height, depth: CSVSide?
  let pictures, categories, options: [Int]

  init(_ columns: CSVColumns, _ headings: [String]) {
    func first(_ field: CSVField) -> Int? { columns.places(of: field).first }
    func side(_ field: CSVField) -> CSVSide? {
      first(field).map {
        CSVSide(column: $0, unit: unit(in: headings[$0]), word: field.word.lowercased())
      }
    }
    (name, description, sku, handle) = (
      first(.name), first(.description), first(.sku), first(.handle)
    )
    (price, kind, id, parent) = (first(.price), first(.kind), first(.id), first(.parent))
    (width, height, depth) = (side(.width), side(.height), side(.depth))
    (pictures, categories) = (columns.places(of: .pictures), columns.places(of: .categories))
    options = columns.places(of: .option)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    let bare = drop(while: \.isWhitespace)
    return bare.lastIndex { !$0.isWhitespace }.map { String(bare[...$0]) } ?? ""
  }
}
