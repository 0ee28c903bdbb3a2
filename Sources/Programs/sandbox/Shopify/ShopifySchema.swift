import Postgres

/// The tables of the Shopify shops: products, pictures and the like are documents.
enum ShopifySchema {
  static let tables = """
    CREATE TABLE IF NOT EXISTS shopify_shop (
      name text PRIMARY KEY, title text NOT NULL, currency text NOT NULL DEFAULT 'EUR',
      -- How long an access token lives, and how long a picture is worked on.
      token_seconds int NOT NULL DEFAULT 3600, media_seconds float8 NOT NULL DEFAULT 1,
      points float8 NOT NULL DEFAULT 2000, most_points float8 NOT NULL DEFAULT 2000,
      restore_rate float8 NOT NULL DEFAULT 100,
      points_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS shopify_thing (
      id bigint GENERATED ALWAYS AS IDENTITY (START WITH 7000000001) PRIMARY KEY,
      shop text NOT NULL REFERENCES shopify_shop ON DELETE CASCADE, kind text NOT NULL,
      doc jsonb NOT NULL, due_at timestamptz, updated_at timestamptz NOT NULL);
    CREATE INDEX IF NOT EXISTS shopify_thing_list ON shopify_thing (shop, kind, id);
    CREATE INDEX IF NOT EXISTS shopify_thing_due ON shopify_thing (due_at)
      WHERE due_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS shopify_file (
      id bigint PRIMARY KEY REFERENCES shopify_thing ON DELETE CASCADE,
      mime text NOT NULL, bytes bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS shopify_code (
      code text PRIMARY KEY, shop text NOT NULL REFERENCES shopify_shop ON DELETE CASCADE,
      scope text NOT NULL, made_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS shopify_token (
      token text PRIMARY KEY, shop text NOT NULL REFERENCES shopify_shop ON DELETE CASCADE,
      scope text NOT NULL, refresh text UNIQUE, ends_at timestamptz);
    CREATE TABLE IF NOT EXISTS shopify_delivery (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL REFERENCES shopify_shop ON DELETE CASCADE, hook bigint,
      topic text NOT NULL, url text NOT NULL, body text NOT NULL,
      event text NOT NULL DEFAULT gen_random_uuid()::text, due_at timestamptz NOT NULL,
      attempts int NOT NULL DEFAULT 0, status int, outcome text NOT NULL DEFAULT 'waiting');
    CREATE INDEX IF NOT EXISTS shopify_delivery_due ON shopify_delivery (due_at)
      WHERE outcome = 'waiting';
    CREATE TABLE IF NOT EXISTS shopify_fault (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL REFERENCES shopify_shop ON DELETE CASCADE, kind text NOT NULL,
      match text NOT NULL, after int NOT NULL, times int NOT NULL, seconds float8 NOT NULL,
      status int NOT NULL, seen int NOT NULL DEFAULT 0);
    """
}
