"""The pages about money and those of staff: no barrier, no overflow, new and after a lot happened.

With EPOX_SHOTS set to a folder each page is kept there as a picture, for a person to look at.
"""
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import SITE, sign_up
from playwright.sync_api import expect
from surroundings import sql
from test_admin import sign_in_staff
from test_billing import buy_pack, choose_plan
from test_pages import BUDGET, OVERFLOW, SIZES
from test_spending import Shelf

MERCHANT = ["/settings/billing", "/settings/billing/plans", "/settings/billing/plans?every=year",
            "/settings/billing/transactions", "/settings/billing/statement", "/help/bad-results",
            "/settings/billing/purchases/{purchase}", "/studio/{product}", "/assets/{asset}",
            "/flows/{flow}", "/dashboard"]
STAFF = ["/admin", "/admin/accounts/{client}", "/admin/shelf", "/admin/refunds", "/admin/stripe",
         "/admin/audit"]


@pytest.fixture(scope="module")
def accounts(chromium):
    """An account in which a lot happened, and one in which nothing did."""
    made = {}
    for name in ("full", "new"):
        context = chromium.new_context(base_url=SITE)
        context.set_default_timeout(20_000)
        page = context.new_page()
        person = sign_up(page)
        shelf = Shelf(person["email"])
        made[name] = SimpleNamespace(
            client=shelf.client, product=shelf.product, flow=shelf.flow, shelf=shelf,
            purchase=None, asset=shelf.add("generated"))
        if name == "full":
            fill(page, made[name])
        made[name].state = context.storage_state()
        context.close()
    return made


def fill(page, account):
    """Buys, spends, fails, gives back, takes back."""
    buy_pack(page)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    choose_plan(page, "basic")
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    account.purchase = page.url.split("?")[0].rsplit("/", 1)[1]
    for _ in range(3):
        account.shelf.add("failed")
        account.shelf.add("generated")
    account.asset = account.shelf.add("generated", score=61)
    account.shelf.sql(f"""SELECT claim_picture('{account.asset}', NULL, 'The leg is missing');
        INSERT INTO spending_cap VALUES ('{account.client}', 50, 6);
        SELECT credit_take(500, 'test', 'The payment is disputed');
        UPDATE subscription SET status = 'past_due', grace_until = now() + interval '5 days'
          WHERE client_id = '{account.client}'""")
    sql(f"""INSERT INTO credit_request (client_id, credits, reason, asked_by)
        SELECT client_id, 5000, 'A big order, paid by wire', person_id FROM membership
        WHERE client_id = '{account.client}'""")


def look(page, name, path):
    """No barrier, no overflow, not too heavy; kept as a picture where that is wished."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    sizes = page.evaluate(SIZES)
    assert sizes["js"] <= BUDGET["js"] and sizes["css"] <= BUDGET["css"], sizes
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(OVERFLOW) <= 0, f"{width} pixels are too narrow"
        if (folder := os.environ.get("EPOX_SHOTS")) and width != 768:
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def named(path):
    return path.strip("/").replace("/", "-").replace("{", "").replace("}", "").replace("?", "-")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["full", "new"])
def test_pages_of_merchants(chromium, accounts, kind, scheme):
    account = accounts[kind]
    context = chromium.new_context(base_url=SITE, color_scheme=scheme, reduced_motion="reduce",
                                   storage_state=account.state)
    page = context.new_page()
    for path in MERCHANT:
        if "{purchase}" in path and not account.purchase:
            continue
        look(page, f"{kind}-{scheme}-{named(path)}", path.format(**vars(account)))
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_statement_on_paper(chromium, accounts, scheme):
    context = chromium.new_context(base_url=SITE, color_scheme=scheme,
                                   storage_state=accounts["full"].state)
    page = context.new_page()
    page.goto("/settings/billing/statement")
    page.emulate_media(media="print")
    # A sheet of A4 between its margins.
    page.set_viewport_size({"width": 673, "height": 1002})
    for name in ("navigation", "banner"):
        expect(page.get_by_role(name)).to_have_count(0)
    expect(page.get_by_test_id("chain-head")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Credits")).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)", "ink is for words"
    assert page.evaluate(OVERFLOW) <= 0
    if folder := os.environ.get("EPOX_SHOTS"):
        page.screenshot(path=Path(folder) / f"paper-{scheme}.png", full_page=True)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_that_stops(chromium, accounts, scheme):
    account = accounts["new"]
    account.shelf.leave(2)
    context = chromium.new_context(base_url=SITE, color_scheme=scheme, reduced_motion="reduce",
                                   storage_state=account.state)
    page = context.new_page()
    page.goto(f"/studio/{account.product}")
    page.get_by_test_id("generate-btn").click()
    expect(page.get_by_test_id("no-credits-modal")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(OVERFLOW) <= 0
        if folder := os.environ.get("EPOX_SHOTS"):
            page.screenshot(path=Path(folder) / f"dialog-{scheme}-{width}.png")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_staff(chromium, accounts, scheme):
    staff = sign_in_staff(chromium)
    context = chromium.new_context(base_url=SITE, color_scheme=scheme, reduced_motion="reduce",
                                   storage_state=staff.context.storage_state())
    page = context.new_page()
    for path in STAFF:
        look(page, f"staff-{scheme}-{named(path)}", path.format(client=accounts["full"].client))
    for kept in (staff.context, context):
        kept.close()
    door = chromium.new_context(base_url=SITE, color_scheme=scheme)
    look(door.new_page(), f"staff-{scheme}-login", "/admin/login")
    door.close()
