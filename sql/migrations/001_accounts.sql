-- People, their accounts and how they come in.
--
-- Roles: epox_owner owns everything and runs migrations only; epox_app sees one account per
-- transaction (the setting epox.client_id); epox_system works across accounts.

CREATE FUNCTION current_client() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('epox.client_id', true), '')::uuid;

-- UUID version 7 in the database, for rows that SQL makes by itself.
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TABLE client (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  time_zone text NOT NULL DEFAULT 'UTC',
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  locale text NOT NULL DEFAULT 'en',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  email text NOT NULL CHECK (length(email) <= 254 AND email = lower(email)),
  password_hash text NOT NULL,
  is_administrator boolean NOT NULL DEFAULT false,
  verified_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_email ON person (email);

CREATE TABLE membership (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  client_id uuid REFERENCES client ON DELETE CASCADE,
  csrf_token text NOT NULL,
  user_agent text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Links sent by mail: used once, then gone.
CREATE TABLE email_token (
  token_hash bytea PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('verify', 'reset')),
  expires_at timestamptz NOT NULL
);
CREATE INDEX email_token_person ON email_token (person_id, purpose);

CREATE TABLE invitation (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
  invited_by uuid REFERENCES person ON DELETE SET NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  PRIMARY KEY (client_id, id)
);
CREATE UNIQUE INDEX invitation_open ON invitation (client_id, email) WHERE accepted_at IS NULL;

-- Failed sign-ins, counted per address and per account, so that guessing gets slow.
CREATE TABLE sign_in_failure (
  subject text PRIMARY KEY,
  failures integer NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL
);

CREATE TABLE audit_event (
  client_id uuid REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  person_id uuid REFERENCES person ON DELETE SET NULL,
  action text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX audit_event_client ON audit_event (client_id, id);

ALTER TABLE client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON client USING (id = current_client());
CREATE POLICY own ON membership USING (client_id = current_client());
CREATE POLICY own ON invitation USING (client_id = current_client());
CREATE POLICY own ON audit_event USING (client_id = current_client());
CREATE POLICY everything ON client TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON membership TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON invitation TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON audit_event TO epox_owner, epox_system USING (true);

-- What must be known before the account is: these run with the owner's rights and answer one
-- narrow question each.
CREATE FUNCTION accounts_of(person uuid)
RETURNS TABLE (client_id uuid, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.id, c.name, m.role FROM membership m JOIN client c ON c.id = m.client_id
  WHERE m.person_id = person ORDER BY c.name, c.id
$$;

CREATE FUNCTION open_invitation(token bytea)
RETURNS TABLE (client_id uuid, client_name text, email text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.id, c.name, i.email, i.role FROM invitation i JOIN client c ON c.id = i.client_id
  WHERE i.token_hash = token AND i.accepted_at IS NULL AND i.expires_at > now()
$$;

GRANT SELECT, INSERT, UPDATE ON client TO epox_app, epox_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  person, membership, session, email_token, invitation, sign_in_failure TO epox_app, epox_system;
GRANT SELECT, INSERT ON audit_event TO epox_app, epox_system;
REVOKE ALL ON FUNCTION accounts_of, open_invitation FROM public;
GRANT EXECUTE ON FUNCTION accounts_of, open_invitation TO epox_app, epox_system;
