"""What people should not send, sent through the form: a sentence, and nothing half done."""
import io
import struct
import zipfile
import zlib

import pytest
from conftest import SITE
from PIL import Image
from playwright.sync_api import expect
from raw import ask
from surroundings import account_of, rows_of

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def png_of(width, height):
    """A PNG that says it is huge and holds nothing."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) \
        + chunk(b"IEND", b"")


def jpeg():
    held = io.BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(held, "JPEG")
    return held.getvalue()


def archive():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("sofa.png", jpeg())
    return held.getvalue()


REFUSED = {
    "bomb.png": (png_of(50_000, 50_000), "50000 × 50000 pixels"),
    "script.svg": (SVG, "an SVG drawing, which can carry scripts"),
    "script.png": (SVG, "an SVG drawing, which can carry scripts"),
    "archive.png": (archive(), "a ZIP archive, not a picture"),
    "text.jpg": (b"this is no picture", "not a picture that can be opened"),
    "nothing.jpg": (b"", "nothing.jpg is empty"),
}


def add_product(page, name, file):
    page.goto("/products/new")
    page.fill("[name=name]", f"Product with {name}")
    page.set_input_files("[data-testid=image-upload]",
                         {"name": name, "mimeType": "image/png", "buffer": file})
    page.locator("main form button.btn-primary").first.click()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_picture_is_refused_with_its_reason(page, merchant, name):
    file, reason = REFUSED[name]
    account = account_of(merchant["email"])
    before = rows_of(account)
    add_product(page, name, file)
    expect(page.get_by_text(reason).first).to_be_visible()
    # What was typed is still there, and can be sent with another file.
    expect(page.locator("[name=name]")).to_have_value(f"Product with {name}")
    assert rows_of(account) == before
    assert ask("GET", "/readyz").status == 200


def test_a_picture_that_breaks_off_is_shown_as_failed(page, merchant):
    add_product(page, "truncated.jpg", jpeg()[:3000])
    told = page.locator("[data-testid=asset-card][data-status=failed], .tile-failed,"
                        " .alert-warning, .alert-danger").first
    expect(told).to_be_visible(timeout=90_000)
    assert ask("GET", "/readyz").status == 200


def test_a_form_that_is_too_large_gets_the_sites_own_page(page, merchant):
    page.goto("/login")
    answer = page.request.post(f"{SITE}/login", data=b"x" * (2 << 20), headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 413 and "too large" in answer.text()
