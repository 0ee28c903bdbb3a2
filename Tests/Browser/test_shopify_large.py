"""A Shopify shop with so many products that it lays them out in a file."""
import pytest
from playwright.sync_api import expect
from surroundings import account_of, control, give_plan, sql
from test_journey import generate, import_all, open_sofa
from test_shopify import connect, new_shop, state_of
from waiting import until

LARGE = 510


def connected(page, merchant):
    """A large shop whose products are paged at once: its bucket of points fills as quickly."""
    shop = new_shop(products=LARGE, restoreRate=5000)
    give_plan(account_of(merchant["email"]), "enterprise")
    connect(page, shop)
    until(lambda: sql(f"""SELECT 1 FROM category
          WHERE client_id = '{account_of(merchant["email"])}'"""), 30, "the collections are here")
    return shop


def bring_all(page, merchant):
    """Imports everything."""
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=120_000)
    return bring_rest(merchant)


def bring_rest(merchant):
    """Waits for the products; the pictures, of which there are a thousand, may stay where they are."""
    account = account_of(merchant["email"])
    until(lambda: sql(f"""
        UPDATE job SET run_at = now() + interval '1 hour' WHERE client_id = '{account}'
          AND kind = 'fetch-picture' AND state = 'ready' AND run_at < now() + interval '1 minute';
        SELECT 1 FROM import_run WHERE client_id = '{account}' AND state = 'done'"""),
          300, "all products are here")
    sql(f"""UPDATE job SET state = 'cancelled', leased_until = NULL, finished_at = now()
            WHERE client_id = '{account}' AND state IN ('ready', 'running')""")
    return account


def check_catalogue(account, shop):
    """All that the shop has is here: products, pictures in order, variations with theirs."""
    live = state_of(shop)["products"]
    rows = sql(f"""
        SELECT p.external_id, p.name, p.kind,
          (SELECT string_agg(pp.external_id, ' ' ORDER BY pp.position) FROM product_picture pp
           WHERE pp.product_id = p.id),
          (SELECT string_agg(v.external_id || ':' || coalesce(v.external_picture_id, ''), ' '
             ORDER BY v.external_id) FROM variation v WHERE v.product_id = p.id),
          (SELECT count(*) FROM product_category c WHERE c.product_id = p.id)
        FROM product p WHERE client_id = '{account}' AND gone_at IS NULL""")
    found = {row[0]: row[1:] for row in rows}
    assert len(rows) == len(live) and set(found) == {str(product["id"]) for product in live}
    for product in live:
        variants = product["variants"]
        parts = sorted(f"{one['id']}:{''.join(map(str, one['media'][:1]))}" for one in variants)
        assert found[str(product["id"])] == [
            product["title"], "variable" if len(variants) > 1 else "simple",
            " ".join(map(str, product["media"])), " ".join(parts) if len(variants) > 1 else "",
            str(len(product["collections"]))]


def test_a_large_shop_is_read_out_of_its_file(page, merchant):
    shop = new_shop(products=LARGE)
    give_plan(account_of(merchant["email"]), "enterprise")
    connect(page, shop)
    until(lambda: sql(f"""SELECT 1 FROM category
          WHERE client_id = '{account_of(merchant["email"])}'"""), 30, "the collections are here")
    account = bring_all(page, merchant)
    check_catalogue(account, shop)
    # One for the look, one for the import, and nothing left to be marked as gone.
    assert [one["status"] for one in state_of(shop)["bulkOperations"]] == ["COMPLETED"] * 2
    assert sql(f"SELECT gone, created FROM import_run WHERE client_id = '{account}'") == [
        ["0", str(LARGE)]]


@pytest.mark.parametrize("kind", ["html", "cut"])
def test_where_the_file_is_of_no_use_the_products_are_paged(page, merchant, kind):
    shop = connected(page, merchant)
    control("POST", "/shopify/faults", {"shop": shop, "kind": kind, "match": "/bulk",
                                        "times": 0 if kind == "html" else 1})
    check_catalogue(bring_all(page, merchant), shop)


def test_the_file_of_an_earlier_day_is_not_taken_for_the_new_one(page, merchant):
    shop = connected(page, merchant)
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    expect(page.get_by_test_id("import-preview")).to_be_visible(timeout=120_000)
    first, name = state_of(shop)["products"][0]["id"], "Renamed after the look"
    control("POST", f"/shopify/shops/{shop}/touch",
            {"product": first, "rename": name, "silent": True})
    # Whatever is asked for, the shop tells of the file that it laid out for the look.
    control("POST", "/shopify/faults", {"shop": shop, "kind": "other_bulk", "times": 0,
                                        "match": "query LaidOut"})
    page.get_by_test_id("confirm-import-btn").click()
    check_catalogue(bring_rest(merchant), shop)


def test_a_picture_that_is_worked_on_for_long_comes_once(page, merchant):
    """The answer to the append is lost, and the shop looks at pictures only much later."""
    shop = new_shop(mediaSeconds=9)
    connect(page, shop)
    import_all(page)
    before = sum(len(product["media"]) for product in state_of(shop)["products"])
    open_sofa(page)
    generate(page, 1)
    control("POST", "/shopify/faults", {"shop": shop, "kind": "cut_after_work", "times": 1,
                                        "match": "productUpdate"})
    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review")
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    page.keyboard.press("a")
    until(lambda: sql(f"""SELECT state FROM synced_asset
          WHERE client_id = '{account_of(merchant["email"])}'""") == [["verified"]], 120,
          "the shop shows the picture")
    assert sum(len(product["media"]) for product in state_of(shop)["products"]) == before + 1
