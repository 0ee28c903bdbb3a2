-- The terms of a lot, its expiry above all, are worth as much as its credits, and nothing proved
-- them: whoever could write to credit_lot could move an expiry without a trace. Now the entry that
-- brings a lot says its terms, and its hash covers them.

-- Whoever writes to the ledger takes a balance first.
LOCK TABLE credit_balance IN EXCLUSIVE MODE;

ALTER TABLE credit_transaction
  -- How the entry's hash is computed. What was written before stays as it was.
  ADD chain smallint NOT NULL DEFAULT 1,
  -- The terms of the lots that the entry brings, NULL where it brings none.
  ADD lots text[],
  DROP CONSTRAINT something_moves,
  DROP CONSTRAINT known_kind,
  ADD CONSTRAINT something_moves
    CHECK (amount <> 0 OR held <> 0 OR owed <> 0 OR kind = 'terms' AND lots IS NOT NULL),
  ADD CONSTRAINT known_kind CHECK (kind IN ('trial', 'grant', 'plan', 'pack', 'refund', 'reserve',
    'capture', 'release', 'expire', 'take', 'repay', 'terms'));
ALTER TABLE credit_transaction ALTER chain SET DEFAULT 2;

-- What never changes of a lot, as one text.
CREATE FUNCTION credit_terms(lot credit_lot) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN concat_ws('|', 'lot', lot.id, lot.source, lot.amount, lot.priority,
    CASE WHEN lot.expires_at IS NULL THEN 'never'
      WHEN NOT isfinite(lot.expires_at) THEN 'infinite'
      ELSE (extract(epoch FROM lot.expires_at) * 1000000)::bigint::text END,
    length(lot.cause), lot.cause);
END $$;

-- An entry as its hash sees it. The first chain knew no lots; of the second every text begins with
-- its number, so that none of one chain can pass for one of the other.
CREATE FUNCTION credit_text(entry credit_transaction) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF entry.chain = 1 THEN
    RETURN concat_ws('|', entry.client_id, entry.number, entry.kind, entry.amount, entry.held,
      entry.owed, entry.balance_after, (extract(epoch FROM entry.at) * 1000000)::bigint,
      length(entry.cause), entry.cause, entry.reason);
  END IF;
  RETURN concat_ws('|', entry.chain, entry.client_id, entry.number, entry.kind, entry.amount,
    entry.held, entry.owed, entry.balance_after, (extract(epoch FROM entry.at) * 1000000)::bigint,
    length(entry.cause), entry.cause, length(entry.reason), entry.reason,
    array_to_string(entry.lots, '|'));
END $$;

CREATE OR REPLACE FUNCTION credit_hash(previous bytea, entry credit_transaction) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  -- What the first chain hashed it hashes still: lots that are put there afterwards break it.
  IF entry.chain = 1 AND entry.lots IS NOT NULL THEN RETURN NULL; END IF;
  RETURN sha256(previous || convert_to(public.credit_text(entry), 'UTF8'));
END $$;

CREATE OR REPLACE FUNCTION credit_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine credit_balance;
BEGIN
  SELECT * INTO STRICT mine FROM credit_balance
  WHERE client_id = NEW.client_id FOR NO KEY UPDATE;
  NEW.chain := 2;
  NEW.number := mine.entries + 1;
  NEW.balance_after := mine.credits + NEW.amount;
  NEW.at := clock_timestamp();
  NEW.hash := credit_hash(mine.head, NEW);
  UPDATE credit_balance SET credits = NEW.balance_after, reserved = reserved + NEW.held,
    owed = credit_balance.owed + NEW.owed, entries = NEW.number, head = NEW.hash
  WHERE client_id = NEW.client_id;
  RETURN NEW;
END $$;

-- As before; and the entry says the terms of the lot.
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
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason, lots)
  VALUES (current_client(), credit_add.source, credit_add.cause, credits, 0, 0,
    credit_add.reason, ARRAY[credit_terms(lot)]);
  PERFORM credit_repay(credit_add.source || '/' || credit_add.cause);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION credit_release(purpose text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE back integer; late integer; lot credit_lot;
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
      clock_timestamp() + interval '30 days') RETURNING * INTO lot;
  END IF;
  INSERT INTO credit_transaction (client_id, kind, cause, amount, held, owed, reason, lots)
  VALUES (current_client(), 'release', purpose, back, -back, 0, why,
    CASE WHEN late > 0 THEN ARRAY[credit_terms(lot)] END);
  PERFORM credit_repay('release/' || purpose);
  RETURN true;
END $$;

-- An account's lots from before are said once, in an entry that moves nothing.
INSERT INTO credit_transaction (client_id, kind, cause, amount, reason, lots)
SELECT l.client_id, 'terms', 'lots', 0, 'The lots of the time before',
  array_agg(credit_terms(l) ORDER BY l.id)
FROM credit_lot l GROUP BY l.client_id;

CREATE FUNCTION credit_keep_terms() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  RAISE EXCEPTION 'the terms of a lot never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_terms
  BEFORE UPDATE OF client_id, id, source, cause, amount, priority, expires_at ON credit_lot
  FOR EACH ROW EXECUTE FUNCTION credit_keep_terms();
CREATE TRIGGER keep BEFORE DELETE ON credit_lot FOR EACH ROW EXECUTE FUNCTION credit_keep();

-- Where a lot is not what its entry says.
CREATE VIEW credit_lot_fault AS
WITH said AS NOT MATERIALIZED (
  SELECT t.client_id, t.number, terms, split_part(terms, '|', 2) AS lot,
    count(*) OVER (PARTITION BY t.client_id, split_part(terms, '|', 2)) AS times
  FROM credit_transaction t, unnest(t.lots) terms WHERE t.lots IS NOT NULL
), lot AS (SELECT l.client_id, l.id, credit_terms(l) AS terms FROM credit_lot l)
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
  WHERE l.client_id = s.client_id AND l.id::text = s.lot);

-- As before, with the lots' terms.
CREATE OR REPLACE VIEW credit_fault AS
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
    WHEN 'held' THEN 'reserve' WHEN 'captured' THEN 'capture' ELSE 'release' END)
UNION ALL
SELECT client_id, number, fault FROM credit_lot_fault;
