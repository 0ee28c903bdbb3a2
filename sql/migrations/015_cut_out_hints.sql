-- What a person drew over a product picture to say what is product and what is not.
ALTER TABLE product_picture
  -- The strokes (CutOutHint), in shares of the picture; nothing where the program found out alone.
  ADD COLUMN cut_out_hint jsonb CHECK (octet_length(cut_out_hint::text) <= 400000),
  -- Whether a cut-out was asked for that is not there yet.
  ADD COLUMN cut_out_wanted boolean NOT NULL DEFAULT false,
  -- Why the one asked for could not be made.
  ADD COLUMN cut_out_reason text;
