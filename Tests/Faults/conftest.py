"""What the fault tests share: an account with pictures, the programs to kill, the store to ask."""
import html
import http.cookiejar
import os
import re
import resource
import signal
import subprocess
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager

import pytest
from shopper import Shopper, heal
from surroundings import SITE, account_of, control, give_plan, sql
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


@contextmanager
def own_worker(most_bytes=None, **settings):
    """A worker of this test's own, with other settings; the house's own ones sleep meanwhile.

    `most_bytes`: no file may grow larger, as on a disk that is full; `room_again` lifts that.
    """
    asleep = until(lambda: processes("worker"), 15, "a worker runs")
    until(lambda: fell_asleep(asleep), 30, "the house's worker is at no row")
    program = open(f"/proc/{asleep[0]}/cmdline", "rb").read().split(b"\0")[0]

    def prepare():
        if most_bytes is not None:
            # A write then fails instead of ending the program, as it does on a full disk.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    worker = subprocess.Popen(
        [program], env=os.environ | {"EPOX_RECORD": ""} | settings, preexec_fn=prepare, cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(60)
        finally:
            worker.kill()
            for process in asleep:
                os.kill(process, signal.SIGCONT)


def room_again(worker):
    """The disk of an own worker is not full any more."""
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def fell_asleep(workers):
    """Stops workers, unless one is in the middle of a transaction, whose locks would stay."""
    for process in workers:
        os.kill(process, signal.SIGSTOP)
    if sql("SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"):
        for process in workers:
            os.kill(process, signal.SIGCONT)
        return False
    return True


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
        give_plan(self.client, "enterprise")

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
        # Webhooks, categories and the first examination: what a test counts begins after them.
        until(lambda: not self.ask("""
            SELECT 1 FROM job WHERE client_id = ACCOUNT AND state IN ('ready', 'running')"""),
            30, "the connection has settled")

    def connect_shopify(self, shop):
        self.consent_to_shopify(shop)
        until(lambda: not self.ask("""
            SELECT 1 FROM job WHERE client_id = ACCOUNT AND state IN ('ready', 'running')"""),
            60, "the connection has settled")

    def consent_to_shopify(self, shop):
        """Walks over the shop's consent page and back."""
        _, page = self.post("/store/connect/shopify", "/store/connect/shopify/approval",
                            storeUrl=shop)
        consent = html.unescape(
            re.search(r'href="([^"]+/admin/oauth/authorize[^"]+)"', page).group(1))
        with self.web.open(consent, timeout=30) as reply:
            action = re.search(r'action="([^"]+)"', reply.read().decode()).group(1)
        self.web.open(html.unescape(action), b"", timeout=60).read()

    def look_at_store(self):
        """Asks for everything in the store and gives the address where it will be shown."""
        url, _ = self.post("/products/import", "/products/import", scope="all")
        return url[url.index("/imports/"):]

    def start_import(self, run=None):
        """Looks at the whole store, confirms what it shows, and gives the import's address."""
        run = run or self.look_at_store()
        until(lambda: self.ask(
            f"SELECT 1 FROM import_run WHERE id = '{run.split('/')[2]}' AND state = 'preview'"),
            90, "the store is looked at")
        self.post(run, f"{run}/choice", action="import")
        return run

    def ask(self, text):
        """A question to the database about this account."""
        return sql(text.replace("ACCOUNT", f"'{self.client}'"))


@pytest.fixture
def merchant():
    return Merchant()


@pytest.fixture
def well():
    """The test begins and ends with paid engines that are well."""
    heal()
    yield
    heal()


@pytest.fixture
def shopper(merchant):
    return Shopper(merchant)


@pytest.fixture
def shop():
    return make_shop("samples")


def make_shop(products):
    name = f"f{uuid.uuid4().hex[:10]}"
    return control("POST", "/shops", {
        "name": name, "products": products, "key": "ck_" + uuid.uuid4().hex,
        "secret": "cs_" + uuid.uuid4().hex})
