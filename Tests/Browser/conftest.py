"""What the browser tests share: a real Chromium, a fresh account, the sandbox's control."""
import os
import re
import uuid
from pathlib import Path

import pytest
from surroundings import SHOP, SITE, control
from playwright.sync_api import expect, sync_playwright

# The house works for several tests at once: what is slow is not wrong.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        # The shell draws the same pages without the windows of a whole browser around them: those
        # of contexts that are closed lived on and slowed every later test down.
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    context = chromium.new_context(base_url=SITE, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda line: page.problems.append(line.text)
            if "Content Security Policy" in line.text else None)
    yield page
    assert not page.problems, page.problems


@pytest.fixture
def merchant(page):
    """Somebody who has just signed up."""
    person = sign_up(page)
    return person


def sign_up(page):
    """Signs somebody up through the form, but without drawing it: every test begins with this."""
    person = {"email": f"m-{uuid.uuid4().hex[:12]}@shop.example", "password": "studio wall 2026 x"}
    web = page.context.request
    token = re.search(r'name="csrf" value="([^"]+)"', web.get(f"{SITE}/signup").text()).group(1)
    answer = web.post(f"{SITE}/signup", form=person | {
        "csrf": token, "name": "Mira Lind", "shop": "Lind & Co"})
    assert answer.url == f"{SITE}/dashboard", answer.url
    return person


def token_of(page):
    """The word that every form and call of a program in this session carries."""
    return re.search(r'name="csrf-token" content="([^"]+)"',
                     page.context.request.get(f"{SITE}/settings").text()).group(1)


def link_in(text):
    return re.search(r"https?://\S+", text).group(0)


@pytest.fixture
def shop():
    """A store of this test's own, with the sample products."""
    return new_shop()


def new_shop():
    name = f"t{uuid.uuid4().hex[:10]}"
    keys = {"key": "ck_" + uuid.uuid4().hex, "secret": "cs_" + uuid.uuid4().hex}
    control("POST", "/shops", {"name": name, "permission": "read_write", "products": "samples",
                               **keys})
    return {"name": name, "url": f"{SHOP}/shops/{name}", **keys}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Keeps a picture of the page where a test failed."""
    outcome = yield
    page = item.funcargs.get("page") if hasattr(item, "funcargs") else None
    if outcome.get_result().failed and page and not page.is_closed():
        folder = Path(os.environ.get("EPOX_HOUSE", ".epox")) / "failures"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{item.name}.png", full_page=True)
