import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// The payment service that the sandbox plays, with its pages for people.
enum StripeServices {
  /// Whether an address belongs to it.
  static func knows(_ path: String) -> Bool {
    path.hasPrefix("/stripe/") || path.hasPrefix("/v1/") && !path.hasPrefix("/v1/models")
  }

  /// The address to which news goes from the start.
  static func ensureEndpoint(_ db: Database, _ settings: SandboxSettings) throws {
    guard !settings.stripeWebhook.isEmpty else { return }
    let desk = StripeDesk(db: db)
    try desk.keep(
      endpoint("we_demo", settings.stripeWebhook, [.string("*")], at: desk.now))
    try desk.hide("we_demo", "secret", .string(settings.stripeSecret))
  }

  static func endpoint(_ id: String, _ url: String, _ events: [JSON], at now: Int) -> JSON {
    [
      "id": .string(id), "object": "webhook_endpoint", "created": .int(now), "livemode": false,
      "enabled_events": .array(events), "metadata": [:], "status": "enabled",
      "url": .string(url), "api_version": "2026-05-27.dahlia", "application": nil,
      "description": nil,
    ]
  }

  /// Answers a call or shows a page.
  static func answer(_ request: Request, _ db: Database) throws -> Response {
    if request.path.hasPrefix("/stripe/") { return try StripePages.router.answer(request, db: db) }
    var request = request
    request.headers["accept"] = nil
    let called = StripeDesk.name("req_")
    if try isDown(for: request.form["customer"] ?? "", db) || isTired(request, db) {
      let error: JSON = ["error": ["type": "api_error", "message": "The service is down."]]
      return Response.json(error, status: 503).adding("Request-Id", called)
    }
    do {
      let response = try db.transaction {
        try db.run(StripeSchema.lock)
        return try once(request, db)
      }
      return response.adding("Request-Id", called)
    } catch let error as StripeError {
      // A refusal is remembered like any other answer, outside of what it undid.
      let response = Response.json(error.json, status: error.status)
      try remember(request, response, db)
      return response.adding("Request-Id", called)
    }
  }

  /// Whether calls about a customer are not answered, as somebody wished.
  private static func isDown(for customer: String, _ db: Database) throws -> Bool {
    try db.one(
      "SELECT EXISTS (SELECT FROM stripe_fault WHERE customer = \(customer) AND kind = 'down')"
        as Query<Bool>)
  }

  /// Whether a subscription was changed as often as somebody wished; counts this change.
  private static func isTired(_ request: Request, _ db: Database) throws -> Bool {
    guard request.method == .post, let name = request.path.split(separator: "/").last else {
      return false
    }
    let isTired: Query<Bool> = """
      UPDATE stripe_fault SET value = value - 1
      WHERE customer = \(String(name)) AND kind = 'tired' RETURNING value < 0
      """
    return try db.first(isTired) ?? false
  }

  /// Answers a call whose key was seen before as it was answered then.
  private static func once(_ request: Request, _ db: Database) throws -> Response {
    guard request.method == .post, let key = request.headers["idempotency-key"] else {
      return try StripeCalls.router.answer(request, db: db)
    }
    let earlier: Query<StripeAnswer> =
      "SELECT asked, status, body FROM stripe_answer WHERE key = \(key)"
    if let answer = try db.first(earlier) {
      guard answer.asked == fingerprint(request) else { throw StripeError.otherParameters }
      return answer.response
    }
    let response = try StripeCalls.router.answer(request, db: db)
    try remember(request, response, db)
    return response
  }

  private static func remember(_ request: Request, _ response: Response, _ db: Database) throws {
    guard request.method == .post, let key = request.headers["idempotency-key"] else { return }
    try db.run(
      """
      INSERT INTO stripe_answer (key, asked, status, body) VALUES (\(key),
        \(fingerprint(request)), \(response.status), \(String(decoding: response.body, as: UTF8.self)))
      ON CONFLICT DO NOTHING
      """)
  }

  private static func fingerprint(_ request: Request) -> String {
    hexadecimal(sha256(Array(request.path.utf8) + request.body))
  }
}

/// An answer that was given before.
struct StripeAnswer: RowReadable {
  let asked, body: String
  let status: Int
  init(_ row: Row) throws { (asked, status, body) = (try row[0], try row[1], try row[2]) }

  var response: Response {
    Response(
      status: status,
      headers: [("Content-Type", "application/json"), ("Idempotent-Replayed", "true")],
      body: Array(body.utf8))
  }
}

/// Whoever calls with the key.
struct StripeCaller: Visitor {
  static var door: Door { .machine("a Stripe key") }
  let desk: StripeDesk
  let form: JSON

  /// - Throws: `StripeError` 401 for a key that nobody has.
  static func admit(_ request: Request, db: Database) throws -> StripeCaller {
    let given = request.headers["authorization"] ?? ""
    let key = Sandbox.settings.stripeKey
    let basic = base64(Array("\(key):".utf8))
    guard given == "Bearer \(key)" || given == "Basic \(basic)" else {
      throw StripeError.wrongKey
    }
    let parameters = request.method == .post ? request.form : request.query
    return StripeCaller(desk: StripeDesk(db: db), form: try StripeForm.read(parameters))
  }

  /// The answer, with what was asked to be whole.
  func answer(_ object: JSON) throws -> Response {
    let wishes = form["expand"].array?.compactMap(\.string) ?? []
    return .json(try desk.expanded(object, wishes))
  }

  /// A field that must be there.
  func text(_ name: String) throws -> String {
    guard let text = form[name].string, !text.isEmpty else {
      throw StripeError.invalid("Missing required param: \(name).", name, code: "parameter_missing")
    }
    return text
  }
}
