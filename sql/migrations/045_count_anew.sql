-- A table that has just grown is read by a wrong index until PostgreSQL has counted it again: for
-- minutes, every row with a foreign key to it costs a walk over all rows of the account. Autovacuum
-- comes too late for a first import, so whoever fills tables may ask for it.
--
-- Runs with the owner's rights, since only the owner may count; does nothing where nothing grew.
CREATE FUNCTION count_anew() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
REVOKE ALL ON FUNCTION count_anew() FROM public;
GRANT EXECUTE ON FUNCTION count_anew() TO epox_app;
-- The same as product_import, for twice the work of every product.
DROP INDEX product_last_import;
