"""Money that a bank sends days later, or not at all: what the pages say meanwhile and afterwards."""
from playwright.sync_api import expect
from surroundings import SITE, account_of, control, mail_to, sql
from test_billing import buy_pack, choose_plan, credits, subscription, until

BANK = "000123456789"


def test_money_of_a_bank_brings_credits_when_it_comes(page, merchant):
    account = account_of(merchant["email"])
    buy_pack(page, card=BANK)
    expect(page.get_by_test_id("purchase-waiting")).to_be_visible()
    assert credits(account) == 10
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("bill-row")).to_have_count(0)
    control("POST", "/stripe/money", {"session": session_of(account)})
    until(lambda: credits(account) == 210 and bills(account) == ["paid"])
    page.reload()
    expect(page.get_by_test_id("bill-row")).to_contain_text("Bank account 6789")
    expect(page.get_by_test_id("bill-status")).to_have_text("· paid")


def test_money_of_a_bank_that_never_comes_is_told(page, merchant):
    account = account_of(merchant["email"])
    buy_pack(page, card=BANK)
    expect(page.get_by_test_id("purchase-waiting")).to_be_visible()
    control("POST", "/stripe/money", {"session": session_of(account), "arrives": False})
    assert "You owe nothing" in mail_to(merchant["email"], about="did not send the money")
    assert credits(account) == 10
    page.reload()
    expect(page.get_by_test_id("purchase-failed")).to_contain_text("Nothing was charged")
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("bill-row")).to_have_count(0)


def bills(account):
    return [row[0] for row in sql(f"SELECT status FROM bill WHERE client_id = '{account}'")]


def session_of(account):
    return sql(f"SELECT session FROM purchase WHERE client_id = '{account}'")[0][0]


def test_a_plan_paid_by_a_bank_begins_when_the_money_comes(page, merchant):
    account = account_of(merchant["email"])
    choose_plan(page, "basic", card=BANK)
    expect(page.get_by_test_id("purchase-waiting")).to_be_visible()
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("bill-status")).to_have_text("· not paid yet")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Free")
    control("POST", "/stripe/money", {"session": session_of(account)})
    until(lambda: credits(account) == 110 and bills(account) == ["paid"])
    page.reload()
    expect(page.get_by_test_id("bill-status")).to_have_text("· paid")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Basic")


def test_a_plan_whose_money_never_comes_is_told_and_can_be_bought_again(page, merchant):
    account = account_of(merchant["email"])
    choose_plan(page, "basic", card=BANK)
    expect(page.get_by_test_id("purchase-waiting")).to_be_visible()
    control("POST", "/stripe/money", {"session": session_of(account), "arrives": False})
    assert "You owe nothing" in mail_to(merchant["email"], about="did not send the money")
    page.reload()
    expect(page.get_by_test_id("purchase-failed")).to_be_visible()
    control("POST", "/stripe/renewals", {"subscription": subscription(account)[0]})
    until(lambda: subscription(account)[1] == "incomplete_expired" and bills(account) == ["void"])
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("bill-status")).to_have_text("· cancelled, nothing is to be paid")
    assert credits(account) == 10
    choose_plan(page, "basic")
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    until(lambda: credits(account) == 110)
