-- Models fail one by one: a quota, a pace and being there at all are a model's, the key and the
-- host are the vendor's. A vendor's row has no model; a model gets a row when it first fails.
ALTER TABLE engine_health ADD COLUMN model text NOT NULL DEFAULT '';
ALTER TABLE engine_health DROP CONSTRAINT engine_health_pkey;
ALTER TABLE engine_health ADD CONSTRAINT engine_health_pkey PRIMARY KEY (vendor, model);
ALTER TABLE engine_health DROP CONSTRAINT engine_health_kind_check;
ALTER TABLE engine_health ADD CONSTRAINT engine_health_kind_check
  CHECK (kind IN ('rate', 'quota', 'overload', 'key', 'model', 'room'));
GRANT INSERT ON engine_health TO epox_app;

-- Which model it was that closed a vendor was not written down; one call each finds out again.
UPDATE engine_health SET failures = 0, closed_until = NULL, kind = NULL, reason = NULL;
