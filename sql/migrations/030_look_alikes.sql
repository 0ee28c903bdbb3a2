-- Pictures that look alike are paired when they arrive, so that showing pairs costs as much as
-- there are pairs. What the merchant has looked at and kept is not told again.

CREATE TABLE look_alike (
  client_id uuid NOT NULL,
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  -- In how many of 64 bits their perceptual hashes differ.
  distance smallint NOT NULL CHECK (distance BETWEEN 0 AND 7),
  found_at timestamptz NOT NULL DEFAULT now(),
  dismissed_at timestamptz,
  dismissed_by uuid,
  PRIMARY KEY (client_id, one_id, other_id),
  FOREIGN KEY (client_id, one_id) REFERENCES product_picture ON DELETE CASCADE,
  FOREIGN KEY (client_id, other_id) REFERENCES product_picture ON DELETE CASCADE,
  CHECK (one_id < other_id)
);
CREATE INDEX look_alike_other ON look_alike (client_id, other_id);
CREATE INDEX look_alike_open ON look_alike (client_id, distance, found_at)
  WHERE dismissed_at IS NULL;

-- What an import could bring is compared by picture as well.
ALTER TABLE import_item
  ADD COLUMN compared boolean NOT NULL DEFAULT false,
  ADD COLUMN is_twin_by_picture boolean NOT NULL DEFAULT false;

ALTER TABLE look_alike ENABLE ROW LEVEL SECURITY;
ALTER TABLE look_alike FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON look_alike USING (client_id = current_client());
CREATE POLICY everything ON look_alike TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON look_alike TO epox_app;
GRANT SELECT ON look_alike TO epox_system;
