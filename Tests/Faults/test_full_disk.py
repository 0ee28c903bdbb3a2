"""A disk that is full when a paid answer comes: nothing is paid twice, and nothing half kept."""
import io
import os
import random
from pathlib import Path

import pytest
from conftest import own_worker, room_again
from PIL import Image, ImageDraw
from shopper import PLAIN, Shopper, calls, hurry
from waiting import until

pytestmark = pytest.mark.usefixtures("well")


def own_photo():
    """A sofa that no test has sent before: a file that is kept already needs no room."""
    image = Image.open(PLAIN)
    middle = [side // 2 + step for step in (-60, 60) for side in image.size]
    ImageDraw.Draw(image).ellipse(middle, fill=tuple(random.randrange(256) for _ in range(3)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.fixture
def shopper(merchant):
    return Shopper(merchant, file=own_photo())


def halves(worker):
    """Files that a worker began and did not finish."""
    return list(Path(os.environ["EPOX_BLOBS"]).rglob(f"*.{worker.pid}-*"))


def page(shopper, flow):
    return shopper.merchant.get(f"/flows/{flow}")


def test_an_answer_without_room_is_not_paid_by_the_merchant_and_closes_the_engine(shopper):
    with own_worker(most_bytes=4096) as worker:
        flow = shopper.order()
        asset = shopper.finished(flow)[0]
        assert asset["state"] == "failed"
        assert asset["reason"].startswith("Gemini answered, but its answer could not be kept here.")
        assert asset["reason"].split("(")[0].strip() in page(shopper, flow)
        assert shopper.ledger() == ["lost"] and shopper.credits == 500

        # Whoever comes next is not asked to pay for another answer that nobody can keep.
        later = shopper.order(variants=2)
        until(lambda: len(shopper.waiting(later)) == 2, 30, "both pictures wait")
        assert "cannot be kept here at the moment" in shopper.waiting(later)[0]["reason"]
        assert "cannot be kept here at the moment" in page(shopper, later)
        assert len(calls()) == 1 and not halves(worker)

        room_again(worker)
        hurry()
        assert [a["engine"] for a in shopper.finished(later)] == ["ai"] * 2
        shopper.merchant.post(f"/flows/{flow}", f"/flows/{flow}/retry")
        assert shopper.finished(flow)[0]["state"] == "generated"
    assert [c["status"] for c in calls()] == [200] * 4
    assert shopper.ledger() == ["lost"] + ["answered"] * 3 and shopper.credits == 497


def test_a_cut_out_without_room_is_told_and_costs_nothing(merchant):
    shopper = Shopper(merchant, pictures="built-in", cut_outs="ai", file=own_photo())
    with own_worker(most_bytes=4096) as worker:
        asset = shopper.one()
        assert asset["reason"].startswith("remove.bg answered, but its answer could not be kept")
        assert len(calls("remove.bg")) == 1 and shopper.credits == 500 and not halves(worker)
        room_again(worker)
        hurry()
        assert shopper.finished(shopper.order(), 120)[0]["state"] == "generated"
    assert len(calls("remove.bg")) == 2 and shopper.credits == 499


def test_an_answer_that_is_kept_outlives_a_disk_that_is_full_afterwards(shopper):
    # The sandbox makes the same picture of the same words, so the size of its answer is known;
    # the picture that comes of it is a little larger, since it says where it is from.
    first = shopper.one()
    size = answer(shopper).stat().st_size
    assert kept(first["original"]).stat().st_size > size
    answer(shopper).unlink()
    kept(first["original"]).unlink()
    with own_worker(most_bytes=size) as worker:
        flow = shopper.order()
        until(lambda: shopper.ledger() == ["answered"] * 2, 30, "the answer is kept")
        until(lambda: shopper.merchant.ask("""
            SELECT 1 FROM job WHERE client_id = ACCOUNT AND kind = 'generate-picture'
            AND state = 'ready' AND attempts > 0"""), 30,
            "the picture's own files do not fit")
        assert answer(shopper).stat().st_size == size
        assert shopper.credits == 498, "one is paid, one is set aside"
        assert not halves(worker)
        room_again(worker)
        hurry()
        asset = shopper.finished(flow)[0]
    assert (asset["state"], asset["engine"]) == ("generated", "ai")
    assert len(calls()) == 2, "it is not asked for again"
    assert shopper.ledger() == ["answered"] * 2 and shopper.credits == 498


def answer(shopper):
    """The file of the newest answer."""
    return kept(shopper.merchant.ask("""
        SELECT answer FROM engine_call WHERE client_id = ACCOUNT ORDER BY id DESC LIMIT 1""")[0][0])


def kept(name):
    return Path(os.environ["EPOX_BLOBS"]) / name[:2] / name
