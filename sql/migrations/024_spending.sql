-- What an account may still spend is asked before every paid action: by time, not row by row.
CREATE INDEX credit_transaction_time ON credit_transaction (client_id, at);

-- Up to which share of the month's cap its owners were told, and in which month.
ALTER TABLE spending_cap
  ADD told_month date,
  ADD told_percent smallint NOT NULL DEFAULT 0;
