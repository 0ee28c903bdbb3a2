"""What stores tell, what they fail to tell, and what we know of it."""
import base64
import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from conftest import control
from playwright.sync_api import expect
from surroundings import SITE, account_of, sql
from test_journey import connect, import_all
from waiting import until


def store_of(merchant):
    return sql(f"""SELECT id, webhook_ids FROM store
                   WHERE client_id = '{account_of(merchant["email"])}'""")[0]


def secret_of(shop):
    """What the store signs its deliveries with, as it was told."""
    hooks = until(lambda: control("GET", f"/shops/{shop['name']}")["webhooks"], 20,
                  "the webhooks stand")
    return hooks[0]["secret"]


def names_of(merchant):
    return {row[0] for row in sql(f"""
        SELECT name FROM product WHERE client_id = '{account_of(merchant["email"])}'""")}


def first_product(merchant):
    return sql(f"""SELECT external_id, name, store_modified_at FROM product
                   WHERE client_id = '{account_of(merchant["email"])}' AND gone_at IS NULL
                   ORDER BY external_id::int LIMIT 1""")[0]


def send(store, secret, body, topic="product.updated", signature=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sign = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    request = urllib.request.Request(f"{SITE}/webhooks/stores/{store}", raw, {
        "Content-Type": "application/json", "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": sign if signature is None else signature})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def events_of(merchant):
    return sql(f"""SELECT topic, external_id, coalesce(skipped, '') FROM webhook_event
                   WHERE client_id = '{account_of(merchant["email"])}' ORDER BY received_at""")


def touch(shop, **what):
    control("POST", f"/shops/{shop['name']}/touch", what)


def start(kind, merchant, key):
    """Leaves a job to the workers, as the scheduler does when its time has come."""
    store = store_of(merchant)[0]
    sql(f"""INSERT INTO job (client_id, kind, payload, unique_key)
            VALUES ('{account_of(merchant["email"])}', '{kind}',
              jsonb_build_object('store', upper('{store}')), '{key}/{store}')""")


def test_a_change_that_nobody_told_is_swept(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    external, _, _ = first_product(merchant)
    new_name = f"Swept {uuid.uuid4().hex[:6]}"
    touch(shop, product=int(external), rename=new_name, silent=True)
    start("sweep-store", merchant, "sweep")
    until(lambda: new_name in names_of(merchant), 30, "the sweep finds the new name")


def test_a_webhook_that_the_store_switched_off_is_switched_on_again(page, merchant, shop):
    connect(page, shop)
    until(lambda: store_of(merchant)[1] != "{}", 20, "the webhooks stand")
    touch(shop, disableWebhooks=True)
    start("keep-webhooks", merchant, "webhooks")
    until(lambda: all(
        hook["status"] == "active"
        for hook in control("GET", f"/shops/{shop['name']}")["webhooks"]), 30, "they are on again")


def test_the_echo_of_our_own_write_starts_nothing(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    external, _, modified = first_product(merchant)
    store, secret = store_of(merchant)[0], secret_of(shop)
    sql(f"""UPDATE product SET written_at = store_modified_at
            WHERE client_id = '{account_of(merchant["email"])}' AND external_id = '{external}'""")
    stamp = modified.replace(" ", "T")[:19]
    assert send(store, secret, {"id": int(external), "date_modified_gmt": stamp}) == 200
    assert ["product.updated", external, "echo"] in events_of(merchant)


def test_old_news_undoes_nothing_newer(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    external, name, _ = first_product(merchant)
    store, secret = store_of(merchant)[0], secret_of(shop)
    body = {"id": int(external), "name": "Long ago", "date_modified_gmt": "2020-01-01T00:00:00"}
    assert send(store, secret, body) == 200
    assert ["product.updated", external, "old"] in events_of(merchant)
    assert name in names_of(merchant)


def test_the_same_news_twice_is_one_event(page, merchant, shop):
    connect(page, shop)
    store, secret = store_of(merchant)[0], secret_of(shop)
    body = {"id": 4711, "date_modified_gmt": "2026-08-01T00:00:00", "name": "x"}
    assert [send(store, secret, body) for _ in range(3)] == [200, 200, 200]
    assert len([event for event in events_of(merchant) if event[1] == "4711"]) == 1


def test_forged_and_unknown_deliveries_are_turned_away(page, merchant, shop):
    connect(page, shop)
    store, secret = store_of(merchant)[0], secret_of(shop)
    assert send(store, "another secret", {"id": 1}) == 401
    assert send(store, secret, {"id": 1}, signature="") == 401
    assert send(uuid.uuid4(), secret, {"id": 1}) == 401
    assert send(store, secret, b"{" * 100) == 400
    assert send(store, secret, b"[" + b"1," * 5_500_000 + b"1]") == 413
    assert [event for event in events_of(merchant) if event[1] == "1"] == []


def test_what_signs_deliveries_is_kept_sealed(page, merchant, shop):
    connect(page, shop)
    secret = secret_of(shop)
    kept = sql(f"""SELECT webhook_secret FROM store
                   WHERE client_id = '{account_of(merchant["email"])}'""")[0][0]
    assert len(secret) > 30 and secret not in kept and kept.startswith("k1.")


def test_the_store_page_says_how_the_connection_is(page, merchant, shop):
    connect(page, shop)
    until(lambda: store_of(merchant)[1] != "{}", 20, "the webhooks stand")
    page.goto("/store")
    card = page.locator("aside article.card")
    for words in ("Connected", shop["url"], "WooCommerce", "Last update", "None yet"):
        expect(card).to_contain_text(words)
    touch(shop, product=control("GET", f"/shops/{shop['name']}")["products"][0]["id"], rename="New")
    until(lambda: page.reload() and not card.get_by_text("None yet").count(), 30,
          "the store's news is noticed")
    expect(card.locator("time")).to_have_count(2)
    # A store that does not answer is told with what it said.
    control("POST", "/faults", {"shop": shop["name"], "kind": "status", "status": 503, "times": 0,
                                "path": "/wp-json/wc/v3/webhooks"})
    start("keep-webhooks", merchant, "webhooks")
    until(lambda: page.reload() and card.get_by_text("did not answer as it should").count(), 60,
          "the trouble is told")
    expect(card.get_by_test_id("doctor-link")).to_be_visible()
    control("DELETE", f"/faults?shop={shop['name']}")


def test_no_log_holds_a_key_of_a_store(page, merchant, shop):
    connect(page, shop)
    secret = secret_of(shop)
    until(lambda: store_of(merchant)[1] != "{}", 20, "the webhooks stand")
    control("POST", "/faults", {"shop": shop["name"], "kind": "status", "status": 401, "times": 0,
                                "path": "/wp-json/wc/v3/webhooks"})
    start("keep-webhooks", merchant, "webhooks")
    until(lambda: sql(f"""SELECT 1 FROM job WHERE kind = 'keep-webhooks' AND state = 'parked'
        AND client_id = '{account_of(merchant["email"])}'"""), 30, "the call was refused")
    assert send(store_of(merchant)[0], "another secret", {"id": 1}) == 401
    logs = list((Path(os.environ["EPOX_BLOBS"]).parent / "log").glob("*.log"))
    ours = {log.name: log.read_bytes() for log in logs
            if log.name.startswith(("worker", "responder", "scheduler", "postgres"))}
    assert len(ours) >= 4 and sum(map(len, ours.values())) > 0
    for name, text in ours.items():
        for hidden in (shop["key"], shop["secret"], secret):
            assert hidden.encode() not in text, name


def test_the_connection_check_names_what_is_in_the_way(page, merchant, shop):
    connect(page, shop)
    control("POST", "/faults", {"shop": shop["name"], "kind": "html", "path": "/wp-json/",
                                "times": 0})
    page.goto("/store/doctor")
    page.get_by_test_id("examine-btn").click()
    expect(page.locator("[data-testid=finding][data-status=failed]").first).to_contain_text(
        "firewall", timeout=90_000)
    control("DELETE", f"/faults?shop={shop['name']}")
