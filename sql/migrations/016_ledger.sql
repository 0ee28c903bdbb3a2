-- Credits to the last one: lots with their expiry, what is set aside of them, and a chained row
-- for every movement. Ledger.md beside the code of billing says what happens in each case.
--
-- Three numbers of an account move: what can be spent (credits), what is set aside for work under
-- way (reserved) and what is owed (owed). Each is the sum of a column of credit_transaction.

ALTER TABLE credit_balance
  ADD reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  ADD owed integer NOT NULL DEFAULT 0 CHECK (owed >= 0),
  ADD entries bigint NOT NULL DEFAULT 0,
  -- The hash of the newest entry: whoever keeps it can tell later that nothing was changed.
  ADD head bytea NOT NULL DEFAULT '';

CREATE TABLE credit_lot (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuid7(),
  source text NOT NULL CHECK (source IN ('trial', 'grant', 'plan', 'pack', 'refund')),
  cause text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  available integer NOT NULL CHECK (available >= 0),
  reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  spent integer NOT NULL DEFAULT 0 CHECK (spent >= 0),
  -- Expired, taken back, or used to pay a debt.
  gone integer NOT NULL DEFAULT 0 CHECK (gone >= 0),
  -- Lower is spent earlier; among equals what expires first, then what came first.
  priority smallint NOT NULL DEFAULT 0,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (client_id, id),
  UNIQUE (client_id, source, cause),
  CONSTRAINT nothing_lost CHECK (amount = available + reserved + spent + gone)
);
CREATE INDEX credit_lot_spend ON credit_lot (client_id, priority, expires_at, id)
  WHERE available > 0;
CREATE INDEX credit_lot_expiry ON credit_lot (expires_at) WHERE available > 0;

-- Credits set aside for one piece of work, which is named by its cause.
CREATE TABLE credit_reservation (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  cause text NOT NULL,
  credits integer NOT NULL CHECK (credits > 0),
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'captured', 'released')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at timestamptz,
  PRIMARY KEY (client_id, cause),
  CHECK ((state = 'held') = (settled_at IS NULL))
);
CREATE INDEX credit_reservation_held ON credit_reservation (created_at) WHERE state = 'held';

-- From which lots a reservation is made up.
CREATE TABLE credit_hold (
  client_id uuid NOT NULL,
  cause text NOT NULL,
  lot_id uuid NOT NULL,
  credits integer NOT NULL CHECK (credits > 0),
  PRIMARY KEY (client_id, cause, lot_id),
  FOREIGN KEY (client_id, cause) REFERENCES credit_reservation ON DELETE CASCADE,
  FOREIGN KEY (client_id, lot_id) REFERENCES credit_lot ON DELETE CASCADE
);
CREATE INDEX credit_hold_lot ON credit_hold (client_id, lot_id);

ALTER TABLE credit_transaction
  DROP CONSTRAINT credit_transaction_pkey,
  DROP CONSTRAINT credit_transaction_amount_check,
  DROP CONSTRAINT credit_transaction_kind_check,
  DROP COLUMN id,
  -- The place in the account's chain, from 1 without gaps.
  ADD number bigint,
  ADD held integer NOT NULL DEFAULT 0,
  ADD owed integer NOT NULL DEFAULT 0,
  ADD balance_after integer,
  ADD reason text NOT NULL DEFAULT '',
  ADD hash bytea,
  ADD CONSTRAINT something_moves CHECK (amount <> 0 OR held <> 0 OR owed <> 0),
  ADD CONSTRAINT known_kind CHECK (kind IN ('trial', 'grant', 'plan', 'pack', 'refund', 'reserve',
    'capture', 'release', 'expire', 'take', 'repay'));

-- An entry's hash covers the one before it, so that no row can change without all later ones.
CREATE FUNCTION credit_hash(previous bytea, entry credit_transaction) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(previous || convert_to(concat_ws('|', entry.client_id, entry.number, entry.kind,
    entry.amount, entry.held, entry.owed, entry.balance_after,
    (extract(epoch FROM entry.at) * 1000000)::bigint, length(entry.cause), entry.cause,
    entry.reason), 'UTF8'))
$$;

-- Takes an account's ledger for itself until the transaction ends.
CREATE FUNCTION credit_lock() RETURNS credit_balance
LANGUAGE plpgsql SET search_path = public AS $$
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

-- Gives an entry its place in the chain, and moves the balance by it: one cannot be without the
-- other. The checks of the balance refuse what would go below zero.
CREATE FUNCTION credit_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine credit_balance;
BEGIN
  SELECT * INTO STRICT mine FROM credit_balance
  WHERE client_id = NEW.client_id FOR NO KEY UPDATE;
  NEW.number := mine.entries + 1;
  NEW.balance_after := mine.credits + NEW.amount;
  NEW.at := clock_timestamp();
  NEW.hash := credit_hash(mine.head, NEW);
  UPDATE credit_balance SET credits = NEW.balance_after, reserved = reserved + NEW.held,
    owed = credit_balance.owed + NEW.owed, entries = NEW.number, head = NEW.hash
  WHERE client_id = NEW.client_id;
  RETURN NEW;
END $$;

-- What happened stays. Only with the whole account do its rows go.
CREATE FUNCTION credit_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT FROM client WHERE id = OLD.client_id) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'entries of the ledger never change' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION credit_enter(
  kind text, cause text, amount integer, held integer, owed integer, reason text DEFAULT '')
RETURNS void LANGUAGE sql SET search_path = public AS $$
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason)
  VALUES (current_client(), kind, cause, amount, held, owed, reason)
$$;

-- Lets lots go whose time is over; what is set aside of them stays until its work is done.
CREATE FUNCTION credit_expire() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE lot credit_lot; total integer := 0;
BEGIN
  PERFORM credit_lock();
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND available > 0
    AND expires_at <= clock_timestamp() ORDER BY expires_at, id
  LOOP
    UPDATE credit_lot SET gone = gone + available, available = 0
    WHERE client_id = lot.client_id AND id = lot.id;
    PERFORM credit_enter('expire', 'lot/' || lot.id, -lot.available, 0, 0);
    total := total + lot.available;
  END LOOP;
  RETURN total;
END $$;

-- Takes credits out of lots, in the order in which they are spent; the caller has the lock and
-- knows that there are enough. With a cause they are set aside for it, without they are gone.
CREATE FUNCTION credit_draw(wanted integer, purpose text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE lot credit_lot; part integer;
BEGIN
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND available > 0
    ORDER BY priority, expires_at, id
  LOOP
    EXIT WHEN wanted = 0;
    part := least(wanted, lot.available);
    UPDATE credit_lot SET available = available - part,
      reserved = reserved + CASE WHEN purpose IS NULL THEN 0 ELSE part END,
      gone = gone + CASE WHEN purpose IS NULL THEN part ELSE 0 END
    WHERE client_id = lot.client_id AND id = lot.id;
    IF purpose IS NOT NULL THEN
      INSERT INTO credit_hold (client_id, cause, lot_id, credits)
      VALUES (lot.client_id, purpose, lot.id, part);
    END IF;
    wanted := wanted - part;
  END LOOP;
  IF wanted > 0 THEN RAISE EXCEPTION 'lots hold less than the balance says'; END IF;
END $$;

-- Pays what is owed as far as there is something to pay it with.
CREATE FUNCTION credit_repay(purpose text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine credit_balance; part integer;
BEGIN
  SELECT * INTO mine FROM credit_balance WHERE client_id = current_client();
  part := least(mine.owed, mine.credits);
  IF part = 0 THEN RETURN; END IF;
  PERFORM credit_draw(part, NULL);
  PERFORM credit_enter('repay', purpose, -part, 0, -part);
END $$;

-- A new lot. False when the same cause brought one before; then nothing moves.
CREATE FUNCTION credit_add(
  source text, credits integer, cause text, expires_at timestamptz, reason text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
BEGIN
  PERFORM credit_lock();
  INSERT INTO credit_lot (client_id, source, cause, amount, available, expires_at)
  VALUES (current_client(), credit_add.source, credit_add.cause, credits, credits,
    credit_add.expires_at)
  ON CONFLICT (client_id, source, cause) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM credit_enter(credit_add.source, credit_add.cause, credits, 0, 0, reason);
  PERFORM credit_repay(credit_add.source || '/' || credit_add.cause);
  RETURN true;
END $$;

-- Sets credits aside for each of some pieces of work, for all of them or for none.
-- False when there are not enough. Work that has its credits already gets no others.
CREATE FUNCTION credit_reserve(causes text[], each integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE mine credit_balance; piece text; pieces text[];
BEGIN
  mine := credit_lock();
  IF EXISTS (SELECT FROM credit_lot WHERE client_id = mine.client_id AND available > 0
    AND expires_at <= clock_timestamp()) THEN
    mine.credits := mine.credits - credit_expire();
  END IF;
  SELECT array_agg(DISTINCT c) INTO pieces FROM unnest(causes) c WHERE NOT EXISTS (
    SELECT FROM credit_reservation r WHERE r.client_id = mine.client_id AND r.cause = c);
  IF mine.credits < each * coalesce(cardinality(pieces), 0)::bigint THEN RETURN false; END IF;
  FOREACH piece IN ARRAY coalesce(pieces, '{}') LOOP
    INSERT INTO credit_reservation (client_id, cause, credits)
    VALUES (mine.client_id, piece, each);
    PERFORM credit_draw(each, piece);
    PERFORM credit_enter('reserve', piece, -each, each, 0);
  END LOOP;
  RETURN true;
END $$;

-- The work is done and paid. False when nothing is set aside for it (any more).
CREATE FUNCTION credit_capture(purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE paid integer;
BEGIN
  PERFORM credit_lock();
  UPDATE credit_reservation SET state = 'captured', settled_at = clock_timestamp()
  WHERE client_id = current_client() AND cause = purpose AND state = 'held'
  RETURNING credits INTO paid;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE credit_lot l SET reserved = l.reserved - h.credits, spent = l.spent + h.credits
  FROM credit_hold h WHERE h.client_id = current_client() AND h.cause = purpose
    AND l.client_id = h.client_id AND l.id = h.lot_id;
  PERFORM credit_enter('capture', purpose, 0, -paid, 0);
  RETURN true;
END $$;

-- The work was not done: its credits go back to where they came from. Those of a lot that has
-- expired meanwhile come back as a lot of their own with thirty days, for it was not the
-- merchant who let them lie. False when nothing is set aside (any more).
CREATE FUNCTION credit_release(purpose text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE back integer; late integer;
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
  )
  SELECT coalesce(sum(r.credits) FILTER (WHERE r.is_late), 0) INTO late FROM returned r;
  IF late > 0 THEN
    INSERT INTO credit_lot (client_id, source, cause, amount, available, expires_at)
    VALUES (current_client(), 'refund', purpose, late, late,
      clock_timestamp() + interval '30 days');
  END IF;
  PERFORM credit_enter('release', purpose, back, -back, 0, why);
  PERFORM credit_repay('release/' || purpose);
  RETURN true;
END $$;

-- Takes credits back, after a chargeback or by an administrator. What was spent already is owed.
-- False when the same cause took before.
CREATE FUNCTION credit_take(credits integer, purpose text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
  PERFORM credit_draw(part, NULL);
  PERFORM credit_enter('take', purpose, -part, 0, credit_take.credits - part, why);
  RETURN true;
END $$;

-- Where the ledger is not what it must be: no row, or the place where it breaks.
CREATE VIEW credit_fault AS
WITH link AS (
  SELECT t AS entry, t.client_id, t.number, t.hash, t.balance_after,
    row_number() OVER chain AS place, sum(t.amount) OVER chain AS sum,
    coalesce(lag(t.hash) OVER chain, '') AS previous
  FROM credit_transaction t WINDOW chain AS (PARTITION BY t.client_id ORDER BY t.number)
), total AS (
  SELECT client_id, sum(amount) AS credits, sum(held) AS reserved, sum(owed) AS owed,
    count(*) AS entries, (array_agg(hash ORDER BY number DESC))[1] AS head
  FROM credit_transaction GROUP BY client_id
), lots AS (
  SELECT client_id, sum(available) AS credits, sum(reserved) AS reserved
  FROM credit_lot GROUP BY client_id
), holds AS (
  SELECT h.client_id, h.lot_id, coalesce(sum(h.credits) FILTER (WHERE r.state = 'held'), 0) AS held,
    coalesce(sum(h.credits) FILTER (WHERE r.state = 'captured'), 0) AS captured
  FROM credit_hold h JOIN credit_reservation r USING (client_id, cause) GROUP BY 1, 2
)
SELECT client_id, number, 'the chain breaks' AS fault FROM link
WHERE number <> place OR hash IS DISTINCT FROM credit_hash(previous, entry)
UNION ALL
SELECT client_id, number, 'the balance after it is not the sum of the rows' FROM link
WHERE balance_after IS DISTINCT FROM sum
UNION ALL
SELECT b.client_id, b.entries, 'the balance is not the sum of the rows' FROM credit_balance b
LEFT JOIN total t USING (client_id)
WHERE (b.credits, b.reserved, b.owed) IS DISTINCT FROM
  (coalesce(t.credits, 0), coalesce(t.reserved, 0), coalesce(t.owed, 0))
UNION ALL
SELECT b.client_id, b.entries, 'rows are missing at the end' FROM credit_balance b
LEFT JOIN total t USING (client_id)
WHERE b.entries <> coalesce(t.entries, 0) OR b.head <> coalesce(t.head, '')
UNION ALL
SELECT b.client_id, b.entries, 'the balance is not the sum of the lots' FROM credit_balance b
LEFT JOIN lots l USING (client_id)
WHERE (b.credits, b.reserved) IS DISTINCT FROM (coalesce(l.credits, 0), coalesce(l.reserved, 0))
UNION ALL
SELECT l.client_id, NULL, 'lot ' || l.id || ' is not what is set aside of it and spent'
FROM credit_lot l LEFT JOIN holds h ON h.client_id = l.client_id AND h.lot_id = l.id
WHERE (l.reserved, l.spent) IS DISTINCT FROM (coalesce(h.held, 0), coalesce(h.captured, 0))
UNION ALL
SELECT r.client_id, NULL, r.cause || ' is ' || r.state || ' without a row that says so'
FROM credit_reservation r WHERE NOT EXISTS (SELECT FROM credit_transaction t
  WHERE t.client_id = r.client_id AND t.cause = r.cause AND t.kind = CASE r.state
    WHEN 'held' THEN 'reserve' WHEN 'captured' THEN 'capture' ELSE 'release' END);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['credit_lot', 'credit_reservation', 'credit_hold'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (client_id = current_client())', name);
    EXECUTE format(
      'CREATE POLICY everything ON %I TO epox_owner, epox_system USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO epox_app, epox_system', name);
  END LOOP;
END $$;

-- Programs read; they move credits only by the functions that keep the rules.
REVOKE INSERT, UPDATE ON credit_balance FROM epox_app, epox_system;
REVOKE INSERT ON credit_transaction FROM epox_app, epox_system;
REVOKE ALL ON FUNCTION credit_lock, credit_link, credit_keep, credit_enter, credit_expire,
  credit_draw, credit_repay, credit_add, credit_reserve, credit_capture, credit_release,
  credit_take FROM public;
GRANT EXECUTE ON FUNCTION credit_expire, credit_add, credit_reserve, credit_capture,
  credit_release, credit_take TO epox_app, epox_system;
GRANT SELECT ON credit_fault TO epox_system;

-- What was there before: one chain an account in the order of time, and one lot of what is left.
DO $$
DECLARE old record; newest bytea; entry credit_transaction; sum integer; place bigint; owner uuid;
BEGIN
  FOR old IN SELECT ctid AS row, t.* FROM credit_transaction t ORDER BY client_id, at, ctid LOOP
    IF owner IS DISTINCT FROM old.client_id THEN
      owner := old.client_id; newest := ''; sum := 0; place := 0;
    END IF;
    place := place + 1;
    sum := sum + old.amount;
    SELECT * INTO entry FROM credit_transaction WHERE ctid = old.row;
    entry.number := place; entry.balance_after := sum;
    newest := credit_hash(newest, entry);
    UPDATE credit_transaction SET number = place, balance_after = sum, hash = newest
    WHERE client_id = old.client_id AND kind = old.kind AND cause = old.cause;
    UPDATE credit_balance SET entries = place, head = newest WHERE client_id = owner;
  END LOOP;
END $$;
INSERT INTO credit_lot (client_id, source, cause, amount, available)
SELECT client_id, 'grant', 'before lots', credits, credits FROM credit_balance WHERE credits > 0;

ALTER TABLE credit_transaction
  ALTER number SET NOT NULL, ALTER balance_after SET NOT NULL, ALTER hash SET NOT NULL,
  ADD PRIMARY KEY (client_id, number);
CREATE TRIGGER link BEFORE INSERT ON credit_transaction
  FOR EACH ROW EXECUTE FUNCTION credit_link();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON credit_transaction
  FOR EACH ROW EXECUTE FUNCTION credit_keep();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON credit_transaction
  FOR EACH STATEMENT EXECUTE FUNCTION credit_keep();

-- Work that is under way is paid as before: its credit is put back and set aside anew.
DO $$
DECLARE work record;
BEGIN
  FOR work IN SELECT client_id, unique_key FROM job
    WHERE kind = 'generate-picture' AND state IN ('ready', 'running', 'paused')
  LOOP
    PERFORM set_config('epox.client_id', work.client_id::text, true);
    PERFORM credit_add('refund', 1, work.unique_key, NULL, 'set aside anew');
    PERFORM credit_reserve(ARRAY[work.unique_key], 1);
  END LOOP;
  PERFORM set_config('epox.client_id', '', true);
END $$;
