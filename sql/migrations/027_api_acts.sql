-- What programs did under an Idempotency-Key: the same again has the same answer, something else
-- under the same key is refused. Kept for a day.
CREATE TABLE api_act (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- A hash of what was asked.
  asked bytea NOT NULL,
  -- What came of it.
  subject uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, key)
);
CREATE INDEX api_act_time ON api_act (at);
ALTER TABLE api_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_act FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON api_act USING (client_id = current_client());
CREATE POLICY everything ON api_act TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT ON api_act TO epox_app;
GRANT SELECT, DELETE ON api_act TO epox_system;
