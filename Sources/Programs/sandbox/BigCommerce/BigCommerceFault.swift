import HTTP
import Postgres

/// A way in which a store falls ill on demand.
struct BigCommerceFault: RowReadable {
  /// What strikes calls, and what strikes the news that the store sends.
  static let kinds = [
    "latency", "status", "throttled", "overload", "html", "truncated", "cut", "cut_after_work",
    "wrong_product", "empty_page",
  ]
  static let newsKinds = ["lost", "twice", "late"]

  let kind: String
  let seconds: Double
  let status: Int

  init(_ row: Row) throws { (kind, seconds, status) = (try row[0], try row[1], try row[2]) }

  /// What is answered without doing anything, if that is the fault.
  var instead: Response? {
    switch kind {
    case "cut": Fault.cutOff
    case "html": Pages.elsewhere()
    case "throttled":
      BigCommerceError(429, "Too many requests").response(isOld: false)
        .adding("X-Rate-Limit-Requests-Left", "0").adding("X-Rate-Limit-Requests-Quota", "150")
        .adding("X-Rate-Limit-Time-Reset-Ms", String(Int(seconds * 1000)))
        .adding("X-Rate-Limit-Time-Window-Ms", "30000")
    case "overload": Pages.host(429)
    case "status":
      status >= 500
        ? Pages.host(status)
        : BigCommerceError(status, Pages.phrase(status)).response(isOld: false)
    default: nil
    }
  }

  /// What becomes of an answer after the work is done.
  func spoilt(_ response: Response) throws -> Response {
    var spoilt = response
    switch kind {
    case "cut_after_work": return Fault.cutOff
    case "truncated": spoilt.body = Array(response.body.prefix(response.body.count / 2))
    case "empty_page":
      var json = try JSON(bytes: response.body)
      guard json["data"].array != nil else { return response }
      json["data"] = []
      json["meta"]["pagination"]["count"] = 0
      spoilt.body = json.bytes
    default: break
    }
    return spoilt
  }
}

extension Query<BigCommerceFault> {
  /// Counts a request, or a piece of news, against the faults of these kinds that it meets; those
  /// that strike now come back.
  ///
  /// `match` is how the path begins, or a text in the body; `times` of 0 is for ever.
  static func fired(
    _ store: String, _ kinds: [String], _ method: String, _ path: String, _ body: String
  ) -> Self {
    """
    WITH met AS (
      UPDATE bigcommerce_fault SET seen = seen + 1
      WHERE store = \(store) AND kind = ANY (\(kinds)::text[]) AND method IN ('', \(method))
        AND (starts_with(\(path), match) OR position(match IN \(body)) > 0)
      RETURNING *)
    SELECT kind, seconds, status FROM met
    WHERE seen > after AND (times = 0 OR seen <= after + times) ORDER BY id
    """
  }
}
