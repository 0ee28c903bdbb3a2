"""Tokens that are renewed, refused, or replaced by newer ones of their owner's, which stay."""
import json
import os
import uuid
from pathlib import Path

import pytest
from conftest import control, until
from surroundings import SITE, mail_to


def account(merchant):
    return merchant.ask("SELECT state, credentials FROM store WHERE client_id = ACCOUNT")[0]


def renewal(merchant):
    return merchant.ask("""SELECT state, coalesce(note, '') FROM job WHERE client_id = ACCOUNT
        AND kind = 'renew-token'""")


@pytest.mark.parametrize("kind", ["late", "latency"],
                         ids=["given before and told after", "refused after"])
def test_a_renewal_that_ends_after_a_reconnection_changes_nothing(merchant, kind):
    shop = f"f{uuid.uuid4().hex[:10]}"
    control("POST", "/shopify/shops", {"name": shop})
    merchant.connect_shopify(shop)
    old = account(merchant)[1]
    control("POST", "/shopify/faults", {"shop": shop, "kind": kind, "seconds": 6, "times": 1,
                                        "match": "grant_type"})
    merchant.ask("""UPDATE store SET token_ends_at = now() + interval '5 minutes'
        WHERE client_id = ACCOUNT RETURNING 1""")
    merchant.ask("""
        INSERT INTO job (client_id, kind, payload, unique_key)
        SELECT client_id, 'renew-token', jsonb_build_object('store', upper(id::text)),
          'renew-token/' || id FROM store WHERE client_id = ACCOUNT
        ON CONFLICT DO NOTHING RETURNING 1""")
    until(lambda: renewal(merchant)[0][0] == "running", 30, "the renewal is under way")
    merchant.consent_to_shopify(shop)
    assert renewal(merchant)[0][0] == "running", "the merchant was quicker"
    new = account(merchant)[1]
    assert new != old
    until(lambda: renewal(merchant)[0][0] == "done", 60, "the renewal is over")
    assert account(merchant) == ["connected", new]
    # And they are the ones that the shop knows.
    merchant.start_import()
    until(lambda: merchant.ask("""SELECT 1 FROM import_run WHERE client_id = ACCOUNT
        AND state = 'done'"""), 60, "the products are here")
    assert account(merchant)[0] == "connected"


def renew(merchant):
    merchant.ask("""UPDATE store SET token_ends_at = now() + interval '5 minutes'
        WHERE client_id = ACCOUNT RETURNING 1""")
    merchant.ask("""
        INSERT INTO job (client_id, kind, payload, unique_key)
        SELECT client_id, 'renew-token', jsonb_build_object('store', upper(id::text)),
          'renew-token/' || id FROM store WHERE client_id = ACCOUNT
        ON CONFLICT DO NOTHING RETURNING 1""")


def grants(shop):
    """How often a shop was asked for tokens."""
    lines = Path(os.environ["EPOX_RECORD"]).read_text().split("\n")
    return sum(json.loads(line)["url"].endswith(f"/{shop}/admin/oauth/access_token")
               for line in lines if shop in line)


def test_two_workers_renew_a_token_once(merchant):
    shop = f"f{uuid.uuid4().hex[:10]}"
    control("POST", "/shopify/shops", {"name": shop})
    merchant.connect_shopify(shop)
    asked, old = grants(shop), account(merchant)[1]
    control("POST", "/shopify/faults", {"shop": shop, "kind": "latency", "seconds": 3, "times": 1,
                                        "match": "grant_type"})
    merchant.ask("""UPDATE store SET token_ends_at = now() + interval '5 minutes'
        WHERE client_id = ACCOUNT RETURNING 1""")
    # The key that keeps a second job away is left out here.
    merchant.ask("""INSERT INTO job (client_id, kind, payload)
        SELECT client_id, 'renew-token', jsonb_build_object('store', upper(id::text))
        FROM store, generate_series(1, 3) WHERE client_id = ACCOUNT RETURNING 1""")
    until(lambda: [state for state, _ in renewal(merchant)] == ["done"] * 3, 60, "all are over")
    assert grants(shop) == asked + 1
    assert account(merchant)[0] == "connected" and account(merchant)[1] != old


def test_a_renewal_that_is_refused_asks_the_owner_to_connect_again(merchant):
    shop = f"f{uuid.uuid4().hex[:10]}"
    control("POST", "/shopify/shops", {"name": shop})
    merchant.connect_shopify(shop)
    control("POST", "/shopify/faults", {"shop": shop, "kind": "status", "status": 401, "times": 0,
                                        "match": "grant_type"})
    renew(merchant)
    until(lambda: renewal(merchant)[0][0] == "parked", 30, "the renewal is given up")
    assert account(merchant)[0] == "needs reconnection"
    assert "Needs reconnection" in merchant.get("/store")
    assert f"{SITE}/store/connect" in mail_to(merchant.email, about="until you connect it again")
    # The merchant's consent mends it.
    merchant.consent_to_shopify(shop)
    assert account(merchant)[0] == "connected"


def test_a_shop_that_is_ill_while_a_token_is_renewed_is_asked_again(merchant):
    shop = f"f{uuid.uuid4().hex[:10]}"
    control("POST", "/shopify/shops", {"name": shop})
    merchant.connect_shopify(shop)
    old = account(merchant)[1]
    control("POST", "/shopify/faults", {"shop": shop, "kind": "status", "status": 503, "times": 3,
                                        "match": "grant_type"})
    renew(merchant)
    until(lambda: account(merchant)[1] != old, 60, "the new pair is kept")
    assert account(merchant)[0] == "connected"
