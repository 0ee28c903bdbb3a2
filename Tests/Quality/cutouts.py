"""Measures the cut-out on every picture whose coverage is known, and shows it to people.

    python cutouts.py [--pictures FOLDER] [--out .epox-quality] [--only PART] [--quick]

Writes cutouts.txt (intersection over union, mean absolute error of alpha, confidence, seconds, and
for cut-outs that ask for help the intersection over union after each stroke of a simulated hand)
and contact sheets with every cut-out on magenta and on dark grey. Ends with status 1 when a mean is
worse than promised.
"""
import argparse
import io
import itertools
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import cases
import fading
import glossy
import hands
import harder
from imaging import ROOT, Imaging, Refused
from unseen import unseen


def measures(found, truth):
    """Intersection over union at half cover, and the mean absolute error of cover."""
    both = np.logical_and(found >= 0.5, truth >= 0.5).sum()
    either = np.logical_or(found >= 0.5, truth >= 0.5).sum()
    return both / max(either, 1), np.abs(found - truth).mean()


def fitting(cover, truth):
    """Larger pictures come back smaller: the truth follows."""
    if truth.shape == cover.shape:
        return truth
    size = (cover.shape[1], cover.shape[0])
    return np.asarray(Image.fromarray(truth.astype(np.float32)).resize(size, Image.BOX))


def tried(program, case, **order):
    """The cut-out in the picture's frame, and the line of the table."""
    start = time.perf_counter()
    try:
        reply, blobs = program.ask("isolate", case.file, **order)
    except Refused as sentence:
        return None, {"name": case.name, "kind": case.kind, "note": str(sentence)}
    seconds = time.perf_counter() - start
    image = Image.open(io.BytesIO(blobs[0]))
    line = {"name": case.name, "kind": case.kind, "confidence": reply.get("confidence"),
            "seconds": seconds}
    if case.truth is not None:
        cover = np.asarray(image)[..., 3] / 255.0
        line["iou"], line["error"] = measures(cover, fitting(cover, case.truth))
    return image, line


ASKS_BELOW = 0.75  # CutOut.leastConfidence
STROKES = 3


def helped(program, case, line):
    """What strokes over the worst faults make of a cut-out that asks for them."""
    if case.truth is None or line.get("confidence", 1) >= ASKS_BELOW:
        return
    def cut(hint):
        _, blobs = program.ask("isolate", case.file, **({"hint": hint} if hint else {}))
        return np.asarray(Image.open(io.BytesIO(blobs[0])))[..., 3] / 255.0
    line["after"] = [measures(cover, fitting(cover, case.truth))[0]
                     for cover in hands.strokes(cut, case, STROKES)]
    line["note"] = "asks; with strokes " + (
        " ".join(f"{iou:.3f}" for iou in line["after"]) or "unchanged: no fault to be seen")


def honesty(lines):
    """How often the confidence is right about what needs a person."""
    known = [line for line in lines if "iou" in line]
    sure = [line for line in known if line["confidence"] >= ASKS_BELOW]
    asking = [line for line in known if line["confidence"] < ASKS_BELOW]
    wrong = [line["name"] for line in sure if line["iou"] < 0.9]
    needless = [line["name"] for line in asking if line["iou"] >= 0.985]
    yield f"{len(sure)} of {len(known)} are sure; sure but below 0.90: {', '.join(wrong) or 'none'}"
    yield (f"{len(asking)} ask for strokes, {len(needless)} of them are above 0.985 anyway: "
           f"{', '.join(needless) or 'none'}")
    spoilt = [line["name"] for line in asking
              if any(later < earlier - 0.002 for earlier, later in
                     itertools.pairwise([line["iou"]] + line.get("after", [])))]
    yield f"a stroke made worse: {', '.join(spoilt) or 'none'}"
    after = [max(line["after"] + [line["iou"]]) for line in asking if "after" in line]
    if after:
        before = float(np.mean([line["iou"] for line in asking if "after" in line]))
        yield (f"those that ask: mean {before:.4f} alone, {float(np.mean(after)):.4f} with at most "
               f"{STROKES} strokes")


def tile(image, line, side=300):
    """One cut-out on magenta and on dark grey, with its figures."""
    out = Image.new("RGB", (side * 2 + 8, side + 20), "white")
    for place, colour in enumerate([(255, 0, 255), (56, 56, 60)]):
        if image is None:
            continue
        ground = Image.new("RGBA", image.size, colour + (255,))
        ground.alpha_composite(image)
        ground.thumbnail((side, side), Image.LANCZOS)
        out.paste(ground.convert("RGB"), (place * (side + 4), 0))
    figures = " ".join(f"{line[key]:.4f}" for key in ("iou", "error") if key in line)
    ImageDraw.Draw(out).text((4, side + 4), f"{line['name']} {figures}", fill="black")
    return out


def sheet(tiles, path, across=3):
    """All tiles on one page."""
    wide, high = tiles[0].size
    rows = (len(tiles) + across - 1) // across
    page = Image.new("RGB", (across * wide, rows * high), "white")
    for place, one in enumerate(tiles):
        page.paste(one, (place % across * wide, place // across * high))
    page.save(path)


def written(line):
    """A line of the table."""
    def number(key, digits):
        value = line.get(key)
        return f"{value:.{digits}f}" if value is not None else "-"
    return (f"{line['name']:<34} {line['kind']:<14} {number('iou', 4):>7} {number('error', 4):>7} "
            f"{number('confidence', 2):>6} {number('seconds', 2):>6} {line.get('note', '')}").rstrip()


def means(lines):
    """A line per kind of picture."""
    for kind in sorted({line["kind"] for line in lines}):
        known = [line for line in lines if line["kind"] == kind and "iou" in line]
        if known:
            iou, error, seconds = (
                float(np.mean([line[key] for line in known])) for key in ("iou", "error", "seconds"))
            yield written({"name": f"mean of {len(known)}", "kind": kind, "iou": iou,
                           "error": error, "seconds": seconds})


def broken_promises(lines, megabytes):
    """What is worse than it is said to be: on white, on everything else, and in memory."""
    for kind in sorted({line["kind"] for line in lines}):
        known = [line for line in lines if line["kind"] == kind and "iou" in line]
        if not known:
            continue
        iou, error = (float(np.mean([line[key] for line in known])) for key in ("iou", "error"))
        least = 0.985 if kind == "white" else 0.90
        if iou < least:
            yield f"{kind}: the mean of intersection over union is {iou:.4f}, less than {least}"
        if kind == "white" and error > 0.008:
            yield f"{kind}: the mean error of cover is {error:.4f}, more than 0.008"
    if megabytes > 300:
        yield f"the imaging program took {megabytes:.0f} MB, more than 300"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", default=str(ROOT / "public/samples"))
    parser.add_argument("--out", default=str(ROOT / ".epox-quality"))
    parser.add_argument("--only", default="", help="only pictures whose name contains this")
    parser.add_argument("--quick", action="store_true", help="without the made-up pictures")
    options = parser.parse_args()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    sets = {"samples": cases.with_masks(options.pictures)}
    if not options.quick and any(Path(options.pictures).glob("*.png")):
        sets["made"] = cases.harder(options.pictures)
        sets["unseen"] = unseen(options.pictures)
    if not options.quick:
        sets["harder"] = harder.harder(options.pictures)
        sets["fading"] = fading.fading()
        sets["glossy"] = glossy.glossy()
    lines = []
    with Imaging() as program:
        for title, some in sets.items():
            tiles = []
            for case in some:
                if options.only not in case.name:
                    continue
                image, line = tried(program, case)
                helped(program, case, line)
                print(written(line), flush=True)
                lines.append(line)
                tiles.append(tile(image, line))
            if tiles:
                sheet(tiles, out / f"cutouts-{title}.png")
        megabytes = program.peak_megabytes()
    broken = list(broken_promises(lines, megabytes))
    table = ([written(line) for line in lines] + list(means(lines)) + list(honesty(lines))
             + [f"peak memory {megabytes:.0f} MB"] + broken)
    (out / "cutouts.txt").write_text("\n".join(table) + "\n")
    print("\n".join(table[len(lines):]))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
