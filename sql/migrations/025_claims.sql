-- Bad results: the credit of a picture comes back by a rule that is data, and that everybody can
-- read. The newest version counts.
CREATE TABLE claim_rule (
  version integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  -- So many of a month's pictures may be claimed: a share of them, but as many as `month_least`
  -- in any case.
  month_percent smallint NOT NULL CHECK (month_percent BETWEEN 0 AND 100),
  month_least smallint NOT NULL CHECK (month_least BETWEEN 0 AND 1000),
  -- How long after it was made.
  days smallint NOT NULL CHECK (days BETWEEN 1 AND 365),
  -- Below this fidelity a picture may always be claimed, and is not counted.
  score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  since timestamptz NOT NULL DEFAULT now()
);
INSERT INTO claim_rule (month_percent, month_least, days, score) VALUES (5, 2, 14, 90);

CREATE TABLE claim (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  asset_id uuid NOT NULL,
  credits integer NOT NULL CHECK (credits > 0),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
  by_score boolean NOT NULL,
  rule integer NOT NULL REFERENCES claim_rule,
  person_id uuid REFERENCES person ON DELETE SET NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, asset_id),
  FOREIGN KEY (client_id, asset_id) REFERENCES asset ON DELETE CASCADE
);

ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON claim USING (client_id = current_client());
CREATE POLICY everything ON claim TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT ON claim TO epox_app;
GRANT SELECT ON claim TO epox_system;
GRANT SELECT ON claim_rule TO epox_app, epox_system;
GRANT INSERT ON claim_rule TO epox_system;

-- How many more of this month's pictures may be claimed.
CREATE FUNCTION claims_left() RETURNS integer LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT greatest(0, greatest(r.month_least, (SELECT count(*) FROM credit_reservation c
      WHERE c.client_id = current_client() AND c.state = 'captured'
        AND c.settled_at >= date_trunc('month', now())) * r.month_percent / 100)
    - (SELECT count(*) FROM claim c WHERE c.client_id = current_client() AND NOT c.by_score
        AND c.at >= date_trunc('month', now())))::integer
  FROM claim_rule r ORDER BY r.version DESC LIMIT 1
$$;

-- Gives a picture's credits back because it is bad: 'done', or in a word why not. Credits of a lot
-- that never expires never expire either; others are good for thirty days at least.
CREATE FUNCTION claim_picture(picture uuid, who uuid, why text) RETURNS text
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE rule claim_rule; paid credit_reservation; is_untrue boolean; judged text; ends timestamptz;
BEGIN
  -- One after the other, so that two at once do not share the last place.
  PERFORM pg_advisory_xact_lock(hashtextextended('claim/' || current_client(), 7203909));
  SELECT * INTO rule FROM claim_rule ORDER BY version DESC LIMIT 1;
  SELECT approval INTO judged FROM asset WHERE client_id = current_client() AND id = picture
    AND state = 'generated' AND deleted_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN 'missing'; END IF;
  IF EXISTS (SELECT FROM claim WHERE client_id = current_client() AND asset_id = picture) THEN
    RETURN 'claimed';
  END IF;
  SELECT * INTO paid FROM credit_reservation WHERE client_id = current_client()
    AND state = 'captured' AND (starts_with(cause, 'asset/' || picture || '/')
      OR cause = 'edit/' || picture) LIMIT 1;
  IF NOT FOUND THEN RETURN 'free'; END IF;
  IF judged = 'approved' THEN RETURN 'approved'; END IF;
  IF paid.settled_at < now() - make_interval(days => rule.days) THEN RETURN 'late'; END IF;
  SELECT coalesce(min(score) < rule.score, false) INTO is_untrue FROM asset_fidelity
  WHERE client_id = current_client() AND asset_id = picture;
  IF NOT is_untrue AND claims_left() = 0 THEN RETURN 'used'; END IF;
  INSERT INTO claim (client_id, asset_id, credits, reason, by_score, rule, person_id)
  VALUES (current_client(), picture, paid.credits, why, is_untrue, rule.version, who);
  SELECT CASE WHEN bool_or(l.expires_at IS NULL) THEN NULL
    ELSE greatest(max(l.expires_at), now() + interval '30 days') END INTO ends
  FROM credit_hold h JOIN credit_lot l ON l.client_id = h.client_id AND l.id = h.lot_id
  WHERE h.client_id = current_client() AND h.cause = paid.cause;
  PERFORM credit_add('refund', paid.credits, 'claim/' || picture, ends, 'Bad result: ' || why);
  RETURN 'done';
END $$;
