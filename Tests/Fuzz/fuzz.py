#!/usr/bin/env python3
"""Sends spoilt pictures and spoilt messages to the real imaging program, and watches what it says.

Fails when the program dies, answers later than the limit, refuses without a sentence or reports a
failure of its own. What it died of is kept in `--found`: mend the cause, then move the file to
Tests/Fuzz/found, where `make test` sends it again each time.
Usage: make fuzz MINUTES=10
"""
import argparse
import collections
import hashlib
import io
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageCms

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "Tests/Load"), str(Path(__file__).resolve().parent)]

import mutations  # noqa: E402
from imaging import Died, Imaging  # noqa: E402

FORMATS = ("jpg", "png", "webp", "tif", "gif", "avif", "heic")
ORDERS = (
    {"task": "probe"}, {"task": "cutOut"}, {"task": "look"},
    {"task": "normalise", "longestSide": 480, "format": "webp", "quality": 78},
    {"task": "normalise", "longestSide": 300, "format": "png", "quality": 78},
    {"task": "analyse"}, {"task": "fidelity"},
    {"task": "isolate", "hint": {"strokes": [
        {"keeps": True, "radius": 0.02, "points": [{"x": 0.4, "y": 0.5}, {"x": 0.6, "y": 0.5}]}]}},
    {"task": "edit", "format": "jpeg", "quality": 80, "edits": [
        {"crop": {"_0": {"left": 0.1, "top": 0.1, "width": 0.7, "height": 0.6}}},
        {"rotate": {"degrees": 7}}, {"resize": {"width": 90}}]},
    {"task": "edit", "format": "webp", "quality": 80, "edits": [
        {"removePart": {"_0": {"left": 0.4, "top": 0.4, "width": 0.1, "height": 0.1}, "seed": 1}}]},
    {"task": "edit", "format": "png", "quality": 80, "edits": [{"remove": {"seed": 5}}]},
    {"task": "edit", "format": "jpeg", "quality": 80, "edits": [
        {"tone": {"_0": {"brightness": 0.4, "contrast": 0.5, "saturation": -0.3,
                         "temperature": 0.6}}}, {"sharpen": {"amount": 0.7}}, {"mirror": {}}]},
    {"task": "edit", "format": "webp", "quality": 80, "edits": [
        {"shape": {"ratio": 1.3}}, {"enlarge": {"longestSide": 400}}]},
    {"task": "edit", "format": "webp", "quality": 80, "edits": []},
    {"task": "compose", "scene": {
        "items": [{"cutOut": [], "baseX": 60, "baseY": 90, "widthCM": 80, "heightCM": 82,
                   "depthCM": 80, "kind": "armchair", "placement": "floor"}],
        "setting": {"plain": {"_0": {"kind": "flat", "ground": "reflection",
                                     "colour": "#ffffff"}}},
        "plateFile": [], "aspect": "4:3", "variant": 1, "seed": 7, "longestSide": 320,
        "format": "jpeg", "quality": 80}},
)
# Tasks that take two files.
PAIRS = ("fidelity", "compose")


def seeds():
    """A small valid file of each format."""
    with tempfile.TemporaryDirectory() as folder:
        picture = sorted((ROOT / "public/samples").glob("*-white.jpg"))[0]
        for ending in FORMATS:
            file = Path(folder) / f"seed.{ending}"
            subprocess.run(["vipsthumbnail", picture, "--size", "160", "-o", file], check=True)
            yield ending, file.read_bytes()
    yield from strange_seeds(Image.open(picture).convert("RGB").resize((160, 120)))


def strange_seeds(image):
    """What others write: several frames, inks, profiles, notes, many bits, many scans."""
    def written(form, picture=image, **more):
        out = io.BytesIO()
        picture.save(out, form, **more)
        return out.getvalue()
    frames = [image.rotate(angle) for angle in (0, 5, 10)]
    yield "gif", written("GIF", save_all=True, append_images=frames)
    yield "webp", written("WEBP", save_all=True, append_images=frames)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    notes = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b" " * 400 + b"</x:xmpmeta>"
    for form, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")):
        more = {} if form in ("PNG", "TIFF") else {"xmp": notes}
        yield ending, written(form, icc_profile=profile, exif=exif.tobytes(), **more)
    yield "jpg", written("JPEG", image.convert("CMYK"))
    yield "tif", written("TIFF", image.convert("CMYK"), compression="tiff_lzw")
    yield "jpg", written("JPEG", progressive=True)
    deep = Image.new("I;16", (96, 64), 40_000)
    yield "png", written("PNG", deep)
    yield "tif", written("TIFF", deep)
    yield "png", written("PNG", image.convert("RGBA"))


class Fuzz:
    def __init__(self, options):
        self.options = options
        self.chance = random.Random(options.seed)
        self.counts = collections.Counter()
        self.slowest = 0.0
        self.wrong = []
        self.imaging = None

    def living(self):
        if self.imaging is None:
            self.imaging = Imaging(self.options.program, self.options.limit)
        return self.imaging

    def bury(self, reason, name, file):
        self.counts[reason] += 1
        self.imaging.__exit__()
        self.imaging = None
        folder = Path(self.options.found)
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{hashlib.sha256(file).hexdigest()[:12]}.{name}"
        kept.write_bytes(file)
        print(f"{reason}: {kept}", flush=True)

    def send_picture(self, name, seed):
        file = seed
        for _ in range(self.chance.choice((1, 1, 2, 4))):
            file = self.chance.choice(mutations.ALL)(self.chance, file) or b"?"
        start = time.monotonic()
        try:
            order = self.chance.choice(ORDERS)
            # Some take two files, and either may be the spoilt one: a plate, a mask.
            both = self.chance.choice(((file, seed), (seed, file)))
            is_pair = order["task"] in PAIRS or any("remove" in edit for edit in order.get("edits", ()))
            reply, _ = self.living().ask(order, *(both if is_pair else (file,)))
        except Died:
            late = time.monotonic() - start >= self.options.limit
            return self.bury("late" if late else "died", name, file)
        self.slowest = max(self.slowest, time.monotonic() - start)
        self.judge(reply, name)

    def judge(self, reply, name):
        if "failed" in reply:
            self.wrong.append(f"{name} failed: {reply['failed'][:200]}")
        elif "refused" in reply:
            self.counts["refused"] += 1
            if not (reply["refused"][:1].isupper() and reply["refused"].endswith(".")):
                self.wrong.append(f"{name}, no sentence: {reply['refused']}")
        else:
            self.counts["opened"] += 1

    def send_message(self, seed):
        """A message with lying lengths: an answer or a good-bye are right, silence is not."""
        lengths = [self.chance.choice((0, 1, -1, 2**31, 2**63, 10**30, len(seed)))
                   for _ in range(self.chance.randint(0, 10))]
        text = f'{{"task":"probe","blobs":{lengths}}}'.encode()
        told = self.chance.choice((len(text), 0, 2**32 - 1, 256 * 1024 + 1))
        message = b"EPOX" + struct.pack(">I", told) + text + seed
        if self.chance.random() < 0.5:
            message = mutations.flip_bits(self.chance, message[:60]) + message[60:]
        with Imaging(self.options.program, 5) as imaging:
            try:
                imaging.line.sendall(message)
                imaging.line.shutdown(1)
                imaging.process.wait(5)
                self.counts["message ended in order"] += imaging.process.returncode in (0, 72)
                if imaging.process.returncode < 0:
                    self.wrong.append(f"a message kills it: {message[:120]!r}")
            except BrokenPipeError:
                self.counts["message cut off"] += 1
            except subprocess.TimeoutExpired:
                self.wrong.append(f"a message silences it: {message[:120]!r}")

    def run(self):
        files = list(seeds())
        end = time.monotonic() + self.options.seconds
        while time.monotonic() < end:
            name, seed = self.chance.choice(files)
            if self.chance.random() < 0.02:
                self.send_message(seed)
            else:
                self.send_picture(name, seed)
        if self.imaging:
            self.imaging.__exit__()
        print(dict(self.counts), f"slowest answer {self.slowest:.1f} s, seed {self.options.seed}")
        for complaint in self.wrong[:20]:
            print(complaint)
        return 1 if self.wrong or self.counts["late"] or self.counts["died"] else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / ".build/release/epox-imaging"))
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=float, default=600)
    length.add_argument("--minutes", type=float)
    parser.add_argument("--limit", type=float, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--found", default=str(ROOT / ".epox-fuzz"))
    options = parser.parse_args()
    if options.minutes is not None:
        options.seconds = options.minutes * 60
    sys.exit(Fuzz(options).run())


if __name__ == "__main__":
    main()
