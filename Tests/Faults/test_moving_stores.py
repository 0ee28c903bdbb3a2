"""Imports that are stopped midway, and stores that change while somebody looks at them."""
import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
import uuid

import pytest
from conftest import Merchant, control, make_shop, until
from surroundings import SITE, mail_to
from test_broken_stores import PRODUCTS, check_catalogue, finish, state


@pytest.fixture(autouse=True)
def rest(merchant):
    """Leaves no work behind for the next test's worker."""
    yield
    merchant.ask("UPDATE job SET state = 'cancelled', leased_until = NULL WHERE client_id = ACCOUNT"
                 " AND state IN ('ready', 'running')")


def here(merchant):
    return int(merchant.ask("SELECT count(*) FROM product WHERE client_id = ACCOUNT")[0][0])


def wish(merchant, run, word):
    merchant.post(run, f"{run}/state", wish=word)


def job(merchant):
    return merchant.ask("""SELECT state FROM job WHERE client_id = ACCOUNT
        AND kind = 'import-products' ORDER BY id DESC LIMIT 1""")[0][0]


def begin_slowly(merchant, shop):
    """An import whose store takes its time, so that there is one to stop it in."""
    merchant.connect(shop)
    run = merchant.look_at_store()
    until(lambda: state(merchant) == "preview", 60, "the store is looked at")
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "kind": "latency", "seconds": 1, "times": 0})
    merchant.start_import(run)
    until(lambda: here(merchant) > 0, 60, "the first products are here")
    return run


def test_a_paused_import_rests_and_goes_on_where_it_stood(merchant):
    shop = make_shop(400)
    run = begin_slowly(merchant, shop)
    wish(merchant, run, "pause")
    until(lambda: job(merchant) == "paused", 30, "the import rests")
    resting = here(merchant)
    assert 0 < resting < 400
    assert "Resume" in merchant.get(run)
    wish(merchant, run, "resume")
    finish(merchant)
    check_catalogue(merchant, shop)


def test_whoever_resumes_at_once_is_not_left_waiting(merchant):
    shop = make_shop(300)
    run = begin_slowly(merchant, shop)
    for _ in range(5):
        wish(merchant, run, "pause")
        wish(merchant, run, "resume")
    finish(merchant)
    check_catalogue(merchant, shop)


def test_a_cancelled_import_brings_nothing_more_and_can_be_undone(merchant):
    shop = make_shop(400)
    run = begin_slowly(merchant, shop)
    wish(merchant, run, "cancel")
    brought = here(merchant)
    merchant.post(run, f"{run}/undo")
    until(lambda: merchant.ask("""SELECT 1 FROM import_run WHERE client_id = ACCOUNT
        AND undo_state = 'done'"""), 30, "the import is undone")
    until(lambda: job(merchant) == "cancelled", 30, "its job has stopped")
    assert here(merchant) == brought < 400
    assert merchant.ask("""SELECT count(*) FROM product WHERE client_id = ACCOUNT
        AND deleted_at IS NULL""") == [["0"]]


def ready(merchant):
    return int(merchant.ask("""SELECT count(*) FROM product_picture
        WHERE client_id = ACCOUNT AND state = 'ready'""")[0][0])


def picture_jobs(merchant):
    return dict(merchant.ask("""SELECT state, count(*) FROM job WHERE client_id = ACCOUNT
        AND kind = 'fetch-picture' GROUP BY state"""))


def begin_with_pictures(merchant, shop):
    """An import that is under way still, though some of its pictures are here."""
    for path, seconds in ((PRODUCTS, 1), ("/wp-content/", 0.5)):
        control("POST", "/faults", {"shop": shop["name"], "path": path, "method": "GET",
                                    "kind": "latency", "seconds": seconds, "times": 0})
    run = begin_slowly(merchant, shop)
    until(lambda: ready(merchant) > 0, 60, "the first pictures are here")
    assert state(merchant) == "running"
    return run


def let_pictures_pass(other):
    """Somebody else's whole import: time enough for any picture that is still fetched."""
    shop = make_shop(3)
    other.connect(shop)
    other.start_import()
    until(lambda: state(other) == "done" and not other.ask("""SELECT 1 FROM product_picture
        WHERE client_id = ACCOUNT AND state = 'pending'"""), 90, "the others' pictures are here")


def test_the_pictures_of_a_paused_import_rest_with_it(merchant):
    shop = make_shop(400)
    run = begin_with_pictures(merchant, shop)
    wish(merchant, run, "pause")
    until(lambda: set(picture_jobs(merchant)) <= {"paused", "done"}, 30, "what ran is over")
    resting = ready(merchant)
    let_pictures_pass(Merchant())
    assert ready(merchant) == resting
    assert "ready" not in picture_jobs(merchant)
    control("DELETE", f"/faults?shop={shop['name']}")
    wish(merchant, run, "resume")
    finish(merchant)
    check_catalogue(merchant, shop)
    until(lambda: ready(merchant) > resting + 50, 60, "the pictures go on")
    assert "paused" not in picture_jobs(merchant)


def test_the_pictures_of_a_cancelled_import_are_dropped_and_come_with_the_next(merchant):
    shop = make_shop(150)
    run = begin_with_pictures(merchant, shop)
    wish(merchant, run, "pause")
    wish(merchant, run, "cancel")
    until(lambda: set(picture_jobs(merchant)) <= {"cancelled", "done"}, 30, "nothing is fetched")
    assert merchant.ask("""SELECT DISTINCT reason FROM product_picture
        WHERE client_id = ACCOUNT AND state = 'failed'""") == [
            ["The import was cancelled before its turn came."]]
    assert f'data-live="{run}' not in merchant.get(run), "the page waits for nothing more"
    control("DELETE", f"/faults?shop={shop['name']}")
    merchant.start_import()
    finish(merchant)
    until(lambda: merchant.ask("""SELECT DISTINCT state FROM product_picture
        WHERE client_id = ACCOUNT""") == [["ready"]], 120, "all pictures are here")


def begin_with_pictures_last(merchant, shop):
    """An import whose products are all here while most of its pictures still arrive."""
    control("POST", "/faults", {"shop": shop["name"], "path": "/wp-content/", "method": "GET",
                                "kind": "latency", "seconds": 0.5, "times": 0})
    merchant.connect(shop)
    run = merchant.start_import()
    finish(merchant)
    until(lambda: ready(merchant) > 0, 60, "the first pictures are here")
    return run


def all_pictures_come(merchant):
    until(lambda: merchant.ask("""SELECT DISTINCT state FROM product_picture
        WHERE client_id = ACCOUNT""") == [["ready"]], 120, "all pictures are here")


def test_pictures_that_still_arrive_rest_and_go_on(merchant):
    shop = make_shop(60)
    run = begin_with_pictures_last(merchant, shop)
    wish(merchant, run, "pause")
    until(lambda: set(picture_jobs(merchant)) <= {"paused", "done"}, 30, "what ran is over")
    resting = ready(merchant)
    page = merchant.get(run)
    assert "pictures are paused" in page and "Resume" in page and "data-live" not in page
    let_pictures_pass(Merchant())
    assert ready(merchant) == resting
    control("DELETE", f"/faults?shop={shop['name']}")
    wish(merchant, run, "resume")
    all_pictures_come(merchant)
    assert "The import is complete" in merchant.get(run)
    check_catalogue(merchant, shop)


def test_pictures_that_still_arrive_can_be_left_out_and_come_with_the_next_import(merchant):
    shop = make_shop(60)
    run = begin_with_pictures_last(merchant, shop)
    assert "Leave the other pictures out" in merchant.get(run)
    wish(merchant, run, "cancel")
    until(lambda: set(picture_jobs(merchant)) <= {"cancelled", "done"}, 30, "nothing is fetched")
    assert state(merchant) == "done" and here(merchant) == 60
    assert "pictures could not be read" in merchant.get(run)
    with pytest.raises(urllib.error.HTTPError) as refused:
        wish(merchant, run, "pause")
    assert refused.value.code == 409
    control("DELETE", f"/faults?shop={shop['name']}")
    merchant.start_import()
    finish(merchant)
    all_pictures_come(merchant)


def test_a_later_import_fetches_what_an_earlier_one_holds_back(merchant):
    shop = make_shop(60)
    run = begin_with_pictures_last(merchant, shop)
    wish(merchant, run, "pause")
    until(lambda: set(picture_jobs(merchant)) <= {"paused", "done"}, 30, "what ran is over")
    assert "paused" in picture_jobs(merchant)
    control("DELETE", f"/faults?shop={shop['name']}")
    merchant.start_import()
    finish(merchant)
    all_pictures_come(merchant)


def test_a_product_that_the_look_overlooked_is_not_taken_for_gone(merchant, shop):
    merchant.connect(shop)
    merchant.start_import()
    finish(merchant)
    live = [product["id"] for product in control("GET", f"/shops/{shop['name']}")["products"]]
    control("POST", f"/shops/{shop['name']}/touch",
            {"product": live[0], "delete": True, "silent": True})
    run = merchant.look_at_store()
    until(lambda: state(merchant) == "preview", 60, "the store is looked at")
    # As when another product vanishes while its page is turned.
    merchant.ask(f"""DELETE FROM import_item WHERE client_id = ACCOUNT AND external_id = '{live[1]}'
        AND run_id = '{run.split('/')[2]}' RETURNING 1""")
    merchant.start_import(run)
    finish(merchant)
    assert merchant.ask("""SELECT external_id FROM product WHERE client_id = ACCOUNT
        AND gone_at IS NOT NULL""") == [[str(live[0])]]


def test_the_same_store_connected_again_goes_on_as_before(merchant, shop):
    merchant.connect(shop)
    merchant.start_import()
    finish(merchant)
    merchant.ask("UPDATE store SET auto_sync = true WHERE client_id = ACCOUNT RETURNING 1")
    store, swept = merchant.ask("""SELECT id, swept_until FROM store
        WHERE client_id = ACCOUNT AND state = 'connected'""")[0]
    merchant.ask(f"""
        WITH f AS (INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood,
            aspect, variants)
          SELECT client_id, gen_random_uuid(), product_id, id, 'completed', 'modern-living',
            'daylight', '1:1', 1 FROM product_picture WHERE client_id = ACCOUNT LIMIT 1
          RETURNING *), a AS (
          INSERT INTO asset (client_id, id, flow_id, product_id, variant, state, original, large,
            thumb, width, height)
          SELECT client_id, gen_random_uuid(), id, product_id, 1, 'generated', 'a.webp', 'a.webp',
            'a.webp', 800, 800 FROM f RETURNING *)
        INSERT INTO synced_asset (client_id, id, store_id, product_id, asset_id, marker, state,
          external_id, checksum)
        SELECT client_id, gen_random_uuid(), '{store}', product_id, id, '{uuid.uuid4().hex}',
          'verified', '1', 'x' FROM a RETURNING 1""")
    merchant.post("/store", f"/store/{store}/disconnection")
    until(lambda: control("GET", f"/shops/{shop['name']}")["webhooks"] == [], 30,
          "our webhooks are out")
    merchant.connect(shop)
    again = merchant.ask("""SELECT id, swept_until, auto_sync, follows_new FROM store
        WHERE client_id = ACCOUNT AND state = 'connected'""")[0]
    assert again[0] != store and again[1:] == [swept, "t", "t"]
    for table in ("product", "category", "synced_asset"):
        assert merchant.ask(f"""SELECT DISTINCT store_id FROM {table} WHERE client_id = ACCOUNT
            AND store_id IS NOT NULL""") == [[again[0]]], table


def leads_to(shop):
    return {hook["delivery_url"] for hook in control("GET", f"/shops/{shop['name']}")["webhooks"]}


def test_webhooks_that_an_earlier_connection_left_are_taken_out(merchant, shop):
    merchant.connect(shop)
    store = merchant.ask("SELECT id FROM store WHERE client_id = ACCOUNT")[0][0]
    assert leads_to(shop) == {f"{SITE}/webhooks/stores/{store}"}
    control("POST", "/faults", {"shop": shop["name"], "path": "/wp-json/wc/v3/webhooks", "times": 0,
                                "kind": "status", "status": 500})
    merchant.post("/store", f"/store/{store}/disconnection")
    until(lambda: merchant.ask("""SELECT 1 FROM job WHERE client_id = ACCOUNT AND attempts > 0
        AND kind = 'remove-webhooks' AND state = 'ready'"""), 30, "it was tried")
    # As after its last try.
    merchant.ask("""UPDATE job SET state = 'parked', finished_at = now()
        WHERE client_id = ACCOUNT AND kind = 'remove-webhooks' RETURNING 1""")
    control("DELETE", f"/faults?shop={shop['name']}")
    merchant.connect(shop)
    again = merchant.ask("SELECT id FROM store WHERE client_id = ACCOUNT AND state = 'connected'")
    until(lambda: leads_to(shop) == {f"{SITE}/webhooks/stores/{again[0][0]}"}, 30,
          "only the new ones are left")


def say_deleted(merchant, shop, product, delivery):
    store = merchant.ask("SELECT id FROM store WHERE client_id = ACCOUNT")[0][0]
    secret = control("GET", f"/shops/{shop['name']}")["webhooks"][0]["secret"]
    raw = json.dumps({"id": int(product)}).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    urllib.request.urlopen(urllib.request.Request(f"{SITE}/webhooks/stores/{store}", raw, {
        "Content-Type": "application/json", "X-WC-Webhook-Topic": "product.deleted",
        "X-WC-Webhook-Delivery-ID": delivery, "X-WC-Webhook-Signature": signature}), timeout=30)


def test_a_second_deletion_of_a_product_is_news(merchant, shop):
    merchant.connect(shop)
    merchant.start_import()
    finish(merchant)
    product = merchant.ask("SELECT external_id FROM product WHERE client_id = ACCOUNT LIMIT 1")[0][0]
    for delivery in ("one", "one", "two"):
        say_deleted(merchant, shop, product, delivery)
    assert merchant.ask("SELECT count(*) FROM webhook_event WHERE client_id = ACCOUNT"
                        " AND topic = 'product.deleted'") == [["2"]]


def test_a_picture_under_a_new_address_is_fetched_again(merchant, shop):
    merchant.connect(shop)
    merchant.start_import()
    finish(merchant)
    until(lambda: not merchant.ask("""SELECT 1 FROM product_picture WHERE client_id = ACCOUNT
        AND state = 'pending'"""), 90, "the pictures are here")
    picture, product, url = merchant.ask("""
        UPDATE product_picture pp SET fetched_url = 'https://shop.example/old.jpg', original = 'old.jpg'
        FROM product p WHERE pp.client_id = ACCOUNT AND p.client_id = pp.client_id
          AND p.id = pp.product_id AND pp.id = (
            SELECT id FROM product_picture WHERE client_id = ACCOUNT ORDER BY id LIMIT 1)
        RETURNING pp.id, p.external_id, pp.source_url""")[0]
    control("POST", f"/shops/{shop['name']}/touch",
            {"product": int(product), "rename": f"New {uuid.uuid4().hex[:6]}"})
    until(lambda: merchant.ask(f"""SELECT 1 FROM product_picture WHERE client_id = ACCOUNT
        AND id = '{picture}' AND fetched_url = '{url}' AND original <> 'old.jpg'"""), 60,
          "the new file is here")


def test_a_new_category_comes_with_the_products_in_it(merchant, shop):
    merchant.connect(shop)
    merchant.start_import()
    finish(merchant)
    gone = merchant.ask(f"""DELETE FROM category WHERE client_id = ACCOUNT AND id = (
        SELECT category_id FROM product_category WHERE client_id = ACCOUNT LIMIT 1)
        RETURNING external_id, name""")[0]
    merchant.ask("UPDATE store SET categories_read_at = now() - interval '1 hour'"
                 " WHERE client_id = ACCOUNT RETURNING 1")
    live = control("GET", f"/shops/{shop['name']}")["products"]
    for product in live:
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": product["id"], "rename": f"Moved {product['id']}", "silent": True})
    merchant.ask("""
        INSERT INTO job (client_id, kind, payload, unique_key)
        SELECT client_id, 'sweep-store', jsonb_build_object('store', upper(id::text)),
          'sweep/' || id FROM store WHERE client_id = ACCOUNT RETURNING id""")
    until(lambda: merchant.ask(f"""SELECT 1 FROM category c JOIN product_category pc
        ON pc.client_id = c.client_id AND pc.category_id = c.id
        WHERE c.client_id = ACCOUNT AND c.external_id = '{gone[0]}'"""), 60,
          f"{gone[1]} is here again, with its products")


def test_whoever_waits_for_an_import_is_told_that_it_stopped(merchant):
    shop = make_shop(60)
    merchant.connect(shop)
    run = merchant.look_at_store()
    until(lambda: state(merchant) == "preview", 60, "the store is looked at")
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "times": 0, "kind": "status", "status": 401})
    merchant.post(run, f"{run}/choice", action="import", mail="on")
    until(lambda: state(merchant) == "failed", 30, "the import ends")
    assert "status 401" in mail_to(merchant.email, about="your import cannot go on")
