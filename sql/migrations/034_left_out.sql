-- A plan may fill up while an import runs. What has no room then is told, not counted as done.

ALTER TABLE import_item
  DROP CONSTRAINT import_item_state_check,
  ADD CONSTRAINT import_item_state_check
    CHECK (state IN ('waiting', 'done', 'gone', 'left out'));
