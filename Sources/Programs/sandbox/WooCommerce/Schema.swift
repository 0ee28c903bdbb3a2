import Postgres

/// The tables of the sandbox; the script changes nothing where they exist.
enum Schema {
  /// Makes the tables and tidies up; two programs starting at once wait for each other.
  static func prepare(_ db: Database) throws {
    try db.script("SELECT pg_advisory_lock(\(lock))")
    defer { try? db.script("SELECT pg_advisory_unlock(\(lock))") }
    try db.script(tables)
    try db.script(traffic)
    try db.script(ModelSchema.tables)
    try db.script(StripeSchema.tables)
    try db.script(ShopifySchema.tables)
    try db.script(BigCommerceSchema.tables)
    try db.script(cleaning)
  }

  /// The number under which starting programs wait for each other.
  static let lock = 5_903_114

  private static let tables = """
    CREATE TABLE IF NOT EXISTS shop (
      name text PRIMARY KEY, title text NOT NULL,
      consumer_key text NOT NULL, consumer_secret text NOT NULL, permission text NOT NULL,
      basic_over_http boolean NOT NULL, strips_authorization boolean NOT NULL,
      plain_permalinks boolean NOT NULL, not_wordpress boolean NOT NULL, version text NOT NULL,
      next_post int NOT NULL DEFAULT 10, next_term int NOT NULL DEFAULT 16,
      next_webhook int NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now());
    ALTER TABLE shop ADD COLUMN IF NOT EXISTS clock_off int NOT NULL DEFAULT 0,
      ADD COLUMN IF NOT EXISTS word_press text NOT NULL DEFAULT '',
      ADD COLUMN IF NOT EXISTS runs_cron boolean NOT NULL DEFAULT true,
      ADD COLUMN IF NOT EXISTS calls_out boolean NOT NULL DEFAULT true;
    CREATE TABLE IF NOT EXISTS api_key (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, consumer_key text NOT NULL UNIQUE,
      consumer_secret text NOT NULL, permission text NOT NULL);
    CREATE TABLE IF NOT EXISTS blob (checksum text PRIMARY KEY, bytes bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS attachment (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, id int NOT NULL,
      file text NOT NULL, name text NOT NULL, alt text NOT NULL DEFAULT '', mime text NOT NULL,
      width int NOT NULL, height int NOT NULL,
      checksum text NOT NULL REFERENCES blob, origin text NOT NULL, src text NOT NULL DEFAULT '',
      created_at timestamptz NOT NULL DEFAULT now(), modified_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (shop, id), UNIQUE (shop, file));
    CREATE TABLE IF NOT EXISTS product (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, id int NOT NULL,
      parent int NOT NULL DEFAULT 0, type text NOT NULL, name text NOT NULL, slug text NOT NULL,
      status text NOT NULL, description text NOT NULL DEFAULT '',
      short_description text NOT NULL DEFAULT '', sku text NOT NULL DEFAULT '',
      regular_price text NOT NULL DEFAULT '', sale_price text NOT NULL DEFAULT '',
      weight text NOT NULL DEFAULT '', length text NOT NULL DEFAULT '',
      width text NOT NULL DEFAULT '', height text NOT NULL DEFAULT '',
      image_ids int[] NOT NULL DEFAULT '{}', category_ids int[] NOT NULL DEFAULT '{}',
      tag_ids int[] NOT NULL DEFAULT '{}', attributes jsonb NOT NULL DEFAULT '[]',
      extra jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL DEFAULT now(), modified_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (shop, id));
    CREATE UNIQUE INDEX IF NOT EXISTS product_sku ON product (shop, sku) WHERE sku <> '';
    CREATE INDEX IF NOT EXISTS product_parent ON product (shop, parent);
    CREATE TABLE IF NOT EXISTS term (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, id int NOT NULL,
      taxonomy text NOT NULL, name text NOT NULL, slug text NOT NULL,
      parent int NOT NULL DEFAULT 0, description text NOT NULL DEFAULT '',
      display text NOT NULL DEFAULT 'default', image int, menu_order int NOT NULL DEFAULT 0,
      PRIMARY KEY (shop, id));
    CREATE TABLE IF NOT EXISTS attribute (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, id int NOT NULL,
      name text NOT NULL, slug text NOT NULL, has_archives boolean NOT NULL DEFAULT false,
      PRIMARY KEY (shop, id));
    """

  /// Throws away what nobody will ask for any more.
  private static let cleaning = """
    DELETE FROM request_log WHERE at < now() - interval '7 days';
    DELETE FROM blob WHERE NOT EXISTS (
      SELECT 1 FROM attachment WHERE attachment.checksum = blob.checksum)
    AND NOT EXISTS (
      SELECT 1 FROM bigcommerce_file WHERE bigcommerce_file.checksum = blob.checksum);
    """

  private static let traffic = """
    CREATE TABLE IF NOT EXISTS webhook (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, id int NOT NULL,
      name text NOT NULL, topic text NOT NULL, delivery_url text NOT NULL, secret text NOT NULL,
      status text NOT NULL, failure_count int NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now(), modified_at timestamptz,
      PRIMARY KEY (shop, id));
    CREATE TABLE IF NOT EXISTS delivery (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL, webhook int NOT NULL, resource int NOT NULL, topic text NOT NULL,
      due_at timestamptz NOT NULL, sent_at timestamptz, status int, outcome text,
      FOREIGN KEY (shop, webhook) REFERENCES webhook (shop, id) ON DELETE CASCADE);
    CREATE UNIQUE INDEX IF NOT EXISTS delivery_pending ON delivery (shop, webhook, resource)
      WHERE sent_at IS NULL;
    CREATE TABLE IF NOT EXISTS fault (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, kind text NOT NULL,
      path text NOT NULL, method text NOT NULL, after int NOT NULL, times int NOT NULL,
      seconds float8 NOT NULL, status int NOT NULL, retry_after int, seen int NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS nonce (
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, nonce text NOT NULL,
      used_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (shop, nonce));
    CREATE TABLE IF NOT EXISTS request_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shop text NOT NULL REFERENCES shop ON DELETE CASCADE, at timestamptz NOT NULL DEFAULT now(),
      method text NOT NULL, path text NOT NULL, status int NOT NULL, ms int NOT NULL,
      fault text NOT NULL DEFAULT '');
    CREATE INDEX IF NOT EXISTS request_log_shop ON request_log (shop, id);
    """
}
