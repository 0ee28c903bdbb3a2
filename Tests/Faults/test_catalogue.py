"""However often work dies and news goes astray, the catalogue ends as the store is."""
import base64
import hashlib
import hmac
import json
import os
import random
import re
import subprocess
import urllib.request
import uuid
from datetime import datetime, timezone
from pathlib import Path

from conftest import control, kill_worker, make_shop, until
from surroundings import SITE, sql
from test_broken_stores import check_catalogue

PRODUCTS = "/wp-json/wc/v3/products"


def progress(merchant):
    """How much of an import is done: products looked at, brought, and pictures that arrived."""
    return int(merchant.ask("""
        SELECT (SELECT count(*) + count(*) FILTER (WHERE state = 'done') FROM import_item
                WHERE client_id = ACCOUNT)
          + (SELECT count(*) FROM product_picture WHERE client_id = ACCOUNT
             AND state <> 'pending')""")[0][0])


def fetched_again(merchant, shop):
    """How often a picture of the store was asked for beyond the first time."""
    log = Path(os.environ["EPOX_BLOBS"]).parent / "log" / "access.log"
    asked = re.findall(rf'"GET (/shops/{shop["name"]}/wp-content/\S+)', log.read_text())
    shown = merchant.ask("""SELECT source_url, count(*) FROM product_picture
        WHERE client_id = ACCOUNT GROUP BY source_url""")
    wanted = sum(int(count) for _, count in shown)
    assert len(asked) >= wanted > 400
    return len(asked) - wanted


def is_over(merchant):
    """Whether all products are here; their pictures may still be arriving."""
    return merchant.ask("SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'done'")


def test_a_worker_killed_at_twenty_random_moments_brings_the_whole_catalogue(merchant):
    shop = make_shop(500)
    merchant.connect(shop)
    for fault in ({"kind": "latency", "seconds": 0.3, "times": 0},
                  {"kind": "status", "status": 503, "after": 4, "times": 2},
                  {"kind": "cut_in_body", "after": 9, "times": 1},
                  {"kind": "status", "status": 429, "retryAfter": 1, "after": 14, "times": 2}):
        control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET"} | fault)
    run = merchant.look_at_store()
    seen = {"preview": False}

    def reached(moment):
        if not seen["preview"] and merchant.ask(
                "SELECT 1 FROM import_run WHERE client_id = ACCOUNT AND state = 'preview'"):
            merchant.post(run, f"{run}/choice", action="import")
            seen["preview"] = True
        return progress(merchant) >= moment

    # Five hundred looked at, five hundred brought, and their pictures.
    for moment in sorted(random.Random(4711).sample(range(1, 1450), 20)):
        until(lambda: reached(moment), 120, f"{moment} done")
        kill_worker()
    until(lambda: is_over(merchant), 120, "the import is over")
    check_catalogue(merchant, shop)
    until(lambda: not merchant.ask("""SELECT 1 FROM product_picture
        WHERE client_id = ACCOUNT AND state = 'pending' LIMIT 1"""), 240, "the pictures are here")
    assert merchant.ask("""SELECT DISTINCT state FROM product_picture
        WHERE client_id = ACCOUNT""") == [["ready"]]
    # A picture that was under way when the worker died is fetched again, the others are not.
    again, threads = fetched_again(merchant, shop), 4
    assert again <= 20 * threads, f"{again} pictures were fetched more than once"


def test_a_worker_killed_over_the_file_of_a_large_shop_brings_it_all(merchant):
    shop = f"f{uuid.uuid4().hex[:10]}"
    control("POST", "/shopify/shops", {"name": shop, "products": 520, "mediaSeconds": 2})
    merchant.connect_shopify(shop)
    run = merchant.look_at_store()

    def bulks():
        return control("GET", f"/shopify/shops/{shop}")["bulkOperations"]

    def arrived():
        return int(merchant.ask(f"""
            SELECT count(*) FROM import_item WHERE run_id = '{run.split('/')[2]}'
              AND state = 'done'""")[0][0])

    until(lambda: bulks(), 60, "the shop was asked for its file")
    kill_worker()
    merchant.start_import(run)
    until(lambda: len(bulks()) == 2, 60, "the shop was asked once more, for the import")
    kill_worker()
    until(lambda: arrived() > 150, 90, "some products are here")
    kill_worker()
    until(lambda: is_over(merchant), 120, "the import is over")
    # What was asked for is waited for, not asked for again.
    assert [one["status"] for one in bulks()] == ["COMPLETED"] * 2
    live = control("GET", f"/shopify/shops/{shop}")["products"]
    here = merchant.ask("""SELECT external_id FROM product
                           WHERE client_id = ACCOUNT AND gone_at IS NULL""")
    assert sorted(row[0] for row in here) == sorted(str(product["id"]) for product in live)
    assert merchant.ask("""SELECT created + updated + unchanged, gone FROM import_run
                           WHERE client_id = ACCOUNT""") == [["520", "0"]]
    merchant.ask("UPDATE job SET state = 'cancelled', leased_until = NULL WHERE client_id = ACCOUNT"
                 " AND state IN ('ready', 'running')")


def deliver(store, secret, product):
    """News as the store sends it, whatever may have happened since."""
    raw = json.dumps(product).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    request = urllib.request.Request(f"{SITE}/webhooks/stores/{store}", raw, {
        "Content-Type": "application/json", "X-WC-Webhook-Topic": "product.updated",
        "X-WC-Webhook-Signature": signature})
    return urllib.request.urlopen(request, timeout=30).status


def test_doubled_shuffled_and_lost_news_ends_as_the_store_is(merchant):
    shop = make_shop(60)
    merchant.connect(shop)
    merchant.start_import()
    until(lambda: is_over(merchant), 120, "the import")
    store, secret = merchant.ask("SELECT id FROM store WHERE client_id = ACCOUNT")[0][0], (
        control("GET", f"/shops/{shop['name']}")["webhooks"][0]["secret"])
    chance = random.Random(1789)
    ids = [product["id"] for product in control("GET", f"/shops/{shop['name']}")["products"]]
    gone, letters = set(chance.sample(ids, 5)), []
    for change in range(90):
        product = chance.choice([id for id in ids if id not in gone])
        name = f"Change {change} {uuid.uuid4().hex[:4]}"
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": product, "rename": name, "silent": chance.random() < 0.8})
        stamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        letters.append({"id": product, "name": name, "date_modified_gmt": stamp})
    for product in gone:
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": product, "delete": True, "silent": True})
    # A third of it never arrives, the rest three times and in no order.
    arriving = [letter for letter in letters if chance.random() < 0.66] * 3
    chance.shuffle(arriving)
    assert {deliver(store, secret, letter) for letter in arriving} == {200}
    for kind in ("sweep-store", "reconcile-store"):
        begin(merchant, store, kind)
    live = {str(product["id"]): product["name"]
            for product in control("GET", f"/shops/{shop['name']}")["products"]}
    until(lambda: here(merchant) == live, 60, "the catalogue is as the store is")


def begin(merchant, store, kind):
    """Leaves a job to the workers, as the scheduler does at night, and waits for its end."""
    if kind == "reconcile-store":
        merchant.post("/store/reconciliation", "/store/reconciliation")
    else:
        merchant.ask(f"""
            INSERT INTO job (client_id, kind, payload, unique_key)
            SELECT ACCOUNT, '{kind}', jsonb_build_object('store', upper('{store}')),
              'sweep/{store}' RETURNING id""")
    until(lambda: not merchant.ask(f"""
        SELECT 1 FROM job WHERE client_id = ACCOUNT AND kind = '{kind}'
          AND state IN ('ready', 'running')"""), 60, f"{kind} is over")


def here(merchant):
    return dict(merchant.ask("""
        SELECT external_id, name FROM product WHERE client_id = ACCOUNT AND gone_at IS NULL"""))


def test_tables_that_have_grown_are_counted_anew(merchant):
    """Without statistics every product of a first import would cost a walk over those before it."""
    def counted():
        subprocess.run(["psql", "-Xq", os.environ["EPOX_DATABASE_APP"], "-c", "SELECT count_anew()"],
                       check=True, capture_output=True)
        return sql("""SELECT last_analyze FROM pg_stat_user_tables
            WHERE relname = 'category' AND last_analyze IS NOT NULL""")

    before = counted()
    merchant.ask("""INSERT INTO category (client_id, id, name, slug)
        SELECT ACCOUNT, uuid7(), 'Grown ' || n, 'grown-' || n FROM generate_series(1, (
          SELECT 1000 + greatest(reltuples, 0)::int FROM pg_class WHERE relname = 'category')) n
        RETURNING 1""")
    try:
        until(lambda: counted() != before, 30, "the table is counted anew")
    finally:
        merchant.ask("DELETE FROM category WHERE client_id = ACCOUNT RETURNING 1")
