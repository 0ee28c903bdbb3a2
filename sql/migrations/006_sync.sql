-- What Epox put into the store, and everything it ever did there.

-- The intent: written before the store is called, so that nothing can happen unnoticed.
CREATE TABLE synced_asset (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  -- Travels in the file name: how the picture is found again when the store's answer was lost.
  marker text NOT NULL,
  state text NOT NULL DEFAULT 'planned' CHECK (
    state IN ('planned', 'pushing', 'pushed', 'verified', 'removing', 'removed', 'failed')),
  external_id text,
  external_url text,
  picture_path text,
  checksum text NOT NULL,
  writing_since timestamptz,
  reason text,
  requested_by uuid,
  requested_at timestamptz NOT NULL DEFAULT now(),
  pushed_at timestamptz,
  verified_at timestamptz,
  removed_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store,
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  FOREIGN KEY (client_id, asset_id) REFERENCES asset ON DELETE CASCADE,
  CHECK (state NOT IN ('pushed', 'verified') OR external_id IS NOT NULL)
);
CREATE UNIQUE INDEX synced_asset_marker ON synced_asset (marker);
-- One live placement of a picture in a store.
CREATE UNIQUE INDEX synced_asset_once ON synced_asset (client_id, store_id, asset_id)
  WHERE state <> 'removed';
CREATE INDEX synced_asset_product ON synced_asset (client_id, product_id, id);
CREATE INDEX synced_asset_open ON synced_asset (client_id, product_id)
  WHERE state IN ('planned', 'pushing', 'pushed', 'removing');

-- What the store showed before Epox changed a product for the first time.
CREATE TABLE store_snapshot (
  client_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT uuid7(),
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  images jsonb NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  UNIQUE (client_id, store_id, product_id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE
);

-- The history: rows are only ever added.
CREATE TABLE sync_event (
  client_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT uuid7(),
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  synced_asset_id uuid,
  action text NOT NULL CHECK (
    action IN ('planned', 'pushed', 'adopted', 'verified', 'removed', 'failed', 'waiting')),
  detail text NOT NULL DEFAULT '',
  person_id uuid,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE
);
CREATE INDEX sync_event_newest ON sync_event (client_id, id DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['synced_asset', 'store_snapshot', 'sync_event']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON synced_asset TO epox_app;
GRANT SELECT, INSERT ON store_snapshot, sync_event TO epox_app;
