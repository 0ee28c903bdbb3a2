"""Products whose far side is as white as what is behind: nobody can see there where they end."""
import io

import numpy as np
from PIL import Image

from cases import Case, encoded, linear, shadow
from shapes import Easel

SIZE = 1000
OUTLINES = {
    "box": [(0.2, 0.3), (0.78, 0.3), (0.78, 0.85), (0.2, 0.85)],
    "slab": [(0.12, 0.62), (0.88, 0.62), (0.88, 0.82), (0.12, 0.82)],
    "wedge": [(0.25, 0.2), (0.7, 0.28), (0.8, 0.85), (0.2, 0.88)],
}
# How far across it the product is as white as its ground, and where it has its full tone.
FADES = {"early": (0.2, 0.5), "half": (0.45, 0.75), "late": (0.7, 0.9)}


def body(outline, fade, tone):
    """Encoded brightness and cover of one such product; the fade runs from left to right."""
    easel = Easel(SIZE)
    easel.polygon(OUTLINES[outline], (255, 255, 255))
    _, cover = easel.taken()
    left, right = (point(x for x, _ in OUTLINES[outline]) for point in (min, max))
    across = (np.mgrid[0:SIZE, 0:SIZE][1] / SIZE - left) / (right - left)
    first, last = FADES[fade]
    share = np.clip((across - first) / (last - first), 0, 1)
    smooth = share * share * (3 - 2 * share)
    return 1 - (1 - tone) * smooth, cover


def fading(papers=(1.0, 0.97)):
    """Every outline with every fade, in grey and in colour, on white and on paper."""
    cases = ((o, f, t, p) for o in OUTLINES for f in FADES for t in (0.45, 0.8) for p in papers)
    for seed, (outline, fade, tone, white) in enumerate(cases):
        dice = np.random.default_rng(seed)
        bright, cover = body(outline, fade, tone)
        tint = np.array([1, 1, 1]) if seed % 3 else np.array([0.94, 1, 1.08])
        own = linear((1 - (1 - bright[..., None]) * tint) * white)
        behind = linear(np.full((SIZE, SIZE, 1), white)) * shadow(
            cover * (bright < 0.97), SIZE, 0.3)[..., None]
        light = own * cover[..., None] + behind * (1 - cover[..., None])
        values = encoded(light) + dice.normal(0, 0.002, light.shape)
        out = io.BytesIO()
        Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)).save(
            out, "JPEG", quality=88)
        yield Case(f"{outline}-{fade}-{tone}-{white}", "fading", out.getvalue(), cover)
