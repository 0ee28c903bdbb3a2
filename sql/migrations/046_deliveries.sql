-- What stores tell is written down once a delivery, up to a thousand a second. It is known by what
-- it says; a number of its own served nobody, and the lock on the store's row that a foreign key
-- takes made deliveries of one store wait for each other. The store is looked up by its secret
-- before, and news is forgotten after a month.
ALTER TABLE webhook_event
  DROP CONSTRAINT webhook_event_client_id_store_id_fkey,
  DROP CONSTRAINT webhook_event_pkey,
  DROP COLUMN id;
ALTER TABLE webhook_event ADD PRIMARY KEY USING INDEX webhook_event_once;
