"""Pictures that are hard in other ways than those the cut-out was made with."""
import io
from pathlib import Path

import numpy as np
from PIL import Image

from cases import PRODUCTS, Case, encoded, linear, placed, shadow
from shapes import SHAPES, drawn
from textures import WALLS, room

SIZE = 1000
PAPERS = {"white": 1.0, "paper": 0.955, "grey": 0.66}


def photographed(name, kind, colours, cover, behind, seed):
    """A JPEG of the product before a ground, with a camera's noise."""
    dice = np.random.default_rng(seed)
    light = colours + behind * shadow(cover, SIZE, 0.5)[..., None] * (1 - cover[..., None])
    values = encoded(light) + dice.normal(0, 0.004, light.shape)
    image = Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=[75, 85, 92][seed % 3])
    return Case(name, kind, out.getvalue(), cover)


def paper(tone):
    """Paper that is a little darker at its foot."""
    down = np.mgrid[0:SIZE, 0:SIZE][0] / SIZE
    fall = 0.0 if tone == 1 else 0.06
    return np.repeat(linear(tone - fall * down)[..., None], 3, axis=2)


def shapes(only=None):
    """Every shape on three papers, or those that `only` holds."""
    for seed, (shape, ground) in enumerate((s, g) for s in SHAPES for g in PAPERS):
        if only and (shape.__name__, ground) not in only:
            continue
        colours, cover = drawn(shape, SIZE, seed // len(PAPERS))
        yield photographed(f"{shape.__name__}-{ground}", shape.__name__, colours, cover,
                           paper(PAPERS[ground]), seed)


def textured(folder):
    """Every product before every wall."""
    for seed, (name, wall) in enumerate((n, w) for n in PRODUCTS for w in WALLS):
        colours, cover = placed(Path(folder) / f"{name}.png", SIZE, 0.72)
        yield photographed(f"{name}-{wall}", "textured", colours, cover, room(wall, SIZE, seed), seed)


def harder(folder):
    """All of them; the products only where their pictures with transparency are."""
    yield from shapes()
    if any(Path(folder).glob("*.png")):
        yield from textured(folder)
