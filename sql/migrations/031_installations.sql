-- An installation that begins in the store itself names no account: its keys wait, sealed, until an
-- owner says in the same browser whose store it is. Nobody's yet, so no account's rows are in here.

CREATE TABLE store_installation (
  token_hash bytea PRIMARY KEY,
  platform text NOT NULL,
  shop text NOT NULL,
  -- What the merchant knows the store by.
  title text NOT NULL,
  sealed text NOT NULL,
  -- Whether the secret lies in a browser's cookie, or still in a link that works once.
  is_bound boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX store_installation_shop ON store_installation (platform, shop);
GRANT SELECT, INSERT, UPDATE, DELETE ON store_installation TO epox_app;
GRANT SELECT, DELETE ON store_installation TO epox_system;
