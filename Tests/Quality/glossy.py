"""Coloured products on a glossy light floor, which mirrors them and fades the mirrored away."""
import io

import numpy as np
from PIL import Image

from cases import Case, encoded, linear
from shapes import Easel

SIZE = 1000
RED, BLUE = (176, 40, 34), (34, 60, 150)
# How strong a reflection is where it begins, how far it reaches, and how soft the floor makes it.
FLOORS = {"faint": (0.15, 0.2, 0), "clear": (0.3, 0.25, 0), "soft": (0.3, 0.25, 3),
          "mirror": (0.55, 0.4, 0)}


def dark(tone):
    return tuple(part * 7 // 10 for part in tone)


def vase(easel, x, tone):
    easel.round(x, 0.5, 0.14, 0.2, tone)
    easel.box(x - 0.05, 0.24, x + 0.05, 0.36, tone)
    easel.round(x, 0.24, 0.05, 0.012, dark(tone))
    easel.box(x - 0.09, 0.66, x + 0.09, 0.76, dark(tone))


def stool(easel, x, tone):
    easel.box(x - 0.18, 0.45, x + 0.18, 0.52, tone)
    for left in (x - 0.16, x + 0.12):
        easel.box(left, 0.52, left + 0.04, 0.76, dark(tone))


PAIRS = {"vase and stool": (vase, stool), "stool and vase": (stool, vase)}


def softened(plane, sigma):
    """Blurred both ways; a floor is never so even that its mirror is sharp."""
    if not sigma:
        return plane
    kernel = np.exp(-np.arange(-9, 10) ** 2 / (2 * sigma**2))
    for axis in (0, 1):
        plane = np.apply_along_axis(np.convolve, axis, plane, kernel / kernel.sum(), "same")
    return plane


def scene(pair, floor, paper):
    """A red and a blue product beside each other; with their cover and the row of the floor."""
    easel = Easel(SIZE)
    for shape, x, tone in zip(PAIRS[pair], (0.28, 0.72), (RED, BLUE)):
        shape(easel, x, tone)
    colours, cover = easel.taken()
    own = linear(colours) * cover[..., None]
    base = int(np.flatnonzero(cover.max(axis=1) > 0.5)[-1]) + 1
    strength, reach, sigma = FLOORS[floor]
    rows = SIZE - base
    fade = (np.clip(1 - np.arange(rows) / (reach * SIZE), 0, 1) * strength)[:, None]
    mirrored, share = np.zeros_like(own), np.zeros_like(cover)
    mirrored[base:] = own[base - rows:base][::-1] * fade[..., None]
    share[base:] = cover[base - rows:base][::-1] * fade
    mirrored = np.stack([softened(mirrored[..., band], sigma) for band in range(3)], axis=2)
    share = softened(share, sigma)[..., None]
    light = own + (linear(np.full(own.shape, paper)) * (1 - share) + mirrored) * (
        1 - cover[..., None])
    values = encoded(light) + np.random.default_rng(base).normal(0, 0.003, light.shape)
    out = io.BytesIO()
    Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)).save(
        out, "JPEG", quality=90)
    return out.getvalue(), cover, base


def glossy(papers=(0.93, 0.99)):
    """Every pair on every floor, on light grey and on nearly white."""
    for pair, floor, paper in ((p, f, w) for p in PAIRS for f in FLOORS for w in papers):
        file, cover, _ = scene(pair, floor, paper)
        yield Case(f"{pair}, {floor}, {paper}".replace(" ", "-"), "glossy", file, cover)
