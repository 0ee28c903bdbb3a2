-- Staff sign in by themselves: the session of a merchant opens nothing there, and theirs nothing
-- here. It ends after a quiet hour, and after half a day in any case.
CREATE TABLE staff_session (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  token_hash bytea NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  csrf_token text NOT NULL,
  user_agent text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '1 hour'
);
CREATE INDEX staff_session_person ON staff_session (person_id);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_session TO epox_app, epox_system;
