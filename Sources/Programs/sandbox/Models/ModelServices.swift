import HTTP
import Postgres

#if canImport(Glibc)
import Glibc
#endif

/// The image services that the sandbox plays, each below the path that the real one has.
enum ModelServices {
  /// Whether an address belongs to one of them and not to a store.
  static func knows(_ path: String) -> Bool {
    isGemini(path) || path.hasPrefix("/v1.0/")
  }

  /// Both versions of its API lead to the same models.
  private static func isGemini(_ path: String) -> Bool {
    path.hasPrefix("/v1beta/") || path == "/v1/models" || path.hasPrefix("/v1/models/")
  }

  /// Answers a call, with the faults that were ordered for it, and writes it down.
  static func answer(_ request: Request, _ db: Database) throws -> Response {
    let start = ContinuousClock.now
    let isGemini = isGemini(request.path)
    var call = isGemini ? GeminiCall.read(request) : RemovalCall.read(request)
    let faults = try db.all(.fired(call))
    for fault in faults where fault.kind == .latency { usleep(fault.microseconds) }
    let response: Response
    if faults.contains(where: { $0.kind == .cut }) {
      response = Fault.cutOff
    } else if isGemini {
      response = try PlayedGemini(request: request, db: db, faults: faults).answer(&call)
    } else {
      response = try PlayedRemoveBackground(request: request, db: db, faults: faults).answer(&call)
    }
    let isLost = faults.contains { $0.kind == .cutAfterWork }
    let taken = start.duration(to: .now).components
    call.status = isLost ? 444 : response.status
    try db.run(
      .log(
        call, ms: Int(taken.seconds) * 1000 + Int(taken.attoseconds / 1_000_000_000_000_000)))
    return isLost ? Fault.cutOff : response
  }
}

/// A call as the bookkeeping knows it.
struct ModelCall: Sendable {
  let vendor: String
  var key: String
  var model = ""
  var system = ""
  var prompt = ""
  var pictures = 0
  /// What came, as JSON with an outline of each picture in its place.
  var body = ""
  var status = 200
  var outcome = ""
}

/// What a service knows of a key.
struct ModelKey: RowReadable, Sendable {
  let perMinute: Int?
  let perDay: Int?
  let credits: Double
  let freeCalls: Int
  let lastMinute: Int
  let today: Int

  init(_ row: Row) throws {
    (perMinute, perDay, credits) = (try row[0], try row[1], try row[2])
    (freeCalls, lastMinute, today) = (try row[3], try row[4], try row[5])
  }
}

extension Query<ModelKey> {
  /// A key and how much it was used; nothing where nobody has it.
  static func key(_ key: String, of vendor: String) -> Self {
    """
    SELECT per_minute, per_day, credits::float8, free_calls,
      (SELECT count(*) FROM model_call c WHERE c.vendor = k.vendor AND c.key = k.key
        AND c.status = 200 AND c.at > now() - interval '1 minute'),
      (SELECT count(*) FROM model_call c WHERE c.vendor = k.vendor AND c.key = k.key
        AND c.status = 200 AND c.at > date_trunc('day', now()))
    FROM model_key k WHERE vendor = \(vendor) AND key = \(key)
    """
  }
}

extension Statement {
  /// Writes a call down.
  static func log(_ call: ModelCall, ms: Int) -> Self {
    """
    INSERT INTO model_call
      (vendor, key, model, system, prompt, pictures, body, status, outcome, ms)
    VALUES (\(call.vendor), \(call.key), \(call.model), \(String(call.system.prefix(8000))),
      \(String(call.prompt.prefix(8000))), \(call.pictures),
      nullif(\(call.body.count > 32_000 ? "" : call.body), '')::json, \(call.status),
      \(call.outcome), \(ms))
    """
  }

  /// Makes a key, or gives it other limits.
  static func keep(
    key: String, of vendor: String, perMinute: Int?, perDay: Int?, credits: Double
  ) -> Self {
    """
    INSERT INTO model_key (vendor, key, per_minute, per_day, credits)
    VALUES (\(vendor), \(key), \(perMinute), \(perDay), \(credits))
    ON CONFLICT (vendor, key) DO UPDATE SET per_minute = excluded.per_minute,
      per_day = excluded.per_day, credits = excluded.credits
    """
  }
}
