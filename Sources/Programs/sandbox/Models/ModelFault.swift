import HTTP
import Postgres

/// A way in which an image service fails on demand.
struct ModelFault: RowReadable, Sendable {
  /// What goes wrong.
  enum Kind: String, CaseIterable, Sendable {
    /// The answer comes late.
    case latency
    /// The connection breaks before anything happens.
    case cut
    /// The work is done, then the connection breaks.
    case cutAfterWork = "cut_after_work"
    /// 500, 503, 504.
    case broken, overload, deadline
    /// 429 with a wait, without one, and for the rest of the day.
    case rate, rateBare = "rate_bare", quota
    /// The key, its billing and the model's name.
    case key, billing, model
    /// Refused by the rules, before and after the work.
    case block, safety
    /// Answers without a picture, and with a picture that is none.
    case noImage = "no_image", textOnly = "text_only", notAPicture = "not_a_picture"
    /// A draft before the picture, and two pictures in one answer.
    case drafts, several
    /// 200 with something that is no JSON.
    case garbage
    /// 400 with words that are not for merchants.
    case invalid
    /// 402, and no subject found.
    case credits, noSubject = "no_subject"
  }

  let kind: Kind
  let seconds: Double

  init(_ row: Row) throws {
    let name: String = try row[0]
    kind = Kind(rawValue: name) ?? .broken
    seconds = try row[1]
  }

  /// How long the answer is kept back, five minutes at most.
  var microseconds: UInt32 { UInt32(min(max(seconds, 0), 300) * 1_000_000) }

  /// Orders a fault: `{"vendor": "gemini", "kind": "overload", "times": 3, "match": "Halden",
  /// "model": "gemini-3.5-flash"}`.
  static func create(_ vendor: String, _ json: JSON, _ db: Database) throws -> Response {
    let kinds = Kind.allCases.map(\.rawValue)
    guard let kind = json["kind"].string, kinds.contains(kind) else {
      throw Problem(
        .invalid, "There is no such fault.", fields: ["kind": kinds.joined(separator: ", ")])
    }
    let id = try db.one(
      """
      INSERT INTO model_fault (vendor, kind, match, model, after, times, seconds)
      VALUES (\(vendor), \(kind), \(json["match"].string ?? ""), \(json["model"].string ?? ""),
        \(json["after"].int ?? 0), \(json["times"].int ?? 1), \(json["seconds"].double ?? 1))
      RETURNING id
      """ as Query<Int>)
    return .json(["id": .int(id)], status: 201)
  }
}

extension Query<ModelFault> {
  /// Counts a call against the faults that it meets; those that strike now come back.
  ///
  /// `match` limits a fault to prompts with this text, `model` to one model; `times` of 0 is for
  /// ever.
  static func fired(_ call: ModelCall) -> Self {
    """
    WITH met AS (
      UPDATE model_fault SET seen = seen + 1
      WHERE vendor = \(call.vendor) AND position(match IN \(call.prompt)) > 0
        AND model IN ('', \(call.model))
      RETURNING *)
    SELECT kind, seconds FROM met
    WHERE seen > after AND (times = 0 OR seen <= after + times) ORDER BY id
    """
  }
}
