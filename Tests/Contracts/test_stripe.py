"""Stripe's wire, as the sandbox answers it: its official library must be at home there."""
import json
import os
import time
import uuid

import httpx
import pytest
import stripe
from listener import Listener
from surroundings import SHOP as SANDBOX
from surroundings import SITE, control

KEY = os.environ["SANDBOX_STRIPE_KEY"]
SECRET = os.environ["SANDBOX_STRIPE_SECRET"]
GOOD, DECLINED, POOR = "4242 4242 4242 4242", "4000000000000002", "4000000000009995"
ASKS, LATER, BANK = "4000002500003155", "4000000000000341", "000123456789"


@pytest.fixture
def service():
    # The library asks for a host of its own name; ours stands elsewhere.
    return stripe.StripeClient(KEY, base_addresses={"api": SANDBOX}, max_network_retries=0).v1


@pytest.fixture
def customer(service):
    return service.customers.create({"email": "a@b.example", "name": "Nordlys",
                                     "metadata": {"workspace": uuid.uuid4().hex}})


def session_for(service, customer, recurring=None, amount=4000, **more):
    price = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "Credits"}}
    if recurring:
        price["recurring"] = {"interval": recurring}
    return service.checkout.sessions.create({
        "mode": "subscription" if recurring else "payment", "customer": customer.id,
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": "http://127.0.0.1/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1/no"} | more)


def pay(session, card, **more):
    return httpx.post(session.url, data={"card": card} | more)


def subscribe(service, customer, recurring="month", card=GOOD):
    session = session_for(service, customer, recurring)
    pay(session, card)
    session = service.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    return session.subscription


def events(service, customer):
    return [e for e in service.events.list({"limit": 100}).data
            if e.data.object.to_dict().get("customer") == customer.id]


def test_a_pack_is_bought_on_the_hosted_page(service, customer):
    session = session_for(service, customer, invoice_creation={"enabled": True},
                          payment_intent_data={"metadata": {"purchase": "p1"}})
    assert (session.status, session.payment_status) == ("open", "unpaid")
    answer = pay(session, GOOD)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://127.0.0.1/back?session={session.id}"
    session = service.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (session.status, session.payment_status) == ("complete", "paid")
    assert session.payment_intent.metadata["purchase"] == "p1"
    assert session.payment_intent.status == "succeeded"
    bill = service.invoices.retrieve(session.invoice)
    assert bill.status == "paid" and bill.amount_paid == 4000
    assert httpx.get(bill.invoice_pdf).content.startswith(b"%PDF-")
    assert bill.number in httpx.get(bill.hosted_invoice_url).text
    link = service.invoice_payments.list({"payment": {
        "type": "payment_intent", "payment_intent": session.payment_intent.id}})
    assert [entry.invoice for entry in link.data] == [bill.id]


@pytest.mark.parametrize("card", [DECLINED, POOR, "1234"])
def test_a_refused_card_leaves_the_session_open(service, customer, card):
    session = session_for(service, customer)
    answer = pay(session, card)
    assert answer.status_code == 402 and "payment-problem" in answer.text
    assert service.checkout.sessions.retrieve(session.id).status == "open"


def test_authentication_can_be_completed_or_fail(service, customer):
    session = session_for(service, customer)
    assert "Is it you" in pay(session, ASKS).text
    assert pay(session, ASKS, authenticated="no").status_code == 402
    assert pay(session, ASKS, authenticated="yes").status_code == 303


def test_a_bank_pays_later_or_never(service, customer):
    for arrives, kind in [(True, "succeeded"), (False, "failed")]:
        session = session_for(service, customer)
        pay(session, BANK)
        session = service.checkout.sessions.retrieve(session.id)
        assert (session.status, session.payment_status) == ("complete", "unpaid")
        control("POST", "/stripe/money", {"session": session.id, "arrives": arrives})
        session = service.checkout.sessions.retrieve(session.id)
        assert session.payment_status == ("paid" if arrives else "unpaid")
        assert f"checkout.session.async_payment_{kind}" in {
            e.type for e in events(service, customer)}


def test_a_purchase_has_its_bill_when_the_bank_has_paid_and_not_before(service, customer):
    for arrives in (True, False):
        session = session_for(service, customer, invoice_creation={"enabled": True})
        pay(session, BANK)
        assert service.checkout.sessions.retrieve(session.id).invoice is None
        control("POST", "/stripe/money", {"session": session.id, "arrives": arrives})
        bill = service.checkout.sessions.retrieve(session.id).invoice
        assert bool(bill) == arrives
        assert not bill or service.invoices.retrieve(bill).status == "paid"


def test_a_plan_that_a_bank_pays_begins_later_or_is_forgotten(service, customer):
    for arrives, status, bill in [(True, "active", "paid"), (False, "incomplete_expired", "void")]:
        subscription = subscribe(service, customer, card=BANK)
        assert subscription.status == "incomplete"
        link = service.invoice_payments.list({"invoice": subscription.latest_invoice}).data[0]
        intent = service.payment_intents.retrieve(link.payment.payment_intent)
        assert (link.status, intent.status) == ("open", "processing")
        session = service.checkout.sessions.list({"customer": customer.id}).data[0].id
        control("POST", "/stripe/money", {"session": session, "arrives": arrives})
        if not arrives:
            assert service.payment_intents.retrieve(intent.id).status == "requires_payment_method"
            control("POST", "/stripe/renewals", {"subscription": subscription.id})
        assert service.subscriptions.retrieve(subscription.id).status == status
        assert service.invoices.retrieve(subscription.latest_invoice).status == bill
        assert len(service.invoice_payments.list({"invoice": subscription.latest_invoice}).data) == 1


def test_a_subscription_renews_and_ends(service, customer):
    subscription = subscribe(service, customer)
    item = subscription["items"].data[0]
    assert subscription.status == "active"
    assert 27 * 86400 < item.current_period_end - item.current_period_start < 32 * 86400
    control("POST", "/stripe/renewals", {"subscription": subscription.id})
    renewed = service.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
    assert renewed["items"].data[0].current_period_start == item.current_period_end
    assert renewed.latest_invoice.billing_reason == "subscription_cycle"
    parent = renewed.latest_invoice.parent.subscription_details
    assert parent.subscription == subscription.id
    service.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    control("POST", "/stripe/renewals", {"subscription": subscription.id})
    assert service.subscriptions.retrieve(subscription.id).status == "canceled"


def test_an_upgrade_is_billed_at_once(service, customer):
    subscription = subscribe(service, customer)
    price = service.prices.create({"currency": "usd", "unit_amount": 9000, "lookup_key":
                                   uuid.uuid4().hex, "recurring": {"interval": "month"},
                                   "product_data": {"name": "Pro"}})
    item = subscription["items"].data[0].id
    changed = service.subscriptions.update(subscription.id, {
        "items": [{"id": item, "price": price.id}], "proration_behavior": "always_invoice",
        "payment_behavior": "error_if_incomplete"})
    assert changed["items"].data[0].price.id == price.id
    bill = service.invoices.retrieve(changed.latest_invoice)
    assert bill.billing_reason == "subscription_update" and 4900 <= bill.amount_paid <= 5000
    assert service.prices.list({"lookup_keys": [price.lookup_key]}).data[0].id == price.id


def test_a_card_that_fails_later_is_replaced_in_the_portal(service, customer):
    subscription = subscribe(service, customer, card=LATER)
    control("POST", "/stripe/renewals", {"subscription": subscription.id})
    assert service.subscriptions.retrieve(subscription.id).status == "past_due"
    assert "invoice.payment_failed" in {e.type for e in events(service, customer)}
    portal = service.billing_portal.sessions.create(
        {"customer": customer.id, "return_url": "http://127.0.0.1/settings"})
    httpx.post(portal.url, data={"act": "card", "card": GOOD})
    assert service.subscriptions.retrieve(subscription.id).status == "active"
    httpx.post(portal.url, data={"act": "cancel", "subscription": subscription.id})
    assert service.subscriptions.retrieve(subscription.id).cancel_at_period_end


def test_money_goes_back_in_parts_and_not_twice(service, customer):
    session = session_for(service, customer)
    pay(session, GOOD)
    intent = service.checkout.sessions.retrieve(session.id).payment_intent
    assert service.refunds.create({"payment_intent": intent, "amount": 1000}).status == "succeeded"
    assert service.refunds.create({"payment_intent": intent}).amount == 3000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        service.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"


def test_a_call_said_twice_happens_once(service):
    options = {"idempotency_key": uuid.uuid4().hex}
    first = service.customers.create({"name": "One"}, options)
    assert service.customers.create({"name": "One"}, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        service.customers.create({"name": "Two"}, options)


def test_what_is_wrong_is_said_as_stripe_says_it(service, customer):
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_test_wrong", base_addresses={"api": SANDBOX}).v1.events.list()
    with pytest.raises(stripe.InvalidRequestError) as missing:
        session_for(service, type("Nobody", (), {"id": "cus_nobody"}))
    assert missing.value.code == "resource_missing" and missing.value.param == "customer"
    session = session_for(service, customer)
    assert service.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        service.checkout.sessions.expire(session.id)


def test_lists_have_pages(service, customer):
    for _ in range(3):
        session_for(service, customer)
    first = service.checkout.sessions.list({"customer": customer.id, "limit": 2})
    assert len(first.data) == 2 and first.has_more
    rest = service.checkout.sessions.list(
        {"customer": customer.id, "limit": 2, "starting_after": first.data[-1].id})
    assert len(rest.data) == 1 and not rest.has_more


def test_the_library_believes_the_signature(listener, service, customer):
    session = session_for(service, customer)
    pay(session, GOOD)
    heard = listener.wait_for(lambda body: body["type"] == "checkout.session.completed"
                              and body["data"]["object"]["id"] == session.id)
    signature = heard.headers["stripe-signature"]
    event = stripe.Webhook.construct_event(heard.body, signature, listener.secret)
    assert event.type == "checkout.session.completed"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(heard.body + b" ", signature, listener.secret)


def test_we_believe_what_the_library_signs():
    event = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": "invoice.paid",
             "livemode": False, "data": {"object": {"id": "in_none", "customer": "cus_none"}}}
    body, moment = json.dumps(event), int(time.time())
    signed = stripe.WebhookSignature._compute_signature(f"{moment}.{body}", SECRET)

    def deliver(text):
        return httpx.post(f"{SITE}/webhooks/stripe", content=text, headers={
            "Stripe-Signature": f"t={moment},v1={signed}"}).status_code

    assert deliver(body) == 200
    assert deliver(body + " ") == 401


@pytest.fixture
def listener(service):
    found = Listener()
    made = service.webhook_endpoints.create(
        {"url": found.url, "enabled_events": ["checkout.session.completed"]})
    found.secret = made.secret
    yield found
    found.close()
