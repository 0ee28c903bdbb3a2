"""Things that hang on walls, drawn as shops photograph them: straight on."""
import io

from PIL import Image, ImageDraw


def hanging(kind, width, height, depth=4):
    """A framed picture, or something round, of this size in centimetres."""
    picture = Image.new("RGBA", (width * 6, height * 6))
    pen = ImageDraw.Draw(picture)
    whole, inner = (2, 2, width * 6 - 3, height * 6 - 3), (16, 16, width * 6 - 17, height * 6 - 17)
    if kind == "clock":
        pen.ellipse(whole, fill=(60, 40, 28, 255))
        pen.ellipse(inner, fill=(235, 232, 224, 255))
        pen.line((width * 3, height * 3, width * 3, height), fill=(30, 30, 30, 255), width=6)
    else:
        pen.rectangle(whole, fill=(40, 34, 30, 255))
        pen.rectangle(inner, fill=(238, 234, 225, 255))
        pen.ellipse((width * 1.5, height * 2, width * 4.5, height * 4), fill=(180, 90, 60, 255))
    data = io.BytesIO()
    picture.save(data, "PNG")
    item = dict(cutOut=[], baseX=width * 3, baseY=height * 6 - 1, widthCM=width, heightCM=height,
                depthCM=depth, kind=kind, placement="wall")
    return item, data.getvalue()
