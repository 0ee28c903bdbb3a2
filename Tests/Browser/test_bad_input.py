"""What strangers and broken stores send: a clear message, nothing half done, everything alive."""
import http.client
import io
import struct
import urllib.parse
import uuid
import zlib

import pytest
from conftest import SITE, SHOP, control
from PIL import Image
from playwright.sync_api import expect

HOST = urllib.parse.urlsplit(SITE).netloc


def alive():
    link = http.client.HTTPConnection(HOST, timeout=10)
    link.request("GET", "/readyz")
    return link.getresponse().status == 200


@pytest.mark.parametrize("path", ["/login", "/products", "/api/v1/flows"])
def test_a_body_of_100_mb_is_refused_before_it_is_sent(path):
    link = http.client.HTTPConnection(HOST, timeout=10)
    link.putrequest("POST", path)
    link.putheader("Content-Length", str(100 << 20))
    link.putheader("Content-Type", "application/json")
    link.endheaders()
    answer = link.getresponse()
    body = answer.read().decode()
    assert answer.status == 413
    assert ("Too large" in body) if path.startswith("/api/") else ("too large" in body)
    assert alive()


@pytest.mark.parametrize("path, statuses", [
    ("/media/aa/" + "a" * 64 + ".webp?e=9999999999&s=forged", {403}),
    ("/media/aa/" + "a" * 64 + ".webp", {403}),
    ("/static/../sql/schema.sql", {400, 404}),
    ("/static/%2e%2e/%2e%2e/etc/passwd", {400, 404}),
    ("/pictures/aa/" + "a" * 40 + "/..%2f..%2fx", {400, 403, 404}),
    ("/blobs/x", {404}),
])
def test_files_are_not_to_be_had_by_guessing(path, statuses):
    link = http.client.HTTPConnection(HOST, timeout=10)
    link.request("GET", path)
    answer = link.getresponse()
    assert answer.status in statuses, answer.status
    assert "default-src 'self'" in (answer.getheader("Content-Security-Policy") or "") \
        or answer.status == 400


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


HOSTILE = {
    "truncated.jpg": lambda: jpeg()[:3000],
    "bomb.png": lambda: png_of(50_000, 50_000),
    "script.png": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "zip.png": lambda: b"PK\x03\x04" + b"\0" * 200,
    "text.jpg": lambda: b"this is no picture",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_told_apart(page, merchant, name):
    page.goto("/products/new")
    page.fill("[name=name]", f"Product with {name}")
    page.set_input_files("[data-testid=image-upload]",
                         {"name": name, "mimeType": "image/png", "buffer": HOSTILE[name]()})
    page.locator("main form button.btn-primary").first.click()
    # Refused at the form, or shown as a picture that failed: in both cases with a sentence.
    told = page.locator("[data-testid=error-message], [data-testid=asset-card][data-status=failed],"
                        " .tile-failed, .alert-warning, .alert-danger").first
    expect(told).to_be_visible(timeout=30_000)
    assert alive()


BROKEN_STORES = [
    ({"notWordPress": True}, "not a WordPress site"),
    ({"plainPermalinks": True}, "Permalinks"),
    ({"permission": "read"}, "may only read"),
    ({"version": "3.4.7"}, "3.5 or newer"),
]


def try_connection(page, url, key, secret):
    page.goto("/store/connect")
    page.fill("[name=storeUrl]", url)
    page.fill("[name=consumerKey]", key)
    page.fill("[name=consumerSecret]", secret)
    page.get_by_test_id("test-connection-btn").click()
    return page.get_by_test_id("connection-error")


def new_keys():
    return {"key": "ck_" + uuid.uuid4().hex, "secret": "cs_" + uuid.uuid4().hex}


@pytest.mark.parametrize("traits, words", BROKEN_STORES)
def test_the_connection_test_says_what_is_wrong(page, merchant, traits, words):
    keys = new_keys()
    name = f"b{uuid.uuid4().hex[:10]}"
    control("POST", "/shops", {"name": name, "products": "empty", **keys, **traits})
    said = try_connection(page, f"{SHOP}/shops/{name}", **keys)
    expect(said).to_contain_text(words, timeout=30_000)


def test_wrong_keys_and_addresses_are_told_apart(page, merchant, shop):
    said = try_connection(page, shop["url"], "ck_" + "0" * 32, shop["secret"])
    expect(said).to_contain_text("does not know this key")
    said = try_connection(page, shop["url"], shop["key"], "cs_" + "0" * 32)
    expect(said).to_contain_text("does not belong to this key")
    said = try_connection(page, "http://127.0.0.1:1", shop["key"], shop["secret"])
    expect(said).to_contain_text("private network")
    said = try_connection(page, "http://no-such-shop.invalid", shop["key"], shop["secret"])
    expect(said).to_contain_text("cannot be reached")
    page.goto("/store")
    expect(page.get_by_test_id("connect-store-btn")).to_be_visible()
