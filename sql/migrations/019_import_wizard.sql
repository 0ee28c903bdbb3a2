-- Imports that are chosen, looked at before anything is written, and taken back.

ALTER TABLE import_run
  DROP CONSTRAINT import_run_state_check,
  DROP COLUMN page,
  ADD CONSTRAINT import_run_state_check CHECK (
    state IN ('looking', 'preview', 'running', 'paused', 'done', 'cancelled', 'failed')),
  -- What was asked for: everything, ids and SKUs, or categories.
  ADD COLUMN choice jsonb NOT NULL DEFAULT '{"all": {}}',
  -- Programs and the API import at once, people look first.
  ADD COLUMN starts_at_once boolean NOT NULL DEFAULT true,
  -- Ids and SKUs that the store does not know.
  ADD COLUMN unknown text[] NOT NULL DEFAULT '{}',
  -- How long the store took to show what there is.
  ADD COLUMN looked_for double precision,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN sends_mail boolean NOT NULL DEFAULT false,
  ADD COLUMN told_at timestamptz,
  ADD COLUMN undo_state text CHECK (undo_state IN ('running', 'done'));
UPDATE import_run SET confirmed_at = started_at;
DROP INDEX one_import;
CREATE UNIQUE INDEX one_import ON import_run (client_id, store_id)
  WHERE state IN ('looking', 'preview', 'running', 'paused');

-- What the store has of what was asked for; nothing of it is in the catalogue yet.
CREATE TABLE import_item (
  client_id uuid NOT NULL,
  run_id uuid NOT NULL,
  position integer NOT NULL,
  external_id text NOT NULL,
  sku text NOT NULL DEFAULT '',
  name text NOT NULL,
  kind text NOT NULL,
  price_minor bigint,
  thumb_url text,
  pictures integer NOT NULL DEFAULT 0,
  -- How much of what a good picture needs is known, in percent.
  completeness smallint NOT NULL CHECK (completeness BETWEEN 0 AND 100),
  outcome text NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'duplicate', 'binned')),
  -- The product here that it seems to be.
  twin_id uuid,
  chosen boolean NOT NULL DEFAULT true,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'gone')),
  PRIMARY KEY (client_id, run_id, position),
  UNIQUE (client_id, run_id, external_id),
  FOREIGN KEY (client_id, run_id) REFERENCES import_run ON DELETE CASCADE
);
CREATE INDEX import_item_waiting ON import_item (client_id, run_id, position)
  WHERE chosen AND state = 'waiting';

-- What an import did to each product, and how it was before: an import can be taken back.
CREATE TABLE import_change (
  client_id uuid NOT NULL,
  run_id uuid NOT NULL,
  product_id uuid NOT NULL,
  -- How it was; NULL for a product that the import made.
  was jsonb,
  undone text CHECK (undone IN ('reversed', 'kept', 'impossible')),
  why text,
  PRIMARY KEY (client_id, run_id, product_id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE
);

CREATE FUNCTION remember_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO import_change (client_id, run_id, product_id)
    VALUES (NEW.client_id, current_setting('epox.import')::uuid, NEW.id);
  ELSIF (OLD.name, OLD.description, OLD.sku, OLD.price_minor, OLD.width_mm, OLD.height_mm,
      OLD.depth_mm, OLD.gone_at, OLD.deleted_at) IS DISTINCT FROM
    (NEW.name, NEW.description, NEW.sku, NEW.price_minor, NEW.width_mm, NEW.height_mm,
      NEW.depth_mm, NEW.gone_at, NEW.deleted_at)
  THEN
    INSERT INTO import_change (client_id, run_id, product_id, was)
    VALUES (NEW.client_id, current_setting('epox.import')::uuid, NEW.id, jsonb_build_object(
      'name', OLD.name, 'description', OLD.description, 'sku', OLD.sku,
      'price_minor', OLD.price_minor, 'width_mm', OLD.width_mm, 'height_mm', OLD.height_mm,
      'depth_mm', OLD.depth_mm, 'gone_at', OLD.gone_at, 'deleted_at', OLD.deleted_at))
    -- Met twice by one import: how it was is how the first meeting found it.
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER remember_import AFTER INSERT OR UPDATE ON product FOR EACH ROW
  WHEN (coalesce(current_setting('epox.import', true), '') <> '')
  EXECUTE FUNCTION remember_import();

-- How many products the store counts in a category; for choosing what to import.
ALTER TABLE category ADD COLUMN store_count integer;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['import_item', 'import_change']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO epox_system', name);
  END LOOP;
END $$;

CREATE INDEX product_import ON product (client_id, last_import) WHERE last_import IS NOT NULL;
