"""The connection check names what stands between a store and us, and how to mend it."""
import os

import pytest
from conftest import control
from playwright.sync_api import expect
from surroundings import account_of, sql
from test_bad_stores import try_connection
from test_journey import connect
from waiting import until

TLS = os.environ["SANDBOX_TLS_URL"]


def change(shop, **traits):
    """What happens at the store's host, or in its settings."""
    control("PATCH", f"/shops/{shop['name']}", traits)


def over_https(shop, host="127.0.0.1"):
    address = TLS.replace("127.0.0.1", host)
    return shop | {"url": f"{address}/shops/{shop['name']}"}


def store_of(merchant, what):
    return sql(f"""SELECT {what} FROM store WHERE client_id = '{account_of(merchant["email"])}'
                   AND state <> 'disconnected'""")[0]


def settle(merchant):
    """Waits for what a new connection sets up, which a sick store would keep from its end."""
    until(lambda: store_of(merchant, "webhook_ids") != ["{}"] and not sql(f"""
        SELECT 1 FROM job WHERE client_id = '{account_of(merchant["email"])}'
          AND state IN ('ready', 'running')"""), 30, "the connection has settled")


def examine(page):
    page.goto("/store/doctor")
    page.get_by_test_id("examine-btn").click()
    expect(page.get_by_test_id("doctor-report")).to_have_attribute(
        "data-status", "done", timeout=60_000)


def expect_finding(page, check, status, *words):
    finding = page.get_by_test_id("finding").filter(
        has=page.locator("strong", has_text=check))
    expect(finding).to_have_attribute("data-status", status)
    for text in words:
        expect(finding).to_contain_text(text)


@pytest.mark.parametrize("traits, check, status, sentence, fix", [
    ({"clockOff": 450}, "Clock", "warning", "wrong by 7 minutes", "by NTP"),
    ({"clockOff": -1530}, "Clock", "failed", "wrong by 25 minutes", "by NTP"),
    ({"permission": "read"}, "Right to write", "failed", "may only read", "to Read/Write"),
    ({"wordPress": "5.7.11"}, "WebP", "failed", "5.7.11 refuses WebP", "to 5.8 or newer"),
    ({"runsCron": False}, "Background jobs", "warning", "WP-Cron is switched off", "system cron"),
    ({"callsOut": False}, "Background jobs", "warning", "cannot call out", "loopback requests"),
])
def test_what_is_in_the_way_is_named_with_its_remedy(
        page, merchant, shop, traits, check, status, sentence, fix):
    connect(page, shop)
    settle(merchant)
    change(shop, **traits)
    examine(page)
    expect_finding(page, check, status, sentence, "What to do: ")
    expect_finding(page, check, status, fix)


def test_a_clock_that_is_far_off_is_not_taken_for_a_wrong_key(page, merchant, shop):
    connect(page, shop)
    settle(merchant)
    change(shop, clockOff=1500)
    examine(page)
    expect_finding(page, "Key", "pending", "once the store's clock is right")
    expect(try_connection(page, shop)).to_contain_text("clock of the store's server is wrong")
    change(shop, clockOff=0)
    examine(page)
    expect_finding(page, "Clock", "ok")
    expect_finding(page, "Key", "ok")


def test_a_key_that_is_gone_says_nothing_of_what_it_may(page, merchant, shop):
    connect(page, shop)
    settle(merchant)
    change(shop, permission="customer")
    examine(page)
    expect_finding(page, "Key", "failed", "Make a new key")
    expect_finding(page, "Right to write", "pending", "once the key opens the store")


def test_without_https_calls_are_signed_and_the_check_says_so(page, merchant, shop):
    connect(page, shop)
    assert store_of(merchant, "access") == ["oauth1"]
    examine(page)
    expect_finding(page, "Authorization header", "warning", "without https", "a TLS certificate")


def test_over_https_the_key_travels_in_the_header(page, merchant, shop):
    connect(page, over_https(shop))
    assert store_of(merchant, "access, url") == ["basic", over_https(shop)["url"]]
    examine(page)
    expect_finding(page, "Authorization header", "ok", "passes it on")
    expect(page.locator("[data-testid=finding][data-status=failed]")).to_have_count(0)


def test_where_the_header_is_stripped_the_key_travels_in_the_address(page, merchant, shop):
    change(shop, stripsAuthorization=True)
    connect(page, over_https(shop))
    assert store_of(merchant, "access") == ["query"]
    examine(page)
    expect_finding(page, "Authorization header", "warning", "may be logged", "pass the Authoriz")
    expect_finding(page, "Right to write", "ok")


def test_a_header_that_is_stripped_one_day_is_found_out_and_gone_around(page, merchant, shop):
    connect(page, over_https(shop))
    settle(merchant)
    change(shop, stripsAuthorization=True)
    examine(page)
    expect_finding(page, "Authorization header", "failed", "strips it by now", "connect the store")
    expect_finding(page, "Key", "ok")
    connect(page, over_https(shop))
    assert store_of(merchant, "access, state") == ["query", "connected"]
    examine(page)
    expect_finding(page, "Key", "ok")


def test_a_certificate_for_another_name_is_not_believed(page, merchant, shop):
    said = try_connection(page, over_https(shop, "localhost"))
    expect(said).to_contain_text("TLS certificate is not valid", timeout=60_000)
