"""Who gets in and how far: devices, a lost password, an invited colleague."""
import uuid

import pytest
from conftest import SITE, link_in
from playwright.sync_api import expect
from surroundings import mail_to
from test_journey import connect, generate, import_all, open_sofa


@pytest.fixture
def browser(chromium):
    """Opens further browsers, each a device of its own."""
    contexts = []

    def open_browser():
        contexts.append(chromium.new_context(base_url=SITE))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield open_browser
    for context in contexts:
        context.close()


def link_from(email, kind):
    """The link of one kind in the newest letter about it to an address."""
    return link_in(mail_to(email, about=f"/{kind}/"))


def sign_in(page, person):
    page.goto("/login")
    page.fill("[name=email]", person["email"])
    page.fill("[name=password]", person["password"])
    page.get_by_test_id("sign-in-btn").click()


def test_somebody_signs_up_and_stands_on_the_dashboard(page):
    page.goto("/signup")
    page.fill("[name=name]", "Mira Lind")
    page.fill("[name=shop]", "Lind & Co")
    page.fill("[name=email]", f"m-{uuid.uuid4().hex[:12]}@shop.example")
    page.fill("[name=password]", "studio wall 2026 x")
    page.click("main button.btn-primary")
    page.wait_for_url("**/dashboard")
    expect(page.get_by_role("main")).to_be_visible()


def test_a_device_is_signed_out_from_another(page, merchant, browser):
    other = browser()
    sign_in(other, merchant)
    other.wait_for_url("**/dashboard")

    page.goto("/settings/profile")
    rows = page.get_by_test_id("session-row")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="This device")).to_have_count(1)
    rows.filter(has_not_text="This device").get_by_role("button", name="Sign out").click()
    expect(rows).to_have_count(1)

    other.goto("/dashboard")
    other.wait_for_url("**/login?next=**")
    page.goto("/dashboard")
    expect(page.get_by_test_id("user-menu")).to_be_visible()


def test_a_lost_password_is_replaced(page, merchant, browser):
    other = browser()
    other.goto("/forgot")
    other.fill("[name=email]", merchant["email"])
    other.get_by_role("button", name="Send the link").click()
    expect(other.get_by_text("a link is on its way")).to_be_visible()
    other.goto(link_from(merchant["email"], "reset"))
    new = {**merchant, "password": "quiet north light 77"}
    other.fill("input[type=password]", new["password"])
    other.get_by_role("button", name="Set password").click()
    other.wait_for_url("**/login")

    # Every device is signed out, the old password is worth nothing, the new one opens.
    page.goto("/dashboard")
    page.wait_for_url("**/login?next=**")
    sign_in(other, merchant)
    expect(other.get_by_test_id("error-message").first).to_be_visible()
    sign_in(other, new)
    other.wait_for_url("**/dashboard")


def test_a_viewer_looks_but_does_not_decide(page, merchant, shop, browser):
    page.goto(link_from(merchant["email"], "verify"))
    page.get_by_test_id("verify-btn").click()
    connect(page, shop)
    import_all(page)
    open_sofa(page)
    generate(page, 1)
    flow = page.url
    page.goto("/settings/team")
    email = f"v-{uuid.uuid4().hex[:10]}@shop.example"
    page.fill("[name=email]", email)
    page.locator("form:has([data-testid=invite-btn]) [name=role]").select_option("viewer")
    page.get_by_test_id("invite-btn").click()
    expect(page.get_by_test_id("invitation-row")).to_contain_text(email)

    viewer = browser()
    viewer.goto(link_from(email, "invitations"))
    viewer.fill("[name=name]", "Vera Nord")
    viewer.fill("input[type=password]", "only here to look 5")
    viewer.get_by_test_id("join-btn").click()
    viewer.wait_for_url("**/dashboard")

    viewer.goto(f"{flow}/review")
    card = viewer.get_by_test_id("asset-card")
    expect(card).to_have_attribute("data-status", "generated")
    for button in ("approve-btn", "reject-btn", "undo-btn"):
        expect(viewer.get_by_test_id(button)).to_have_count(0)
    viewer.keyboard.press("a")
    expect(viewer.get_by_test_id("approved-count")).to_have_text("0")

    # Nor by hand.
    token = viewer.locator("meta[name=csrf-token]").get_attribute("content")
    answer = viewer.request.post(
        f"/assets/{card.get_attribute('data-id')}/approval", headers={"X-CSRF-Token": token})
    assert answer.status == 403
    for path in ("/products", "/products/import", "/store", "/studio"):
        viewer.goto(path)
        for button in ("add-product-btn", "import-btn", "remove-btn", "sync-all-btn"):
            expect(viewer.get_by_test_id(button)).to_have_count(0)

    page.goto("/settings/team")
    expect(page.get_by_test_id("team-row")).to_have_count(2)
    expect(page.get_by_test_id("invitation-row")).to_have_count(0)
