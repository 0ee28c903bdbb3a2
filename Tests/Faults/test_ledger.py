"""The ledger under many writers at once, of whom some die in the middle of what they do."""
import os
import random
import subprocess
import uuid

import pytest
from conftest import Merchant
from surroundings import sql
from waiting import until

WRITERS = 64
OPERATIONS = 60
PICTURES = 200
APP = os.environ["EPOX_DATABASE_APP"]


class Workplace:
    """An account with a flow, and pictures that writers begin, store and give up."""

    def __init__(self):
        self.client = Merchant().client
        self.pictures = [str(uuid.uuid4()) for _ in range(PICTURES)]
        product, picture, self.flow = (str(uuid.uuid4()) for _ in range(3))
        sql(f"""
            INSERT INTO product (client_id, id, source, name)
              VALUES ('{self.client}', '{product}', 'uploaded', 'Halden');
            INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
              VALUES ('{self.client}', '{picture}', '{product}', 'ready', 'a', 'a', 'a');
            INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect,
                variants) VALUES ('{self.client}', '{self.flow}', '{product}', '{picture}',
                'generating', 'modern-living', 'daylight', '1:1', 8)""")
        self.product = product

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

    def history(self, luck):
        """What one writer does, each step a transaction."""
        kinds = [self.begin, self.begin, self.store, self.give_up]
        for _ in range(OPERATIONS):
            work = (self.purse(luck) if luck.random() < 0.15
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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_credit_is_lost_whoever_dies(seed):
    luck, place = random.Random(seed), Workplace()
    begun = place.entries()
    writers = [writer("".join(place.history(luck))) for _ in range(WRITERS)]
    for number, victim in enumerate(luck.sample(writers, WRITERS // 3)):
        until(lambda: place.entries() > begun + number * 3
              or all(w.poll() is not None for w in writers), 60, "the writers work")
        victim.kill()
    for process in writers:
        process.wait(timeout=120)
    # A session that lost its client ends by itself, when it has finished its statement.
    until(lambda: not sql(f"""SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE a.query LIKE '%{place.client}%' AND a.usename = 'epox_app' LIMIT 1"""),
          60, "the last writer is gone")

    mine = f"client_id = '{place.client}'"
    assert sql(f"SELECT number, fault FROM credit_fault WHERE {mine}") == []
    assert place.entries() > begun + 50, "something happened"
    assert count(f"credit_reservation WHERE {mine} AND state = 'captured'") > 0
    # Every picture and its credits agree, in both directions.
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
