"""Requests that are none: refused in the site's own words, and the next one is answered."""
import base64
import hashlib
import os
import re
import socket
import time
from pathlib import Path

import pytest
from raw import ask, hear, send
from surroundings import HOST

LONG = "a" * 20_000
BOTH = pytest.mark.parametrize("path, is_api", [("/products", False), ("/api/v1/flows", True)])


@pytest.fixture(autouse=True)
def alive():
    yield
    assert ask("GET", "/readyz").text == "ready\n"


def lines(*lines, body=b""):
    return "\r\n".join([*lines, f"Host: {HOST}", "", ""]).encode() + body


@BOTH
def test_a_body_of_100_mb_is_refused_before_it_is_sent(path, is_api):
    answer = send(lines(f"POST {path} HTTP/1.1", f"Content-Length: {100 << 20}",
                        "Content-Type: application/json"))
    assert "too large" in answer.refused(413, is_api).text


@BOTH
def test_a_body_in_chunks_is_refused_when_it_grows_too_large(path, is_api):
    name, port = HOST.split(":")
    with socket.create_connection((name, int(port)), timeout=30) as link:
        link.sendall(lines(f"POST {path} HTTP/1.1", "Transfer-Encoding: chunked",
                           "Content-Type: application/json"))
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        try:
            for _ in range(900):
                link.sendall(chunk)
        except OSError:
            pass  # It hung up on us, as it may.
        hear(link).refused(413, is_api)


def test_a_form_in_chunks_is_taken_as_any_other():
    page = ask("GET", "/login")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text).group(1)
    cookie = page.headers["Set-Cookie"].split(";")[0]
    form = f"csrf={token}&email=nobody%40shop.example&password=none-of-them".encode()
    pieces = [form[at:at + 20] for at in range(0, len(form), 20)] + [b""]
    body = b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    answer = send(lines("POST /login HTTP/1.1", "Transfer-Encoding: chunked", f"Cookie: {cookie}",
                        "Content-Type: application/x-www-form-urlencoded", body=body))
    assert "address or the password is wrong" in answer.guarded().text


@BOTH
def test_half_a_body_is_no_request(path, is_api):
    name, port = HOST.split(":")
    for _ in range(40):
        with socket.create_connection((name, int(port)), timeout=30) as link:
            link.sendall(lines(f"POST {path} HTTP/1.1", "Content-Length: 4000",
                               "Content-Type: application/json", body=b'{"product_id": '))


@BOTH
def test_a_header_that_is_too_large_is_refused(path, is_api):
    send(lines(f"GET {path} HTTP/1.1", f"Cookie: epox={LONG}")).refused(431, is_api)
    many = [f"X-{number}: {'b' * 8000}" for number in range(10)]
    send(lines(f"GET {path} HTTP/1.1", *many)).refused(431, is_api)


@BOTH
def test_an_address_that_is_too_long_is_refused(path, is_api):
    send(lines(f"GET {path}?q={LONG} HTTP/1.1")).refused(414, is_api)
    # What nginx takes, the page takes.
    answer = ask("GET", f"{path}?q={LONG[:8000]}").guarded()
    assert answer.status in (303, 401, 405)


@pytest.mark.parametrize("first", [
    "GET {} HTTP/9.9", "get {} HTTP/1.1", "GET {}\x00 HTTP/1.1", "{}", "GET {} HTTP/1.1\r\nHost: a",
    "POST {} HTTP/1.1\r\nContent-Length: -5", "POST {} HTTP/1.1\r\nContent-Length: x",
    "POST {} HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 5",
    "POST {} HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked",
    "POST {} HTTP/1.1\r\nTransfer-Encoding: gzip",
])
def test_what_is_no_request_is_refused(first):
    answer = send(lines(first.format("/api/v1/flows"))).guarded()
    assert answer.status in (400, 501, 505), answer.status
    assert answer.headers["Content-Type"] in (
        "application/problem+json", "text/html; charset=utf-8")


@pytest.mark.parametrize("method", ["BREW", "PROPFIND", "TRACE", "CONNECT"])
@BOTH
def test_a_method_that_nobody_knows_is_refused(method, path, is_api):
    answer = send(lines(f"{method} {path} HTTP/1.1")).refused(405, is_api)
    assert "POST" in answer.headers["Allow"].split(", ")
    missing = send(lines(f"BREW {path}/nothing/here HTTP/1.1")).refused(404, is_api)
    assert "Allow" not in missing.headers


@pytest.mark.parametrize("path", ["/", "/login", "/api/openapi.json", "/healthz",
                                  "/static/css/epox.css"])
def test_head_gives_the_head_of_get(path):
    whole, head = ask("GET", path).guarded(), ask("HEAD", path).guarded()
    assert head.status == whole.status == 200 and head.body == b"" and whole.body != b""
    for name in ("Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == whole.headers[name], name


def signed(path, expires):
    text = f"{expires}{path} {os.environ['EPOX_MEDIA_SECRET']}".encode()
    signature = base64.urlsafe_b64encode(hashlib.md5(text).digest()).rstrip(b"=").decode()
    return f"{path}?e={expires}&s={signature}"


@pytest.fixture
def picture():
    """A file in the store of pictures, and its address."""
    name = hashlib.sha256(b"a picture for this test").hexdigest() + ".webp"
    path = Path(os.environ["EPOX_BLOBS"]) / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"RIFF....WEBP")
    yield f"/media/{name[:2]}/{name}"
    path.unlink()


def test_a_picture_is_had_by_its_link_while_that_holds(picture):
    soon, past = int(time.time()) + 600, int(time.time()) - 1
    answer = ask("GET", signed(picture, soon)).guarded()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "private" in answer.headers.get_all("Cache-Control")[-1]
    over = ask("GET", signed(picture, past)).refused(410, False)
    # The last letter of a signature does not count whole: the first one is another.
    address, signature = signed(picture, soon).split("s=")
    other = "B" if signature.startswith("A") else "A"
    forged = ask("GET", f"{address}s={other}{signature[1:]}").refused(403, False)
    prolonged = ask("GET", signed(picture, past).replace(str(past), str(soon))).refused(403, False)
    gone = ask("GET", signed(picture.replace("webp", "png"), soon)).refused(404, False)
    for refusal in (over, forged, prolonged, gone):
        assert refusal.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path, statuses", [
    ("/media/aa/" + "a" * 64 + ".webp?e=9999999999&s=forged", {403}),
    ("/media/aa/" + "a" * 64 + ".webp", {403}),
    ("/static/../sql/schema.sql", {400, 404}),
    ("/static/%2e%2e/%2e%2e/etc/passwd", {400, 404}),
    ("/static/", {403, 404}),
    ("/static/none.css", {404}),
    ("/static/css/epox.00000000.nothing", {404}),
    ("/pictures/aa/" + "a" * 40 + "/..%2f..%2fx", {400, 403, 404}),
    ("/pictures/aa/" + "a" * 40 + "/sofa.webp", {404}),
    ("/blobs/x", {404}),
    ("/_errors/problem.html", {404}),
])
def test_files_are_not_to_be_had_by_guessing(path, statuses):
    answer = ask("GET", path)
    assert answer.status in statuses, answer.status
    answer.refused(answer.status, False)


def test_a_file_takes_no_form():
    answer = ask("POST", "/static/css/epox.css", body="a=b").refused(405, False)
    assert answer.headers["Allow"] == "GET, HEAD"
