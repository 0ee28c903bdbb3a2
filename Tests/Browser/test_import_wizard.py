"""An import is chosen, looked at, confirmed, mailed about and taken back."""
import re
import uuid

import pytest
from conftest import control, sign_up
from playwright.sync_api import expect
from surroundings import account_of, give_plan, mail_to, sql
from test_journey import connect, import_all
from waiting import until


def shop_of(shop):
    return control("GET", f"/shops/{shop['name']}")


def products_of(merchant, what="external_id"):
    return sorted(row[0] for row in sql(f"""
        SELECT {what} FROM product WHERE client_id = '{account_of(merchant["email"])}'
        AND deleted_at IS NULL"""))


def look(page, button):
    page.get_by_test_id(button).click()
    expect(page.get_by_test_id("import-preview")).to_be_visible(timeout=90_000)


def confirm(page):
    page.get_by_test_id("confirm-import-btn").click()
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)


def list_products(page, text):
    page.goto("/products/import")
    page.fill("[name=entries]", text)
    look(page, "import-list-btn")


def test_nothing_is_written_before_it_is_confirmed(page, merchant, shop):
    connect(page, shop)
    page.goto("/products/import")
    look(page, "import-btn")
    assert products_of(merchant) == []
    expect(page.get_by_test_id("import-totals")).to_contain_text(f"{len(shop_of(shop)['products'])} new")


def test_new_products_show_their_pictures_before_they_are_here(page, merchant, shop):
    connect(page, shop)
    list_products(page, str(shop_of(shop)["products"][0]["id"]))
    until(lambda: sql(f"""SELECT 1 FROM import_item WHERE thumb IS NOT NULL
        AND client_id = '{account_of(merchant["email"])}'"""), 30, "the picture is fetched")
    page.reload()
    small = page.get_by_test_id("import-item").locator("img.thumb")
    expect(small).to_be_visible()
    assert small.evaluate("image => image.complete && image.naturalWidth") == 160


def test_ids_and_skus_are_found_and_unknown_ones_are_told(page, merchant, shop):
    connect(page, shop)
    first, second = shop_of(shop)["products"][:2]
    list_products(page, f"{first['id']}, {second['sku']}\n\n999999; no such thing\t{first['id']}")
    expect(page.get_by_test_id("import-item")).to_have_count(2)
    expect(page.get_by_test_id("import-unknown")).to_contain_text("999999, no such thing")
    confirm(page)
    assert products_of(merchant) == sorted([str(first["id"]), str(second["id"])])
    expect(page.get_by_text("2 ids or SKUs not in the store")).to_be_visible()


def test_the_sku_of_a_variation_finds_its_product(page, merchant, shop):
    connect(page, shop)
    owner = next(one for one in shop_of(shop)["products"] if len(one["variations"]) > 1)
    first, second = [one["sku"] for one in owner["variations"][:2]]
    list_products(page, f"{first}\nno-such-thing\n{second}\n{owner['sku']}")
    expect(page.get_by_test_id("import-item")).to_have_count(1)
    expect(page.get_by_test_id("import-unknown")).to_contain_text("no-such-thing")
    confirm(page)
    assert products_of(merchant) == [str(owner["id"])]


def test_ten_thousand_lines_of_rubbish_are_answered_in_words(page, merchant, shop):
    connect(page, shop)
    page.goto("/products/import")
    rubbish = "\n".join(f"x{n}'\"<b>\u0000" for n in range(10_001))
    page.evaluate("text => { document.querySelector('[name=entries]').value = text }", rubbish)
    page.get_by_test_id("import-list-btn").click()
    expect(page.get_by_test_id("error-message").first).to_contain_text("one import takes 10,000")
    page.fill("[name=entries]", " ,;\n\t ")
    page.get_by_test_id("import-list-btn").click()
    expect(page.get_by_test_id("error-message").first).to_contain_text("at least one id or SKU")


def test_two_products_among_ten_thousand_lines_of_rubbish_are_found(page, merchant, shop):
    connect(page, shop)
    first, second = shop_of(shop)["products"][:2]
    rubbish = [f"no {n}'\"<b>%_\\" if n % 2 else str(900_000_000 + n) for n in range(9_998)]
    rubbish[4711:4711] = [str(first["id"])]
    page.goto("/products/import")
    page.evaluate("text => { document.querySelector('[name=entries]').value = text }",
                  "\n".join(rubbish + [second["sku"]]))
    page.get_by_test_id("import-list-btn").click()
    expect(page.get_by_test_id("import-preview")).to_be_visible(timeout=180_000)
    expect(page.get_by_test_id("import-item")).to_have_count(2)
    expect(page.get_by_test_id("import-unknown")).to_contain_text("and 9,798 more")


def test_the_preview_says_how_complete_products_are_and_how_long_they_take(page, merchant, shop):
    connect(page, shop)
    bare = shop_of(shop)["products"][0]
    for _ in bare["imageIds"]:
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": bare["id"], "removeImage": "first", "silent": True})
    page.goto("/products/import")
    look(page, "import-btn")
    expect(page.get_by_test_id("import-totals")).to_contain_text(re.compile(
        r"chosen with \d+ pictures, about (a|\d+) (minute|hour)"))
    rows = page.get_by_test_id("import-item")
    told = {row.locator("[data-label=Complete]").inner_text()
            for row in rows.filter(has_not_text=bare["name"]).all()}
    assert told == {"100 %"}
    # What lacks a picture lacks its alt text too: two things of eight.
    row = rows.filter(has_text=bare["name"]).first
    expect(row.locator("[data-label=Complete]")).to_have_text("75 %")
    expect(row.locator("[data-label=Pictures]")).to_have_text("0")


def test_a_category_brings_what_lies_below_it(page, merchant, shop):
    connect(page, shop)
    account = account_of(merchant["email"])
    until(lambda: sql(f"SELECT 1 FROM category WHERE client_id = '{account}' LIMIT 1"), 20,
          "the categories are here")
    parent = sql(f"""
        SELECT p.external_id, p.name FROM category p JOIN category c ON c.client_id = p.client_id
          AND c.parent_external_id = p.external_id
        WHERE p.client_id = '{account}' LIMIT 1""")
    external, name = parent[0] if parent else sql(f"""
        SELECT external_id, name FROM category WHERE client_id = '{account}'
          AND store_count > 0 LIMIT 1""")[0]
    page.goto("/products/import")
    page.locator(f"[name=category][value='{external}']").check()
    look(page, "import-categories-btn")
    shown = page.get_by_test_id("import-item").count()
    assert 0 < shown < len(shop_of(shop)["products"])
    confirm(page)
    assert len(products_of(merchant)) == shown


def test_what_is_not_ticked_does_not_come(page, merchant, shop):
    connect(page, shop)
    first, second, third = shop_of(shop)["products"][:3]
    list_products(page, f"{first['id']} \n {second['id']} \n {third['id']}")
    page.get_by_label(f"Import {second['name']}", exact=False).first.uncheck()
    confirm(page)
    assert products_of(merchant) == sorted([str(first["id"]), str(third["id"])])


def test_importing_again_updates_and_keeps_what_was_edited_here(page, merchant, shop):
    connect(page, shop)
    ours, theirs = shop_of(shop)["products"][:2]
    list_products(page, f"{ours['id']}\n{theirs['id']}")
    confirm(page)
    account = account_of(merchant["email"])
    product = sql(f"""SELECT id FROM product WHERE client_id = '{account}'
                      AND external_id = '{ours["id"]}'""")[0][0]
    page.goto(f"/products/{product}/edit")
    page.fill("[name=name]", "My own name")
    page.get_by_test_id("save-product-btn").click()
    page.wait_for_url(re.compile("/products/[^/]+$"))
    for one in (ours, theirs):
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": one["id"], "rename": f"Renamed {one['id']}", "silent": True})
    list_products(page, f"{ours['id']}\n{theirs['id']}")
    expect(page.get_by_test_id("import-totals")).to_contain_text("2 changed")
    confirm(page)
    assert products_of(merchant, "name") == sorted(["My own name", f"Renamed {theirs['id']}"])


def test_an_import_is_taken_back_as_far_as_nobody_built_on_it(page, merchant, shop):
    connect(page, shop)
    one, two, three = shop_of(shop)["products"][:3]
    list_products(page, f"{one['id']}\n{two['id']}\n{three['id']}")
    confirm(page)
    run = page.url
    account = account_of(merchant["email"])
    # One is edited here, one is changed by a later import, one is left as it came.
    sql(f"""UPDATE product SET edited = '{{name}}' WHERE client_id = '{account}'
            AND external_id = '{one["id"]}'""")
    control("POST", f"/shops/{shop['name']}/touch",
            {"product": two["id"], "rename": "Changed since", "silent": True})
    list_products(page, str(two["id"]))
    confirm(page)
    page.goto(run)
    page.get_by_test_id("undo-btn").click()
    page.get_by_test_id("confirm-undo-btn").click()
    report = page.get_by_test_id("undo-report")
    expect(report).to_be_visible(timeout=90_000)
    expect(report).to_contain_text("1 product taken back")
    expect(report).to_contain_text("You edited it")
    expect(report).to_contain_text("A later import has changed it again")
    assert products_of(merchant) == sorted([str(one["id"]), str(two["id"])])


def test_a_changed_product_becomes_as_it_was(page, merchant, shop):
    connect(page, shop)
    one = shop_of(shop)["products"][0]
    list_products(page, str(one["id"]))
    confirm(page)
    account = account_of(merchant["email"])

    def pictures():
        return sql(f"""SELECT external_id, position FROM product_picture
            WHERE client_id = '{account}' AND removed_at IS NULL ORDER BY external_id""")

    before, shown = products_of(merchant, "name"), pictures()
    for change in ({"rename": f"New {uuid.uuid4().hex[:5]}"}, {"removeImage": "first"},
                   {"addImage": "armchair-room.jpg"}):
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": one["id"], "silent": True} | change)
    list_products(page, str(one["id"]))
    confirm(page)
    assert products_of(merchant, "name") != before and pictures() != shown
    page.get_by_test_id("undo-btn").click()
    page.get_by_test_id("confirm-undo-btn").click()
    expect(page.get_by_test_id("undo-report")).to_be_visible(timeout=90_000)
    assert products_of(merchant, "name") == before and pictures() == shown


def test_the_plan_leaves_out_what_it_has_no_room_for(page, merchant, shop):
    plan = f"p{uuid.uuid4().hex[:8]}"
    sql(f"INSERT INTO plan (code, name, credits, products, is_offered) "
        f"VALUES ('{plan}', 'Tiny', 0, 2, false)")
    give_plan(account_of(merchant["email"]), plan)
    connect(page, shop)
    page.goto("/products/import")
    expect(page.get_by_test_id("product-room")).to_contain_text("0 of 2 products")
    look(page, "import-btn")
    expect(page.get_by_test_id("import-limit")).to_contain_text("2 of ")
    confirm(page)
    assert len(products_of(merchant)) == 2


def test_what_finds_the_plan_full_meanwhile_is_told(page, merchant, shop):
    account = account_of(merchant["email"])
    plan = f"p{uuid.uuid4().hex[:8]}"
    sql(f"INSERT INTO plan (code, name, credits, products, is_offered) "
        f"VALUES ('{plan}', 'Tiny', 0, 3, false)")
    give_plan(account, plan)
    connect(page, shop)
    page.goto("/products/import")
    look(page, "import-btn")
    # Between the click and the job, other products take two of the three places.
    control("POST", "/faults", {"shop": shop["name"], "kind": "latency", "seconds": 3, "times": 1,
                                "path": "/wp-json/wc/v3/products", "method": "GET"})
    page.get_by_test_id("confirm-import-btn").click()
    sql(f"""INSERT INTO product (client_id, id, source, name)
            SELECT '{account}', gen_random_uuid(), 'uploaded', 'By hand ' || n
            FROM generate_series(1, 2) n""")
    expect(page.get_by_test_id("import-left-out")).to_contain_text("2 products stayed", timeout=60_000)
    assert len(products_of(merchant, "id")) == 3


def test_whoever_wants_mail_gets_one_when_all_is_here(page, merchant, shop):
    connect(page, shop)
    list_products(page, str(shop_of(shop)["products"][0]["id"]))
    page.get_by_label("Mail me when it is done").check()
    confirm(page)
    assert "your products are here: 1 new" in mail_to(merchant["email"], about="your products")


def test_a_stranger_and_a_viewer_change_no_import(page, merchant, shop, chromium):
    connect(page, shop)
    page.goto("/products/import")
    look(page, "import-btn")
    run = page.url
    other = chromium.new_context(base_url=page.url.split("/imports")[0])
    stranger = other.new_page()
    sign_up(stranger)
    assert stranger.goto(run).status == 404
    other.close()
