"""A store is connected with one click, and nobody else can make use of the way back."""
import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
from conftest import new_shop, sign_up
from playwright.sync_api import expect
from surroundings import SITE, account_of, sql
from waiting import until

DELIVERY = f"{SITE}/webhooks/approvals/woocommerce"


def go_to_approval(page, shop):
    page.goto("/store/connect")
    page.fill("[name=storeUrl]", shop["url"])
    page.get_by_test_id("approve-btn").click()
    expect(page.get_by_role("heading", name="Application authentication request")).to_be_visible()


def state_on(page):
    link = page.get_by_test_id("deny").get_attribute("href")
    return urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["user_id"][0]


def deliver(body):
    request = urllib.request.Request(
        DELIVERY, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def stores_of(merchant):
    return sql(f"""SELECT state, url, jsonb_array_length(findings), webhook_ids FROM store
                   WHERE client_id = '{account_of(merchant["email"])}'""")


def test_one_click_connects_and_checks_the_store(page, merchant, shop):
    go_to_approval(page, shop)
    expect(page.get_by_text("Approving will share credentials with")).to_be_visible()
    page.get_by_test_id("approve").click()
    page.wait_for_url("**/store")
    expect(page.get_by_text("connected.", exact=False).first).to_be_visible()
    store = until(lambda: [s for s in stores_of(merchant) if s[2] != "0" and s[3] != "{}"], 20,
                  "the store is examined and its webhooks stand")[0]
    assert store[:2] == ["connected", shop["url"]]
    page.get_by_test_id("doctor-link").click()
    expect(page.get_by_test_id("finding").first).to_be_visible()
    expect(page.locator("[data-testid=finding][data-status=failed]")).to_have_count(0)


def test_whoever_denies_comes_back_to_a_clear_word(page, merchant, shop):
    go_to_approval(page, shop)
    page.get_by_test_id("deny").click()
    expect(page.get_by_test_id("connection-error")).to_contain_text("did not approve")
    assert stores_of(merchant) == []


def test_the_way_back_works_once(page, merchant, shop):
    go_to_approval(page, shop)
    back = []
    page.on("request", lambda request: back.append(request.url) if "/return?" in request.url else 0)
    page.get_by_test_id("approve").click()
    page.wait_for_url("**/store")
    answer = page.goto(back[0])
    assert answer.status == 409
    expect(page.get_by_text("is used already")).to_be_visible()


def test_another_session_cannot_come_back(page, merchant, shop, chromium):
    go_to_approval(page, shop)
    state = state_on(page)
    assert deliver({"user_id": state, "consumer_key": shop["key"],
                    "consumer_secret": shop["secret"], "key_permissions": "read_write"}) == 200
    other = chromium.new_context(base_url=SITE)
    thief = other.new_page()
    person = sign_up(thief)
    answer = thief.goto(f"/store/connect/woocommerce/return?success=1&user_id={state}")
    assert answer.status == 409
    assert stores_of(person) == []
    other.close()
    # The one who asked still can.
    page.goto(f"/store/connect/woocommerce/return?success=1&user_id={state}")
    page.wait_for_url("**/store")
    assert stores_of(merchant)[0][0] == "connected"


@pytest.mark.parametrize("body", [
    {}, {"user_id": "guessed", "consumer_key": "ck_1", "consumer_secret": "cs_1"},
    {"user_id": 7}, [], {"user_id": "x" * 5000, "consumer_key": "ck_1", "consumer_secret": "cs_1"},
])
def test_keys_that_nobody_asked_for_are_turned_away(body):
    assert deliver(body) in (400, 401)


def test_keys_of_another_store_do_not_connect_it(page, merchant, shop):
    other = new_shop()
    go_to_approval(page, shop)
    state = state_on(page)
    deliver({"user_id": state, "consumer_key": other["key"], "consumer_secret": other["secret"],
             "key_permissions": "read_write"})
    page.goto(f"/store/connect/woocommerce/return?success=1&user_id={state}")
    expect(page.get_by_test_id("connection-error")).to_be_visible()
    assert stores_of(merchant) == []


def test_an_approval_older_than_ten_minutes_is_worth_nothing(page, merchant, shop):
    go_to_approval(page, shop)
    state = state_on(page)
    sql(f"""UPDATE store_approval SET created_at = now() - interval '11 minutes'
            WHERE client_id = '{account_of(merchant["email"])}'""")
    assert deliver({"user_id": state, "consumer_key": shop["key"],
                    "consumer_secret": shop["secret"]}) == 401
    assert page.goto(
        f"/store/connect/woocommerce/return?success=1&user_id={state}").status == 409
