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
GOOD = "4242424242424242"


@pytest.fixture
def service():
    return stripe.StripeClient(
        os.environ["SANDBOX_STRIPE_KEY"], base_addresses={"api": SHOP}).v1


def state(account):
    """What an account has in the end, without the names and times that differ."""
    lots = sql(f"SELECT source, amount, available FROM credit_lot WHERE client_id = '{account}' "
               "ORDER BY source, amount")
    bills = sql(f"SELECT status, amount FROM bill WHERE client_id = '{account}' ORDER BY amount")
    plans = sql(f"SELECT status, p.code FROM subscription s JOIN plan p ON p.id = s.plan_id "
                f"WHERE s.client_id = '{account}'")
    return lots, bills, plans


def reconcile():
    subprocess.run([EPOX, "reconcile"], env=os.environ, check=True, capture_output=True)


def quiet(account):
    until(lambda: sql(f"SELECT count(*) FROM job WHERE client_id = '{account}' "
                      "AND kind = 'refresh-stripe' AND state IN ('ready', 'running')") == [["0"]],
          60, "the news is applied")


def order(account, service, name, mode):
    """An order as the site makes it, paid without anybody coming back to the site."""
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
        plan = sql("SELECT id FROM plan WHERE code = 'basic' AND is_offered")[0][0]
        price = {"price": service.prices.create({
            "currency": "usd", "unit_amount": 4900, "recurring": {"interval": "month"},
            "product_data": {"name": "Basic"}, "metadata": {"plan": plan}}).id}
    session = service.checkout.sessions.create({
        "mode": mode, "customer": customer[0][0], "line_items": [{**price, "quantity": 1}],
        "success_url": f"{SITE}/", "cancel_url": f"{SITE}/",
        **({"invoice_creation": {"enabled": True}} if mode == "payment" else {})})
    sql("INSERT INTO purchase (client_id, currency, session, "
        + thing.format(account, session.id))
    httpx.post(session.url, data={"card": GOOD})
    return customer[0][0]


def test_lost_doubled_and_shuffled_news_ends_the_same(service, new_account):
    ends = []
    for faults in [{}, {"lost": 0.2, "copies": 3, "shuffle": 3}]:
        account = new_account()
        for kind, value in faults.items():
            control("POST", "/stripe/faults", {"customer": "*", "kind": kind, "value": value})
        try:
            order(account, service, "Faulty", "payment")
            customer = order(account, service, "Faulty", "subscription")
            subscription = service.subscriptions.list({"customer": customer}).data[0].id
            control("POST", "/stripe/renewals", {"subscription": subscription})
        finally:
            for kind in faults:
                control("POST", "/stripe/faults", {"customer": "*", "kind": kind, "value": 0})
        quiet(account)
        for _ in range(3):
            control("POST", "/stripe/deliveries", {"customer": customer})
        reconcile()
        quiet(account)
        until(lambda: len(state(account)[1]) == 3 and credits(account) == 410, 60,
              f"everything is there: {state(account)}")
        ends.append(state(account))
    assert ends[0] == ends[1]
    reconcile()
    assert state(account) == ends[1]
    assert sql(f"SELECT count(*) FROM credit_fault WHERE client_id = '{account}'") == [["0"]]


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
