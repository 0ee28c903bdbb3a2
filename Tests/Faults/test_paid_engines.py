"""Paid engines that refuse, fail, are slow or away: each picture ends in words, none is paid twice."""
import os
import uuid
from pathlib import Path

import httpx
import pytest
from conftest import kill_worker
from surroundings import SITE, control, sql
from waiting import until

SOFA = Path(__file__).parents[2] / "public" / "samples"
PLAIN = next(p for p in sorted(SOFA.rglob("*.jpg")) if "sofa" in p.name)


@pytest.fixture(autouse=True)
def well():
    """Every test begins and ends with engines that are well."""
    heal()
    yield
    heal()


def heal():
    for vendor in ("gemini", "remove.bg"):
        control("DELETE", f"/models/{vendor}")
    sql("UPDATE engine_health SET failures = 0, closed_until = NULL, kind = NULL, reason = NULL")


def fault(kind, vendor="gemini", **more):
    control("POST", "/faults", {"vendor": vendor, "kind": kind} | more)


def calls(vendor="gemini"):
    return control("GET", f"/models/{vendor}")["calls"]


class Shopper:
    """An account that works with paid engines, with one product of its own."""

    def __init__(self, merchant, pictures="ai", cut_outs="built-in", when_away="wait", name=None):
        self.merchant = merchant
        self.name = name or f"Halden {uuid.uuid4().hex[:8]}"
        self.product, self.picture = self.upload()
        # Looked at before Gemini is chosen, or it would be asked about the picture in between.
        until(lambda: self.merchant.ask(
            f"SELECT 1 FROM picture_sight WHERE picture_id = '{self.picture}'"), 90, "a look at it")
        self.choose(pictures, cut_outs, when_away)

    def choose(self, pictures, cut_outs, when_away):
        self.merchant.post("/settings/engines", "/settings/engines", pictures=pictures,
                           cutOuts=cut_outs, whenAway=when_away)

    def upload(self):
        jar = {cookie.name: cookie.value for cookie in self.merchant.cookies}
        page = self.merchant.get("/products/new")
        token = page.split('name="csrf" value="')[1].split('"')[0]
        answer = httpx.post(
            SITE + "/products", cookies=jar, data={"csrf": token, "name": self.name},
            files={"pictures": ("sofa.jpg", PLAIN.read_bytes(), "image/jpeg")}, timeout=30)
        product = answer.headers["location"].rsplit("/", 1)[1]
        picture = until(lambda: self.merchant.ask(
            f"SELECT id FROM product_picture WHERE product_id = '{product}' AND state = 'ready'"),
            30, "the product's picture is ready")[0][0]
        return product, picture

    def order(self, variants=1, aspect="1:1", mood="daylight"):
        flow = str(uuid.uuid4())
        self.merchant.post(
            f"/studio/{self.product}", f"/studio/{self.product}", flow=flow, picture=self.picture,
            sceneType="scandinavian-living", mood=mood, aspect=aspect, variants=str(variants))
        return flow

    def assets(self, flow):
        rows = self.merchant.ask(f"""
            SELECT state, coalesce(engine, ''), coalesce(source, ''), coalesce(reason, ''),
              coalesce(width::float / height, 0), coalesce(original, '')
            FROM asset WHERE flow_id = '{flow}' ORDER BY variant""")
        names = ("state", "engine", "source", "reason", "ratio", "original")
        return [dict(zip(names, row)) for row in rows]

    def finished(self, flow, seconds=60):
        def done():
            assets = self.assets(flow)
            return assets if all(a["state"] != "pending" for a in assets) else None
        return until(done, seconds, "all pictures are made or given up")

    def waiting(self, flow, seconds=30):
        return until(lambda: [a for a in self.assets(flow) if a["reason"] and
                              a["state"] == "pending"], seconds, "a picture waits")

    def one(self, **order):
        return self.finished(self.order(**order))[0]

    @property
    def credits(self):
        return int(self.merchant.ask(
            "SELECT credits FROM credit_balance WHERE client_id = ACCOUNT")[0][0])

    def ledger(self):
        return [row[0] for row in self.merchant.ask(
            "SELECT state FROM engine_call WHERE client_id = ACCOUNT ORDER BY id")]


@pytest.fixture
def shopper(merchant):
    return Shopper(merchant)


def test_gemini_makes_the_pictures_of_an_account_that_chose_it(shopper):
    assets = shopper.finished(shopper.order(variants=2, aspect="4:5", mood="evening"))
    assert [(a["state"], a["engine"], a["source"]) for a in assets] == [
        ("generated", "ai", "ai-generated")] * 2
    assert all(abs(float(a["ratio"]) - 0.8) < 0.06 for a in assets)
    assert shopper.credits == 498 and shopper.ledger() == ["answered"] * 2
    made = calls()
    assert [(c["status"], c["pictures"]) for c in made] == [(200, 2)] * 2
    assert all(shopper.name in c["prompt"] and "evening light" in c["prompt"] for c in made)
    file = (Path(os.environ["EPOX_BLOBS"]) / assets[0]["original"][:2] / assets[0]["original"])
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in file.read_bytes()
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
    file = Path(os.environ["EPOX_BLOBS"]) / asset["original"][:2] / asset["original"]
    from PIL import Image
    assert min(Image.open(file).size) > 900, "a draft is half as large"


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
    assert [c["model"] for c in calls()][-1] == os.environ["EPOX_GEMINI_FALLBACK_MODEL"]


def test_a_model_that_is_gone_is_replaced_at_once(shopper):
    fault("model", times=1)
    assert shopper.one()["state"] == "generated"
    assert [c["status"] for c in calls()] == [404, 200]


def test_a_picture_is_changed_in_words(merchant):
    shopper = Shopper(merchant, pictures="built-in")
    flow = shopper.order()
    shopper.finished(flow)
    first = merchant.ask(f"SELECT id FROM asset WHERE flow_id = '{flow}'")[0][0]
    merchant.post(f"/assets/{first}", f"/assets/{first}/change", wish='A "darker" floor')
    assets = shopper.finished(flow)
    assert [(a["engine"], a["source"]) for a in assets] == [
        ("built-in", "composite"), ("ai", "ai-edited")]
    assert "A ”darker” floor" in calls()[0]["prompt"] and calls()[0]["pictures"] == 1
    file = Path(os.environ["EPOX_BLOBS"]) / assets[1]["original"][:2] / assets[1]["original"]
    assert b"/compositeWithTrainedAlgorithmicMedia" in file.read_bytes()
    assert shopper.credits == 498

    fault("block", times=0)
    merchant.post(f"/assets/{first}", f"/assets/{first}/change", wish="Something forbidden")
    assert "rules forbid" in shopper.finished(flow)[2]["reason"] and shopper.credits == 498


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
    assert made <= 2

    shopper.merchant.post(f"/flows/{flow}", f"/flows/{flow}/takeover")
    assert [a["engine"] for a in shopper.finished(flow)] == ["built-in"] * 2
    assert len(calls()) == made, "nobody calls while it is away"
    assert shopper.credits == 498


def test_pictures_that_wait_are_made_when_gemini_is_back(shopper):
    fault("key", times=0)
    flow = shopper.order(variants=2)
    until(lambda: len(shopper.waiting(flow)) == 2, 20, "both pictures wait")
    control("DELETE", "/faults?vendor=gemini")
    sql("UPDATE engine_health SET closed_until = now()")
    sql("UPDATE job SET run_at = now() WHERE state = 'ready' AND kind = 'generate-picture'")
    assert [a["engine"] for a in shopper.finished(flow)] == ["ai"] * 2


def test_the_built_in_engine_takes_over_where_the_account_wishes_so(merchant):
    shopper = Shopper(merchant, when_away="built-in")
    fault("quota", times=1)
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
