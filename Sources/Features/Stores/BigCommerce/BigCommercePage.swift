import Fetch
import HTTP

/// A page of a list with what it says of the whole.
struct BigCommercePage {
  let rows: [JSON]
  /// How many rows fit the question, these included.
  let total: Int
  let pages: Int

  /// Reads a page.
  ///
  /// Whoever is missing from a list is taken for gone, which rests on this: a page that is shorter
  /// than it says, or empty before the end, is a lie.
  /// - Throws: `StoreTrouble.nonsense`.
  init(_ json: JSON) throws {
    let told = json["meta"]["pagination"]
    guard let rows = json["data"].array, let total = told["total"].int, total >= 0 else {
      throw StoreTrouble.nonsense
    }
    let number = max(told["current_page"].int ?? 1, 1)
    let pages = told["total_pages"].int ?? 1
    guard rows.count == told["count"].int ?? rows.count, rows.count <= total,
      !rows.isEmpty || number > pages || total == 0
    else { throw StoreTrouble.nonsense }
    (self.rows, self.total, self.pages) = (rows, total, pages)
  }
}

extension BigCommerceShop {
  /// One page of a list.
  func page(_ path: String, _ query: [(String, String)], timeout: Int = 30) throws
    -> BigCommercePage
  {
    try BigCommercePage(try ask(.get, path, query, timeout: timeout))
  }

  /// A whole list; rows that came twice, since the list shifted meanwhile, are there once.
  /// - Throws: `StoreTrouble.nonsense` when it breaks off before its end.
  func every(_ path: String, id name: String = "id", _ query: [(String, String)] = []) throws
    -> [JSON]
  {
    var (found, seen): ([JSON], Set<String>) = ([], [])
    for number in 1...200 {
      let page = try page(path, query + [("limit", "250"), ("page", String(number))])
      found += page.rows.filter { row in
        (row[name].int.map(String.init) ?? row[name].string).map { seen.insert($0).inserted }
          == true
      }
      guard number >= page.pages else { continue }
      guard found.count >= page.total else { break }
      return found
    }
    throw StoreTrouble.nonsense
  }
}
