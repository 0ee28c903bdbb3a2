import HTTP

/// Which page of a list is asked for.
struct BigCommercePage {
  let number: Int
  let size: Int

  /// Reads `page` and `limit`; `most` is what a page may hold.
  init(_ query: Parameters, most: Int = 250) {
    number = max(query["page"].flatMap { Int($0) } ?? 1, 1)
    size = min(max(query["limit"].flatMap { Int($0) } ?? 50, 1), most)
  }

  /// How many come before it.
  var offset: Int { (number - 1).multipliedReportingOverflow(by: size).partialValue & 0x7fff_ffff }

  /// The page of a list that is there as a whole.
  func cut(_ all: [JSON]) -> Response {
    envelope(Array(all.dropFirst(offset).prefix(size)), total: all.count)
  }

  /// The page with what it says about itself.
  func envelope(_ rows: [JSON], total: Int) -> Response {
    let pages = (total + size - 1) / size
    func link(_ page: Int) -> JSON { .string("?limit=\(size)&page=\(page)") }
    var links: JSON = ["current": link(number)]
    if number > 1 { links["previous"] = link(number - 1) }
    if number < pages { links["next"] = link(number + 1) }
    return .json([
      "data": .array(rows),
      "meta": [
        "pagination": [
          "total": .int(total), "count": .int(rows.count), "per_page": .int(size),
          "current_page": .int(number), "total_pages": .int(pages), "links": links,
        ]
      ],
    ])
  }
}

extension Response {
  /// One resource in its envelope.
  static func enveloped(_ data: JSON) -> Response { .json(["data": data, "meta": [:]]) }
}
