-- What was ordered, what was paid, and what Stripe told us about it.

-- The account's name at Stripe.
CREATE TABLE billing_customer (
  client_id uuid PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  id text NOT NULL UNIQUE CHECK (length(id) <= 255)
);

-- Somebody wanted to buy a pack or a plan; the price is the one that was shown then.
CREATE TABLE purchase (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  person_id uuid REFERENCES person ON DELETE SET NULL,
  pack_id uuid REFERENCES credit_package,
  plan_id uuid REFERENCES plan,
  every text CHECK (every IN ('month', 'year')),
  amount integer NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  session text UNIQUE,
  url text,
  -- waiting: a bank takes its time. wrong: what was paid is not what was ordered.
  state text NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'waiting', 'paid', 'failed', 'expired', 'wrong')),
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz,
  PRIMARY KEY (client_id, id),
  CHECK ((pack_id IS NULL) <> (plan_id IS NULL)),
  CHECK ((plan_id IS NULL) = (every IS NULL))
);
CREATE INDEX purchase_open ON purchase (client_id, id) WHERE state IN ('open', 'waiting');

-- Money that came, the credits that it brought, and what went back.
CREATE TABLE payment (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id text NOT NULL CHECK (length(id) <= 255),
  bill text,
  amount integer NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  credits integer NOT NULL CHECK (credits >= 0),
  refunded integer NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
  -- Credits that were taken back for refunds and disputes.
  taken integer NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND credits),
  dispute text,
  paid_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id)
);
CREATE UNIQUE INDEX payment_id ON payment (id);

-- Invoices, as Stripe shows them.
CREATE TABLE bill (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id text NOT NULL CHECK (length(id) <= 255),
  number text NOT NULL DEFAULT '',
  words text NOT NULL DEFAULT '',
  amount integer NOT NULL,
  currency text NOT NULL,
  status text NOT NULL,
  page text,
  file text,
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, id)
);

-- News, each once; what it is about is asked for and applied by a job.
CREATE TABLE stripe_event (
  id text PRIMARY KEY CHECK (length(id) <= 255),
  client_id uuid REFERENCES client ON DELETE CASCADE,
  type text NOT NULL,
  object text NOT NULL,
  body text NOT NULL,
  -- Whether the webhook brought it, or we found it by asking.
  was_missed boolean NOT NULL DEFAULT false,
  heard_at timestamptz NOT NULL DEFAULT now(),
  applied_at timestamptz,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX stripe_event_open ON stripe_event (object) WHERE applied_at IS NULL;
CREATE INDEX stripe_event_client ON stripe_event (client_id, heard_at);

-- What comparing with Stripe found and repaired.
CREATE TABLE reconciliation (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  at timestamptz NOT NULL DEFAULT now(),
  since timestamptz NOT NULL,
  events integer NOT NULL,
  missed integer NOT NULL,
  bills integer NOT NULL,
  repaired integer NOT NULL
);

-- How much an account lets itself spend; NULL is no cap.
CREATE TABLE spending_cap (
  client_id uuid PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  per_run integer CHECK (per_run > 0),
  per_month integer CHECK (per_month > 0)
);

ALTER TABLE subscription ADD reminders smallint NOT NULL DEFAULT 0;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['billing_customer', 'purchase', 'payment', 'bill', 'stripe_event',
    'spending_cap']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format(
      'CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO epox_app, epox_system', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON reconciliation TO epox_system;

-- Writes news down, before the account is known: whose it is, NULL for nobody's or when it was
-- heard before.
CREATE FUNCTION hear_stripe(
  event text, kind text, thing text, customer text, body text, missed boolean)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE owner uuid;
BEGIN
  SELECT client_id INTO owner FROM (
    SELECT c.client_id FROM billing_customer c WHERE c.id = customer
    UNION ALL SELECT p.client_id FROM purchase p WHERE p.session = thing
    UNION ALL SELECT p.client_id FROM payment p WHERE p.id = thing
    UNION ALL SELECT s.client_id FROM subscription s WHERE s.id = thing) AS known LIMIT 1;
  INSERT INTO stripe_event (id, client_id, type, object, body, was_missed, applied_at, note)
  VALUES (event, owner, kind, thing, body, missed,
    CASE WHEN thing = '' THEN now() END,
    CASE WHEN owner IS NULL THEN 'nobody here has this customer' ELSE '' END)
  ON CONFLICT DO NOTHING;
  RETURN CASE WHEN FOUND AND thing <> '' THEN owner END;
END $$;

-- Grants what a paid subscription brings by now: a month's credits at the start of each month of
-- its period, each once. Those of a year come month by month.
CREATE FUNCTION grant_months(sub text) RETURNS integer
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
  RETURN granted;
END $$;

-- Keeps how a subscription stands at Stripe; answers with its status before, '' for a new one.
-- A larger plan counts at once and brings the rest of the month's difference. A smaller one
-- counts from the next period on.
CREATE FUNCTION keep_subscription(
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
    IF target.credits < before.credits THEN
      force := old.plan_id;
    ELSIF is_paid THEN
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

-- Keeps what went back of a payment, and takes the credits that belong to it. A dispute takes all
-- until it is won; then they come back.
CREATE FUNCTION keep_refund(pay text, back integer, quarrel text, quarrel_status text)
RETURNS integer LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine payment; due integer; is_disputed boolean;
BEGIN
  SELECT * INTO mine FROM payment WHERE client_id = current_client() AND id = pay FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  is_disputed := coalesce(quarrel_status, 'won') NOT IN ('won', 'warning_closed', 'prevented');
  due := CASE WHEN is_disputed THEN mine.credits
    ELSE floor(mine.credits::numeric * back / mine.amount) END;
  IF due > mine.taken THEN
    PERFORM credit_take(due - mine.taken, 'payment/' || pay || '/' || mine.taken || '-' || due,
      CASE WHEN is_disputed THEN 'The payment is disputed' ELSE 'The payment was refunded' END);
  ELSIF due < mine.taken THEN
    PERFORM credit_add('refund', mine.taken - due, 'dispute/' || coalesce(quarrel, pay), NULL,
      'The dispute is over');
  END IF;
  UPDATE payment SET refunded = back, taken = due, dispute = quarrel_status
  WHERE client_id = mine.client_id AND id = pay;
  RETURN due - mine.taken;
END $$;

REVOKE ALL ON FUNCTION hear_stripe FROM public;
GRANT EXECUTE ON FUNCTION hear_stripe TO epox_app, epox_system;
