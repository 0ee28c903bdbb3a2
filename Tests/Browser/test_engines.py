"""Choosing who makes and reads the pictures, and what is seen when the paid one refuses or is away.

All that changes Gemini's mood is in this file: files run side by side, and there is one Gemini.
"""
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect
from surroundings import control, sql
from test_scenes import add_product
from test_sight import reloaded_until_visible

SOFA = Path(__file__).parents[2] / "public" / "samples" / "sofa-white.jpg"


@pytest.fixture(autouse=True)
def well():
    """Gemini is well before and after; what closed it is over when one call goes through."""
    control("DELETE", "/models/gemini")
    yield
    control("DELETE", "/models/gemini")


@pytest.fixture
def merchant(merchant):
    """Somebody who may choose paid engines: with a confirmed address."""
    sql(f"UPDATE person SET verified_at = now() WHERE email = '{merchant['email']}'")
    return merchant


@pytest.fixture
def product(page, merchant):
    """The address of a studio with a sofa in it."""
    page.goto("/products/new")
    page.fill("[name=name]", f"Halden {uuid.uuid4().hex[:6]}")
    page.set_input_files("[name=pictures]", SOFA)
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url(re.compile("/products/[0-9a-f-]{36}"))
    expect(page.get_by_test_id("product-picture").first).to_have_attribute(
        "data-status", "info", timeout=90_000)
    # Looked at before Gemini is chosen, or it would be asked about the picture in between.
    reloaded_until_visible(page, "sight-card")
    return page.url.rsplit("/", 1)[1]


def choose(page, **answers):
    page.goto("/settings/engines")
    for field, value in answers.items():
        page.locator(f"[name={field}][value='{value}']").check(force=True)
    page.get_by_test_id("save-engines-btn").click()
    expect(page.get_by_text("The next pictures are made this way")).to_be_visible()


def order(page, product, variants=1):
    page.goto(f"/studio/{product}")
    page.locator(f"[name=variants][value='{variants}']").check(force=True)
    page.get_by_test_id("generate-btn").click()
    page.wait_for_url("**/flows/**")


def cards(page, status):
    return page.locator(f"[data-testid=asset-card][data-status={status}]")


def test_the_engine_is_chosen_in_the_settings(page, merchant, product):
    page.goto("/settings/engines")
    expect(page.locator("[name=pictures][value=built-in]")).to_be_checked()
    choose(page, pictures="ai", cutOuts="ai", whenAway="built-in")
    expect(page.locator("[name=pictures][value=ai]")).to_be_checked()
    expect(page.locator("[name=whenAway][value=built-in]")).to_be_checked()
    order(page, product)
    expect(cards(page, "generated")).to_have_count(1, timeout=90_000)
    page.locator("[data-testid=asset-card] a").first.click()
    expect(page.get_by_text("Gemini, an AI model")).to_be_visible()


def test_a_refusal_is_shown_with_its_reason_and_costs_nothing(page, merchant, product):
    choose(page, pictures="ai")
    control("POST", "/faults", {"vendor": "gemini", "kind": "safety", "match": "Picture 1 of 2"})
    order(page, product, 2)
    expect(cards(page, "failed")).to_have_count(1, timeout=90_000)
    expect(cards(page, "generated")).to_have_count(1, timeout=90_000)
    expect(cards(page, "failed")).to_contain_text("safety rules")
    expect(page.get_by_test_id("credit-refund-notice")).to_contain_text("1 credit came back")
    page.get_by_test_id("retry-built-in-btn").click()
    expect(cards(page, "generated")).to_have_count(2, timeout=90_000)


def test_while_gemini_is_away_the_merchant_waits_or_takes_the_built_in_engine(
        page, merchant, product):
    choose(page, pictures="ai")
    control("POST", "/faults", {"vendor": "gemini", "kind": "key", "times": 0})
    order(page, product)
    away = page.get_by_test_id("engine-away")
    expect(away).to_contain_text("does not take this installation's key", timeout=90_000)
    expect(away).to_contain_text("made by themselves when it is back")
    page.goto("/settings/engines")
    expect(page.get_by_test_id("pictures-away")).to_contain_text("It is tried again in")
    page.go_back()
    page.get_by_test_id("use-built-in-btn").click()
    expect(cards(page, "generated")).to_have_count(1, timeout=90_000)
    expect(page.get_by_test_id("engine-away")).to_have_count(0)
    # Back again, so that what follows finds it well.
    control("DELETE", "/models/gemini")
    order(page, product)
    expect(cards(page, "generated")).to_have_count(1, timeout=90_000)


def test_gemini_makes_plain_and_shared_pictures_but_no_pure_white(page, merchant):
    choose(page, pictures="ai")
    add_product(page, "Trine Floor Lamp", "floor-lamp-white.jpg", (54, 150, 54))
    chair = add_product(page, "Bruma Armchair", "armchair-white.jpg", (83, 79, 81))
    makers = {"grey-background": "Gemini, an AI model", "white-background": "The built-in engine"}
    for background, maker in makers.items():
        page.goto(f"/studio/{chair}")
        page.get_by_test_id("companions").locator("[name=with]").first.check(force=True)
        page.locator(f"[name=sceneType][value={background}]").check(force=True)
        page.locator("[name=variants][value='1']").check(force=True)
        page.get_by_test_id("generate-btn").click()
        page.wait_for_url("**/flows/**")
        expect(cards(page, "generated")).to_have_count(1, timeout=90_000)
        page.locator("[data-testid=asset-card] a").first.click()
        expect(page.get_by_text(maker)).to_be_visible()


def test_gemini_says_what_a_picture_shows_and_the_merchant_knows_better(page, merchant):
    choose(page, pictures="ai")
    add_product(page, "Halden Sofa, oak and linen", "sofa-white.jpg", (220, 84, 93))
    card = reloaded_until_visible(page, "sight-card", "sofa (as Gemini sees it)")
    expect(card).to_contain_text("oak, linen")
    expect(card).to_contain_text("living room")

    card.locator("summary").click()
    page.fill("[name=seenType]", "Daybed")
    page.fill("[name=materials]", "bouclé, Walnut")
    page.get_by_test_id("save-words-btn").click()
    card = page.get_by_test_id("sight-card")
    expect(card).to_contain_text("daybed (as you say)")
    expect(card).to_contain_text("bouclé, walnut")
    expect(card).to_contain_text("living room")

    # Looking again changes what was seen, not what was said.
    card.locator("summary").click()
    page.get_by_test_id("ask-gemini-btn").click()
    expect(reloaded_until_visible(page, "sight-card", "daybed (as you say)")).to_contain_text("bouclé, walnut")


def test_a_refusal_is_told_and_the_built_in_words_stay(page, merchant):
    choose(page, pictures="ai")
    add_product(page, "Halden Sofa #block", "sofa-white.jpg", (220, 84, 93))
    card = reloaded_until_visible(page, "sight-card", "its rules forbid the content")
    expect(card).to_contain_text("sofa")
    expect(card).not_to_contain_text("as Gemini sees it")
