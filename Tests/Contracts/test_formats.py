"""What other programs write is opened as they mean it: formats, depths, inks, profiles, turns."""
import io
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat, features

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Quality"))
from imaging import Imaging, Refused  # noqa: E402

PARTS = {"red": (200, 40, 30), "green": (40, 160, 60), "blue": (30, 60, 190)}
FORMATS = {
    "jpeg": ("JPEG", {"quality": 95, "subsampling": 0}), "png": ("PNG", {}),
    "webp": ("WEBP", {"lossless": True}), "tiff": ("TIFF", {"compression": "tiff_lzw"}),
    "gif": ("GIF", {}), "heif": ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
}


@pytest.fixture(scope="module")
def program():
    with Imaging() as program:
        yield program


def stripes(size=(96, 64)):
    """Red above green above blue."""
    image = Image.new("RGB", size)
    for place, colour in enumerate(PARTS.values()):
        image.paste(colour, (0, place * size[1] // 3, size[0], (place + 1) * size[1] // 3))
    return image


def written(image, form, **more):
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def opened(program, file, side=400):
    """The file as the program passes it on."""
    order = {"longestSide": side, "format": "png", "quality": 90}
    _, blobs = program.ask("normalise", file, **order)
    return Image.open(io.BytesIO(blobs[0])).convert("RGB")


def near(one, other, most):
    return max(abs(a - b) for a, b in zip(one, other)) <= most


def is_striped(image, most=14):
    places = [(image.width // 2, round(image.height * share)) for share in (1 / 6, 1 / 2, 5 / 6)]
    return all(near(image.getpixel(place), colour, most)
               for place, colour in zip(places, PARTS.values()))


@pytest.mark.parametrize("told", FORMATS)
def test_every_format_is_opened_with_its_colours(program, told):
    form, options = FORMATS[told]
    if form == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow writes no AVIF")
    file = written(stripes(), form, **options)
    reply, _ = program.ask("probe", file)
    facts = reply["facts"]
    assert (facts["format"], facts["width"], facts["height"]) == (told, 96, 64)
    assert is_striped(opened(program, file))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF"])
def test_of_several_pictures_in_a_file_the_first_is_taken(program, form):
    others = [Image.new("RGB", (96, 64), "white"), Image.new("RGB", (96, 64), "black")]
    more = {"lossless": True} if form == "WEBP" else {}
    file = written(stripes(), form, save_all=True, append_images=others, **more)
    found = opened(program, file)
    assert found.size == (96, 64)
    assert is_striped(found)


def png(size, depth, colours, rows, interlaced=0):
    """A PNG from its rows, of kinds that Pillow cannot write."""
    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
    head = struct.pack(">2I5B", *size, depth, colours, 0, 0, interlaced)
    pack = zlib.compressobj(1)
    packed = b"".join([pack.compress(row) for row in rows] + [pack.flush()])
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed)
            + chunk(b"IEND", b""))


def deep_png(size=(96, 64)):
    """The stripes with 16 bits a channel."""
    return png(size, 16, 2, (
        b"\0" + struct.pack(">3H", *(257 * part for part in list(PARTS.values())[y * 3 // size[1]]))
        * size[0] for y in range(size[1])))


def test_sixteen_bits_become_eight(program):
    file = deep_png()
    assert is_striped(opened(program, file), most=2)
    grey = Image.new("I;16", (64, 48), 200 * 257)
    assert near(opened(program, written(grey, "PNG")).getpixel((30, 20)), (200,) * 3, 2)
    assert near(opened(program, written(grey, "TIFF")).getpixel((30, 20)), (200,) * 3, 2)


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_printers_inks_become_light(program, form):
    inks = {"paper": (0, 0, 0, 0), "cyan": (255, 0, 0, 0), "yellow": (0, 0, 255, 0),
            "black": (0, 0, 0, 255)}
    files = {name: written(Image.new("CMYK", (64, 48), ink), form) for name, ink in inks.items()}
    found = {name: opened(program, file).getpixel((30, 20)) for name, file in files.items()}
    assert min(found["paper"]) >= 250
    assert max(found["black"]) <= 70
    red, green, blue = found["cyan"]
    assert red < 90 and blue > 180 and green > 100
    red, green, blue = found["yellow"]
    assert min(red, green) > 200 and blue < 90


def profile(swapped):
    """A small matrix profile with sRGB's primaries; red and green may have changed places."""
    primaries = {"r": (0.43607, 0.22249, 0.01392), "g": (0.38515, 0.71687, 0.09708),
                 "b": (0.14307, 0.06061, 0.7141)}
    if swapped:
        primaries["r"], primaries["g"] = primaries["g"], primaries["r"]

    def fixed(values):
        return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    text = b"text" + bytes(4) + b"none\0" + bytes(3)
    words = b"made up\0"
    named = b"desc" + bytes(4) + struct.pack(">I", len(words)) + words + bytes(78)
    tags = {b"desc": named + bytes(-len(named) % 4), b"cprt": text,
            b"wtpt": b"XYZ " + bytes(4) + fixed((0.9642, 1, 0.8249))}
    for name, value in primaries.items():
        tags[f"{name}XYZ".encode()] = b"XYZ " + bytes(4) + fixed(value)
        tags[f"{name}TRC".encode()] = curve
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">2I", 132 + 12 * len(tags) + len(body), len(content))
        body += content
    head = struct.pack(">I4sI4s4s4s", 132 + 12 * len(tags) + len(body), bytes(4), 0x02100000,
                       b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += fixed((0.9642, 1, 0.8249))
    return head + bytes(128 - len(head)) + table + body


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_profile_says_what_the_numbers_mean(program, form):
    more = {"quality": 95, "subsampling": 0} if form == "JPEG" else {}
    if form == "WEBP":
        more = {"lossless": True}
    red, green, blue = stripes().split()
    other = Image.merge("RGB", (green, red, blue))
    plain = opened(program, written(stripes(), form, icc_profile=profile(False), **more))
    assert is_striped(plain, most=22)
    turned = opened(program, written(other, form, icc_profile=profile(True), **more))
    assert is_striped(turned, most=22), "numbers in swapped primaries are the same colours"
    assert "icc_profile" not in turned.info


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_broken_profile_is_no_reason_to_refuse_a_picture(program, form):
    for wrong in (b"", b"nonsense" * 40, profile(False)[:200]):
        file = written(stripes(), form, icc_profile=wrong or None)
        assert is_striped(opened(program, file), most=24)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "WEBP", "TIFF"])
def test_every_turn_of_a_camera_is_undone(program, form, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    more = {"quality": 95, "subsampling": 0} if form == "JPEG" else {}
    if form == "WEBP":
        more = {"lossless": True}
    image = stripes()
    image.paste((250, 250, 250), (0, 0, 20, 20))
    file = written(image, form, exif=exif.tobytes(), **more)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGB")
    found = opened(program, file)
    assert found.size == upright.size
    for place in [(6, 6), (found.width - 7, 6), (6, found.height - 7),
                  (found.width - 7, found.height - 7), (found.width // 2, found.height // 2)]:
        assert near(found.getpixel(place), upright.getpixel(place), 14), place


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_where_and_by_whom_it_was_taken_is_forgotten(program, form):
    exif = Image.Exif()
    exif[0x013B] = "Anna Holm"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 40.0), 29: "2026:03:01"})
    file = written(stripes(), form, exif=exif.tobytes())
    assert b"Anna Holm" in file
    for output in ("jpeg", "png", "webp"):
        order = {"longestSide": 80, "format": output, "quality": 90}
        _, blobs = program.ask("normalise", file, **order)
        assert b"Anna" not in blobs[0] and b"2026:03:01" not in blobs[0]
        left = Image.open(io.BytesIO(blobs[0])).getexif()
        assert 0x013B not in left and 0x8825 not in left


PHONE = ROOT / "Tests/Contracts/photos/phone.heic"


def upright_vase():
    """What the phone's photo shows; the phone lay on its side."""
    photo = Image.open(ROOT / "public/samples/vase-room.jpg").convert("RGB")
    return photo.crop((150, 0, 1050, 1200)).resize((600, 800))


def test_a_phones_photo_stands_upright_and_says_nothing_of_its_owner(program):
    """HEIC in tiles, its turn told twice: for its decoder (`irot`) and, as phones do, in EXIF."""
    file = PHONE.read_bytes()
    for part in (b"ftypheic", b"grid", b"irot", b"Anna Holm", b"2026:03:01",
                 b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06"):
        assert part in file, "the sample is what it is said to be"
    facts = program.ask("probe", file)[0]["facts"]
    assert (facts["format"], facts["width"], facts["height"]) == ("heif", 600, 800)
    for output in ("jpeg", "png", "webp"):
        order = {"longestSide": 800, "format": output, "quality": 90}
        _, blobs = program.ask("normalise", file, **order)
        made = Image.open(io.BytesIO(blobs[0]))
        stray = ImageChops.difference(made.convert("RGB"), upright_vase())
        assert made.size == (600, 800) and max(ImageStat.Stat(stray).mean) < 4
        assert b"Anna" not in blobs[0] and b"2026:03:01" not in blobs[0]
        assert not {0x010F, 0x013B, 0x8825} & set(made.getexif()) and "xmp" not in made.info


LARGE = (6000, 4000)
STROKES = {"strokes": [
    {"keeps": True, "radius": 0.02, "points": [{"x": 0.4, "y": 0.5}, {"x": 0.6, "y": 0.6}]},
    {"keeps": False, "radius": 0.02, "points": [{"x": 0.05, "y": 0.1}, {"x": 0.2, "y": 0.1}]}]}


@pytest.fixture(scope="module")
def large():
    """A photo of 24 megapixels, in a room."""
    photo = Image.open(ROOT / "public/samples/armchair-room.jpg").convert("RGB")
    return photo.resize(LARGE, Image.BILINEAR)


def large_file(photo, told):
    """The photo in the format and manner that are told."""
    if told == "16-bit PNG":
        line, bytes_ = 3 * photo.width, photo.tobytes()
        def row(y):
            out = bytearray(1 + 2 * line)
            out[1::2] = out[2::2] = bytes_[y * line:(y + 1) * line]
            return bytes(out)
        return png(LARGE, 16, 2, map(row, range(photo.height)))
    if told == "RGBA PNG":
        photo = photo.copy()
        photo.putalpha(255)
    if told == "GIF":
        photo = photo.quantize(256, Image.Quantize.FASTOCTREE)
    form, more = {
        "JPEG": ("JPEG", {"quality": 90}),
        "progressive JPEG": ("JPEG", {"quality": 90, "progressive": True}),
        "RGBA PNG": ("PNG", {"compress_level": 1}),
        "WebP": ("WEBP", {"quality": 80, "method": 0}),
        "TIFF": ("TIFF", {"compression": "tiff_lzw"}),
        "AVIF": ("AVIF", {"quality": 60, "speed": 10}), "GIF": ("GIF", {}),
    }[told]
    if form == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow writes no AVIF")
    return written(photo, form, **more)


@pytest.mark.parametrize("told", ["progressive JPEG", "16-bit PNG", "RGBA PNG", "WebP", "TIFF", "AVIF",
                                  "GIF"])
def test_a_large_photo_is_cut_out_in_three_hundred_megabytes(large, told):
    file = large_file(large, told)
    with Imaging() as program:
        reply, blobs = program.ask("cutOut", file, hint=STROKES)
        assert reply["confidence"] > 0.5
        assert max(Image.open(io.BytesIO(blobs[0])).size) > 1000
        assert program.peak_megabytes() <= 285


def test_a_large_photo_keeps_its_pixels_when_it_is_edited(large):
    file = large_file(large, "JPEG")
    spot = Image.new("L", (1500, 1000))
    spot.paste(255, (700, 500, 900, 650))
    quarter = {"crop": {"_0": {"left": 0.25, "top": 0.25, "width": 0.5, "height": 0.5}}}
    orders = [([], (), LARGE), ([quarter], (), (3000, 2000)),
              ([{"remove": {"seed": 3}}], (written(spot, "PNG"),), LARGE)]
    for edits, mask, size in orders:
        made, peak = edited(file, *mask, edits=edits)
        assert made.size == size and peak <= 300
        x, y = (1500, 1000) if size != LARGE else (0, 0)
        part = made.crop((1600 - x, 1100 - y, 2000 - x, 1500 - y))
        assert apart(part, large.crop((1600, 1100, 2000, 1500))) < 4, "the rest is as it was"


def edited(file, *mask, **order):
    """What a program of its own makes of a file, and its peak memory in megabytes."""
    with Imaging() as program:
        _, blobs = program.ask("edit", file, *mask, **({"format": "jpeg", "quality": 90} | order))
        return Image.open(io.BytesIO(blobs[0])), program.peak_megabytes()


def apart(one, other):
    """How far two pictures are from each other, of 255, in their worst channel."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other)).mean)


TURNS = {
    "a quarter": ({"rotate": {"degrees": 90}}, Image.Transpose.ROTATE_270),
    "a half": ({"rotate": {"degrees": 180}}, Image.Transpose.ROTATE_180),
    "three quarters": ({"rotate": {"degrees": 270}}, Image.Transpose.ROTATE_90),
    "mirrored": ({"mirror": {}}, Image.Transpose.FLIP_LEFT_RIGHT),
    "upside down": ({"flip": {}}, Image.Transpose.FLIP_TOP_BOTTOM),
}


@pytest.mark.parametrize("told", ["JPEG", "RGBA PNG"])
@pytest.mark.parametrize("turn", TURNS)
def test_a_large_photo_is_turned_and_mirrored_in_full(large, turn, told):
    step, same = TURNS[turn]
    form = "webp" if told == "RGBA PNG" else "jpeg"
    made, peak = edited(large_file(large, told), edits=[step], format=form)
    wanted = large.transpose(same)
    assert made.size == wanted.size and peak <= 300
    assert apart(made, wanted) < 4


def test_a_large_photo_is_straightened_in_full(large):
    made, peak = edited(large_file(large, "JPEG"), edits=[{"rotate": {"degrees": 5}}])
    # So much is left inside the corners of a picture of 6000 by 4000 that is turned by 5 degrees.
    assert abs(made.width - 5715) <= 2 and abs(made.height - 3515) <= 2 and peak <= 300
    turned = large.rotate(-5, Image.Resampling.BICUBIC)
    left, top = (6000 - made.width) // 2, (4000 - made.height) // 2
    assert apart(made, turned.crop((left, top, left + made.width, top + made.height))) < 4


@pytest.mark.parametrize("told", ["JPEG", "RGBA PNG"])
def test_light_and_sharpness_of_a_large_photo_change_in_full(large, told):
    steps = [{"tone": {"_0": {"brightness": 0.3, "contrast": 0.2, "saturation": -0.2,
                              "temperature": 0.4}}}, {"sharpen": {"amount": 0.6}}]
    form = "webp" if told == "RGBA PNG" else "jpeg"
    made, peak = edited(large_file(large, told), edits=steps, format=form)
    assert made.size == LARGE and peak <= 300
    # A part that is small enough to be worked as numbers comes out the same.
    box = (1500, 1000, 3500, 2800)
    part, _ = edited(written(large.crop(box), "PNG"), edits=steps, format="png")
    inner = (20, 20, 1980, 1780)
    assert apart(made.crop(box).crop(inner), part.convert("RGB").crop(inner)) < 4
    assert apart(made.crop(box), large.crop(box)) > 10, "it is not as it was"


# A transparent WebP of this size would take 430 MB, so all pixels are kept as PNG instead.
ENLARGED = [("RGB", "webp", "WEBP"), ("RGBA", "png", "PNG"), ("RGBA", "webp", "PNG")]


@pytest.mark.parametrize("size", [(1024, 1024), (3072, 2304), (4000, 4000)])
@pytest.mark.parametrize("bands, form, kept", ENLARGED)
def test_a_picture_is_enlarged_to_the_most_in_little_memory(large, size, bands, form, kept):
    small = large.resize(size)
    if bands == "RGBA":
        small.putalpha(Image.linear_gradient("L").resize(size))
    side = max(size)
    made, peak = edited(
        written(small, "PNG", compress_level=1), edits=[{"enlarge": {"longestSide": 4096}}],
        format=form)
    assert made.size == (4096, round(size[1] * 4096 / side)) and made.mode == bands
    assert made.format == kept and peak <= 300
    again = made.resize(size, Image.Resampling.BOX)
    if bands == "RGBA":
        assert apart(again.getchannel("A"), small.getchannel("A").convert("RGB")) < 3
        # Where nothing covers a pixel, its colour means nothing.
        lower = (0, size[1] // 2, size[0], size[1])
        again, small = again.crop(lower), small.crop(lower)
    assert apart(again, small.convert("RGB")) < 4


def test_a_large_transparent_picture_is_made_in_little_memory(large):
    large.putalpha(Image.linear_gradient("L").resize(large.size))
    file = written(large, "PNG", compress_level=1)
    with Imaging() as program:
        _, blobs = program.ask("normalise", file, format="webp", quality=90, longestSide=4096)
        for_store = Image.open(io.BytesIO(blobs[0]))
        assert (for_store.format, for_store.mode) == ("WEBP", "RGBA")
        assert 7_900_000 < for_store.width * for_store.height <= 8_000_000
        assert program.peak_megabytes() <= 300
    kept, peak = edited(file, edits=[{"mirror": {}}], format="webp")
    assert (kept.format, kept.size, kept.mode) == ("PNG", LARGE, "RGBA") and peak <= 300


def test_numbers_with_a_point_are_refused_in_words(program):
    for image in (Image.new("F", (64, 48), 0.5), Image.new("I", (64, 48), 40_000)):
        with pytest.raises(Refused, match="8 or 16 bits"):
            opened(program, written(image, "TIFF"))


def test_an_interlaced_picture_that_cannot_stream_is_refused():
    def interlaced(wide, high):
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                  (1, 0, 2, 2), (0, 1, 1, 2)]
        rows = (bytes(1 + 8 * len(range(left, wide, right)))
                for left, top, right, down in passes for _ in range(top, high, down))
        return png((wide, high), 16, 6, rows, interlaced=1)
    with Imaging() as program:
        with pytest.raises(Refused, match="interlac"):
            program.ask("probe", interlaced(6000, 5000))
        assert program.peak_megabytes() < 100
        reply, _ = program.ask("probe", interlaced(4000, 3000))
        assert reply["facts"]["width"] == 4000
        assert program.peak_megabytes() <= 300


def grainy(size=(320, 320)):
    """So rich a picture that no part of its file is about nothing."""
    image = Image.open(ROOT / "public/samples/armchair-room.jpg")
    return image.convert("RGB").resize(size)


@pytest.mark.parametrize("told", FORMATS)
def test_half_a_picture_is_refused_in_words(program, told):
    form, options = FORMATS[told]
    if form == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow writes no AVIF")
    file = written(grainy(), form, **options)
    for share in (0.5, 0.9):
        with pytest.raises(Refused, match=r"^This .*\.$"):
            opened(program, file[:int(len(file) * share)])
    assert opened(program, file).size == (320, 320)


def test_a_picture_with_a_spoilt_middle_is_refused(program):
    file = bytearray(written(grainy(), "PNG"))
    file[len(file) // 2] ^= 0x55
    with pytest.raises(Refused, match="damaged"):
        opened(program, bytes(file))


def test_a_tiff_that_lost_its_end_is_refused(program):
    # Others write the directory first, so that the file still looks whole.
    image = grainy()
    rows, head = image.tobytes(), 8 + 2 + 12 * 10 + 4 + 6
    entries = [(256, 3, 1, 320), (257, 3, 1, 320), (258, 3, 3, head - 6), (259, 3, 1, 1),
               (262, 3, 1, 2), (273, 4, 1, head), (277, 3, 1, 3), (278, 3, 1, 320),
               (279, 4, 1, len(rows)), (284, 3, 1, 1)]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    file = (b"II" + struct.pack("<HI", 42, 8) + struct.pack("<H", len(entries)) + table
            + bytes(4) + struct.pack("<3H", 8, 8, 8) + rows)
    assert opened(program, file).getpixel((160, 300)) == image.getpixel((160, 300))
    with pytest.raises(Refused, match="damaged"):
        opened(program, file[:len(file) // 2])
