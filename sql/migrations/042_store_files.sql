-- What goes into the store is the picture in full, in the format that was chosen, and not the
-- smaller one that pages show. Pictures of before keep what they were published as.
ALTER TABLE asset ADD store_file text;
