"""More made-up pictures, each with one difficulty that the spread of `cases` does not have."""
import io
from pathlib import Path

import numpy as np
from PIL import Image

from cases import PRODUCTS, Case, encoded, linear, placed, shadow

SIZE = 1000


def off_white(across, down):
    """The paper of most shops, which is not quite white."""
    return np.full_like(across, 245 / 255)


def two_ways(across, down):
    """Light falling off to the right and downwards."""
    return 0.96 - 0.16 * across - 0.14 * down


def mid_grey(across, down):
    return np.full_like(across, 0.62)


DIFFICULTIES = {
    "off-white": {"ground": off_white}, "two-ways": {"ground": two_ways},
    "mid-grey-noise": {"ground": mid_grey, "noise": 0.015},
    "heavy-shadow": {"ground": off_white, "strength": 0.9},
    "at-the-edge": {"ground": off_white, "cut": 0.1},
}


def without_left(light, cover, share):
    """The same picture with its left side cut off, and so much of the product with it."""
    columns = np.flatnonzero(cover.max(axis=0) > 0.5)
    first = int(columns[0] + share * (columns[-1] - columns[0]))
    return light[:, first:], cover[:, first:]


def picture(folder, name, title, seed, ground, noise=0.003, strength=0.6, cut=0.0):
    """A product on a ground, as a JPEG whose quality goes round with the seed."""
    dice = np.random.default_rng(seed)
    colours, cover = placed(Path(folder) / f"{name}.png", SIZE, 0.78)
    down, across = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    behind = linear(ground(across, down)) * shadow(cover, SIZE, strength)
    light = colours + (behind * (1 - cover))[..., None]
    if cut:
        light, cover = without_left(light, cover, cut)
    values = encoded(light) + dice.normal(0, noise, light.shape)
    out = io.BytesIO()
    image = Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))
    image.save(out, "JPEG", quality=[70, 80, 88, 95][seed % 4])
    return Case(f"{name}-{title}", title, out.getvalue(), cover)


def unseen(folder):
    """Every product with every difficulty."""
    pairs = ((name, title) for title in DIFFICULTIES for name in PRODUCTS)
    for seed, (name, title) in enumerate(pairs):
        yield picture(folder, name, title, seed, **DIFFICULTIES[title])
