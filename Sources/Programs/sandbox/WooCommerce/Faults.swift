import HTTP
import Postgres

#if canImport(Glibc)
import Glibc
#endif

/// A way in which a store falls ill on demand.
struct Fault: RowReadable, Sendable {
  /// What goes wrong.
  enum Kind: String, CaseIterable, Sendable {
    /// The answer comes late.
    case latency
    /// A status, as hosts and firewalls answer it: HTML.
    case status
    /// The connection breaks before anything happens.
    case cut
    /// The work is done, then the connection breaks.
    case cutAfterWrite = "cut_after_write"
    /// The head and half of the body, then the connection breaks.
    case cutInBody = "cut_in_body"
    /// 200 with the page of another site.
    case html
    /// 200 with bytes that are no text at all.
    case garbage
    /// 200 with JSON of another shape than asked for.
    case lie
    /// 200 with things that were not asked for: each has another one's number.
    case other
    /// A notice of PHP stands before the JSON.
    case noise
    /// Half of the JSON.
    case truncated
    /// The page of a store that is being updated: 503 with Retry-After, 600 unless told otherwise.
    case maintenance
  }

  let kind: Kind
  let seconds: Double
  let status: Int
  let retryAfter: Int?

  init(_ row: Row) throws {
    let name: String = try row[0]
    kind = Kind(rawValue: name) ?? .status
    seconds = try row[1]
    status = try row[2]
    retryAfter = try row[3]
  }
}

extension [Fault] {
  /// The answer with these faults in it.
  func answer(_ request: Request, _ work: () throws -> Response) throws -> Response {
    for fault in self where fault.kind == .latency { usleep(fault.microseconds) }
    for fault in self {
      if let instead = fault.instead() { return instead }
    }
    return try reduce(work()) { response, fault in fault.spoilt(response) }
  }
}

extension Fault {
  /// How long the answer is kept back, five minutes at most.
  var microseconds: UInt32 { UInt32(min(max(seconds, 0), 300) * 1_000_000) }

  /// nginx drops the connection there without a word.
  static let cutOff = Response(headers: [("X-Accel-Redirect", "/_cut")])

  /// Whether an answer is no answer.
  static func isCut(_ response: Response) -> Bool { response.header("X-Accel-Redirect") != nil }

  fileprivate static let notice =
    "<br />\n<b>Deprecated</b>:  Something old in "
    + "<b>/var/www/html/wp-content/plugins/other/other.php</b> on line <b>12</b><br />\n"

  /// What is answered without doing anything, if that is the fault.
  fileprivate func instead() -> Response? {
    switch kind {
    case .cut: return Fault.cutOff
    case .html: return Pages.elsewhere()
    case .lie: return .json([:])
    case .garbage:
      let bytes = (0..<512).map { UInt8(truncatingIfNeeded: $0 * 7 + 128) }
      return Response(headers: [("Content-Type", "application/json")], body: bytes)
    case .maintenance: return Pages.maintenance(retryAfter: retryAfter ?? 600)
    case .status:
      let page = Pages.host(status)
      return retryAfter.map { page.adding("Retry-After", String($0)) } ?? page
    case .latency, .cutAfterWrite, .cutInBody, .noise, .other, .truncated: return nil
    }
  }

  /// What becomes of an answer after the work is done.
  fileprivate func spoilt(_ response: Response) -> Response {
    var spoilt = response
    let half = Array(response.body.prefix(response.body.count / 2))
    switch kind {
    case .cutAfterWrite: return Fault.cutOff
    case .noise: spoilt.body = Array(Fault.notice.utf8) + response.body
    case .truncated: spoilt.body = half
    case .other: spoilt.body = renumbered(response.body)
    case .cutInBody:
      spoilt.body = half
      return spoilt.adding("Content-Length", String(response.body.count))
    default: break
    }
    return spoilt
  }
}

/// Things of which each has the number of another one; what is no JSON stays as it is.
private func renumbered(_ body: [UInt8]) -> [UInt8] {
  guard let json = try? JSON(bytes: body) else { return body }
  func other(_ thing: JSON) -> JSON {
    guard let id = thing["id"].int else { return thing }
    var thing = thing
    thing["id"] = .int(id + 1_000_000)
    return thing
  }
  return (json.array.map { .array($0.map(other)) } ?? other(json)).bytes
}

extension Query<Fault> {
  /// Counts a request against the faults that it meets; those that strike now come back.
  ///
  /// A fault lets `after` requests pass, then strikes `times` times; 0 is for ever.
  static func fired(_ shop: String, _ request: Request) -> Self {
    """
    WITH met AS (
      UPDATE fault SET seen = seen + 1
      WHERE shop = \(shop) AND starts_with(\(request.path), path)
        AND (method = '' OR method = \(request.method.rawValue)
          OR method = 'write' AND NOT \(request.method.isSafe))
      RETURNING *)
    SELECT kind, seconds, status, retry_after FROM met
    WHERE seen > after AND (times = 0 OR seen <= after + times) ORDER BY id
    """
  }
}
