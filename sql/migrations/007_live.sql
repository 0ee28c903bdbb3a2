-- Pages that are open follow what happens to their account: a change of what they show is told to
-- the responders, whose streams tell the browsers. PostgreSQL sends one note a transaction and
-- account, however many rows changed.
CREATE FUNCTION tell_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_client() IS NOT NULL THEN
    PERFORM pg_notify('live', current_client()::text);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['asset', 'product_picture', 'flow', 'import_run', 'synced_asset']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER tell_live AFTER INSERT OR UPDATE OR DELETE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION tell_live()', name);
  END LOOP;
END $$;
