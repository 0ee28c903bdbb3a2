"""What Epox sees in pictures, says of them, and writes into them."""
import io
import re

from playwright.sync_api import expect
from PIL import Image

from test_journey import connect, generate, import_all, open_sofa


def reloaded_until_visible(page, test_id, text=""):
    """Figures follow the pictures by jobs of their own, in any order."""
    place = page.get_by_test_id(test_id)
    deadline = 90
    for _ in range(deadline):
        page.reload()
        try:
            expect(place).to_be_visible(timeout=1_500)
            expect(place).to_contain_text(text, timeout=100)
            return place
        except AssertionError:
            continue
    expect(place).to_contain_text(text)
    return place


def test_pictures_are_seen_measured_and_say_how_they_were_made(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    open_sofa(page)
    card = reloaded_until_visible(page, "sight-card", re.compile(r"beige \d+ %"))
    expect(card).to_contain_text("sofa")
    expect(card).to_contain_text("Plain")

    generate(page)
    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review*")
    note = reloaded_until_visible(page, "fidelity")
    score = int(re.search(r"(\d+) of 100", note.inner_text()).group(1))
    assert score >= 97
    note.locator("summary").click()
    expect(note.locator("img")).to_be_visible()
    assert note.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")

    for picture in ["[data-review-picture]", ".strip-card img"]:
        address = page.locator(picture).first.get_attribute("src")
        image = Image.open(io.BytesIO(page.request.get(address).body()))
        packet = image.info["xmp"].decode()
        assert ">http://cv.iptc.org/newscodes/digitalsourcetype/composite<" in packet
