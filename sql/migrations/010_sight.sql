-- What is seen in product pictures, and how true generated pictures show their product.

CREATE TABLE picture_sight (
  client_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  -- The file that was looked at; a picture may get another one.
  original text NOT NULL,
  -- Palette, background, sharpness, exposure and outline, as the imaging program tells them.
  analysis jsonb NOT NULL,
  -- The perceptual hash, to find the same picture again: 16 hexadecimal digits.
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{16}$'),
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, picture_id),
  FOREIGN KEY (client_id, picture_id) REFERENCES product_picture ON DELETE CASCADE
);

CREATE TABLE asset_fidelity (
  client_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  -- All from 0 to 100; the score is made of the other three.
  score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
  silhouette double precision NOT NULL CHECK (silhouette BETWEEN 0 AND 100),
  colour double precision NOT NULL CHECK (colour BETWEEN 0 AND 100),
  structure double precision NOT NULL CHECK (structure BETWEEN 0 AND 100),
  -- The picture that shows where the product is not as it should be.
  heat_map text NOT NULL,
  measured_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, asset_id),
  FOREIGN KEY (client_id, asset_id) REFERENCES asset ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['picture_sight', 'asset_fidelity']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
