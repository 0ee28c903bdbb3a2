"""Pictures per second and peak memory of the imaging program, against five others.

All take turns within each round, so that a busy machine disturbs them alike; ratios are medians
of the rounds. Of large WebP files encoding is by far the most of the work, and it is the same
encoder for all but Pillow: `ceiling` prints how far anybody could lead the command line at all.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import scenes
from imaging import Imaging
from rivals import HERE, CommandLine, Lines, python_with_pillow

SIZES = {"Thumbnail, 480 px": (480, 78), "WebP, 1200 px": (1200, 84)}


def built(folder):
    program = folder / "thumbnails-c"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "vips"],
                           capture_output=True, text=True, check=True).stdout.split()
    subprocess.run(["gcc", "-O2", "-o", program, HERE / "thumbnails.c", *flags], check=True)
    return program


def race(runners, files, side, quality, rounds=7):
    """The median rate of each, and the median of our lead over it."""
    times = {name: [] for name in runners}
    for turn in range(rounds + 1):
        for name, shrink in runners.items():
            start = time.monotonic()
            shrink(files, side, quality)
            if turn:
                times[name].append((time.monotonic() - start) / len(files))
    ours = times["imaging program"]
    return {name: (1 / statistics.median(taken),
                   statistics.median(their / our for their, our in zip(taken, ours)))
            for name, taken in times.items()}


def ceiling(folder, files, side, quality):
    """CPU seconds of the command line and of encoding alone: what could be saved is between."""
    def seconds():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    start = seconds()
    CommandLine(folder, "vipsthumbnail").shrink(files, side, quality)
    whole = (seconds() - start) / len(files)
    orders = "".join(f"{side} {quality} {file}\n" for file in files)
    output = subprocess.run([built(folder), "alone"], input=orders, capture_output=True, text=True,
                            env=os.environ | {"VIPS_CONCURRENCY": "1"}, check=True).stdout
    alone = float(output.split()[-1]) / len(files)
    print(f"  encoding alone takes {alone * 1000:.0f} ms of CPU a picture, the command line "
          f"{whole * 1000:.0f} ms: nobody with this encoder leads it by more than "
          f"x {whole / alone:.2f}", flush=True)


def compare(imaging, files, folder):
    contents = {file: file.read_bytes() for file in files}
    lines = {"libvips from C": Lines([built(folder)])}
    if python := python_with_pillow():
        lines["Pillow"] = Lines([python, HERE / "thumbnails_pillow.py"])
    rivals = lines | {name: CommandLine(folder, name) for name in ("vipsthumbnail", "vips")}
    runners = {"imaging program": lambda files, side, quality: [
        imaging.thumbnail(contents[file], side, quality) for file in files]}
    runners |= {name: rival.shrink for name, rival in rivals.items()}
    for title, (side, quality) in SIZES.items():
        found = race(runners, files, side, quality)
        print(f"{title}: " + ", ".join(
            f"{name} {rate:.1f}/s" + ("" if name == "imaging program" else f" (x {lead:.2f})")
            for name, (rate, lead) in found.items()), flush=True)
        ceiling(folder, files, side, quality)
    print("  most memory: " + ", ".join(
        f"{name} {rival.peak:.0f} MB"
        for name, rival in ({"imaging program": imaging} | rivals).items()), flush=True)
    for line in lines.values():
        line.close()


def orders(picture, plate, room, quality=86):
    """What a worker asks for, by name; the cut-out comes before the scene that needs it."""
    def compose(imaging, file):
        reply, cut_out = imaging.must({"task": "cutOut"}, file)
        item = {"cutOut": [], "baseX": reply["baseX"], "baseY": reply["baseY"], "kind": "other",
                "placement": "floor"}
        scene = {"items": [item], "setting": {"room": {"_0": plate}}, "plateFile": [],
                 "aspect": "1:1", "variant": 0, "seed": 7, "longestSide": 1600,
                 "format": "webp", "quality": quality}
        return lambda: imaging.must({"task": "compose", "scene": scene}, room, *cut_out)

    def plain(order):
        return lambda imaging, file: lambda: imaging.must(order, file)

    webp = {"task": "normalise", "longestSide": 1600, "format": "webp", "quality": 84}
    return {"probe": plain({"task": "probe"}), "normalise": plain(webp),
            "WebP, whole": plain(webp | {"longestSide": 9000}),
            "PNG, whole": plain(webp | {"longestSide": 9000, "format": "png"}),
            "cut-out": plain({"task": "cutOut"}), "compose": compose}


def large(folder, file):
    """A photo of 24 megapixels, as a camera writes it."""
    photo = folder / "large.jpg"
    subprocess.run(["vips", "resize", file, f"{photo}[Q=92]", "5", "--vscale", "3.3333333"],
                   check=True)
    return photo.read_bytes()


def measure_each(program, folder, files, public):
    plate = json.loads((public / "rooms/rooms.json").read_text())[0]
    room = (public / "rooms" / plate["file"]).read_bytes()
    small, photo = files[0].read_bytes(), large(folder, files[0])
    for name, prepare in orders(small, plate, room).items():
        with Imaging(program) as imaging:
            act = prepare(imaging, small)
            act()
            start = time.monotonic()
            for _ in range(5):
                act()
            rate = 5 / (time.monotonic() - start)
        with Imaging(program) as imaging:
            prepare(imaging, photo)()
            print(f"  {name}: {rate:.1f}/s at 1.4 megapixels; "
                  f"peak {imaging.peak:.0f} MB at 24 megapixels", flush=True)


def measure(house):
    public = Path(house.environment["EPOX_PUBLIC"])
    files = sorted((public / "samples").glob("*-white.jpg"))
    folder = house.folder / "thumbnails"
    folder.mkdir(exist_ok=True)
    with Imaging(house.environment["EPOX_IMAGING"]) as imaging:
        compare(imaging, files, folder)
    scenes.measure(house, folder, public)
    measure_each(house.environment["EPOX_IMAGING"], folder, files, public)
    shutil.rmtree(folder)


if __name__ == "__main__":
    class Here:
        folder = Path(sys.argv[1])
        environment = {"EPOX_PUBLIC": sys.argv[2], "EPOX_IMAGING": sys.argv[3]}
    measure(Here)
