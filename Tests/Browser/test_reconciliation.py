"""What comparing the whole catalogue with the store finds, and that it mends it."""
import uuid

from conftest import control, sign_up
from playwright.sync_api import expect
from surroundings import SITE, account_of, sql
from test_journey import connect, generate, import_all, live_images, open_sofa
from test_store_news import names_of, touch
from waiting import until


def compare(page):
    page.goto("/store")
    page.get_by_test_id("reconciliation-link").click()
    page.get_by_test_id("reconcile-btn").click()
    expect(page.get_by_test_id("reconciliation")).to_have_attribute(
        "data-status", "done", timeout=90_000)


def products(merchant, condition="true"):
    return [row[0] for row in sql(f"""
        SELECT external_id FROM product WHERE client_id = '{account_of(merchant["email"])}'
          AND {condition} ORDER BY external_id::int""")]


def test_a_catalogue_that_is_the_same_has_no_differences(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    compare(page)
    report = page.get_by_test_id("reconciliation")
    expect(report).to_contain_text("No differences.")
    expect(report).to_contain_text(f"{len(products(merchant))} products compared")


def test_what_nobody_told_is_found_mended_and_reported(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    account = account_of(merchant["email"])
    renamed, deleted, returned, fresh = products(merchant)[:4]
    new_name = f"Unheard {uuid.uuid4().hex[:6]}"
    touch(shop, product=int(renamed), rename=new_name, silent=True, ago=600)
    touch(shop, product=int(deleted), delete=True, silent=True)
    sql(f"""UPDATE product SET store_modified_at = now() - interval '1 day'
            WHERE client_id = '{account}' AND external_id = '{renamed}'""")
    sql(f"""UPDATE product SET gone_at = now()
            WHERE client_id = '{account}' AND external_id = '{returned}'""")
    sql(f"DELETE FROM product WHERE client_id = '{account}' AND external_id = '{fresh}'")
    compare(page)
    expect(page.get_by_test_id("difference-changed")).to_contain_text(new_name)
    expect(page.get_by_test_id("difference-gone")).to_contain_text("1 product no longer")
    expect(page.get_by_test_id("difference-returned")).to_contain_text("1 product back")
    expect(page.get_by_test_id("difference-new")).to_contain_text("1 new product")
    until(lambda: new_name in names_of(merchant), 30, "the new name is here")
    until(lambda: products(merchant, "gone_at IS NOT NULL") == [deleted], 30, "one is gone")
    until(lambda: fresh in products(merchant), 30, "the one that was not here is here")
    # Nothing is left to find.
    compare(page)
    expect(page.get_by_test_id("reconciliation")).to_contain_text("No differences.")
    expect(page.get_by_text("4 differences")).to_be_visible()


def test_new_products_that_are_not_followed_stay_where_they_are(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    account = account_of(merchant["email"])
    unwanted = products(merchant)[0]
    sql(f"UPDATE store SET follows_new = false WHERE client_id = '{account}'")
    sql(f"DELETE FROM product WHERE client_id = '{account}' AND external_id = '{unwanted}'")
    compare(page)
    expect(page.get_by_test_id("reconciliation")).to_contain_text("1 product of the store not")
    assert unwanted not in products(merchant)


def test_a_picture_that_somebody_took_out_in_the_store_is_noticed(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    open_sofa(page)
    generate(page, 1)
    page.locator("a[href$='/review']").first.click()
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_test_id("approved-count")).to_have_text("1")
    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("1", timeout=90_000)
    until(lambda: sql(f"""SELECT 1 FROM synced_asset WHERE state = 'verified'
        AND client_id = '{account_of(merchant["email"])}'"""), 30, "the store shows it")
    touch(shop, deleteMedia=int(live_images(shop, "Sofa")[-1]["id"]))
    compare(page)
    expect(page.get_by_test_id("difference-picture")).to_contain_text("Sofa")
    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("0")
    page.goto("/store/history")
    expect(page.get_by_text("somebody took it out in the store")).to_be_visible()


def test_a_store_that_lies_takes_nothing_away(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    before = products(merchant)
    control("POST", "/faults", {"shop": shop["name"], "kind": "lie", "method": "GET",
                                "path": "/wp-json/wc/v3/products", "times": 0})
    page.goto("/store/reconciliation")
    page.get_by_test_id("reconcile-btn").click()
    until(lambda: sql(f"""SELECT 1 FROM job WHERE client_id = '{account_of(merchant["email"])}'
        AND kind = 'reconcile-store' AND note IS NOT NULL"""), 30, "it is not believed")
    assert products(merchant, "gone_at IS NULL") == before


def test_a_stranger_sees_and_begins_no_comparison(page, merchant, shop, chromium):
    connect(page, shop)
    import_all(page)
    compare(page)
    report = sql(f"""SELECT id FROM store_reconciliation
        WHERE client_id = '{account_of(merchant["email"])}'""")[0][0]
    other = chromium.new_context(base_url=SITE)
    stranger = other.new_page()
    sign_up(stranger)
    stranger.goto(f"/store/reconciliation?report={report}")
    expect(stranger.get_by_test_id("reconciliation")).to_have_count(0)
    other.close()
