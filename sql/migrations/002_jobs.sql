-- Work that a request leaves to the workers.

CREATE TABLE job (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  -- At most one unfinished job has a key; a second one with it is the same job.
  unique_key text,
  state text NOT NULL DEFAULT 'ready' CHECK (
    state IN ('ready', 'running', 'paused', 'done', 'cancelled', 'parked')),
  -- 0 before everything, 9 when nothing else is to be done.
  priority smallint NOT NULL DEFAULT 5 CHECK (priority BETWEEN 0 AND 9),
  run_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  -- The lease is the fence: only who holds the newest number may finish the job.
  lease bigint NOT NULL DEFAULT 0,
  leased_until timestamptz,
  wish text CHECK (wish IN ('pause', 'cancel')),
  -- Asked for again while it ran: it runs once more when it is done.
  again boolean NOT NULL DEFAULT false,
  place jsonb,
  done_count integer NOT NULL DEFAULT 0,
  total_count integer,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((state = 'running') = (leased_until IS NOT NULL))
);
CREATE INDEX job_ready ON job (client_id, priority, run_at, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (leased_until) WHERE state = 'running';
CREATE INDEX job_running_client ON job (client_id) WHERE state = 'running';
CREATE INDEX job_parked ON job (finished_at) WHERE state = 'parked';
CREATE INDEX job_finished ON job (finished_at) WHERE state IN ('done', 'cancelled');
CREATE UNIQUE INDEX job_unique ON job (client_id, unique_key)
  WHERE unique_key IS NOT NULL AND state IN ('ready', 'running', 'paused');

ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON job USING (client_id = current_client());
CREATE POLICY everything ON job TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE ON job TO epox_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON job TO epox_system;
