"""Every page: no barrier, no overflow, nothing to complain about, by keys, without scripts."""
import re
import time
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import SITE, new_shop, sign_up
from playwright.sync_api import expect
from test_csv import check
from test_journey import connect, import_all

OUTSIDE = ["/", "/login", "/signup", "/forgot", "/reset/nothing", "/nowhere"]
INSIDE = [
    "/dashboard", "/products", "/products?q=nothing-like-it", "/products/new", "/products/bin",
    "/products/import", "/products/import/csv", "/products/import/csv/{csv}",
    "/products/import/csv/{csv}/columns", "/imports/{run}", "/products/{product}", "/products/{product}/edit",
    "/studio", "/studio/{product}", "/flows/{flow}", "/flows/{flow}/review", "/assets",
    "/assets?status=failed", "/assets/{asset}", "/assets/{asset}/edit", "/store", "/store/connect", "/store/history",
    "/settings/profile", "/settings/team", "/settings/billing", "/settings/engines", "/accounts", "/collections",
    "/analytics", "/notifications", "/help", "/styleguide", "/assets/not-an-id",
]
# Bytes before compression.
BUDGET = {"js": 60_000, "css": 40_000}
SIZES = """() => {
  const sizes = { js: 0, css: 0 };
  for (const entry of performance.getEntriesByType('resource')) {
    const kind = new URL(entry.name).pathname.split('.').pop();
    if (kind in sizes) sizes[kind] += entry.decodedBodySize;
  }
  return sizes;
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = """() => {
  const at = document.activeElement;
  const shown = at.closest('.choice, .drop, .compare') ?? at;
  const style = getComputedStyle(shown);
  return { name: at.outerHTML.slice(0, 90), outline: style.outlineStyle,
           width: parseFloat(style.outlineWidth), top: shown.getBoundingClientRect().top };
}"""


@pytest.fixture(scope="module")
def merchant(chromium):
    """Somebody with a store, its products and pictures of a sofa and of a lamp."""
    context = chromium.new_context(base_url=SITE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_up(page)
    shop = new_shop()
    connect(page, shop)
    import_all(page)
    self = SimpleNamespace(
        context=context, run=page.url.rsplit("/", 1)[1],
        csrf=page.locator("meta[name=csrf-token]").get_attribute("content"))
    check(page, "shop.csv", "Name,SKU,Price\nSofa,A-1,12.50\n,A-2,cheap\n")
    self.csv = page.url.rsplit("/", 1)[1]
    self.product, self.flow, assets = order(self, page, "sofa", 4)
    self.asset = assets[0]
    send(self, f"/assets/{assets[0]}/approval")
    send(self, f"/assets/{assets[1]}/rejection")
    self.lamp, self.lamp_flow, _ = order(self, page, "table lamp", 2)
    self.state = context.storage_state()
    yield self
    context.close()


def send(merchant, path, body=None):
    answer = merchant.context.request.post(path, data=body, headers={
        "X-CSRF-Token": merchant.csrf, "Accept": "application/json"})
    assert answer.ok, (path, answer.status, answer.text())
    return answer.json()


def order(merchant, page, name, variants):
    """Orders pictures of a product and waits until they are there."""
    found = merchant.context.request.get("/api/v1/products", params={"q": name}).json()
    product = found["data"][0]["id"]
    flow = send(merchant, "/api/v1/flows", {
        "product_id": product, "room": "scandinavian-living", "mood": "daylight",
        "aspect": "1:1", "variants": variants})
    page.goto(f"/flows/{flow['id']}")
    expect(page.locator("[data-testid=asset-card][data-status=generated]")).to_have_count(
        variants, timeout=90_000)
    return product, flow["id"], [asset["id"] for asset in flow["assets"]]


@pytest.fixture(scope="module", params=["light", "dark"])
def visit(request, chromium, merchant):
    """Opens addresses in one colour scheme, signed in or not, and keeps what was complained of."""
    scheme = request.param
    pages, problems = {}, []

    def open_page(state):
        context = chromium.new_context(
            base_url=SITE, color_scheme=scheme, reduced_motion="reduce",
            viewport={"width": 1440, "height": 900}, storage_state=state)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text)
                if line.type == "error" and "status of 4" not in line.text else None)
        return page

    def visit(path, inside):
        if inside not in pages:
            pages[inside] = open_page(merchant.state if inside else None)
        page = pages[inside]
        page.set_viewport_size({"width": 1440, "height": 900})
        problems.clear()
        page.goto(path.format(**vars(merchant)))
        page.wait_for_load_state("networkidle" if "{flow}" in path else "load")
        return SimpleNamespace(page=page, problems=problems, scheme=scheme)

    yield visit
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("path", OUTSIDE + INSIDE)
def test_page(visit, path):
    seen = visit(path, inside=path in INSIDE)
    page = seen.page
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    sizes = page.evaluate(SIZES)
    assert 0 < sizes["js"] <= BUDGET["js"] and 0 < sizes["css"] <= BUDGET["css"], sizes
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(OVERFLOW) <= 0, f"{width} pixels are too narrow"
    assert not seen.problems


def test_review_fits_one_screen(visit):
    page = visit("/flows/{flow}/review", inside=True).page
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    last = page.get_by_test_id("asset-card").last.bounding_box()
    assert last["y"] + last["height"] <= 900
    page.set_viewport_size({"width": 390, "height": 844})
    bar = page.get_by_test_id("approve-btn").bounding_box()
    assert bar["y"] + bar["height"] <= 844


def test_skip_link_and_visible_focus(visit):
    page = visit("/products", inside=True).page
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    expect(first).to_have_text("Skip to content")
    assert page.evaluate(FOCUS)["top"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["outline"] != "none" and focus["width"] >= 2, focus


def test_studio_by_keys(visit):
    page = visit("/studio/{product}", inside=True).page
    room = page.locator("[name=sceneType]")
    room.first.focus()
    page.keyboard.press("ArrowRight")
    expect(room.nth(1)).to_be_checked()
    focus = page.evaluate(FOCUS)
    assert focus["outline"] != "none", focus
    page.locator("[name=variants][value='1']").focus()
    page.keyboard.press("Space")
    expect(page.get_by_test_id("generate-btn")).to_have_text("Generate 1 picture")


def test_review_by_keys(visit):
    page = visit("/flows/{lamp_flow}/review", inside=True).page
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    place = page.locator("[data-review-index]")

    def counts(approved, rejected, pending):
        for name, number in (("approved", approved), ("rejected", rejected), ("pending", pending)):
            expect(page.get_by_test_id(f"{name}-count")).to_have_text(str(number))

    counts(0, 0, 2)
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("2")
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("1")
    page.keyboard.press("a")
    counts(1, 0, 1)
    expect(place).to_have_text("2")
    page.keyboard.press("r")
    counts(1, 1, 0)
    expect(page.locator("[data-review-done]")).to_be_visible()
    page.keyboard.press("u")
    counts(1, 0, 1)
    page.keyboard.press("u")
    counts(0, 0, 2)
    # What the page shows is what the server keeps.
    page.wait_for_load_state("networkidle")
    page.reload()
    counts(0, 0, 2)
    page.keyboard.press("?")
    expect(page.locator("dialog#review-help[open]")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#review-help[open]")).to_have_count(0)
    counts(0, 0, 2)


def test_phone_has_its_bar(visit):
    page = visit("/products", inside=True).page
    page.set_viewport_size({"width": 390, "height": 844})
    bar = page.get_by_role("navigation", name="Main").bounding_box()
    assert bar["y"] + bar["height"] == pytest.approx(844, abs=1) and bar["width"] == 390
    page.locator(".nav-more > summary").click()
    expect(page.locator(".nav-more").get_by_role("link", name="Analytics")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".nav-more").get_by_role("link", name="Analytics")).to_be_hidden()


@pytest.fixture
def plain(chromium):
    """A browser that runs no scripts."""
    context = chromium.new_context(base_url=SITE, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def reload_until(page, locator, seconds=90):
    """Looks again and again, as people without scripts do."""
    deadline = time.monotonic() + seconds
    while not locator.is_visible():
        assert time.monotonic() < deadline, f"never came: {locator}"
        page.reload()


def test_without_scripts(plain, shop):
    page = plain
    person = sign_up(page)
    page.context.clear_cookies()
    page.goto("/studio")
    page.fill("[name=email]", person["email"])
    page.fill("[name=password]", person["password"])
    page.get_by_test_id("sign-in-btn").click()
    page.wait_for_url("**/studio")

    page.goto("/store/connect")
    for button in ("test-connection-btn", "save-connection-btn"):
        page.fill("[name=storeUrl]", shop["url"])
        page.fill("[name=consumerKey]", shop["key"])
        page.fill("[name=consumerSecret]", shop["secret"])
        page.get_by_test_id(button).click()
        if button == "test-connection-btn":
            expect(page.get_by_test_id("connection-success")).to_be_visible()
    page.wait_for_url("**/store")
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.wait_for_url("**/imports/**")
    reload_until(page, page.get_by_test_id("confirm-import-btn"))
    page.get_by_test_id("confirm-import-btn").click()
    reload_until(page, page.get_by_text("The import is complete"))

    page.goto("/products?q=sofa")
    page.get_by_test_id("product-card").first.get_by_role("link").first.click()
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/studio/**")
    page.locator("[name=variants][value='1']").check(force=True)
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/flows/**")
    reload_until(page, page.get_by_test_id("review-link"))

    page.get_by_test_id("review-link").click()
    page.wait_for_url("**/review")
    page.get_by_test_id("approve-btn").click()
    page.wait_for_url(re.compile("/review"))
    expect(page.get_by_test_id("approved-count")).to_have_text("1")
    page.get_by_test_id("undo-btn").click()
    expect(page.get_by_test_id("approved-count")).to_have_text("0")
