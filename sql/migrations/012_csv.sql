-- Products from a file: what was uploaded, its rows on the way, and what columns mean.

CREATE TABLE csv_import (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL,
  file_name text NOT NULL,
  -- The file as it was sent, in the blob store.
  file text NOT NULL,
  format text NOT NULL CHECK (format IN ('plain', 'shopify', 'woocommerce', 'bigcommerce')),
  encoding text NOT NULL,
  headings text[] NOT NULL,
  -- The first row is a product already.
  is_headless boolean NOT NULL DEFAULT false,
  -- What each column means; an empty text is nothing.
  columns text[] NOT NULL DEFAULT '{}',
  currency text NOT NULL,
  -- Sent along with every picture address of one host; the value is sealed.
  header_host text,
  header_name text,
  header_value text,
  state text NOT NULL DEFAULT 'uploaded'
    CHECK (state IN ('uploaded', 'checking', 'checked', 'refused', 'importing')),
  -- Why the file as a whole cannot be read.
  problem text,
  rows_read integer NOT NULL DEFAULT 0,
  job_id uuid,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  CHECK ((header_name IS NULL) = (header_value IS NULL))
);

-- Rows on their way into the catalogue. NULL is what the file does not say.
CREATE TABLE csv_row (
  client_id uuid NOT NULL,
  csv_id uuid NOT NULL,
  number integer NOT NULL,
  -- What rows of one product share.
  key text NOT NULL,
  own_id text,
  is_product boolean NOT NULL,
  name text,
  description text,
  sku text,
  price_minor bigint,
  width_mm integer,
  height_mm integer,
  depth_mm integer,
  -- One a line.
  categories text,
  pictures text,
  options text NOT NULL DEFAULT '',
  problem text,
  warning text,
  outcome text CHECK (outcome IN ('new', 'changed', 'unchanged', 'store', 'bad')),
  product_id uuid,
  left_out boolean NOT NULL DEFAULT false,
  PRIMARY KEY (client_id, csv_id, number),
  FOREIGN KEY (client_id, csv_id) REFERENCES csv_import ON DELETE CASCADE
);
CREATE INDEX csv_row_key ON csv_row (client_id, csv_id, key);

-- What an account's columns mean, by their headings.
CREATE TABLE csv_heading (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  heading text NOT NULL,
  field text NOT NULL,
  PRIMARY KEY (client_id, heading)
);

-- A product from a file is known again by this: its handle, its SKU, or its name.
ALTER TABLE product ADD COLUMN import_key text;
CREATE UNIQUE INDEX product_import_key ON product (client_id, import_key);
CREATE INDEX product_sku ON product (client_id, lower(sku)) WHERE sku <> '';
CREATE INDEX product_last_import ON product (client_id, last_import);
ALTER TABLE product_picture ADD COLUMN csv_id uuid;

-- An import comes from a store or from a file.
ALTER TABLE import_run ALTER COLUMN store_id DROP NOT NULL;
ALTER TABLE import_run ADD COLUMN csv_id uuid;
ALTER TABLE import_run ADD CHECK ((store_id IS NULL) <> (csv_id IS NULL));
ALTER TABLE import_run ADD FOREIGN KEY (client_id, csv_id) REFERENCES csv_import;
CREATE UNIQUE INDEX one_csv_import ON import_run (client_id, csv_id);

CREATE TRIGGER tell_live AFTER INSERT OR UPDATE OR DELETE ON csv_import
  FOR EACH STATEMENT EXECUTE FUNCTION tell_live();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['csv_import', 'csv_row', 'csv_heading']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
