"""Products by hand: their pictures in order, and their tie to the store."""
import re
import urllib.request

from conftest import control
from playwright.sync_api import expect
from surroundings import account_of, sql
from test_journey import connect, generate, import_all
from waiting import until

SAMPLES = "public/samples"


def add(page, name, sku="", pictures=()):
    page.goto("/products/new")
    page.fill("[name=name]", name)
    page.fill("[name=sku]", sku)
    if pictures:
        page.get_by_test_id("image-upload").set_input_files([f"{SAMPLES}/{p}" for p in pictures])
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    return page.url.rsplit("/", 1)[1]


def order_of(product):
    return [row[0] for row in sql(f"""
        SELECT id FROM product_picture WHERE product_id = '{product}' AND removed_at IS NULL
        ORDER BY position, id""")]


def drag(page, line, target):
    """Drags a line over another one's upper edge as a hand does: in small steps."""
    expect(page.locator("[data-arrange][data-ready]")).to_be_visible()
    start, end = line.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 6, steps=12)
    page.mouse.up()


PICTURES = ("armchair-angle2-white.jpg", "armchair-blue-white.jpg", "armchair-room.jpg")


def open_order(page):
    page.get_by_test_id("arrange-link").click()
    expect(page.get_by_test_id("arranged-picture")).to_have_count(3)


def test_pictures_are_put_in_order_by_keys_and_by_mouse(page, merchant):
    product = add(page, "Armchair", pictures=PICTURES)
    first, second, third = order_of(product)
    open_order(page)
    handle = page.locator(f"[data-id='{third}'] [data-handle]")
    handle.press("ArrowUp")
    handle.press("ArrowUp")
    page.get_by_test_id("keep-order-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    assert order_of(product) == [third, first, second]
    open_order(page)
    drag(page, page.locator(f"[data-id='{second}']"), page.locator(f"[data-id='{third}']"))
    expect(page.get_by_test_id("arranged-picture").first).to_have_attribute("data-id", second)
    page.get_by_test_id("keep-order-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    assert order_of(product) == [second, third, first]


def test_without_scripts_numbers_make_the_order(page, merchant, chromium):
    product = add(page, "Armchair", pictures=PICTURES)
    first, second, third = order_of(product)
    plain = chromium.new_context(base_url=page.url.split("/products")[0], java_script_enabled=False,
                                 storage_state=page.context.storage_state()).new_page()
    plain.goto(f"/products/{product}/pictures/order")
    plain.locator(f"[data-id='{first}'] [name=place]").fill("9")
    plain.locator(f"[data-id='{second}'] [name=remove]").check()
    plain.get_by_test_id("keep-order-btn").click()
    assert order_of(product) == [third, first]
    plain.context.close()


def test_a_product_by_hand_is_linked_to_the_store_and_let_go(page, merchant, shop):
    connect(page, shop)
    theirs = control("GET", f"/shops/{shop['name']}")["products"][0]
    product = add(page, "My chair", sku=theirs["sku"])
    page.get_by_test_id("link-to-store").click()
    result = page.get_by_test_id("link-result").first
    expect(result).to_contain_text(theirs["name"])
    expect(result).to_contain_text("same SKU")
    result.get_by_test_id("link-product-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    expect(page.get_by_text("Imported", exact=True)).to_be_visible()
    # The store's pictures come; the merchant's own name stays.
    until(lambda: sql(f"""SELECT 1 FROM product_picture WHERE product_id = '{product}'
                          AND external_id IS NOT NULL"""), 40, "the store's pictures come")
    assert sql(f"SELECT name, source FROM product WHERE id = '{product}'") == [
        ["My chair", "imported"]]
    page.reload()
    page.get_by_test_id("unlink-btn").click()
    expect(page.get_by_text("Uploaded", exact=True)).to_be_visible()
    assert sql(f"SELECT external_id IS NULL FROM product WHERE id = '{product}'") == [["t"]]


def test_an_sku_that_the_store_does_not_know_leads_on_to_the_name(page, merchant, shop):
    connect(page, shop)
    theirs = control("GET", f"/shops/{shop['name']}")["products"][0]
    add(page, theirs["name"], sku="OURS-1")
    page.get_by_test_id("link-to-store").click()
    expect(page.get_by_test_id("link-result").first).to_contain_text(theirs["name"])
    expect(page.locator("#q")).to_have_value(theirs["name"])


def link(page, product):
    page.goto(f"/products/{product}/link")
    page.get_by_test_id("link-product-btn").first.click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))


def test_a_product_by_hand_takes_the_place_of_one_that_was_only_imported(page, merchant, shop):
    connect(page, shop)
    theirs = control("GET", f"/shops/{shop['name']}")["products"][0]
    first = add(page, "First", sku=theirs["sku"])
    link(page, first)
    second = add(page, "Second", sku=theirs["sku"])
    link(page, second)
    account = account_of(merchant["email"])
    assert sql(f"""SELECT id FROM product WHERE client_id = '{account}'
                   AND external_id = '{theirs["id"]}'""") == [[second]]
    assert sql(f"SELECT deleted_at IS NOT NULL FROM product WHERE id = '{first}'") == [["t"]]


def test_one_with_generated_pictures_keeps_its_place(page, merchant, shop):
    connect(page, shop)
    theirs = control("GET", f"/shops/{shop['name']}")["products"][0]
    first = add(page, "First", sku=theirs["sku"], pictures=PICTURES[:1])
    link(page, first)
    until(lambda: sql(f"""SELECT 1 FROM product_picture WHERE product_id = '{first}'
                          AND state = 'ready'"""), 40, "its picture is ready")
    page.reload()
    generate(page, 1)
    second = add(page, "Second", sku=theirs["sku"])
    page.goto(f"/products/{second}/link")
    expect(page.get_by_test_id("link-result").first).to_contain_text("with generated pictures")
    token = page.locator("[name=csrf]").first.get_attribute("value")
    answer = page.context.request.post(
        f"/products/{second}/link", form={"csrf": token, "external": str(theirs["id"])})
    assert answer.status == 409
    assert sql(f"SELECT source FROM product WHERE id = '{first}'") == [["imported"]]


def test_the_same_picture_suggests_the_product_of_the_store(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    account = account_of(merchant["email"])
    # What the merchant has on disk is the file that the store shows.
    name, file = sql(f"""SELECT p.name, pp.source_url FROM product p JOIN product_picture pp
        ON pp.client_id = p.client_id AND pp.product_id = p.id
        WHERE p.client_id = '{account}' AND pp.state = 'ready' ORDER BY p.name LIMIT 1""")[0]
    with urllib.request.urlopen(file, timeout=20) as reply:
        picture = {"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": reply.read()}
    page.goto("/products/new")
    page.fill("[name=name]", "Another name altogether")
    page.get_by_test_id("image-upload").set_input_files(picture)
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}$"))
    product = page.url.rsplit("/", 1)[1]

    def suggested():
        page.goto(f"/products/{product}/link")
        return page.get_by_test_id("look-alike-result").filter(has_text=name).count() == 1
    until(suggested, 150, "the store's product with the same picture is suggested")


def test_a_store_that_is_ill_is_told_of_in_the_search(page, merchant, shop):
    connect(page, shop)
    product = add(page, "My chair")
    control("POST", "/faults", {"shop": shop["name"], "kind": "html", "times": 0,
                                "path": "/wp-json/wc/v3/products"})
    page.goto(f"/products/{product}/link")
    expect(page.get_by_text("Your store could not be searched.")).to_be_visible()
    control("DELETE", f"/faults?shop={shop['name']}")
