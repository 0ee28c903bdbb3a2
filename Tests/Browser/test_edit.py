"""The editor as a merchant uses it: each tool makes a version, and the picture before it stays."""
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from conftest import token_of
from surroundings import SITE, account_of, sql
from test_journey import connect, import_all, live_images, open_sofa
from test_scenes import SAMPLES, add_product
from waiting import until


@pytest.fixture
def photo(page, merchant):
    """The editor of an armchair's own photo."""
    add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    page.get_by_test_id("edit-photo-btn").first.click()
    page.wait_for_url("**/photos/*/edit")
    return page


def applied(page, button):
    """Sends the tool's form and waits for the version."""
    page.get_by_test_id(button).click()
    page.wait_for_url(re.compile("/assets/[0-9a-f-]{36}/edit"))
    expect(page.get_by_test_id("after-image")).to_be_visible(timeout=90_000)
    return page.url.split("/")[-2]


def shown(page, test_id="edit-preview"):
    """The picture that the page shows, as it came from the server."""
    address = page.get_by_test_id(test_id).get_attribute("src")
    return Image.open(io.BytesIO(page.request.get(address).body())).convert("RGB")


def test_a_photo_is_turned_and_cropped_by_shape(photo):
    page = photo
    before = shown(page)
    page.get_by_test_id("aspect-4-5").click()
    page.locator("[name=turn][value='90']").check(force=True)
    page.locator("[name=mirror]").check()
    applied(page, "apply-crop-btn")
    expect(page.locator("main")).to_contain_text("Turned by 90°, mirrored")
    after = shown(page)
    assert abs(after.width / after.height - 4 / 5) < 0.01
    assert after.height == before.width
    page.get_by_test_id("accept-edit-btn").click()
    expect(page.get_by_test_id("approve-btn")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Turned by 90°, mirrored")


def test_a_large_photo_keeps_every_pixel(page, merchant, tmp_path):
    large = tmp_path / "large.jpg"
    Image.open(SAMPLES / "armchair-white.jpg").resize((4200, 3150)).save(large, quality=80)
    add_product(page, "Bruma Armchair", large, (83, 79, 81))
    page.get_by_test_id("edit-photo-btn").first.click()
    page.wait_for_url("**/photos/*/edit")
    photo = page.url
    expect(page.get_by_test_id("size-hint")).to_have_count(0)
    page.get_by_test_id("aspect-1-1").click()
    page.locator("[name=turn][value='90']").check(force=True)
    page.locator("[name=mirror]").check()
    assert downloaded(page, applied(page, "apply-crop-btn")).size == (3150, 3150)
    page.goto(f"{photo}?tool=light")
    page.fill("[name=brightness]", "20")
    page.fill("[name=sharpness]", "30")
    assert downloaded(page, applied(page, "apply-light-btn")).size == (4200, 3150)


def test_the_frame_is_moved_by_keys(photo):
    page = photo
    frame = page.get_by_test_id("crop-frame")
    frame.focus()
    for _ in range(20):
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=width]")).to_have_value("80")
    expect(page.locator("[name=left]")).to_have_value("5")
    width = shown(page).width
    applied(page, "apply-crop-btn")
    assert abs(shown(page).width - width * 0.8) <= 1


def test_the_live_picture_is_what_the_tool_makes(photo):
    page = photo
    page.get_by_test_id("light-btn").click()
    for name, value in {"brightness": 30, "contrast": 20, "saturation": -40, "temperature": 50}.items():
        page.fill(f"[name={name}]", str(value))
    canvas = page.locator(".edit-surface canvas")
    expect(canvas).to_be_visible()
    live = canvas.evaluate("""async (canvas) => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const sum = [0, 0, 0];
      for (let at = 0; at < data.length; at++) if (at % 4 < 3) sum[at % 4] += data[at];
      return sum.map((one) => one / (data.length / 4));
    }""")
    applied(page, "apply-light-btn")
    made = shown(page).resize((1, 1), Image.BOX).getpixel((0, 0))
    assert max(abs(one - two) for one, two in zip(live, made)) < 3, (live, made)


def test_what_is_drawn_over_goes(photo):
    page = photo
    page.get_by_test_id("inpaint-btn").click()
    canvas = page.get_by_test_id("mask-canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    before = shown(page)
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.35)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.35, steps=5)
    page.mouse.up()
    applied(page, "apply-inpaint-btn")
    expect(page.locator("main")).to_contain_text("Removed what was drawn over")
    after = shown(page)
    assert before.size == after.size
    place = (int(before.width * 0.55), int(before.height * 0.35))
    corner = (10, 10)
    assert max(abs(a - b) for a, b in zip(before.getpixel(corner), after.getpixel(corner))) < 6
    assert before.getpixel(place) != after.getpixel(place)


def test_enlarging_says_its_price_and_takes_it(photo):
    page = photo
    page.get_by_test_id("upscale-btn").click()
    expect(page.get_by_test_id("credit-cost")).to_contain_text("You have 10 credits")
    expect(page.locator("main")).to_contain_text("no detail is made up")
    applied(page, "confirm-upscale-btn")
    page.get_by_test_id("upscale-btn").click()
    expect(page.get_by_test_id("credit-cost")).to_contain_text("You have 9 credits")
    expect(page.locator("main")).to_contain_text("Now 2,048 pixels")


def test_a_program_edits_once_however_often_it_says_so(photo, merchant):
    page = photo
    page.get_by_test_id("aspect-1-1").click()
    base = applied(page, "apply-crop-btn")
    token, account = token_of(page), account_of(merchant["email"])

    def ask(key, **edit):
        return page.request.post(f"{SITE}/api/v1/assets/{base}/edits", data=edit, headers={
            "X-CSRF-Token": token, "Idempotency-Key": key})

    def paid():
        return sql(f"""SELECT count(*), coalesce(sum(credits), 0) FROM credit_reservation
            WHERE client_id = '{account}'""")[0]

    first, again = (ask("larger-1", tool="enlarge", target=2048) for _ in range(2))
    assert first.status == again.status == 202, first.text()
    assert first.json() == again.json() and first.json()["cost"] == 1
    assert paid() == ["1", "1"]
    other = ask("larger-1", tool="enlarge", target=4096)
    assert other.status == 422 and "used for something else" in other.json()["detail"]
    assert ask("larger-2", tool="enlarge", target=5).status == 422
    assert paid() == ["1", "1"]
    assert ask("larger-2", tool="enlarge", target=4096).status == 202, "a refused key stays free"
    assert paid() == ["2", "3"]


def test_what_was_enlarged_reaches_the_shop_in_full(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    open_sofa(page)
    page.get_by_test_id("edit-photo-btn").first.click()
    page.wait_for_url("**/photos/*/edit")
    page.get_by_test_id("upscale-btn").click()
    applied(page, "confirm-upscale-btn")
    page.goto(page.url.replace("/edit", ""))
    page.get_by_test_id("approve-btn").click()
    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("1", timeout=90_000)
    picture = live_images(shop, "Sofa")[-1]
    assert picture["origin"] == "fetched"
    seen = Image.open(io.BytesIO(page.request.get(picture["url"]).body()))
    assert max(seen.size) == 2048


def test_making_smaller_does_not_make_larger(photo, merchant):
    page = photo
    wide = shown(page).width
    page.goto(page.url.split("?")[0] + "?tool=size")
    page.locator("form").evaluate_all("forms => forms.forEach((form) => form.noValidate = true)")
    page.fill("[name=pixelWidth]", str(wide + 1))
    page.get_by_test_id("apply-size-btn").click()
    expect(page.locator("#pixelWidth-error, [id$=pixelWidth-error]").first).to_contain_text(
        f"from 16 to {wide}")
    assert sql(f"SELECT 1 FROM asset WHERE client_id = '{account_of(merchant['email'])}'") == []
    page.fill("[name=pixelWidth]", str(wide - 100))
    asset = applied(page, "apply-size-btn")
    assert downloaded(page, asset).width == wide - 100


def downloaded(page, asset):
    """A finished version, as a merchant gets it."""
    return Image.open(io.BytesIO(page.request.get(f"{SITE}/assets/{asset}/download").body()))


def test_a_version_is_discarded_and_brought_back(photo):
    page = photo
    first = applied_light(page, 30)
    second = applied_light(page, 20)
    expect(page.get_by_test_id("version")).to_have_count(2)
    page.get_by_test_id("discard-edit-btn").click()
    page.wait_for_url(f"**/assets/{first}/edit")
    page.get_by_test_id("restore-edit-btn").click()
    page.wait_for_url(f"**/assets/{second}/edit")
    expect(page.get_by_test_id("versions")).to_contain_text("Brightness +30")


def applied_light(page, brightness):
    page.get_by_test_id("light-btn").click()
    page.fill("[name=brightness]", str(brightness))
    return applied(page, "apply-light-btn")


def test_wrong_numbers_are_told_at_their_field(photo):
    page = photo
    page.fill("[name=left]", "60")
    page.fill("[name=width]", "70")
    page.get_by_test_id("apply-crop-btn").click()
    expect(page.locator("#width-error")).to_contain_text("beyond the right edge")
    page.fill("[name=left]", "0")
    page.fill("[name=width]", "100")
    page.get_by_test_id("apply-crop-btn").click()
    expect(page.get_by_test_id("error-message").first).to_contain_text("Nothing would change")


def test_the_editor_works_without_scripts(photo, chromium):
    page = photo
    plain = chromium.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(),
        base_url=page.url.split("/photos")[0])
    still = plain.new_page()
    still.goto(f"{page.url}?tool=size")
    still.fill("[name=pixelWidth]", "640")
    still.locator("[name=format][value=jpeg]").check(force=True)
    still.get_by_test_id("apply-size-btn").click()
    still.wait_for_url("**/assets/*/edit")
    asset = still.url.split("/")[-2]

    def is_there():
        still.reload()
        still.get_by_test_id("editor").wait_for()
        return still.get_by_test_id("after-image").count()

    until(is_there, 60, "the version is made")
    answer = still.request.get(still.url.replace("/edit", "/download"))
    picture = Image.open(io.BytesIO(answer.body()))
    assert (picture.format, picture.width) == ("JPEG", 640), asset
    plain.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tool", ["crop", "light", "remove", "enlarge", "size"])
def test_every_tool_is_for_everybody(photo, tool, scheme):
    page = photo
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(page.url.split("?")[0] + f"?tool={tool}")
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0
