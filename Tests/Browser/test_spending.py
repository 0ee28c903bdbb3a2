"""Spending: what it costs, what happens when there is not enough, and what comes back."""
import uuid

import pytest
from conftest import token_of
from playwright.sync_api import expect
from surroundings import SITE, account_of, mail_to, sql
from waiting import until


class Shelf:
    """A merchant's account with a product and one run, made without the picture engine."""

    def __init__(self, email):
        self.client = account_of(email)
        self.product, picture, self.flow = (str(uuid.uuid4()) for _ in range(3))
        self.sql(f"""
            INSERT INTO product (client_id, id, source, name)
              VALUES ('{self.client}', '{self.product}', 'uploaded', 'Halden');
            INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
              VALUES ('{self.client}', '{picture}', '{self.product}', 'ready', 'a.jpg', 'a.webp',
                'a.webp');
            INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect,
                variants) VALUES ('{self.client}', '{self.flow}', '{self.product}', '{picture}',
                'completed', 'modern-living', 'daylight', '1:1', 4)""")

    def sql(self, text):
        return sql(f"SET epox.client_id = '{self.client}'; {text}")

    def leave(self, credits):
        """Takes credits away until so many are left."""
        self.sql(f"""SELECT credit_take(b.credits - {credits}, 'test', '') FROM credit_balance b
            WHERE client_id = '{self.client}' AND b.credits > {credits}""")

    def add(self, state, score=None):
        """A picture of the run, and what became of its credit."""
        asset = str(uuid.uuid4())
        place = int(sql(f"SELECT count(*) + 1 FROM asset WHERE flow_id = '{self.flow}'")[0][0])
        cause = f"asset/{asset}/1"
        end = {
            "pending": "SELECT 1",
            "generated": f"""UPDATE asset SET state = 'generated', original = 'b.webp',
                large = 'b.webp', thumb = 'b.webp', width = 800, height = 800 WHERE id = '{asset}';
                SELECT credit_capture('{cause}')""",
            "failed": f"""UPDATE asset SET state = 'failed', reason = 'Too dark.'
                WHERE id = '{asset}'; SELECT credit_release('{cause}', 'Too dark.')"""}[state]
        self.sql(f"""
            SELECT credit_reserve(ARRAY['{cause}'], 1);
            INSERT INTO asset (client_id, id, flow_id, product_id, variant, alt)
              VALUES ('{self.client}', '{asset}', '{self.flow}', '{self.product}', {place}, 'Sofa');
            {end}""")
        if score is not None:
            self.sql(f"""INSERT INTO asset_fidelity (client_id, asset_id, score, silhouette, colour,
                structure, heat_map) VALUES ('{self.client}', '{asset}', {score}, 80, 80, 80, 'h')""")
        return asset

    @property
    def credits(self):
        return int(sql(f"SELECT credits FROM credit_balance WHERE client_id = '{self.client}'")
                   [0][0])

    def pictures(self, flow):
        return int(sql(f"SELECT count(*) FROM asset WHERE flow_id = '{flow}'")[0][0])


@pytest.fixture
def shelf(merchant):
    return Shelf(merchant["email"])


@pytest.fixture(params=["scripts", "no scripts"])
def browser(request, page, shelf, chromium):
    """The same person with a browser that runs scripts, and with one that does not."""
    if request.param == "scripts":
        yield page
        return
    context = chromium.new_context(base_url=SITE, java_script_enabled=False,
                                   storage_state=page.context.storage_state())
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_the_studio_says_what_it_costs_and_runs_what_fits(browser, shelf):
    shelf.leave(2)
    browser.goto(f"/studio/{shelf.product}")
    expect(browser.get_by_test_id("low-balance")).to_contain_text("2 credits left")
    expect(browser.get_by_test_id("credit-cost")).to_have_text("4")
    expect(browser.locator("[data-left]")).to_have_text("you have 2")
    browser.get_by_test_id("generate-btn").click()
    dialog = browser.get_by_test_id("no-credits-modal")
    expect(dialog).to_be_visible()
    assert shelf.credits == 2
    dialog.get_by_test_id("run-what-fits").click()
    browser.wait_for_url("**/flows/*")
    assert shelf.pictures(browser.url.rsplit("/", 1)[1]) == 2
    assert shelf.credits == 0


def test_with_no_credits_at_all_packs_and_plans_are_the_way(browser, shelf):
    shelf.leave(0)
    browser.goto(f"/studio/{shelf.product}")
    expect(browser.get_by_test_id("low-balance")).to_contain_text("No credits are left")
    browser.get_by_test_id("generate-btn").click()
    dialog = browser.get_by_test_id("no-credits-modal")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_test_id("run-what-fits")).to_be_hidden()
    expect(dialog.get_by_test_id("buy-credits-cta")).to_have_attribute(
        "href", "/settings/billing/plans")
    dialog.get_by_test_id("quick-buy-50").click()
    expect(browser.get_by_test_id("purchase-open")).to_be_visible()


def test_failed_pictures_are_made_again_as_far_as_credits_go(browser, shelf):
    for _ in range(3):
        shelf.add("failed")
    shelf.leave(2)
    browser.goto(f"/flows/{shelf.flow}")
    expect(browser.get_by_test_id("refund-notice").first).to_be_visible()
    expect(browser.get_by_test_id("credit-cost")).to_have_text("3 credits · you have 2")
    browser.get_by_test_id("retry-failed-btn").click()
    dialog = browser.get_by_test_id("no-credits-modal")
    expect(dialog.get_by_test_id("no-credits-words")).to_contain_text("takes 3 credits")
    dialog.get_by_role("button", name="Run 2 of 3").click()
    browser.wait_for_url(f"**/flows/{shelf.flow}")
    assert shelf.credits == 0


def test_a_program_is_told_in_its_own_way(page, shelf):
    shelf.leave(1)
    token = token_of(page)
    answer = page.request.post(f"{SITE}/api/v1/flows", data={
        "product_id": shelf.product, "room": "modern-living", "mood": "daylight", "variants": 3},
        headers={"X-CSRF-Token": token})
    assert answer.status == 402
    assert "enough for 1 of 3" in answer.json()["detail"]
    assert shelf.credits == 1


def test_a_key_of_a_program_stands_for_one_thing(page, shelf):
    token = token_of(page)

    def ask(key, variants):
        return page.request.post(f"{SITE}/api/v1/flows", data={
            "product_id": shelf.product, "room": "modern-living", "mood": "daylight",
            "variants": variants}, headers={"X-CSRF-Token": token, "Idempotency-Key": key})

    first, again = ask("order-1", 2), ask("order-1", 2)
    assert first.status == again.status == 202
    assert first.json()["id"] == again.json()["id"]
    assert shelf.credits == 8
    assert ask("order-1", 3).status == 422
    assert ask("k" * 256, 1).status == 422
    assert shelf.credits == 8
    assert ask("order-2", 9).status == 422
    assert ask("order-2", 1).status == 202, "what was refused leaves its key free"
    assert shelf.credits == 7


def set_caps(page, run="", month=""):
    page.goto("/settings/billing")
    page.get_by_label("Credits per run").fill(run)
    page.get_by_label("Credits per month").fill(month)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The caps are kept.")).to_be_visible()


def test_a_cap_for_a_run_stops_it_and_says_what_fits(page, shelf):
    set_caps(page, run="3")
    page.goto(f"/studio/{shelf.product}")
    page.get_by_test_id("generate-btn").click()
    expect(page.get_by_test_id("run-what-fits")).to_have_text("Run 3 of 4")
    page.get_by_test_id("run-what-fits").click()
    page.wait_for_url("**/flows/*")
    assert shelf.credits == 7


def test_owners_hear_when_the_months_cap_is_nearly_used(page, merchant, shelf):
    set_caps(page, month="5")
    page.goto(f"/studio/{shelf.product}")
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/flows/*")
    assert "4 of the 5 credits" in mail_to(merchant["email"], about="month")
    page.goto("/settings/billing")
    expect(page.get_by_test_id("cap-notice")).to_contain_text("80 % of this month's cap of 5")
    page.goto(f"/studio/{shelf.product}")
    expect(page.get_by_test_id("cap-notice")).to_be_visible()
    page.get_by_test_id("generate-btn").click()
    expect(page.get_by_test_id("run-what-fits")).to_have_text("Run 1 of 4")
    page.get_by_test_id("run-what-fits").click()
    page.wait_for_url("**/flows/*")
    assert "before the month ends" in mail_to(merchant["email"], about="5 of the 5")


def test_what_comes_back_is_told_while_one_looks(page, shelf):
    shelf.add("generated")
    asset = shelf.add("pending")
    page.goto(f"/flows/{shelf.flow}")
    expect(page.get_by_test_id("generation-progress")).to_be_visible()
    shelf.sql(f"""UPDATE asset SET state = 'failed', reason = 'Too dark.' WHERE id = '{asset}';
        SELECT credit_release('asset/{asset}/1', 'Too dark.')""")
    expect(page.get_by_test_id("toast")).to_contain_text("1 credit came back")
    expect(page.get_by_test_id("refund-notice")).to_have_text("The credit is back.")
    # The number at the top follows, though nothing around the pictures is loaded again.
    expect(page.get_by_test_id("credit-balance")).to_contain_text("9")
    expect(page.get_by_test_id("low-balance")).to_contain_text("9 credits left.")


def test_an_edit_that_failed_gives_back_what_it_cost(page, shelf):
    free, dear = shelf.add("failed"), shelf.add("failed")
    shelf.sql(f"""UPDATE asset SET edit = '{{}}', wish = 'Enlarged',
        edit_cost = CASE WHEN id = '{dear}' THEN 2 ELSE 0 END WHERE id IN ('{free}', '{dear}');
        UPDATE flow SET state = 'failed' WHERE id = '{shelf.flow}'""")
    page.goto(f"/flows/{shelf.flow}")
    expect(page.get_by_test_id("credit-refund-notice")).to_contain_text("2 credits came back")
    expect(page.get_by_test_id("refund-notice").nth(0)).to_have_text("It cost nothing.")
    expect(page.get_by_test_id("refund-notice").nth(1)).to_have_text("The 2 credits are back.")
    expect(page.get_by_test_id("retry-failed-btn")).to_have_count(0)


def give_back(page, asset, reason="The leg is missing"):
    page.goto(f"/assets/{asset}")
    page.get_by_label("What is bad about it?").fill(reason)
    page.get_by_test_id("claim-btn").click()


def test_bad_results_come_back_by_the_published_rule(page, shelf):
    page.goto("/help/bad-results")
    expect(page.get_by_test_id("claim-rule")).to_contain_text("2 in any case")
    assets = [shelf.add("generated") for _ in range(3)]
    untrue = shelf.add("generated", score=61)
    assert shelf.credits == 6
    for asset in assets[:2]:
        give_back(page, asset)
        expect(page.get_by_test_id("claim-done")).to_be_visible()
    assert shelf.credits == 8
    give_back(page, assets[2])
    expect(page.get_by_test_id("error-message")).to_contain_text("share of bad results is used")
    give_back(page, untrue)
    expect(page.get_by_test_id("claim-done")).to_be_visible()
    assert shelf.credits == 9
    page.goto("/settings/billing")
    expect(page.get_by_text("Bad result: The leg is missing").first).to_be_visible()
    assert sql(f"SELECT count(*) FROM credit_fault WHERE client_id = '{shelf.client}'") == [["0"]]


def test_what_was_made_of_a_picture_counts_like_the_picture(page, shelf):
    base, claimed = shelf.add("generated"), shelf.add("generated")
    crops = [shelf.add("generated") for _ in range(2)]
    for crop, origin in zip(crops, (base, claimed)):
        shelf.sql(f"""UPDATE asset SET changed_from = '{origin}', wish = 'crop' WHERE id = '{crop}'""")
    page.goto(f"/assets/{crops[0]}")
    page.get_by_test_id("approve-btn").click()
    until(lambda: sql(f"SELECT approval FROM asset WHERE id = '{crops[0]}'") == [["approved"]], 5,
          "the crop is approved")
    give_back(page, base)
    expect(page.get_by_test_id("error-message")).to_contain_text("made of this one is approved")
    give_back(page, claimed)
    expect(page.get_by_test_id("claim-done")).to_be_visible()
    page.goto(f"/assets/{crops[1]}")
    page.get_by_test_id("approve-btn").click()
    expect(page.get_by_test_id("error-message")).to_contain_text("stays rejected")
    assert page.request.get(f"{SITE}/assets/{crops[1]}/download").status == 404


def test_what_was_given_back_stays_rejected(page, shelf):
    asset = shelf.add("generated")
    give_back(page, asset)
    expect(page.get_by_test_id("claim-done")).to_be_visible()
    page.get_by_test_id("approve-btn").click()
    expect(page.get_by_test_id("error-message")).to_contain_text("stays rejected")
    assert page.request.get(f"{SITE}/assets/{asset}/download").status == 404
    until(lambda: sql(f"SELECT approval FROM asset WHERE id = '{asset}'") == [["rejected"]], 5,
          "it stays rejected")
