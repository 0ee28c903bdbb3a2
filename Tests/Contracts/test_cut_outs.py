"""Products whose cover is known, before other grounds than white: how well they are cut out."""
import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Quality"))
from imaging import Imaging  # noqa: E402

NAMES = ["sofa", "armchair", "dining-table", "floor-lamp", "table-lamp", "coffee-table"]
GROUNDS = {
    "near-white": lambda across, down: np.full_like(across, 0.955),
    "light grey": lambda across, down: np.full_like(across, 0.80),
    "graded": lambda across, down: 0.93 - 0.16 * down - 0.08 * across,
    "from the middle": lambda across, down: 0.95 - 0.5 * ((across - 0.5) ** 2 + (down - 0.4) ** 2),
}


@pytest.fixture(scope="module")
def program():
    with Imaging() as program:
        yield program


def around(values, reach=12):
    """What lies around each pixel, summed."""
    for axis in (0, 1):
        padded = np.concatenate([np.zeros_like(values.take([0], axis)), values], axis)
        total, length = np.cumsum(padded.astype(float), axis), values.shape[axis]
        place = np.arange(length)
        values = (total.take(np.minimum(place + reach + 1, length), axis)
                  - total.take(np.maximum(place - reach, 0), axis))
    return values


def before(name, ground):
    """The picture of a product on white, its white made the ground; its shadow stays. With its cover."""
    seen = Image.open(ROOT / f"public/samples/{name}-white.jpg").convert("RGB")
    cover = np.asarray(Image.open(ROOT / f"Tests/Kit/Masks/{name}-white-mask.png").convert("L")) / 255
    light = (np.asarray(seen) / 255) ** 2.2
    # What lies behind half covered pixels is told by those around that are not covered at all.
    free = (cover < 0.004)[..., None]
    sums = [around(light * free), around(np.repeat(free, 3, -1))]
    behind = np.where(free, light, np.minimum(sums[0] / np.maximum(sums[1], 1), 1))
    height, width = cover.shape
    down, across = np.mgrid[0:height, 0:width] / max(height, width)
    share = ((1 - cover) * (1 - ground(across, down) ** 2.2))[..., None]
    made = np.clip(light - share * behind, 0, 1) ** (1 / 2.2)
    out = io.BytesIO()
    Image.fromarray((made * 255 + 0.5).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue(), cover


@pytest.mark.parametrize("title", GROUNDS)
def test_products_are_told_from_a_ground_with_their_shadow_on_it(program, title):
    overlaps, errors = [], []
    for name in NAMES:
        file, truth = before(name, GROUNDS[title])
        reply, blobs = program.ask("isolate", file)
        cover = np.asarray(Image.open(io.BytesIO(blobs[0])))[..., 3] / 255
        both = np.logical_and(cover >= 0.5, truth >= 0.5).sum()
        overlaps.append(both / np.logical_or(cover >= 0.5, truth >= 0.5).sum())
        errors.append(np.abs(cover - truth).mean())
        assert overlaps[-1] >= 0.95, f"{name}: {overlaps[-1]:.4f}"
        assert reply["confidence"] >= 0.75, f"{name} needs no help"
    assert np.mean(overlaps) >= 0.985 and np.mean(errors) <= 0.008, (overlaps, errors)


def test_no_colour_of_the_ground_stays_on_the_edge(program):
    """Before green paper nothing of the product is green; neither are its half covered pixels."""
    file, _ = before("sofa", lambda across, down: np.full_like(across, 0.9))
    picture = np.asarray(Image.open(io.BytesIO(file))).astype(float)
    _, cover = before("sofa", lambda across, down: np.full_like(across, 0.9))
    green = picture * (1 - (1 - cover[..., None]) * np.array([0.45, 0.05, 0.40]))
    out = io.BytesIO()
    Image.fromarray(green.astype(np.uint8)).save(out, "JPEG", quality=92, subsampling=0)
    _, blobs = program.ask("isolate", out.getvalue())
    found = np.asarray(Image.open(io.BytesIO(blobs[0]))).astype(float)
    edge = (found[..., 3] > 50) & (found[..., 3] < 200)
    greenish = found[..., 1] - (found[..., 0] + found[..., 2]) / 2
    assert edge.sum() > 500
    inside = np.percentile(greenish[found[..., 3] > 250], 99)
    assert np.percentile(greenish[edge], 90) <= inside + 12
