"""A file of products, from the upload to products with pictures."""
import base64
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import SITE
from playwright.sync_api import expect
from processes import memory, programs
from surroundings import account_of, mail_to, sql


def pictures_of(shop):
    """Addresses of pictures that the sandbox's store gives out."""
    keys = base64.b64encode(f"{shop['key']}:{shop['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{shop['url']}/wp-json/wc/v3/products?per_page=4",
        headers={"Authorization": f"Basic {keys}"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        products = json.loads(reply.read())
    return [product["images"][0]["src"] for product in products if product["images"]]


def choose(page, name, body):
    page.goto("/products/import/csv")
    page.get_by_test_id("csv-file").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": body})
    page.get_by_test_id("csv-upload-btn").click()


def test_a_file_is_dropped_onto_the_field(page, merchant, tmp_path):
    file = tmp_path / "lamps.csv"
    file.write_text("SKU;Name\nL-1;Trine\n")
    page.goto("/products/import/csv")
    box = page.get_by_test_id("csv-file").bounding_box()
    # As the browser gets it from the desktop, and not as a script would make it up.
    desktop = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        desktop.send("Input.dispatchDragEvent", {
            "type": kind, "x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2,
            "data": {"items": [], "files": [str(file)], "dragOperationsMask": 1}})
    expect(page.locator("[data-drop-list]")).to_have_text("lamps.csv")
    page.get_by_test_id("csv-upload-btn").click()
    expect(page.get_by_test_id("csv-columns")).to_contain_text("SKU")


def check(page, name, text):
    """Uploads a file, takes the columns as they were guessed and waits for the preview."""
    choose(page, name, text.encode())
    expect(page.get_by_test_id("csv-columns")).to_be_visible()
    page.get_by_test_id("csv-check-btn").click()
    page.wait_for_url("**/products/import/csv/*")
    look(page)


def look(page, seconds=30):
    """Goes on to the preview; without scripts the page is looked at again and again."""
    end = time.monotonic() + seconds
    while not page.get_by_test_id("csv-preview").is_visible():
        assert time.monotonic() < end, "the file was never checked"
        page.goto(page.url)


def sheet(pictures):
    rows = [f"Stück {number};T-{number};1.29{number},50 €;{address};80"
            for number, address in enumerate(pictures, 1)]
    return "\ufeff" + "\r\n".join(
        ["Bezeichnung;Artikelnummer;VK-Preis;Bild-URL;Breite (cm)", *rows, ";T-9;teuer;;"])


def test_from_file_to_pictures(page, merchant, shop):
    pictures = pictures_of(shop)[:2]
    check(page, "möbel.csv", sheet(pictures))
    expect(page.get_by_test_id("csv-totals")).to_contain_text("2 new")
    expect(page.get_by_test_id("csv-problems")).to_contain_text("Row 4: It has no name.")
    with page.expect_download() as download:
        page.get_by_test_id("csv-errors-link").click()
    report = open(download.value.path(), encoding="utf-8-sig").read()
    assert "teuer" in report and "Stück" not in report
    page.get_by_test_id("csv-import-btn").click()
    page.wait_for_url("**/imports/**")
    expect(page.get_by_test_id("import-summary")).to_contain_text("2 new", timeout=90_000)
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)
    page.goto("/products")
    expect(page.get_by_test_id("product-card")).to_have_count(2)
    expect(page.get_by_test_id("product-card").first.locator("img")).to_be_visible()
    # Once more: nothing is there twice.
    check(page, "möbel.csv", sheet(pictures))
    expect(page.get_by_test_id("csv-totals")).to_contain_text("0 new, 0 changed, 2 unchanged")


def test_without_scripts(chromium, page, merchant):
    context = chromium.new_context(
        base_url=SITE, java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    check(plain, "plain.csv", "Name,SKU\nSofa,A-1\nChair,A-2\n")
    plain.locator("[name=keep]").nth(1).uncheck()
    plain.get_by_test_id("csv-choice-btn").click()
    expect(plain.get_by_test_id("csv-totals")).to_contain_text("1 new, 0 changed")
    plain.get_by_test_id("csv-import-btn").click()
    plain.wait_for_url("**/imports/**")
    end = time.monotonic() + 30
    while not plain.get_by_text("The import is complete").is_visible():
        assert time.monotonic() < end
        plain.reload()
    plain.goto("/products")
    expect(plain.get_by_test_id("product-card")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("body, words", [
    (b"PK\x03\x04" + b"x" * 100, "an Excel workbook or a ZIP archive"),
    (bytes(range(256)) * 100, "a file of another kind"),
    (b"a," * 10_000, "more than 500 columns"),
    (b"x" * (50 << 20), "longer than 1 MB"),
    (b"x" * ((50 << 20) + 1), "larger than 50 MB"),
    (b"", "The file is empty"),
])
def test_hostile_files(page, merchant, body, words):
    choose(page, "shop.csv", body) if len(body) < 50 << 20 else big(page, body)
    expect(page.get_by_test_id("error-message")).to_contain_text(words)


def big(page, body):
    """The browser driver takes small files alone; a large one lies on the disk."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(body)
        file.flush()
        page.goto("/products/import/csv")
        page.get_by_test_id("csv-file").set_input_files(file.name)
        page.get_by_test_id("csv-upload-btn").click()
        page.wait_for_load_state("load")
        expect(page.get_by_test_id("error-message")).to_be_visible(timeout=90_000)


def curl(page, path, form=""):
    """Sends a file as a program does, without the browser's own limits."""
    page.goto("/products/import/csv")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    return subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{size_upload}", "-H",
         f"Cookie: {cookies}", "-H", "Expect: 100-continue", "-F", f"csrf={token}",
         "-F", f"file=@{path}", f"{SITE}/products/import/csv"],
        capture_output=True, text=True, timeout=60).stdout.split()


@pytest.mark.parametrize("megabytes", [51, 200])
def test_a_file_that_is_too_large_is_refused_unread(page, merchant, tmp_path, megabytes):
    path = tmp_path / "huge.csv"
    with open(path, "wb") as file:
        file.truncate(megabytes << 20)
    status, sent = curl(page, path)
    assert status == "413" and int(sent) < 1 << 20


def test_the_largest_file_does_not_fill_the_memory(page, merchant, tmp_path):
    path = tmp_path / "large.csv"
    row = "Sofa,A-1," + "x" * 1000 + "\n"
    path.write_text("Name,SKU,Description\n" + row * ((49 << 20) // len(row)))
    responders = programs("epox-responder")
    for pid in responders:
        # From here on the peak is counted anew.
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    before = {pid: memory(pid, "VmRSS") for pid in responders}
    assert curl(page, path)[0] == "303"
    grown = {pid: memory(pid, "VmHWM") - before[pid] for pid in responders}
    assert max(grown.values()) < 16, grown


def test_a_file_is_mailed_about_and_taken_back_like_any_import(page, merchant, shop):
    check(page, "shop.csv", sheet(pictures_of(shop)[:1]))
    expect(page.get_by_test_id("csv-totals")).to_contain_text("1 picture, about a minute at most")
    page.get_by_label("Mail me when it is done").check()
    page.get_by_test_id("csv-import-btn").click()
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)
    text = mail_to(merchant["email"], about="your products")
    assert "1 new" in text and "1 picture arrived" in text
    page.get_by_test_id("undo-btn").click()
    page.get_by_test_id("confirm-undo-btn").click()
    expect(page.get_by_test_id("undo-report")).to_contain_text("1 product taken back")
    page.goto("/products")
    expect(page.get_by_test_id("product-card")).to_have_count(0)


def imported(page, merchant, body):
    """Takes the columns as they are guessed, imports, and answers with what came of it."""
    choose(page, "shop.csv", body)
    page.get_by_test_id("csv-check-btn").click()
    page.wait_for_url("**/products/import/csv/*")
    look(page)
    page.get_by_test_id("csv-import-btn").click()
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)
    return sql(f"""SELECT name, sku, coalesce(price_minor, 0) FROM product
                   WHERE client_id = '{account_of(merchant["email"])}' ORDER BY sku""")


@pytest.mark.parametrize("body, products", [
    ("Name;Name;SKU\nSofa;Divan;A-1\n".encode(), [["Sofa", "A-1", "0"]]),
    ("Halden Sofa,A-1,129.00\nBruma Chair,A-2,49.50\n".encode(),
     [["Halden Sofa", "A-1", "12900"], ["Bruma Chair", "A-2", "4950"]]),
    ("Name,SKU\nMöbel,A-1\n".encode() + "Größe,A-2\n".encode("cp1252"),
     [["Möbel", "A-1", "0"], ["Größe", "A-2", "0"]]),
    ("Name\tSKU\nStühle\tA-1\n".encode("utf-16"), [["Stühle", "A-1", "0"]]),
    (b'Name,SKU,Description\n"So""fa, large",A-1,"' + b"x" * (1 << 20) + b'"\n',
     [['So"fa, large', "A-1", "0"]]),
], ids=["a heading twice", "no headings", "two encodings", "UTF-16", "a cell of 1 MB"])
def test_strange_files_are_read(page, merchant, body, products):
    assert imported(page, merchant, body) == products


@pytest.mark.parametrize("body, words", [
    (b"Name,SKU\n" + b"Sofa,A\n" * 100_001, "more than 100,000 rows"),
    (b"Name,SKU\n" + b"Sofa,A\n" * 20_000 + b"So\0fa,B\n", "Row 20002 holds signs that no text has"),
    (b"Name,SKU\n" + b"Sofa,A\n" * 20_000 + b'"Sofa,B\n', "opened in row 20002 is never closed"),
    (b"Name,SKU\n" + b"Sofa,A\n" * 20_000 + b"x" * ((1 << 20) + 1), "row 20002 is longer than 1 MB"),
], ids=["100,001 rows", "NUL", "unclosed quote", "a cell above 1 MB"])
def test_what_shows_late_refuses_the_whole_file(page, merchant, body, words):
    choose(page, "shop.csv", body)
    page.get_by_test_id("csv-check-btn").click()
    expect(page.get_by_test_id("error-message")).to_contain_text(words, timeout=90_000)
    account = account_of(merchant["email"])
    assert sql(f"SELECT 1 FROM csv_row WHERE client_id = '{account}' LIMIT 1") == []
