"""Pictures by hand on their way: progress for each, and what is wrong at its field."""
import io
import os
import re
from pathlib import Path

import pytest
from conftest import SITE
from PIL import Image
from playwright.sync_api import expect
from surroundings import sql
from test_by_hand import SAMPLES, add


def noise(megabytes):
    """A picture of about so many megabytes."""
    side = int((megabytes * (1 << 20) / 2.2) ** 0.5)
    held = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(held, "JPEG", quality=98)
    return held.getvalue()


def files(*bodies):
    return [{"name": f"photo-{n}.jpg", "mimeType": "image/jpeg", "buffer": body}
            for n, body in enumerate(bodies, 1)]


def slowly(page, kilobytes):
    """A connection that sends so much a second."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1,
        "uploadThroughput": kilobytes * 1024})


def test_each_file_shows_how_far_it_is(page, merchant):
    page.goto("/products/new")
    page.fill("[name=name]", "Sofa with photos")
    page.get_by_test_id("image-upload").set_input_files(files(noise(1), noise(1)))
    slowly(page, 800)
    page.get_by_test_id("save-product-btn").click(no_wait_after=True)
    bars = page.get_by_test_id("upload-progress").locator("progress")
    expect(bars).to_have_count(2)
    # The first is all sent while the second is on its way.
    page.wait_for_function("""() => {
      const [first, second] = document.querySelectorAll('[data-testid=upload-progress] progress');
      return first && first.value > 0 && second.value < second.max && first.value >= second.value;
    }""")
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"), timeout=90_000)
    expect(page.get_by_text("Sofa with photos is there.")).to_be_visible()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(page, merchant):
    page.goto("/products/new")
    page.fill("[name=name]", "Sofa")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_test_id("image-upload").set_input_files(files(b"\xff\xd8\xff" + bytes(21 << 20)))
    page.get_by_test_id("save-product-btn").click()
    expect(page.locator("#pictures-error")).to_have_text("photo-1.jpg is larger than 20 MB.")
    expect(page.get_by_test_id("image-upload")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("image-upload")).to_be_focused()
    page.get_by_test_id("image-upload").set_input_files(files(*[b"\xff\xd8\xff"] * 11))
    page.get_by_test_id("save-product-btn").click()
    expect(page.locator("#pictures-error")).to_have_text("Choose up to 10 files at a time.")
    assert sent == []


def test_what_the_server_refuses_is_told_at_the_field_and_nothing_is_lost(page, merchant):
    page.goto("/products/new")
    page.fill("[name=name]", "Sofa")
    page.fill("[name=price]", "a lot")
    page.get_by_test_id("image-upload").set_input_files(files(b"no picture at all"))
    page.get_by_test_id("save-product-btn").click()
    expect(page.locator("#pictures-error")).to_contain_text("not a picture that can be opened")
    expect(page.get_by_text("Enter a price like")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Sofa")
    # The file is still chosen; another one and a price make it right.
    assert page.get_by_test_id("image-upload").evaluate("input => input.files.length") == 1
    page.fill("[name=price]", "12.50")
    page.get_by_test_id("image-upload").set_input_files(f"{SAMPLES}/vase-white.jpg")
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))


def test_a_connection_that_breaks_is_told(page, merchant):
    product = add(page, "Sofa")
    page.goto(f"/products/{product}")
    page.get_by_test_id("image-upload").set_input_files(f"{SAMPLES}/vase-white.jpg")
    page.context.set_offline(True)
    page.get_by_test_id("upload-btn").click()
    expect(page.locator("#pictures-error")).to_contain_text("The connection broke")
    page.context.set_offline(False)
    page.get_by_test_id("upload-btn").click()
    expect(page.get_by_text("1 picture on the way.")).to_be_visible()


@pytest.mark.parametrize("form", ["GIF", "TIFF", "AVIF"])
def test_what_phones_and_scanners_make_becomes_a_picture(page, merchant, form):
    held = io.BytesIO()
    Image.open(f"{SAMPLES}/vase-white.jpg").resize((600, 600)).save(held, form)
    product = add(page, "Sofa")
    page.goto(f"/products/{product}")
    page.get_by_test_id("image-upload").set_input_files(
        {"name": f"photo.{form.lower()}", "mimeType": f"image/{form.lower()}",
         "buffer": held.getvalue()})
    page.get_by_test_id("upload-btn").click()
    picture = page.get_by_test_id("product-picture").locator("img")
    expect(picture).to_be_visible(timeout=30_000)
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0


def test_a_phones_photo_becomes_a_picture_that_stands_upright(page, merchant):
    product = add(page, "Vase")
    page.goto(f"/products/{product}")
    page.get_by_test_id("image-upload").set_input_files("Tests/Contracts/photos/phone.heic")
    page.get_by_test_id("upload-btn").click()
    picture = page.get_by_test_id("product-picture").locator("img")
    expect(picture).to_be_visible(timeout=30_000)
    seen = Image.open(io.BytesIO(page.request.get(picture.get_attribute("src")).body()))
    assert seen.height * 3 == seen.width * 4
    # The brown foot of the vase is below, in the middle.
    red, _, blue = seen.convert("RGB").getpixel((seen.width * 49 // 100, seen.height * 81 // 100))
    assert red > blue + 50
    assert not {0x010F, 0x013B, 0x8825} & set(seen.getexif()) and "xmp" not in seen.info
    # What is shown to others comes of it without a word of whoever took it.
    files = [row for rows in sql(f"""
        SELECT large, thumb FROM product_picture WHERE product_id = '{product}'""")
        for row in rows if row]
    assert files
    for name in files:
        kept = (Path(os.environ["EPOX_BLOBS"]) / name[:2] / name).read_bytes()
        assert b"Anna" not in kept and b"2026:03:01" not in kept


@pytest.mark.parametrize("path", ["/products/new", "product"])
def test_without_scripts_the_field_says_what_is_wrong(page, merchant, chromium, path):
    path = f"/products/{add(page, 'Sofa')}" if path == "product" else path
    context = chromium.new_context(
        base_url=SITE, java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(path)
    if plain.locator("[name=name]").count():
        plain.fill("[name=name]", "Chair")
    plain.get_by_test_id("image-upload").set_input_files(files(b"no picture at all"))
    plain.locator("form[data-upload] button.btn").first.click()
    expect(plain.locator("#pictures-error")).to_contain_text("not a picture that can be opened")
    expect(plain.get_by_test_id("image-upload")).to_have_attribute("aria-invalid", "true")
    context.close()


def test_a_csv_file_above_50_megabytes_is_told_before_it_is_sent(page, merchant, tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"Name,SKU\n" + b"x" * (51 << 20))
    page.goto("/products/import/csv")
    page.get_by_test_id("csv-file").set_input_files(path)
    page.get_by_test_id("csv-upload-btn").click()
    expect(page.locator("#file-error")).to_have_text("large.csv is larger than 50 MB.")
