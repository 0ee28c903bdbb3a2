-- Keys with which programs come in. Only a hash is kept; the key itself is shown once.
CREATE TABLE api_key (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  token_hash bytea NOT NULL UNIQUE,
  -- The beginning, to know it again by.
  hint text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('read', 'write')),
  -- Who made it: what it does is done in that name, and it ends when that person leaves.
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (client_id, id)
);
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON api_key USING (client_id = current_client());
CREATE POLICY everything ON api_key TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE (revoked_at) ON api_key TO epox_app;
GRANT SELECT ON api_key TO epox_system;

-- Whose key it is, in the shape of `admit`, and whether the account's plan lets programs in. A key
-- opens no more than an editor's door.
CREATE FUNCTION admit_key(token bytea)
RETURNS TABLE (
  key_id uuid, person_id uuid, person_name text, email text, is_verified boolean,
  is_administrator boolean, csrf_token text, client_id uuid, client_name text, role text,
  currency text, time_zone text, credits integer, seen_at timestamptz, has_api boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE mine api_key; before text := current_setting('epox.client_id', true); allows boolean;
BEGIN
  SELECT k.* INTO mine FROM api_key k WHERE k.token_hash = token AND k.revoked_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('epox.client_id', mine.client_id::text, true);
  SELECT p.has_api INTO allows FROM plan_in_force() p;
  PERFORM set_config('epox.client_id', coalesce(before, ''), true);
  UPDATE api_key k SET used_at = now() WHERE k.client_id = mine.client_id AND k.id = mine.id
    AND (k.used_at IS NULL OR k.used_at < now() - interval '1 minute');
  RETURN QUERY SELECT mine.id, p.id, p.name, p.email, p.verified_at IS NOT NULL, false, ''::text,
    c.id, c.name,
    CASE WHEN mine.scope = 'read' OR m.role = 'viewer' THEN 'viewer' ELSE 'editor' END,
    c.currency, c.time_zone, coalesce(b.credits, 0), now(), coalesce(allows, false)
  FROM person p
  JOIN membership m ON m.person_id = p.id AND m.client_id = mine.client_id
  JOIN client c ON c.id = m.client_id
  LEFT JOIN credit_balance b ON b.client_id = c.id
  WHERE p.id = mine.person_id;
END $$;
REVOKE ALL ON FUNCTION admit_key FROM public;
GRANT EXECUTE ON FUNCTION admit_key TO epox_app;
