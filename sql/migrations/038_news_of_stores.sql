-- What a store shows may change without its products: pictures under a new address, and its tree.

ALTER TABLE product_picture
  -- The address that the file was fetched from; where it differs, the store shows another by now.
  ADD COLUMN fetched_url text;
UPDATE product_picture SET fetched_url = source_url WHERE state = 'ready';

ALTER TABLE store ADD COLUMN categories_read_at timestamptz;

-- News is kept for a month, to tell repeated news.
GRANT DELETE ON webhook_event TO epox_system;
CREATE INDEX webhook_event_age ON webhook_event USING brin (received_at);
