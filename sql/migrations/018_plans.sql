-- Plans and packs are data, one row a version: whoever bought an earlier version keeps it.

CREATE TABLE plan (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{0,30}$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  -- Minor units; a plan without a price is agreed upon with people.
  month_price integer CHECK (month_price BETWEEN 0 AND 99999999),
  year_price integer CHECK (year_price BETWEEN 0 AND 99999999),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  credits integer NOT NULL CHECK (credits BETWEEN 0 AND 1000000),
  -- NULL: as many as one likes. What is kept is counted in pictures.
  products integer CHECK (products >= 0),
  seats integer CHECK (seats >= 1),
  pictures integer CHECK (pictures >= 0),
  has_api boolean NOT NULL DEFAULT false,
  position smallint NOT NULL DEFAULT 0,
  is_offered boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (code, version),
  CHECK ((month_price IS NULL) = (year_price IS NULL))
);
CREATE UNIQUE INDEX plan_offered ON plan (code) WHERE is_offered;

CREATE TABLE credit_package (
  id uuid PRIMARY KEY DEFAULT uuid7(),
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{0,30}$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  credits integer NOT NULL CHECK (credits BETWEEN 1 AND 1000000),
  price integer NOT NULL CHECK (price BETWEEN 50 AND 99999999),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  is_best boolean NOT NULL DEFAULT false,
  position smallint NOT NULL DEFAULT 0,
  is_offered boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (code, version)
);
CREATE UNIQUE INDEX credit_package_offered ON credit_package (code) WHERE is_offered;

-- What was sold stays what it was: a version can only be taken off the shelf.
CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'is_offered' IS DISTINCT FROM to_jsonb(OLD) - 'is_offered' THEN
    RAISE EXCEPTION 'a version never changes; make a new one' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON plan FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER keep BEFORE UPDATE ON credit_package FOR EACH ROW EXECUTE FUNCTION keep_version();

-- What an account is subscribed to: at Stripe, or by hand where id begins with 'hand'.
CREATE TABLE subscription (
  client_id uuid NOT NULL REFERENCES client ON DELETE CASCADE,
  id text NOT NULL CHECK (length(id) <= 255),
  plan_id uuid NOT NULL REFERENCES plan,
  -- Bought already, and in force when the period ends.
  next_plan_id uuid REFERENCES plan,
  every text NOT NULL DEFAULT 'month' CHECK (every IN ('month', 'year')),
  status text NOT NULL CHECK (status IN ('active', 'trialing', 'past_due', 'unpaid', 'paused',
    'incomplete', 'incomplete_expired', 'canceled')),
  period_start timestamptz,
  period_end timestamptz,
  -- Until when invoices are paid.
  paid_until timestamptz,
  ends_with_period boolean NOT NULL DEFAULT false,
  -- While a payment is missing the plan's features go on until then.
  grace_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (client_id, id)
);
CREATE UNIQUE INDEX subscription_id ON subscription (id);
CREATE INDEX subscription_live ON subscription (period_end) WHERE status = 'active';

ALTER TABLE subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON subscription USING (client_id = current_client());
CREATE POLICY everything ON subscription TO epox_owner, epox_system USING (true);
GRANT SELECT, INSERT, UPDATE ON subscription TO epox_app, epox_system;
GRANT SELECT ON plan, credit_package TO epox_app, epox_system;
GRANT INSERT ON plan, credit_package TO epox_system;
GRANT UPDATE (is_offered) ON plan, credit_package TO epox_system;

-- The plan that counts for the account at this moment; without a subscription it is the free one.
CREATE FUNCTION plan_in_force() RETURNS plan LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT p FROM (
    SELECT p, p.credits AS worth FROM subscription s JOIN plan p ON p.id = s.plan_id
    WHERE s.client_id = current_client() AND (s.status IN ('active', 'trialing')
      OR s.status = 'past_due' AND s.grace_until > now())
    UNION ALL
    SELECT p, -1 FROM plan p WHERE p.code = 'free' AND p.is_offered
  ) AS candidate(p, worth) ORDER BY worth DESC LIMIT 1
$$;

-- How many of a kind the account has; what somebody was invited to counts as a seat.
CREATE FUNCTION plan_use(kind text) RETURNS integer LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT CASE kind
    WHEN 'products' THEN (SELECT count(*) FROM product
      WHERE client_id = current_client() AND deleted_at IS NULL)
    WHEN 'seats' THEN (SELECT count(*) FROM membership WHERE client_id = current_client())
      + (SELECT count(*) FROM invitation WHERE client_id = current_client()
        AND accepted_at IS NULL AND expires_at > now())
    WHEN 'pictures' THEN (SELECT count(*) FROM product_picture
      WHERE client_id = current_client() AND removed_at IS NULL)
      + (SELECT count(*) FROM asset WHERE client_id = current_client())
  END::integer
$$;

-- How many more the account may have, NULL where there is no limit. Who asks has the answer to
-- himself until his transaction ends, so that two at once cannot share the last place.
CREATE FUNCTION plan_room(kind text) RETURNS integer
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE mine plan; most integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(kind || current_client(), 7203907));
  mine := plan_in_force();
  most := CASE kind WHEN 'products' THEN mine.products WHEN 'seats' THEN mine.seats
    WHEN 'pictures' THEN mine.pictures END;
  RETURN CASE WHEN most IS NULL THEN NULL ELSE greatest(most - plan_use(kind), 0) END;
END $$;

INSERT INTO plan (code, name, month_price, year_price, credits, products, seats, pictures,
  has_api, position) VALUES
  ('free', 'Free', 0, 0, 0, 25, 5, 1000, false, 1),
  ('basic', 'Basic', 4900, 49000, 100, 100, 5, 5000, false, 2),
  ('pro', 'Pro', 14900, 149000, 500, 500, 10, 25000, true, 3),
  ('business', 'Business', 39900, 399000, 2000, 2000, 25, 100000, true, 4),
  ('enterprise', 'Enterprise', NULL, NULL, 10000, NULL, NULL, NULL, true, 5);
INSERT INTO credit_package (code, credits, price, is_best, position) VALUES
  ('pack-50', 50, 1200, false, 1), ('pack-200', 200, 4000, true, 2),
  ('pack-1000', 1000, 15000, false, 3);
