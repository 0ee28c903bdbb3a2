-- An import whose products are all here is done, and may still have thousands of pictures to fetch:
-- whether its merchant has them wait.
ALTER TABLE import_run ADD COLUMN pictures_held boolean NOT NULL DEFAULT false;
