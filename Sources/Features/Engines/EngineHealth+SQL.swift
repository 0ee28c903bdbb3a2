import Postgres

/// How a paid engine is at the moment, or one of its models.
struct VendorState: RowReadable, Sendable {
  /// Empty for what concerns all of the vendor's models, see `aside` for what concerns no pictures.
  let model: String
  /// Seconds until somebody may call; 0 or less when it is time to try, `nil` when all is well.
  let closedFor: Double?
  let kind: String
  let reason: String

  init(_ row: Row) throws {
    (model, closedFor, kind, reason) = (try row[0], try row[1], try row[2], try row[3])
  }

  /// The row of what goes wrong with a model when it is asked for something that no picture needs.
  static func aside(_ model: String) -> String { "\(model), aside" }

  /// Whether a call of any sort finds it over as soon as one does: it is not about what is asked.
  var isOfAnyCall: Bool { ["rate", "quota", "model"].contains(kind) }

  /// Whether it failed and nobody has tried since whether it is back; a pace is kept, not tried.
  var isInDoubt: Bool { closedFor != nil && kind != "rate" }

  /// The same for those who have to wait.
  var absence: EngineTrouble.Absence {
    .init(seconds: max(closedFor ?? 0, 0), reason: reason, isRateLimit: kind == "rate")
  }
}

extension [VendorState] {
  /// What keeps calls to a model away: its own trouble or its vendor's, whichever lasts longer.
  ///
  /// `isAside`: for something that no picture needs, which has troubles of its own besides.
  func obstacle(to model: String, isAside: Bool = false) -> VendorState? {
    let rows = isAside ? ["", model, VendorState.aside(model)] : ["", model]
    return filter { rows.contains($0.model) && $0.absence.seconds > 0 }
      .max { $0.absence.seconds < $1.absence.seconds }
  }

  /// Which of some models to ask: the first that is open or will be in a moment, else the one
  /// that is back first.
  func best(of models: [String], isAside: Bool = false) -> String {
    func absence(_ model: String) -> EngineTrouble.Absence? {
      obstacle(to: model, isAside: isAside)?.absence
    }
    func seconds(_ model: String) -> Double { absence(model)?.seconds ?? 0 }
    let open = models.first { absence($0)?.isShort ?? true }
    return open ?? models.sorted { seconds($0) < seconds($1) }[0]
  }

  /// What keeps calls to all of some models away; nothing where there are none.
  func obstacle(toAllOf models: [String]) -> VendorState? {
    models.isEmpty ? nil : obstacle(to: best(of: models))
  }
}

extension Query<VendorState> {
  /// How an engine and its models are; the rows stay locked, the vendor's first, so that calls are
  /// counted one after the other.
  static func health(of vendor: Vendor) -> Self {
    """
    SELECT model, extract(epoch FROM closed_until - clock_timestamp())::float8,
      coalesce(kind, ''), coalesce(reason, '')
    FROM engine_health WHERE vendor = \(vendor.rawValue) ORDER BY model FOR UPDATE
    """
  }

  /// The same, for a page.
  static func states(of vendor: Vendor) -> Self {
    """
    SELECT model, extract(epoch FROM closed_until - now())::float8, coalesce(kind, ''),
      coalesce(reason, '')
    FROM engine_health WHERE vendor = \(vendor.rawValue)
    """
  }
}

extension Statement {
  /// A model gets a row of its own.
  static func know(_ vendor: Vendor, _ model: String) -> Self {
    """
    INSERT INTO engine_health (vendor, model) VALUES (\(vendor.rawValue), \(model))
    ON CONFLICT DO NOTHING
    """
  }

  /// The engine answers, or the model does.
  static func isWell(_ vendor: Vendor, _ model: String) -> Self {
    """
    UPDATE engine_health SET failures = 0, closed_until = NULL, kind = NULL, reason = NULL,
      changed_at = now()
    WHERE vendor = \(vendor.rawValue) AND model = \(model)
      AND (failures > 0 OR closed_until IS NOT NULL)
    """
  }

  /// One call tries whether the engine is back; meanwhile the others stay away.
  static func probe(_ vendor: Vendor, _ model: String, seconds: Int) -> Self {
    """
    UPDATE engine_health SET closed_until = now() + make_interval(secs => \(seconds))
    WHERE vendor = \(vendor.rawValue) AND model = \(model)
    """
  }

  /// The engine, or the model, does not answer as it should.
  ///
  /// A rate limit, a quota, a model that is gone and a key that is not taken close it at once;
  /// other failures do when three come in a row, for twice as long each time, up to a quarter of
  /// an hour.
  static func isUnwell(
    _ vendor: Vendor, _ model: String, _ health: EngineHealth, pause: Int
  ) -> Self {
    """
    UPDATE engine_health SET failures = failures + 1, kind = \(health.kind),
      reason = \(health.reason(vendor)), changed_at = now(),
      closed_until = CASE \(health.kind)
        WHEN 'rate' THEN now() + make_interval(secs => \(health.seconds))
        WHEN 'quota' THEN (date_trunc('day', now() AT TIME ZONE 'America/Los_Angeles')
          + interval '1 day') AT TIME ZONE 'America/Los_Angeles'
        WHEN 'overload' THEN CASE WHEN failures >= 2 THEN now() + make_interval(secs =>
          least(\(pause) * power(2, least(failures - 2, 10)), greatest(\(pause), 900))) END
        ELSE now() + make_interval(secs => \(pause) * 10)
        END
    WHERE vendor = \(vendor.rawValue) AND model = \(model)
    """
  }
}

extension EngineHealth {
  fileprivate var seconds: Double {
    if case .rate(let seconds) = self { return seconds }
    return 0
  }
}
