-- Stores of any platform: what differs between them is the platform's own affair.

ALTER TABLE store
  DROP CONSTRAINT store_platform_check,
  DROP CONSTRAINT store_access_check,
  ADD CONSTRAINT store_platform_check CHECK (platform ~ '^[a-z]{2,30}$'),
  ALTER COLUMN access SET DEFAULT '',
  -- What the platform knows the shop by; its address may change.
  ADD COLUMN identity text NOT NULL DEFAULT '',
  ADD COLUMN token_ends_at timestamptz,
  -- A token could not be renewed: only the merchant can mend that, not a call that still succeeds.
  ADD COLUMN keys_dead boolean NOT NULL DEFAULT false,
  ADD COLUMN calls_left integer,
  ADD COLUMN calls_most integer,
  -- New products of the store come here by themselves.
  ADD COLUMN follows_new boolean NOT NULL DEFAULT false,
  -- Changes up to this moment are known.
  ADD COLUMN swept_until timestamptz,
  ADD COLUMN webhooks_checked_at timestamptz,
  ADD COLUMN examined_at timestamptz,
  ADD COLUMN findings jsonb NOT NULL DEFAULT '[]';
UPDATE store SET identity = url, follows_new = EXISTS (
  SELECT 1 FROM import_run i WHERE i.client_id = store.client_id AND i.store_id = store.id);
CREATE INDEX store_token_ends ON store (token_ends_at)
  WHERE state = 'connected' AND token_ends_at IS NOT NULL;
CREATE INDEX store_identity ON store (platform, identity) WHERE state <> 'disconnected';

ALTER TABLE product
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN attributes jsonb NOT NULL DEFAULT '[]',
  -- What only the product's platform knows, as it came.
  ADD COLUMN extra jsonb NOT NULL DEFAULT '{}',
  -- The store's stamp after our last write there: news about it that is no newer is an echo.
  ADD COLUMN written_at timestamptz;

-- An approval that a merchant was sent away to give; its secret comes back once.
CREATE TABLE store_approval (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  state_hash bytea NOT NULL,
  session_id uuid NOT NULL,
  platform text NOT NULL,
  -- The shop that was meant.
  shop text NOT NULL,
  -- What the store's server delivered meanwhile, sealed.
  delivered text,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (client_id, state_hash)
);
CREATE UNIQUE INDEX store_approval_state ON store_approval (state_hash);
ALTER TABLE store_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE store_approval FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON store_approval USING (client_id = current_client());
CREATE POLICY everything ON store_approval TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON store_approval TO epox_app;
GRANT SELECT, DELETE ON store_approval TO epox_system;

-- A store's server delivers keys without a session: the secret alone finds the row, once.
CREATE FUNCTION deliver_approval(wanted bytea, of_platform text, sealed text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
  WITH kept AS (
    UPDATE store_approval SET delivered = sealed
    WHERE state_hash = wanted AND platform = of_platform AND delivered IS NULL AND used_at IS NULL
      AND created_at > now() - interval '10 minutes'
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM kept)
$$;
REVOKE ALL ON FUNCTION deliver_approval FROM public;
GRANT EXECUTE ON FUNCTION deliver_approval TO epox_app;

DROP FUNCTION webhook_store;
CREATE FUNCTION webhook_store(wanted uuid)
RETURNS TABLE (client_id uuid, platform text, webhook_secret text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT s.client_id, s.platform, s.webhook_secret FROM store s
  WHERE s.id = wanted AND s.state <> 'disconnected'
$$;
REVOKE ALL ON FUNCTION webhook_store FROM public;
GRANT EXECUTE ON FUNCTION webhook_store TO epox_app, epox_system;

-- News that a platform sends for a shop as a whole names the shop, not the connection.
CREATE FUNCTION stores_of_shop(of_platform text, shop text)
RETURNS TABLE (client_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT s.client_id, s.id FROM store s
  WHERE s.platform = of_platform AND s.identity = shop AND s.state <> 'disconnected'
$$;
REVOKE ALL ON FUNCTION stores_of_shop FROM public;
GRANT EXECUTE ON FUNCTION stores_of_shop TO epox_app, epox_system;

-- Why a piece of news led to nothing: an echo of our own write, or older than what is known.
ALTER TABLE webhook_event ADD COLUMN skipped text CHECK (skipped IN ('echo', 'old'));
-- New products come by themselves only where the merchant wanted all of them.
GRANT UPDATE (swept_until) ON store TO epox_system;
