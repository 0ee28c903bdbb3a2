"""Several products, an inspiration and plain backgrounds, as a merchant orders them."""
import re
from pathlib import Path

from playwright.sync_api import expect
from surroundings import sql

ROOMS = Path(__file__).resolve().parents[2] / "public/rooms"
SAMPLES = Path(__file__).resolve().parents[2] / "public/samples"


def add_product(page, name, picture, size):
    page.goto("/products/new")
    page.fill("[name=name]", name)
    for field, value in zip(("width", "height", "depth"), size):
        page.fill(f"[name={field}]", str(value))
    page.set_input_files("[name=pictures]", SAMPLES / picture)
    page.locator("main form[enctype] button.btn-primary").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    expect(page.locator("main img[src*='/pictures/'], main img[src*='media']").first).to_be_visible(
        timeout=90_000)
    return page.url.rsplit("/", 1)[1]


def generate(page, variants):
    page.locator(f"[name=variants][value='{variants}']").check(force=True)
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/flows/*")
    expect(page.get_by_test_id("generation-complete")).to_be_visible(timeout=90_000)
    expect(page.get_by_test_id("generation-complete")).to_contain_text(
        f"{variants} of {variants} pictures are there")
    return page.get_by_test_id("generated-images").locator("img")


def test_a_scene_of_several_products_after_an_inspiration(page, merchant):
    chair = add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    add_product(page, "Trine Floor Lamp", "floor-lamp-white.jpg", (54, 150, 54))
    page.goto(f"/studio/{chair}")
    page.get_by_test_id("companions").locator("[name=with]").first.check(force=True)
    page.locator("[name=sceneType][value=all-rooms]").check(force=True)
    page.locator("[name=mood][value=both-moods]").check(force=True)
    page.set_input_files("[name=inspiration]", SAMPLES / "armchair-room.jpg")
    page.locator("[name=aspect][value='4:3']").check(force=True)
    pictures = generate(page, 2)
    expect(pictures).to_have_count(2)
    assert "Bruma Armchair in a" in pictures.first.get_attribute("alt")


def test_the_words_for_a_picture_name_the_room_that_the_inspiration_chose(page, merchant):
    chair = add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    page.goto(f"/studio/{chair}")
    page.locator("[name=sceneType][value=all-rooms]").check(force=True)
    page.locator("[name=mood][value=both-moods]").check(force=True)
    # Nothing feels more like a room than its own picture.
    page.set_input_files("[name=inspiration]", ROOMS / "japandi-bedroom-evening.jpg")
    words = generate(page, 1).first.get_attribute("alt")
    assert "apandi bedroom" in words and "evening" in words, words


def test_strokes_that_nobody_cuts_out_any_more_keep_no_picture_waiting(page, merchant):
    """As when the store sent another file while a product was being cut out by hand."""
    chair = add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    sql(f"""UPDATE product_picture SET cut_out_wanted = true, cut_out_hint = '{{"strokes": []}}'
        WHERE product_id = '{chair}'""")
    page.goto(f"/studio/{chair}")
    generate(page, 1)


def test_a_white_background_for_marketplaces(page, merchant):
    lamp = add_product(page, "Mira Table Lamp", "table-lamp-white.jpg", (37, 55, 37))
    page.goto(f"/studio/{lamp}")
    page.locator("[name=sceneType][value=white-background]").check(force=True)
    page.locator("[name=ground][value=reflection]").check(force=True)
    picture = generate(page, 1).first
    expect(picture).to_have_attribute("alt", "Mira Table Lamp on a white background")
    corner = picture.evaluate("""async (image) => {
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      return Array.from(pen.getImageData(2, 2, 1, 1).data);
    }""")
    assert corner == [255, 255, 255, 255]
