import Postgres

/// The tables of the BigCommerce stores: products, categories and hooks are documents.
enum BigCommerceSchema {
  static let tables = """
    CREATE TABLE IF NOT EXISTS bigcommerce_store (
      hash text PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY (START WITH 1025646),
      title text NOT NULL, currency text NOT NULL DEFAULT 'EUR',
      account text NOT NULL DEFAULT gen_random_uuid()::text,
      -- What its owner grants, and how many calls it takes in a window of time.
      scopes text NOT NULL, quota int NOT NULL, window_ms int NOT NULL,
      calls_left int NOT NULL, window_ends timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS bigcommerce_thing (
      id int GENERATED ALWAYS AS IDENTITY (START WITH 111) PRIMARY KEY,
      store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE, kind text NOT NULL,
      doc jsonb NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
    CREATE INDEX IF NOT EXISTS bigcommerce_thing_list ON bigcommerce_thing (store, kind, id);
    CREATE TABLE IF NOT EXISTS bigcommerce_file (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE, name text NOT NULL,
      mime text NOT NULL, checksum text NOT NULL REFERENCES blob);
    CREATE TABLE IF NOT EXISTS bigcommerce_image (
      id int GENERATED ALWAYS AS IDENTITY (START WITH 301) PRIMARY KEY,
      product int NOT NULL REFERENCES bigcommerce_thing ON DELETE CASCADE,
      is_thumbnail boolean NOT NULL, sort_order int NOT NULL, description text NOT NULL,
      -- A file of its own, or one of the samples.
      file int REFERENCES bigcommerce_file ON DELETE CASCADE, sample text,
      updated_at timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE INDEX IF NOT EXISTS bigcommerce_image_list ON bigcommerce_image (product, sort_order);
    CREATE UNIQUE INDEX IF NOT EXISTS bigcommerce_image_thumbnail ON bigcommerce_image (product)
      WHERE is_thumbnail;
    CREATE TABLE IF NOT EXISTS bigcommerce_code (
      code text PRIMARY KEY, store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE,
      scope text NOT NULL, made_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS bigcommerce_token (
      token text PRIMARY KEY, store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE,
      scope text NOT NULL, client text NOT NULL, secret text);
    CREATE TABLE IF NOT EXISTS bigcommerce_delivery (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE, hook int,
      scope text NOT NULL, url text NOT NULL, headers jsonb NOT NULL, secret text,
      body text NOT NULL, event text NOT NULL, due_at timestamptz NOT NULL,
      attempts int NOT NULL DEFAULT 0, status int, outcome text NOT NULL DEFAULT 'waiting');
    CREATE INDEX IF NOT EXISTS bigcommerce_delivery_due ON bigcommerce_delivery (due_at)
      WHERE outcome = 'waiting';
    CREATE TABLE IF NOT EXISTS bigcommerce_fault (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE, kind text NOT NULL,
      match text NOT NULL, method text NOT NULL, after int NOT NULL, times int NOT NULL,
      seconds float8 NOT NULL, status int NOT NULL, seen int NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS bigcommerce_request (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      store text NOT NULL REFERENCES bigcommerce_store ON DELETE CASCADE,
      at timestamptz NOT NULL DEFAULT now(), method text NOT NULL, path text NOT NULL,
      status int NOT NULL);
    CREATE INDEX IF NOT EXISTS bigcommerce_request_list ON bigcommerce_request (store, id);
    """
}
