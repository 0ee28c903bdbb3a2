-- Comparing a store's whole catalogue with ours: what was found, kept for three months.

CREATE TABLE store_reconciliation (
  client_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT uuid7(),
  store_id uuid NOT NULL,
  -- NULL: it was the nightly one.
  requested_by uuid REFERENCES person ON DELETE SET NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
  began_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  -- How many products the store listed, and how many of them are not here by choice.
  listed integer NOT NULL DEFAULT 0,
  elsewhere integer NOT NULL DEFAULT 0,
  reason text,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, store_id) REFERENCES store ON DELETE CASCADE,
  CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX one_reconciliation ON store_reconciliation (client_id, store_id)
  WHERE state = 'running';
CREATE INDEX store_reconciliation_began ON store_reconciliation (client_id, store_id, began_at);

-- Which products the store has listed so far; emptied when the comparison ends.
CREATE TABLE listed_product (
  client_id uuid NOT NULL,
  reconciliation_id uuid NOT NULL,
  external_id text NOT NULL,
  PRIMARY KEY (client_id, reconciliation_id, external_id),
  FOREIGN KEY (client_id, reconciliation_id) REFERENCES store_reconciliation ON DELETE CASCADE
);

CREATE TABLE store_difference (
  client_id uuid NOT NULL,
  reconciliation_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('changed', 'new', 'returned', 'gone', 'picture')),
  external_id text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (client_id, reconciliation_id, kind, external_id),
  FOREIGN KEY (client_id, reconciliation_id) REFERENCES store_reconciliation ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['store_reconciliation', 'listed_product', 'store_difference']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_system', name);
  END LOOP;
END $$;
