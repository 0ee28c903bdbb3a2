"""Picture addresses in a file: what servers do with us, and what the merchant is told."""
import os
import time

import pytest
from picture_server import PASSWORD, PictureServer
from playwright.sync_api import expect
from surroundings import account_of, sql
from test_csv import choose, look

REASONS = {
    "inwards": "private network",
    "file": "not one that can be called",
    "loop": "leads on to others without an end",
    "html": "not a picture that can be opened",
    "announced": "larger than 30 MB",
    "endless": "larger than 30 MB",
    "never": "did not answer in time",
    "guarded": "does not give this picture out (status 403)",
}


@pytest.fixture
def server():
    server = PictureServer(int(os.environ["SANDBOX_LISTENER"].split(":")[1]))
    yield server
    server.shutdown()
    server.server_close()


def bring(page, rows, secret=None, seconds=60):
    """Imports a file and waits until all of its pictures are here or given up."""
    text = "Name,SKU,Image URL\n" + "".join(f"{name},{name},{url}\n" for name, url in rows)
    choose(page, "pictures.csv", text.encode())
    if secret:
        page.locator("details summary").last.click()
        page.fill("[name=header-host]", "127.0.0.1")
        page.fill("[name=header-name]", "Authorization")
        page.fill("[name=header-value]", secret)
    page.get_by_test_id("csv-check-btn").click()
    page.wait_for_url("**/products/import/csv/*")
    look(page)
    page.get_by_test_id("csv-import-btn").click()
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=seconds * 1000)


def pictures(merchant):
    """Name of the product, state and reason of each picture that is not taken away."""
    return sql(f"""
        SELECT p.name, pp.state, coalesce(pp.reason, '') FROM product_picture pp
        JOIN product p ON p.id = pp.product_id
        WHERE p.client_id = '{account_of(merchant["email"])}' AND pp.removed_at IS NULL
        ORDER BY p.name, pp.position""")


def test_hostile_addresses_end_with_their_reason_and_in_time(page, merchant, server):
    start = time.monotonic()
    bring(page, [(name, f"{server.url}/{name}/1.jpg") for name in REASONS], seconds=100)
    assert time.monotonic() - start < 90
    expect(page.get_by_test_id("import-summary")).to_contain_text(
        f"{len(REASONS)} pictures could not be read")
    told = {name: (state, reason) for name, state, reason in pictures(merchant)}
    for name, words in REASONS.items():
        assert told[name][0] == "failed" and words in told[name][1], (name, told[name])
    assert server.sent < 200 << 20, "what is too large is broken off"
    assert sql(f"""SELECT kind FROM job WHERE state IN ('ready', 'running') AND kind = 'fetch-picture'
                   AND client_id = '{account_of(merchant["email"])}'""") == []
    page.get_by_role("link", name="loop", exact=True).click()
    expect(page.locator("main")).to_contain_text("leads on to others without an end")


def test_one_server_gives_four_pictures_at_once_at_most(page, merchant, server):
    bring(page, [(f"Sofa {n}", f"{server.url}/slow/{n}.jpg") for n in range(16)])
    assert {row[1] for row in pictures(merchant)} == {"ready"}
    assert 1 < server.most_at_once <= 4


def test_moved_guarded_and_moody_pictures_come(page, merchant, server):
    kinds = ["moved", "guarded", "flaky", "busy"]
    bring(page, [(kind, f"{server.url}/{kind}/5.jpg") for kind in kinds], secret=PASSWORD)
    assert [row[:2] for row in pictures(merchant)] == [[kind, "ready"] for kind in sorted(kinds)]
    assert server.asked["/flaky/5.jpg"] == 3 and server.asked["/busy/5.jpg"] == 2


def test_the_same_picture_at_two_addresses_is_shown_once(page, merchant, server):
    cell = f"{server.url}/same/1.jpg|{server.url}/same/2.jpg|{server.url}/good/3.jpg"
    bring(page, [("Sofa", cell)])
    assert [row[1] for row in pictures(merchant)] == ["ready", "ready"]
    # Importing it once more does not bring the second one back.
    bring(page, [("Sofa", cell)])
    assert [row[1] for row in pictures(merchant)] == ["ready", "ready"]
    assert server.asked["/same/2.jpg"] == 1
