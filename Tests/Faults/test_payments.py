"""Payments whose news is lost, doubled and shuffled: in the end everybody has what they paid."""
import os
import subprocess
import uuid
from pathlib import Path

import httpx
import pytest
import stripe
from surroundings import SHOP, SITE, account_of, control, sql
from waiting import until

EPOX = Path(__file__).parents[2] / ".build/release/epox"
GOOD, LATER, BANK = "4242424242424242", "4000000000000341", "000123456789"


@pytest.fixture
def service():
    return stripe.StripeClient(
        os.environ["SANDBOX_STRIPE_KEY"], base_addresses={"api": SHOP}).v1


def state(account):
    """What an account has in the end, without the names and times that differ.

    Whether a month came in one piece or in two, and which lots a refund took from, follows from
    the order of the news; what was given and what is left does not.
    """
    lots = sql(f"SELECT source, sum(amount) FROM credit_lot WHERE client_id = '{account}' "
               "GROUP BY source ORDER BY source")
    bills = sql(f"SELECT status, amount FROM bill WHERE client_id = '{account}' "
                "ORDER BY amount, status")
    plans = sql(f"SELECT status, p.code, ends_with_period FROM subscription s JOIN plan p ON p.id = s.plan_id "
                f"WHERE s.client_id = '{account}'")
    return lots, credits(account), bills, plans


def reconcile():
    subprocess.run([EPOX, "reconcile"], env=os.environ, check=True, capture_output=True)


def quiet(account):
    until(lambda: sql(f"SELECT count(*) FROM job WHERE client_id = '{account}' "
                      "AND kind = 'refresh-stripe' AND state IN ('ready', 'running')") == [["0"]],
          60, "the news is applied")


def plan_price(service, code, amount):
    plan = sql(f"SELECT id FROM plan WHERE code = '{code}' AND is_offered")[0][0]
    return service.prices.create({
        "currency": "usd", "unit_amount": amount, "recurring": {"interval": "month"},
        "product_data": {"name": code}, "metadata": {"plan": plan}}).id


def order(account, service, name, mode, card=GOOD):
    """An order as the site makes it, paid without anybody coming back to the site.

    Answers with the customer and the payment service's session.
    """
    customer = sql(f"SELECT id FROM billing_customer WHERE client_id = '{account}'")
    if not customer:
        made = service.customers.create({"name": name}).id
        sql(f"INSERT INTO billing_customer VALUES ('{account}', '{made}')")
        customer = [[made]]
    if mode == "payment":
        thing = "pack_id, amount) SELECT '{}', 'USD', '{}', id, price FROM credit_package " \
            "WHERE code = 'pack-200' AND is_offered RETURNING id"
        price = {"price_data": {"currency": "usd", "unit_amount": 4000,
                                "product_data": {"name": "200"}}}
    else:
        thing = "plan_id, every, amount) SELECT '{}', 'USD', '{}', id, 'month', month_price " \
            "FROM plan WHERE code = 'basic' AND is_offered RETURNING id"
        price = {"price": plan_price(service, "basic", 4900)}
    session = service.checkout.sessions.create({
        "mode": mode, "customer": customer[0][0], "line_items": [{**price, "quantity": 1}],
        "success_url": f"{SITE}/", "cancel_url": f"{SITE}/",
        **({"invoice_creation": {"enabled": True}} if mode == "payment" else {})})
    sql("INSERT INTO purchase (client_id, currency, session, "
        + thing.format(account, session.id))
    httpx.post(session.url, data={"card": card})
    return customer[0][0], session.id


def live(account, service):
    """A customer's life: packs, a plan, renewals, more, money that goes back or never comes, an end."""
    _, session = order(account, service, "Faulty", "payment")
    for comes in [True, False]:
        _, late = order(account, service, "Faulty", "payment", card=BANK)
        control("POST", "/stripe/money", {"session": late, "arrives": comes})
    customer, first = order(account, service, "Faulty", "subscription", card=LATER)
    subscription = service.subscriptions.list({"customer": customer}).data[0]
    control("POST", "/stripe/renewals", {"subscription": subscription.id})
    assert service.subscriptions.retrieve(subscription.id).status == "past_due"
    httpx.post(service.billing_portal.sessions.create(
        {"customer": customer, "return_url": SITE}).url, data={"act": "card", "card": GOOD})
    assert service.subscriptions.retrieve(subscription.id).status == "active"
    service.subscriptions.update(subscription.id, {
        "items": [{"id": subscription["items"].data[0].id,
                   "price": plan_price(service, "pro", 14900)}],
        "proration_behavior": "always_invoice"})
    pack = service.checkout.sessions.retrieve(session).payment_intent
    service.refunds.create({"payment_intent": pack, "amount": 1000})
    dispute = control("POST", "/stripe/disputes", {"payment": pack})["id"]
    control("POST", "/stripe/disputes", {"dispute": dispute, "status": "won"})
    service.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    return customer


def test_lost_doubled_and_shuffled_news_ends_the_same(service, new_account):
    ends = []
    for faults in [{}, {"lost": 0.2, "copies": 3, "shuffle": 3}]:
        account = new_account()
        for kind, value in faults.items():
            control("POST", "/stripe/faults", {"customer": "*", "kind": kind, "value": value})
        try:
            customer = live(account, service)
        finally:
            for kind in faults:
                control("POST", "/stripe/faults", {"customer": "*", "kind": kind, "value": 0})
        settle(account, customer)
        lost = {news["event"] for news in deliveries(customer) if news["outcome"] == "lost"}
        assert bool(lost) == bool(faults)
        for _ in range(3):
            control("POST", "/stripe/deliveries", {"customer": customer})
        settle(account, customer)
        reconcile()
        settle(account, customer)
        assert found_by_asking(account) >= lost, "what was lost is found by asking"
        # A pack without the quarter that went back, one whose money came late, two months of Basic,
        # and 400 more of Pro.
        until(lambda: credits(account) == 10 + 150 + 200 + 200 + 400 and len(state(account)[2]) == 5, 60,
              f"everything is there: {state(account)}")
        ends.append(state(account))
    assert ends[0] == ends[1]
    # The report counts what it found that has to do with something here.
    assert sql("SELECT 1 FROM reconciliation WHERE missed > 0 LIMIT 1")
    reconcile()
    assert state(account) == ends[1]
    assert sql(f"SELECT count(*) FROM credit_fault WHERE client_id = '{account}'") == [["0"]]


def deliveries(customer):
    """What was sent to the site; other endpoints may listen beside it."""
    return [news for news in control("GET", f"/stripe/deliveries/{customer}")["deliveries"]
            if news["url"].startswith(SITE)]


def settle(account, customer):
    """Waits until everything that is on its way has come and is applied."""
    until(lambda: all(news["outcome"] != "waiting" for news in deliveries(customer)), 60,
          "the news is delivered")
    quiet(account)


def found_by_asking(account):
    """Events that no delivery brought: by this comparison, or by one of the scheduler's."""
    return {row[0] for row in sql(
        f"SELECT id FROM stripe_event WHERE client_id = '{account}' AND was_missed")}


def credits(account):
    return int(sql(f"SELECT credits FROM credit_balance WHERE client_id = '{account}'")[0][0])


@pytest.fixture
def new_account():
    """Accounts with their ten credits, made as people make them."""
    def make():
        email = f"p-{uuid.uuid4().hex[:12]}@shop.example"
        with httpx.Client(base_url=SITE, follow_redirects=True) as browser:
            page = browser.get("/signup").text
            token = page.split('name="csrf-token" content="')[1].split('"')[0]
            browser.post("/signup", data={
                "csrf": token, "name": "Mira Lind", "shop": "Lind & Co", "email": email,
                "password": "studio wall 2026 x"})
        return account_of(email)
    return make
