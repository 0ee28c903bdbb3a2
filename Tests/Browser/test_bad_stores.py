"""Stores that are away, ill or not what they seem: the connection test says so, nothing is kept."""
import time
import uuid

import pytest
from conftest import SHOP, SITE, control, sign_up
from playwright.sync_api import expect
from surroundings import account_of, rows_of

API = "/wp-json/wc/v3"

TRAITS = [
    ({"notWordPress": True}, "not a WordPress site"),
    ({"plainPermalinks": True}, "Permalinks"),
    ({"permission": "read"}, "may only read"),
    ({"permission": "customer"}, "may not manage products"),
    ({"version": "none"}, "WooCommerce (3.5 or newer) is not active"),
    ({"version": "3.4.7"}, "3.5 or newer"),
    ({"version": "5.9.1"}, "WooCommerce 5.9.1, which is too old"),
    ({"version": "latest"}, "3.5 or newer"),
]

# What a store answers, where, and what the merchant is told.
ILL = [
    ("maintenance", {}, "/", "in maintenance"),
    ("status", {"status": 429, "retryAfter": 5}, "/", "busy and asked us to come back"),
    ("status", {"status": 500}, "/", "an error of its own (status 500)"),
    ("status", {"status": 403}, "/", "security plugin or firewall"),
    ("html", {}, "/", "not a WordPress site"),
    ("garbage", {}, "/", "not a WordPress site"),
    ("lie", {}, "/", "WooCommerce (3.5 or newer) is not active"),
    ("cut", {}, "/", "cannot be reached"),
    ("cut_in_body", {}, "/", "cannot be reached"),
    ("maintenance", {}, f"{API}/products", "busy"),
    ("garbage", {}, f"{API}/products", "not its REST API"),
    ("lie", {}, f"{API}/products", "not its REST API"),
    ("truncated", {}, f"{API}/products", "not its REST API"),
    ("cut", {}, f"{API}/products/batch", "connection broke"),
    ("status", {"status": 500}, f"{API}/system_status", "does not tell its version"),
    ("html", {}, f"{API}/system_status", "does not tell its version"),
    ("garbage", {}, f"{API}/system_status", "does not tell its version"),
    ("lie", {}, f"{API}/system_status", "does not tell its version"),
    ("lie", {}, f"{API}/settings", "does not tell its unit of lengths"),
]

SLOW = [
    (f"{API}/system_status", 30, 20),
    # Every single answer is quick enough; all of them together are not.
    ("/wp-json", 9, 28),
]


def new_store(**traits):
    keys = {"key": "ck_" + uuid.uuid4().hex, "secret": "cs_" + uuid.uuid4().hex}
    name = f"b{uuid.uuid4().hex[:10]}"
    control("POST", "/shops", {"name": name, "products": "empty", **keys, **traits})
    return {"name": name, "url": f"{SHOP}/shops/{name}", **keys}


def fall_ill(shop, **fault):
    control("POST", "/faults", {"shop": shop["name"], "times": 0, **fault})


def fill(page, url, key, secret, **_):
    page.fill("[name=storeUrl]", url)
    page.fill("[name=consumerKey]", key)
    page.fill("[name=consumerSecret]", secret)


def try_connection(page, shop, **other):
    page.goto("/store/connect")
    fill(page, **{**shop, **other})
    page.get_by_test_id("test-connection-btn").click()
    return page.get_by_test_id("connection-error")


@pytest.fixture(scope="module")
def page(chromium):
    """A page of somebody who tries one store after the other."""
    context = chromium.new_context(base_url=SITE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.account = account_of(sign_up(page)["email"])
    yield page
    context.close()


def connect(page):
    """Presses the button that stores what was tried."""
    with page.expect_response("**/store/connect/woocommerce", timeout=90_000) as answer:
        page.get_by_test_id("save-connection-btn").click(no_wait_after=True)
    assert answer.value.status == 422


@pytest.fixture
def nothing_kept(page):
    """Whatever was tried, connecting fails as the test did and no table has a row more."""
    before = rows_of(page.account)
    assert before["store"] == "0"
    yield
    connect(page)
    expect(page.get_by_test_id("connection-error")).to_be_visible()
    assert rows_of(page.account) == before
    page.goto("/store")
    expect(page.get_by_test_id("connect-store-btn")).to_be_visible()


@pytest.mark.parametrize("traits, words", TRAITS)
def test_a_store_that_cannot_be_used_is_told_why(page, nothing_kept, traits, words):
    said = try_connection(page, new_store(**traits))
    expect(said).to_contain_text(words, timeout=90_000)


@pytest.mark.parametrize("kind, fault, path, words", ILL)
def test_a_store_that_is_ill_is_told_as_such(page, nothing_kept, kind, fault, path, words):
    shop = new_store()
    fall_ill(shop, kind=kind, path=path, **fault)
    expect(try_connection(page, shop)).to_contain_text(words, timeout=90_000)


@pytest.mark.parametrize("path, seconds, limit", SLOW)
def test_a_slow_store_is_given_up_in_time(page, path, seconds, limit):
    shop, before = new_store(), rows_of(page.account)
    fall_ill(shop, kind="latency", path=path, seconds=seconds)
    page.goto("/store/connect")
    fill(page, **shop)
    start = time.monotonic()
    connect(page)
    expect(page.get_by_test_id("connection-error")).to_contain_text("took too long to answer")
    assert time.monotonic() - start < limit
    assert rows_of(page.account) == before


@pytest.mark.parametrize("other, words", [
    ({"key": "ck_" + "0" * 32}, "does not know this key"),
    ({"secret": "cs_" + "0" * 32}, "does not belong to this key"),
    ({"key": "cs_" + "0" * 32}, "begins with ck_"),
    ({"url": "http://127.0.0.1:1"}, "private network"),
    ({"url": "http://127.0.0.1:9"}, "The server does not answer"),
    ({"url": "http://no-such-shop.invalid"}, "cannot be reached"),
    ({"url": "ftp://shop.example"}, "must begin with https://"),
])
def test_wrong_keys_and_addresses_are_told_apart(page, nothing_kept, shop, other, words):
    expect(try_connection(page, shop, **other)).to_contain_text(words, timeout=90_000)


def test_a_noisy_store_is_connected_all_the_same(page):
    shop = new_store()
    fall_ill(shop, kind="noise", path="/wp-json")
    try_connection(page, shop)
    expect(page.get_by_test_id("connection-success")).to_be_visible(timeout=90_000)


def test_an_impatient_merchant_waits_for_the_first_test(page):
    shop = new_store()
    fall_ill(shop, kind="latency", path="/wp-json", seconds=2)
    page.goto("/store/connect")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    # Three at once: with two responders, at least two meet in the same one.
    told = page.evaluate("""([token, fields]) => Promise.all([1, 2, 3].map(() =>
      fetch('/store/connect/woocommerce/test', { method: 'POST', body: new URLSearchParams(fields),
        headers: { 'X-CSRF-Token': token, 'X-Fragment': '1' } })
      .then((answer) => answer.text())))""", [token, {
          "storeUrl": shop["url"], "consumerKey": shop["key"], "consumerSecret": shop["secret"]}])
    assert any("connection-success" in text for text in told)
    assert any("is running already" in text for text in told)
