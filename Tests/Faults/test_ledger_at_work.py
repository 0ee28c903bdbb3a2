"""The ledger behind the site: visitors who order, buy and give back, and workers that are killed.

Nothing here speaks to the ledger directly. Each history lasts as long as it may, then everything is
let finish and counted.
"""
import os
import random
import threading
import time
import urllib.error
from pathlib import Path

import httpx
import pytest
from conftest import Merchant, kill_worker
from surroundings import SHOP, sql
from shopper import Shopper, fault, heal
from test_payments import GOOD, reconcile, service  # noqa: F401
from waiting import until

ACCOUNTS, VISITORS, SECONDS = 2, 2, 20
# What each visitor does, in an order of their own: a picture costs this house about a second, and
# many where others use it as well.
ERRANDS = {"order": 3, "change": 1, "retry": 1, "claim": 2, "buy": 3, "refund": 3}
PACK = "pack-50"
TROUBLES = ["block", "no_image", "cut", "cut_after_work", "broken", "not_a_picture", "latency"]


class Visit:
    """What one person does in an account, through the site's forms."""

    def __init__(self, shopper, service, luck):  # noqa: F811
        self.shopper, self.merchant, self.service = shopper, shopper.merchant, service
        self.luck, self.refused, self.done = luck, [], 0
        self.errands = [name for name, times in ERRANDS.items() for _ in range(times)]
        luck.shuffle(self.errands)

    def run(self, begin):
        for place, name in enumerate(self.errands):
            moment = begin + SECONDS * place / len(self.errands)
            until(lambda: time.monotonic() >= moment, SECONDS + 60, "the next errand")
            try:
                getattr(self, name)()
                self.done += 1
            except urllib.error.HTTPError as refused:
                self.refused.append((name, refused.code))

    def some(self, state):
        """A picture of the account in a state, at random; nothing where there is none."""
        found = self.merchant.ask(f"""SELECT id, flow_id FROM asset WHERE client_id = ACCOUNT
            AND state = '{state}' AND approval <> 'rejected' ORDER BY random() LIMIT 1""")
        return found[0] if found else (None, None)

    def order(self):
        self.shopper.order(variants=self.luck.randint(1, 2))

    def retry(self):
        _, flow = self.some("failed")
        if flow:
            self.merchant.post(f"/flows/{flow}", f"/flows/{flow}/retry")

    def change(self):
        asset, _ = self.some("generated")
        if asset:
            self.merchant.post(f"/assets/{asset}", f"/assets/{asset}/change", wish="a warmer light")

    def claim(self):
        asset, _ = self.some("generated")
        if asset:
            self.merchant.post(f"/assets/{asset}", f"/assets/{asset}/claim", reason="Too dark")

    def buy(self):
        pack = sql(f"SELECT id FROM credit_package WHERE code = '{PACK}' AND is_offered")[0][0]
        address, page = self.merchant.post("/settings/billing/plans", "/settings/billing/checkout",
                                           pack=pack)
        if "/stripe/pay/" not in page:
            return
        to_pay = page.split('/stripe/pay/')[1].split('"')[0]
        for _ in range(self.luck.randint(1, 2)):
            httpx.post(f"{SHOP}/stripe/pay/{to_pay}", data={"card": GOOD}, timeout=30)

    def refund(self):
        found = self.merchant.ask("SELECT id, amount - refunded FROM payment "
                                  "WHERE client_id = ACCOUNT AND amount > refunded LIMIT 1")
        if found:
            payment, left = found[0]
            # Of money that went back meanwhile no more can go.
            try:
                self.service.refunds.create(
                    {"payment_intent": payment, "amount": min(int(left), 400)})
            except Exception as refused:
                assert "refund" in str(refused).lower()


def play(visits, luck):
    """All at once, while workers die and the engine is in one trouble after another."""
    begin = time.monotonic()
    threads = [threading.Thread(target=visit.run, args=[begin]) for visit in visits]
    for thread in threads:
        thread.start()
    killed = 0
    while any(thread.is_alive() for thread in threads):
        fault(luck.choice(TROUBLES), times=luck.randint(1, 3), seconds=0.5)
        moment = time.monotonic() + luck.uniform(1, 4)
        until(lambda: time.monotonic() > moment, 5, "a moment at random")
        kill_worker()
        killed += 1
    heal()
    return killed


def finish(clients):
    """Lets everything come to its end, as it does while nobody looks."""
    mine = "client_id IN (" + ", ".join(f"'{client}'" for client in clients) + ")"
    open_jobs = f"""FROM job WHERE {mine} AND state IN ('ready', 'running')
        AND kind IN ('generate-picture', 'edit-picture', 'refresh-stripe')"""

    def is_over():
        # Nobody waits for the pauses between the attempts.
        sql(f"""UPDATE job SET run_at = now() WHERE {mine} AND state = 'ready'
            AND run_at > now()""")
        return not sql(f"SELECT 1 {open_jobs} LIMIT 1")

    until(is_over, 240, "all is done")
    reconcile()
    until(is_over, 60, "all is known")


def nothing(text):
    found = sql(text)
    assert found == [], found[:5]


def check_ledger(client):
    nothing(f"SELECT number, fault FROM credit_fault WHERE client_id = '{client}'")
    assert sql(f"""SELECT least(credits, reserved, owed) >= 0, reserved FROM credit_balance
        WHERE client_id = '{client}'""") == [["t", "0"]], "nothing is set aside for nobody"


def check_pictures(client):
    """Each picture that is there was paid once, and of each that is not the credit came back."""
    nothing(f"""
        SELECT a.id, a.state, r.states FROM asset a CROSS JOIN LATERAL (
          SELECT array_agg(state ORDER BY state) AS states FROM credit_reservation r
          WHERE r.client_id = a.client_id AND (starts_with(r.cause, 'asset/' || a.id || '/')
            OR r.cause = 'edit/' || a.id)) r
        WHERE a.client_id = '{client}' AND NOT CASE a.state
          WHEN 'generated' THEN (SELECT count(*) FROM unnest(r.states) s WHERE s = 'captured') = 1
            AND 'held' <> ALL (r.states)
          WHEN 'failed' THEN 'released' = ALL (r.states)
          ELSE false END""")
    blobs = Path(os.environ["EPOX_BLOBS"])
    files = [row[0] for row in sql(f"SELECT original FROM asset WHERE client_id = '{client}' "
                                   "AND state = 'generated'")]
    assert files and all((blobs / name[:2] / name).exists() for name in files)


def check_payments(client, service):  # noqa: F811
    """What was paid at Stripe brought its credits once, and what went back took its share once."""
    customer = sql(f"SELECT id FROM billing_customer WHERE client_id = '{client}'")[0][0]
    sessions = service.checkout.sessions.list({"customer": customer, "limit": 100}).data
    paid = sorted(s.id for s in sessions if s.payment_status == "paid")
    assert paid == sorted(row[0] for row in sql(f"""
        SELECT p.session FROM purchase p JOIN credit_lot l ON l.client_id = p.client_id
          AND l.source = 'pack' AND l.cause = 'purchase/' || p.id AND l.amount = 50
        WHERE p.client_id = '{client}' AND p.state = 'paid'"""))
    for intent in [s.payment_intent for s in sessions if s.payment_status == "paid"]:
        charge = service.charges.list({"payment_intent": intent}).data[0]
        assert sql(f"SELECT refunded, taken FROM payment WHERE id = '{intent}'") == [[
            str(charge.amount_refunded), str(50 * charge.amount_refunded // charge.amount)]]
    nothing(f"""SELECT kind, cause FROM credit_transaction WHERE client_id = '{client}'
        AND kind IN ('pack', 'take', 'refund') GROUP BY 1, 2 HAVING count(*) > 1""")


@pytest.mark.parametrize("seed", [2026])
def test_no_credit_is_lost_behind_the_site_whichever_worker_dies(service, seed):  # noqa: F811
    heal()
    shoppers = [Shopper(Merchant()) for _ in range(ACCOUNTS)]
    for shopper in shoppers:
        # Few enough that some orders are refused.
        shopper.merchant.ask("SELECT set_config('epox.client_id', ACCOUNT, false), "
                             "credit_take(492, 'test', '')")
    visits = [Visit(shopper, service, random.Random(f"{seed}/{number}"))
              for shopper in shoppers for number in range(VISITORS)]
    killed = play(visits, random.Random(seed))
    clients = [shopper.merchant.client for shopper in shoppers]
    finish(clients)
    refused = [one for visit in visits for one in visit.refused]
    assert {code for _, code in refused} <= {402, 404, 409, 422}, "no visitor met an error of ours"
    done = sum(visit.done for visit in visits)
    assert killed >= 4 and done >= 30, f"{killed} workers died, {done} acts were done"
    for client in clients:
        check_ledger(client)
        check_pictures(client)
        check_payments(client, service)
