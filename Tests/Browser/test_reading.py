"""What is seen in product pictures, what the merchant corrects, and pictures that look alike."""

from PIL import Image
from playwright.sync_api import expect

from test_scenes import SAMPLES, add_product
from test_sight import reloaded_until_visible


def test_without_gemini_chosen_nobody_is_asked(page, merchant):
    add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    card = reloaded_until_visible(page, "sight-card", "armchair")
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
