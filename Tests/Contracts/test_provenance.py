"""What readers of other people find of a picture's source: each edit, in each format."""
import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Quality"))
from imaging import Imaging  # noqa: E402

SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TAG = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="{SCHEME}%s"/></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
MERE = {
    "crop": {"crop": {"_0": {"left": 0.1, "top": 0.1, "width": 0.6, "height": 0.7}}},
    "pixels": {"cropPixels": {"left": 5, "top": 5, "width": 90, "height": 60}},
    "shape": {"shape": {"ratio": 1}},
    "turn": {"rotate": {"degrees": 93}},
    "mirror": {"mirror": {}},
    "flip": {"flip": {}},
    "resize": {"resize": {"width": 70}},
}
LOOKS = {
    "sharpen": {"sharpen": {"amount": 0.5}},
    "tone": {"tone": {"_0": {"brightness": 0.2, "contrast": 0, "saturation": 0,
                             "temperature": 0.1}}},
    "enlarge": {"enlarge": {"longestSide": 300}},
}
CONTENT = {
    "remove": {"removePart": {"_0": {"left": 0.4, "top": 0.4, "width": 0.1, "height": 0.1},
                              "seed": 1}},
}
FORMATS = ["jpeg", "png", "webp"]


@pytest.fixture(scope="module")
def program():
    with Imaging() as program:
        yield program


def photo(source=None):
    """A small photo, as a camera or a model left it."""
    image = Image.open(ROOT / "public/samples/armchair-white.jpg")
    image.thumbnail((160, 160))
    out = io.BytesIO()
    more = {"xmp": (PACKET % source).encode()} if source else {}
    image.save(out, "JPEG", quality=90, **more)
    return out.getvalue()


def told(file):
    """The source as the packet tells it, read as XML; None without a packet."""
    packet = Image.open(io.BytesIO(file)).info.get("xmp")
    if packet is None:
        return None
    text = packet.decode() if isinstance(packet, bytes) else packet
    end = text.rindex("</x:xmpmeta>") + len("</x:xmpmeta>")
    tree = ElementTree.fromstring(text[text.index("<x:xmpmeta"):end])
    found = [node.text for node in tree.iter(TAG)]
    found += [node.attrib[TAG] for node in tree.iter() if TAG in node.attrib]
    assert len(found) == 1
    return found[0].removeprefix(SCHEME)


def edited(program, file, edit, form):
    reply, answers = program.ask("edit", file, edits=[edit], format=form, quality=90)
    image = Image.open(io.BytesIO(answers[0]))
    image.load()
    assert (image.format.lower(), image.size) == (form, (reply["width"], reply["height"]))
    return answers[0]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", MERE)
def test_a_mere_crop_says_nothing_of_its_own_and_keeps_what_was_said(program, name, form):
    assert told(edited(program, photo(), MERE[name], form)) is None
    for source in ["digitalCapture", "trainedAlgorithmicMedia", "composite"]:
        assert told(edited(program, photo(source), MERE[name], form)) == source


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", LOOKS)
def test_another_look_is_an_algorithms_work(program, name, form):
    assert told(edited(program, photo(), LOOKS[name], form)) == "algorithmicallyEnhanced"
    assert told(edited(program, photo("digitalCapture"), LOOKS[name], form)) \
        == "algorithmicallyEnhanced"
    for source in ["trainedAlgorithmicMedia", "composite"]:
        assert told(edited(program, photo(source), LOOKS[name], form)) == source


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CONTENT)
def test_what_was_taken_out_was_taken_out_by_people(program, name, form):
    assert told(edited(program, photo(), CONTENT[name], form)) == "humanEdits"
    assert told(edited(program, photo("trainedAlgorithmicMedia"), CONTENT[name], form)) \
        == "trainedAlgorithmicMedia"


@pytest.mark.parametrize("form", FORMATS)
def test_an_edit_of_an_edit_remembers_all_of_it(program, form):
    once = edited(program, photo(), LOOKS["tone"], form)
    cropped = edited(program, once, MERE["crop"], form)
    assert told(cropped) == "algorithmicallyEnhanced"
    assert told(edited(program, cropped, CONTENT["remove"], form)) == "humanEdits"
