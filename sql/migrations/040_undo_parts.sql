-- Taking an import back gives a product its pictures, categories, variations and tags again, and
-- sees whether the merchant has worked with it since, not whether ever.

-- What an import may change of a product's own row.
CREATE FUNCTION product_facts(p product) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN jsonb_build_object(
    'name', p.name, 'description', p.description, 'sku', p.sku, 'price_minor', p.price_minor,
    'width_mm', p.width_mm, 'height_mm', p.height_mm, 'depth_mm', p.depth_mm,
    'gone_at', p.gone_at, 'deleted_at', p.deleted_at, 'kind', p.kind, 'tags', p.tags,
    'attributes', p.attributes);
END $$;

-- What an import may change around it: categories, pictures with their places, variations.
CREATE FUNCTION product_parts(client uuid, product uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public AS $$
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

-- The product's row comes first when it is saved: what is around it is still as it was.
CREATE OR REPLACE FUNCTION remember_import() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- What a product that is not here yet looks like, for the list that the merchant chooses from.
ALTER TABLE import_item ADD COLUMN thumb text;
CREATE INDEX import_item_thumb ON import_item (thumb) WHERE thumb IS NOT NULL;

-- Products of a file that stayed outside, since the plan was full when their turn came.
ALTER TABLE import_run ADD COLUMN left_out integer NOT NULL DEFAULT 0;
