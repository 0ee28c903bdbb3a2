-- The chain proved an account's sums and the terms of its lots, but not which lot the credits were
-- drawn from: whoever could write to credit_lot could move them from a lot that expires to one that
-- never does, as long as the sums agreed. Now every entry says how it left each lot it touched.

-- Whoever writes to the ledger takes a balance first.
LOCK TABLE credit_balance IN EXCLUSIVE MODE;

ALTER TABLE credit_transaction ALTER chain SET DEFAULT 3;

-- How a lot stands, as one text.
CREATE FUNCTION credit_left(lot credit_lot) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN concat_ws('|', 'left', lot.id, lot.available, lot.reserved, lot.spent, lot.gone);
END $$;

-- As before; the third chain takes the lots as PostgreSQL writes an array, so that no two lists of
-- them are one text.
CREATE OR REPLACE FUNCTION credit_text(entry credit_transaction) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
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

CREATE OR REPLACE FUNCTION credit_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
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

DROP FUNCTION credit_enter(text, text, integer, integer, integer, text);
CREATE FUNCTION credit_enter(kind text, cause text, amount integer, held integer, owed integer,
  reason text, lots text[]) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason, lots)
  VALUES (current_client(), credit_enter.kind, credit_enter.cause, credit_enter.amount,
    credit_enter.held, credit_enter.owed, credit_enter.reason, credit_enter.lots);
END $$;

-- Draws credits from the lots in the order of spending, and says how it left them.
DROP FUNCTION credit_draw(integer, text);
CREATE FUNCTION credit_draw(wanted integer, purpose text) RETURNS text[]
LANGUAGE plpgsql SET search_path = public AS $$
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

REVOKE ALL ON FUNCTION credit_draw(integer, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION credit_enter(text, text, integer, integer, integer, text, text[])
  FROM PUBLIC;

CREATE OR REPLACE FUNCTION credit_repay(purpose text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine credit_balance; part integer;
BEGIN
  SELECT * INTO mine FROM credit_balance WHERE client_id = current_client();
  part := least(mine.owed, mine.credits);
  IF part = 0 THEN RETURN; END IF;
  PERFORM credit_enter('repay', purpose, -part, 0, -part, '', credit_draw(part, NULL));
END $$;

CREATE OR REPLACE FUNCTION credit_add(
  source text, credits integer, cause text, expires_at timestamptz, reason text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE OR REPLACE FUNCTION credit_capture(purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE OR REPLACE FUNCTION credit_release(purpose text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE OR REPLACE FUNCTION credit_expire() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE OR REPLACE FUNCTION credit_reserve(causes text[], each integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE OR REPLACE FUNCTION credit_take(credits integer, purpose text, why text) RETURNS boolean
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
  PERFORM credit_enter('take', purpose, -part, 0, credit_take.credits - part, why,
    credit_draw(part, NULL));
  RETURN true;
END $$;

-- How an account's lots stand now is said once, in an entry that moves nothing.
INSERT INTO credit_transaction (client_id, kind, cause, amount, reason, lots)
SELECT l.client_id, 'terms', 'left', 0, 'What was left of the lots until now',
  array_agg(credit_left(l) ORDER BY l.id)
FROM credit_lot l GROUP BY l.client_id;

-- Where a lot is not what its entries say: not the terms it came with, not what was left of it.
CREATE OR REPLACE VIEW credit_lot_fault AS
WITH said AS NOT MATERIALIZED (
  SELECT t.client_id, t.number, terms, split_part(terms, '|', 2) AS lot,
    count(*) OVER (PARTITION BY t.client_id, split_part(terms, '|', 2)) AS times
  FROM credit_transaction t, unnest(t.lots) terms
  WHERE t.lots IS NOT NULL AND terms LIKE 'lot|%'
), lot AS (SELECT l.client_id, l.id, credit_terms(l) AS terms FROM credit_lot l
), last AS NOT MATERIALIZED (
  SELECT t.client_id, split_part(rest, '|', 2) AS lot, max(t.number) AS number
  FROM credit_transaction t, unnest(t.lots) rest
  WHERE t.lots IS NOT NULL AND rest LIKE 'left|%' GROUP BY 1, 2
)
SELECT l.client_id, s.number, 'lot ' || l.id || CASE
  WHEN s.number IS NULL THEN ' stands in no entry'
  WHEN s.times > 1 THEN ' stands in more than one entry'
  ELSE ' has another ' || coalesce(nullif(concat_ws(' and ',
    CASE WHEN split_part(s.terms, '|', 3) <> split_part(l.terms, '|', 3) THEN 'source' END,
    CASE WHEN split_part(s.terms, '|', 4) <> split_part(l.terms, '|', 4) THEN 'amount' END,
    CASE WHEN split_part(s.terms, '|', 5) <> split_part(l.terms, '|', 5) THEN 'priority' END,
    CASE WHEN split_part(s.terms, '|', 6) <> split_part(l.terms, '|', 6) THEN 'expiry' END),
    ''), 'cause') || ' than this entry gave it' END AS fault
FROM lot l LEFT JOIN said s ON s.client_id = l.client_id AND s.lot = l.id::text
WHERE s.number IS NULL OR s.times > 1 OR s.terms <> l.terms
UNION ALL
SELECT s.client_id, s.number, 'lot ' || s.lot || ', which this entry brought, is missing'
FROM said s WHERE NOT EXISTS (SELECT FROM credit_lot l
  WHERE l.client_id = s.client_id AND l.id::text = s.lot)
UNION ALL
SELECT l.client_id, t.number, 'lot ' || l.id || ' is not as this entry left it'
FROM credit_lot l JOIN last ON last.client_id = l.client_id AND last.lot = l.id::text
JOIN credit_transaction t ON t.client_id = last.client_id AND t.number = last.number
WHERE credit_left(l) <> ALL (t.lots)
UNION ALL
SELECT l.client_id, NULL, 'lot ' || l.id || ' is left by no entry'
FROM credit_lot l WHERE NOT EXISTS (SELECT FROM last
  WHERE last.client_id = l.client_id AND last.lot = l.id::text);
