"""What the fault tests share: an account with pictures, the programs to kill, the store to ask."""
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest

SITE = os.environ["EPOX_BASE_URL"]
SHOP = os.environ["EPOX_DEMO_STORE"]


def until(condition, seconds, what):
    """Waits for a condition with a deadline and answers with what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} seconds: {what}")


def control(method, path, body=None):
    request = urllib.request.Request(
        f"{SHOP}/_sandbox{path}", method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(reply.read() or b"null")


def sql(text):
    """Asks the database as its owner; rows as lists of texts."""
    done = subprocess.run(
        ["psql", "-XAtq", "-F", "\x1f", os.environ["EPOX_DATABASE_OWNER"], "-c", text],
        capture_output=True, text=True, check=True)
    return [line.split("\x1f") for line in done.stdout.splitlines() if line]


def processes(program):
    """The process ids of one of our programs, of this house alone."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            command = open(f"/proc/{entry}/cmdline", "rb").read().split(b"\0")[0].decode()
            variables = open(f"/proc/{entry}/environ", "rb").read()
        except OSError:
            continue
        ours = f"EPOX_BLOBS={os.environ['EPOX_BLOBS']}".encode() in variables
        if command.endswith(f"/epox-{program}") and ours:
            found.append(int(entry))
    return found


def kill_worker():
    """Kills the worker as a power cut would; the house starts another."""
    old = until(lambda: processes("worker"), 15, "a worker runs")
    for process in old:
        os.kill(process, signal.SIGKILL)
    until(lambda: [p for p in processes("worker") if p not in old], 15, "a new worker runs")


class Merchant:
    """A person at work, through the site's forms, without a browser."""

    def __init__(self):
        self.cookies = http.cookiejar.CookieJar()
        self.web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.email = f"f-{uuid.uuid4().hex[:12]}@shop.example"
        self.post("/signup", "/signup", name="Faye", shop="Faults & Co", email=self.email,
                  password="studio wall 2026 x")
        self.client = sql(f"""
            SELECT m.client_id FROM membership m JOIN person p ON p.id = m.person_id
            WHERE p.email = '{self.email}'""")[0][0]
        sql(f"UPDATE credit_balance SET credits = 500 WHERE client_id = '{self.client}'")

    def get(self, path):
        with self.web.open(SITE + path, timeout=30) as reply:
            return reply.read().decode()

    def post(self, form_page, path, **fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.get(form_page)).group(1)
        data = urllib.parse.urlencode({"csrf": token} | fields).encode()
        with self.web.open(SITE + path, data, timeout=60) as reply:
            return reply.geturl(), reply.read().decode()

    def connect(self, shop):
        self.post("/store/connect", "/store/connect", storeUrl=shop["url"],
                  consumerKey=shop["key"], consumerSecret=shop["secret"])

    def ask(self, text):
        """A question to the database about this account."""
        return sql(text.replace("ACCOUNT", f"'{self.client}'"))


@pytest.fixture
def merchant():
    return Merchant()


@pytest.fixture
def shop():
    return make_shop("samples")


def make_shop(products):
    name = f"f{uuid.uuid4().hex[:10]}"
    return control("POST", "/shops", {
        "name": name, "products": products, "key": "ck_" + uuid.uuid4().hex,
        "secret": "cs_" + uuid.uuid4().hex})
