-- A lot that is open stays so while credits are drawn from it. The indexes of open lots asked for
-- the number itself, so that every draw wrote all of the lot's index entries anew; a column that
-- seldom changes lets PostgreSQL write the row alone.
ALTER TABLE credit_lot ADD is_open boolean NOT NULL GENERATED ALWAYS AS (available > 0) STORED;
DROP INDEX credit_lot_spend, credit_lot_expiry;
CREATE INDEX credit_lot_spend ON credit_lot (client_id, priority, expires_at, id) WHERE is_open;
CREATE INDEX credit_lot_expiry ON credit_lot (expires_at) WHERE is_open;

-- As before, by that column; and what is reserved already is looked up in another way.
CREATE OR REPLACE FUNCTION credit_draw(wanted integer, purpose text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE lot credit_lot; part integer;
BEGIN
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND is_open
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

CREATE OR REPLACE FUNCTION credit_expire() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE lot credit_lot; total integer := 0;
BEGIN
  PERFORM credit_lock();
  FOR lot IN SELECT * FROM credit_lot WHERE client_id = current_client() AND is_open
    AND expires_at <= clock_timestamp() ORDER BY expires_at, id
  LOOP
    UPDATE credit_lot SET gone = gone + available, available = 0
    WHERE client_id = lot.client_id AND id = lot.id;
    PERFORM credit_enter('expire', 'lot/' || lot.id, -lot.available, 0, 0);
    total := total + lot.available;
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
    PERFORM credit_draw(each, piece);
    PERFORM credit_enter('reserve', piece, -each, each, 0);
  END LOOP;
  RETURN true;
END $$;
