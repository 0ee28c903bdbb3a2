"""Pictures that look alike: told at the upload, before and after an import, and all together."""
import urllib.request

import pytest
from PIL import Image
from playwright.sync_api import expect
from surroundings import account_of, sql
from test_by_hand import SAMPLES, add
from test_csv import check, pictures_of
from test_import_wizard import look
from test_journey import connect
from waiting import until


def seen(merchant, count):
    """Waits until so many pictures have been looked at."""
    account = account_of(merchant["email"])
    until(lambda: int(sql(f"SELECT count(*) FROM picture_sight WHERE client_id = '{account}'")[0][0])
          >= count, 60, f"{count} pictures are looked at")


@pytest.fixture
def copy(tmp_path):
    """A smaller copy of a sample in another format."""
    image = Image.open(f"{SAMPLES}/armchair-blue-white.jpg")
    image.thumbnail((500, 500))
    path = tmp_path / "copy.webp"
    image.save(path, quality=70)
    return path


@pytest.fixture
def pair(page, merchant, copy):
    """Two products whose pictures look alike, and one whose picture does not."""
    first = add(page, "Blue armchair", pictures=["armchair-blue-white.jpg"])
    add(page, "A vase", pictures=["vase-white.jpg"])
    page.goto("/products/new")
    page.fill("[name=name]", "A copy")
    page.get_by_test_id("image-upload").set_input_files(copy)
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url("**/products/*-*")
    seen(merchant, 3)
    return first, page.url.rsplit("/", 1)[1]


def test_what_is_kept_is_not_told_again(page, merchant, pair):
    page.goto("/products")
    page.get_by_role("link", name="Duplicates").click()
    expect(page.get_by_test_id("duplicate")).to_have_count(1)
    expect(page.get_by_test_id("duplicate")).to_contain_text("Blue armchair")
    page.get_by_label("Keep both").check()
    page.get_by_test_id("clean-up-btn").click()
    expect(page.get_by_text("Nothing looks alike")).to_be_visible()
    page.goto(f"/products/{pair[0]}")
    expect(page.get_by_test_id("look-alikes")).to_have_count(0)


def test_a_tick_puts_the_double_into_the_bin(page, merchant, pair):
    page.goto("/products/duplicates")
    page.get_by_label("A copy into the bin").check()
    page.get_by_test_id("clean-up-btn").click()
    expect(page.get_by_text("1 product in the bin now")).to_be_visible()
    expect(page.get_by_test_id("duplicate")).to_have_count(0)
    page.goto("/products")
    expect(page.get_by_test_id("product-card")).to_have_count(2)


def test_a_product_tells_its_look_alike_and_lets_it_be(page, merchant, pair):
    page.goto(f"/products/{pair[1]}")
    expect(page.get_by_test_id("look-alikes")).to_contain_text("Blue armchair")
    page.get_by_test_id("keep-both-btn").click()
    expect(page.get_by_test_id("look-alikes")).to_have_count(0)


def test_pictures_of_earlier_days_are_looked_through(page, merchant, pair):
    sql(f"DELETE FROM look_alike WHERE client_id = '{account_of(merchant['email'])}'")
    page.goto("/products/duplicates")
    expect(page.get_by_text("Nothing looks alike")).to_be_visible()
    page.get_by_test_id("search-duplicates-btn").click()
    until(lambda: page.reload() and page.get_by_test_id("duplicate").count() == 1, 30,
          "the pair is found")


def keep_picture(shop, tmp_path):
    """The picture of a product of the store, scaled, as a merchant may have it on the desk."""
    path = tmp_path / "mine.jpg"
    path.write_bytes(urllib.request.urlopen(pictures_of(shop)[0], timeout=20).read())
    image = Image.open(path).convert("RGB")
    image.thumbnail((700, 700))
    image.save(path, quality=80)
    return path


def test_the_preview_of_an_import_knows_pictures_that_are_here(page, merchant, shop, tmp_path):
    path = keep_picture(shop, tmp_path)
    page.goto("/products/new")
    page.fill("[name=name]", "Something of mine")
    page.get_by_test_id("image-upload").set_input_files(path)
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url("**/products/*-*")
    seen(merchant, 1)
    connect(page, shop)
    page.goto("/products/import")
    look(page, "import-btn")
    until(lambda: page.reload() and page.get_by_test_id("import-comparing").count() == 0, 90,
          "all pictures are compared")
    told = page.locator("[data-testid=import-item][data-status=duplicate]")
    expect(told.first).to_contain_text("has the same picture as Something of mine")
    told.first.get_by_role("link", name="Something of mine").click()
    expect(page.get_by_role("heading", name="Something of mine")).to_be_visible()


def test_a_finished_import_leads_to_what_looks_alike(page, merchant, shop):
    url = pictures_of(shop)[0]
    check(page, "twice.csv", f"Name,SKU,Image\nSofa,A-1,{url}\nDivan,A-2,{url}\n")
    page.get_by_test_id("csv-import-btn").click()
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)
    seen(merchant, 2)
    until(lambda: page.reload() and page.get_by_test_id("import-look-alikes").count() == 1, 30,
          "the import tells of look-alikes")
    page.get_by_role("link", name="Look through 2 products").click()
    expect(page.get_by_test_id("duplicate")).to_contain_text("The same")
    expect(page.get_by_test_id("duplicate")).to_contain_text("Divan")
