#!/usr/bin/env python3
"""Changes every product in ways that a picture must not, puts it into a room and asks the imaging
program how true the picture is: .epox-quality/fidelity.txt.

Usage: fidelity.py [--only PRODUCT] [--change WORD]
Exits with 1 when a pasted product scores below 97, or a changed one that looks changed 90 or more.
"""
import argparse
import io
import sys

import numpy as np
from PIL import Image

from imaging import Imaging, Refused, root
from rooms import Products, compose, rooms

FLAGGED, TRUE = 90, 97
# Weaker changes of colour are what a room's light does too; they are shown and not judged.
SEEN = 8
OTHERS = {  # the same kind of thing, but another one
    "sofa": "sofa-green-white.jpg", "armchair": "armchair-blue-white.jpg",
    "dining-chair": "dining-chair-angle2-white.jpg", "bookshelf": None,
}
KINDS = {"sofa": "armchair", "armchair": "dining-chair", "dining-chair": "armchair",
         "floor-lamp": "table-lamp", "table-lamp": "floor-lamp", "coffee-table": "dining-table",
         "dining-table": "coffee-table", "vase": "plant", "plant": "vase", "bed": "sofa"}


def turned(degrees):
    """A rotation of hue that keeps brightness, as filters of browsers do it."""
    own = np.array([[0.213, 0.715, 0.072], [0.213, 0.715, 0.072], [0.213, 0.715, 0.072]])
    cosine = np.array([[0.787, -0.715, -0.072], [-0.213, 0.285, -0.072], [-0.213, -0.715, 0.928]])
    sine = np.array([[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]])
    angle = np.radians(degrees)
    return own + np.cos(angle) * cosine + np.sin(angle) * sine


def coloured(matrix):
    def change(image):
        pixels = np.asarray(image, dtype=np.float64)
        pixels[..., :3] = np.clip(pixels[..., :3] @ np.asarray(matrix).T, 0, 255)
        return Image.fromarray((pixels + 0.5).astype(np.uint8))
    return change


def saturated(factor):
    grey = np.tile([0.2126, 0.7152, 0.0722], (3, 1))
    return coloured(grey + factor * (np.eye(3) - grey))


def stretched(across, down=1.0):
    return lambda image: image.resize(
        (round(image.width * across), round(image.height * down)), Image.LANCZOS)


def half_coloured(image):
    """One part in another colour, such as a cushion."""
    box = (0, 0, image.width // 2, image.height)
    out = image.copy()
    out.paste(coloured(turned(60))(image.crop(box)), box)
    return out


def shortened(image):
    """Without its lowest eighth, such as its feet."""
    left, top, right, bottom = image.getchannel("A").point(lambda value: 255 * (value > 128)).getbbox()
    keep = image.copy()
    keep.paste((0, 0, 0, 0), (0, round(bottom - (bottom - top) / 8), image.width, image.height))
    return keep.crop((left, top, right, round(bottom - (bottom - top) / 8)))


CHANGES = {
    "as it is": lambda image: image,
    "hue +15": coloured(turned(15)), "hue -15": coloured(turned(-15)),
    "hue +30": coloured(turned(30)), "hue -30": coloured(turned(-30)),
    "hue +90": coloured(turned(90)), "hue 180": coloured(turned(180)),
    "paler": saturated(0.55), "more colour": saturated(1.5), "grey": saturated(0),
    "bluer": coloured(np.diag([0.85, 0.95, 1.15])),
    "greener": coloured(np.diag([0.85, 1.05, 0.85])),
    "redder": coloured(np.diag([1.2, 0.82, 0.78])),
    "red<>blue": coloured([[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
    "red<>green": coloured([[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
    "green<>blue": coloured([[1, 0, 0], [0, 0, 1], [0, 1, 0]]),
    "half in hue": half_coloured,
    "mirrored": lambda image: image.transpose(Image.FLIP_LEFT_RIGHT),
    "wider 5 %": stretched(1.05), "wider 15 %": stretched(1.15),
    "taller 5 %": stretched(1, 1.05), "taller 15 %": stretched(1, 1.15),
    "without foot": shortened,
}


def lab(image):
    light = np.asarray(image, dtype=np.float64)[..., :3] / 255
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    xyz = light @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192],
                            [0.1805, 0.0722, 0.9505]]) / [0.9505, 1, 1.089]
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * bent[..., 1] - 16, 500 * (bent[..., 0] - bent[..., 1]),
                     200 * (bent[..., 1] - bent[..., 2])], axis=-1)


def strength(before, after):
    """How different it looks: the mean distance in CIELAB where both are covered."""
    if before.size != after.size:
        return 99.0
    both = (np.asarray(before)[..., 3] > 250) | (np.asarray(after)[..., 3] > 250)
    far = np.sqrt(((lab(before) - lab(after)) ** 2).sum(axis=-1))
    covers = np.abs(np.asarray(before, dtype=float)[..., 3] - np.asarray(after, dtype=float)[..., 3])
    return float(far[both].mean() + covers[both].mean() / 5)


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def changed(products, name):
    """The product as it is and in every wrong way: a name, an item and how far it strays."""
    item, own = products.item(name)
    image = Image.open(io.BytesIO(own)).convert("RGBA")
    for title, change in CHANGES.items():
        other = change(image)
        across, down = other.width / image.width, other.height / image.height
        yield title, (dict(item, baseX=item["baseX"] * across, baseY=item["baseY"] * down,
                           widthCM=item["widthCM"] * across, heightCM=item["heightCM"] * down),
                      png(other)), strength(image, other)
    if OTHERS.get(name):
        yield "another one", products.item(name, OTHERS[name]), 99.0
    if KINDS.get(name) in products.known:
        yield "another kind", products.item(KINDS[name]), 99.0


def measured(imaging, picture, own):
    reply, _ = imaging.ask("fidelity", picture, own)
    return reply["fidelity"]


def judged(imaging, name, title, item, far, plate, own):
    """A line of the table, and whether the program judges as a person would."""
    picture = png(compose(imaging, [item], plate, aspect="4:3", side=1000))
    try:
        found = measured(imaging, picture, own)
    except Refused as sentence:
        return f"{name:<14} {title:<13} refused: {sentence}", title == "as it is"
    score = found["score"]
    is_wrong = score < TRUE if title == "as it is" else far > SEEN and score >= FLAGGED
    return (f"{name:<14} {title:<13} {score:6.1f}  outline {found['silhouette']:5.1f} "
            f"colours {found['colour']:5.1f} details {found['structure']:5.1f} "
            f"dE {found['colourDifference']:4.1f} stretch {found['stretch']:.3f} "
            f"strays {far:5.1f} {plate['id']} {'<-- WRONG' if is_wrong else ''}").rstrip(), is_wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--change", default="")
    options = parser.parse_args()
    lines, wrong = [], []
    days = [plate for plate in rooms if plate["mood"] == "daylight"]
    evenings = [plate for plate in rooms if plate["mood"] == "evening"]
    with Imaging() as imaging:
        products = Products(root / "public/samples", imaging)
        for place, name in enumerate(products.known):
            if options.only not in name:
                continue
            own = products.item(name)[1]
            # Lamplight hides what a change of colour does: those are judged by day.
            both = [days[place % len(days)], evenings[place * 3 % len(evenings)]]
            for title, item, far in changed(products, name):
                if options.change not in title:
                    continue
                is_true = title == "as it is"
                for plate in (both if is_true else both[:1]):
                    line, is_wrong = judged(imaging, name, title, item, far, plate, own)
                    print(line, flush=True)
                    lines.append(line)
                    if is_wrong:
                        wrong.append(line)
    lines.append(f"{len(lines)} cases, {len(wrong)} judged wrongly")
    out = root / ".epox-quality"
    out.mkdir(exist_ok=True)
    (out / "fidelity.txt").write_text("\n".join(lines) + "\n")
    print(lines[-1])
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
