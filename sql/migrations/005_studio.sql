-- Runs of the studio, the pictures they make, and what people decide about them.

CREATE TABLE flow (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'configured' CHECK (
    state IN ('empty', 'configured', 'generating', 'completed', 'partly failed', 'failed')),
  room text NOT NULL,
  mood text NOT NULL,
  aspect text NOT NULL CHECK (aspect IN ('1:1', '4:3', '3:4', '16:9', '9:16', '4:5')),
  variants integer NOT NULL CHECK (variants BETWEEN 1 AND 8),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  FOREIGN KEY (client_id, picture_id) REFERENCES product_picture ON DELETE CASCADE
);
CREATE INDEX flow_product ON flow (client_id, product_id, id DESC);

CREATE TABLE asset (
  client_id uuid NOT NULL,
  id uuid NOT NULL,
  flow_id uuid NOT NULL,
  product_id uuid NOT NULL,
  variant integer NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'generated', 'failed')),
  approval text NOT NULL DEFAULT 'open' CHECK (approval IN ('open', 'approved', 'rejected')),
  decided_by uuid,
  decided_at timestamptz,
  reason text,
  original text,
  large text,
  thumb text,
  width integer,
  height integer,
  alt text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, flow_id) REFERENCES flow ON DELETE CASCADE,
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  UNIQUE (client_id, flow_id, variant),
  CHECK ((state = 'generated') = (original IS NOT NULL)),
  CHECK (approval = 'open' OR state = 'generated')
);
CREATE INDEX asset_product ON asset (client_id, product_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX asset_newest ON asset (client_id, id DESC) WHERE deleted_at IS NULL;

-- Every decision, for undo and for whoever asks later; rows are only ever added.
CREATE TABLE asset_decision (
  client_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT uuid7(),
  asset_id uuid NOT NULL,
  was text NOT NULL,
  became text NOT NULL,
  person_id uuid,
  is_undo boolean NOT NULL DEFAULT false,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  FOREIGN KEY (client_id, asset_id) REFERENCES asset ON DELETE CASCADE
);
CREATE INDEX asset_decision_asset ON asset_decision (client_id, asset_id, id DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['flow', 'asset', 'asset_decision']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON flow, asset TO epox_app;
GRANT SELECT, INSERT ON asset_decision TO epox_app;
