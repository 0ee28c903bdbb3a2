"""The same work by Pillow: for each line "side quality name" a WebP, and a line with its size."""
import io
import sys

from PIL import Image, ImageOps

for line in sys.stdin:
    side, quality, name = line.rstrip("\n").split(" ", 2)
    with open(name, "rb") as file:
        picture = Image.open(io.BytesIO(file.read()))
    picture.draft("RGB", (int(side) * 2, int(side) * 2))
    picture = ImageOps.exif_transpose(picture).convert("RGB")
    picture.thumbnail((int(side), int(side)), Image.LANCZOS, reducing_gap=2.0)
    webp = io.BytesIO()
    picture.save(webp, "WEBP", quality=int(quality), method=3)
    print(len(webp.getvalue()), flush=True)
