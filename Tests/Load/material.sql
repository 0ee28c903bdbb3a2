-- Fills the demo account: a shop with 2,000 products in 24 categories, three pictures each, and
-- generated pictures for two thirds of them, some of which are published.
TRUNCATE store, category, product, job, webhook_event CASCADE;

CREATE FUNCTION pg_temp.key(kind integer, number integer) RETURNS uuid LANGUAGE sql AS $$
  SELECT format('0199%s-0000-7000-8000-%s', lpad(to_hex(kind), 4, '0'),
    lpad(to_hex(number), 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.file(name text) RETURNS text LANGUAGE sql AS $$
  SELECT encode(sha256(name::bytea), 'hex') || '.webp'
$$;
CREATE TEMP TABLE shop AS SELECT client_id AS client FROM membership ORDER BY 1 LIMIT 1;

SELECT set_config('epox.client_id', client::text, false),
  credit_add('grant', 11845, 'bench', NULL, '') FROM shop;

INSERT INTO store (client_id, id, platform, url, name, currency, state, credentials, webhook_secret)
SELECT client, pg_temp.key(1, 1), 'woocommerce', 'http://127.0.0.1:9', 'Bench', 'EUR', 'connected',
  'none', :'webhook_secret' FROM shop;

INSERT INTO category (client_id, id, store_id, external_id, parent_external_id, name, slug)
SELECT client, pg_temp.key(2, n), pg_temp.key(1, 1), n::text,
  CASE WHEN n > 6 THEN (n % 6 + 1)::text END,
  (ARRAY['Sofas', 'Chairs', 'Tables', 'Lamps', 'Beds & Bedding', 'Shelves'])[n % 6 + 1] || ' ' || n,
  'category-' || n
FROM shop, generate_series(1, 24) n;

INSERT INTO product (client_id, id, source, store_id, external_id, name, description, sku,
  price_minor, currency, permalink)
SELECT client, pg_temp.key(3, n), 'imported', pg_temp.key(1, 1), n::text,
  (ARRAY['Sofa', 'Armchair', 'Dining table', 'Floor lamp', 'Bed', 'Bookshelf'])[n % 6 + 1]
    || (ARRAY[' "Fjord"', ' Oak & Linen', ' "Søndag"', ' Walnut', ' Brass & Glass'])[n % 5 + 1]
    || ', ' || 60 + n % 180 || ' cm',
  repeat('Solid wood, hand finished in our own workshop. ', 12), 'NL-' || 10000 + n,
  4900 + n * 137 % 250000, 'EUR', 'http://127.0.0.1:9/product/' || n
FROM shop, generate_series(1, 2000) n;

INSERT INTO product_category (client_id, product_id, category_id)
SELECT client, pg_temp.key(3, n), pg_temp.key(2, n % 24 + 1) FROM shop, generate_series(1, 2000) n;

INSERT INTO product_picture (client_id, id, product_id, external_id, position, state, original,
  large, thumb, width, height)
SELECT client, pg_temp.key(4, n * 4 + k), pg_temp.key(3, n), (n * 4 + k)::text, k, 'ready',
  pg_temp.file('o' || n || k), pg_temp.file('l' || n || k), pg_temp.file('t' || n || k), 1600, 1200
FROM shop, generate_series(1, 2000) n, generate_series(0, 2) k;

INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect, variants)
SELECT client, pg_temp.key(5, n), pg_temp.key(3, n), pg_temp.key(4, n * 4), 'completed',
  'living-room', 'calm', '4:3', 4
FROM shop, generate_series(1, 2000) n WHERE n % 3 > 0;

INSERT INTO asset (client_id, id, flow_id, product_id, variant, state, approval, original, large,
  thumb, width, height)
SELECT client, pg_temp.key(6, n * 4 + k), pg_temp.key(5, n), pg_temp.key(3, n), k, 'generated',
  (ARRAY['approved', 'approved', 'rejected', 'open'])[k + 1], pg_temp.file('ao' || n || k),
  pg_temp.file('al' || n || k), pg_temp.file('at' || n || k), 1600, 1200
FROM shop, generate_series(1, 2000) n, generate_series(0, 3) k WHERE n % 3 > 0;

INSERT INTO synced_asset (client_id, id, store_id, product_id, asset_id, marker, state, external_id,
  checksum)
SELECT client, pg_temp.key(7, n * 4 + k), pg_temp.key(1, 1), pg_temp.key(3, n),
  pg_temp.key(6, n * 4 + k), 'bench-' || n || '-' || k, 'verified', (n * 4 + k)::text, 'bench'
FROM shop, generate_series(1, 2000) n, generate_series(0, 1) k WHERE n % 3 > 0;

ANALYZE;
