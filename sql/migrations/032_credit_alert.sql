-- The lot with which owners were told that credits run out: once when few are left, once when none
-- are, and again only after new ones came.
CREATE TABLE credit_alert (
  client_id uuid PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  lot_id uuid NOT NULL,
  is_out boolean NOT NULL
);
ALTER TABLE credit_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_alert FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON credit_alert USING (client_id = current_client());
CREATE POLICY everything ON credit_alert TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE ON credit_alert TO epox_app, epox_system;
