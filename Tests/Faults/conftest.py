"""What the fault tests share: an account with pictures, the programs to kill, the store to ask."""
import http.cookiejar
import os
import re
import signal
import urllib.parse
import urllib.request
import uuid

import pytest
from surroundings import SITE, account_of, control, sql
from waiting import until


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
        self.client = account_of(self.email)
        sql(f"""SELECT set_config('epox.client_id', '{self.client}', false),
            credit_add('grant', 490, 'for the test', NULL, '')""")

    def get(self, path):
        with self.web.open(SITE + path, timeout=30) as reply:
            return reply.read().decode()

    def post(self, form_page, path, **fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.get(form_page)).group(1)
        data = urllib.parse.urlencode({"csrf": token} | fields).encode()
        with self.web.open(SITE + path, data, timeout=60) as reply:
            return reply.geturl(), reply.read().decode()

    def connect(self, shop):
        self.post("/store/connect", "/store/connect/woocommerce", storeUrl=shop["url"],
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
