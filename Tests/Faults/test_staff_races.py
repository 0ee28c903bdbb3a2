"""Staff who attack the rules of their own desk: the second pair of eyes, forms, sums beyond all."""
import os
import re
import subprocess
import threading
import uuid
from pathlib import Path

import httpx
import pytest
from surroundings import SITE, account_of, control, sql
from test_bad_money import buy_pack
from test_payments import credits, new_account, quiet, service  # noqa: F401
from waiting import until

EPOX = Path(__file__).parents[2] / ".build/release/epox"


class Staff:
    """A member of staff, who may be signed in several times."""

    def __init__(self):
        self.email = f"staff-{uuid.uuid4().hex[:10]}@epox.example"
        told = subprocess.run([EPOX, "create-admin", self.email, "Staff"], env=os.environ,
                              check=True, capture_output=True, text=True).stdout
        self.password = re.search(r"now (\S+)", told).group(1)

    def desk(self):
        """A session of its own."""
        desk = httpx.Client(base_url=SITE, follow_redirects=True, timeout=60)
        desk.post("/admin/login", data={
            "csrf": token(desk.get("/admin/login")), "email": self.email,
            "password": self.password})
        desk.token = token(desk.get("/admin/audit"))
        return desk


def token(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.text).group(1)


def move(desk, account, amount, reason="For the test", act=None):
    return desk.post(f"/admin/accounts/{account}/credits", data={
        "csrf": desk.token, "act": act or str(uuid.uuid4()), "credits": str(amount),
        "reason": reason})


def decide(desk, request, decision="approve"):
    return desk.post(f"/admin/requests/{request}/decision",
                     data={"csrf": desk.token, "decision": decision})


def at_once(*acts):
    """Lets all act at the same moment: the status that each was answered with."""
    gate, told = threading.Barrier(len(acts)), [None] * len(acts)

    def act(place):
        gate.wait()
        told[place] = acts[place]().status_code

    threads = [threading.Thread(target=act, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def sound(account):
    return sql(f"SELECT fault FROM credit_fault WHERE client_id = '{account}'") == []


@pytest.fixture
def account(new_account):  # noqa: F811
    return new_account()


@pytest.fixture(scope="module")
def asker():
    return Staff()


@pytest.fixture(scope="module")
def others():
    """Two desks of two other members of staff."""
    return [Staff().desk(), Staff().desk()]


@pytest.fixture
def request_(asker, account):
    """A grant of 5,000 that waits for somebody else."""
    act = str(uuid.uuid4())
    assert move(asker.desk(), account, 5000, act=act).status_code == 200
    assert credits(account) == 10
    return act


def decided(request):
    return sql(f"SELECT coalesce(is_approved::text, 'open') FROM credit_request "
               f"WHERE id = '{request}'")[0][0]


def test_no_session_of_who_asked_approves(asker, account, request_):
    for desk in (asker.desk(), asker.desk()):
        answer = decide(desk, request_)
        assert answer.status_code == 403 and "Somebody else has to approve" in answer.text
    assert (credits(account), decided(request_)) == (10, "open")
    assert decide(asker.desk(), request_, "refuse").status_code == 200, "but may take it back"
    assert (credits(account), decided(request_)) == (10, "false")


def test_two_who_approve_at_once_grant_it_once(others, account, request_):
    told = at_once(*[lambda desk=desk: decide(desk, request_) for desk in others * 2])
    assert sorted(set(told)) in ([200, 404], [200, 409], [200, 404, 409]) and told.count(200) == 1
    assert credits(account) == 5010 and sound(account)
    assert sql(f"""SELECT count(*) FROM audit_event WHERE client_id = '{account}'
        AND action = 'admin.credits'""") == [["1"]]


def test_approved_and_withdrawn_at_once_is_one_of_both(asker, others, account, request_):
    told = at_once(lambda: decide(others[0], request_),
                   lambda: decide(asker.desk(), request_, "refuse"))
    assert told.count(200) == 1
    assert (credits(account), decided(request_)) in ((5010, "true"), (10, "false"))
    assert sound(account)


def test_many_at_once_do_not_slip_below_the_limit(asker, account):
    desk = asker.desk()
    told = at_once(*[lambda: move(desk, account, 300) for _ in range(6)])
    assert set(told) == {200}
    assert credits(account) == 310, "one of them; the others wait for a second pair of eyes"
    assert sql(f"""SELECT count(*) FROM credit_request WHERE client_id = '{account}'
        AND decided_at IS NULL""") == [["5"]]


@pytest.mark.parametrize("amount", [
    "0", "-0", "1000001", "-1000001", "9223372036854775808", "1e3", "1.5", "٣", "0x10", "1,000",
    ""])
def test_sums_that_are_none_move_nothing(asker, account, amount):
    assert move(asker.desk(), account, amount).status_code == 422
    assert credits(account) == 10
    assert sql(f"SELECT 1 FROM credit_request WHERE client_id = '{account}'") == []


def test_what_no_account_can_hold_is_refused_in_words(others, account):
    sql(f"""SELECT set_config('epox.client_id', '{account}', false),
        credit_add('grant', 2147483000, 'for the test', NULL, '')""")
    answer = move(others[0], account, 500, act=str(uuid.uuid4()))
    assert answer.status_code == 200
    answer = move(others[1], account, 500)
    assert answer.status_code == 409 and "No account can hold" in answer.text
    assert credits(account) == 2147483510 and sound(account)


def test_a_million_that_is_taken_back_is_owed(asker, others, account):
    act = str(uuid.uuid4())
    move(asker.desk(), account, -1_000_000, act=act)
    assert credits(account) == 10
    assert decide(others[0], act).status_code == 200
    assert sql(f"SELECT credits, owed FROM credit_balance WHERE client_id = '{account}'") \
        == [["0", "999990"]]
    assert sound(account)


def test_forms_without_the_desk_s_own_token_move_nothing(asker, others, account, request_):
    desk, other = asker.desk(), others[0]
    for word in ("", "x", asker.desk().token, other.token):
        for path, form in [
            (f"/admin/accounts/{account}/credits",
             {"act": str(uuid.uuid4()), "credits": "5", "reason": "x"}),
            (f"/admin/accounts/{account}/plan", {"plan": "enterprise"}),
            ("/admin/reconciliation", {}),
            ("/admin/shelf", {"thing": "withdrawal", "code": "pack-50"}),
            ("/admin/shelf/claims", {"percent": "100", "least": "1", "days": "1", "score": "1"}),
        ]:
            assert desk.post(path, data=form | {"csrf": word}).status_code == 403, path
    answer = other.post(f"/admin/requests/{request_}/decision",
                        data={"csrf": desk.token, "decision": "approve"})
    assert answer.status_code == 403
    assert (credits(account), decided(request_)) == (10, "open")


def test_who_is_no_longer_staff_is_out_at_once(account):
    gone = Staff()
    desk = gone.desk()
    sql(f"UPDATE person SET is_administrator = false WHERE email = '{gone.email}'")
    assert move(desk, account, 5).status_code == 401
    assert desk.get(f"/admin/accounts/{account}").url.path == "/admin/login"
    assert credits(account) == 10


def test_a_replay_by_two_at_once_changes_nothing(service, others, account):  # noqa: F811
    buy_pack(account, service)
    until(lambda: credits(account) == 210, 30, "the pack is there")
    quiet(account)
    events = [row[0] for row in sql(f"""SELECT id FROM stripe_event WHERE client_id = '{account}'
        AND object <> ''""")]
    assert events
    for event in events:
        told = at_once(*[
            lambda desk=desk: desk.post(f"/admin/stripe/{event}/replay", data={"csrf": desk.token})
            for desk in others * 2])
        assert set(told) == {200}
    quiet(account)
    assert credits(account) == 210 and sound(account)
    assert sql(f"""SELECT 1 FROM stripe_event WHERE client_id = '{account}' AND object <> ''
        AND applied_at IS NULL""") == []
    answer = others[0].post("/admin/stripe/evt_of_nobody/replay", data={"csrf": others[0].token})
    assert answer.status_code == 409 and "about nothing here" in answer.text


def test_yen_go_back_as_yen(service, others, account):  # noqa: F811
    sql("""INSERT INTO credit_package (code, credits, price, currency) VALUES
        ('pack-yen', 30, 1500, 'JPY') ON CONFLICT DO NOTHING;
        UPDATE credit_package SET is_offered = true WHERE code = 'pack-yen'""")
    try:
        payment = buy_pack(account, service, "pack-yen")
        until(lambda: credits(account) == 40, 30, "the pack is there")
    finally:
        sql("UPDATE credit_package SET is_offered = false WHERE code = 'pack-yen'")

    def give_back(amount, before):
        return others[0].post(f"/admin/payments/{payment}/refund", data={
            "csrf": others[0].token, "back": str(before), "amount": amount})

    for wrong in ("7.5", "750.00", "0", "-750", "1501"):
        answer = give_back(wrong, 0)
        assert answer.status_code == 422 and "¥1,500 is left" in answer.text, wrong
    assert give_back("750", 0).status_code == 200
    until(lambda: credits(account) == 25, 30, "half of it went back")
    assert sql(f"SELECT refunded FROM payment WHERE id = '{payment}'") == [["750"]]


def test_a_shelf_that_two_change_at_once_has_one_version_of_each(others):
    code = f"pack-{uuid.uuid4().hex[:8]}"
    sql(f"""INSERT INTO credit_package (code, credits, price, position)
        VALUES ('{code}', 5, 100, 99)""")
    try:
        told = at_once(*[
            lambda desk=desk, price=price: desk.post("/admin/shelf", data={
                "csrf": desk.token, "thing": "pack", "code": code, "credits": "5",
                "price": str(price)})
            for price, desk in enumerate(others * 2, 101)])
        assert set(told) <= {200, 409}, told
        versions = sql(f"""SELECT version, is_offered FROM credit_package WHERE code = '{code}'
            ORDER BY version""")
        assert [int(v) for v, _ in versions] == list(range(1, len(versions) + 1))
        assert [offered for _, offered in versions] == ["f"] * (len(versions) - 1) + ["t"]
        assert len(versions) == 1 + told.count(200)
    finally:
        sql(f"UPDATE credit_package SET is_offered = false WHERE code = '{code}'")
