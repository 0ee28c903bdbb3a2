"""A cut-out and a scene as a script with Pillow makes them: a threshold, and a paste in the middle.

For each line "cut name side" or "scene room product side quality" a file, and a line with its size.
"""
import io
import sys

from PIL import Image


def cut(name, side):
    """What is nearly white is transparent."""
    picture = Image.open(name).convert("RGB")
    picture.thumbnail((side, side), Image.LANCZOS)
    picture.putalpha(picture.convert("L").point(lambda grey: 0 if grey > 244 else 255))
    return encoded(picture, "PNG", compress_level=1)


def scene(room, product, side, quality):
    """The product over the middle of the room, four tenths of its width."""
    picture = Image.open(room).convert("RGB")
    edge = min(picture.size)
    picture = picture.crop((0, 0, edge, edge)).resize((side, side), Image.LANCZOS)
    product = Image.open(product).convert("RGBA")
    product.thumbnail((side * 4 // 10, side), Image.LANCZOS)
    picture.paste(product, ((side - product.width) // 2, side * 9 // 10 - product.height), product)
    return encoded(picture, "WEBP", quality=quality, method=3)


def encoded(picture, form, **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return len(file.getvalue())


for line in sys.stdin:
    act, *words = line.split()
    if act == "cut":
        print(cut(words[0], int(words[1])), flush=True)
    else:
        print(scene(words[0], words[1], int(words[2]), int(words[3])), flush=True)
