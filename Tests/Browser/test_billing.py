"""Buying: packs, plans, changes, returns, and what the pages say about it."""
import csv
import hashlib
import io
import re
import time

import httpx
import pytest
from playwright.sync_api import expect
from surroundings import SITE, account_of, control, mail_to, sql
from waiting import until as wait_until

GOOD, DECLINED, LATER = "4242424242424242", "4000000000000002", "4000000000000341"


def until(condition):
    wait_until(condition, 20, "what was paid shows in the account")


def credits(account):
    return int(sql(f"SELECT credits FROM credit_balance WHERE client_id = '{account}'")[0][0])


def subscription(account):
    return sql(f"SELECT id, status FROM subscription WHERE client_id = '{account}'")[0]


def pay(page, card=GOOD):
    page.get_by_test_id("go-to-payment").click()
    page.get_by_label("Card number").fill(card)
    page.get_by_role("button", name="Pay").click()


def buy_pack(page, size=200, card=GOOD):
    page.goto(f"{SITE}/settings/billing/plans")
    page.get_by_test_id(f"buy-{size}").click()
    pay(page, card)


def choose_plan(page, code, every="month", card=GOOD):
    page.goto(f"{SITE}/settings/billing/plans?every={every}")
    page.get_by_test_id(f"choose-{code}").click()
    if card:
        pay(page, card)


def test_a_pack_is_bought_and_its_invoice_downloaded(page, merchant):
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("pack-200").get_by_test_id("best-value")).to_be_visible()
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    assert credits(account_of(merchant["email"])) == 210
    page.goto(f"{SITE}/settings/billing")
    row = page.get_by_test_id("bill-row")
    expect(row).to_contain_text("$40.00")
    paper = httpx.get(row.get_by_test_id("invoice-download").get_attribute("href"))
    assert paper.content.startswith(b"%PDF-")
    expect(row).to_contain_text("Visa 4242")


def test_what_was_bought_and_what_failed_is_mailed(page, merchant):
    account = account_of(merchant["email"])
    buy_pack(page)
    assert "$40.00" in mail_to(merchant["email"], about="200 credits")
    choose_plan(page, "basic", card=LATER)
    until(lambda: credits(account) == 310)
    control("POST", "/stripe/renewals", {"subscription": subscription(account)[0]})
    assert "seven days" in mail_to(merchant["email"], about="did not go through")


def test_a_refused_card_charges_nothing(page, merchant):
    buy_pack(page, card=DECLINED)
    expect(page.get_by_test_id("payment-problem")).to_be_visible()
    page.get_by_role("link", name="Back to the shop").click()
    expect(page.get_by_test_id("purchase-open")).to_be_visible()
    assert credits(account_of(merchant["email"])) == 10


def test_the_return_page_tells_the_truth_without_the_webhook(page, merchant):
    control("POST", "/stripe/faults", {"kind": "lost", "value": 1})
    try:
        buy_pack(page)
        expect(page.get_by_test_id("purchase-paid")).to_be_visible()
        assert credits(account_of(merchant["email"])) == 210
    finally:
        control("POST", "/stripe/faults", {"kind": "lost", "value": 0})


def test_a_plan_is_bought_enlarged_renewed_and_cancelled(page, merchant):
    account = account_of(merchant["email"])
    choose_plan(page, "basic")
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    until(lambda: credits(account) == 110)
    assert "$49.00 paid with Visa 4242." in mail_to(
        merchant["email"], about="You have the plan Basic")
    choose_plan(page, "pro", card=None)
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Pro")
    assert 500 <= credits(account) <= 510
    name, _ = subscription(account)
    control("POST", "/stripe/renewals", {"subscription": name})
    until(lambda: credits(account) >= 1000)
    assert "$149.00 paid with Visa 4242" in mail_to(merchant["email"], about="Your plan Pro goes on")
    page.goto(f"{SITE}/settings/billing")
    page.get_by_test_id("open-portal").click()
    page.get_by_test_id("go-to-portal").click()
    page.get_by_role("button", name="Cancel at the end of the period").click()
    page.get_by_role("link", name="Back to the shop").click()
    until(lambda: sql(f"SELECT ends_with_period FROM subscription WHERE id = '{name}'")
          == [["t"]])
    page.reload()
    expect(page.get_by_test_id("plan-state")).to_contain_text("It ends on")
    control("POST", "/stripe/renewals", {"subscription": name})
    until(lambda: subscription(account)[1] == "canceled")


def test_a_failed_renewal_is_told_and_healed(page, merchant):
    account = account_of(merchant["email"])
    choose_plan(page, "basic", card=LATER)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    until(lambda: credits(account) == 110)
    name, _ = subscription(account)
    control("POST", "/stripe/renewals", {"subscription": name})
    until(lambda: subscription(account)[1] == "past_due")
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("payment-failed")).to_be_visible()
    assert credits(account) == 110
    page.get_by_test_id("open-portal").click()
    page.get_by_test_id("go-to-portal").click()
    page.get_by_label("Card for the next payments").fill(GOOD)
    page.get_by_role("button", name="Save the card").click()
    until(lambda: subscription(account)[1] == "active" and credits(account) == 210)


def test_two_tabs_end_with_one_open_order(page, merchant):
    account = account_of(merchant["email"])
    page.goto(f"{SITE}/settings/billing/plans")
    other = page.context.new_page()
    other.goto(f"{SITE}/settings/billing/plans")
    page.get_by_test_id("choose-basic").click()
    expect(page.get_by_test_id("purchase-open")).to_be_visible()
    other.get_by_test_id("choose-pro").click()
    expect(other.get_by_test_id("purchase-open")).to_be_visible()
    until(lambda: sorted(row[0] for row in sql(
        f"SELECT state FROM purchase WHERE client_id = '{account}'")) == ["expired", "open"])


def test_a_plan_that_was_paid_without_coming_back_is_not_sold_twice(page, merchant):
    account = account_of(merchant["email"])
    page.goto(f"{SITE}/settings/billing/plans")
    page.get_by_test_id("choose-basic").click()
    to_pay = page.get_by_test_id("go-to-payment").get_attribute("href")
    customer = sql(f"SELECT id FROM billing_customer WHERE client_id = '{account}'")[0][0]
    control("POST", "/stripe/faults", {"customer": customer, "kind": "lost", "value": 1})
    httpx.post(to_pay, data={"card": GOOD})
    page.goto(f"{SITE}/settings/billing/plans")
    page.get_by_test_id("choose-pro").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Basic was paid a moment ago")
    assert credits(account) == 110
    assert sorted(row[0] for row in sql(
        f"SELECT state FROM purchase WHERE client_id = '{account}'")) == ["expired", "paid"]


def test_movements_are_filtered_downloaded_and_stated(page, merchant):
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    month = time.strftime("%Y-%m", time.gmtime())
    page.goto(f"{SITE}/settings/billing/transactions?kind=pack&month={month}")
    expect(page.get_by_test_id("movement-row")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_test_id("transactions-csv").click()
    text = open(download.value.path(), newline="").read()
    assert "Credits bought,200,210" in text and text.count("\r\n") == 2
    page.get_by_test_id("statement-link").click()
    expect(page.get_by_test_id("statement-closing")).to_contain_text("210 credits")
    account = account_of(merchant["email"])
    head = sql(f"SELECT encode(head, 'hex') FROM credit_balance "
               f"WHERE client_id = '{account}'")[0][0]
    expect(page.get_by_test_id("chain-head")).to_have_text(head)


def test_anybody_can_compute_the_chain(page, merchant):
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    account = account_of(merchant["email"])
    sql(f"""SET epox.client_id = '{account}'; SELECT credit_reserve(ARRAY['asset/1'], 1);
        SELECT credit_release('asset/1', 'too | dark, "quoted"'); SELECT credit_expire()""")
    page.goto(f"{SITE}/settings/billing/statement")
    expect(page.get_by_test_id("statement-totals")).to_contain_text("Credits bought")
    address = page.get_by_test_id("chain-csv").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(
        page.request.get(SITE + address).text(), newline="")))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    newest = b""
    for row in rows:
        newest = hashlib.sha256(newest + row["entry"].encode()).digest()
        assert newest.hex() == row["hash"]
    expect(page.get_by_test_id("chain-head")).to_have_text(newest.hex())


def test_a_statement_begins_where_the_month_before_ended(page, merchant):
    month = time.strftime("%Y-%m", time.gmtime())
    page.goto(f"{SITE}/settings/billing/statement?month={month}")
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_test_id("statement-totals")).to_contain_text("10 credits")
    address = page.get_by_test_id("chain-csv").get_attribute("href")
    assert len(page.request.get(SITE + address).text().splitlines()) == 2, "the last one before"
    page.goto(f"{SITE}/settings/billing/statement?month=2024-12")
    expect(page.get_by_test_id("statement-closing")).to_have_text("0 credits")
    page.get_by_role("link", name="Later").click()
    expect(page).to_have_url(f"{SITE}/settings/billing/statement?month=2025-01")


def test_a_price_from_the_browser_counts_for_nothing(page, merchant):
    page.goto(f"{SITE}/settings/billing/plans")
    page.evaluate("""() => {
      const form = document.querySelector('[data-testid=buy-50]').form
      for (const [name, value] of [['amount', '1'], ['price', '1'], ['credits', '9999']]) {
        const field = document.createElement('input')
        field.name = name; field.value = value; form.append(field)
      }
    }""")
    page.get_by_test_id("buy-50").click()
    expect(page.get_by_test_id("go-to-payment")).to_have_text("Pay $12.00")


@pytest.mark.parametrize("field", ["pack", "plan"])
def test_what_nobody_sells_cannot_be_ordered(page, merchant, field):
    page.goto(f"{SITE}/settings/billing/plans")
    page.evaluate(f"""() => {{
      const form = document.querySelector('[data-testid=buy-50]').form
      form.pack.name = '{field}'; form.{field}.value = '{'0' * 8}-0000-7000-8000-{'0' * 12}'
    }}""")
    page.get_by_test_id("buy-50").click()
    expect(page.get_by_text("not for sale")).to_be_visible()
    account = account_of(merchant["email"])
    assert sql(f"SELECT count(*) FROM purchase WHERE client_id = '{account}'") == [["0"]]


def test_a_plan_without_a_price_says_whom_to_ask(page, merchant):
    page.goto(f"{SITE}/settings/billing/plans")
    card = page.get_by_test_id("plan-enterprise")
    expect(card).to_contain_text("On request")
    expect(card.get_by_role("link", name="Write to us")).to_have_attribute(
        "href", re.compile(r"^mailto:[^@?]+@[^@?]+\?subject=Epox%20Enterprise"))
    expect(page.get_by_role("main").get_by_role("link", name="Write to us")).to_have_count(1)
    page.goto(f"{SITE}/help")
    expect(page.get_by_test_id("contact").get_by_role("link")).to_have_attribute(
        "href", re.compile("^mailto:[^@]+@[^@]+$"))
