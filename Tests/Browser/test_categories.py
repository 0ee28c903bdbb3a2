"""Categories: the store's tree, the merchant's own beside it, and products in many."""
import uuid

import pytest
from conftest import sign_up
from playwright.sync_api import expect
from surroundings import SITE, account_of, sql
from test_journey import connect, import_all


def add(page, name, below=None):
    page.goto("/products/categories")
    page.fill("[name=name]", name)
    if below:
        page.locator("[name=parent]").select_option(label=below)
    page.get_by_test_id("add-category-btn").click()


def lines(page):
    page.goto("/products/categories")
    return [" ".join(text.split()) for text in page.get_by_test_id("category-line").all_inner_texts()]


def new_product(page, name, *categories):
    page.goto("/products/new")
    page.fill("[name=name]", name)
    choice = page.get_by_test_id("category-choice")
    choice.locator("summary").click()
    for category in categories:
        choice.get_by_label(category, exact=True).check()
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url("**/products/*-*")


def test_the_stores_tree_stands_with_its_counts(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    told = lines(page)
    for name, products in sql(f"""
            SELECT c.name, count(*) FROM category c JOIN product_category pc
              ON pc.client_id = c.client_id AND pc.category_id = c.id
            WHERE c.client_id = '{account_of(merchant["email"])}' AND NOT EXISTS (
              SELECT 1 FROM category b WHERE b.client_id = c.client_id
                AND b.parent_external_id = c.external_id)
            GROUP BY c.id, c.name"""):
        word = "product" if products == "1" else "products"
        assert any(line.startswith(f"{name} {products} {word}") for line in told), (name, told)
    assert all("Edit" not in line for line in told), "the store's categories are the store's"


def test_a_product_stands_in_several_own_categories(page, merchant):
    add(page, "Spring sale")
    add(page, "Living room")
    add(page, "Sofas", "Living room")
    new_product(page, "Velvet two-seater", "Spring sale", "Sofas")
    told = lines(page)
    assert [line.split(" Edit")[0] for line in told] == [
        "Living room 1 product, all below", "Sofas 1 product", "Spring sale 1 product"]
    # A category shows what lies below it.
    page.get_by_role("link", name="Living room", exact=True).click()
    expect(page.get_by_test_id("product-card")).to_have_count(1)
    # The product says where it is, and leaves one of them.
    page.get_by_test_id("product-card").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Spring sale")).to_be_visible()
    page.get_by_test_id("edit-btn").click()
    expect(page.get_by_label("Sofas", exact=True)).to_be_checked()
    page.get_by_label("Spring sale", exact=True).uncheck()
    page.get_by_test_id("save-product-btn").click()
    expect(page.get_by_role("link", name="Sofas")).to_be_visible()
    assert "Spring sale 0 products Edit Spring sale" in lines(page)


def test_a_category_is_renamed_moved_and_deleted(page, merchant):
    for name, below in (("A", None), ("B", "A"), ("C", "\u2003B")):
        add(page, name, below)
    page.get_by_role("link", name="Edit B").click()
    # Nothing can stand below itself: only the top and A are offered.
    assert page.locator("[name=parent] option").all_inner_texts() == ["At the top", "A"]
    page.fill("[name=name]", "Beds")
    page.locator("[name=parent]").select_option(label="At the top")
    page.get_by_test_id("save-category-btn").click()
    page.wait_for_url("**/categories")
    assert [line.split()[0] for line in lines(page)] == ["A", "Beds", "C"]
    page.get_by_role("link", name="Edit Beds").click()
    page.get_by_test_id("delete-category-btn").click()
    page.wait_for_url("**/categories")
    assert [line.split()[0] for line in lines(page)] == ["A", "C"]


def test_two_of_the_same_name_at_one_place_are_refused(page, merchant):
    add(page, "Lamps")
    add(page, "lamps")
    expect(page.get_by_text("There is a category of this name at that place already.").first
           ).to_be_visible()
    add(page, "  ")
    expect(page.get_by_text("Enter a name for the category.").first).to_be_visible()
    assert len(lines(page)) == 1


def test_an_import_leaves_own_categories_alone(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    add(page, "Autumn")
    page.goto("/products?q=sofa")
    page.get_by_test_id("product-card").first.get_by_role("link").first.click()
    page.get_by_test_id("edit-btn").click()
    choice = page.get_by_test_id("category-choice")
    choice.locator("summary").click()
    # The store decides about its own categories.
    assert choice.locator("label").all_inner_texts() == ["Autumn"]
    choice.get_by_label("Autumn").check()
    page.get_by_test_id("save-product-btn").click()
    before = page.locator("dd", has_text="Autumn").inner_text()
    address = page.url
    import_all(page)
    page.goto(address)
    expect(page.locator("dd", has_text="Autumn")).to_have_text(before)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ü" * 200, "%_\\ '; DROP"])
def test_any_name_is_only_a_name(page, merchant, name):
    add(page, name)
    assert lines(page)[0].startswith(name)


def test_a_stranger_changes_no_category(page, merchant, chromium):
    add(page, "Mine")
    category = sql(f"""SELECT id FROM category
                       WHERE client_id = '{account_of(merchant["email"])}'""")[0][0]
    other = chromium.new_context(base_url=SITE)
    stranger = other.new_page()
    sign_up(stranger)
    assert stranger.goto(f"/products/categories/{category}").status == 404
    token = stranger.goto("/products/categories") and stranger.locator(
        "[name=csrf]").first.get_attribute("value")
    for path in ("", "/deletion"):
        answer = other.request.post(f"/products/categories/{category}{path}",
                                    form={"csrf": token, "name": uuid.uuid4().hex})
        assert answer.status == 404
    other.close()
    assert lines(page)[0].startswith("Mine")
