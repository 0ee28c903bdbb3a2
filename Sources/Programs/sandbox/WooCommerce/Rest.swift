import HTTP

/// A refusal in WordPress' words; it becomes the JSON that the store would answer.
struct RestError: Error {
  let status: Int
  let code: String
  let message: String
  var data: JSON = [:]

  init(_ status: Int, _ code: String, _ message: String, data: JSON = [:]) {
    (self.status, self.code, self.message, self.data) = (status, code, message, data)
  }

  /// The body of the answer.
  var json: JSON {
    var data = data
    data["status"] = .int(status)
    return ["code": .string(code), "message": .string(message), "data": data]
  }

  /// No address of this name, or not with this method.
  static let noRoute = RestError(
    404, "rest_no_route", "No route was found matching the URL and request method.")

  /// A parameter that does not fit.
  static func invalid(_ name: String, _ code: String, _ sentence: String, at path: String? = nil)
    -> RestError
  {
    let detail: JSON = [
      "code": .string(code), "message": .string(sentence),
      "data": path.map { ["param": .string($0)] } ?? .null,
    ]
    return RestError(
      400, "rest_invalid_param", "Invalid parameter(s): \(name)",
      data: ["params": [name: .string(sentence)], "details": [name: detail]])
  }
}

/// What a resource allows, as its `Allow` header says.
enum Allowed {
  static let list = "GET, POST"
  static let item = "GET, POST, PUT, PATCH, DELETE"
  static let batch = "POST, PUT, PATCH"
  static let read = "GET"
}

extension Caller {
  /// The answer with one resource, cut down to the fields that were asked for.
  func answer(
    _ resource: JSON, status: Int = 200, allow: String, location: String? = nil
  ) -> Response {
    var response = rest(fields(resource, keepsLinks: true), status: status)
    response.headers.append(("Link", "<\(shop.url)/wp-json/>; rel=\"https://api.w.org/\""))
    response.headers.append(("Allow", allow))
    if let location { response.headers.append(("Location", location)) }
    return response
  }

  /// The answer with a page of a list.
  func answer(_ list: [JSON], page: Page, total: Int) -> Response {
    var response = rest(.array(list.map { fields($0, keepsLinks: false) }), status: 200)
    response.headers.append(("X-WP-Total", String(total)))
    response.headers.append(("X-WP-TotalPages", String(page.pages(of: total))))
    response.headers.append(("Link", page.links(self, total: total)))
    response.headers.append(("Allow", Allowed.list))
    return response
  }

  /// Only what `_fields` names; links of a single resource stay.
  private func fields(_ resource: JSON, keepsLinks: Bool) -> JSON {
    let wanted = list("_fields")
    guard !wanted.isEmpty, let members = resource.object else { return resource }
    var kept: [String: JSON] = [:]
    for name in wanted {
      let steps = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard let value = members[steps[0]] else { continue }
      if steps.count == 1 {
        kept[steps[0]] = value
      } else if let inner = value.object?[steps[1]] {
        // A name inside a list finds nothing there, as in the recorded store.
        kept[steps[0], default: .object([:])][steps[1]] = inner
      }
    }
    if keepsLinks, let links = members["_links"] { kept["_links"] = links }
    return .object(kept)
  }
}

/// JSON with the headers that WordPress puts on every REST answer.
func rest(_ json: JSON, status: Int) -> Response {
  Response(
    status: status,
    headers: [
      ("Content-Type", "application/json; charset=UTF-8"), ("X-Robots-Tag", "noindex"),
      ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link"),
      ("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private"),
    ], body: phpJSON(json))
}

/// Which page of a list is asked for.
struct Page {
  let number: Int
  let size: Int
  let offset: Int

  /// Reads `page`, `per_page` and `offset`.
  /// - Throws: 400 where they are out of bounds.
  init(_ caller: Caller) throws {
    number = try caller.number("page", default: 1, in: 1...Int.max)
    size = try caller.number("per_page", default: 10, in: 1...100)
    let start = caller.request.query["offset"].flatMap { Int($0) }
    offset = start ?? (number - 1).multipliedReportingOverflow(by: size).partialValue
  }

  func pages(of total: Int) -> Int { (total + size - 1) / size }

  /// The `Link` header: neighbours, or only the root of the API when there are none.
  func links(_ caller: Caller, total: Int) -> String {
    let last = pages(of: total)
    var links: [String] = []
    if number > 1 { links.append(link(caller, to: max(min(number - 1, last), 1), "prev")) }
    if number < last { links.append(link(caller, to: number + 1, "next")) }
    guard !links.isEmpty else { return "<\(caller.shop.url)/wp-json/>; rel=\"https://api.w.org/\"" }
    return links.joined(separator: ", ")
  }

  private func link(_ caller: Caller, to page: Int, _ relation: String) -> String {
    var pairs = caller.request.query.pairs.map { name, value in
      "\(percentEncoded(name))="
        + (name == "page" ? String(page) : percentEncoded(value))
    }
    if caller.request.query["page"] == nil { pairs.append("page=\(page)") }
    let address = caller.shop.url + caller.request.path + "?" + pairs.joined(separator: "&")
    return "<\(address)>; rel=\"\(relation)\""
  }
}

extension Caller {
  /// A whole number of the query.
  func number(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
    guard let text = request.query[name] else { return standard }
    guard let number = Int(text) else {
      throw RestError.invalid(
        name, "rest_invalid_type", "\(name) is not of type integer.", at: name)
    }
    guard range.contains(number) else {
      let bounds =
        range.upperBound == .max
        ? "greater than or equal to \(range.lowerBound)"
        : "between \(range.lowerBound) (inclusive) and \(range.upperBound) (inclusive)"
      throw RestError.invalid(name, "rest_out_of_bounds", "\(name) must be \(bounds)")
    }
    return number
  }

  /// A word of the query out of a few.
  func choice(_ name: String, default standard: String, of words: [String]) throws -> String {
    guard let word = request.query[name] else { return standard }
    guard words.contains(word) else {
      let all = words.dropLast().joined(separator: ", ") + ", and " + (words.last ?? "")
      throw RestError.invalid(name, "rest_not_in_enum", "\(name) is not one of \(all).")
    }
    return word
  }

  /// A list of the query: `a,b`, `name[]=a&name[]=b` or `name[0]=a`.
  func list(_ name: String) -> [String] {
    let plain = request.query.all(name).flatMap {
      $0.split(separator: ",").map { String($0).trimmed }
    }
    return plain + request.query.pairs.filter { $0.name.hasPrefix(name + "[") }.map(\.value)
  }

  /// A list of numbers of the query; what is none stands for nothing that exists.
  func numbers(_ name: String) -> [Int] { list(name).map { Int32($0).map(Int.init) ?? -1 } }

  /// A truth value of the query as WordPress reads it.
  func flag(_ name: String) -> Bool {
    ["1", "true", "yes"].contains((request.query[name] ?? "").lowercased())
  }
}
