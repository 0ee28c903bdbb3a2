-- Categories of the merchant's own, in a tree beside the store's.

-- What a category is called as somebody's parent: by the store's id, or its own.
ALTER TABLE category
  ADD COLUMN key text NOT NULL GENERATED ALWAYS AS (coalesce(external_id, id::text)) STORED,
  ADD CONSTRAINT category_name_check CHECK (name <> '' AND octet_length(name) <= 800);

-- Two of the same name at one place of the own tree could not be told apart.
UPDATE category c SET name = name || ' ' || c.id WHERE store_id IS NULL AND EXISTS (
  SELECT 1 FROM category o WHERE o.client_id = c.client_id AND o.store_id IS NULL AND o.id < c.id
    AND o.parent_external_id IS NOT DISTINCT FROM c.parent_external_id
    AND lower(o.name) = lower(c.name));
CREATE UNIQUE INDEX category_own_name
  ON category (client_id, coalesce(parent_external_id, ''), lower(name)) WHERE store_id IS NULL;
