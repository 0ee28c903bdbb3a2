CREATE FUNCTION public.accounts_of(person uuid) RETURNS TABLE(client_id uuid, name text, role text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  SELECT c.id, c.name, m.role FROM membership m JOIN client c ON c.id = m.client_id
  WHERE m.person_id = person ORDER BY c.name, c.id
$$;
CREATE FUNCTION public.admit(token bytea) RETURNS TABLE(session_id uuid, person_id uuid, person_name text, email text, is_verified boolean, is_administrator boolean, csrf_token text, client_id uuid, client_name text, role text, currency text, time_zone text, credits integer, seen_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT s.id, p.id, p.name, p.email, p.verified_at IS NOT NULL, p.is_administrator,
    s.csrf_token, c.id, c.name, m.role, c.currency, c.time_zone, coalesce(b.credits, 0), s.seen_at
  FROM session s
  JOIN person p ON p.id = s.person_id
  LEFT JOIN membership m ON m.person_id = p.id AND m.client_id = s.client_id
  LEFT JOIN client c ON c.id = m.client_id
  LEFT JOIN credit_balance b ON b.client_id = c.id
  WHERE s.token_hash = token AND s.expires_at > now();
END $$;
CREATE FUNCTION public.admit_key(token bytea) RETURNS TABLE(key_id uuid, person_id uuid, person_name text, email text, is_verified boolean, is_administrator boolean, csrf_token text, client_id uuid, client_name text, role text, currency text, time_zone text, credits integer, seen_at timestamp with time zone, has_api boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE mine api_key; before text := current_setting('epox.client_id', true); allows boolean;
BEGIN
  SELECT k.* INTO mine FROM api_key k WHERE k.token_hash = token AND k.revoked_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('epox.client_id', mine.client_id::text, true);
  SELECT p.has_api INTO allows FROM plan_in_force() p;
  PERFORM set_config('epox.client_id', coalesce(before, ''), true);
  UPDATE api_key k SET used_at = now() WHERE k.client_id = mine.client_id AND k.id = mine.id
    AND (k.used_at IS NULL OR k.used_at < now() - interval '1 minute');
  RETURN QUERY SELECT mine.id, p.id, p.name, p.email, p.verified_at IS NOT NULL, false, ''::text,
    c.id, c.name,
    CASE WHEN mine.scope = 'read' OR m.role = 'viewer' THEN 'viewer' ELSE 'editor' END,
    c.currency, c.time_zone, coalesce(b.credits, 0), now(), coalesce(allows, false)
  FROM person p
  JOIN membership m ON m.person_id = p.id AND m.client_id = mine.client_id
  JOIN client c ON c.id = m.client_id
  LEFT JOIN credit_balance b ON b.client_id = c.id
  WHERE p.id = mine.person_id;
END $$;
CREATE FUNCTION public.asset_is_claimed(picture uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  WITH RECURSIVE family AS (
    SELECT id, client_id, changed_from FROM asset
    WHERE client_id = current_client() AND id = picture
    UNION
    SELECT a.id, a.client_id, a.changed_from FROM asset a
    JOIN family f ON a.client_id = f.client_id AND a.id = f.changed_from)
  SELECT EXISTS (SELECT FROM claim c JOIN family f ON c.client_id = f.client_id
    AND c.asset_id = f.id)
$$;
CREATE TABLE public.asset (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    flow_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant integer NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    approval text DEFAULT 'open'::text NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason text,
    original text,
    large text,
    thumb text,
    width integer,
    height integer,
    alt text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    engine text,
    source text,
    changed_from uuid,
    wish text,
    edit jsonb,
    edit_cost integer DEFAULT 0 NOT NULL,
    store_file text,
    CONSTRAINT asset_approval_check CHECK ((approval = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text]))),
    CONSTRAINT asset_check CHECK (((state = 'generated'::text) = (original IS NOT NULL))),
    CONSTRAINT asset_check1 CHECK (((approval = 'open'::text) OR (state = 'generated'::text))),
    CONSTRAINT asset_edit_cost_check CHECK ((edit_cost >= 0)),
    CONSTRAINT asset_engine_check CHECK ((engine = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT asset_source_check CHECK ((source = ANY (ARRAY['composite'::text, 'ai-generated'::text, 'ai-edited'::text, 'edited'::text]))),
    CONSTRAINT asset_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'generated'::text, 'failed'::text]))),
    CONSTRAINT asset_wish_check CHECK (((length(wish) >= 1) AND (length(wish) <= 1000))),
    CONSTRAINT change_of_something CHECK (((wish IS NULL) = ((changed_from IS NULL) AND (edit IS NULL))))
);
ALTER TABLE ONLY public.asset FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.asset_offspring(picture uuid) RETURNS SETOF public.asset
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  WITH RECURSIVE family AS (
    SELECT * FROM asset WHERE client_id = current_client() AND id = picture
    UNION
    SELECT a.* FROM asset a JOIN family f ON a.client_id = f.client_id AND a.changed_from = f.id)
  SELECT * FROM family
$$;
CREATE FUNCTION public.claim_picture(picture uuid, who uuid, why text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.claims_left() RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  SELECT greatest(0, greatest(r.month_least, (SELECT count(*) FROM credit_reservation c
      WHERE c.client_id = current_client() AND c.state = 'captured'
        AND c.settled_at >= date_trunc('month', now())) * r.month_percent / 100)
    - (SELECT count(*) FROM claim c WHERE c.client_id = current_client() AND NOT c.by_score
        AND c.at >= date_trunc('month', now())))::integer
  FROM claim_rule r ORDER BY r.version DESC LIMIT 1
$$;
CREATE FUNCTION public.count_anew() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE grown text;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7203907) THEN RETURN; END IF;
  FOR grown IN
    SELECT s.relname FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
    WHERE s.schemaname = 'public' AND s.relname IN ('category', 'import_change', 'import_item',
        'job', 'product', 'product_category', 'product_picture', 'variation')
      AND s.n_mod_since_analyze > 200 + greatest(c.reltuples, 0) / 2
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) %I', grown);
  END LOOP;
END $$;
CREATE FUNCTION public.credit_add(source text, credits integer, cause text, expires_at timestamp with time zone, reason text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
DECLARE lot credit_lot;
BEGIN
  PERFORM credit_lock();
  INSERT INTO credit_lot (client_id, source, cause, amount, available, expires_at)
  VALUES (current_client(), credit_add.source, credit_add.cause, credits, credits,
    credit_add.expires_at)
  ON CONFLICT (client_id, source, cause) DO NOTHING RETURNING * INTO lot;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM credit_enter(credit_add.source, credit_add.cause, credits, 0, 0, credit_add.reason,
    ARRAY[credit_terms(lot), credit_left(lot)]);
  PERFORM credit_repay(credit_add.source || '/' || credit_add.cause);
  RETURN true;
END $$;
CREATE FUNCTION public.credit_capture(purpose text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE paid integer; touched text[];
BEGIN
  PERFORM credit_lock();
  UPDATE credit_reservation SET state = 'captured', settled_at = clock_timestamp()
  WHERE client_id = current_client() AND cause = purpose AND state = 'held'
  RETURNING credits INTO paid;
  IF NOT FOUND THEN RETURN false; END IF;
  WITH moved AS (
    UPDATE credit_lot l SET reserved = l.reserved - h.credits, spent = l.spent + h.credits
    FROM credit_hold h WHERE h.client_id = current_client() AND h.cause = purpose
      AND l.client_id = h.client_id AND l.id = h.lot_id RETURNING l AS lot
  )
  SELECT array_agg(credit_left(lot)) INTO touched FROM moved;
  PERFORM credit_enter('capture', purpose, 0, -paid, 0, '', touched);
  RETURN true;
END $$;
CREATE FUNCTION public.credit_draw(wanted integer, purpose text) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE lot credit_lot; part integer; touched text[];
BEGIN
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND is_open
    ORDER BY priority, expires_at, id
  LOOP
    EXIT WHEN wanted = 0;
    part := least(wanted, lot.available);
    lot.available := lot.available - part;
    IF purpose IS NULL THEN
      lot.gone := lot.gone + part;
    ELSE
      lot.reserved := lot.reserved + part;
      INSERT INTO credit_hold (client_id, cause, lot_id, credits)
      VALUES (lot.client_id, purpose, lot.id, part);
    END IF;
    UPDATE credit_lot SET available = lot.available, reserved = lot.reserved, gone = lot.gone
    WHERE client_id = lot.client_id AND id = lot.id;
    touched := touched || credit_left(lot);
    wanted := wanted - part;
  END LOOP;
  IF wanted > 0 THEN RAISE EXCEPTION 'lots hold less than the balance says'; END IF;
  RETURN touched;
END $$;
CREATE FUNCTION public.credit_enter(kind text, cause text, amount integer, held integer, owed integer, reason text, lots text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
BEGIN
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason, lots)
  VALUES (current_client(), credit_enter.kind, credit_enter.cause, credit_enter.amount,
    credit_enter.held, credit_enter.owed, credit_enter.reason, credit_enter.lots);
END $$;
CREATE FUNCTION public.credit_expire() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE lot credit_lot; part integer; total integer := 0;
BEGIN
  PERFORM credit_lock();
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND is_open
    AND expires_at <= clock_timestamp() ORDER BY expires_at, id
  LOOP
    part := lot.available;
    UPDATE credit_lot SET gone = gone + part, available = 0
    WHERE client_id = lot.client_id AND id = lot.id RETURNING * INTO lot;
    PERFORM credit_enter('expire', 'lot/' || lot.id, -part, 0, 0, '', ARRAY[credit_left(lot)]);
    total := total + part;
  END LOOP;
  RETURN total;
END $$;
CREATE TABLE public.credit_transaction (
    client_id uuid NOT NULL,
    amount integer NOT NULL,
    kind text NOT NULL,
    cause text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    number bigint NOT NULL,
    held integer DEFAULT 0 NOT NULL,
    owed integer DEFAULT 0 NOT NULL,
    balance_after integer NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    hash bytea NOT NULL,
    chain smallint DEFAULT 3 NOT NULL,
    lots text[],
    CONSTRAINT known_kind CHECK ((kind = ANY (ARRAY['trial'::text, 'grant'::text, 'plan'::text, 'pack'::text, 'refund'::text, 'reserve'::text, 'capture'::text, 'release'::text, 'expire'::text, 'take'::text, 'repay'::text, 'terms'::text]))),
    CONSTRAINT something_moves CHECK (((amount <> 0) OR (held <> 0) OR (owed <> 0) OR ((kind = 'terms'::text) AND (lots IS NOT NULL))))
);
ALTER TABLE ONLY public.credit_transaction FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.credit_hash(previous bytea, entry public.credit_transaction) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  -- What the first chain hashed it hashes still: lots that are put there afterwards break it.
  IF entry.chain = 1 AND entry.lots IS NOT NULL THEN RETURN NULL; END IF;
  RETURN sha256(previous || convert_to(public.credit_text(entry), 'UTF8'));
END $$;
CREATE FUNCTION public.credit_keep() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT FROM client WHERE id = OLD.client_id) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'entries of the ledger never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.credit_keep_terms() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
BEGIN
  RAISE EXCEPTION 'the terms of a lot never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.uuid7() RETURNS uuid
    LANGUAGE sql
    AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
CREATE TABLE public.credit_lot (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    source text NOT NULL,
    cause text NOT NULL,
    amount integer NOT NULL,
    available integer NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    spent integer DEFAULT 0 NOT NULL,
    gone integer DEFAULT 0 NOT NULL,
    priority smallint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    is_open boolean GENERATED ALWAYS AS ((available > 0)) STORED NOT NULL,
    CONSTRAINT credit_lot_amount_check CHECK ((amount > 0)),
    CONSTRAINT credit_lot_available_check CHECK ((available >= 0)),
    CONSTRAINT credit_lot_gone_check CHECK ((gone >= 0)),
    CONSTRAINT credit_lot_reserved_check CHECK ((reserved >= 0)),
    CONSTRAINT credit_lot_source_check CHECK ((source = ANY (ARRAY['trial'::text, 'grant'::text, 'plan'::text, 'pack'::text, 'refund'::text]))),
    CONSTRAINT credit_lot_spent_check CHECK ((spent >= 0)),
    CONSTRAINT nothing_lost CHECK ((amount = (((available + reserved) + spent) + gone)))
);
ALTER TABLE ONLY public.credit_lot FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.credit_left(lot public.credit_lot) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  RETURN concat_ws('|', 'left', lot.id, lot.available, lot.reserved, lot.spent, lot.gone);
END $$;
CREATE FUNCTION public.credit_link() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE mine credit_balance;
BEGIN
  SELECT * INTO STRICT mine FROM credit_balance
  WHERE client_id = NEW.client_id FOR NO KEY UPDATE;
  NEW.chain := 3;
  NEW.number := mine.entries + 1;
  NEW.balance_after := mine.credits + NEW.amount;
  NEW.at := clock_timestamp();
  NEW.hash := credit_hash(mine.head, NEW);
  UPDATE credit_balance SET credits = NEW.balance_after, reserved = reserved + NEW.held,
    owed = credit_balance.owed + NEW.owed, entries = NEW.number, head = NEW.hash
  WHERE client_id = NEW.client_id;
  RETURN NEW;
END $$;
CREATE TABLE public.credit_balance (
    client_id uuid NOT NULL,
    credits integer NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    owed integer DEFAULT 0 NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    head bytea DEFAULT '\x'::bytea NOT NULL,
    CONSTRAINT credit_balance_owed_check CHECK ((owed >= 0)),
    CONSTRAINT credit_balance_reserved_check CHECK ((reserved >= 0)),
    CONSTRAINT enough_credits CHECK ((credits >= 0))
);
ALTER TABLE ONLY public.credit_balance FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.credit_lock() RETURNS public.credit_balance
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE mine credit_balance;
BEGIN
  SELECT * INTO mine FROM credit_balance WHERE client_id = current_client() FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO credit_balance (client_id, credits) VALUES (current_client(), 0)
    ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT mine FROM credit_balance
    WHERE client_id = current_client() FOR NO KEY UPDATE;
  END IF;
  RETURN mine;
END $$;
CREATE FUNCTION public.credit_release(purpose text, why text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE back integer; late integer; lot credit_lot; touched text[];
BEGIN
  PERFORM credit_lock();
  UPDATE credit_reservation SET state = 'released', settled_at = clock_timestamp()
  WHERE client_id = current_client() AND cause = purpose AND state = 'held'
  RETURNING credits INTO back;
  IF NOT FOUND THEN RETURN false; END IF;
  WITH returned AS (
    SELECT h.lot_id, h.credits, coalesce(l.expires_at <= clock_timestamp(), false) AS is_late
    FROM credit_hold h JOIN credit_lot l ON l.client_id = h.client_id AND l.id = h.lot_id
    WHERE h.client_id = current_client() AND h.cause = purpose
  ), moved AS (
    UPDATE credit_lot l SET reserved = l.reserved - r.credits,
      available = l.available + CASE WHEN r.is_late THEN 0 ELSE r.credits END,
      gone = l.gone + CASE WHEN r.is_late THEN r.credits ELSE 0 END
    FROM returned r WHERE l.client_id = current_client() AND l.id = r.lot_id
    RETURNING l AS lot, CASE WHEN r.is_late THEN r.credits ELSE 0 END AS late
  )
  SELECT array_agg(credit_left(m.lot)), sum(m.late) INTO touched, late FROM moved m;
  IF late > 0 THEN
    INSERT INTO credit_lot (client_id, source, cause, amount, available, expires_at)
    VALUES (current_client(), 'refund', purpose, late, late,
      clock_timestamp() + interval '30 days') RETURNING * INTO lot;
    touched := touched || ARRAY[credit_terms(lot), credit_left(lot)];
  END IF;
  PERFORM credit_enter('release', purpose, back, -back, 0, why, touched);
  PERFORM credit_repay('release/' || purpose);
  RETURN true;
END $$;
CREATE FUNCTION public.credit_repay(purpose text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE mine credit_balance; part integer;
BEGIN
  SELECT * INTO mine FROM credit_balance WHERE client_id = current_client();
  part := least(mine.owed, mine.credits);
  IF part = 0 THEN RETURN; END IF;
  PERFORM credit_enter('repay', purpose, -part, 0, -part, '', credit_draw(part, NULL));
END $$;
CREATE FUNCTION public.credit_reserve(causes text[], each integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE mine credit_balance; piece text; pieces text[];
BEGIN
  mine := credit_lock();
  IF EXISTS (SELECT FROM credit_lot WHERE client_id = mine.client_id AND is_open
    AND expires_at <= clock_timestamp()) THEN
    mine.credits := mine.credits - credit_expire();
  END IF;
  -- Each is looked up by itself. As a join it was planned for the accounts that have little behind
  -- them, and read all that one with a long past had ever reserved.
  SELECT array_agg(DISTINCT c) INTO pieces FROM unnest(causes) c WHERE (
    SELECT r.cause FROM credit_reservation r
    WHERE r.client_id = mine.client_id AND r.cause = c) IS NULL;
  IF mine.credits < each * coalesce(cardinality(pieces), 0)::bigint THEN RETURN false; END IF;
  FOREACH piece IN ARRAY coalesce(pieces, '{}') LOOP
    INSERT INTO credit_reservation (client_id, cause, credits)
    VALUES (mine.client_id, piece, each);
    PERFORM credit_enter('reserve', piece, -each, each, 0, '', credit_draw(each, piece));
  END LOOP;
  RETURN true;
END $$;
CREATE FUNCTION public.credit_take(credits integer, purpose text, why text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
DECLARE mine credit_balance; part integer;
BEGIN
  IF credit_take.credits <= 0 THEN
    RAISE EXCEPTION 'take a positive number of credits' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM credit_lock();
  IF EXISTS (SELECT FROM credit_transaction WHERE client_id = current_client()
    AND kind = 'take' AND cause = purpose) THEN RETURN false; END IF;
  PERFORM credit_expire();
  mine := credit_lock();
  part := least(mine.credits, credit_take.credits);
  PERFORM credit_enter('take', purpose, -part, 0, credit_take.credits - part, why,
    credit_draw(part, NULL));
  RETURN true;
END $$;
CREATE FUNCTION public.credit_terms(lot public.credit_lot) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  RETURN concat_ws('|', 'lot', lot.id, lot.source, lot.amount, lot.priority,
    CASE WHEN lot.expires_at IS NULL THEN 'never'
      WHEN NOT isfinite(lot.expires_at) THEN 'infinite'
      ELSE (extract(epoch FROM lot.expires_at) * 1000000)::bigint::text END,
    length(lot.cause), lot.cause);
END $$;
CREATE FUNCTION public.credit_text(entry public.credit_transaction) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  IF entry.chain = 1 THEN
    RETURN concat_ws('|', entry.client_id, entry.number, entry.kind, entry.amount, entry.held,
      entry.owed, entry.balance_after, (extract(epoch FROM entry.at) * 1000000)::bigint,
      length(entry.cause), entry.cause, entry.reason);
  END IF;
  RETURN concat_ws('|', entry.chain, entry.client_id, entry.number, entry.kind, entry.amount,
    entry.held, entry.owed, entry.balance_after, (extract(epoch FROM entry.at) * 1000000)::bigint,
    length(entry.cause), entry.cause, length(entry.reason), entry.reason,
    CASE entry.chain WHEN 2 THEN array_to_string(entry.lots, '|') ELSE entry.lots::text END);
END $$;
CREATE FUNCTION public.csv_row_stays_with_its_file() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE foreign_key_violation USING MESSAGE = 'a row does not change its file';
END $$;
CREATE FUNCTION public.csv_rows_go_with_their_file() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
BEGIN
  DELETE FROM csv_row WHERE client_id = OLD.client_id AND csv_id = OLD.id;
  RETURN OLD;
END $$;
CREATE FUNCTION public.csv_rows_have_a_file() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE file record;
BEGIN
  FOR file IN SELECT DISTINCT client_id, csv_id FROM added LOOP
    -- The lock keeps the file from going before these rows can be seen.
    PERFORM 1 FROM csv_import f WHERE f.client_id = file.client_id AND f.id = file.csv_id
      FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE foreign_key_violation USING MESSAGE = 'rows of a file that does not exist';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE FUNCTION public.current_client() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('epox.client_id'::text, true), ''::text))::uuid;
CREATE FUNCTION public.deliver_approval(wanted bytea, of_platform text, sealed text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  WITH kept AS (
    UPDATE store_approval SET delivered = sealed
    WHERE state_hash = wanted AND platform = of_platform AND delivered IS NULL AND used_at IS NULL
      AND created_at > now() - interval '10 minutes'
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM kept)
$$;
CREATE FUNCTION public.engine_calls(wanted text, seconds integer) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  SELECT count(*) FROM engine_call
  WHERE vendor = wanted AND state = 'begun' AND begun_at > now() - make_interval(secs => seconds)
$$;
CREATE FUNCTION public.grant_months(sub text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.hear_stripe(event text, kind text, thing text, customer text, body text, missed boolean) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.keep_refund(pay text, back integer, quarrel text, quarrel_status text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
BEGIN
  UPDATE payment SET refunded = back, dispute = quarrel_status
  WHERE client_id = current_client() AND id = pay;
  RETURN settle_payment(pay);
END $$;
CREATE FUNCTION public.keep_subscription(sub text, bought uuid, rhythm text, state text, starts timestamp with time zone, ends timestamp with time zone, is_paid boolean, is_ending boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.keep_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF to_jsonb(NEW) - 'is_offered' IS DISTINCT FROM to_jsonb(OLD) - 'is_offered' THEN
    RAISE EXCEPTION 'a version never changes; make a new one' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION public.open_invitation(token bytea) RETURNS TABLE(client_id uuid, client_name text, email text, role text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  SELECT c.id, c.name, i.email, i.role FROM invitation i JOIN client c ON c.id = i.client_id
  WHERE i.token_hash = token AND i.accepted_at IS NULL AND i.expires_at > now()
$$;
CREATE TABLE public.plan (
    id uuid DEFAULT public.uuid7() NOT NULL,
    code text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    name text NOT NULL,
    month_price integer,
    year_price integer,
    currency text DEFAULT 'USD'::text NOT NULL,
    credits integer NOT NULL,
    products integer,
    seats integer,
    pictures integer,
    has_api boolean DEFAULT false NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL,
    is_offered boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT plan_check CHECK (((month_price IS NULL) = (year_price IS NULL))),
    CONSTRAINT plan_code_check CHECK ((code ~ '^[a-z][a-z0-9-]{0,30}$'::text)),
    CONSTRAINT plan_credits_check CHECK (((credits >= 0) AND (credits <= 1000000))),
    CONSTRAINT plan_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT plan_month_price_check CHECK (((month_price >= 0) AND (month_price <= 99999999))),
    CONSTRAINT plan_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT plan_pictures_check CHECK ((pictures >= 0)),
    CONSTRAINT plan_products_check CHECK ((products >= 0)),
    CONSTRAINT plan_seats_check CHECK ((seats >= 1)),
    CONSTRAINT plan_version_check CHECK ((version > 0)),
    CONSTRAINT plan_year_price_check CHECK (((year_price >= 0) AND (year_price <= 99999999)))
);
CREATE FUNCTION public.plan_in_force() RETURNS public.plan
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public'
    AS $$
DECLARE mine plan;
BEGIN
  SELECT (candidate.p).* INTO mine FROM (
    SELECT p, p.credits AS worth FROM subscription s JOIN plan p ON p.id = s.plan_id
    WHERE s.client_id = current_client() AND (s.status IN ('active', 'trialing')
      OR s.status = 'past_due' AND s.grace_until > now())
    UNION ALL
    SELECT p, -1 FROM plan p WHERE p.code = 'free' AND p.is_offered
  ) AS candidate(p, worth) ORDER BY worth DESC LIMIT 1;
  RETURN mine;
END $$;
CREATE FUNCTION public.plan_room(kind text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
DECLARE mine plan; most integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(kind || current_client(), 7203907));
  mine := plan_in_force();
  most := CASE kind WHEN 'products' THEN mine.products WHEN 'seats' THEN mine.seats
    WHEN 'pictures' THEN mine.pictures END;
  RETURN CASE WHEN most IS NULL THEN NULL ELSE greatest(most - plan_use(kind), 0) END;
END $$;
CREATE FUNCTION public.plan_room_for_pending() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.plan_use(kind text) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public'
    AS $$
BEGIN
  CASE kind
    WHEN 'products' THEN
      RETURN (SELECT count(*) FROM product
        WHERE client_id = current_client() AND deleted_at IS NULL);
    WHEN 'seats' THEN
      RETURN (SELECT count(*) FROM membership WHERE client_id = current_client())
        + (SELECT count(*) FROM invitation WHERE client_id = current_client()
          AND accepted_at IS NULL AND expires_at > now());
    WHEN 'pictures' THEN
      RETURN (SELECT count(*) FROM product_picture
          WHERE client_id = current_client() AND removed_at IS NULL AND state <> 'failed')
        + (SELECT count(*) FROM asset
          WHERE client_id = current_client() AND deleted_at IS NULL AND state <> 'failed');
  END CASE;
END $$;
CREATE TABLE public.product (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    source text NOT NULL,
    store_id uuid,
    external_id text,
    kind text DEFAULT 'simple'::text NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    price_minor bigint,
    currency text DEFAULT 'USD'::text NOT NULL,
    permalink text DEFAULT ''::text NOT NULL,
    store_status text DEFAULT 'publish'::text NOT NULL,
    width_mm integer,
    height_mm integer,
    depth_mm integer,
    edited text[] DEFAULT '{}'::text[] NOT NULL,
    store_modified_at timestamp with time zone,
    last_import uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    gone_at timestamp with time zone,
    deleted_at timestamp with time zone,
    import_key text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    attributes jsonb DEFAULT '[]'::jsonb NOT NULL,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    written_at timestamp with time zone,
    CONSTRAINT product_check CHECK (((source = 'imported'::text) = (external_id IS NOT NULL))),
    CONSTRAINT product_depth_mm_check CHECK ((depth_mm > 0)),
    CONSTRAINT product_height_mm_check CHECK ((height_mm > 0)),
    CONSTRAINT product_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT product_source_check CHECK ((source = ANY (ARRAY['imported'::text, 'uploaded'::text]))),
    CONSTRAINT product_width_mm_check CHECK ((width_mm > 0))
);
ALTER TABLE ONLY public.product ALTER COLUMN client_id SET (n_distinct=-0.001);
ALTER TABLE ONLY public.product FORCE ROW LEVEL SECURITY;
CREATE FUNCTION public.product_facts(p public.product) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
  RETURN jsonb_build_object(
    'name', p.name, 'description', p.description, 'sku', p.sku, 'price_minor', p.price_minor,
    'width_mm', p.width_mm, 'height_mm', p.height_mm, 'depth_mm', p.depth_mm,
    'gone_at', p.gone_at, 'deleted_at', p.deleted_at, 'kind', p.kind, 'tags', p.tags,
    'attributes', p.attributes);
END $$;
CREATE FUNCTION public.product_parts(client uuid, product uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public'
    AS $$
BEGIN
  RETURN jsonb_build_object(
    'categories', (SELECT coalesce(jsonb_agg(category_id ORDER BY category_id), '[]')
      FROM product_category pc WHERE pc.client_id = client AND pc.product_id = product),
    'pictures', (SELECT coalesce(jsonb_agg(jsonb_build_array(id, position) ORDER BY id), '[]')
      FROM product_picture pp WHERE pp.client_id = client AND pp.product_id = product
        AND pp.removed_at IS NULL AND pp.external_id IS NOT NULL),
    'variations', (
      SELECT coalesce(jsonb_agg(jsonb_build_array(id, sku, price_minor, options) ORDER BY id), '[]')
      FROM variation v WHERE v.client_id = client AND v.product_id = product
        AND v.gone_at IS NULL));
END $$;
CREATE FUNCTION public.remember_import() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO import_change (client_id, run_id, product_id)
    VALUES (NEW.client_id, current_setting('epox.import')::uuid, NEW.id);
  ELSE
    INSERT INTO import_change (client_id, run_id, product_id, was)
    VALUES (NEW.client_id, current_setting('epox.import')::uuid, NEW.id,
      product_facts(OLD) || product_parts(NEW.client_id, NEW.id)
        || jsonb_build_object('edited', OLD.edited))
    -- Met twice by one import: how it was is how the first meeting found it.
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.settle_payment(pay text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.spending_room(OUT credits integer, OUT per_run integer, OUT per_month integer, OUT used integer) RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
BEGIN
  PERFORM credit_lock();
  RETURN QUERY SELECT b.credits, c.per_run, c.per_month,
    CASE WHEN c.per_month IS NULL THEN 0 ELSE spent_this_month() END
  FROM credit_balance b LEFT JOIN spending_cap c ON c.client_id = b.client_id
  WHERE b.client_id = current_client();
END $$;
CREATE FUNCTION public.spent_this_month() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  SELECT coalesce(sum(t.held), 0)::integer FROM credit_transaction t
  WHERE t.client_id = current_client() AND t.at >= date_trunc('month', now())
    AND (t.kind = 'reserve' OR t.kind = 'release' AND EXISTS (
      SELECT FROM credit_reservation r WHERE r.client_id = t.client_id AND r.cause = t.cause
        AND r.created_at >= date_trunc('month', now())))
$$;
CREATE FUNCTION public.stores_of_shop(of_platform text, shop text) RETURNS TABLE(client_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  SELECT s.client_id, s.id FROM store s
  WHERE s.platform = of_platform AND s.identity = shop AND s.state <> 'disconnected'
$$;
CREATE FUNCTION public.tell_live() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF current_client() IS NOT NULL THEN
    PERFORM pg_notify('live', current_client()::text);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION public.webhook_store(wanted uuid) RETURNS TABLE(client_id uuid, platform text, webhook_secret text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT s.client_id, s.platform, s.webhook_secret FROM store s
  WHERE s.id = wanted AND s.state <> 'disconnected';
END $$;
CREATE TABLE public.api_act (
    client_id uuid NOT NULL,
    key text NOT NULL,
    asked bytea NOT NULL,
    subject uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT api_act_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);
ALTER TABLE ONLY public.api_act FORCE ROW LEVEL SECURITY;
CREATE TABLE public.api_key (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    hint text NOT NULL,
    scope text NOT NULL,
    person_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT api_key_scope_check CHECK ((scope = ANY (ARRAY['read'::text, 'write'::text])))
);
ALTER TABLE ONLY public.api_key FORCE ROW LEVEL SECURITY;
CREATE TABLE public.asset_decision (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    asset_id uuid NOT NULL,
    was text NOT NULL,
    became text NOT NULL,
    person_id uuid,
    is_undo boolean DEFAULT false NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.asset_decision FORCE ROW LEVEL SECURITY;
CREATE TABLE public.asset_fidelity (
    client_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    score double precision NOT NULL,
    silhouette double precision NOT NULL,
    colour double precision NOT NULL,
    structure double precision NOT NULL,
    heat_map text NOT NULL,
    measured_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT asset_fidelity_colour_check CHECK (((colour >= (0)::double precision) AND (colour <= (100)::double precision))),
    CONSTRAINT asset_fidelity_score_check CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision))),
    CONSTRAINT asset_fidelity_silhouette_check CHECK (((silhouette >= (0)::double precision) AND (silhouette <= (100)::double precision))),
    CONSTRAINT asset_fidelity_structure_check CHECK (((structure >= (0)::double precision) AND (structure <= (100)::double precision)))
);
ALTER TABLE ONLY public.asset_fidelity FORCE ROW LEVEL SECURITY;
CREATE TABLE public.audit_event (
    client_id uuid,
    id uuid DEFAULT public.uuid7() NOT NULL,
    person_id uuid,
    action text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.audit_event FORCE ROW LEVEL SECURITY;
CREATE TABLE public.bill (
    client_id uuid NOT NULL,
    id text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    amount integer NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    page text,
    file text,
    issued_at timestamp with time zone NOT NULL,
    method text DEFAULT ''::text NOT NULL,
    CONSTRAINT bill_id_check CHECK ((length(id) <= 255))
);
ALTER TABLE ONLY public.bill FORCE ROW LEVEL SECURITY;
CREATE TABLE public.billing_customer (
    client_id uuid NOT NULL,
    id text NOT NULL,
    CONSTRAINT billing_customer_id_check CHECK ((length(id) <= 255))
);
ALTER TABLE ONLY public.billing_customer FORCE ROW LEVEL SECURITY;
CREATE TABLE public.category (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    store_id uuid,
    external_id text,
    parent_external_id text,
    name text NOT NULL,
    slug text NOT NULL,
    store_count integer,
    key text GENERATED ALWAYS AS (COALESCE(external_id, (id)::text)) STORED NOT NULL,
    CONSTRAINT category_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 800)))
);
ALTER TABLE ONLY public.category FORCE ROW LEVEL SECURITY;
CREATE TABLE public.claim (
    client_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    credits integer NOT NULL,
    reason text NOT NULL,
    by_score boolean NOT NULL,
    rule integer NOT NULL,
    person_id uuid,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT claim_credits_check CHECK ((credits > 0)),
    CONSTRAINT claim_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 300)))
);
ALTER TABLE ONLY public.claim FORCE ROW LEVEL SECURITY;
CREATE TABLE public.claim_rule (
    version integer NOT NULL,
    month_percent smallint NOT NULL,
    month_least smallint NOT NULL,
    days smallint NOT NULL,
    score smallint NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT claim_rule_days_check CHECK (((days >= 1) AND (days <= 365))),
    CONSTRAINT claim_rule_month_least_check CHECK (((month_least >= 0) AND (month_least <= 1000))),
    CONSTRAINT claim_rule_month_percent_check CHECK (((month_percent >= 0) AND (month_percent <= 100))),
    CONSTRAINT claim_rule_score_check CHECK (((score >= 0) AND (score <= 100)))
);
ALTER TABLE public.claim_rule ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.claim_rule_version_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.client (
    id uuid NOT NULL,
    name text NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT client_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT client_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)))
);
ALTER TABLE ONLY public.client FORCE ROW LEVEL SECURITY;
CREATE TABLE public.credit_alert (
    client_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    is_out boolean NOT NULL
);
ALTER TABLE ONLY public.credit_alert FORCE ROW LEVEL SECURITY;
CREATE TABLE public.credit_hold (
    client_id uuid NOT NULL,
    cause text NOT NULL,
    lot_id uuid NOT NULL,
    credits integer NOT NULL,
    CONSTRAINT credit_hold_credits_check CHECK ((credits > 0))
);
ALTER TABLE ONLY public.credit_hold FORCE ROW LEVEL SECURITY;
CREATE VIEW public.credit_lot_fault AS
 WITH said AS NOT MATERIALIZED (
         SELECT t.client_id,
            t.number,
            terms.terms,
            split_part(terms.terms, '|'::text, 2) AS lot,
            count(*) OVER (PARTITION BY t.client_id, (split_part(terms.terms, '|'::text, 2))) AS times
           FROM public.credit_transaction t,
            LATERAL unnest(t.lots) terms(terms)
          WHERE ((t.lots IS NOT NULL) AND (terms.terms ~~ 'lot|%'::text))
        ), lot AS (
         SELECT l.client_id,
            l.id,
            public.credit_terms(l.*) AS terms
           FROM public.credit_lot l
        ), last AS NOT MATERIALIZED (
         SELECT t.client_id,
            split_part(rest.rest, '|'::text, 2) AS lot,
            max(t.number) AS number
           FROM public.credit_transaction t,
            LATERAL unnest(t.lots) rest(rest)
          WHERE ((t.lots IS NOT NULL) AND (rest.rest ~~ 'left|%'::text))
          GROUP BY t.client_id, (split_part(rest.rest, '|'::text, 2))
        )
 SELECT l.client_id,
    s.number,
    (('lot '::text || l.id) ||
        CASE
            WHEN (s.number IS NULL) THEN ' stands in no entry'::text
            WHEN (s.times > 1) THEN ' stands in more than one entry'::text
            ELSE ((' has another '::text || COALESCE(NULLIF(concat_ws(' and '::text,
            CASE
                WHEN (split_part(s.terms, '|'::text, 3) <> split_part(l.terms, '|'::text, 3)) THEN 'source'::text
                ELSE NULL::text
            END,
            CASE
                WHEN (split_part(s.terms, '|'::text, 4) <> split_part(l.terms, '|'::text, 4)) THEN 'amount'::text
                ELSE NULL::text
            END,
            CASE
                WHEN (split_part(s.terms, '|'::text, 5) <> split_part(l.terms, '|'::text, 5)) THEN 'priority'::text
                ELSE NULL::text
            END,
            CASE
                WHEN (split_part(s.terms, '|'::text, 6) <> split_part(l.terms, '|'::text, 6)) THEN 'expiry'::text
                ELSE NULL::text
            END), ''::text), 'cause'::text)) || ' than this entry gave it'::text)
        END) AS fault
   FROM (lot l
     LEFT JOIN said s ON (((s.client_id = l.client_id) AND (s.lot = (l.id)::text))))
  WHERE ((s.number IS NULL) OR (s.times > 1) OR (s.terms <> l.terms))
UNION ALL
 SELECT s.client_id,
    s.number,
    (('lot '::text || s.lot) || ', which this entry brought, is missing'::text) AS fault
   FROM said s
  WHERE (NOT (EXISTS ( SELECT
           FROM public.credit_lot l
          WHERE ((l.client_id = s.client_id) AND ((l.id)::text = s.lot)))))
UNION ALL
 SELECT l.client_id,
    t.number,
    (('lot '::text || l.id) || ' is not as this entry left it'::text) AS fault
   FROM ((public.credit_lot l
     JOIN last ON (((last.client_id = l.client_id) AND (last.lot = (l.id)::text))))
     JOIN public.credit_transaction t ON (((t.client_id = last.client_id) AND (t.number = last.number))))
  WHERE (public.credit_left(l.*) <> ALL (t.lots))
UNION ALL
 SELECT l.client_id,
    NULL::bigint AS number,
    (('lot '::text || l.id) || ' is left by no entry'::text) AS fault
   FROM public.credit_lot l
  WHERE (NOT (EXISTS ( SELECT
           FROM last
          WHERE ((last.client_id = l.client_id) AND (last.lot = (l.id)::text)))));
CREATE TABLE public.credit_reservation (
    client_id uuid NOT NULL,
    cause text NOT NULL,
    credits integer NOT NULL,
    state text DEFAULT 'held'::text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT credit_reservation_check CHECK (((state = 'held'::text) = (settled_at IS NULL))),
    CONSTRAINT credit_reservation_credits_check CHECK ((credits > 0)),
    CONSTRAINT credit_reservation_state_check CHECK ((state = ANY (ARRAY['held'::text, 'captured'::text, 'released'::text])))
);
ALTER TABLE ONLY public.credit_reservation FORCE ROW LEVEL SECURITY;
CREATE VIEW public.credit_fault AS
 WITH link AS (
         SELECT t.*::public.credit_transaction AS entry,
            t.client_id,
            t.number,
            t.hash,
            t.balance_after,
            row_number() OVER chain AS place,
            sum(t.amount) OVER chain AS sum,
            COALESCE(lag(t.hash) OVER chain, '\x'::bytea) AS previous
           FROM public.credit_transaction t
          WINDOW chain AS (PARTITION BY t.client_id ORDER BY t.number)
        ), total AS (
         SELECT credit_transaction.client_id,
            sum(credit_transaction.amount) AS credits,
            sum(credit_transaction.held) AS reserved,
            sum(credit_transaction.owed) AS owed,
            count(*) AS entries,
            (array_agg(credit_transaction.hash ORDER BY credit_transaction.number DESC))[1] AS head
           FROM public.credit_transaction
          GROUP BY credit_transaction.client_id
        ), lots AS (
         SELECT credit_lot.client_id,
            sum(credit_lot.available) AS credits,
            sum(credit_lot.reserved) AS reserved
           FROM public.credit_lot
          GROUP BY credit_lot.client_id
        ), holds AS (
         SELECT h.client_id,
            h.lot_id,
            COALESCE(sum(h.credits) FILTER (WHERE (r.state = 'held'::text)), (0)::bigint) AS held,
            COALESCE(sum(h.credits) FILTER (WHERE (r.state = 'captured'::text)), (0)::bigint) AS captured
           FROM (public.credit_hold h
             JOIN public.credit_reservation r USING (client_id, cause))
          GROUP BY h.client_id, h.lot_id
        )
 SELECT link.client_id,
    link.number,
    'the chain breaks'::text AS fault
   FROM link
  WHERE ((link.number <> link.place) OR (link.hash IS DISTINCT FROM public.credit_hash(link.previous, link.entry)))
UNION ALL
 SELECT link.client_id,
    link.number,
    'the balance after it is not the sum of the rows'::text AS fault
   FROM link
  WHERE (link.balance_after IS DISTINCT FROM link.sum)
UNION ALL
 SELECT b.client_id,
    b.entries AS number,
    'the balance is not the sum of the rows'::text AS fault
   FROM (public.credit_balance b
     LEFT JOIN total t USING (client_id))
  WHERE (((b.credits IS DISTINCT FROM COALESCE(t.credits, (0)::bigint)) OR (b.reserved IS DISTINCT FROM COALESCE(t.reserved, (0)::bigint))) OR (b.owed IS DISTINCT FROM COALESCE(t.owed, (0)::bigint)))
UNION ALL
 SELECT b.client_id,
    b.entries AS number,
    'rows are missing at the end'::text AS fault
   FROM (public.credit_balance b
     LEFT JOIN total t USING (client_id))
  WHERE ((b.entries <> COALESCE(t.entries, (0)::bigint)) OR (b.head <> COALESCE(t.head, '\x'::bytea)))
UNION ALL
 SELECT b.client_id,
    b.entries AS number,
    'the balance is not the sum of the lots'::text AS fault
   FROM (public.credit_balance b
     LEFT JOIN lots l USING (client_id))
  WHERE ((b.credits IS DISTINCT FROM COALESCE(l.credits, (0)::bigint)) OR (b.reserved IS DISTINCT FROM COALESCE(l.reserved, (0)::bigint)))
UNION ALL
 SELECT l.client_id,
    NULL::bigint AS number,
    (('lot '::text || l.id) || ' is not what is set aside of it and spent'::text) AS fault
   FROM (public.credit_lot l
     LEFT JOIN holds h ON (((h.client_id = l.client_id) AND (h.lot_id = l.id))))
  WHERE ((l.reserved IS DISTINCT FROM COALESCE(h.held, (0)::bigint)) OR (l.spent IS DISTINCT FROM COALESCE(h.captured, (0)::bigint)))
UNION ALL
 SELECT r.client_id,
    NULL::bigint AS number,
    (((r.cause || ' is '::text) || r.state) || ' without a row that says so'::text) AS fault
   FROM public.credit_reservation r
  WHERE (NOT (EXISTS ( SELECT
           FROM public.credit_transaction t
          WHERE ((t.client_id = r.client_id) AND (t.cause = r.cause) AND (t.kind =
                CASE r.state
                    WHEN 'held'::text THEN 'reserve'::text
                    WHEN 'captured'::text THEN 'capture'::text
                    ELSE 'release'::text
                END)))))
UNION ALL
 SELECT credit_lot_fault.client_id,
    credit_lot_fault.number,
    credit_lot_fault.fault
   FROM public.credit_lot_fault;
CREATE TABLE public.credit_package (
    id uuid DEFAULT public.uuid7() NOT NULL,
    code text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    credits integer NOT NULL,
    price integer NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    is_best boolean DEFAULT false NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL,
    is_offered boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT credit_package_code_check CHECK ((code ~ '^[a-z][a-z0-9-]{0,30}$'::text)),
    CONSTRAINT credit_package_credits_check CHECK (((credits >= 1) AND (credits <= 1000000))),
    CONSTRAINT credit_package_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT credit_package_price_check CHECK (((price >= 50) AND (price <= 99999999))),
    CONSTRAINT credit_package_version_check CHECK ((version > 0))
);
CREATE TABLE public.credit_request (
    id uuid DEFAULT public.uuid7() NOT NULL,
    client_id uuid NOT NULL,
    credits integer NOT NULL,
    reason text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    is_approved boolean,
    CONSTRAINT credit_request_check CHECK (((decided_by IS NULL) = (decided_at IS NULL))),
    CONSTRAINT credit_request_check1 CHECK (((decided_by IS NULL) = (is_approved IS NULL))),
    CONSTRAINT credit_request_credits_check CHECK ((((credits >= '-1000000'::integer) AND (credits <= 1000000)) AND (credits <> 0))),
    CONSTRAINT credit_request_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 300))),
    CONSTRAINT four_eyes CHECK (((decided_by <> asked_by) OR (NOT is_approved)))
);
CREATE TABLE public.csv_heading (
    client_id uuid NOT NULL,
    heading text NOT NULL,
    field text NOT NULL
);
ALTER TABLE ONLY public.csv_heading FORCE ROW LEVEL SECURITY;
CREATE TABLE public.csv_import (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    file_name text NOT NULL,
    file text NOT NULL,
    format text NOT NULL,
    encoding text NOT NULL,
    headings text[] NOT NULL,
    is_headless boolean DEFAULT false NOT NULL,
    columns text[] DEFAULT '{}'::text[] NOT NULL,
    currency text NOT NULL,
    header_host text,
    header_name text,
    header_value text,
    state text DEFAULT 'uploaded'::text NOT NULL,
    problem text,
    rows_read integer DEFAULT 0 NOT NULL,
    job_id uuid,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT csv_import_check CHECK (((header_name IS NULL) = (header_value IS NULL))),
    CONSTRAINT csv_import_format_check CHECK ((format = ANY (ARRAY['plain'::text, 'shopify'::text, 'woocommerce'::text, 'bigcommerce'::text]))),
    CONSTRAINT csv_import_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'checking'::text, 'checked'::text, 'refused'::text, 'importing'::text])))
);
ALTER TABLE ONLY public.csv_import FORCE ROW LEVEL SECURITY;
CREATE TABLE public.csv_row (
    client_id uuid NOT NULL,
    csv_id uuid NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    own_id text,
    is_product boolean NOT NULL,
    name text,
    description text,
    sku text,
    price_minor bigint,
    width_mm integer,
    height_mm integer,
    depth_mm integer,
    categories text,
    pictures text,
    options text DEFAULT ''::text NOT NULL,
    problem text,
    warning text,
    outcome text,
    product_id uuid,
    left_out boolean DEFAULT false NOT NULL,
    CONSTRAINT csv_row_outcome_check CHECK ((outcome = ANY (ARRAY['new'::text, 'changed'::text, 'unchanged'::text, 'store'::text, 'bad'::text])))
);
ALTER TABLE ONLY public.csv_row FORCE ROW LEVEL SECURITY;
CREATE TABLE public.email_token (
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    purpose text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT email_token_purpose_check CHECK ((purpose = ANY (ARRAY['verify'::text, 'reset'::text])))
);
CREATE TABLE public.engine_call (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    vendor text NOT NULL,
    model text NOT NULL,
    purpose text NOT NULL,
    job_id uuid NOT NULL,
    state text DEFAULT 'begun'::text NOT NULL,
    reason text,
    answer text,
    used numeric,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT engine_call_check CHECK (((state = 'begun'::text) = (ended_at IS NULL))),
    CONSTRAINT engine_call_check1 CHECK (((state = 'answered'::text) = (answer IS NOT NULL))),
    CONSTRAINT engine_call_state_check CHECK ((state = ANY (ARRAY['begun'::text, 'answered'::text, 'refused'::text, 'empty'::text, 'lost'::text, 'away'::text]))),
    CONSTRAINT engine_call_vendor_check CHECK ((vendor = ANY (ARRAY['gemini'::text, 'remove.bg'::text])))
);
ALTER TABLE ONLY public.engine_call FORCE ROW LEVEL SECURITY;
CREATE TABLE public.engine_choice (
    client_id uuid NOT NULL,
    pictures text DEFAULT 'built-in'::text NOT NULL,
    cut_outs text DEFAULT 'built-in'::text NOT NULL,
    when_away text DEFAULT 'wait'::text NOT NULL,
    CONSTRAINT engine_choice_cut_outs_check CHECK ((cut_outs = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT engine_choice_pictures_check CHECK ((pictures = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT engine_choice_when_away_check CHECK ((when_away = ANY (ARRAY['wait'::text, 'built-in'::text])))
);
ALTER TABLE ONLY public.engine_choice FORCE ROW LEVEL SECURITY;
CREATE TABLE public.engine_health (
    vendor text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    closed_until timestamp with time zone,
    kind text,
    reason text,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    model text DEFAULT ''::text NOT NULL,
    CONSTRAINT engine_health_kind_check CHECK ((kind = ANY (ARRAY['rate'::text, 'quota'::text, 'overload'::text, 'key'::text, 'model'::text, 'room'::text]))),
    CONSTRAINT engine_health_vendor_check CHECK ((vendor = ANY (ARRAY['gemini'::text, 'remove.bg'::text])))
);
CREATE TABLE public.flow (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    state text DEFAULT 'configured'::text NOT NULL,
    room text NOT NULL,
    mood text NOT NULL,
    aspect text NOT NULL,
    variants integer NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    deleted_at timestamp with time zone,
    engine text DEFAULT 'built-in'::text NOT NULL,
    cut_outs text DEFAULT 'built-in'::text NOT NULL,
    colour text,
    inspiration text,
    CONSTRAINT flow_aspect_check CHECK ((aspect = ANY (ARRAY['1:1'::text, '4:3'::text, '3:4'::text, '16:9'::text, '9:16'::text, '4:5'::text]))),
    CONSTRAINT flow_colour_check CHECK ((colour ~ '^#[0-9A-Fa-f]{6}$'::text)),
    CONSTRAINT flow_cut_outs_check CHECK ((cut_outs = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT flow_engine_check CHECK ((engine = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT flow_state_check CHECK ((state = ANY (ARRAY['empty'::text, 'configured'::text, 'generating'::text, 'completed'::text, 'partly failed'::text, 'failed'::text]))),
    CONSTRAINT flow_variants_check CHECK (((variants >= 1) AND (variants <= 8)))
);
ALTER TABLE ONLY public.flow FORCE ROW LEVEL SECURITY;
CREATE TABLE public.flow_companion (
    client_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    place integer NOT NULL,
    product_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    CONSTRAINT flow_companion_place_check CHECK (((place >= 2) AND (place <= 6)))
);
ALTER TABLE ONLY public.flow_companion FORCE ROW LEVEL SECURITY;
CREATE TABLE public.import_change (
    client_id uuid NOT NULL,
    run_id uuid NOT NULL,
    product_id uuid NOT NULL,
    was jsonb,
    undone text,
    why text,
    CONSTRAINT import_change_undone_check CHECK ((undone = ANY (ARRAY['reversed'::text, 'kept'::text, 'impossible'::text])))
);
ALTER TABLE ONLY public.import_change FORCE ROW LEVEL SECURITY;
CREATE TABLE public.import_item (
    client_id uuid NOT NULL,
    run_id uuid NOT NULL,
    "position" integer NOT NULL,
    external_id text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    price_minor bigint,
    thumb_url text,
    pictures integer DEFAULT 0 NOT NULL,
    completeness smallint NOT NULL,
    outcome text NOT NULL,
    twin_id uuid,
    chosen boolean DEFAULT true NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    compared boolean DEFAULT false NOT NULL,
    is_twin_by_picture boolean DEFAULT false NOT NULL,
    thumb text,
    CONSTRAINT import_item_completeness_check CHECK (((completeness >= 0) AND (completeness <= 100))),
    CONSTRAINT import_item_outcome_check CHECK ((outcome = ANY (ARRAY['new'::text, 'changed'::text, 'unchanged'::text, 'duplicate'::text, 'binned'::text]))),
    CONSTRAINT import_item_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'gone'::text, 'left out'::text])))
);
ALTER TABLE ONLY public.import_item FORCE ROW LEVEL SECURITY;
CREATE TABLE public.import_run (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    store_id uuid,
    job_id uuid,
    state text DEFAULT 'running'::text NOT NULL,
    total integer,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    gone integer DEFAULT 0 NOT NULL,
    pictures_total integer DEFAULT 0 NOT NULL,
    note text,
    started_by uuid,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    csv_id uuid,
    choice jsonb DEFAULT '{"all": {}}'::jsonb NOT NULL,
    starts_at_once boolean DEFAULT true NOT NULL,
    unknown text[] DEFAULT '{}'::text[] NOT NULL,
    looked_for double precision,
    confirmed_at timestamp with time zone,
    sends_mail boolean DEFAULT false NOT NULL,
    told_at timestamp with time zone,
    undo_state text,
    over_at timestamp with time zone,
    left_out integer DEFAULT 0 NOT NULL,
    pictures_held boolean DEFAULT false NOT NULL,
    CONSTRAINT import_run_check CHECK (((store_id IS NULL) <> (csv_id IS NULL))),
    CONSTRAINT import_run_state_check CHECK ((state = ANY (ARRAY['looking'::text, 'preview'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text, 'failed'::text]))),
    CONSTRAINT import_run_undo_state_check CHECK ((undo_state = ANY (ARRAY['running'::text, 'done'::text])))
);
ALTER TABLE ONLY public.import_run FORCE ROW LEVEL SECURITY;
CREATE TABLE public.invitation (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    invited_by uuid,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    CONSTRAINT invitation_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'viewer'::text])))
);
ALTER TABLE ONLY public.invitation FORCE ROW LEVEL SECURITY;
CREATE TABLE public.job (
    id uuid DEFAULT public.uuid7() NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    unique_key text,
    state text DEFAULT 'ready'::text NOT NULL,
    priority smallint DEFAULT 5 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease bigint DEFAULT 0 NOT NULL,
    leased_until timestamp with time zone,
    wish text,
    again boolean DEFAULT false NOT NULL,
    place jsonb,
    done_count integer DEFAULT 0 NOT NULL,
    total_count integer,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT job_check CHECK (((state = 'running'::text) = (leased_until IS NOT NULL))),
    CONSTRAINT job_priority_check CHECK (((priority >= 0) AND (priority <= 9))),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text, 'parked'::text]))),
    CONSTRAINT job_wish_check CHECK ((wish = ANY (ARRAY['pause'::text, 'cancel'::text])))
);
ALTER TABLE ONLY public.job FORCE ROW LEVEL SECURITY;
CREATE TABLE public.listed_product (
    client_id uuid NOT NULL,
    reconciliation_id uuid NOT NULL,
    external_id text NOT NULL
);
ALTER TABLE ONLY public.listed_product FORCE ROW LEVEL SECURITY;
CREATE TABLE public.look_alike (
    client_id uuid NOT NULL,
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    distance smallint NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    dismissed_at timestamp with time zone,
    dismissed_by uuid,
    CONSTRAINT look_alike_check CHECK ((one_id < other_id)),
    CONSTRAINT look_alike_distance_check CHECK (((distance >= 0) AND (distance <= 7)))
);
ALTER TABLE ONLY public.look_alike FORCE ROW LEVEL SECURITY;
CREATE TABLE public.membership (
    client_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT membership_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'viewer'::text])))
);
ALTER TABLE ONLY public.membership FORCE ROW LEVEL SECURITY;
CREATE TABLE public.migration (
    name text NOT NULL,
    run_at timestamp with time zone DEFAULT now()
);
CREATE TABLE public.payment (
    client_id uuid NOT NULL,
    id text NOT NULL,
    bill text,
    amount integer NOT NULL,
    currency text NOT NULL,
    credits integer NOT NULL,
    refunded integer DEFAULT 0 NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    dispute text,
    paid_at timestamp with time zone DEFAULT now() NOT NULL,
    moves integer DEFAULT 0 NOT NULL,
    subscription text,
    period_start timestamp with time zone,
    period_end timestamp with time zone,
    CONSTRAINT payment_amount_check CHECK ((amount > 0)),
    CONSTRAINT payment_check CHECK (((refunded >= 0) AND (refunded <= amount))),
    CONSTRAINT payment_check1 CHECK (((taken >= 0) AND (taken <= credits))),
    CONSTRAINT payment_check2 CHECK ((((subscription IS NULL) = (period_start IS NULL)) AND ((subscription IS NULL) = (period_end IS NULL)))),
    CONSTRAINT payment_credits_check CHECK ((credits >= 0)),
    CONSTRAINT payment_id_check CHECK ((length(id) <= 255))
);
ALTER TABLE ONLY public.payment FORCE ROW LEVEL SECURITY;
CREATE TABLE public.person (
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    is_administrator boolean DEFAULT false NOT NULL,
    verified_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT person_email_check CHECK (((length(email) <= 254) AND (email = lower(email)))),
    CONSTRAINT person_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)))
);
CREATE TABLE public.picture_band (
    client_id uuid NOT NULL,
    band smallint NOT NULL,
    value smallint NOT NULL,
    picture_id uuid NOT NULL,
    hash bit(64) NOT NULL,
    CONSTRAINT picture_band_band_check CHECK (((band >= 0) AND (band <= 7))),
    CONSTRAINT picture_band_value_check CHECK (((value >= 0) AND (value <= 255)))
);
ALTER TABLE ONLY public.picture_band FORCE ROW LEVEL SECURITY;
CREATE TABLE public.picture_reading (
    client_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    original text NOT NULL,
    type text,
    materials text[] DEFAULT '{}'::text[] NOT NULL,
    styles text[] DEFAULT '{}'::text[] NOT NULL,
    rooms text[] DEFAULT '{}'::text[] NOT NULL,
    reason text,
    read_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT picture_reading_check CHECK (((type IS NULL) = (reason IS NOT NULL)))
);
ALTER TABLE ONLY public.picture_reading FORCE ROW LEVEL SECURITY;
CREATE TABLE public.picture_sight (
    client_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    original text NOT NULL,
    analysis jsonb NOT NULL,
    hash text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT picture_sight_hash_check CHECK ((hash ~ '^[0-9a-f]{16}$'::text))
);
ALTER TABLE ONLY public.picture_sight FORCE ROW LEVEL SECURITY;
CREATE TABLE public.product_category (
    client_id uuid NOT NULL,
    product_id uuid NOT NULL,
    category_id uuid NOT NULL
);
ALTER TABLE ONLY public.product_category FORCE ROW LEVEL SECURITY;
CREATE TABLE public.product_picture (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    external_id text,
    "position" integer DEFAULT 0 NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    source_url text,
    state text DEFAULT 'pending'::text NOT NULL,
    reason text,
    original text,
    large text,
    thumb text,
    width integer,
    height integer,
    colour text DEFAULT '#e5e5e5'::text NOT NULL,
    plain_background boolean,
    cut_out text,
    cut_out_base_x double precision,
    cut_out_base_y double precision,
    cut_out_confidence double precision,
    removed_at timestamp with time zone,
    cut_out_by text,
    csv_id uuid,
    cut_out_hint jsonb,
    cut_out_wanted boolean DEFAULT false NOT NULL,
    cut_out_reason text,
    fetched_url text,
    CONSTRAINT product_picture_check CHECK (((state = 'ready'::text) = (original IS NOT NULL))),
    CONSTRAINT product_picture_cut_out_by_check CHECK ((cut_out_by = ANY (ARRAY['built-in'::text, 'ai'::text]))),
    CONSTRAINT product_picture_cut_out_hint_check CHECK ((octet_length((cut_out_hint)::text) <= 400000)),
    CONSTRAINT product_picture_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'ready'::text, 'failed'::text])))
);
ALTER TABLE ONLY public.product_picture FORCE ROW LEVEL SECURITY;
CREATE TABLE public.product_words (
    client_id uuid NOT NULL,
    product_id uuid NOT NULL,
    type text,
    materials text[],
    styles text[],
    rooms text[],
    corrected_by uuid,
    corrected_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.product_words FORCE ROW LEVEL SECURITY;
CREATE TABLE public.purchase (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    person_id uuid,
    pack_id uuid,
    plan_id uuid,
    every text,
    amount integer NOT NULL,
    currency text NOT NULL,
    session text,
    url text,
    state text DEFAULT 'open'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT purchase_amount_check CHECK ((amount > 0)),
    CONSTRAINT purchase_check CHECK (((pack_id IS NULL) <> (plan_id IS NULL))),
    CONSTRAINT purchase_check1 CHECK (((plan_id IS NULL) = (every IS NULL))),
    CONSTRAINT purchase_every_check CHECK ((every = ANY (ARRAY['month'::text, 'year'::text]))),
    CONSTRAINT purchase_state_check CHECK ((state = ANY (ARRAY['open'::text, 'waiting'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'wrong'::text])))
);
ALTER TABLE ONLY public.purchase FORCE ROW LEVEL SECURITY;
CREATE TABLE public.reconciliation (
    id uuid DEFAULT public.uuid7() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    since timestamp with time zone NOT NULL,
    events integer NOT NULL,
    missed integer NOT NULL,
    bills integer NOT NULL,
    repaired integer NOT NULL
);
CREATE TABLE public.session (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    client_id uuid,
    csrf_token text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sign_in_failure (
    subject text NOT NULL,
    failures integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL
);
CREATE TABLE public.spending_cap (
    client_id uuid NOT NULL,
    per_run integer,
    per_month integer,
    told_month date,
    told_percent smallint DEFAULT 0 NOT NULL,
    CONSTRAINT spending_cap_per_month_check CHECK ((per_month > 0)),
    CONSTRAINT spending_cap_per_run_check CHECK ((per_run > 0))
);
ALTER TABLE ONLY public.spending_cap FORCE ROW LEVEL SECURITY;
CREATE TABLE public.staff_session (
    id uuid DEFAULT public.uuid7() NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    csrf_token text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '01:00:00'::interval) NOT NULL
);
CREATE TABLE public.store (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    platform text NOT NULL,
    url text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    version text DEFAULT ''::text NOT NULL,
    dimension_unit text DEFAULT 'cm'::text NOT NULL,
    credentials text,
    access text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    auto_sync boolean DEFAULT true NOT NULL,
    webhook_ids text[] DEFAULT '{}'::text[] NOT NULL,
    webhook_secret text,
    last_contact_at timestamp with time zone,
    last_webhook_at timestamp with time zone,
    last_error text,
    connected_at timestamp with time zone DEFAULT now() NOT NULL,
    disconnected_at timestamp with time zone,
    identity text DEFAULT ''::text NOT NULL,
    token_ends_at timestamp with time zone,
    keys_dead boolean DEFAULT false NOT NULL,
    calls_left integer,
    calls_most integer,
    follows_new boolean DEFAULT false NOT NULL,
    swept_until timestamp with time zone,
    webhooks_checked_at timestamp with time zone,
    examined_at timestamp with time zone,
    findings jsonb DEFAULT '[]'::jsonb NOT NULL,
    categories_read_at timestamp with time zone,
    CONSTRAINT store_check CHECK (((state = 'disconnected'::text) = (credentials IS NULL))),
    CONSTRAINT store_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT store_platform_check CHECK ((platform ~ '^[a-z]{2,30}$'::text)),
    CONSTRAINT store_state_check CHECK ((state = ANY (ARRAY['connected'::text, 'needs reconnection'::text, 'disconnected'::text])))
);
ALTER TABLE ONLY public.store FORCE ROW LEVEL SECURITY;
CREATE TABLE public.store_approval (
    client_id uuid NOT NULL,
    state_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    platform text NOT NULL,
    shop text NOT NULL,
    delivered text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);
ALTER TABLE ONLY public.store_approval FORCE ROW LEVEL SECURITY;
CREATE TABLE public.store_difference (
    client_id uuid NOT NULL,
    reconciliation_id uuid NOT NULL,
    kind text NOT NULL,
    external_id text NOT NULL,
    name text NOT NULL,
    CONSTRAINT store_difference_kind_check CHECK ((kind = ANY (ARRAY['changed'::text, 'new'::text, 'returned'::text, 'gone'::text, 'picture'::text])))
);
ALTER TABLE ONLY public.store_difference FORCE ROW LEVEL SECURITY;
CREATE TABLE public.store_installation (
    token_hash bytea NOT NULL,
    platform text NOT NULL,
    shop text NOT NULL,
    title text NOT NULL,
    sealed text NOT NULL,
    is_bound boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.store_reconciliation (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    store_id uuid NOT NULL,
    requested_by uuid,
    state text DEFAULT 'running'::text NOT NULL,
    began_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    listed integer DEFAULT 0 NOT NULL,
    elsewhere integer DEFAULT 0 NOT NULL,
    reason text,
    CONSTRAINT store_reconciliation_check CHECK (((state = 'running'::text) = (ended_at IS NULL))),
    CONSTRAINT store_reconciliation_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
ALTER TABLE ONLY public.store_reconciliation FORCE ROW LEVEL SECURITY;
CREATE TABLE public.store_snapshot (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    images jsonb NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.store_snapshot FORCE ROW LEVEL SECURITY;
CREATE TABLE public.stripe_event (
    id text NOT NULL,
    client_id uuid,
    type text NOT NULL,
    object text NOT NULL,
    body text NOT NULL,
    was_missed boolean DEFAULT false NOT NULL,
    heard_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_at timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT stripe_event_id_check CHECK ((length(id) <= 255))
);
ALTER TABLE ONLY public.stripe_event FORCE ROW LEVEL SECURITY;
CREATE TABLE public.subscription (
    client_id uuid NOT NULL,
    id text NOT NULL,
    plan_id uuid NOT NULL,
    next_plan_id uuid,
    every text DEFAULT 'month'::text NOT NULL,
    status text NOT NULL,
    period_start timestamp with time zone,
    period_end timestamp with time zone,
    paid_until timestamp with time zone,
    ends_with_period boolean DEFAULT false NOT NULL,
    grace_until timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    reminders smallint DEFAULT 0 NOT NULL,
    CONSTRAINT subscription_every_check CHECK ((every = ANY (ARRAY['month'::text, 'year'::text]))),
    CONSTRAINT subscription_id_check CHECK ((length(id) <= 255)),
    CONSTRAINT subscription_status_check CHECK ((status = ANY (ARRAY['active'::text, 'trialing'::text, 'past_due'::text, 'unpaid'::text, 'paused'::text, 'incomplete'::text, 'incomplete_expired'::text, 'canceled'::text])))
);
ALTER TABLE ONLY public.subscription FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sync_event (
    client_id uuid NOT NULL,
    id uuid DEFAULT public.uuid7() NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    synced_asset_id uuid,
    action text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    person_id uuid,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sync_event_action_check CHECK ((action = ANY (ARRAY['planned'::text, 'pushed'::text, 'adopted'::text, 'verified'::text, 'removed'::text, 'failed'::text, 'waiting'::text])))
);
ALTER TABLE ONLY public.sync_event FORCE ROW LEVEL SECURITY;
CREATE TABLE public.synced_asset (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    marker text NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    external_id text,
    external_url text,
    picture_path text,
    checksum text NOT NULL,
    writing_since timestamp with time zone,
    reason text,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    pushed_at timestamp with time zone,
    verified_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT synced_asset_check CHECK (((state <> ALL (ARRAY['pushed'::text, 'verified'::text])) OR (external_id IS NOT NULL))),
    CONSTRAINT synced_asset_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'pushing'::text, 'pushed'::text, 'verified'::text, 'removing'::text, 'removed'::text, 'failed'::text])))
);
ALTER TABLE ONLY public.synced_asset FORCE ROW LEVEL SECURITY;
CREATE TABLE public.variation (
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    external_id text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    price_minor bigint,
    options text DEFAULT ''::text NOT NULL,
    external_picture_id text,
    gone_at timestamp with time zone
);
ALTER TABLE ONLY public.variation FORCE ROW LEVEL SECURITY;
CREATE TABLE public.webhook_event (
    client_id uuid NOT NULL,
    store_id uuid NOT NULL,
    topic text NOT NULL,
    external_id text NOT NULL,
    body_hash bytea NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    skipped text,
    CONSTRAINT webhook_event_skipped_check CHECK ((skipped = ANY (ARRAY['echo'::text, 'old'::text])))
);
ALTER TABLE ONLY public.webhook_event FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.api_act
    ADD CONSTRAINT api_act_pkey PRIMARY KEY (client_id, key);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_client_id_flow_id_variant_key UNIQUE (client_id, flow_id, variant);
ALTER TABLE ONLY public.asset_decision
    ADD CONSTRAINT asset_decision_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.asset_fidelity
    ADD CONSTRAINT asset_fidelity_pkey PRIMARY KEY (client_id, asset_id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.bill
    ADD CONSTRAINT bill_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.billing_customer
    ADD CONSTRAINT billing_customer_id_key UNIQUE (id);
ALTER TABLE ONLY public.billing_customer
    ADD CONSTRAINT billing_customer_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (client_id, asset_id);
ALTER TABLE ONLY public.claim_rule
    ADD CONSTRAINT claim_rule_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.client
    ADD CONSTRAINT client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.credit_alert
    ADD CONSTRAINT credit_alert_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.credit_balance
    ADD CONSTRAINT credit_balance_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.credit_hold
    ADD CONSTRAINT credit_hold_pkey PRIMARY KEY (client_id, cause, lot_id);
ALTER TABLE ONLY public.credit_lot
    ADD CONSTRAINT credit_lot_client_id_source_cause_key UNIQUE (client_id, source, cause);
ALTER TABLE ONLY public.credit_lot
    ADD CONSTRAINT credit_lot_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.credit_package
    ADD CONSTRAINT credit_package_code_version_key UNIQUE (code, version);
ALTER TABLE ONLY public.credit_package
    ADD CONSTRAINT credit_package_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.credit_request
    ADD CONSTRAINT credit_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.credit_reservation
    ADD CONSTRAINT credit_reservation_pkey PRIMARY KEY (client_id, cause);
ALTER TABLE ONLY public.credit_transaction
    ADD CONSTRAINT credit_transaction_client_id_kind_cause_key UNIQUE (client_id, kind, cause);
ALTER TABLE ONLY public.credit_transaction
    ADD CONSTRAINT credit_transaction_pkey PRIMARY KEY (client_id, number);
ALTER TABLE ONLY public.csv_heading
    ADD CONSTRAINT csv_heading_pkey PRIMARY KEY (client_id, heading);
ALTER TABLE ONLY public.csv_import
    ADD CONSTRAINT csv_import_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.csv_row
    ADD CONSTRAINT csv_row_pkey PRIMARY KEY (client_id, csv_id, number);
ALTER TABLE ONLY public.email_token
    ADD CONSTRAINT email_token_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.engine_call
    ADD CONSTRAINT engine_call_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.engine_choice
    ADD CONSTRAINT engine_choice_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.engine_health
    ADD CONSTRAINT engine_health_pkey PRIMARY KEY (vendor, model);
ALTER TABLE ONLY public.flow_companion
    ADD CONSTRAINT flow_companion_client_id_flow_id_product_id_key UNIQUE (client_id, flow_id, product_id);
ALTER TABLE ONLY public.flow_companion
    ADD CONSTRAINT flow_companion_pkey PRIMARY KEY (client_id, flow_id, place);
ALTER TABLE ONLY public.flow
    ADD CONSTRAINT flow_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.import_change
    ADD CONSTRAINT import_change_pkey PRIMARY KEY (client_id, run_id, product_id);
ALTER TABLE ONLY public.import_item
    ADD CONSTRAINT import_item_client_id_run_id_external_id_key UNIQUE (client_id, run_id, external_id);
ALTER TABLE ONLY public.import_item
    ADD CONSTRAINT import_item_pkey PRIMARY KEY (client_id, run_id, "position");
ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.listed_product
    ADD CONSTRAINT listed_product_pkey PRIMARY KEY (client_id, reconciliation_id, external_id);
ALTER TABLE ONLY public.look_alike
    ADD CONSTRAINT look_alike_pkey PRIMARY KEY (client_id, one_id, other_id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (client_id, person_id);
ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.picture_band
    ADD CONSTRAINT picture_band_pkey PRIMARY KEY (client_id, band, value, picture_id) INCLUDE (hash);
ALTER TABLE ONLY public.picture_reading
    ADD CONSTRAINT picture_reading_pkey PRIMARY KEY (client_id, picture_id);
ALTER TABLE ONLY public.picture_sight
    ADD CONSTRAINT picture_sight_pkey PRIMARY KEY (client_id, picture_id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_code_version_key UNIQUE (code, version);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product_category
    ADD CONSTRAINT product_category_pkey PRIMARY KEY (client_id, product_id, category_id);
ALTER TABLE ONLY public.product_picture
    ADD CONSTRAINT product_picture_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.product_words
    ADD CONSTRAINT product_words_pkey PRIMARY KEY (client_id, product_id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_session_key UNIQUE (session);
ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.spending_cap
    ADD CONSTRAINT spending_cap_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.staff_session
    ADD CONSTRAINT staff_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_session
    ADD CONSTRAINT staff_session_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.store_approval
    ADD CONSTRAINT store_approval_pkey PRIMARY KEY (client_id, state_hash);
ALTER TABLE ONLY public.store_difference
    ADD CONSTRAINT store_difference_pkey PRIMARY KEY (client_id, reconciliation_id, kind, external_id);
ALTER TABLE ONLY public.store_installation
    ADD CONSTRAINT store_installation_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.store_reconciliation
    ADD CONSTRAINT store_reconciliation_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.store_snapshot
    ADD CONSTRAINT store_snapshot_client_id_store_id_product_id_key UNIQUE (client_id, store_id, product_id);
ALTER TABLE ONLY public.store_snapshot
    ADD CONSTRAINT store_snapshot_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.stripe_event
    ADD CONSTRAINT stripe_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.sync_event
    ADD CONSTRAINT sync_event_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.synced_asset
    ADD CONSTRAINT synced_asset_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.variation
    ADD CONSTRAINT variation_pkey PRIMARY KEY (client_id, id);
ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_once PRIMARY KEY (client_id, store_id, topic, external_id, body_hash);
CREATE INDEX api_act_time ON public.api_act USING btree (at);
CREATE INDEX asset_changed_from ON public.asset USING btree (client_id, changed_from) WHERE (changed_from IS NOT NULL);
CREATE INDEX asset_decision_asset ON public.asset_decision USING btree (client_id, asset_id, id DESC);
CREATE INDEX asset_newest ON public.asset USING btree (client_id, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX asset_product ON public.asset USING btree (client_id, product_id, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX audit_event_client ON public.audit_event USING btree (client_id, id);
CREATE UNIQUE INDEX category_external ON public.category USING btree (client_id, store_id, external_id);
CREATE UNIQUE INDEX category_own_name ON public.category USING btree (client_id, COALESCE(parent_external_id, ''::text), lower(name)) WHERE (store_id IS NULL);
CREATE INDEX credit_hold_lot ON public.credit_hold USING btree (client_id, lot_id);
CREATE INDEX credit_lot_expiry ON public.credit_lot USING btree (expires_at) WHERE is_open;
CREATE INDEX credit_lot_spend ON public.credit_lot USING btree (client_id, priority, expires_at, id) WHERE is_open;
CREATE UNIQUE INDEX credit_package_offered ON public.credit_package USING btree (code) WHERE is_offered;
CREATE INDEX credit_reservation_held ON public.credit_reservation USING btree (created_at) WHERE (state = 'held'::text);
CREATE INDEX credit_transaction_returned ON public.credit_transaction USING btree (at, client_id, number) WHERE (kind = ANY (ARRAY['release'::text, 'refund'::text]));
CREATE INDEX credit_transaction_time ON public.credit_transaction USING btree (client_id, at);
CREATE INDEX csv_row_part ON public.csv_row USING btree (client_id, csv_id, key) WHERE (NOT is_product);
CREATE INDEX email_token_person ON public.email_token USING btree (person_id, purpose);
CREATE INDEX engine_call_begun ON public.engine_call USING btree (vendor, begun_at) WHERE (state = 'begun'::text);
CREATE UNIQUE INDEX engine_call_once ON public.engine_call USING btree (client_id, purpose) WHERE (state = ANY (ARRAY['begun'::text, 'answered'::text]));
CREATE INDEX engine_call_purpose ON public.engine_call USING btree (client_id, purpose);
CREATE INDEX flow_product ON public.flow USING btree (client_id, product_id, id DESC);
CREATE INDEX import_item_thumb ON public.import_item USING btree (thumb) WHERE (thumb IS NOT NULL);
CREATE INDEX import_item_waiting ON public.import_item USING btree (client_id, run_id, "position") WHERE (chosen AND (state = 'waiting'::text));
CREATE UNIQUE INDEX invitation_open ON public.invitation USING btree (client_id, email) WHERE (accepted_at IS NULL);
CREATE INDEX job_finished ON public.job USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::text, 'cancelled'::text]));
CREATE INDEX job_parked ON public.job USING btree (finished_at) WHERE (state = 'parked'::text);
CREATE INDEX job_ready ON public.job USING btree (client_id, priority, run_at, id) WHERE (state = 'ready'::text);
CREATE INDEX job_running ON public.job USING btree (leased_until) WHERE (state = 'running'::text);
CREATE INDEX job_running_client ON public.job USING btree (client_id) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX job_unique ON public.job USING btree (client_id, unique_key) WHERE ((unique_key IS NOT NULL) AND (state = ANY (ARRAY['ready'::text, 'running'::text, 'paused'::text])));
CREATE INDEX look_alike_open ON public.look_alike USING btree (client_id, distance, found_at) WHERE (dismissed_at IS NULL);
CREATE INDEX look_alike_other ON public.look_alike USING btree (client_id, other_id);
CREATE INDEX membership_person ON public.membership USING btree (person_id);
CREATE UNIQUE INDEX one_active_store ON public.store USING btree (client_id) WHERE (state <> 'disconnected'::text);
CREATE UNIQUE INDEX one_csv_import ON public.import_run USING btree (client_id, csv_id);
CREATE UNIQUE INDEX one_import ON public.import_run USING btree (client_id, store_id) WHERE (state = ANY (ARRAY['looking'::text, 'preview'::text, 'running'::text, 'paused'::text]));
CREATE UNIQUE INDEX one_reconciliation ON public.store_reconciliation USING btree (client_id, store_id) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX payment_id ON public.payment USING btree (id);
CREATE INDEX payment_time ON public.payment USING btree (paid_at, id);
CREATE UNIQUE INDEX person_email ON public.person USING btree (email);
CREATE INDEX picture_band_picture ON public.picture_band USING btree (client_id, picture_id);
CREATE UNIQUE INDEX plan_offered ON public.plan USING btree (code) WHERE is_offered;
CREATE INDEX product_category_category ON public.product_category USING btree (client_id, category_id, product_id);
CREATE UNIQUE INDEX product_external ON public.product USING btree (client_id, store_id, external_id);
CREATE INDEX product_import ON public.product USING btree (client_id, last_import) WHERE (last_import IS NOT NULL);
CREATE UNIQUE INDEX product_import_key ON public.product USING btree (client_id, import_key);
CREATE INDEX product_newest ON public.product USING btree (client_id, id DESC) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX product_picture_external ON public.product_picture USING btree (client_id, product_id, external_id);
CREATE INDEX product_picture_order ON public.product_picture USING btree (client_id, product_id, "position", id) WHERE (removed_at IS NULL);
CREATE INDEX product_sku ON public.product USING btree (client_id, lower(sku)) WHERE (sku <> ''::text);
CREATE INDEX purchase_open ON public.purchase USING btree (client_id, id) WHERE (state = ANY (ARRAY['open'::text, 'waiting'::text]));
CREATE INDEX session_expiry ON public.session USING btree (expires_at);
CREATE INDEX session_person ON public.session USING btree (person_id);
CREATE INDEX staff_session_expiry ON public.staff_session USING btree (expires_at);
CREATE INDEX staff_session_person ON public.staff_session USING btree (person_id);
CREATE UNIQUE INDEX store_approval_state ON public.store_approval USING btree (state_hash);
CREATE UNIQUE INDEX store_id ON public.store USING btree (id);
CREATE INDEX store_identity ON public.store USING btree (platform, identity) WHERE (state <> 'disconnected'::text);
CREATE INDEX store_installation_shop ON public.store_installation USING btree (platform, shop);
CREATE INDEX store_reconciliation_began ON public.store_reconciliation USING btree (client_id, store_id, began_at);
CREATE INDEX store_token_ends ON public.store USING btree (token_ends_at) WHERE ((state = 'connected'::text) AND (token_ends_at IS NOT NULL));
CREATE INDEX stripe_event_client ON public.stripe_event USING btree (client_id, heard_at);
CREATE INDEX stripe_event_open ON public.stripe_event USING btree (object) WHERE (applied_at IS NULL);
CREATE INDEX stripe_event_time ON public.stripe_event USING btree (heard_at, id);
CREATE UNIQUE INDEX subscription_id ON public.subscription USING btree (id);
CREATE INDEX subscription_live ON public.subscription USING btree (period_end) WHERE (status = 'active'::text);
CREATE INDEX sync_event_newest ON public.sync_event USING btree (client_id, id DESC);
CREATE UNIQUE INDEX synced_asset_marker ON public.synced_asset USING btree (marker);
CREATE UNIQUE INDEX synced_asset_once ON public.synced_asset USING btree (client_id, store_id, asset_id) WHERE (state <> 'removed'::text);
CREATE INDEX synced_asset_open ON public.synced_asset USING btree (client_id, product_id) WHERE (state = ANY (ARRAY['planned'::text, 'pushing'::text, 'pushed'::text, 'removing'::text]));
CREATE INDEX synced_asset_product ON public.synced_asset USING btree (client_id, product_id, id);
CREATE UNIQUE INDEX variation_external ON public.variation USING btree (client_id, product_id, external_id);
CREATE INDEX webhook_event_age ON public.webhook_event USING brin (received_at);
CREATE TRIGGER have_a_file AFTER INSERT ON public.csv_row REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.csv_rows_have_a_file();
CREATE TRIGGER keep BEFORE DELETE ON public.credit_lot FOR EACH ROW EXECUTE FUNCTION public.credit_keep();
CREATE TRIGGER keep BEFORE UPDATE ON public.credit_package FOR EACH ROW EXECUTE FUNCTION public.keep_version();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON public.credit_transaction FOR EACH ROW EXECUTE FUNCTION public.credit_keep();
CREATE TRIGGER keep BEFORE UPDATE ON public.plan FOR EACH ROW EXECUTE FUNCTION public.keep_version();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON public.credit_transaction FOR EACH STATEMENT EXECUTE FUNCTION public.credit_keep();
CREATE TRIGGER keep_terms BEFORE UPDATE OF client_id, id, source, cause, amount, priority, expires_at ON public.credit_lot FOR EACH ROW EXECUTE FUNCTION public.credit_keep_terms();
CREATE TRIGGER link BEFORE INSERT ON public.credit_transaction FOR EACH ROW EXECUTE FUNCTION public.credit_link();
CREATE TRIGGER remember_import AFTER INSERT OR UPDATE ON public.product FOR EACH ROW WHEN ((COALESCE(current_setting('epox.import'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.remember_import();
CREATE TRIGGER rows_go BEFORE DELETE ON public.csv_import FOR EACH ROW EXECUTE FUNCTION public.csv_rows_go_with_their_file();
CREATE TRIGGER stays_with_its_file BEFORE UPDATE OF client_id, csv_id ON public.csv_row FOR EACH ROW WHEN (((old.client_id IS DISTINCT FROM new.client_id) OR (old.csv_id IS DISTINCT FROM new.csv_id))) EXECUTE FUNCTION public.csv_row_stays_with_its_file();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.asset FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.csv_import FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.flow FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.import_run FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.product_picture FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
CREATE TRIGGER tell_live AFTER INSERT OR DELETE OR UPDATE ON public.synced_asset FOR EACH STATEMENT EXECUTE FUNCTION public.tell_live();
ALTER TABLE ONLY public.api_act
    ADD CONSTRAINT api_act_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_changed_from FOREIGN KEY (client_id, changed_from) REFERENCES public.asset(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_client_id_flow_id_fkey FOREIGN KEY (client_id, flow_id) REFERENCES public.flow(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset_decision
    ADD CONSTRAINT asset_decision_client_id_asset_id_fkey FOREIGN KEY (client_id, asset_id) REFERENCES public.asset(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset_fidelity
    ADD CONSTRAINT asset_fidelity_client_id_asset_id_fkey FOREIGN KEY (client_id, asset_id) REFERENCES public.asset(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.bill
    ADD CONSTRAINT bill_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.billing_customer
    ADD CONSTRAINT billing_customer_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_client_id_store_id_fkey FOREIGN KEY (client_id, store_id) REFERENCES public.store(client_id, id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_client_id_asset_id_fkey FOREIGN KEY (client_id, asset_id) REFERENCES public.asset(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_rule_fkey FOREIGN KEY (rule) REFERENCES public.claim_rule(version);
ALTER TABLE ONLY public.credit_alert
    ADD CONSTRAINT credit_alert_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_balance
    ADD CONSTRAINT credit_balance_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_hold
    ADD CONSTRAINT credit_hold_client_id_cause_fkey FOREIGN KEY (client_id, cause) REFERENCES public.credit_reservation(client_id, cause) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_hold
    ADD CONSTRAINT credit_hold_client_id_lot_id_fkey FOREIGN KEY (client_id, lot_id) REFERENCES public.credit_lot(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_lot
    ADD CONSTRAINT credit_lot_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_request
    ADD CONSTRAINT credit_request_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.person(id);
ALTER TABLE ONLY public.credit_request
    ADD CONSTRAINT credit_request_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_request
    ADD CONSTRAINT credit_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);
ALTER TABLE ONLY public.credit_reservation
    ADD CONSTRAINT credit_reservation_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credit_transaction
    ADD CONSTRAINT credit_transaction_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.csv_heading
    ADD CONSTRAINT csv_heading_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.csv_import
    ADD CONSTRAINT csv_import_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.email_token
    ADD CONSTRAINT email_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.engine_call
    ADD CONSTRAINT engine_call_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.engine_choice
    ADD CONSTRAINT engine_choice_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flow
    ADD CONSTRAINT flow_client_id_picture_id_fkey FOREIGN KEY (client_id, picture_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flow
    ADD CONSTRAINT flow_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flow_companion
    ADD CONSTRAINT flow_companion_client_id_flow_id_fkey FOREIGN KEY (client_id, flow_id) REFERENCES public.flow(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flow_companion
    ADD CONSTRAINT flow_companion_client_id_picture_id_fkey FOREIGN KEY (client_id, picture_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flow_companion
    ADD CONSTRAINT flow_companion_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.import_change
    ADD CONSTRAINT import_change_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.import_item
    ADD CONSTRAINT import_item_client_id_run_id_fkey FOREIGN KEY (client_id, run_id) REFERENCES public.import_run(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_client_id_csv_id_fkey FOREIGN KEY (client_id, csv_id) REFERENCES public.csv_import(client_id, id);
ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_client_id_store_id_fkey FOREIGN KEY (client_id, store_id) REFERENCES public.store(client_id, id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.listed_product
    ADD CONSTRAINT listed_product_client_id_reconciliation_id_fkey FOREIGN KEY (client_id, reconciliation_id) REFERENCES public.store_reconciliation(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.look_alike
    ADD CONSTRAINT look_alike_client_id_one_id_fkey FOREIGN KEY (client_id, one_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.look_alike
    ADD CONSTRAINT look_alike_client_id_other_id_fkey FOREIGN KEY (client_id, other_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.picture_band
    ADD CONSTRAINT picture_band_client_id_picture_id_fkey FOREIGN KEY (client_id, picture_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.picture_reading
    ADD CONSTRAINT picture_reading_client_id_picture_id_fkey FOREIGN KEY (client_id, picture_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.picture_sight
    ADD CONSTRAINT picture_sight_client_id_picture_id_fkey FOREIGN KEY (client_id, picture_id) REFERENCES public.product_picture(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product_category
    ADD CONSTRAINT product_category_client_id_category_id_fkey FOREIGN KEY (client_id, category_id) REFERENCES public.category(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product_category
    ADD CONSTRAINT product_category_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_client_id_store_id_fkey FOREIGN KEY (client_id, store_id) REFERENCES public.store(client_id, id);
ALTER TABLE ONLY public.product_picture
    ADD CONSTRAINT product_picture_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product_words
    ADD CONSTRAINT product_words_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_pack_id_fkey FOREIGN KEY (pack_id) REFERENCES public.credit_package(id);
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.purchase
    ADD CONSTRAINT purchase_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.spending_cap
    ADD CONSTRAINT spending_cap_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.staff_session
    ADD CONSTRAINT staff_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.store_approval
    ADD CONSTRAINT store_approval_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.store
    ADD CONSTRAINT store_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.store_difference
    ADD CONSTRAINT store_difference_client_id_reconciliation_id_fkey FOREIGN KEY (client_id, reconciliation_id) REFERENCES public.store_reconciliation(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.store_reconciliation
    ADD CONSTRAINT store_reconciliation_client_id_store_id_fkey FOREIGN KEY (client_id, store_id) REFERENCES public.store(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.store_reconciliation
    ADD CONSTRAINT store_reconciliation_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.person(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.store_snapshot
    ADD CONSTRAINT store_snapshot_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.stripe_event
    ADD CONSTRAINT stripe_event_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_next_plan_id_fkey FOREIGN KEY (next_plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.sync_event
    ADD CONSTRAINT sync_event_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.synced_asset
    ADD CONSTRAINT synced_asset_client_id_asset_id_fkey FOREIGN KEY (client_id, asset_id) REFERENCES public.asset(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.synced_asset
    ADD CONSTRAINT synced_asset_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.synced_asset
    ADD CONSTRAINT synced_asset_client_id_store_id_fkey FOREIGN KEY (client_id, store_id) REFERENCES public.store(client_id, id);
ALTER TABLE ONLY public.variation
    ADD CONSTRAINT variation_client_id_product_id_fkey FOREIGN KEY (client_id, product_id) REFERENCES public.product(client_id, id) ON DELETE CASCADE;
ALTER TABLE public.api_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.asset ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.asset_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.asset_fidelity ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.bill ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.billing_customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.category ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.client ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.credit_transaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.csv_heading ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.csv_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.csv_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.engine_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.engine_choice ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON public.api_act TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.api_key TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.asset TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.asset_decision TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.asset_fidelity TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.audit_event TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.bill TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.billing_customer TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.category TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.claim TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.client TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_alert TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_balance TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_hold TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_lot TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_reservation TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.credit_transaction TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.csv_heading TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.csv_import TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.csv_row TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.engine_call TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.engine_choice TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.flow TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.flow_companion TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.import_change TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.import_item TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.import_run TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.invitation TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.job TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.listed_product TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.look_alike TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.membership TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.payment TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.picture_band TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.picture_reading TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.picture_sight TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.product TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.product_category TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.product_picture TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.product_words TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.purchase TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.spending_cap TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.store TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.store_approval TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.store_difference TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.store_reconciliation TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.store_snapshot TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.stripe_event TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.subscription TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.sync_event TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.synced_asset TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.variation TO epox_owner, epox_system USING (true);
CREATE POLICY everything ON public.webhook_event TO epox_owner, epox_system USING (true);
ALTER TABLE public.flow ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.flow_companion ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.import_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.import_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.import_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.job ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.listed_product ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.look_alike ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.api_act USING ((client_id = public.current_client()));
CREATE POLICY own ON public.api_key USING ((client_id = public.current_client()));
CREATE POLICY own ON public.asset USING ((client_id = public.current_client()));
CREATE POLICY own ON public.asset_decision USING ((client_id = public.current_client()));
CREATE POLICY own ON public.asset_fidelity USING ((client_id = public.current_client()));
CREATE POLICY own ON public.audit_event USING ((client_id = public.current_client()));
CREATE POLICY own ON public.bill USING ((client_id = public.current_client()));
CREATE POLICY own ON public.billing_customer USING ((client_id = public.current_client()));
CREATE POLICY own ON public.category USING ((client_id = public.current_client()));
CREATE POLICY own ON public.claim USING ((client_id = public.current_client()));
CREATE POLICY own ON public.client USING ((id = public.current_client()));
CREATE POLICY own ON public.credit_alert USING ((client_id = public.current_client()));
CREATE POLICY own ON public.credit_balance USING ((client_id = public.current_client()));
CREATE POLICY own ON public.credit_hold USING ((client_id = public.current_client()));
CREATE POLICY own ON public.credit_lot USING ((client_id = public.current_client()));
CREATE POLICY own ON public.credit_reservation USING ((client_id = public.current_client()));
CREATE POLICY own ON public.credit_transaction USING ((client_id = public.current_client()));
CREATE POLICY own ON public.csv_heading USING ((client_id = public.current_client()));
CREATE POLICY own ON public.csv_import USING ((client_id = public.current_client()));
CREATE POLICY own ON public.csv_row USING ((client_id = public.current_client()));
CREATE POLICY own ON public.engine_call USING ((client_id = public.current_client()));
CREATE POLICY own ON public.engine_choice USING ((client_id = public.current_client()));
CREATE POLICY own ON public.flow USING ((client_id = public.current_client()));
CREATE POLICY own ON public.flow_companion USING ((client_id = public.current_client()));
CREATE POLICY own ON public.import_change USING ((client_id = public.current_client()));
CREATE POLICY own ON public.import_item USING ((client_id = public.current_client()));
CREATE POLICY own ON public.import_run USING ((client_id = public.current_client()));
CREATE POLICY own ON public.invitation USING ((client_id = public.current_client()));
CREATE POLICY own ON public.job USING ((client_id = public.current_client()));
CREATE POLICY own ON public.listed_product USING ((client_id = public.current_client()));
CREATE POLICY own ON public.look_alike USING ((client_id = public.current_client()));
CREATE POLICY own ON public.membership USING ((client_id = public.current_client()));
CREATE POLICY own ON public.payment USING ((client_id = public.current_client()));
CREATE POLICY own ON public.picture_band USING ((client_id = public.current_client()));
CREATE POLICY own ON public.picture_reading USING ((client_id = public.current_client()));
CREATE POLICY own ON public.picture_sight USING ((client_id = public.current_client()));
CREATE POLICY own ON public.product USING ((client_id = public.current_client()));
CREATE POLICY own ON public.product_category USING ((client_id = public.current_client()));
CREATE POLICY own ON public.product_picture USING ((client_id = public.current_client()));
CREATE POLICY own ON public.product_words USING ((client_id = public.current_client()));
CREATE POLICY own ON public.purchase USING ((client_id = public.current_client()));
CREATE POLICY own ON public.spending_cap USING ((client_id = public.current_client()));
CREATE POLICY own ON public.store USING ((client_id = public.current_client()));
CREATE POLICY own ON public.store_approval USING ((client_id = public.current_client()));
CREATE POLICY own ON public.store_difference USING ((client_id = public.current_client()));
CREATE POLICY own ON public.store_reconciliation USING ((client_id = public.current_client()));
CREATE POLICY own ON public.store_snapshot USING ((client_id = public.current_client()));
CREATE POLICY own ON public.stripe_event USING ((client_id = public.current_client()));
CREATE POLICY own ON public.subscription USING ((client_id = public.current_client()));
CREATE POLICY own ON public.sync_event USING ((client_id = public.current_client()));
CREATE POLICY own ON public.synced_asset USING ((client_id = public.current_client()));
CREATE POLICY own ON public.variation USING ((client_id = public.current_client()));
CREATE POLICY own ON public.webhook_event USING ((client_id = public.current_client()));
ALTER TABLE public.payment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.picture_band ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.picture_reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.picture_sight ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product_category ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product_picture ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchase ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.spending_cap ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.store ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.store_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.store_difference ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.store_reconciliation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.store_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stripe_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sync_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.synced_asset ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.variation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhook_event ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION public.accounts_of(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accounts_of(person uuid) TO epox_app;
GRANT ALL ON FUNCTION public.accounts_of(person uuid) TO epox_system;
REVOKE ALL ON FUNCTION public.admit(token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.admit(token bytea) TO epox_app;
GRANT ALL ON FUNCTION public.admit(token bytea) TO epox_system;
REVOKE ALL ON FUNCTION public.admit_key(token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.admit_key(token bytea) TO epox_app;
GRANT SELECT ON TABLE public.asset TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.asset TO epox_app;
REVOKE ALL ON FUNCTION public.count_anew() FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_anew() TO epox_app;
REVOKE ALL ON FUNCTION public.credit_add(source text, credits integer, cause text, expires_at timestamp with time zone, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_add(source text, credits integer, cause text, expires_at timestamp with time zone, reason text) TO epox_app;
GRANT ALL ON FUNCTION public.credit_add(source text, credits integer, cause text, expires_at timestamp with time zone, reason text) TO epox_system;
REVOKE ALL ON FUNCTION public.credit_capture(purpose text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_capture(purpose text) TO epox_app;
GRANT ALL ON FUNCTION public.credit_capture(purpose text) TO epox_system;
REVOKE ALL ON FUNCTION public.credit_draw(wanted integer, purpose text) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.credit_enter(kind text, cause text, amount integer, held integer, owed integer, reason text, lots text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.credit_expire() FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_expire() TO epox_app;
GRANT ALL ON FUNCTION public.credit_expire() TO epox_system;
GRANT SELECT ON TABLE public.credit_transaction TO epox_app;
GRANT SELECT ON TABLE public.credit_transaction TO epox_system;
REVOKE ALL ON FUNCTION public.credit_keep() FROM PUBLIC;
GRANT SELECT ON TABLE public.credit_lot TO epox_app;
GRANT SELECT ON TABLE public.credit_lot TO epox_system;
REVOKE ALL ON FUNCTION public.credit_link() FROM PUBLIC;
GRANT SELECT ON TABLE public.credit_balance TO epox_app;
GRANT SELECT ON TABLE public.credit_balance TO epox_system;
REVOKE ALL ON FUNCTION public.credit_lock() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.credit_release(purpose text, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_release(purpose text, why text) TO epox_app;
GRANT ALL ON FUNCTION public.credit_release(purpose text, why text) TO epox_system;
REVOKE ALL ON FUNCTION public.credit_repay(purpose text) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.credit_reserve(causes text[], each integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_reserve(causes text[], each integer) TO epox_app;
GRANT ALL ON FUNCTION public.credit_reserve(causes text[], each integer) TO epox_system;
REVOKE ALL ON FUNCTION public.credit_take(credits integer, purpose text, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_take(credits integer, purpose text, why text) TO epox_app;
GRANT ALL ON FUNCTION public.credit_take(credits integer, purpose text, why text) TO epox_system;
REVOKE ALL ON FUNCTION public.deliver_approval(wanted bytea, of_platform text, sealed text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deliver_approval(wanted bytea, of_platform text, sealed text) TO epox_app;
REVOKE ALL ON FUNCTION public.engine_calls(wanted text, seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.engine_calls(wanted text, seconds integer) TO epox_app;
GRANT ALL ON FUNCTION public.engine_calls(wanted text, seconds integer) TO epox_system;
REVOKE ALL ON FUNCTION public.hear_stripe(event text, kind text, thing text, customer text, body text, missed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hear_stripe(event text, kind text, thing text, customer text, body text, missed boolean) TO epox_app;
GRANT ALL ON FUNCTION public.hear_stripe(event text, kind text, thing text, customer text, body text, missed boolean) TO epox_system;
REVOKE ALL ON FUNCTION public.open_invitation(token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_invitation(token bytea) TO epox_app;
GRANT ALL ON FUNCTION public.open_invitation(token bytea) TO epox_system;
GRANT SELECT ON TABLE public.plan TO epox_app;
GRANT SELECT,INSERT ON TABLE public.plan TO epox_system;
GRANT UPDATE(is_offered) ON TABLE public.plan TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product TO epox_app;
GRANT SELECT,DELETE ON TABLE public.product TO epox_system;
REVOKE ALL ON FUNCTION public.spending_room(OUT credits integer, OUT per_run integer, OUT per_month integer, OUT used integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.spending_room(OUT credits integer, OUT per_run integer, OUT per_month integer, OUT used integer) TO epox_app;
GRANT ALL ON FUNCTION public.spending_room(OUT credits integer, OUT per_run integer, OUT per_month integer, OUT used integer) TO epox_system;
REVOKE ALL ON FUNCTION public.spent_this_month() FROM PUBLIC;
GRANT ALL ON FUNCTION public.spent_this_month() TO epox_app;
GRANT ALL ON FUNCTION public.spent_this_month() TO epox_system;
REVOKE ALL ON FUNCTION public.stores_of_shop(of_platform text, shop text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.stores_of_shop(of_platform text, shop text) TO epox_app;
GRANT ALL ON FUNCTION public.stores_of_shop(of_platform text, shop text) TO epox_system;
REVOKE ALL ON FUNCTION public.webhook_store(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.webhook_store(wanted uuid) TO epox_app;
GRANT ALL ON FUNCTION public.webhook_store(wanted uuid) TO epox_system;
GRANT SELECT,INSERT ON TABLE public.api_act TO epox_app;
GRANT SELECT,DELETE ON TABLE public.api_act TO epox_system;
GRANT SELECT,INSERT ON TABLE public.api_key TO epox_app;
GRANT SELECT ON TABLE public.api_key TO epox_system;
GRANT UPDATE(revoked_at) ON TABLE public.api_key TO epox_app;
GRANT SELECT ON TABLE public.asset_decision TO epox_system;
GRANT SELECT,INSERT ON TABLE public.asset_decision TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.asset_fidelity TO epox_app;
GRANT SELECT ON TABLE public.asset_fidelity TO epox_system;
GRANT SELECT,INSERT ON TABLE public.audit_event TO epox_app;
GRANT SELECT,INSERT ON TABLE public.audit_event TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.bill TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.bill TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.billing_customer TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.billing_customer TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.category TO epox_app;
GRANT SELECT ON TABLE public.category TO epox_system;
GRANT SELECT,INSERT ON TABLE public.claim TO epox_app;
GRANT SELECT ON TABLE public.claim TO epox_system;
GRANT SELECT ON TABLE public.claim_rule TO epox_app;
GRANT SELECT,INSERT ON TABLE public.claim_rule TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.client TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.client TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.credit_alert TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.credit_alert TO epox_system;
GRANT SELECT ON TABLE public.credit_hold TO epox_app;
GRANT SELECT ON TABLE public.credit_hold TO epox_system;
GRANT SELECT ON TABLE public.credit_reservation TO epox_app;
GRANT SELECT ON TABLE public.credit_reservation TO epox_system;
GRANT SELECT ON TABLE public.credit_fault TO epox_system;
GRANT SELECT ON TABLE public.credit_package TO epox_app;
GRANT SELECT,INSERT ON TABLE public.credit_package TO epox_system;
GRANT UPDATE(is_offered) ON TABLE public.credit_package TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.credit_request TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.csv_heading TO epox_app;
GRANT SELECT ON TABLE public.csv_heading TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.csv_import TO epox_app;
GRANT SELECT,DELETE ON TABLE public.csv_import TO epox_system;
GRANT UPDATE(file) ON TABLE public.csv_import TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.csv_row TO epox_app;
GRANT SELECT,DELETE ON TABLE public.csv_row TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_token TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_token TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.engine_call TO epox_app;
GRANT SELECT,DELETE ON TABLE public.engine_call TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.engine_choice TO epox_app;
GRANT SELECT ON TABLE public.engine_choice TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.engine_health TO epox_app;
GRANT SELECT,UPDATE ON TABLE public.engine_health TO epox_system;
GRANT SELECT ON TABLE public.flow TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.flow TO epox_app;
GRANT SELECT ON TABLE public.flow_companion TO epox_system;
GRANT SELECT,INSERT ON TABLE public.flow_companion TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_change TO epox_app;
GRANT SELECT,DELETE ON TABLE public.import_change TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_item TO epox_app;
GRANT SELECT,DELETE ON TABLE public.import_item TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_run TO epox_app;
GRANT SELECT ON TABLE public.import_run TO epox_system;
GRANT UPDATE(state) ON TABLE public.import_run TO epox_system;
GRANT UPDATE(finished_at) ON TABLE public.import_run TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitation TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitation TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.job TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.listed_product TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.listed_product TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.look_alike TO epox_app;
GRANT SELECT ON TABLE public.look_alike TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.membership TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.membership TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payment TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payment TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.person TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.person TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.picture_band TO epox_app;
GRANT SELECT ON TABLE public.picture_band TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.picture_reading TO epox_app;
GRANT SELECT ON TABLE public.picture_reading TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.picture_sight TO epox_app;
GRANT SELECT ON TABLE public.picture_sight TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product_category TO epox_app;
GRANT SELECT ON TABLE public.product_category TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product_picture TO epox_app;
GRANT SELECT ON TABLE public.product_picture TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product_words TO epox_app;
GRANT SELECT ON TABLE public.product_words TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.purchase TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.purchase TO epox_system;
GRANT SELECT,INSERT ON TABLE public.reconciliation TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_failure TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_failure TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.spending_cap TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.spending_cap TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_session TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_session TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store TO epox_app;
GRANT SELECT ON TABLE public.store TO epox_system;
GRANT UPDATE(swept_until) ON TABLE public.store TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_approval TO epox_app;
GRANT SELECT,DELETE ON TABLE public.store_approval TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_difference TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_difference TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_installation TO epox_app;
GRANT SELECT,DELETE ON TABLE public.store_installation TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_reconciliation TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.store_reconciliation TO epox_system;
GRANT SELECT ON TABLE public.store_snapshot TO epox_system;
GRANT SELECT,INSERT ON TABLE public.store_snapshot TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stripe_event TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stripe_event TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.subscription TO epox_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.subscription TO epox_system;
GRANT SELECT ON TABLE public.sync_event TO epox_system;
GRANT SELECT,INSERT ON TABLE public.sync_event TO epox_app;
GRANT SELECT ON TABLE public.synced_asset TO epox_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.synced_asset TO epox_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.variation TO epox_app;
GRANT SELECT ON TABLE public.variation TO epox_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_event TO epox_app;
GRANT SELECT,DELETE ON TABLE public.webhook_event TO epox_system;
