-- What staff looks through, the newest first, however much there is.
CREATE INDEX stripe_event_time ON stripe_event (heard_at, id);
CREATE INDEX payment_time ON payment (paid_at, id);
-- Most entries of the ledger are reservations and captures, which are no refunds.
CREATE INDEX credit_transaction_returned ON credit_transaction (at, client_id, number)
  WHERE kind IN ('release', 'refund');
