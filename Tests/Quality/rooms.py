#!/usr/bin/env python3
"""Composes every product into rooms and onto plain backgrounds with the real imaging program,
and lays the pictures out on contact sheets for a person to look at: .epox-quality/*.png.

Usage: rooms.py [--products FOLDER] [--only NAME]     FOLDER holds products.json and its pictures.
"""
import argparse
import io
import json
import pathlib
import time

from PIL import Image

from hangings import hanging
from imaging import Imaging, root

aspects = ["1:1", "4:3", "3:4", "16:9", "9:16", "4:5"]
rooms = json.loads((root / "public/rooms/rooms.json").read_text())
out = root / ".epox-quality"
times = []


def kind(product):
    """What the Studio tells from a product's name and category, for the samples."""
    words = product["id"].split("-")
    return {"coffee-table": "coffeeTable", "floor-lamp": "floorLamp", "table-lamp": "tableLamp",
            "pendant-lamp": "pendant"}.get(product["id"], words[-1])


class Products:
    """Cut-outs of a folder of product pictures, made once."""

    def __init__(self, folder, imaging):
        self.folder, self.imaging, self.made = pathlib.Path(folder), imaging, {}
        known = json.loads((self.folder / "products.json").read_text())
        self.known = {product["id"]: product for product in known}

    def item(self, name, file=None, **more):
        product = self.known[name]
        file = file or f"{name}-white.jpg"
        if file not in self.made:
            self.made[file] = self.imaging.ask("cutOut", (self.folder / file).read_bytes())
        reply, blobs = self.made[file]
        size = product["dimensions_cm"]
        item = dict(cutOut=[], baseX=reply["baseX"], baseY=reply["baseY"], widthCM=size["width"],
                    heightCM=size["height"], depthCM=size["depth"], kind=kind(product),
                    placement=product["placement"])
        return dict(item, **more), blobs[0]


def rug(width=900, height=620):
    """A woven rug as shops photograph it, from above."""
    picture = Image.new("RGBA", (width, height))
    for y in range(height):
        for x in range(width):
            edge = min(x, y, width - 1 - x, height - 1 - y)
            weave = ((x // 3 + y // 3) % 2) * 10
            tone = (196, 182, 160) if edge > 46 else (92, 74, 62) if edge > 30 else (176, 160, 138)
            if edge > 90 and (abs((x % 120) - 60) + abs((y % 120) - 60)) % 60 < 9:
                tone = (150, 84, 62)
            picture.putpixel((x, y), tuple(max(part - weave, 0) for part in tone) + (255,))
    data = io.BytesIO()
    picture.save(data, "PNG")
    item = dict(cutOut=[], baseX=width / 2, baseY=height - 1, widthCM=240, heightCM=1, depthCM=165,
                kind="rug", placement="lying")
    return item, data.getvalue()


def compose(imaging, items, setting, aspect="1:1", variant=0, side=1600, **more):
    plate = b""
    if "style" in setting:
        plate = (root / "public/rooms" / setting["file"]).read_bytes()
        setting = {"room": {"_0": setting}}
    else:
        setting = {"plain": {"_0": setting}}
    scene = dict(items=[item for item, _ in items], setting=setting, plateFile=[], aspect=aspect,
                 variant=variant, seed=7, longestSide=side, format="jpeg", quality=95, **more)
    start = time.monotonic()
    _, blobs = imaging.ask("compose", plate, *[blob for _, blob in items], scene=scene)
    times.append(time.monotonic() - start)
    return Image.open(io.BytesIO(blobs[0])).convert("RGB")


def sheet(name, pictures, across=3, cell=640):
    """Lays pictures out in rows, each whole, and saves them."""
    rows = (len(pictures) + across - 1) // across
    page = Image.new("RGB", (across * cell, rows * cell), (60, 60, 60))
    for index, picture in enumerate(pictures):
        small = picture.copy()
        small.thumbnail((cell - 6, cell - 6), Image.LANCZOS)
        place = (index % across * cell + (cell - small.width) // 2,
                 index // across * cell + (cell - small.height) // 2)
        page.paste(small, place)
    page.save(out / f"{name}.png")
    print(f"{name}: {len(pictures)} pictures")


def plain(colour="#ffffff", kind="flat", ground="shadow"):
    return dict(kind=kind, ground=ground, colour=colour)


def in_rooms(imaging, products):
    """Every product in three rooms."""
    pictures = []
    for index, name in enumerate(products.known):
        for turn in range(3):
            room = rooms[(index * 3 + turn * 5) % len(rooms)]
            pictures.append(compose(imaging, [products.item(name)], room, variant=turn))
    for start in range(0, len(pictures), 9):
        sheet(f"rooms-{start // 9 + 1}", pictures[start:start + 9])


def on_plain(imaging, products):
    """Every product on one of the plain backgrounds, and one product on all."""
    looks = [plain(), plain("#e9e9ea", "sweep"), plain("#2f5d50"), plain("#d8c3a5", "gradient"),
             plain(ground="reflection"), plain("#f2b8a0", "sweep", "reflection")]
    pictures = [compose(imaging, [products.item(name)], looks[index % 6], variant=index // 6)
                for index, name in enumerate(products.known)]
    sheet("plain", pictures, across=4, cell=480)


def in_shapes(imaging, products):
    """All shapes, for something wide and something tall."""
    pictures = []
    for name, room in (("sofa", rooms[2]), ("floor-lamp", rooms[8]), ("vase", rooms[0]),
                       ("pendant-lamp", rooms[5])):
        pictures += [compose(imaging, [products.item(name)], room, aspect, side=1200)
                     for aspect in aspects]
    sheet("shapes", pictures, across=6, cell=420)


def several(imaging, products):
    """Several products in one scene."""
    groups = [("sofa", "coffee-table", "floor-lamp", "armchair", "plant"),
              ("dining-table", "dining-chair", "pendant-lamp", "vase"), ("bed", "table-lamp"),
              ("armchair", "floor-lamp"), ("table-lamp", "vase"),
              ("sofa", "coffee-table", "vase", "table-lamp", "plant", "pendant-lamp")]
    pictures = []
    for index, names in enumerate(groups):
        items = [products.item(name) for name in names]
        if index in (0, 3):
            items.append(rug()) if len(items) < 6 else None
        for turn, aspect in enumerate(("4:3", "1:1", "16:9")):
            room = rooms[(index * 5 + turn * 3) % len(rooms)]
            pictures.append(compose(imaging, items, room, aspect, turn))
    sheet("several", pictures)
    whole = [compose(imaging, [products.item(name) for name in names], look)
             for names, look in zip(groups, [plain(), plain("#e9e9ea", "sweep"), plain("#2f5d50"),
                                             plain("#d8c3a5", "gradient"), plain(), plain()])]
    sheet("several-plain", whole)
    sheet("rugs", [compose(imaging, [rug()], rooms[index], variant=index) for index in (0, 4, 11)]
          + [compose(imaging, [rug(), products.item("armchair")], rooms[9], variant=2),
             compose(imaging, [rug()], plain()),
             compose(imaging, [rug(), products.item("coffee-table")], rooms[1])])


def on_walls(imaging, products):
    """What hangs: in every room, above furniture, and before a plain background."""
    painting, clock, mirror = hanging("picture", 60, 80), hanging("clock", 32, 32), hanging(
        "mirror", 70, 100)
    pictures = [compose(imaging, [painting], room, variant=index)
                for index, room in enumerate(rooms[::2] + rooms[5:14:4])]
    pictures += [compose(imaging, [clock], rooms[4]), compose(imaging, [mirror], rooms[1], "9:16")]
    pictures += [compose(imaging, [products.item(name), painting], rooms[room], aspect)
                 for name, room, aspect in (("sofa", 0, "4:3"), ("armchair", 4, "3:4"),
                                            ("bookshelf", 6, "4:3"), ("floor-lamp", 1, "1:1"))]
    sheet("walls", pictures + [compose(imaging, [painting], plain())], across=4, cell=480)


def variants(imaging, products):
    """The eight pictures of one order."""
    sheet("variants", [compose(imaging, [products.item("armchair")], rooms[0], variant=turn)
                       for turn in range(8)], across=4, cell=480)
    looks = [dict(lightness=82, red=0, yellow=-4, contrast=14),
             dict(lightness=35, red=14, yellow=26, contrast=24)]
    pictures = [compose(imaging, [products.item("sofa")], rooms[2])]
    pictures += [compose(imaging, [products.item("sofa")], rooms[2], look=look) for look in looks]
    sheet("graded", pictures)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--products", default=root / "public/samples")
    arguments.add_argument("--only")
    options = arguments.parse_args()
    out.mkdir(exist_ok=True)
    imaging = Imaging()
    products = Products(options.products, imaging)
    for part in (in_rooms, on_plain, in_shapes, several, on_walls, variants):
        if options.only in (None, part.__name__):
            part(imaging, products)
    imaging.close()
    ordered = sorted(times)
    print(f"{len(times)} pictures, median {ordered[len(ordered) // 2]:.2f} s, "
          f"slowest {ordered[-1]:.2f} s; sheets in {out}")


if __name__ == "__main__":
    main()
