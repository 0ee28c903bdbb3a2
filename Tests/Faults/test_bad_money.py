"""Money that comes in ways it should not: nothing is granted twice, and nothing is lost."""
import hashlib
import hmac
import json
import os
import threading
import time
import urllib.error
import uuid

import httpx
import pytest
from surroundings import SHOP, SITE, account_of, control, sql
from test_payments import GOOD, credits, new_account, quiet, reconcile, service  # noqa: F401
from waiting import until

SECRET = os.environ["SANDBOX_STRIPE_SECRET"]


def deliver(event, seconds=0, secret=SECRET):
    """An event as Stripe delivers it, signed some seconds from now."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    moment = int(time.time()) + seconds
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return httpx.post(f"{SITE}/webhooks/stripe", content=body,
                      headers={"Stripe-Signature": f"t={moment},v1={signed}"}).status_code


def news(kind="invoice.paid", **thing):
    return {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": kind, "livemode": False,
            "data": {"object": thing or {"id": "in_none", "customer": "cus_none"}}}


def customer_of(account, service):  # noqa: F811
    known = sql(f"SELECT id FROM billing_customer WHERE client_id = '{account}'")
    if not known:
        made = service.customers.create({"name": "Lind"}).id
        sql(f"INSERT INTO billing_customer VALUES ('{account}', '{made}')")
        known = [[made]]
    return known[0][0]


def buy_pack(account, service, code="pack-200", twice=False):  # noqa: F811
    """Orders and pays a pack: its payment at Stripe."""
    customer = customer_of(account, service)
    pack, price, currency, size = sql(f"""SELECT id, price, currency, credits FROM credit_package
        WHERE code = '{code}' AND is_offered""")[0]
    session = service.checkout.sessions.create({
        "mode": "payment", "customer": customer, "success_url": f"{SITE}/", "cancel_url": f"{SITE}/",
        "line_items": [{"quantity": 1, "price_data": {
            "currency": currency.lower(), "unit_amount": int(price),
            "product_data": {"name": size}}}]})
    sql(f"""INSERT INTO purchase (client_id, pack_id, amount, currency, session)
        VALUES ('{account}', '{pack}', {price}, '{currency}', '{session.id}')""")
    payers = [threading.Thread(target=httpx.post, args=[session.url], kwargs={"data": {"card": GOOD}})
              for _ in range(2 if twice else 1)]
    for payer in payers:
        payer.start()
    for payer in payers:
        payer.join()
    return service.checkout.sessions.retrieve(session.id).payment_intent


def subscribe(account, service, price, news="lost"):  # noqa: F811
    """A subscription of which the site hears nothing by itself."""
    customer = customer_of(account, service)
    control("POST", "/stripe/faults", {"customer": customer, "kind": news, "value": 1})
    session = service.checkout.sessions.create({
        "mode": "subscription", "customer": customer, "success_url": f"{SITE}/",
        "cancel_url": f"{SITE}/", "line_items": [{"price": price, "quantity": 1}]})
    httpx.post(session.url, data={"card": GOOD})
    found = service.subscriptions.list({"customer": customer}).data[0].id
    return customer, found


def price_of(service, **metadata):  # noqa: F811
    return service.prices.create({
        "currency": "usd", "unit_amount": 4900, "recurring": {"interval": "month"},
        "product_data": {"name": "Basic"}, "metadata": metadata}).id


def test_webhooks_that_are_forged_stale_repeated_or_too_large():
    event = news()
    assert deliver(event, secret="whsec_guess") == 401
    assert deliver(event, seconds=-301) == 401
    assert deliver(event, seconds=301) == 401
    assert deliver(b'{"id": "' + b"x" * (300 << 10) + b'"}') == 413
    assert deliver(b"not json") == 400
    assert deliver(event | {"livemode": True}) == 400
    assert sql(f"SELECT count(*) FROM stripe_event WHERE id = '{event['id']}'") == [["0"]]
    assert [deliver(event) for _ in range(3)] == [200, 200, 200]
    assert sql(f"SELECT note FROM stripe_event WHERE id = '{event['id']}'") \
        == [["nobody here has this customer"]]


def test_a_session_paid_twice_at_once_brings_its_credits_once(service, new_account):  # noqa: F811
    account = new_account()
    buy_pack(account, service, twice=True)
    until(lambda: credits(account) == 210, 30, "the pack is there")
    quiet(account)
    reconcile()
    quiet(account)
    assert credits(account) == 210
    assert sql(f"SELECT count(*) FROM payment WHERE client_id = '{account}'") == [["1"]]


def test_a_subscription_deleted_before_it_was_created(service, new_account):  # noqa: F811
    account = new_account()
    plan = sql("SELECT id FROM plan WHERE code = 'basic' AND is_offered")[0][0]
    customer, subscription = subscribe(account, service, price_of(service, plan=plan))
    service.subscriptions.cancel(subscription)
    for kind in ["deleted", "created", "updated"]:
        assert deliver(news(f"customer.subscription.{kind}", id=subscription,
                            customer=customer)) == 200
        quiet(account)
        assert sql(f"SELECT status FROM subscription WHERE id = '{subscription}'") \
            == [["canceled"]]
    assert credits(account) == 10


def plan_version(code, version, credits, price):  # noqa: F811
    return sql(f"""INSERT INTO plan (code, version, name, month_price, year_price, credits, is_offered)
        VALUES ('{code}', {version}, 'Atelier', {price}, {price * 10}, {credits}, {version == 2})
        RETURNING id""")[0][0]


def test_who_bought_a_plan_renews_that_one_though_a_newer_is_sold(service, new_account):  # noqa: F811
    account, code = new_account(), f"a{uuid.uuid4().hex[:12]}"
    bought = plan_version(code, 1, credits=70, price=4900)
    _, subscription = subscribe(
        account, service, price_of(service, plan=bought), news="copies")
    until(lambda: credits(account) == 10 + 70, 30, "the first month is there")
    newer = plan_version(code, 2, credits=20, price=9900)
    try:
        control("POST", "/stripe/renewals", {"subscription": subscription})
        until(lambda: credits(account) == 10 + 70 + 70, 30, "the second month is the same")
        assert sql(f"SELECT plan_id FROM subscription WHERE id = '{subscription}'") == [[bought]]
        until(lambda: sql(f"SELECT amount FROM bill WHERE client_id = '{account}'")
              == [["4900"], ["4900"]], 30, "it is billed as it was bought")
    finally:
        sql(f"UPDATE plan SET is_offered = false WHERE id = '{newer}'")


def test_a_price_that_is_none_of_ours_grants_nothing(service, new_account):  # noqa: F811
    account = new_account()
    customer, subscription = subscribe(account, service, price_of(service))
    event = news("customer.subscription.created", id=subscription, customer=customer)
    assert deliver(event) == 200
    until(lambda: sql(f"""SELECT count(*) FROM stripe_event WHERE id = '{event['id']}'
          AND note LIKE '%none of ours%'""") == [["1"]], 30, "it is noted")
    assert credits(account) == 10
    assert sql(f"SELECT count(*) FROM subscription WHERE client_id = '{account}'") == [["0"]]


def test_a_currency_without_minor_units(service, new_account):  # noqa: F811
    account = new_account()
    sql("""INSERT INTO credit_package (code, credits, price, currency) VALUES
        ('pack-yen', 30, 1500, 'JPY') ON CONFLICT DO NOTHING;
        UPDATE credit_package SET is_offered = true WHERE code = 'pack-yen'""")
    try:
        payment = buy_pack(account, service, "pack-yen")
        until(lambda: credits(account) == 40, 30, "the pack is there")
    finally:
        sql("UPDATE credit_package SET is_offered = false WHERE code = 'pack-yen'")
    assert sql(f"SELECT amount, currency FROM payment WHERE client_id = '{account}'") \
        == [["1500", "JPY"]]
    service.refunds.create({"payment_intent": payment, "amount": 750})
    until(lambda: credits(account) == 25, 30, "half of it went back")


def packs(code):
    return sql(f"SELECT id FROM credit_package WHERE code = '{code}' AND is_offered")[0][0]


def order(merchant, code):
    return merchant.post("/settings/billing/plans", "/settings/billing/checkout", pack=packs(code))


def test_when_stripe_is_down_nothing_is_charged_and_later_it_works(merchant):
    order(merchant, "pack-50")
    account = account_of(merchant.email)
    customer = sql(f"SELECT id FROM billing_customer WHERE client_id = '{account}'")[0][0]
    control("POST", "/stripe/faults", {"customer": customer, "kind": "down", "value": 1})
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            order(merchant, "pack-200")
        assert refused.value.code == 503
        assert "Nothing was charged" in refused.value.read().decode()
    finally:
        control("POST", "/stripe/faults", {"customer": customer, "kind": "down", "value": 0})
    _, page = order(merchant, "pack-200")
    assert "Pay $40.00" in page


def test_two_tabs_that_order_at_once_leave_one_to_pay(merchant, service):  # noqa: F811
    order(merchant, "pack-50")
    tabs = [threading.Thread(target=order, args=[merchant, code])
            for code in ["pack-50", "pack-200", "pack-1000"]]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    account = account_of(merchant.email)
    customer = sql(f"SELECT id FROM billing_customer WHERE client_id = '{account}'")[0][0]
    sessions = service.checkout.sessions.list({"customer": customer}).data
    assert len(sessions) == 4
    assert [s.status for s in sessions].count("open") == 1
    assert sql(f"""SELECT count(*) FROM purchase WHERE client_id = '{account}'
        AND state = 'open' AND session IS NOT NULL""") == [["1"]]
