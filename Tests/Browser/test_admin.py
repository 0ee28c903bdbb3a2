"""What the people who run the platform can do, and that two of them are needed for a lot."""
import os
import re
import subprocess
import uuid
from pathlib import Path

import pytest
from conftest import sign_up
from playwright.sync_api import expect
from surroundings import SITE, account_of, control, give_plan, sql
from test_billing import LATER, buy_pack, choose_plan, credits, subscription, until

EPOX = Path(__file__).parents[2] / ".build/release/epox"


def sign_in_staff(browser):
    email = f"staff-{uuid.uuid4().hex[:10]}@epox.example"
    told = subprocess.run([EPOX, "create-admin", email, "Staff"], env=os.environ, check=True,
                          capture_output=True, text=True).stdout
    page = browser.new_context(base_url=SITE).new_page()
    page.goto("/admin/audit")
    knock(page, email, re.search(r"now (\S+)", told).group(1))
    page.wait_for_url("**/admin/audit")
    return page


def knock(page, email, password):
    """Fills in the form for staff."""
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.get_by_test_id("staff-sign-in-btn").click()


@pytest.fixture
def staff(page, context):
    return sign_in_staff(context.browser)


def grant(page, account, amount, reason="They asked nicely"):
    page.goto(f"/admin/accounts/{account}")
    page.get_by_label("Credits").fill(str(amount))
    page.get_by_label("Reason").fill(reason)
    page.get_by_test_id("move-credits").click()


def test_a_merchant_has_no_business_there(page, merchant):
    page.goto(f"{SITE}/admin")
    knock(page, merchant["email"], merchant["password"])
    expect(page.get_by_test_id("error-message")).to_contain_text("wrong")
    page.goto(f"{SITE}/admin/refunds")
    expect(page).to_have_url(re.compile("/admin/login"))


def test_staff_signs_in_and_out_apart_from_merchants(page, merchant, staff):
    staff.goto("/dashboard")
    expect(staff).to_have_url(re.compile("/login"))
    staff.goto("/admin/audit")
    expect(staff.get_by_text("admin.signed-in").first).to_be_visible()
    cookies = {c["name"]: c for c in staff.context.cookies()}
    assert cookies["epox-staff"]["path"] == "/admin" and cookies["epox-staff"]["httpOnly"]
    staff.get_by_test_id("staff-sign-out").click()
    staff.goto("/admin/audit")
    expect(staff).to_have_url(re.compile("/admin/login"))
    assert sql("SELECT count(*) > 0 FROM audit_event WHERE action = 'admin.signed-out'") == [["t"]]


def test_staff_finds_an_account_and_grants_with_a_reason(page, merchant, staff):
    account = account_of(merchant["email"])
    staff.goto(f"/admin?q={merchant['email']}")
    staff.get_by_role("region", name="Accounts").get_by_role("link", name="Lind & Co").click()
    grant(staff, account, 50)
    assert credits(account) == 60
    staff.goto("/admin/audit")
    expect(staff.get_by_text("They asked nicely").first).to_be_visible()
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_text("They asked nicely")).to_be_visible()


@pytest.mark.parametrize("amount, reason", [(0, "x"), (10, ""), (2_000_000, "x"), ("1.5", "x")])
def test_nonsense_moves_nothing(merchant, staff, amount, reason):
    account = account_of(merchant["email"])
    grant(staff, account, amount, reason)
    assert credits(account) == 10


def test_more_than_there_is_becomes_a_debt(merchant, staff):
    account = account_of(merchant["email"])
    grant(staff, account, -25)
    assert sql(f"SELECT credits, owed FROM credit_balance WHERE client_id = '{account}'") \
        == [["0", "15"]]
    expect(staff.get_by_test_id("sums")).to_have_text("0 credits to spend, 0 set aside, 15 owed.")


def test_a_lot_needs_four_eyes(merchant, staff, context):
    account = account_of(merchant["email"])
    reason = f"A big one {uuid.uuid4().hex[:8]}"
    grant(staff, account, 5000, reason)
    assert credits(account) == 10
    staff.goto("/admin")
    staff.get_by_role("row", name=reason).get_by_test_id("approve").click()
    expect(staff.get_by_text("Somebody else has to approve")).to_be_visible()
    assert credits(account) == 10
    other = sign_in_staff(context.browser)
    other.goto("/admin")
    other.get_by_role("row", name=reason).get_by_test_id("approve").click()
    expect(other.get_by_text("Approved.")).to_be_visible()
    assert credits(account) == 5010


def test_many_small_grants_need_four_eyes_as_well(merchant, staff):
    account = account_of(merchant["email"])
    grant(staff, account, 300)
    assert credits(account) == 310
    grant(staff, account, 300, "Once more")
    expect(staff.get_by_text("Somebody else has to approve this.")).to_be_visible()
    assert credits(account) == 310
    grant(staff, account, -200)
    assert credits(account) == 110


def test_the_name_of_an_act_serves_once(merchant, staff):
    account = account_of(merchant["email"])
    staff.goto(f"/admin/accounts/{account}")
    form = {"csrf": staff.locator("[name=csrf]").first.input_value(),
            "act": str(uuid.uuid4()), "reason": "Split up"}
    for credits_ in (500, 600, 500):
        staff.request.post(f"{SITE}/admin/accounts/{account}/credits",
                           form=form | {"credits": str(credits_)})
    assert credits(account) == 510
    grant(staff, account, 1)
    expect(staff.get_by_text("Somebody else has to approve this.")).to_be_visible()
    assert credits(account) == 510


def test_a_plan_is_given_by_hand_and_taken_back(page, merchant, staff):
    staff.goto(f"/admin/accounts/{account_of(merchant['email'])}")
    staff.get_by_label("Plan by hand").select_option(label="Enterprise")
    staff.get_by_test_id("give-plan").click()
    expect(staff.get_by_test_id("plan-in-force")).to_contain_text("Enterprise")
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("plan-enterprise").get_by_test_id("your-plan")).to_be_visible()
    staff.get_by_label("Plan by hand").select_option(label="What the account pays for")
    staff.get_by_test_id("give-plan").click()
    expect(staff.get_by_test_id("plan-in-force")).to_contain_text("Free")


def test_staff_compares_with_stripe_and_sees_the_report(merchant, staff):
    staff.goto("/admin/stripe")
    staff.get_by_test_id("reconcile").click()
    told = staff.get_by_test_id("toast").inner_text()
    events = re.search(r"([\d,]+) events", told).group(1)
    row = staff.get_by_role("region", name="Reports").get_by_role("row").nth(1)
    expect(row).to_contain_text(f"{int(events.replace(',', '')):,}")


def test_what_was_paid_wrongly_is_seen(merchant, staff):
    account = account_of(merchant["email"])
    session = f"cs_{uuid.uuid4().hex}"
    sql(f"""INSERT INTO purchase (client_id, id, currency, session, pack_id, amount, state, settled_at)
        SELECT '{account}', gen_random_uuid(), 'USD', '{session}', id, price, 'wrong', now()
        FROM credit_package WHERE code = 'pack-50' AND is_offered""")
    staff.goto("/admin/stripe")
    expect(staff.get_by_role("row", name=session)).to_contain_text("$12.00")


def test_a_missing_payment_is_seen(page, merchant, staff):
    account = account_of(merchant["email"])
    choose_plan(page, "basic", card=LATER)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    until(lambda: credits(account) == 110)
    name, _ = subscription(account)
    control("POST", "/stripe/renewals", {"subscription": name})
    until(lambda: subscription(account)[1] == "past_due")
    staff.goto("/admin/stripe")
    late = staff.get_by_role("region", name="Failed payments").get_by_role("row", name=name)
    expect(late).to_contain_text("past_due")


def test_a_part_is_refunded_once_by_two_clicks(page, merchant, staff):
    account = account_of(merchant["email"])
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    payment = sql(f"SELECT id FROM payment WHERE client_id = '{account}'")[0][0]
    staff.goto(f"/admin/accounts/{account}")
    form = {"csrf": staff.locator("[name=csrf]").first.input_value(), "back": "0",
            "amount": "10.00"}
    answers = [staff.request.post(f"{SITE}/admin/payments/{payment}/refund", form=form)
               for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 409]
    assert "$10.00 of this payment went back" in answers[1].text()
    until(lambda: credits(account) == 160)


def test_a_refund_takes_the_credits(page, merchant, staff):
    account = account_of(merchant["email"])
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    staff.goto(f"/admin/accounts/{account}")
    staff.get_by_test_id("refund").click()
    expect(staff.get_by_text("on its way back")).to_be_visible()
    assert credits(account) == 10
    payment = sql(f"SELECT id FROM payment WHERE client_id = '{account}'")[0][0]
    staff.goto("/admin/refunds")
    staff.get_by_label("Account, payment or job").fill(payment)
    staff.get_by_role("button", name="Search").click()
    expect(staff.get_by_role("link", name="Lind & Co")).to_have_count(1)
    expect(staff.get_by_role("row", name=payment)).to_contain_text("$40.00")


def test_a_payment_goes_back_in_parts_and_no_further(page, merchant, staff):
    account = account_of(merchant["email"])
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    for part, credits_left in (("10.00", 160), ("10.00", 110), ("5", 85)):
        staff.goto(f"/admin/accounts/{account}")
        staff.get_by_label("Amount in USD").fill(part)
        staff.get_by_test_id("refund").click()
        expect(staff.get_by_text("on its way back")).to_be_visible()
        assert credits(account) == credits_left
    for wrong in ("15.01", "0", "-1", "1.005", "all"):
        staff.goto(f"/admin/accounts/{account}")
        expect(staff.get_by_label("Amount in USD")).to_have_value("15.00")
        staff.get_by_label("Amount in USD").fill(wrong)
        staff.get_by_test_id("refund").click()
        expect(staff.get_by_text("Of this payment $15.00 is left.")).to_be_visible()
    assert sql(f"SELECT refunded FROM payment WHERE client_id = '{account}'") == [["2500"]]


def test_long_lists_go_on(merchant, staff):
    account = account_of(merchant["email"])
    word = f"test.{uuid.uuid4().hex[:10]}"
    sql(f"""
        INSERT INTO audit_event (client_id, action)
        SELECT '{account}', '{word}-' || n FROM generate_series(1, 150) n;
        INSERT INTO stripe_event (id, type, object, client_id, body, applied_at, heard_at)
        SELECT 'evt_{word}_' || n, 'test', '{word}', '{account}', '', now(), now() - n * interval '1 s'
        FROM generate_series(1, 150) n""")
    staff.goto("/admin/audit")
    staff.get_by_test_id("older-before").click()
    expect(staff.get_by_text(f"{word}-1", exact=True)).to_be_visible()
    staff.goto(f"/admin/stripe?q={word}")
    events = staff.get_by_role("region", name="Events").get_by_test_id("row")
    expect(events).to_have_count(100)
    staff.get_by_test_id("older-before").click()
    expect(events).to_have_count(50)
    expect(staff.get_by_test_id("older-before")).to_have_count(0)


def test_an_event_is_replayed_and_changes_nothing(page, merchant, staff):
    account = account_of(merchant["email"])
    buy_pack(page)
    until(lambda: sql(f"SELECT count(*) FROM stripe_event WHERE client_id = '{account}' "
                      "AND type = 'checkout.session.completed' AND applied_at IS NOT NULL")
          == [["1"]])
    staff.goto("/admin/stripe")
    staff.get_by_label("Type, object, event or account").fill(account)
    staff.get_by_role("button", name="Search").click()
    staff.get_by_role("row", name="checkout.session.completed").get_by_test_id("replay").click()
    expect(staff.get_by_text("It is applied again.")).to_be_visible()
    until(lambda: sql(f"SELECT count(*) FROM stripe_event WHERE client_id = '{account}' "
                      "AND object <> '' AND applied_at IS NULL") == [["0"]])
    assert credits(account) == 210


def test_a_new_version_leaves_the_old_one_alone(merchant, staff):
    before = sql("SELECT version, credits FROM credit_package "
                 "WHERE code = 'pack-1000' AND is_offered")[0]
    staff.goto("/admin/shelf")
    staff.get_by_test_id("save-pack-1000").click()
    expect(staff.get_by_text("A new version is on the shelf.")).to_be_visible()
    assert sql("SELECT version, credits FROM credit_package WHERE code = 'pack-1000' "
               "AND is_offered") == [[str(int(before[0]) + 1), before[1]]]


def test_who_has_a_plan_keeps_its_version(merchant, staff):
    account = account_of(merchant["email"])
    give_plan(account, "enterprise")
    kept = sql(f"SELECT plan_id FROM subscription WHERE client_id = '{account}'")
    staff.goto("/admin/shelf")
    staff.get_by_test_id("save-enterprise").click()
    expect(staff.get_by_text("A new version is on the shelf.")).to_be_visible()
    assert sql("SELECT id FROM plan WHERE code = 'enterprise' AND is_offered") != kept
    assert sql(f"SELECT plan_id FROM subscription WHERE client_id = '{account}'") == kept


def test_a_pack_in_yen_comes_to_the_shelf_and_goes(page, merchant, staff):
    code = "pack-77-jpy"
    staff.goto("/admin/shelf")
    staff.locator("#new-credits").fill("77")
    staff.locator("#new-price").fill("1540")
    staff.locator("#new-currency").fill("jpy")
    staff.get_by_test_id("new-pack").click()
    expect(staff.get_by_text("The pack is on the shelf.")).to_be_visible()
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("pack-77")).to_contain_text("¥1,540")
    expect(page.get_by_test_id("pack-77")).to_contain_text("¥20 a credit")
    page.get_by_test_id("buy-77").click()
    expect(page.get_by_test_id("go-to-payment")).to_have_text("Pay ¥1,540")
    staff.get_by_test_id(f"withdraw-{code}").click()
    expect(staff.get_by_text("It is off the shelf.")).to_be_visible()
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("pack-77")).to_have_count(0)


def test_a_plan_of_its_own_comes_to_the_shelf_and_goes(page, merchant, staff):
    name = f"Atelier {''.join(chr(97 + int(digit, 16)) for digit in uuid.uuid4().hex[:8])}"
    staff.goto("/admin/shelf")
    for field, value in {"name": name, "currency": "eur", "price": "2900", "year": "29000",
                         "credits": "60", "products": "50", "seats": "2"}.items():
        staff.locator(f"#new-plan-{field}").fill(value)
    staff.get_by_test_id("new-plan").click()
    expect(staff.get_by_text("The plan is on the shelf.")).to_be_visible()
    code = name.lower().replace(" ", "-")
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id(f"plan-{code}")).to_contain_text("€29.00")
    staff.locator(f"#{code}-name").fill(f"{name} neu")
    staff.get_by_test_id(f"save-{code}").click()
    expect(staff.get_by_text("A new version is on the shelf.")).to_be_visible()
    assert sql(f"SELECT version, name, currency, pictures IS NULL FROM plan WHERE code = '{code}' "
               "AND is_offered") == [["2", f"{name} neu", "EUR", "t"]]
    staff.get_by_test_id(f"withdraw-{code}").click()
    expect(staff.get_by_text("It is off the shelf.")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id(f"plan-{code}")).to_have_count(0)
    expect(staff.get_by_test_id("withdraw-free")).to_have_count(0)


def test_a_currency_that_stripe_counts_otherwise_is_refused(staff):
    staff.goto("/admin/shelf")
    staff.locator("#new-credits").fill("77")
    staff.locator("#new-price").fill("1540")
    staff.locator("#new-currency").fill("ISK")
    staff.get_by_test_id("new-pack").click()
    expect(staff.get_by_text("Stripe counts ISK in hundredths")).to_be_visible()


@pytest.mark.parametrize("thing, field, value", [
    ("pack-1000", "price", "49"), ("pack-1000", "credits", "0"), ("pack-1000", "price", "-5"),
    ("basic", "seats", "0"), ("basic", "credits", "99999999999"), ("basic", "year", "")])
def test_nonsense_does_not_come_to_the_shelf(staff, thing, field, value):
    state = """SELECT max(p.version), max(k.version) FROM plan p, credit_package k
        WHERE p.code = 'basic' AND k.code = 'pack-1000'"""
    before = sql(state)
    staff.goto("/admin/shelf")
    staff.locator(f"#{thing}-{field}").fill(value)
    staff.get_by_test_id(f"save-{thing}").click()
    expect(staff.get_by_text("Enter whole numbers")).to_be_visible()
    assert sql(state) == before
