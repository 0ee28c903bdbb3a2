import HTTP
import Postgres

/// How tests set up the image services, below `/_sandbox`.
///
/// ```
/// POST   /_sandbox/keys                  {"vendor": "gemini", "key": "k", "perMinute": 2,
///                                         "perDay": 10, "credits": 3}
/// GET    /_sandbox/models/gemini         its keys, calls with prompts and bodies, faults
/// DELETE /_sandbox/models/gemini         forgets calls and faults
/// POST   /_sandbox/faults                {"vendor": "gemini", "kind": "overload", "times": 3,
///                                         "match": "Halden", "model": ""}, see `ModelFault`
/// DELETE /_sandbox/faults?vendor=gemini
/// ```
enum ModelControl {
  static let vendors = ["gemini", "remove.bg"]

  static func keepKey(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    guard let vendor = json["vendor"].string, vendors.contains(vendor),
      let key = json["key"].string
    else { throw Problem(.invalid, "A vendor and a key are needed.") }
    try by.db.run(
      .keep(
        key: key, of: vendor, perMinute: json["perMinute"].int, perDay: json["perDay"].int,
        credits: json["credits"].double ?? 50))
    return .noContent
  }

  static func show(_ by: Operator, _ vendor: String) throws -> Response {
    guard vendors.contains(vendor) else { throw Problem.missing }
    return .json([
      "vendor": .string(vendor), "models": .array(PlayedGemini.models.map { .string($0) }),
      "keys": .array(try by.db.all(.modelKeys(vendor)).map(\.json)),
      "calls": .array(try by.db.all(.modelCalls(vendor)).map(\.json)),
      "faults": .array(try by.db.all(.modelFaults(vendor)).map(\.json)),
    ])
  }

  static func forget(_ by: Operator, _ vendor: String) throws -> Response {
    try by.db.run("DELETE FROM model_call WHERE vendor = \(vendor)")
    try by.db.run("DELETE FROM model_fault WHERE vendor = \(vendor)")
    return .noContent
  }
}

extension Query<Line> {
  static func modelKeys(_ vendor: String) -> Self {
    """
    SELECT json_build_object('key', key, 'perMinute', per_minute, 'perDay', per_day,
      'credits', credits::float8) FROM model_key WHERE vendor = \(vendor) ORDER BY key
    """
  }

  static func modelCalls(_ vendor: String) -> Self {
    """
    SELECT json_build_object('id', id, 'key', key, 'model', model, 'system', system,
      'prompt', prompt, 'pictures', pictures, 'body', body, 'status', status,
      'outcome', outcome, 'ms', ms)
    FROM model_call WHERE vendor = \(vendor) ORDER BY id
    """
  }

  static func modelFaults(_ vendor: String) -> Self {
    """
    SELECT json_build_object('id', id, 'kind', kind, 'match', match, 'model', model,
      'after', after, 'times', times, 'seen', seen)
    FROM model_fault WHERE vendor = \(vendor) ORDER BY id
    """
  }
}
