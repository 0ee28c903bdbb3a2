-- Grants that are large enough to need a second pair of eyes.
CREATE TABLE credit_request (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  credits integer NOT NULL CHECK (credits BETWEEN -1000000 AND 1000000 AND credits <> 0),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
  asked_by uuid NOT NULL REFERENCES person,
  asked_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid REFERENCES person,
  decided_at timestamptz,
  is_approved boolean,
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((decided_by IS NULL) = (is_approved IS NULL)),
  -- Nobody approves what they asked for themselves.
  CONSTRAINT four_eyes CHECK (decided_by <> asked_by OR NOT is_approved)
);
GRANT SELECT, INSERT, UPDATE ON credit_request TO epox_system;
