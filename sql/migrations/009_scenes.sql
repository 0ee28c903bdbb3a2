-- What a run's pictures show beside its product, and on what: other products, a plain background's
-- colour, and the picture whose palette and mood are wanted.

ALTER TABLE flow
  ADD COLUMN colour text CHECK (colour ~ '^#[0-9A-Fa-f]{6}$'),
  ADD COLUMN inspiration text;

CREATE TABLE flow_companion (
  client_id uuid NOT NULL,
  flow_id uuid NOT NULL,
  place integer NOT NULL CHECK (place BETWEEN 2 AND 6),
  product_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  PRIMARY KEY (client_id, flow_id, place),
  UNIQUE (client_id, flow_id, product_id),
  FOREIGN KEY (client_id, flow_id) REFERENCES flow ON DELETE CASCADE,
  FOREIGN KEY (client_id, product_id) REFERENCES product ON DELETE CASCADE,
  FOREIGN KEY (client_id, picture_id) REFERENCES product_picture ON DELETE CASCADE
);

ALTER TABLE flow_companion ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_companion FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON flow_companion USING (client_id = current_client());
CREATE POLICY everything ON flow_companion TO epox_owner, epox_system USING (true);
GRANT SELECT ON flow_companion TO epox_system;
GRANT SELECT, INSERT ON flow_companion TO epox_app;
