"""Where the program cannot tell the product, a person shows it: by strokes, or by numbers."""
import io

import numpy
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from test_scenes import add_product

DEADLINE = 30_000


@pytest.fixture
def cutting_out(page, merchant):
    """The page where an armchair's photo is cut out."""
    add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    page.get_by_test_id("cut-out-link").first.click()
    page.wait_for_url("**/photos/*/cut-out")
    expect(page.get_by_test_id("cut-out-canvas")).to_be_visible()
    return page


def alpha(page):
    """What the cut-out keeps, 0 to 255, as it came from the server."""
    image = page.get_by_test_id("cut-out-image")
    expect(image).to_be_visible(timeout=DEADLINE)
    answer = page.request.get(image.get_attribute("src"))
    return numpy.asarray(Image.open(io.BytesIO(answer.body())).convert("RGBA"))[..., 3]


def draw(page, brush, *places):
    """One stroke with the mouse, through places in shares of the picture."""
    page.get_by_test_id(f"brush-{brush}").check()
    canvas = page.get_by_test_id("cut-out-canvas").bounding_box()
    for index, (x, y) in enumerate(places):
        page.mouse.move(canvas["x"] + x * canvas["width"], canvas["y"] + y * canvas["height"])
        if index == 0:
            page.mouse.down()
    page.mouse.up()


def cut_out(page):
    """Sends the form and waits for what comes of it."""
    page.get_by_test_id("cut-out-btn").click()
    expect(page.get_by_test_id("progress-bar")).to_have_count(0, timeout=DEADLINE)
    return alpha(page)


def test_strokes_say_what_is_product_and_what_is_not(cutting_out):
    page = cutting_out
    before = cut_out(page)
    height, width = before.shape
    seat = (slice(int(height * .50), int(height * .54)), slice(int(width * .45), int(width * .55)))
    assert before[seat].mean() > 250, "the seat is product"

    draw(page, "drop", (.44, .52), (.56, .52))
    after = cut_out(page)
    assert after[seat].mean() < 30, "what was drawn over as background is gone"
    assert page.evaluate("JSON.parse(document.querySelector('[data-stage]').dataset.strokes).length") == 1

    page.locator("[data-act=clear]").click()
    again = cut_out(page)
    assert numpy.abs(again.astype(int) - before).mean() < 1, "without strokes all is as before"


def test_a_stroke_can_be_taken_back(cutting_out):
    page = cutting_out
    draw(page, "keep", (.5, .5), (.6, .5))
    draw(page, "drop", (.1, .1))
    page.locator("[data-act=undo]").click()
    strokes = page.evaluate("JSON.parse(document.querySelector('[name=strokes]').value)")
    assert [stroke["keeps"] for stroke in strokes] == [True]


def test_areas_in_numbers_do_the_same_without_a_mouse(cutting_out):
    page = cutting_out
    before = cut_out(page)
    page.get_by_text("Without drawing").click()
    for edge, value in (("left", 40), ("top", 48), ("right", 60), ("bottom", 56)):
        page.locator(f"[name=drop-{edge}]").fill(str(value))
    after = cut_out(page)
    assert after.sum() < before.sum() * .98


def test_what_makes_no_sense_is_said_at_the_form(cutting_out):
    page = cutting_out
    page.get_by_text("Without drawing").click()
    for edge, value in (("left", 60), ("top", 48), ("right", 40), ("bottom", 56)):
        page.locator(f"[name=keep-{edge}]").fill(str(value))
    page.get_by_test_id("cut-out-btn").click()
    expect(page.locator("#keep-right-error")).to_contain_text("right of the left one")


@pytest.mark.parametrize("strokes", [
    "[", "{}", '[{"keeps":true,"radius":9,"points":[{"x":0.5,"y":0.5}]}]',
    '[{"keeps":true,"radius":0.1,"points":[]}]', '[{"keeps":true,"radius":0.1,"points":[{"x":7,"y":0}]}]',
    '[{"keeps":true,"radius":0.01,"points":[' + ",".join(['{"x":0.5,"y":0.5}'] * 6000) + "]}]",
])
def test_drawings_that_no_brush_makes_are_refused(cutting_out, strokes):
    page = cutting_out
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    answer = page.request.post(page.url, form={"csrf": token, "strokes": strokes})
    assert answer.status == 422 and "error-message" in answer.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_open_to_everybody(cutting_out, scheme):
    page = cutting_out
    page.emulate_media(color_scheme=scheme)
    cut_out(page)
    assert not Axe().run(page).response["violations"]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
