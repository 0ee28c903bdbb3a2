"""A Shopify shop from its consent page to the day it leaves, and everybody who tries the way back."""
import base64
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from conftest import sign_up
from playwright.sync_api import expect
from surroundings import SITE, account_of, control, sql
from test_journey import generate, import_all, open_sofa
from waiting import until

SECRET = os.environ["SANDBOX_SHOPIFY_SECRET"]
BACK = "/store/connect/shopify/return"


def new_shop(**wishes):
    name = "b" + uuid.uuid4().hex[:10]
    control("POST", "/shopify/shops", {"name": name} | wishes)
    return name


@pytest.fixture
def shop():
    return new_shop()


def state_of(shop):
    return control("GET", f"/shopify/shops/{shop}")


def stores_of(merchant, what="state, identity"):
    return sql(f"""SELECT {what} FROM store
                   WHERE client_id = '{account_of(merchant["email"])}'""")


def go_to_consent(page, shop):
    page.goto("/store/connect/shopify")
    page.fill("[name=storeUrl]", shop)
    page.get_by_test_id("approve-btn").click()
    expect(page.get_by_role("heading", name="Install Epox")).to_be_visible()
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))["state"]


def connect(page, shop):
    go_to_consent(page, shop)
    page.get_by_test_id("install").click()
    page.wait_for_url("**/store")


def signed(name, state, **changed):
    values = {"code": "made-up", "host": "YWRtaW4", "shop": f"{name}.myshopify.com",
              "state": state, "timestamp": str(int(time.time()))} | changed
    message = "&".join(f"{key}={values[key]}" for key in sorted(values))
    values["hmac"] = hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()
    return values


def come_back(page, values):
    return page.goto(f"{BACK}?{urllib.parse.urlencode(values)}")


def deliver(path, topic, body, secret=SECRET, event=None):
    raw = json.dumps(body).encode()
    sign = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    request = urllib.request.Request(SITE + path, raw, {
        "Content-Type": "application/json", "X-Shopify-Topic": topic,
        "X-Shopify-Event-Id": event or uuid.uuid4().hex, "X-Shopify-Hmac-Sha256": sign})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_from_the_consent_page_to_a_published_picture_and_out(page, merchant, shop):
    connect(page, shop)
    assert stores_of(merchant) == [["connected", f"{shop}.myshopify.com"]]
    until(lambda: len(state_of(shop)["webhooks"]) == 8, 30, "the webhooks stand")
    import_all(page)
    products = state_of(shop)["products"]
    known = sql(f"""SELECT external_id FROM product
                    WHERE client_id = '{account_of(merchant["email"])}'""")
    assert sorted(row[0] for row in known) == sorted(str(p["id"]) for p in products)

    open_sofa(page)
    generate(page, 2)
    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review")
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    page.keyboard.press("a")
    # Shopify looks at a picture only after it has answered.
    until(lambda: sql(f"""SELECT state FROM synced_asset
          WHERE client_id = '{account_of(merchant["email"])}'""") == [["verified"]], 90,
          "the shop shows the picture")
    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("1")
    before = {p["id"]: p["media"] for p in products}
    grown = [p for p in state_of(shop)["products"] if p["media"] != before[p["id"]]]
    assert len(grown) == 1
    assert grown[0]["media"][:-1] == before[grown[0]["id"]]

    page.goto("/store")
    page.get_by_role("button", name="Disconnect").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Disconnect").click()
    page.wait_for_url("**/store")
    assert stores_of(merchant, "state, coalesce(credentials, '')") == [["disconnected", ""]]
    until(lambda: state_of(shop)["webhooks"] == [], 30, "our webhooks are gone")


def test_a_shop_that_uninstalls_us_is_let_go(page, merchant, shop):
    connect(page, shop)
    until(lambda: len(state_of(shop)["webhooks"]) == 8, 30, "the webhooks stand")
    control("POST", f"/shopify/shops/{shop}/leave", {})
    until(lambda: stores_of(merchant)[0][0] == "disconnected", 30, "the store is let go")


def test_a_change_in_the_shop_arrives(page, merchant, shop):
    connect(page, shop)
    until(lambda: len(state_of(shop)["webhooks"]) == 8, 30, "the webhooks stand")
    import_all(page)
    product, name = state_of(shop)["products"][0]["id"], f"Renamed {uuid.uuid4().hex[:6]}"
    control("POST", f"/shopify/shops/{shop}/touch", {"product": product, "rename": name})
    until(lambda: [name] in sql(f"""SELECT name FROM product
          WHERE client_id = '{account_of(merchant["email"])}'"""), 40, "the new name is here")


def test_a_token_is_renewed_and_the_new_pair_kept(page, merchant, shop):
    connect(page, shop)
    before = stores_of(merchant, "id, credentials, token_ends_at")[0]
    account = account_of(merchant["email"])
    sql(f"""UPDATE store SET token_ends_at = now() + interval '1 minute'
            WHERE client_id = '{account}'""")
    sql(f"""INSERT INTO job (client_id, kind, payload, unique_key) VALUES ('{account}',
            'renew-token', jsonb_build_object('store', upper('{before[0]}')), 'r/{before[0]}')
            ON CONFLICT DO NOTHING""")
    after = until(lambda: (s := stores_of(merchant, "id, credentials, token_ends_at")[0])[1]
                  != before[1] and s, 30, "a new pair is kept")
    assert after[2] >= before[2]
    assert state_of(shop)["tokens"] == 1
    page.goto("/store/doctor")
    assert stores_of(merchant)[0][0] == "connected"


def test_the_way_back_works_once(page, merchant, shop):
    go_to_consent(page, shop)
    back = []
    page.on("request", lambda sent: back.append(sent.url) if f"{BACK}?" in sent.url else 0)
    page.get_by_test_id("install").click()
    page.wait_for_url("**/store")
    assert page.goto(back[0]).status == 409
    expect(page.get_by_text("is used already")).to_be_visible()


def test_another_session_cannot_come_back(page, merchant, shop, chromium):
    state = go_to_consent(page, shop)
    other = chromium.new_context(base_url=SITE)
    thief = other.new_page()
    person = sign_up(thief)
    assert come_back(thief, signed(shop, state)).status == 409
    assert stores_of(person) == []
    other.close()


@pytest.mark.parametrize("spoil, words", [
    (lambda v: v | {"hmac": "0" * 64}, "not signed by Shopify"),
    (lambda v: v | {"shop": "other.myshopify.com"}, "not signed by Shopify"),
    (lambda v: {n: x for n, x in v.items() if n != "hmac"}, "not signed by Shopify"),
    (lambda v: v, "connect your shop again"),
])
def test_a_spoilt_way_back_connects_nothing(page, merchant, shop, spoil, words):
    state = go_to_consent(page, shop)
    assert come_back(page, spoil(signed(shop, state))).status == 409
    expect(page.get_by_test_id("connection-error")).to_contain_text(words)
    assert stores_of(merchant) == []


def test_an_answer_of_another_shop_or_of_yesterday_connects_nothing(page, merchant, shop):
    for changed, words in [({"shop": f"{new_shop()}.myshopify.com"}, "Another shop answered"),
                           ({"timestamp": str(int(time.time()) - 3600)}, "too old")]:
        state = go_to_consent(page, shop)
        assert come_back(page, signed(shop, state, **changed)).status == 409
        expect(page.get_by_test_id("connection-error")).to_contain_text(words)
    assert come_back(page, signed(shop, "a-guess")).status == 409
    assert stores_of(merchant) == []


def test_a_name_that_is_no_shops_is_told_at_the_field(page, merchant):
    page.goto("/store/connect/shopify")
    page.fill("[name=storeUrl]", "evil.example/nordholt.myshopify.com")
    page.get_by_test_id("approve-btn").click()
    expect(page.get_by_test_id("connection-error")).to_contain_text("your-shop.myshopify.com")


def test_the_mandatory_notices_are_taken_only_with_a_signature():
    for topic in ("customers/data_request", "customers/redact", "shop/redact"):
        assert deliver("/webhooks/shopify", topic, {"shop_id": 1}) == 200
        assert deliver("/webhooks/shopify", topic, {"shop_id": 1}, secret="guessed") == 401


def test_forged_news_is_turned_away_and_repeated_news_counts_once(page, merchant, shop):
    connect(page, shop)
    path = f"/webhooks/stores/{stores_of(merchant, 'id')[0][0]}"
    news = {"id": 1, "updated_at": "2026-01-01T00:00:00Z"}
    assert deliver(path, "products/update", news, secret="guessed") == 401
    for _ in range(3):
        assert deliver(path, "products/update", news, event="e1") == 200
    heard = sql(f"""SELECT count(*) FROM webhook_event WHERE external_id = '1'
                    AND client_id = '{account_of(merchant["email"])}'""")
    assert heard == [["1"]]


def test_a_busy_shop_is_waited_for(page, merchant):
    shop = new_shop()
    connect(page, shop)
    for kind, times in (("throttled", 2), ("status", 1), ("cut", 1)):
        control("POST", "/shopify/faults", {"shop": shop, "kind": kind, "times": times,
                                            "status": 429, "match": "query Products"})
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=90_000)
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=120_000)


def test_the_sku_of_any_variant_finds_its_product(page, merchant, shop):
    owner = state_of(shop)["products"][0]["id"]
    # A page of products brings the first hundred of its variants.
    control("POST", f"/shopify/shops/{shop}/touch", {"product": owner, "variants": 120})
    last = next(p for p in state_of(shop)["products"] if p["id"] == owner)["variants"][-1]["sku"]
    connect(page, shop)
    page.goto("/products/import")
    page.fill("[name=entries]", f"{last}\nno-such-thing")
    page.get_by_test_id("import-list-btn").click()
    expect(page.get_by_test_id("import-item")).to_have_count(1, timeout=60_000)
    expect(page.get_by_test_id("import-unknown")).to_contain_text("no-such-thing")
    page.get_by_test_id("confirm-import-btn").click()
    known = until(lambda: sql(f"""SELECT external_id FROM product
                    WHERE client_id = '{account_of(merchant["email"])}'"""), 60, "it is here")
    assert known == [[str(owner)]]


def test_of_very_many_pictures_the_first_fifty_come_and_the_page_says_so(page, merchant, shop):
    many = state_of(shop)["products"][0]["id"]
    control("POST", f"/shopify/shops/{shop}/touch", {"product": many, "media": 60})
    shown = next(p for p in state_of(shop)["products"] if p["id"] == many)["media"]
    connect(page, shop)
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=90_000)
    expect(page.get_by_test_id("import-complete")).to_be_visible(timeout=90_000)
    account = account_of(merchant["email"])
    rows = sql(f"""SELECT p.id, pp.external_id FROM product p JOIN product_picture pp
        ON pp.client_id = p.client_id AND pp.product_id = p.id
        WHERE p.client_id = '{account}' AND p.external_id = '{many}' ORDER BY pp.position""")
    assert [row[1] for row in rows] == [str(one) for one in shown[:50]]
    page.goto(f"/products/{rows[0][0]}")
    expect(page.get_by_test_id("more-pictures")).to_contain_text("The first 50")
    other = sql(f"SELECT id FROM product WHERE client_id = '{account}' AND external_id <> '{many}'")
    page.goto(f"/products/{other[0][0]}")
    expect(page.get_by_test_id("more-pictures")).to_have_count(0)


def test_a_stranger_and_a_viewer_leave_the_shop_alone(page, merchant, shop, chromium):
    connect(page, shop)
    store = stores_of(merchant, "id")[0][0]
    other = chromium.new_context(base_url=SITE)
    stranger = other.new_page()
    person = sign_up(stranger)
    stranger.goto("/store")
    expect(stranger.get_by_test_id("connect-store-btn")).to_be_visible()
    assert stores_of(person) == []
    # Somebody who may only look sees the shop, and no way to change it.
    sql(f"""UPDATE membership SET role = 'viewer' WHERE client_id = '{account_of(merchant["email"])}'
            AND person_id = (SELECT id FROM person WHERE email = '{merchant["email"]}')""")
    page.goto("/store")
    expect(page.get_by_text(f"{shop}.myshopify.com").first).to_be_visible()
    expect(page.get_by_role("button", name="Disconnect")).to_have_count(0)
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    for path, form in (("/store/connect/shopify/approval", {"storeUrl": shop}),
                       ("/products/import", {"scope": "all"}), (f"/store/{store}/disconnection", {})):
        reply = page.request.post(SITE + path, form={"csrf": token} | form, max_redirects=0)
        assert reply.status == 403, (path, reply.status)
    assert come_back(page, signed(shop, "a-guess")).status == 403
    assert stores_of(merchant, "id, state") == [[store, "connected"]]
    other.close()
