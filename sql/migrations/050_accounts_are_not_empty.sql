-- An account that stands in no statistics is taken for empty, so that any index that begins with
-- the account seems as good as the one that names the product, and each look-up may walk all of a
-- large account's products. Accounts are said to have a thousand each; then the exact index wins.
ALTER TABLE product ALTER client_id SET (n_distinct = -0.001);
ANALYZE product;
