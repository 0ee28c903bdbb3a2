"""Cut-outs and scenes per second and peak memory, against the vips command line and Pillow.

The others do the bare reading, scaling, laying over and writing: no product is found, no light
is measured and no shadow cast. What the imaging program is slower than they are is what its
pictures cost.
"""
import json
import statistics
import time

from imaging import Imaging
from rivals import HERE, CommandLine, Lines, python_with_pillow

CUT_SIDE, SCENE_SIDE, QUALITY = 2000, 1600, 86


class Vips(CommandLine):
    """One command for each step, as a script would call them."""

    def __init__(self, folder):
        super().__init__(folder, "vips")

    def step(self, *words):
        self.run(["vips", *map(str, words)])

    def cut(self, file):
        small, grey, cover, out = (self.folder / name for name in (
            "small.v", "grey.v", "cover.v", "cut.png"))
        self.step("thumbnail", file, small, CUT_SIDE, "--size", "down")
        self.step("colourspace", small, grey, "b-w")
        self.step("relational_const", grey, cover, "lesseq", 244)
        self.step("bandjoin", f"{small} {cover}", f"{out}[compression=1]")

    def scene(self, room, product):
        ground, small, out = (self.folder / name for name in ("ground.v", "small.v", "scene.webp"))
        self.step("thumbnail", room, ground, SCENE_SIDE, "--height", SCENE_SIDE, "--crop", "centre")
        self.step("thumbnail", product, small, SCENE_SIDE * 4 // 10)
        self.step("composite2", ground, small, f"{out}[Q={QUALITY},effort=3,smart_subsample]", "over",
                  "--x", SCENE_SIDE * 3 // 10, "--y", SCENE_SIDE * 4 // 10)


class Pillow(Lines):
    def __init__(self, python):
        super().__init__([python, HERE / "scenes_pillow.py"])

    def cut(self, file):
        self.ask(f"cut {file} {CUT_SIDE}")

    def scene(self, room, product):
        self.ask(f"scene {room} {product} {SCENE_SIDE} {QUALITY}")


class Ours:
    """The imaging program, asked as a worker asks it."""

    def __init__(self, imaging, plate):
        self.imaging, self.plate = imaging, plate

    @property
    def peak(self):
        return self.imaging.peak

    def cut(self, file):
        return self.imaging.must({"task": "cutOut"}, file.read_bytes())

    def scene(self, room, found):
        reply, cut_out = found
        item = {"cutOut": [], "baseX": reply["baseX"], "baseY": reply["baseY"], "kind": "other",
                "placement": "floor"}
        scene = {"items": [item], "setting": {"room": {"_0": self.plate}}, "plateFile": [],
                 "aspect": "1:1", "variant": 0, "seed": 7, "longestSide": SCENE_SIDE,
                 "format": "webp", "quality": QUALITY}
        self.imaging.must({"task": "compose", "scene": scene}, room.read_bytes(), *cut_out)


def race(title, acts, rounds):
    """All take turns within each round, the first of which nobody counts."""
    times = {name: [] for name in acts}
    for turn in range(rounds + 1):
        for name, act in acts.items():
            start = time.monotonic()
            act()
            if turn:
                times[name].append(time.monotonic() - start)
    ours = times["imaging program"]
    print(f"{title}: " + ", ".join(
        f"{name} {1 / statistics.median(taken):.1f}/s" + (
            "" if taken is ours else
            f" (x {statistics.median(their / our for their, our in zip(taken, ours)):.2f})")
        for name, taken in times.items()), flush=True)


def measure(house, folder, public, rounds=7):
    plate = json.loads((public / "rooms/rooms.json").read_text())[0]
    room, file = public / "rooms" / plate["file"], sorted((public / "samples").glob("*-white.jpg"))[0]
    rivals = {"vips": Vips(folder)}
    if python := python_with_pillow():
        rivals["Pillow"] = Pillow(python)
    with Imaging(house.environment["EPOX_IMAGING"]) as imaging:
        ours = Ours(imaging, plate)
        found = ours.cut(file)
        product = folder / "product.png"
        product.write_bytes(found[1][0])
        everybody = {"imaging program": ours} | rivals
        race("Cut-out", {name: lambda who=who: who.cut(file) for name, who in everybody.items()},
             rounds)
        race("Scene, 1600 px", {
            name: lambda who=who: who.scene(room, found if who is ours else product)
            for name, who in everybody.items()}, rounds)
        print("  most memory: " + ", ".join(
            f"{name} {who.peak:.0f} MB" for name, who in everybody.items()), flush=True)
    for rival in rivals.values():
        rival.close()
