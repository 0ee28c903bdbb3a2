-- What goes back of a payment follows from how the payment stands, whatever the order of the news.

ALTER TABLE payment
  -- How often credits moved because something went back: each time under a cause of its own.
  ADD moves integer NOT NULL DEFAULT 0,
  -- The subscription and the period that were paid, where it was no pack and no upgrade: its
  -- credits come month by month.
  ADD subscription text,
  ADD period_start timestamptz,
  ADD period_end timestamptz,
  ADD CHECK ((subscription IS NULL) = (period_start IS NULL)
    AND (subscription IS NULL) = (period_end IS NULL));

-- Takes the credits that belong to what went back, or gives back what was taken too much. A
-- period's credits are all that were granted for it so far: of a year, all its months.
CREATE FUNCTION settle_payment(pay text) RETURNS integer
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine payment; brought integer; due integer; is_disputed boolean; purpose text;
BEGIN
  SELECT * INTO mine FROM payment WHERE client_id = current_client() AND id = pay FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  brought := mine.credits;
  IF mine.subscription IS NOT NULL THEN
    SELECT coalesce(sum(l.amount), 0) INTO brought FROM credit_lot l
    WHERE l.client_id = mine.client_id AND l.source = 'plan'
      AND starts_with(l.cause, 'plan/' || mine.subscription || '/')
      AND to_timestamp(split_part(l.cause, '/', 3)::bigint) >= mine.period_start
      AND to_timestamp(split_part(l.cause, '/', 3)::bigint) < mine.period_end;
  END IF;
  is_disputed := coalesce(mine.dispute, 'won') NOT IN ('won', 'warning_closed', 'prevented');
  due := CASE WHEN is_disputed THEN brought
    ELSE floor(brought::numeric * mine.refunded / mine.amount) END;
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

-- Keeps what went back of a payment, and moves the credits that belong to it. A dispute takes all
-- until it is won; then they come back.
CREATE OR REPLACE FUNCTION keep_refund(pay text, back integer, quarrel text, quarrel_status text)
RETURNS integer LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  UPDATE payment SET refunded = back, dispute = quarrel_status
  WHERE client_id = current_client() AND id = pay;
  RETURN settle_payment(pay);
END $$;

-- As before; and what is granted for money that went back goes back with it.
CREATE OR REPLACE FUNCTION grant_months(sub text) RETURNS integer
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine subscription; bought plan; starts timestamptz; granted integer := 0; month integer := 0;
BEGIN
  SELECT * INTO mine FROM subscription
  WHERE client_id = current_client() AND id = sub AND paid_until IS NOT NULL
    AND status IN ('active', 'trialing') FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT * INTO bought FROM plan WHERE id = mine.plan_id;
  LOOP
    starts := mine.period_start + make_interval(months => month);
    EXIT WHEN starts >= mine.paid_until OR bought.credits = 0;
    -- A month that Stripe says is paid has begun, whatever our clock says; later ones follow ours.
    EXIT WHEN month > 0 AND starts > now();
    IF least(starts + interval '1 month', mine.period_end) > now() AND credit_add(
      'plan', bought.credits, 'plan/' || sub || '/' || extract(epoch FROM starts)::bigint,
      least(starts + interval '1 month', mine.period_end), bought.name) THEN
      granted := granted + bought.credits;
    END IF;
    month := month + 1;
  END LOOP;
  PERFORM settle_payment(p.id) FROM payment p
  WHERE p.client_id = mine.client_id AND p.subscription = sub
    AND (p.refunded > 0 OR p.dispute IS NOT NULL);
  RETURN granted;
END $$;
