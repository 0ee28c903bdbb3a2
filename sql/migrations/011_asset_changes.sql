-- Pictures that came of changing another one, and the words that asked for it.
ALTER TABLE asset
  ADD COLUMN changed_from uuid,
  ADD COLUMN wish text CHECK (length(wish) BETWEEN 1 AND 1000),
  ADD CONSTRAINT change_of_something CHECK ((wish IS NULL) = (changed_from IS NULL)),
  ADD CONSTRAINT asset_changed_from FOREIGN KEY (client_id, changed_from) REFERENCES asset
    ON DELETE CASCADE;
