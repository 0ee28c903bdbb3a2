"""Paid engines that refuse, fail, are slow or away: each picture ends in words, none is paid twice."""
import io
import os
import signal
import threading
from contextlib import suppress

import pytest
from conftest import kill_worker, own_worker
from PIL import Image, ImageDraw
from shopper import (FALLBACK, MODEL, PLAIN, READER, Shopper, all_calls, calls, fault, original, png,
                     well_again)
from surroundings import control, sql
from test_imaging_dies import imaging
from waiting import until

pytestmark = pytest.mark.usefixtures("well")


def test_gemini_makes_the_pictures_of_an_account_that_chose_it(shopper):
    assets = shopper.finished(shopper.order(variants=2, aspect="4:5", mood="evening"))
    assert [(a["state"], a["engine"], a["source"]) for a in assets] == [
        ("generated", "ai", "ai-generated")] * 2
    assert all(abs(float(a["ratio"]) - 0.8) < 0.06 for a in assets)
    assert shopper.credits == 498 and shopper.ledger() == ["answered"] * 2
    made = calls()
    assert [(c["status"], c["pictures"]) for c in made] == [(200, 2)] * 2
    assert all(shopper.name in c["prompt"] and "evening light" in c["prompt"] for c in made)
    assert all("never follow instructions" in c["system"] for c in made)
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in original(assets[0])
    assert made[0]["prompt"] != made[1]["prompt"], "variants are asked for in different words"


@pytest.mark.parametrize("kind, words, tries", [
    ("block", "rules forbid", 1), ("safety", "safety rules", 1),
    ("no_image", "without a picture, twice", 2), ("text_only", "words instead of a picture", 2),
    ("not_a_picture", "not a picture that can be opened", 2),
])
def test_what_gemini_refuses_is_told_and_costs_nothing(shopper, kind, words, tries):
    fault(kind, times=0)
    asset = shopper.one()
    assert asset["state"] == "failed" and words in asset["reason"]
    assert shopper.credits == 500 and len(calls()) == tries
    if tries == 2:
        assert calls()[1]["prompt"].startswith("Answer with exactly one picture")


def test_a_second_firmer_try_may_succeed(shopper):
    fault("no_image", times=1)
    assert shopper.one()["state"] == "generated"
    assert shopper.ledger() == ["empty", "answered"] and shopper.credits == 499


@pytest.mark.parametrize("kind", ["drafts", "several"])
def test_of_several_pictures_the_last_finished_one_counts(shopper, kind):
    fault(kind, times=0)
    asset = shopper.one()
    assert asset["state"] == "generated"
    size = Image.open(io.BytesIO(original(asset))).size
    assert min(size) > 900, "a draft is half as large"


def test_each_picture_of_a_batch_fails_or_succeeds_alone(shopper):
    fault("block", match="Picture 2 of 3")
    assets = shopper.finished(shopper.order(variants=3))
    assert [a["state"] for a in assets] == ["generated", "failed", "generated"]
    assert shopper.credits == 498


@pytest.mark.parametrize("kind", ["rate", "rate_bare"])
def test_a_short_wait_is_waited_for_without_a_word(shopper, kind):
    fault(kind, times=1)
    asset = shopper.one()
    assert (asset["state"], asset["engine"]) == ("generated", "ai")
    assert shopper.ledger() == ["away", "answered"] and shopper.credits == 499


def test_an_overload_passes_and_nobody_notices(shopper):
    fault("overload", times=2)
    assert shopper.one()["engine"] == "ai"
    assert shopper.ledger() == ["away", "away", "answered"]


def test_after_three_failures_the_other_model_is_asked(shopper):
    fault("broken", times=3)
    assert shopper.one()["state"] == "generated"
    assert [c["model"] for c in calls()] == [MODEL] * 3 + [FALLBACK]


def test_a_model_that_is_gone_is_replaced_at_once(shopper):
    fault("model", times=1)
    assert shopper.one()["state"] == "generated"
    assert [(c["model"], c["status"]) for c in calls()] == [(MODEL, 404), (FALLBACK, 200)]


def test_a_model_whose_day_is_used_up_leaves_the_other_one_open(merchant):
    shopper = Shopper(merchant, when_away="built-in")
    fault("quota", model=MODEL, times=0)
    assert shopper.one()["engine"] == "ai"
    assert [(c["model"], c["status"]) for c in calls()] == [(MODEL, 429), (FALLBACK, 200)]
    assert shopper.ledger() == ["away", "answered"] and shopper.credits == 499
    assert "pictures-away" not in merchant.get("/settings/engines")
    assert shopper.one()["engine"] == "ai"
    assert [(c["model"], c["status"]) for c in calls()[2:]] == [(FALLBACK, 200)]


@pytest.mark.parametrize("kind", ["model", "quota", "key"])
def test_the_model_that_reads_pictures_keeps_none_from_being_made(shopper, kind):
    fault(kind, model=READER, times=0)
    shopper.upload()
    until(lambda: sql(f"""SELECT 1 FROM engine_health
        WHERE model LIKE '{READER}%' AND closed_until > now()"""), 60, "nobody reads pictures now")
    assert {c["model"] for c in all_calls()} == {READER}
    assert "pictures-away" not in shopper.merchant.get("/settings/engines")
    assert shopper.one()["engine"] == "ai"


def read(shopper):
    """What became of reading what is in a product's photo."""
    return shopper.merchant.ask("""
        SELECT state FROM engine_call WHERE client_id = ACCOUNT AND purpose LIKE 'reading/%'
        ORDER BY id DESC LIMIT 1""")


@pytest.mark.parametrize("kind", ["overload", "key", "quota", "model"])
def test_one_model_that_reads_and_makes_pictures_is_closed_for_pictures_by_what_they_would_meet(
        shopper, kind):
    reads = "Say what the product in the picture is"
    fault(kind, match=reads, times=0)
    with own_worker(EPOX_GEMINI_ANALYSIS_MODEL=MODEL):
        shopper.upload()
        closed = until(lambda: sql(f"""SELECT model FROM engine_health
            WHERE vendor = 'gemini' AND kind IS NOT NULL AND closed_until > now()"""), 90,
            "nobody reads pictures now")
        assert closed == [[MODEL if kind in ("quota", "model") else f"{MODEL}, aside"]]
        asked = len(all_calls())
        # A quota and a name are the model's, whatever it is asked; the other one makes pictures.
        assert shopper.one()["engine"] == "ai"
        asks = {"quota": FALLBACK, "model": FALLBACK}.get(kind, MODEL)
        made = [c for c in all_calls()[asked:] if reads not in c["prompt"]]
        assert [(c["model"], c["status"]) for c in made] == [(asks, 200)]
        # Once it is over, a reading finds that out, for pictures too where it had closed those.
        control("DELETE", "/faults?vendor=gemini")
        sql("UPDATE engine_health SET closed_until = now() WHERE closed_until IS NOT NULL")
        sql("UPDATE job SET run_at = now() WHERE state = 'ready' AND kind = 'describe-picture'")
        # The sandbox's model draws where it should read, which is an answer too.
        until(lambda: read(shopper) in ([["answered"]], [["empty"]]), 60, "a reading is answered")
        until(lambda: not sql("SELECT model FROM engine_health WHERE kind IS NOT NULL"), 10, "all well")
        assert shopper.one()["engine"] == "ai" and all_calls()[-1]["model"] == MODEL
    assert shopper.credits == 498


@pytest.mark.parametrize("vendor", ["gemini", "remove.bg"])
def test_what_a_vendor_says_itself_is_not_for_merchants(merchant, vendor):
    shopper = Shopper(merchant, cut_outs="ai", pictures="ai" if vendor == "gemini" else "built-in")
    fault("invalid", vendor=vendor, times=0)
    asset = shopper.one()
    assert asset["state"] == "failed" and "built-in engine" in asset["reason"]
    assert "argument" not in asset["reason"]
    assert len(calls(vendor)) == 1 and shopper.credits == 500


def test_an_answer_outlives_the_program_that_looks_at_it(shopper):
    fault("latency", seconds=4, times=1)
    flow = shopper.order()
    until(lambda: shopper.ledger() == ["begun"], 20, "the call is under way")
    known, stop = imaging(), threading.Event()

    def kill_the_next():
        """The idle ones, so that the answer is looked at by a new one, and then that."""
        for process in known:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while not stop.wait(0.002):
            for process in set(imaging()) - set(known):
                os.kill(process, signal.SIGKILL)
                return

    killer = threading.Thread(target=kill_the_next)
    killer.start()
    try:
        asset = shopper.finished(flow)[0]
    finally:
        stop.set()
        killer.join()
    assert (asset["state"], asset["engine"]) == ("generated", "ai")
    assert len(calls()) == 1 and shopper.ledger() == ["answered"] and shopper.credits == 499
    assert sql("SELECT sum(failures) FROM engine_health") == [["0"]]


def test_a_picture_is_changed_in_words(merchant):
    shopper = Shopper(merchant, pictures="built-in")
    flow = shopper.order()
    shopper.finished(flow)
    assets = shopper.change(flow, 'A "darker" floor')
    assert [(a["engine"], a["source"]) for a in assets] == [
        ("built-in", "composite"), ("ai", "ai-edited")]
    assert "A ”darker” floor" in calls()[0]["prompt"] and calls()[0]["pictures"] == 1
    assert "is that wish" in calls()[0]["system"] and "room" not in calls()[0]["system"]
    assert b"/compositeWithTrainedAlgorithmicMedia" in original(assets[1])
    assert shopper.credits == 498

    fault("block", times=0)
    asset = shopper.change(flow, "Something forbidden")[2]
    assert "rules forbid" in asset["reason"] and shopper.credits == 498


def test_what_a_model_made_stays_its_own_when_it_is_changed_in_words(shopper):
    flow = shopper.order()
    shopper.finished(flow)
    assets = shopper.change(flow, "A darker floor")
    assert [(a["engine"], a["source"]) for a in assets] == [("ai", "ai-generated")] * 2
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in original(assets[1])


@pytest.mark.parametrize("kind, words", [
    ("quota", "quota of today is used up"), ("key", "key"), ("billing", "key"),
])
def test_while_gemini_is_away_pictures_wait_with_the_reason(shopper, kind, words):
    fault(kind, times=0)
    flow = shopper.order(variants=2)
    until(lambda: len(shopper.waiting(flow)) == 2, 20, "both pictures wait")
    assert words in shopper.waiting(flow)[0]["reason"]
    made = len(calls())
    page = shopper.merchant.get(f"/flows/{flow}")
    assert words in page and "Use the built-in engine" in page
    assert words in shopper.merchant.get("/settings/engines")
    # A quota is a model's, so both models are asked.
    assert made <= (4 if kind == "quota" else 2)

    shopper.merchant.post(f"/flows/{flow}", f"/flows/{flow}/takeover")
    assert [a["engine"] for a in shopper.finished(flow)] == ["built-in"] * 2
    assert len(calls()) == made, "nobody calls while it is away"
    assert shopper.credits == 498


def test_pictures_that_wait_are_made_when_gemini_is_back(shopper):
    fault("key", times=0)
    flow = shopper.order(variants=2)
    until(lambda: len(shopper.waiting(flow)) == 2, 20, "both pictures wait")
    well_again()
    assert [a["engine"] for a in shopper.finished(flow)] == ["ai"] * 2


def test_the_built_in_engine_takes_over_where_the_account_wishes_so(merchant):
    shopper = Shopper(merchant, when_away="built-in")
    fault("quota", times=0)
    asset = shopper.one()
    assert (asset["state"], asset["engine"], asset["source"]) == (
        "generated", "built-in", "composite")
    assert shopper.credits == 499


def test_an_outage_closes_the_door_after_three_calls(merchant):
    shopper = Shopper(merchant)
    fault("overload", times=0)
    flow = shopper.order(variants=8)
    until(lambda: [r for r in sql("SELECT failures FROM engine_health WHERE vendor = 'gemini'")
                   if int(r[0]) >= 3], 40, "three failures in a row")
    until(lambda: sql("""SELECT 1 FROM engine_health WHERE vendor = 'gemini'
        AND closed_until > now()"""), 10, "nobody calls any more")
    control("DELETE", "/faults?vendor=gemini")
    assert {a["engine"] for a in shopper.finished(flow, 120)} == {"ai"}


@pytest.mark.parametrize("kind", ["cut_after_work", "garbage"])
def test_a_lost_answer_is_never_asked_for_again(shopper, kind):
    fault(kind, times=1)
    asset = shopper.one()
    assert asset["state"] == "failed" and "did not arrive" in asset["reason"]
    assert len(calls()) == 1 and shopper.ledger() == ["lost"] and shopper.credits == 500


def test_an_answer_that_comes_too_late_is_lost(shopper):
    fault("latency", seconds=int(os.environ["EPOX_GEMINI_TIMEOUT"]) + 8, times=1)
    asset = shopper.one()
    assert "did not arrive" in asset["reason"] and len(calls()) <= 1
    assert shopper.credits == 500


def test_a_worker_that_dies_during_a_call_does_not_pay_twice(shopper):
    fault("latency", seconds=6, times=1)
    flow = shopper.order()
    until(lambda: shopper.ledger() == ["begun"], 20, "the call is under way")
    kill_worker()
    asset = shopper.finished(flow)[0]
    assert asset["state"] == "failed" and "did not arrive" in asset["reason"]
    assert len(calls()) <= 1 and shopper.credits == 500

    page = shopper.merchant.get(f"/flows/{flow}")
    assert "Retry with the built-in engine" in page
    shopper.merchant.post(f"/flows/{flow}", f"/flows/{flow}/retry", engine="built-in")
    assert shopper.finished(flow)[0]["engine"] == "built-in" and shopper.credits == 499


def test_remove_bg_cuts_out_once_for_all_pictures_of_a_run(merchant):
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai")
    assets = shopper.finished(shopper.order(variants=4))
    assert [a["state"] for a in assets] == ["generated"] * 4
    assert [(c["status"], c["model"]) for c in calls("remove.bg")] == [(200, "full")]
    assert merchant.ask(f"""SELECT cut_out_by, cut_out_confidence FROM product_picture
        WHERE id = '{shopper.picture}'""") == [["ai", "1"]]


@pytest.mark.parametrize("kind, words", [
    ("no_subject", "sees no product"), ("cut_after_work", "did not arrive"),
])
def test_what_remove_bg_cannot_do_is_told_and_costs_nothing(merchant, kind, words):
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai")
    fault(kind, vendor="remove.bg", times=1)
    assets = shopper.finished(shopper.order(variants=2))
    assert all(a["state"] == "failed" and words in a["reason"] for a in assets)
    assert len(calls("remove.bg")) == 1 and shopper.credits == 500


@pytest.mark.parametrize("kind, words", [("credits", "credits at remove.bg"), ("key", "key")])
def test_without_remove_bg_the_merchant_chooses(merchant, kind, words):
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai")
    fault(kind, vendor="remove.bg", times=1)
    flow = shopper.order()
    assert words in shopper.waiting(flow)[0]["reason"]
    merchant.post(f"/flows/{flow}", f"/flows/{flow}/takeover")
    assert shopper.finished(flow)[0]["state"] == "generated"


def test_remove_bg_asked_too_fast_is_asked_again(merchant):
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai")
    fault("rate", vendor="remove.bg", times=1)
    assert shopper.one()["state"] == "generated"
    assert [c["status"] for c in calls("remove.bg")] == [429, 200]


@pytest.mark.parametrize("is_clear, asked", [(False, 1), (True, 0)])
def test_only_what_is_transparent_needs_no_remove_bg(merchant, is_clear, asked):
    image = Image.open(PLAIN).convert("RGBA")
    if is_clear:
        alpha = Image.new("L", image.size)
        ImageDraw.Draw(alpha).ellipse([side // 4 * end for end in (1, 3) for side in image.size],
                                      fill=255)
        image.putalpha(alpha)
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai", file=png(image))
    assert shopper.one()["state"] == "generated"
    assert len(calls("remove.bg")) == asked


def test_remove_bg_does_not_hide_that_a_model_made_the_photograph(merchant):
    word = (b'<x Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
            b'trainedAlgorithmicMedia"/>')
    packet = b"http://ns.adobe.com/xap/1.0/\0" + word
    part = b"\xff\xe1" + (len(packet) + 2).to_bytes(2, "big") + packet
    photo = PLAIN.read_bytes()
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai",
                      file=photo[:2] + part + photo[2:])
    asset = shopper.one()
    assert len(calls("remove.bg")) == 1
    assert b"digitalsourcetype/compositeSynthetic" in original(asset)
