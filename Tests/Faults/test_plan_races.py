"""Two owners who change the plan at the same moment: one after the other, and each change once."""
import os
import re
import subprocess
import threading
import urllib.error
import uuid

import httpx
import pytest
from conftest import Merchant
from surroundings import SITE, control, sql
from test_payments import GOOD, reconcile, service, settle  # noqa: F401
from waiting import until

PLANS, CHECKOUT = "/settings/billing/plans", "/settings/billing/checkout"


class Owner(Merchant):
    """Somebody who owns an account, and what the page of plans put into their browser."""

    def look(self):
        """Loads the page of plans, as both do before one of them clicks."""
        page = self.get(PLANS)
        self.token = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
        self.acts = dict(re.findall(
            r'name="plan" value="([^"]+)".*?name="act" value="([^"]+)"', page, re.S))

    def choose(self, code):
        """Clicks; what the next page says."""
        plan = plan_of(code)
        data = httpx.QueryParams({"csrf": self.token, "plan": plan, "every": "month",
                                  "act": self.acts.get(plan, str(uuid.uuid4()))})
        try:
            with self.web.open(SITE + CHECKOUT, str(data).encode(), timeout=90) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.read().decode()


class Pair:
    """Two owners of one account, which has a plan."""

    def __init__(self, service, code):  # noqa: F811
        self.service, self.first, self.second = service, Owner(), Owner()
        self.client = self.first.client
        sql(f"""DELETE FROM subscription WHERE client_id = '{self.client}';
            INSERT INTO membership (client_id, person_id, role)
              SELECT '{self.client}', id, 'owner' FROM person WHERE email = '{self.second.email}';
            UPDATE session s SET client_id = '{self.client}' FROM person p
              WHERE p.id = s.person_id AND p.email = '{self.second.email}'""")
        _, page = self.first.post(PLANS, CHECKOUT, plan=plan_of(code), every="month")
        httpx.post(re.search(r'href="([^"]+/stripe/pay/[^"]+)"', page).group(1),
                   data={"card": GOOD})
        self.name = until(lambda: sql(f"""SELECT id FROM subscription
            WHERE client_id = '{self.client}' AND paid_until IS NOT NULL"""), 30, "it is paid")[0][0]
        self.customer = sql(
            f"SELECT id FROM billing_customer WHERE client_id = '{self.client}'")[0][0]
        self.settle()

    def settle(self):
        settle(self.client, self.customer)

    def at_once(self, *acts):
        """Lets both act at the same moment: what each of them read afterwards."""
        gate, told = threading.Barrier(len(acts)), [None] * len(acts)

        def act(place):
            gate.wait()
            told[place] = acts[place]()

        threads = [threading.Thread(target=act, args=[place]) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.settle()
        return told

    def both_choose(self, one, other):
        self.first.look()
        self.second.look()
        return self.at_once(lambda: self.first.choose(one), lambda: self.second.choose(other))

    @property
    def plans(self):
        """The plan in force, and the one that waits."""
        return sql(f"""SELECT p.code, coalesce(n.code, '') FROM subscription s
            JOIN plan p ON p.id = s.plan_id LEFT JOIN plan n ON n.id = s.next_plan_id
            WHERE s.id = '{self.name}'""")[0]

    @property
    def at_stripe(self):
        """The plan that Stripe will bill next."""
        price = self.service.subscriptions.retrieve(self.name)["items"].data[0].price
        return sql(f"SELECT code FROM plan WHERE id = '{price.metadata['plan']}'")[0][0]

    @property
    def extra(self):
        """What was billed besides the first month."""
        return [int(row[0]) for row in sql(f"""SELECT amount FROM bill
            WHERE client_id = '{self.client}' ORDER BY issued_at, amount OFFSET 1""")]

    @property
    def credits(self):
        return int(sql(f"SELECT credits FROM credit_balance WHERE client_id = '{self.client}'")
                   [0][0])

    def check(self):
        """Whatever happened: it is the same here as at Stripe, and no credit is unaccounted for."""
        force, following = self.plans
        assert self.at_stripe == (following or force)
        bills = self.service.invoices.list({"customer": self.customer}).data
        assert sorted(bill.total for bill in bills) == sorted(int(row[0]) for row in sql(
            f"SELECT amount FROM bill WHERE client_id = '{self.client}'"))
        assert sql(f"SELECT fault FROM credit_fault WHERE client_id = '{self.client}'") == []
        assert sql(f"""SELECT 1 FROM job WHERE client_id = '{self.client}'
            AND kind = 'keep-waiting-plan' AND state IN ('ready', 'running')""") == []


def plan_of(code):
    return sql(f"SELECT id FROM plan WHERE code = '{code}' AND is_offered")[0][0]


def keys(subscription):
    """The names under which Stripe was told to change a subscription."""
    done = subprocess.run(
        ["psql", "-XAtq", os.environ["SANDBOX_DATABASE"], "-c",
         f"SELECT key FROM stripe_answer WHERE key LIKE 'change/{subscription}/%' ORDER BY at"],
        capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.fixture
def pair(service):  # noqa: F811
    return Pair(service, "basic")


def about(amount, wanted):
    """Within the seconds that the test itself takes."""
    return wanted - 100 <= amount <= wanted


def test_two_owners_who_choose_the_same_larger_plan_pay_for_it_once(pair):
    told = pair.both_choose("pro", "pro")
    assert sorted("You have Pro now." in page for page in told) == [False, True]
    assert any("You have this plan already." in page for page in told)
    assert pair.plans == ["pro", ""]
    assert len(pair.extra) == 1 and about(pair.extra[0], 10_000)
    assert 495 <= pair.credits - 500 <= 500
    assert len(keys(pair.name)) == 1
    pair.check()


def test_one_owner_who_clicks_twice_says_the_same_act_twice(pair):
    pair.first.look()
    pair.at_once(lambda: pair.first.choose("pro"), lambda: pair.first.choose("pro"))
    assert pair.plans == ["pro", ""]
    assert len(pair.extra) == 1 and about(pair.extra[0], 10_000)
    assert len(keys(pair.name)) == 1
    assert pair.first.acts[plan_of("pro")] in keys(pair.name)[0].lower()
    pair.check()


def test_two_owners_who_choose_different_larger_plans_pay_for_the_largest_once(pair):
    pair.both_choose("pro", "business")
    assert pair.plans in (["business", ""], ["business", "pro"])
    assert about(sum(pair.extra), 35_000), "whichever was first"
    assert 1990 <= pair.credits - 500 <= 2000
    assert len(keys(pair.name)) == len(set(keys(pair.name))) == 2, "each of them once"
    pair.check()


def test_more_and_less_at_once_end_in_more_now_and_less_later_or_in_more(service):  # noqa: F811
    pair = Pair(service, "pro")
    pair.both_choose("business", "basic")
    assert pair.plans in (["business", "basic"], ["business", ""])
    assert len(pair.extra) == 1 and about(pair.extra[0], 25_000)
    assert 1990 <= pair.credits - 500 <= 2000
    assert len(keys(pair.name)) == len(set(keys(pair.name)))
    pair.check()


def cancel(pair):
    """Cancels at Stripe's own page, of which nothing is known here yet."""
    portal = pair.service.billing_portal.sessions.create(
        {"customer": pair.customer, "return_url": SITE})
    httpx.post(portal.url, data={"act": "cancel", "subscription": pair.name})


def ends(pair):
    """Whether it ends with its period, here and at Stripe."""
    return [sql(f"SELECT ends_with_period FROM subscription WHERE id = '{pair.name}'") == [["t"]],
            pair.service.subscriptions.retrieve(pair.name).cancel_at_period_end]


def test_one_cancels_while_the_other_takes_more(pair):
    pair.second.look()
    pair.at_once(lambda: cancel(pair), lambda: pair.second.choose("pro"))
    assert pair.plans == ["pro", ""]
    assert about(sum(pair.extra), 10_000) and len(pair.extra) == 1
    assert ends(pair) in ([True, True], [False, False]), "whichever was last, here as at Stripe"
    pair.check()


def test_who_takes_more_goes_on_though_nothing_is_known_yet_of_an_end(pair):
    control("POST", "/stripe/faults", {"customer": pair.customer, "kind": "lost", "value": 1})
    try:
        cancel(pair)
        pair.second.look()
        assert "You have Pro now." in pair.second.choose("pro")
        assert ends(pair) == [False, False]
    finally:
        control("POST", "/stripe/faults", {"customer": pair.customer, "kind": "lost", "value": 0})
    reconcile()
    pair.settle()
    pair.check()


def test_a_plan_that_ended_a_moment_ago_is_not_changed(pair):
    control("POST", "/stripe/faults", {"customer": pair.customer, "kind": "lost", "value": 1})
    try:
        pair.service.subscriptions.cancel(pair.name)
        pair.second.look()
        assert "Your plan ended a moment ago." in pair.second.choose("pro")
        assert "/stripe/pay/" in pair.second.choose("pro"), "chosen again, it is a new order"
        assert (pair.extra, keys(pair.name)) == ([], [])
    finally:
        control("POST", "/stripe/faults", {"customer": pair.customer, "kind": "lost", "value": 0})
