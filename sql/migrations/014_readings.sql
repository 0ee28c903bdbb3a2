-- What a model reads in product pictures, what merchants correct of it, and which pictures look
-- alike.

CREATE TABLE picture_reading (
  client_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  -- The file that was looked at; a picture may get another one.
  original text NOT NULL,
  type text,
  materials text[] NOT NULL DEFAULT '{}',
  styles text[] NOT NULL DEFAULT '{}',
  rooms text[] NOT NULL DEFAULT '{}',
  -- Why there are no words, for the merchant.
  reason text,
  read_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, picture_id),
  FOREIGN KEY (client_id, picture_id) REFERENCES product_picture ON DELETE CASCADE,
  CHECK ((type IS NULL) = (reason IS NOT NULL))
);

-- The merchant's own words for a product: they win over whatever was seen, and stay when its
-- pictures are looked at again. What is NULL was not corrected.
CREATE TABLE product_words (
  client_id uuid NOT NULL,
  product_id uuid NOT NULL,
  type text,
  materials text[],
  styles text[],
  rooms text[],
  corrected_by uuid,
  corrected_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, product_id),
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE
);

-- The eight bytes of each perceptual hash. Of two hashes that differ in seven bits or fewer at
-- least one byte is the same, so look-alikes are found by index.
CREATE TABLE picture_band (
  client_id uuid NOT NULL,
  band smallint NOT NULL CHECK (band BETWEEN 0 AND 7),
  value smallint NOT NULL CHECK (value BETWEEN 0 AND 255),
  picture_id uuid NOT NULL,
  -- All of it, so that the index alone tells how far two are apart.
  hash bit(64) NOT NULL,
  PRIMARY KEY (client_id, band, value, picture_id) INCLUDE (hash),
  FOREIGN KEY (client_id, picture_id) REFERENCES product_picture ON DELETE CASCADE
);
CREATE INDEX picture_band_picture ON picture_band (client_id, picture_id);
INSERT INTO picture_band (client_id, band, value, picture_id, hash)
SELECT client_id, band, get_byte(decode(hash, 'hex'), band), picture_id, ('x' || hash)::bit(64)
FROM picture_sight, generate_series(0, 7) band;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['picture_reading', 'product_words', 'picture_band']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
