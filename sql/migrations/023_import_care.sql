-- Imports whose pictures are all here are over: the next one's time is told from that. What was
-- laid out for an import goes after a week.

ALTER TABLE import_run ADD COLUMN over_at timestamptz;

GRANT DELETE ON csv_import, csv_row TO epox_system;
GRANT UPDATE (file) ON csv_import TO epox_system;
GRANT UPDATE (state, finished_at) ON import_run TO epox_system;
