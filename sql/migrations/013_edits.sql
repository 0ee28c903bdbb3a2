-- Pictures that were edited with tools: what was done, in steps a program can do again.
ALTER TABLE asset
  -- The steps, the mask's file, the format; what was done in words stands in wish.
  ADD COLUMN edit jsonb,
  -- What the edit cost, so that a failed one gives it back.
  ADD COLUMN edit_cost integer NOT NULL DEFAULT 0 CHECK (edit_cost >= 0),
  -- An edit of a product's own photo has no picture before it.
  DROP CONSTRAINT change_of_something,
  ADD CONSTRAINT change_of_something CHECK (
    (wish IS NULL) = (changed_from IS NULL AND edit IS NULL)),
  DROP CONSTRAINT asset_source_check,
  ADD CONSTRAINT asset_source_check CHECK (
    source IN ('composite', 'ai-generated', 'ai-edited', 'edited'));
CREATE INDEX asset_changed_from ON asset (client_id, changed_from) WHERE changed_from IS NOT NULL;
