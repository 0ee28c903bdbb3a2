-- Functions that every page, every delivery and every credit goes through. In the language SQL
-- PostgreSQL reads and plans a function's text anew with every call; in PL/pgSQL each connection
-- does it once.

CREATE OR REPLACE FUNCTION admit(token bytea)
RETURNS TABLE (session_id uuid, person_id uuid, person_name text, email text, is_verified boolean,
  is_administrator boolean, csrf_token text, client_id uuid, client_name text, role text,
  currency text, time_zone text, credits integer, seen_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT s.id, p.id, p.name, p.email, p.verified_at IS NOT NULL, p.is_administrator,
    s.csrf_token, c.id, c.name, m.role, c.currency, c.time_zone, coalesce(b.credits, 0), s.seen_at
  FROM session s
  JOIN person p ON p.id = s.person_id
  LEFT JOIN membership m ON m.person_id = p.id AND m.client_id = s.client_id
  LEFT JOIN client c ON c.id = m.client_id
  LEFT JOIN credit_balance b ON b.client_id = c.id
  WHERE s.token_hash = token AND s.expires_at > now();
END $$;

CREATE OR REPLACE FUNCTION webhook_store(wanted uuid)
RETURNS TABLE (client_id uuid, platform text, webhook_secret text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT s.client_id, s.platform, s.webhook_secret FROM store s
  WHERE s.id = wanted AND s.state <> 'disconnected';
END $$;

CREATE OR REPLACE FUNCTION plan_in_force() RETURNS plan
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE mine plan;
BEGIN
  SELECT (candidate.p).* INTO mine FROM (
    SELECT p, p.credits AS worth FROM subscription s JOIN plan p ON p.id = s.plan_id
    WHERE s.client_id = current_client() AND (s.status IN ('active', 'trialing')
      OR s.status = 'past_due' AND s.grace_until > now())
    UNION ALL
    SELECT p, -1 FROM plan p WHERE p.code = 'free' AND p.is_offered
  ) AS candidate(p, worth) ORDER BY worth DESC LIMIT 1;
  RETURN mine;
END $$;

-- Pictures that could not be made or were thrown away take no room from here on.
CREATE OR REPLACE FUNCTION plan_use(kind text) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
  CASE kind
    WHEN 'products' THEN
      RETURN (SELECT count(*) FROM product
        WHERE client_id = current_client() AND deleted_at IS NULL);
    WHEN 'seats' THEN
      RETURN (SELECT count(*) FROM membership WHERE client_id = current_client())
        + (SELECT count(*) FROM invitation WHERE client_id = current_client()
          AND accepted_at IS NULL AND expires_at > now());
    WHEN 'pictures' THEN
      RETURN (SELECT count(*) FROM product_picture
          WHERE client_id = current_client() AND removed_at IS NULL AND state <> 'failed')
        + (SELECT count(*) FROM asset
          WHERE client_id = current_client() AND deleted_at IS NULL AND state <> 'failed');
  END CASE;
END $$;

CREATE OR REPLACE FUNCTION credit_enter(
  kind text, cause text, amount integer, held integer, owed integer, reason text DEFAULT '')
RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason)
  VALUES (current_client(), credit_enter.kind, credit_enter.cause, credit_enter.amount,
    credit_enter.held, credit_enter.owed, credit_enter.reason);
END $$;

CREATE OR REPLACE FUNCTION credit_hash(previous bytea, entry credit_transaction) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(previous || convert_to(concat_ws('|', entry.client_id, entry.number, entry.kind,
    entry.amount, entry.held, entry.owed, entry.balance_after,
    (extract(epoch FROM entry.at) * 1000000)::bigint, length(entry.cause), entry.cause,
    entry.reason), 'UTF8'));
END $$;
