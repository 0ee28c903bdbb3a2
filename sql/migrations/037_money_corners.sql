-- Corners of the ledger's surroundings in which two things that happen close together counted
-- twice, or not at all.

-- Keeps how a subscription stands at Stripe; answers with its status before, '' for a new one.
-- A larger plan counts at once and brings the rest of the month's difference. A smaller one
-- counts from the next period on. Which is larger follows from its credits, then from its price.
CREATE OR REPLACE FUNCTION keep_subscription(
  sub text, bought uuid, rhythm text, state text, starts timestamptz, ends timestamptz,
  is_paid boolean, is_ending boolean)
RETURNS text LANGUAGE plpgsql SET search_path = public AS $$
DECLARE old subscription; target plan; before plan; force uuid := bought; extra integer := 0;
  month_start timestamptz; month_end timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('subscription/' || sub, 7203908));
  SELECT * INTO old FROM subscription WHERE client_id = current_client() AND id = sub;
  SELECT * INTO STRICT target FROM plan WHERE id = bought;
  IF old.plan_id <> bought AND old.period_start = starts THEN
    SELECT * INTO before FROM plan WHERE id = old.plan_id;
    IF (target.credits, coalesce(target.month_price, 0))
      < (before.credits, coalesce(before.month_price, 0))
    THEN
      force := old.plan_id;
    ELSIF is_paid THEN
      -- The months that have begun belong to the plan before, whether or not anybody came to
      -- grant them yet: together with the difference the larger one would bring them again.
      UPDATE subscription SET status = state, paid_until = ends
      WHERE client_id = current_client() AND id = sub;
      PERFORM grant_months(sub);
      SELECT starts + make_interval(months => m), least(starts + make_interval(months => m + 1), ends)
      INTO month_start, month_end FROM generate_series(0, 11) m
      WHERE starts + make_interval(months => m) <= greatest(now(), starts) ORDER BY m DESC LIMIT 1;
      extra := floor((target.credits - before.credits) * least(1, greatest(0,
        extract(epoch FROM month_end - now()) / extract(epoch FROM month_end - month_start))));
    END IF;
  END IF;
  INSERT INTO subscription AS s (client_id, id, plan_id, next_plan_id, every, status, period_start,
    period_end, paid_until, ends_with_period, grace_until)
  VALUES (current_client(), sub, force, CASE WHEN force <> bought THEN bought END, rhythm, state,
    starts, ends, CASE WHEN is_paid THEN ends END, is_ending,
    CASE WHEN state = 'past_due' THEN now() + interval '7 days' END)
  ON CONFLICT (client_id, id) DO UPDATE SET plan_id = excluded.plan_id,
    next_plan_id = excluded.next_plan_id, every = rhythm, status = state, period_start = starts,
    period_end = ends, paid_until = coalesce(excluded.paid_until, s.paid_until),
    ends_with_period = is_ending, updated_at = now(),
    grace_until = CASE WHEN state = 'past_due' THEN coalesce(s.grace_until, excluded.grace_until) END,
    reminders = CASE WHEN state = 'past_due' THEN s.reminders ELSE 0 END;
  PERFORM grant_months(sub);
  IF extra > 0 THEN
    PERFORM credit_add('plan', extra, 'upgrade/' || sub || '/'
      || extract(epoch FROM month_start)::bigint || '/' || target.code, month_end,
      'From ' || before.name || ' to ' || target.name);
  END IF;
  RETURN coalesce(old.status, '');
END $$;

-- Takes the credits that belong to what went back, or gives back what was taken too much. A
-- period's credits are all that were granted for it so far: of a year, all its months. What has
-- expired unspent is gone already and is not taken once more.
CREATE OR REPLACE FUNCTION settle_payment(pay text) RETURNS integer
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine payment; brought integer; usable integer; due integer; is_disputed boolean;
  purpose text;
BEGIN
  SELECT * INTO mine FROM payment WHERE client_id = current_client() AND id = pay FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  brought := mine.credits;
  usable := mine.credits;
  IF mine.subscription IS NOT NULL THEN
    SELECT coalesce(sum(l.amount), 0), coalesce(sum(
      l.amount - CASE WHEN l.expires_at <= now() THEN l.available ELSE 0 END
        + coalesce((SELECT t.amount FROM credit_transaction t WHERE t.client_id = l.client_id
          AND t.kind = 'expire' AND t.cause = 'lot/' || l.id), 0)), 0)
    INTO brought, usable FROM credit_lot l
    WHERE l.client_id = mine.client_id AND l.source = 'plan'
      AND starts_with(l.cause, 'plan/' || mine.subscription || '/')
      AND to_timestamp(split_part(l.cause, '/', 3)::bigint) >= mine.period_start
      AND to_timestamp(split_part(l.cause, '/', 3)::bigint) < mine.period_end;
  END IF;
  is_disputed := coalesce(mine.dispute, 'won') NOT IN ('won', 'warning_closed', 'prevented');
  due := CASE WHEN is_disputed THEN brought
    ELSE floor(brought::numeric * mine.refunded / mine.amount) END;
  IF due > mine.taken THEN due := greatest(mine.taken, least(due, usable)); END IF;
  purpose := 'payment/' || pay || '/' || mine.moves + 1;
  IF due > mine.taken THEN
    PERFORM credit_take(due - mine.taken, purpose,
      CASE WHEN is_disputed THEN 'The payment is disputed' ELSE 'The payment was refunded' END);
  ELSIF due < mine.taken THEN
    PERFORM credit_add('refund', mine.taken - due, purpose, NULL,
      CASE WHEN mine.dispute IS NULL THEN 'The money did not go back' ELSE 'The dispute is over' END);
  END IF;
  UPDATE payment SET credits = brought, taken = due,
    moves = moves + CASE WHEN due = mine.taken THEN 0 ELSE 1 END
  WHERE client_id = mine.client_id AND id = pay;
  RETURN due - mine.taken;
END $$;

-- How many of the pictures that wait for their files the plan has room for, NULL without a limit.
-- Who asks has the answer to himself, as with plan_room.
CREATE FUNCTION plan_room_for_pending() RETURNS integer
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE most integer := (plan_in_force()).pictures;
BEGIN
  IF most IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('pictures' || current_client(), 7203907));
  RETURN greatest(0, most
    - (SELECT count(*) FROM product_picture
      WHERE client_id = current_client() AND removed_at IS NULL AND state = 'ready')
    - (SELECT count(*) FROM asset
      WHERE client_id = current_client() AND deleted_at IS NULL AND state <> 'failed'));
END $$;

-- What an account may spend at this moment. Who asks has the ledger to himself until his
-- transaction ends: two runs at once do not share what is left of a cap.
CREATE FUNCTION spending_room(
  OUT credits integer, OUT per_run integer, OUT per_month integer, OUT used integer)
RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM credit_lock();
  RETURN QUERY SELECT b.credits, c.per_run, c.per_month,
    CASE WHEN c.per_month IS NULL THEN 0 ELSE spent_this_month() END
  FROM credit_balance b LEFT JOIN spending_cap c ON c.client_id = b.client_id
  WHERE b.client_id = current_client();
END $$;

-- Credits that this month's work has spent or set aside; what comes back of last month's does not
-- make room in this one.
CREATE FUNCTION spent_this_month() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(sum(t.held), 0)::integer FROM credit_transaction t
  WHERE t.client_id = current_client() AND t.at >= date_trunc('month', now())
    AND (t.kind = 'reserve' OR t.kind = 'release' AND EXISTS (
      SELECT FROM credit_reservation r WHERE r.client_id = t.client_id AND r.cause = t.cause
        AND r.created_at >= date_trunc('month', now())))
$$;
REVOKE ALL ON FUNCTION spending_room, spent_this_month FROM public;
GRANT EXECUTE ON FUNCTION spending_room, spent_this_month TO epox_app, epox_system;

-- A picture and everything that was made of it by edits.
CREATE FUNCTION asset_offspring(picture uuid) RETURNS SETOF asset
LANGUAGE sql STABLE SET search_path = public AS $$
  WITH RECURSIVE family AS (
    SELECT * FROM asset WHERE client_id = current_client() AND id = picture
    UNION
    SELECT a.* FROM asset a JOIN family f ON a.client_id = f.client_id AND a.changed_from = f.id)
  SELECT * FROM family
$$;

-- Whether the credit of a picture, or of one that it was made of, came back.
CREATE FUNCTION asset_is_claimed(picture uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public AS $$
  WITH RECURSIVE family AS (
    SELECT id, client_id, changed_from FROM asset
    WHERE client_id = current_client() AND id = picture
    UNION
    SELECT a.id, a.client_id, a.changed_from FROM asset a
    JOIN family f ON a.client_id = f.client_id AND a.id = f.changed_from)
  SELECT EXISTS (SELECT FROM claim c JOIN family f ON c.client_id = f.client_id
    AND c.asset_id = f.id)
$$;

-- As before; and what was made of the picture by edits counts like the picture itself.
CREATE OR REPLACE FUNCTION claim_picture(picture uuid, who uuid, why text) RETURNS text
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
  IF EXISTS (SELECT FROM asset_offspring(picture) WHERE approval = 'approved') THEN
    RETURN 'built on';
  END IF;
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
