#!/usr/bin/env python3
"""Peak memory of the imaging program at each edit of a picture of 24 million pixels.

Usage: edits.py          Exits with 1 when one of them takes more than 300 MB.
"""
import io
import resource
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Quality"))
from imaging import Imaging  # noqa: E402

MOST = 300
EDITS = {
    "crop": {"crop": {"_0": {"left": 0.1, "top": 0.1, "width": 0.8, "height": 0.8}}},
    "quarter turn": {"rotate": {"degrees": 90}},
    "straighten": {"rotate": {"degrees": 7}},
    "mirror": {"mirror": {}},
    "tone": {"tone": {"_0": {"brightness": 0.2, "contrast": 0.1, "saturation": 0,
                             "temperature": 0.2}}},
    "sharpen": {"sharpen": {"amount": 0.6}},
    "resize to 4096": {"resize": {"width": 4096}},
    "remove a little": {"remove": {"seed": 3}},
    "remove a third": {"remove": {"seed": 3}},
    "enlarge to 4096": {"enlarge": {"longestSide": 4096}},
}
MASKS = {"remove a little": (600, 400, 750, 520), "remove a third": (200, 200, 900, 900)}


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def main():
    sample = Image.open(ROOT / "public/samples/armchair-white.jpg").convert("RGB")
    large = encoded(sample.resize((6000, 4000), Image.BICUBIC), "JPEG", quality=90)
    # A picture of 24 million pixels has nothing to gain: what is enlarged is smaller.
    small = encoded(sample.resize((3000, 2000), Image.BICUBIC), "JPEG", quality=90)
    worst = 0
    for name, edit in EDITS.items():
        blobs = [small if name.startswith("enlarge") else large]
        if name in MASKS:
            mask = Image.new("L", (1500, 1000))
            mask.paste(255, MASKS[name])
            blobs.append(encoded(mask, "PNG"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with Imaging() as program:
            reply, _ = program.ask("edit", *blobs, edits=[edit], format="webp", quality=95)
            peak = program.peak_megabytes()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        worst = max(worst, peak)
        print(f"{name:<16} {reply['width']:>5} x {reply['height']:<5} {peak:4.0f} MB"
              f" {seconds:5.1f} s CPU", flush=True)
    print(f"worst {worst:.0f} MB of {MOST}")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
