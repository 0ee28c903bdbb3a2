import Postgres

/// The tables of the payment service: every object is a document, as its API shows it.
enum StripeSchema {
  static let tables = """
    CREATE TABLE IF NOT EXISTS stripe_object (
      id text PRIMARY KEY, kind text NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY,
      created bigint NOT NULL, doc jsonb NOT NULL,
      -- What the service keeps to itself: the card, what a page was told.
      hidden jsonb NOT NULL DEFAULT '{}');
    CREATE INDEX IF NOT EXISTS stripe_object_list ON stripe_object (kind, place);
    CREATE TABLE IF NOT EXISTS stripe_answer (
      key text PRIMARY KEY, asked text NOT NULL, status int NOT NULL, body text NOT NULL,
      at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS stripe_delivery (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event text NOT NULL,
      url text NOT NULL, secret text NOT NULL, due_at timestamptz NOT NULL, sent_at timestamptz,
      attempts int NOT NULL DEFAULT 0, status int, outcome text NOT NULL DEFAULT 'waiting');
    CREATE INDEX IF NOT EXISTS stripe_delivery_due ON stripe_delivery (due_at)
      WHERE outcome = 'waiting';
    CREATE TABLE IF NOT EXISTS stripe_fault (
      customer text NOT NULL, kind text NOT NULL, value float8 NOT NULL,
      PRIMARY KEY (customer, kind));
    DELETE FROM stripe_answer WHERE at < now() - interval '2 days';
    """

  /// One writer at a time: two calls about one object never overtake each other.
  static let lock: Statement = "SELECT pg_advisory_xact_lock(5903115)"
}
