import Postgres

/// The tables of the image services.
enum ModelSchema {
  /// The keys of the demo, with enough credits to play with.
  static func ensureDemo(_ db: Database, _ settings: SandboxSettings) throws {
    let keys = [("gemini", settings.geminiKey), ("remove.bg", settings.removeBackgroundKey)]
    for (vendor, key) in keys {
      try db.run(.keep(key: key, of: vendor, perMinute: 10_000, perDay: nil, credits: 100_000))
    }
  }

  static let tables = """
    CREATE TABLE IF NOT EXISTS model_key (
      vendor text NOT NULL, key text NOT NULL, per_minute int, per_day int,
      credits numeric NOT NULL DEFAULT 50, free_calls int NOT NULL DEFAULT 0,
      PRIMARY KEY (vendor, key));
    CREATE TABLE IF NOT EXISTS model_call (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, vendor text NOT NULL, key text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(), model text NOT NULL DEFAULT '',
      prompt text NOT NULL DEFAULT '', pictures int NOT NULL DEFAULT 0,
      status int NOT NULL, outcome text NOT NULL DEFAULT '', ms int NOT NULL DEFAULT 0);
    CREATE INDEX IF NOT EXISTS model_call_key ON model_call (vendor, key, at);
    CREATE TABLE IF NOT EXISTS model_fault (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, vendor text NOT NULL, kind text NOT NULL,
      match text NOT NULL DEFAULT '', after int NOT NULL DEFAULT 0, times int NOT NULL DEFAULT 1,
      seconds float8 NOT NULL DEFAULT 1, seen int NOT NULL DEFAULT 0);
    ALTER TABLE model_call ADD COLUMN IF NOT EXISTS system text NOT NULL DEFAULT '';
    ALTER TABLE model_call ADD COLUMN IF NOT EXISTS body json;
    ALTER TABLE model_fault ADD COLUMN IF NOT EXISTS model text NOT NULL DEFAULT '';
    DELETE FROM model_call WHERE at < now() - interval '7 days';
    """
}
