"""A server of pictures as they lie about in the world: slow, moved, guarded, endless, lying."""
import collections
import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
from PIL import Image

PASSWORD = "Bearer for pictures only"


def picture(seed):
    """A picture that no other number has."""
    noise = numpy.random.default_rng(seed).integers(0, 255, (12, 12, 3), "uint8")
    held = io.BytesIO()
    Image.fromarray(noise).resize((400, 400), Image.BICUBIC).save(held, "JPEG", quality=90)
    return held.getvalue()


class PictureServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Answer)
        self.asked = collections.Counter()
        self.at_once = self.most_at_once = self.sent = 0
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, address):
        """Clients that hang up are what these tests are about."""


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        with server.lock:
            server.asked[self.path] += 1
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
        try:
            getattr(self, self.path.split("/")[1])()
        finally:
            with server.lock:
                server.at_once -= 1

    def log_message(self, *_):
        pass

    def give(self, body, status=200, kind="image/jpeg", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def number(self):
        return int("".join(filter(str.isdigit, self.path)) or "0")

    def good(self):
        self.give(picture(self.number()))

    def slow(self):
        """Long enough for others to come meanwhile."""
        threading.Event().wait(0.4)
        self.good()

    def same(self):
        self.give(picture(7))

    def moved(self):
        self.give(b"", 301, Location="/good/1234.jpg")

    def guarded(self):
        allowed = self.headers["Authorization"] == PASSWORD
        self.give(picture(self.number()) if allowed else b"no", 200 if allowed else 403)

    def flaky(self):
        isBroken = self.server.asked[self.path] < 3
        self.give(b"" if isBroken else picture(99), 500 if isBroken else 200)

    def busy(self):
        if self.server.asked[self.path] < 2:
            return self.give(b"", 503, Retry_After=1)
        self.give(picture(98))

    def inwards(self):
        self.give(b"", 302, Location="http://127.0.0.1:22/")

    def file(self):
        self.give(b"", 302, Location="file:///etc/passwd")

    def loop(self):
        self.give(b"", 302, Location=self.path)

    def html(self):
        self.give(b"<!doctype html><title>Shop</title><h1>Please sign in</h1>" * 40)

    def announced(self):
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(5 << 30))
        self.end_headers()
        self.pour()

    def endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        self.pour()

    def pour(self):
        piece = b"\xff" * (1 << 20)
        while self.server.sent < 5 << 30:
            self.wfile.write(piece)
            self.server.sent += len(piece)

    def never(self):
        """Until the client gives up."""
        self.connection.settimeout(120)
        end = time.monotonic() + 120
        while time.monotonic() < end and self.connection.recv(1):
            pass
