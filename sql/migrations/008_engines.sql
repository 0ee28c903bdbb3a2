-- Engines that make pictures and cut products out: what an account chose, what was asked of the
-- paid ones, and how these are.

CREATE TABLE engine_choice (
  client_id uuid PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  pictures text NOT NULL DEFAULT 'built-in' CHECK (pictures IN ('built-in', 'ai')),
  cut_outs text NOT NULL DEFAULT 'built-in' CHECK (cut_outs IN ('built-in', 'ai')),
  -- What to do while the paid engine is away.
  when_away text NOT NULL DEFAULT 'wait' CHECK (when_away IN ('wait', 'built-in'))
);

-- Every paid call, written before it is made: nobody else can tell afterwards whether it was.
CREATE TABLE engine_call (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  vendor text NOT NULL CHECK (vendor IN ('gemini', 'remove.bg')),
  model text NOT NULL,
  -- What it is for, such as a picture and which of its turns.
  purpose text NOT NULL,
  job_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'begun' CHECK (
    state IN ('begun', 'answered', 'refused', 'empty', 'lost', 'away')),
  -- Why there is no picture, for the merchant.
  reason text,
  -- The answer's file, kept before anything is done with it.
  answer text,
  -- What the vendor says it took: tokens or credits.
  used numeric,
  begun_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (client_id, id),
  CHECK ((state = 'begun') = (ended_at IS NULL)),
  CHECK ((state = 'answered') = (answer IS NOT NULL))
);
CREATE INDEX engine_call_purpose ON engine_call (client_id, purpose);
-- What is under way or has been had is not asked for again.
CREATE UNIQUE INDEX engine_call_once ON engine_call (client_id, purpose)
  WHERE state IN ('begun', 'answered');
CREATE INDEX engine_call_begun ON engine_call (vendor, begun_at) WHERE state = 'begun';

-- How each paid engine is. One row for all accounts, since its key is one.
CREATE TABLE engine_health (
  vendor text PRIMARY KEY CHECK (vendor IN ('gemini', 'remove.bg')),
  -- In a row.
  failures integer NOT NULL DEFAULT 0,
  -- Until then nobody calls.
  closed_until timestamptz,
  -- A rate limit ends by itself; after anything else one call tries whether it is over.
  kind text CHECK (kind IN ('rate', 'quota', 'overload', 'key')),
  reason text,
  changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO engine_health (vendor) VALUES ('gemini'), ('remove.bg');
GRANT SELECT, UPDATE ON engine_health TO epox_app, epox_system;

-- How many calls are under way, over all accounts; a call of a worker that died is one no more.
CREATE FUNCTION engine_calls(wanted text, seconds integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*) FROM engine_call
  WHERE vendor = wanted AND state = 'begun' AND begun_at > now() - make_interval(secs => seconds)
$$;
REVOKE ALL ON FUNCTION engine_calls FROM public;
GRANT EXECUTE ON FUNCTION engine_calls TO epox_app, epox_system;

-- Which engines a run asks for, which one made a picture, and what kind of source that makes it.
ALTER TABLE flow
  ADD COLUMN engine text NOT NULL DEFAULT 'built-in' CHECK (engine IN ('built-in', 'ai')),
  ADD COLUMN cut_outs text NOT NULL DEFAULT 'built-in' CHECK (cut_outs IN ('built-in', 'ai'));
ALTER TABLE asset
  ADD COLUMN engine text CHECK (engine IN ('built-in', 'ai')),
  ADD COLUMN source text CHECK (source IN ('composite', 'ai-generated', 'ai-edited'));
UPDATE asset SET engine = 'built-in', source = 'composite' WHERE state = 'generated';
ALTER TABLE product_picture
  ADD COLUMN cut_out_by text CHECK (cut_out_by IN ('built-in', 'ai'));
UPDATE product_picture SET cut_out_by = 'built-in' WHERE cut_out IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['engine_choice', 'engine_call']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format('CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO epox_app', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_system', name);
  END LOOP;
END $$;
GRANT DELETE ON engine_call TO epox_system;
