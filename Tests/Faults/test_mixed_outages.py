"""Paid engines that fail in several ways, in turns and at once: nobody pays twice or waits for ever."""
import html
import os

import pytest
from shopper import FALLBACK, MODEL, READER, Shopper, all_calls, calls, fault, well_again
from surroundings import control, sql
from waiting import until

pytestmark = pytest.mark.usefixtures("well")

SLOW = int(os.environ["EPOX_GEMINI_TIMEOUT"]) + 4
TRUE = ("did not arrive", "does not answer", "quota of today", "is overloaded", "has no such model",
        "does not take this installation's key")


def ends(shopper):
    """How the calls for each picture ended."""
    rows = shopper.merchant.ask("""
        SELECT string_agg(state, ' ' ORDER BY id) FROM engine_call
        WHERE client_id = ACCOUNT AND purpose LIKE 'asset/%' GROUP BY purpose""")
    return [row[0].split() for row in rows]


def is_even(shopper, made):
    """Each picture was asked for until it came or was lost, and is paid once; other credits came back."""
    assert shopper.credits == 500 - made
    for states in ends(shopper):
        assert set(states[:-1]) <= {"away"} and states[-1] in ("answered", "lost"), states
    assert sum(states[-1] == "answered" for states in ends(shopper)) == made
    lost = sum(states[-1] == "lost" for states in ends(shopper))
    until(lambda: len(asked(shopper)) == sum(map(len, ends(shopper))), 40, "all is written down")
    assert sum(c["status"] == 200 for c in asked(shopper)) <= made + lost


def asked(shopper):
    """The calls about this shop's product; slow ones are written down when they are over."""
    return [call for call in calls() if shopper.name in call["prompt"]]


def test_one_model_slow_one_used_up_and_the_key_of_a_third_wrong_at_once(shopper):
    fault("latency", model=MODEL, seconds=SLOW, times=0)
    fault("quota", model=FALLBACK, times=0)
    fault("key", model=READER, times=0)
    shopper.upload()
    first = shopper.order(variants=4)
    assets = shopper.finished(first, 90)
    assert [a["state"] for a in assets] == ["failed"] * 4
    assert all("did not arrive" in a["reason"] for a in assets)
    assert shopper.credits == 500
    until(lambda: len(asked(shopper)) == 4, 40, "each was asked for once")

    # The slow one is closed now, so the other one is asked, at most once each, and then nobody.
    second = shopper.order(variants=3)
    # One may go alone to see whether the slow one is back.
    waiting = until(lambda: len(w := shopper.waiting(second)) >= 2 and w, 40, "two or three wait")
    assert all(any(words in a["reason"] for words in TRUE) for a in waiting)
    assert sum(c["model"] == FALLBACK for c in calls()) in (1, 2, 3)
    assert sql(f"""SELECT model, kind FROM engine_health WHERE kind IN ('quota', 'key')
        ORDER BY model""") == [[FALLBACK, "quota"], [f"{READER}, aside", "key"]]

    control("DELETE", "/faults?vendor=gemini")
    well_again()
    assets = shopper.finished(second, 90)
    made = sum(a["state"] == "generated" for a in assets)
    assert made >= 2
    assert all(a["state"] == "generated" or "did not arrive" in a["reason"] for a in assets)
    is_even(shopper, made)


def test_an_order_outlives_one_outage_after_the_other_and_is_made_once(shopper):
    flow = None
    for kind, words in [("overload", "is overloaded"), ("quota", "quota of today"),
                        ("key", "does not take this installation's key"),
                        ("model", "has no such model")]:
        control("DELETE", "/faults?vendor=gemini")
        fault(kind, times=0)
        if flow is None:
            flow = shopper.order()
        else:
            sql("UPDATE engine_health SET closed_until = now() WHERE closed_until IS NOT NULL")

        def says_so():
            sql("""UPDATE job SET run_at = now()
                WHERE state = 'ready' AND kind = 'generate-picture'""")
            asset = shopper.assets(flow)[0]
            return asset["state"] == "pending" and words in asset["reason"]

        until(says_so, 60, f"the merchant reads that Gemini {words}")
        assert words in html.unescape(shopper.merchant.get(f"/flows/{flow}"))
        assert shopper.credits == 499, "the credit is set aside, no more"
    well_again()
    asset = shopper.finished(flow)[0]
    assert (asset["state"], asset["engine"], asset["reason"]) == ("generated", "ai", "")
    is_even(shopper, 1)


def test_models_that_change_places_in_failing_serve_in_turns(merchant):
    shopper = Shopper(merchant, when_away="built-in")
    for ill, well in [(MODEL, FALLBACK), (FALLBACK, MODEL)]:
        control("DELETE", "/faults?vendor=gemini")
        sql("UPDATE engine_health SET closed_until = now() WHERE closed_until IS NOT NULL")
        fault("model", model=ill, times=0)
        before = len(calls())
        assert shopper.one()["engine"] == "ai"
        assert (well, 200) in [(c["model"], c["status"]) for c in calls()[before:]]
    # Both at once, each in its way: then the built-in engine does it, as the account wishes.
    fault("quota", model=MODEL, times=0)
    before = len(all_calls())
    assets = shopper.finished(shopper.order(variants=2))
    assert [a["engine"] for a in assets] == ["built-in"] * 2
    assert shopper.credits == 496
    assert not any(c["status"] == 200 for c in all_calls()[before:] if c["model"] != READER)


def test_a_wrong_key_stops_all_and_the_slow_answer_before_it_is_paid_once(shopper):
    fault("latency", model=MODEL, seconds=5, times=1)
    slow = shopper.order()
    # Begun is written down before it is sent; the key must hold until it has arrived.
    until(lambda: control("GET", "/models/gemini")["faults"][0]["seen"], 20, "the call is there")
    fault("key", times=0)
    flow = shopper.order(variants=2)
    assert len(until(lambda: len(w := shopper.waiting(flow)) == 2 and w, 30, "they wait")) == 2
    # The answer that was under way still comes; it was asked with the key that held then.
    assert shopper.finished(slow)[0]["state"] == "generated"
    well_again()
    assert [a["engine"] for a in shopper.finished(flow)] == ["ai"] * 2
    is_even(shopper, 3)


def test_a_connection_that_breaks_off_costs_its_picture_alone(shopper):
    """One answer breaks off after the work, one is no answer, one is an overload that passes."""
    fault("cut_after_work", match="Picture 2 of 4")
    fault("garbage", match="Picture 3 of 4")
    fault("overload", match="Picture 4 of 4")
    assets = shopper.finished(shopper.order(variants=4), 90)
    assert [a["state"] for a in assets] == ["generated", "failed", "failed", "generated"]
    assert ["did not arrive" in a["reason"] for a in assets] == [False, True, True, False]
    is_even(shopper, 2)
