"""Processes die, connections break, databases restart: nothing is lost and nothing comes twice."""
import os
import random
import re
import signal
import threading
import time
import urllib.error
import urllib.request

import psycopg
from conftest import SITE, control, kill_worker, make_shop, processes, sql, until


def import_everything(merchant, seconds=120):
    merchant.start_import()
    until(lambda: merchant.ask(
        "SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'done'"), seconds, "import")
    until(lambda: not merchant.ask("""
        SELECT 1 FROM product_picture WHERE client_id = ACCOUNT AND state = 'pending'"""),
        seconds, "pictures")


def make_pictures(merchant, count):
    """Generated pictures for several products, made without the studio: they are not the matter."""
    merchant.ask(f"""
        WITH chosen AS (
          SELECT p.client_id, p.id, pp.id AS picture, pp.large, pp.thumb, pp.original
          FROM product p JOIN LATERAL (
            SELECT * FROM product_picture pp WHERE pp.client_id = p.client_id
              AND pp.product_id = p.id AND pp.state = 'ready' ORDER BY position LIMIT 1) pp ON true
          WHERE p.client_id = ACCOUNT ORDER BY p.id LIMIT {(count + 3) // 4}
        ), runs AS (
          INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect,
            variants)
          SELECT client_id, uuid7(), id, picture, 'completed', 'x', 'x', '1:1', 4 FROM chosen
          RETURNING *
        )
        INSERT INTO asset (client_id, id, flow_id, product_id, variant, state, approval, original,
          large, thumb, width, height)
        SELECT r.client_id, uuid7(), r.id, r.product_id, v, 'generated', 'approved', c.original,
          c.large, c.thumb, 800, 800
        FROM runs r JOIN chosen c ON c.id = r.product_id, generate_series(1, 4) v""")


def shown(shop):
    """What the store shows: for each product the file names of its pictures, ours marked."""
    state = control("GET", f"/shops/{shop['name']}")
    origin = {a["id"]: (a["origin"], a["file"]) for a in state["attachments"]}
    return {p["id"]: [origin[i] for i in p["imageIds"]] for p in state["products"]}


def check_store(merchant, shop, before, planned):
    after = shown(shop)
    ours = [file for pictures in after.values() for kind, file in pictures if kind == "fetched"]
    markers = [row[0] for row in merchant.ask("""
        SELECT marker FROM synced_asset WHERE client_id = ACCOUNT AND state <> 'removed'""")]
    assert len(markers) == planned
    for marker in markers:
        assert sum(marker in file for file in ours) == 1, f"{marker} is there not exactly once"
    assert len(ours) == planned
    for product, pictures in before.items():
        own = [entry for entry in after[product] if entry[0] == "own"]
        assert own == pictures, "the store's own pictures were touched"


def test_worker_killed_ten_times_while_twenty_pictures_are_published(merchant, shop):
    merchant.connect(shop)
    import_everything(merchant)
    make_pictures(merchant, 20)
    before = shown(shop)
    chance = random.Random(2026)
    # The store is slow, and cuts connections after it did its work: the answer is lost.
    control("POST", "/faults", {"shop": shop["name"], "kind": "latency", "method": "PUT",
                                "path": "/wp-json/wc/v3/products", "times": 0, "seconds": 0.3})
    for after in (1, 5, 9, 14):
        control("POST", "/faults", {"shop": shop["name"], "kind": "cut_after_write",
                                    "path": "/wp-json/wc/v3/products", "after": after,
                                    "times": 1})
    merchant.post("/store", "/store/sync")
    for _ in range(10):
        moment = time.monotonic() + chance.uniform(0.1, 1.6)
        until(lambda: time.monotonic() > moment, 5, "a moment at random")
        kill_worker()
    until(lambda: merchant.ask("""
        SELECT 1 FROM synced_asset WHERE client_id = ACCOUNT
        HAVING count(*) FILTER (WHERE state = 'verified') = 20"""), 180, "all are verified")
    check_store(merchant, shop, before, 20)
    # Taking one off again leaves all others.
    one = merchant.ask("SELECT id FROM synced_asset WHERE client_id = ACCOUNT LIMIT 1")[0][0]
    merchant.post("/store", f"/published/{one}/removal")
    kill_worker()
    until(lambda: merchant.ask(f"""
        SELECT 1 FROM synced_asset WHERE id = '{one}' AND state = 'removed'"""), 60, "it is gone")
    check_store(merchant, shop, before, 19)


def test_what_a_store_tells_of_another_product_is_never_written(merchant, shop):
    merchant.connect(shop)
    import_everything(merchant)
    make_pictures(merchant, 4)
    before = shown(shop)
    control("POST", "/faults", {"shop": shop["name"], "kind": "other", "method": "GET",
                                "path": "/wp-json/wc/v3/products", "times": 3})
    merchant.post("/store", "/store/sync")
    until(lambda: merchant.ask("""
        SELECT 1 FROM synced_asset WHERE client_id = ACCOUNT
        HAVING count(*) FILTER (WHERE state = 'verified') = 4"""), 90, "all are verified")
    check_store(merchant, shop, before, 4)


def test_worker_killed_during_an_import_goes_on_where_it_stood(merchant):
    shop = make_shop(400)
    control("POST", "/faults", {"shop": shop["name"], "kind": "latency", "method": "GET",
                                "path": "/wp-json/wc/v3/products", "times": 0, "seconds": 0.25})
    merchant.connect(shop)
    merchant.start_import()
    for pages in (2, 4, 6):
        until(lambda: merchant.ask(f"""
            SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND created > {pages * 50}"""), 60,
            f"{pages * 50} products")
        kill_worker()
    until(lambda: merchant.ask("""
        SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'done'"""), 120, "import")
    rows = merchant.ask("""
        SELECT count(*), count(DISTINCT external_id) FROM product WHERE client_id = ACCOUNT""")[0]
    assert rows == ["400", "400"]
    created = merchant.ask("""
        SELECT created + updated + unchanged FROM import_run WHERE client_id = ACCOUNT""")[0][0]
    assert created == "400", "a page was counted twice or not at all"
    # Run once more: nothing twice, nothing new.
    control("DELETE", f"/faults?shop={shop['name']}")
    merchant.start_import()
    until(lambda: len(merchant.ask("""
        SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'done'""")) == 2, 60, "again")
    last = merchant.ask("""
        SELECT created, updated, unchanged FROM import_run WHERE client_id = ACCOUNT
        ORDER BY id DESC LIMIT 1""")[0]
    assert last == ["0", "0", "400"]
    merchant.ask("UPDATE job SET state = 'cancelled', leased_until = NULL WHERE client_id = ACCOUNT"
                 " AND state IN ('ready', 'running')")


def test_postgres_restarts_under_load(merchant, shop):
    merchant.connect(shop)
    answers, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                with merchant.web.open(SITE + "/products", timeout=30) as reply:
                    answers.append(reply.status)
            except urllib.error.HTTPError as error:
                answers.append(error.code)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    until(lambda: len(answers) > 40, 30, "load")
    merchant.start_import()
    old = postmaster()
    os.kill(old, signal.SIGINT)
    until(lambda: postmaster() not in (None, old), 30, "PostgreSQL is back")
    count = len(answers)
    until(lambda: len(answers) > count + 50 and set(answers[-20:]) == {200}, 30, "pages again")
    stop.set()
    for reader in readers:
        reader.join()
    assert set(answers) <= {200, 503}, set(answers)
    # The import that was under way is finished all the same.
    until(lambda: merchant.ask("""
        SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'done'"""), 60, "import")
    assert processes("responder"), "the responder is alive"


def postmaster():
    """The process id of this house's PostgreSQL while it answers, else nothing."""
    sockets = re.search(r"host=(\S+)", os.environ["EPOX_DATABASE_OWNER"]).group(1)
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open(f"/proc/{entry}/cmdline").read().split("\0")
        except OSError:
            continue
        if words[0].endswith("/postgres") and sockets in words:
            try:
                sql("SELECT 1")
                return int(entry)
            except psycopg.Error:
                return None
    return None


def test_responder_stops_without_losing_a_request(merchant):
    """Requests that were taken are answered; new ones go to the other responder."""
    answers, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            request = urllib.request.Request(SITE + "/healthz")
            try:
                with urllib.request.urlopen(request, timeout=30) as reply:
                    answers.append(reply.read())
            except urllib.error.HTTPError as error:
                answers.append(error.code)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    until(lambda: len(answers) > 100, 30, "load")
    old = processes("responder")
    assert len(old) == 2
    os.kill(old[0], signal.SIGTERM)
    until(lambda: [p for p in processes("responder") if p not in old], 30, "a new responder")
    count = len(answers)
    until(lambda: len(answers) > count + 100, 30, "answers again")
    stop.set()
    for reader in readers:
        reader.join()
    assert set(answers) == {b"ok\n"}, set(answers)
