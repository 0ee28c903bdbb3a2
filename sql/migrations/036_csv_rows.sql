-- A hundred thousand rows of one file were looked up in csv_import one by one. Those that come
-- together are looked up together, and go when their file goes, as before.
ALTER TABLE csv_row DROP CONSTRAINT csv_row_client_id_csv_id_fkey;

CREATE FUNCTION csv_rows_have_a_file() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public AS $$
BEGIN
  -- The lock keeps the file from going before these rows can be seen.
  PERFORM 1 FROM csv_import f
    WHERE (f.client_id, f.id) IN (SELECT DISTINCT client_id, csv_id FROM added) FOR KEY SHARE;
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT client_id, csv_id FROM added) a
    WHERE NOT EXISTS (SELECT 1 FROM csv_import f
      WHERE f.client_id = a.client_id AND f.id = a.csv_id))
  THEN
    RAISE foreign_key_violation USING MESSAGE = 'rows of a file that does not exist';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER have_a_file AFTER INSERT ON csv_row REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION csv_rows_have_a_file();

CREATE FUNCTION csv_row_stays_with_its_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE foreign_key_violation USING MESSAGE = 'a row does not change its file';
END $$;
CREATE TRIGGER stays_with_its_file BEFORE UPDATE OF client_id, csv_id ON csv_row FOR EACH ROW
  WHEN ((OLD.client_id, OLD.csv_id) IS DISTINCT FROM (NEW.client_id, NEW.csv_id))
  EXECUTE FUNCTION csv_row_stays_with_its_file();

CREATE FUNCTION csv_rows_go_with_their_file() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public AS $$
BEGIN
  DELETE FROM csv_row WHERE client_id = OLD.client_id AND csv_id = OLD.id;
  RETURN OLD;
END $$;
CREATE TRIGGER rows_go BEFORE DELETE ON csv_import FOR EACH ROW
  EXECUTE FUNCTION csv_rows_go_with_their_file();
