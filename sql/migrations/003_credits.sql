-- What work costs: one balance an account, and a row for every movement.

CREATE TABLE credit_balance (
  client_id uuid PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  credits integer NOT NULL CONSTRAINT enough_credits CHECK (credits >= 0)
);

CREATE TABLE credit_transaction (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  amount integer NOT NULL CHECK (amount <> 0),
  kind text NOT NULL CHECK (kind IN ('trial', 'grant', 'reserve', 'release')),
  -- What caused it; each cause moves credits once.
  cause text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id),
  UNIQUE (client_id, kind, cause)
);

ALTER TABLE credit_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_balance FORCE ROW LEVEL SECURITY;
ALTER TABLE credit_transaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_transaction FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON credit_balance USING (client_id = current_client());
CREATE POLICY own ON credit_transaction USING (client_id = current_client());
CREATE POLICY everything ON credit_balance TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON credit_transaction TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE ON credit_balance TO epox_app, epox_system;
GRANT SELECT, INSERT ON credit_transaction TO epox_app, epox_system;

-- Who a session belongs to, with what every page shows, in one look-up.
CREATE FUNCTION admit(token bytea)
RETURNS TABLE (
  session_id uuid, person_id uuid, person_name text, email text, is_verified boolean,
  is_administrator boolean, csrf_token text, client_id uuid, client_name text, role text,
  currency text, time_zone text, credits integer, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT s.id, p.id, p.name, p.email, p.verified_at IS NOT NULL, p.is_administrator,
    s.csrf_token, c.id, c.name, m.role, c.currency, c.time_zone, coalesce(b.credits, 0), s.seen_at
  FROM session s
  JOIN person p ON p.id = s.person_id
  LEFT JOIN membership m ON m.person_id = p.id AND m.client_id = s.client_id
  LEFT JOIN client c ON c.id = m.client_id
  LEFT JOIN credit_balance b ON b.client_id = c.id
  WHERE s.token_hash = token AND s.expires_at > now()
$$;
REVOKE ALL ON FUNCTION admit FROM public;
GRANT EXECUTE ON FUNCTION admit TO epox_app, epox_system;
