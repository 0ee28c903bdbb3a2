"""What a model reads in product pictures, what the merchant corrects, and pictures that look alike."""

import pytest
from PIL import Image
from playwright.sync_api import expect
from surroundings import control

from test_engines import choose
from test_scenes import SAMPLES, add_product
from test_sight import reloaded_until_visible


@pytest.fixture(autouse=True)
def well():
    control("DELETE", "/models/gemini")
    yield
    control("DELETE", "/models/gemini")


def card_with(page, words):
    """The card once it says this; the model's answer follows the picture."""
    for _ in range(30):
        card = reloaded_until_visible(page, "sight-card")
        try:
            expect(card).to_contain_text(words, timeout=1_000)
            return card
        except AssertionError:
            continue
    expect(page.get_by_test_id("sight-card")).to_contain_text(words)


def test_gemini_says_what_a_picture_shows_and_the_merchant_knows_better(page, merchant):
    choose(page, pictures="ai")
    add_product(page, "Halden Sofa, oak and linen", "sofa-white.jpg", (220, 84, 93))
    card = card_with(page, "sofa (as Gemini sees it)")
    expect(card).to_contain_text("oak, linen")
    expect(card).to_contain_text("living room")

    card.locator("summary").click()
    page.fill("[name=seenType]", "Daybed")
    page.fill("[name=materials]", "bouclé, Walnut")
    page.get_by_test_id("save-words-btn").click()
    card = page.get_by_test_id("sight-card")
    expect(card).to_contain_text("daybed (as you say)")
    expect(card).to_contain_text("bouclé, walnut")
    expect(card).to_contain_text("living room")

    # Looking again changes what was seen, not what was said.
    card.locator("summary").click()
    page.get_by_test_id("ask-gemini-btn").click()
    expect(card_with(page, "daybed (as you say)")).to_contain_text("bouclé, walnut")


def test_a_refusal_is_told_and_the_built_in_words_stay(page, merchant):
    choose(page, pictures="ai")
    add_product(page, "Halden Sofa #block", "sofa-white.jpg", (220, 84, 93))
    card = card_with(page, "its rules forbid the content")
    expect(card).to_contain_text("sofa")
    expect(card).not_to_contain_text("as Gemini sees it")


def test_without_gemini_chosen_nobody_is_asked(page, merchant):
    add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    card = card_with(page, "armchair")
    expect(card).not_to_contain_text("Gemini sees")


def test_the_same_picture_is_known_again(page, merchant, tmp_path):
    first = add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    reloaded_until_visible(page, "sight-card")
    # The very same file is known at once.
    second = add_product(page, "Bruma again", "vase-white.jpg", (20, 30, 20))
    page.set_input_files("[name=pictures]", SAMPLES / "armchair-white.jpg")
    page.get_by_test_id("upload-btn").click()
    expect(page.locator("[data-toasts]")).to_contain_text("already at “Bruma Armchair”")

    # A smaller copy in another format is known when it has been looked at.
    image = Image.open(SAMPLES / "armchair-white.jpg")
    image.thumbnail((500, 500))
    copy = tmp_path / "copy.webp"
    image.save(copy, quality=70)
    third = add_product(page, "A copy", copy, (83, 79, 81))
    card = reloaded_until_visible(page, "look-alikes")
    expect(card.get_by_role("link", name="Bruma Armchair", exact=True)).to_be_visible()
    assert len({first, second, third}) == 3
    page.goto(f"/products/{first}")
    expect(page.get_by_test_id("look-alikes")).to_contain_text("A copy")
    expect(page.get_by_test_id("look-alikes")).not_to_contain_text("vase")


def test_sentences_are_no_words(page, merchant):
    add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    reloaded_until_visible(page, "sight-card").locator("summary").click()
    page.fill("[name=styles]", "<b>bold</b>")
    page.get_by_test_id("save-words-btn").click()
    expect(page.locator("main")).to_contain_text("single words")
