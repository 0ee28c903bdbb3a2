-- Stores, and the products and pictures that come from them.

CREATE TABLE store (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL,
  platform text NOT NULL CHECK (platform IN ('woocommerce')),
  url text NOT NULL,
  name text NOT NULL DEFAULT '',
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  version text NOT NULL DEFAULT '',
  dimension_unit text NOT NULL DEFAULT 'cm',
  -- The keys, sealed for this store; gone after disconnecting.
  credentials text,
  -- How the store takes the keys: found out when it was connected.
  access text NOT NULL DEFAULT 'basic' CHECK (access IN ('basic', 'query', 'oauth1')),
  state text NOT NULL CHECK (state IN ('connected', 'needs reconnection', 'disconnected')),
  auto_sync boolean NOT NULL DEFAULT true,
  webhook_ids text[] NOT NULL DEFAULT '{}',
  webhook_secret text,
  last_contact_at timestamptz,
  last_webhook_at timestamptz,
  last_error text,
  connected_at timestamptz NOT NULL DEFAULT now(),
  disconnected_at timestamptz,
  PRIMARY KEY (client_id, id),
  CHECK ((state = 'disconnected') = (credentials IS NULL))
);
CREATE UNIQUE INDEX one_active_store ON store (client_id) WHERE state <> 'disconnected';
CREATE UNIQUE INDEX store_id ON store (id);

CREATE TABLE category (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid,
  external_id text,
  parent_external_id text,
  name text NOT NULL,
  slug text NOT NULL,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store
);
CREATE UNIQUE INDEX category_external ON category (client_id, store_id, external_id);

CREATE TABLE product (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL,
  source text NOT NULL CHECK (source IN ('imported', 'uploaded')),
  store_id uuid,
  external_id text,
  kind text NOT NULL DEFAULT 'simple',
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  sku text NOT NULL DEFAULT '',
  price_minor bigint CHECK (price_minor >= 0),
  currency text NOT NULL DEFAULT 'USD',
  permalink text NOT NULL DEFAULT '',
  store_status text NOT NULL DEFAULT 'publish',
  width_mm integer CHECK (width_mm > 0),
  height_mm integer CHECK (height_mm > 0),
  depth_mm integer CHECK (depth_mm > 0),
  -- Fields that the merchant changed here; an import leaves them alone.
  edited text[] NOT NULL DEFAULT '{}',
  store_modified_at timestamptz,
  -- The last import that met it; what a finished import did not meet is gone from the store.
  last_import uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- It vanished from the store.
  gone_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store,
  CHECK ((source = 'imported') = (external_id IS NOT NULL))
);
CREATE UNIQUE INDEX product_external ON product (client_id, store_id, external_id);
CREATE INDEX product_newest ON product (client_id, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE product_category (
  client_id uuid NOT NULL,
  product_id uuid NOT NULL,
  category_id uuid NOT NULL,
  PRIMARY KEY (client_id, product_id, category_id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  FOREIGN KEY (client_id, category_id) REFERENCES category ON DELETE CASCADE
);
CREATE INDEX product_category_category ON product_category (client_id, category_id, product_id);

CREATE TABLE product_picture (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  external_id text,
  position integer NOT NULL DEFAULT 0,
  alt text NOT NULL DEFAULT '',
  source_url text,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'ready', 'failed')),
  reason text,
  original text,
  large text,
  thumb text,
  width integer,
  height integer,
  colour text NOT NULL DEFAULT '#e5e5e5',
  plain_background boolean,
  -- The product without its background, made when it is first needed.
  cut_out text,
  cut_out_base_x double precision,
  cut_out_base_y double precision,
  cut_out_confidence double precision,
  removed_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  CHECK ((state = 'ready') = (original IS NOT NULL))
);
CREATE UNIQUE INDEX product_picture_external
  ON product_picture (client_id, product_id, external_id);
CREATE INDEX product_picture_order ON product_picture (client_id, product_id, position, id)
  WHERE removed_at IS NULL;

CREATE TABLE variation (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  external_id text NOT NULL,
  sku text NOT NULL DEFAULT '',
  price_minor bigint,
  options text NOT NULL DEFAULT '',
  external_picture_id text,
  gone_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE
);
CREATE UNIQUE INDEX variation_external ON variation (client_id, product_id, external_id);

CREATE TABLE import_run (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  job_id uuid,
  state text NOT NULL DEFAULT 'running'
    CHECK (state IN ('running', 'paused', 'done', 'cancelled', 'failed')),
  page integer NOT NULL DEFAULT 0,
  total integer,
  created integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  gone integer NOT NULL DEFAULT 0,
  pictures_total integer NOT NULL DEFAULT 0,
  note text,
  started_by uuid,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store
);
CREATE UNIQUE INDEX one_import ON import_run (client_id, store_id)
  WHERE state IN ('running', 'paused');

CREATE TABLE webhook_event (
  client_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT uuid7(),
  store_id uuid NOT NULL,
  topic text NOT NULL,
  external_id text NOT NULL,
  -- The same news twice is one event.
  body_hash bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store
);
CREATE UNIQUE INDEX webhook_event_once
  ON webhook_event (client_id, store_id, topic, external_id, body_hash);

-- A delivery names the store in its address; its secret and account are looked up by that.
CREATE FUNCTION webhook_store(wanted uuid)
RETURNS TABLE (client_id uuid, webhook_secret text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT s.client_id, s.webhook_secret FROM store s
  WHERE s.id = wanted AND s.state <> 'disconnected'
$$;
REVOKE ALL ON FUNCTION webhook_store FROM public;
GRANT EXECUTE ON FUNCTION webhook_store TO epox_app, epox_system;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['store', 'category', 'product', 'product_category',
    'product_picture', 'variation', 'import_run', 'webhook_event']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
-- The bin is emptied by the scheduler.
GRANT DELETE ON product TO epox_system;
