"""The ledger: pairs of reserve and capture a second, beside the bare minimum of row updates.

Every pair is two transactions, as a picture's is: one that enqueues and one that stores. The bare
pair changes two rows in each of the two and keeps nothing that could be proved. They take turns.
What a long past costs is measured when the disk has settled, and told beside the bare pair as well.
"""
import re
import statistics
import subprocess

ACCOUNT = "('0199000c-0000-7000-8000-' || lpad(to_hex(:n::integer), 12, '0'))"
ENTER = f"SELECT set_config('epox.client_id', {ACCOUNT}, true);"
PAIR = f"""\\set n random(:low, :high)
SELECT uuid7() AS piece \\gset
BEGIN; {ENTER} SELECT credit_reserve(ARRAY['asset/' || :piece], 1); COMMIT;
BEGIN; {ENTER} SELECT credit_capture('asset/' || :piece); COMMIT;
"""
BARE = """\\set n random(:low, :high)
BEGIN; UPDATE bare_balance SET credits = credits - 1 WHERE id = :n;
UPDATE bare_lot SET credits = credits - 1 WHERE id = :n; COMMIT;
BEGIN; UPDATE bare_balance SET held = held - 1 WHERE id = :n;
UPDATE bare_lot SET held = held - 1 WHERE id = :n; COMMIT;
"""
MATERIAL = """
CREATE TABLE bare_balance (id integer PRIMARY KEY, credits integer DEFAULT 0, held integer DEFAULT 0);
CREATE TABLE bare_lot (id integer PRIMARY KEY, credits integer DEFAULT 0, held integer DEFAULT 0);
INSERT INTO bare_balance SELECT generate_series(1, 1001);
INSERT INTO bare_lot SELECT generate_series(1, 1001);
INSERT INTO client (id, name) SELECT
  ('0199000c-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Bench ' || n
FROM generate_series(1, 1001) n;
DO $$ BEGIN
  FOR n IN 1..1001 LOOP
    PERFORM set_config('epox.client_id', '0199000c-0000-7000-8000-' || lpad(to_hex(n), 12, '0'),
      true);
    PERFORM credit_add('pack', 1000000, 'bench', NULL, '');
  END LOOP;
END $$;
"""


def past(first, last):
    """Entries of the account 1001 from long ago, made without the function that links them."""
    return f"""
        ALTER TABLE credit_transaction DISABLE TRIGGER link;
        INSERT INTO credit_transaction (client_id, number, kind, cause, amount, balance_after, hash)
        SELECT '0199000c-0000-7000-8000-0000000003e9', -n, 'grant', 'past/' || n, 1, 1,
          sha256(int8send(n)) FROM generate_series({first}::bigint, {last}) n;
        ALTER TABLE credit_transaction ENABLE TRIGGER link;
        VACUUM ANALYZE credit_transaction;"""


def pgbench(house, script, low, high, seconds, clients):
    """Pairs a second, and the mean milliseconds of one."""
    path = house.folder / "ledger.pgbench"
    path.write_text(script)
    output = subprocess.run(
        ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
         "-D", f"low={low}", "-D", f"high={high}", "-f", str(path),
         house.environment["EPOX_DATABASE_OWNER"]],
        capture_output=True, text=True, check=True).stdout
    return (float(re.search(r"tps = ([\d.]+) \(without", output).group(1)),
            float(re.search(r"latency average = ([\d.]+) ms", output).group(1)))


def turns(house, low, high, seconds, rounds, clients=8):
    """The medians of both, measured in turns."""
    rates = [[pgbench(house, script, low, high, seconds, clients)[0] for script in (PAIR, BARE)]
             for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*rates)]


def balance_time(house, rounds):
    """Milliseconds that the balance takes on the account with the long past."""
    script = ("\\set n 1001\nBEGIN; " + ENTER
              + f" SELECT credits FROM credit_balance WHERE client_id = {ACCOUNT}::uuid; COMMIT;\n")
    return statistics.median(
        pgbench(house, script, 1001, 1001, 2, 1)[1] for _ in range(rounds))


def measure(house, seconds, rounds, entries=1_000_000):
    house.psql(MATERIAL)
    print("Ledger, reserve + capture, beside two times two updated rows:")
    for high, words in [(1, "one account"), (1000, "1,000 accounts")]:
        pair, bare = turns(house, 1, high, seconds, rounds)
        print(f"  {words:16} {pair:6.0f} pairs/s, bare {bare:6.0f} pairs/s, "
              f"ratio {pair / bare:.2f}", flush=True)
    costs, balances, have = [], [], 0
    for size in (10_000, entries):
        house.psql(past(have + 1, size))
        house.sql("postgres", "CHECKPOINT")
        have = size
        # A site that has so many entries did not write them all in the last minute.
        pgbench(house, PAIR, 1001, 1001, 30, 1)
        pair, bare = (1000 / rate for rate in turns(house, 1001, 1001, seconds, rounds, clients=1))
        costs.append((pair, pair / bare))
        balances.append(balance_time(house, rounds))
        print(f"  {size:12,} entries of one account: a pair {pair:.2f} ms, bare {bare:.2f} ms, "
              f"its balance {balances[-1]:.2f} ms", flush=True)
    print(f"  grows {costs[1][0] / costs[0][0]:.2f} times, beside the bare pair "
          f"{costs[1][1] / costs[0][1]:.2f} times, balance {balances[1] / balances[0]:.2f} times "
          "(aim: 1.5 at most)", flush=True)
    faults = house.psql("""
        SELECT count(*) FROM credit_fault WHERE client_id IN (
          SELECT id FROM client WHERE name LIKE 'Bench %' AND name <> 'Bench 1001')""")
    print(f"  faults that the audit finds afterwards: {faults}", flush=True)
