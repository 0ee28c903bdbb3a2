"""The ledger under many writers at once, of whom some die in the middle of what they do.

Each history is a few rounds of thousands of steps by 64 programs; in every round some of them are
killed, in the last one the database itself as well. After each round everything is counted.
"""
import os
import random
import select
import signal
import subprocess
import uuid
from pathlib import Path

import psycopg
import pytest
from conftest import Merchant
from surroundings import connection, sql
from waiting import until

EPOX = Path(__file__).parents[2] / ".build/release/epox"
WRITERS = 64
ROUNDS = 3
OPERATIONS = 40
PICTURES = 300
PAYMENTS = 6
APP = os.environ["EPOX_DATABASE_APP"]


class Workplace:
    """An account with a flow, and what writers do: pictures, grants, and news of Stripe."""

    def __init__(self):
        self.client = Merchant().client
        self.mark = self.client[-8:]
        self.pictures = [str(uuid.uuid4()) for _ in range(PICTURES)]
        product, picture, self.flow = (str(uuid.uuid4()) for _ in range(3))
        sql(f"""
            INSERT INTO product (client_id, id, source, name)
              VALUES ('{self.client}', '{product}', 'uploaded', 'Halden');
            INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
              VALUES ('{self.client}', '{picture}', '{product}', 'ready', 'a', 'a', 'a');
            INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect,
                variants) VALUES ('{self.client}', '{self.flow}', '{product}', '{picture}',
                'generating', 'modern-living', 'daylight', '1:1', 8);
            INSERT INTO payment (client_id, id, amount, currency, credits)
              SELECT '{self.client}', 'pi_{self.mark}_' || n, 4000, 'USD', 40
              FROM generate_series(1, {PAYMENTS}) n""")
        self.product = product
        self.start = int(sql("SELECT extract(epoch FROM now() - interval '9 days')::bigint")[0][0])

    def begin(self, number):
        asset = self.pictures[number]
        return f"""
            INSERT INTO asset (client_id, id, flow_id, product_id, variant) VALUES
              ('{self.client}', '{asset}', '{self.flow}', '{self.product}', {number});
            SELECT 1 / credit_reserve(ARRAY['asset/{asset}/1'], 1)::int;"""

    def store(self, number):
        asset = self.pictures[number]
        return f"""
            WITH kept AS (UPDATE asset SET state = 'generated', original = 'b', large = 'b',
              thumb = 'b' WHERE id = '{asset}' AND state = 'pending' RETURNING id)
            SELECT credit_capture('asset/' || id || '/1') FROM kept;"""

    def give_up(self, number):
        asset = self.pictures[number]
        return f"""
            WITH failed AS (UPDATE asset SET state = 'failed', reason = 'dark'
              WHERE id = '{asset}' AND state = 'pending' RETURNING id)
            SELECT credit_release('asset/' || id || '/1', 'dark') FROM failed;"""

    def purse(self, luck):
        amount, cause = luck.randint(1, 30), luck.randint(1, 40)
        soon = f"clock_timestamp() + interval '{luck.randint(1, 900)} milliseconds'"
        return luck.choice([
            f"SELECT credit_add('pack', {amount}, 'pack/{cause}', NULL, '');",
            f"SELECT credit_add('plan', {amount}, 'plan/{cause}', {soon}, '');",
            f"SELECT credit_take({amount}, 'dispute/{cause}', 'chargeback');",
            "SELECT credit_expire();"])

    def news(self, luck):
        """What a job does that heard from Stripe: how things stand, old or new, over and over."""
        plan, month = luck.choice(["basic", "basic", "pro"]), luck.randint(0, 2)
        payment, back = luck.randint(1, PAYMENTS), luck.choice([0, 1000, 2500, 4000])
        quarrel = luck.choice(["NULL, NULL", "'du_1', 'needs_response'", "'du_1', 'won'"])
        return luck.choice([
            f"""SELECT keep_subscription('sub_{self.mark}', id, 'month', 'active',
                  to_timestamp({self.start + month * 2_592_000}),
                  to_timestamp({self.start + (month + 1) * 2_592_000}), true, false)
                FROM plan WHERE code = '{plan}' AND is_offered;""",
            f"SELECT keep_refund('pi_{self.mark}_{payment}', {back}, {quarrel});"])

    def history(self, luck):
        """What one writer does, each step a transaction."""
        kinds = [self.begin, self.begin, self.store, self.give_up]
        for _ in range(OPERATIONS):
            chance = luck.random()
            work = (self.purse(luck) if chance < 0.12 else self.news(luck) if chance < 0.24
                    else luck.choice(kinds)(luck.randrange(PICTURES)))
            end = "ROLLBACK" if luck.random() < 0.05 else "COMMIT"
            yield f"BEGIN; SET LOCAL epox.client_id = '{self.client}'; {work} {end};\n"

    def entries(self):
        return int(sql(f"SELECT entries FROM credit_balance WHERE client_id = '{self.client}'")
                   [0][0])


def writer(text):
    process = subprocess.Popen(["psql", "-Xq", APP], stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.stdin.write(text)
        process.stdin.close()
    except BrokenPipeError:
        pass
    return process


def count(text):
    return int(sql(f"SELECT count(*) FROM {text}")[0][0])


def answers():
    try:
        return sql("SELECT 1")
    except psycopg.Error:
        return None


def kill_database():
    """Kills a process of the server, which takes all others down; it recovers by itself."""
    busy = sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'psql' "
               "AND usename = 'epox_app' LIMIT 1")
    assert busy, "a writer is at work"
    bystander = connection()
    os.kill(int(busy[0][0]), signal.SIGKILL)
    # Until the server has noticed it answers as if nothing were.
    until(lambda: select.select([bystander], [], [], 0)[0], 30, "all others are taken down")
    until(answers, 60, "the database has recovered")


def play(place, luck, takes_database):
    """A round: writers at work, of whom a third die."""
    begun = place.entries()
    writers = [writer("".join(place.history(luck))) for _ in range(WRITERS)]
    for number, victim in enumerate(luck.sample(writers, WRITERS // 3)):
        until(lambda: place.entries() > begun + number * 3
              or all(w.poll() is not None for w in writers), 60, "the writers work")
        victim.kill()
        if takes_database and number == 1:
            # Early, so that all are still at it however slow the machine is.
            until(lambda: place.entries() > begun + 25, 60, "the writers work")
            kill_database()
    for process in writers:
        process.wait(timeout=120)
    # A session that lost its client ends by itself, when it has finished its statement.
    until(lambda: not sql(f"""SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE a.query LIKE '%{place.client}%' AND a.usename = 'epox_app' LIMIT 1"""),
          60, "the last writer is gone")
    assert place.entries() > begun + 20, "something happened"


def check_pictures(place, mine):
    """Every picture and its credits agree, in both directions."""
    assert count(f"credit_reservation WHERE {mine} AND state = 'captured'") > 0
    for of_credits, of_picture in [("held", "pending"), ("captured", "generated"),
                                   ("released", "failed")]:
        assert count(f"""(
            (SELECT cause FROM credit_reservation WHERE {mine} AND state = '{of_credits}'
             EXCEPT SELECT 'asset/' || id || '/1' FROM asset WHERE {mine}
               AND state = '{of_picture}')
            UNION ALL
            (SELECT 'asset/' || id || '/1' FROM asset WHERE {mine} AND state = '{of_picture}'
             EXCEPT SELECT cause FROM credit_reservation WHERE {mine}
               AND state = '{of_credits}')) AS odd""") == 0


def check_effects(place, mine):
    """What Stripe told has its effect once: of each period, each upgrade and each payment."""
    assert count(f"""(SELECT 1 FROM credit_transaction WHERE {mine}
        AND kind IN ('pack', 'plan', 'grant', 'take', 'refund')
        GROUP BY kind, cause HAVING count(*) > 1) AS twice""") == 0
    standing = sql(f"""SELECT cause FROM credit_lot l WHERE {mine} AND source = 'plan'
        AND cause LIKE 'plan/sub%' ORDER BY cause""")
    assert len(standing) <= 3, standing
    assert count(f"""subscription s WHERE {mine} AND NOT EXISTS (SELECT FROM credit_lot l
        WHERE l.client_id = s.client_id AND l.cause = 'plan/' || s.id || '/'
          || extract(epoch FROM s.period_start)::bigint) AND s.id LIKE 'sub%'""") == 0
    assert sql(f"""SELECT p.id FROM payment p WHERE {mine} AND p.taken <> (
        SELECT coalesce(sum(CASE kind WHEN 'take' THEN owed - amount ELSE -amount END), 0)
        FROM credit_transaction t WHERE t.client_id = p.client_id
          AND t.kind IN ('take', 'refund') AND starts_with(t.cause, 'payment/' || p.id || '/'))
        """) == []
    assert count(f"payment p WHERE {mine} AND moves > 0") > 0, "something went back"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_credit_is_lost_whoever_dies(seed):
    luck, place = random.Random(seed), Workplace()
    mine = f"client_id = '{place.client}'"
    for number in range(1, ROUNDS + 1):
        play(place, luck, takes_database=number == ROUNDS)
        assert sql(f"SELECT number, fault FROM credit_fault WHERE {mine}") == []
        assert sql(f"SELECT least(credits, reserved, owed) >= 0 FROM credit_balance "
                   f"WHERE {mine}") == [["t"]]
        check_pictures(place, mine)
        check_effects(place, mine)


def test_the_audit_proves_the_whole_house():
    told = subprocess.run([EPOX, "audit-ledger"], env=os.environ, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def as_superuser(text):
    """Somebody who goes past the triggers that keep the rows as they are."""
    dsn = os.environ["EPOX_DATABASE_OWNER"].replace("user=epox_owner", "user=postgres")
    return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", dsn, "-c",
                           f"SET session_replication_role = replica; {text}"],
                          capture_output=True, text=True, check=True).stdout


def audit():
    return subprocess.run([EPOX, "audit-ledger"], env=os.environ, capture_output=True, text=True)


def test_the_audit_says_where_somebody_moved_an_expiry(merchant):
    lot = f"client_id = '{merchant.client}' AND source = 'trial'"
    as_superuser(f"UPDATE credit_lot SET expires_at = expires_at + interval '900 days' WHERE {lot}")
    try:
        told = audit()
        assert told.returncode != 0
        line = next(line for line in told.stdout.splitlines() if merchant.client in line)
        assert f"account {merchant.client}, entry 1: lot " in line
        assert "another expiry than this entry gave it" in line
    finally:
        as_superuser("UPDATE credit_lot SET expires_at = expires_at - interval '900 days' "
                     f"WHERE {lot}")
    assert audit().returncode == 0


def test_the_audit_says_where_somebody_changed_a_row(merchant):
    row = f"client_id = '{merchant.client}' AND number = 1"
    as_superuser(f"UPDATE credit_transaction SET reason = 'nicer' WHERE {row}")
    try:
        told = subprocess.run([EPOX, "audit-ledger"], env=os.environ, capture_output=True, text=True)
        assert told.returncode != 0
        assert any(merchant.client in line and "1" in line for line in told.stdout.splitlines())
        assert "The ledger is broken." in told.stderr
    finally:
        as_superuser(f"UPDATE credit_transaction SET reason = '' WHERE {row}")
    told = subprocess.run([EPOX, "audit-ledger"], env=os.environ, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
