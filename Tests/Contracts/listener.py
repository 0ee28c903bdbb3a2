"""Somebody who listens to what the sandbox delivers."""
import json
import os
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    body: bytes
    headers: dict

    @property
    def json(self):
        is_json = self.headers["content-type"].startswith("application/json")
        return json.loads(self.body) if is_json else {}


class Listener:
    def __init__(self):
        heard, news = self.heard, self.news = [], threading.Condition()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with news:
                    heard.append(Heard(body, {k.lower(): v for k, v in self.headers.items()}))
                    news.notify_all()
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        # The one port that the sandbox may call besides the site and itself.
        port = int(os.environ["SANDBOX_LISTENER"].rsplit(":", 1)[1])
        ThreadingHTTPServer.allow_reuse_address = True
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, fits, seconds=15):
        def found():
            return next((h for h in self.heard if fits(h.json)), None)
        with self.news:
            assert self.news.wait_for(found, seconds), "nothing of the kind was heard"
            return found()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
