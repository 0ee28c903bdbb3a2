"""The main job, end to end, as a merchant does it in a browser."""
import os
import re

from conftest import control
from playwright.sync_api import expect


def connect(page, shop):
    """Connects a store through the form, but without drawing it."""
    web = page.context.request
    token = re.search(r'name="csrf" value="([^"]+)"', web.get("/store/connect").text()).group(1)
    answer = web.post("/store/connect/woocommerce", form={
        "csrf": token, "storeUrl": shop["url"], "consumerKey": shop["key"],
        "consumerSecret": shop["secret"]})
    assert answer.url.endswith("/store"), answer.url


def connect_by_hand(page, shop):
    page.goto("/store/connect")
    page.fill("[name=storeUrl]", shop["url"])
    page.fill("[name=consumerKey]", shop["key"])
    page.fill("[name=consumerSecret]", shop["secret"])
    page.get_by_test_id("test-connection-btn").click()
    expect(page.get_by_test_id("connection-success")).to_be_visible()
    page.get_by_test_id("save-connection-btn").click()
    page.wait_for_url("**/store")


def import_all(page):
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=90_000)
    expect(page.get_by_test_id("import-complete")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)


def open_sofa(page):
    page.goto("/products?q=sofa")
    page.get_by_test_id("product-card").first.get_by_role("link").first.click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}"))


def generate(page, variants=4):
    page.locator("a[href^='/studio/']").first.click()
    page.wait_for_url("**/studio/**")
    page.locator(f"[name=variants][value='{variants}']").check(force=True)
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/flows/**")
    expect(page.locator("[data-testid=asset-card][data-status=generated]")).to_have_count(
        variants, timeout=90_000)


def live_images(shop, name):
    """The pictures of a product in the store, in order, with where they came from."""
    state = control("GET", f"/shops/{shop['name']}")
    product = next(p for p in state["products"] if name in p["name"])
    origins = {a["id"]: a for a in state["attachments"]}
    return [origins[image["id"]] for image in product["images"]]


def test_out_of_the_store_through_the_studio_and_back(page, merchant, shop):
    before = live_images(shop, "Sofa")
    connect_by_hand(page, shop)
    import_all(page)
    open_sofa(page)
    generate(page)

    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review")
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    # Two by keyboard, one by mouse.
    page.keyboard.press("a")
    expect(page.get_by_test_id("approved-count")).to_have_text("1")
    page.keyboard.press("a")
    expect(page.get_by_test_id("approved-count")).to_have_text("2")
    page.get_by_test_id("reject-btn").click()
    expect(page.get_by_test_id("rejected-count")).to_have_text("1")

    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("2", timeout=90_000)
    after = live_images(shop, "Sofa")
    assert [a["id"] for a in after[: len(before)]] == [a["id"] for a in before]
    assert len(after) == len(before) + 2
    assert all(a["origin"] == "fetched" for a in after[len(before):])

    # The store's own product page shows them.
    page.goto("/store")
    page.get_by_role("link", name="See in the store").first.click()
    expect(page.get_by_test_id("store-image")).to_have_count(len(after))

    # One is taken off again, and only that one is gone.
    page.goto("/store")
    page.get_by_test_id("remove-btn").first.click()
    page.locator("dialog[open]").get_by_test_id("confirm-remove-btn").click()
    page.wait_for_url("**/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("1", timeout=90_000)
    expect(page.get_by_test_id("underway-count")).to_have_text("0", timeout=90_000)
    left = live_images(shop, "Sofa")
    assert len(left) == len(before) + 1
    assert [a["id"] for a in left[: len(before)]] == [a["id"] for a in before]


def test_pictures_arrive_by_the_stream_without_asking_every_second(page, merchant, shop):
    connect(page, shop)
    with page.expect_request(lambda request: request.resource_type == "eventsource"):
        import_all(page)
    open_sofa(page)
    # Without its own timer the page still follows: only the stream can tell it.
    page.add_init_script("""
        const later = window.setTimeout;
        window.setTimeout = (work, pause, ...rest) =>
            pause >= 1000 && pause !== 15000 ? 0 : later(work, pause, ...rest);
    """)
    generate(page)
