#!/usr/bin/env python3
"""Measures Epox against reference programs on this machine, in one run of some three minutes.

It starts a house of its own with one responder of 32 threads, fills the demo account with 2,000
products, and prints rates and ratios. `--keep` leaves the house up afterwards, for a profiler;
`--only page` measures one part.
"""
import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / ".ci"), str(HERE), str(HERE.parent)]

import csv_files  # noqa: E402
import deliveries  # noqa: E402
import imports  # noqa: E402
import ledger  # noqa: E402
import reference  # noqa: E402
import thumbnails  # noqa: E402
from house import House, free_port  # noqa: E402
from waiting import until  # noqa: E402

SECRET = "bench-webhook-secret"
STORE = "01990001-0000-7000-8000-000000000001"
PARTS = ("page", "jobs", "deliveries", "thumbnails", "memory", "ledger", "csv", "import")


class LoadHouse(House):
    """A house whose nginx also serves the two reference programs."""

    def __init__(self, options):
        super().__init__(options)
        self.ports = {"epox": self.keep["port"], "c": free_port(self.keep["sandbox_port"] + 1)}
        self.ports["php"] = free_port(self.ports["c"] + 1)

    @property
    def environment(self):
        return super().environment | {"EPOX_THREADS": "32"}

    def start(self, name, command, user=None, environment=None):
        if name == "nginx":
            self.add_references()
        return super().start(name, command, user, environment)

    def add_references(self):
        text = (HERE / "servers.conf.template").read_text()
        for name, value in {"SOCKETS": self.sockets, "NGINX": ROOT / "nginx", "REFERENCE": HERE,
                            "C_PORT": self.ports["c"], "PHP_PORT": self.ports["php"]}.items():
            text = text.replace(f"@{name}@", str(value))
        home = self.folder / "nginx"
        (home / "reference.conf").write_text(text)
        main = home / "development.conf"
        main.write_text(main.read_text().replace(
            "http {", f"http {{\n  include {home}/reference.conf;", 1))

    def psql(self, text, **variables):
        settings = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        done = subprocess.run(
            ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", *settings, "-f", "-",
             self.environment["EPOX_DATABASE_OWNER"]],
            input=text, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        return done.stdout.strip()


def sign_in(port):
    """The cookie of a session of the demo account."""
    site = http.client.HTTPConnection("127.0.0.1", port)
    site.request("GET", "/login")
    answer = site.getresponse()
    page = answer.read().decode()
    visit = answer.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrf" value="([^"]+)"|value="([^"]+)" name="csrf"', page)
    form = {"csrf": token.group(1) or token.group(2), "email": "demo@epox.example",
            "password": "demo-studio-2026", "next": "/dashboard"}
    site.request("POST", "/login", urllib.parse.urlencode(form),
                 {"Cookie": visit, "Content-Type": "application/x-www-form-urlencoded"})
    answer = site.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
    return next(cookie for cookie in cookies if cookie.startswith("epox="))


def fetch(address, cookie):
    place = urllib.parse.urlsplit(address)
    site = http.client.HTTPConnection(place.netloc)
    site.request("GET", f"{place.path}?{place.query}", headers={"Cookie": cookie})
    answer = site.getresponse()
    body = answer.read().decode()
    if answer.status != 200:
        sys.exit(f"{address} answered {answer.status}:\n{body[:500]}")
    return body


def is_up(address, cookie):
    place = urllib.parse.urlsplit(address)
    site = http.client.HTTPConnection(place.netloc)
    site.request("GET", place.path, headers={"Cookie": cookie})
    return site.getresponse().status == 200


def load(address, cookie, seconds, connections=16):
    """Requests a second, as wrk counts them."""
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"Cookie: {cookie}",
         address], capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(output)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def contenders(house):
    """Who prints the page: name, address."""
    site = {name: f"http://127.0.0.1:{port}/products" for name, port in house.ports.items()}
    return {"Epox": site["epox"], "C, libfcgi + libpq": site["c"],
            "PHP-FPM, OPcache, PDO": site["php"], "… with kept statements": site["php"] + "?kept"}


def check_pages(addresses, cookie):
    """Makes sure that all print the same page."""
    pages = {name: fetch(address, cookie) for name, address in addresses.items()}
    ours = pages["Epox"]
    size = len(ours.encode())
    print(f"Product list, 50 of 2,000 products, signed in, {size:,} bytes", flush=True)
    for name, page in pages.items():
        if page != ours and abs(len(page) / len(ours) - 1) > 0.02:
            sys.exit(f"{name}: not the page of Epox, {len(page)} characters")
    if len(set(pages.values())) == 1:
        print("  all print the same bytes")


def measure_page(house, cookie, seconds, rounds):
    folder = house.folder / "reference"
    addresses = contenders(house)
    reference.write(folder, fetch(addresses["Epox"], cookie))
    reference.build(folder)
    reference.start(house, folder)
    until(lambda: all(is_up(address, cookie) for address in addresses.values()), 20,
          "the reference programs answer")
    check_pages(addresses, cookie)
    for address in addresses.values():
        load(address, cookie, 2)
    rates = {name: [] for name in addresses}
    for _ in range(rounds):
        for name, address in addresses.items():
            rates[name].append(load(address, cookie, seconds))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    for name, values in rates.items():
        row = " ".join(f"{value:6.0f}" for value in values)
        aim = {"C, libfcgi + libpq": "aim 0.8", "PHP-FPM, OPcache, PDO": "aim 3"}.get(name, "")
        ratio = f"Epox is {medians['Epox'] / medians[name]:.2f} of it   {aim}"
        print(f"  {name:24} {medians[name]:6.0f} requests/s ({row})   "
              f"{'' if name == 'Epox' else ratio}", flush=True)


def measure_jobs(house, count=20_000):
    """Jobs that look for a store, find none and are done."""
    house.psql(f"""
        DELETE FROM job;
        INSERT INTO job (client_id, kind, payload)
        SELECT client_id, 'refresh-product', json_build_object('store', gen_random_uuid(),
          'externalID', n::text)
        FROM generate_series(1, {count}) n, (SELECT client_id FROM membership LIMIT 1) shop;
        NOTIFY job""")
    start = time.time()
    until(lambda: house.psql("SELECT count(*) FROM job WHERE state IN ('ready', 'running')") == "0",
          60, "all jobs are done")
    done, end = house.psql("""
        SELECT count(*) FILTER (WHERE state = 'done'), extract(epoch FROM max(finished_at))
        FROM job""").split("|")
    rate = int(done) / (float(end) - start)
    print(f"Empty jobs: {rate:.0f}/s ({int(done):,} of {count:,} done, one account, one worker)",
          flush=True)


def resident(pid):
    """Megabytes that a process keeps in memory, with its share of what others use too."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def measure_memory(house):
    print("Resident memory after the load:")
    for name, child in house.children.items():
        if name not in ("postgres", "nginx"):
            pid = child["process"].pid
            note = "   (aim 64, 32 threads)" if name == "responder-1" else ""
            if name == "reference-php":
                tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                note = f"   and {len(tasks)} processes of {resident(tasks[0]):.0f} MB"
            print(f"  {name:14} {resident(pid):6.1f} MB{note}")
    print(end="", flush=True)


def measure(house, options):
    house.psql((HERE / "material.sql").read_text(), webhook_secret=SECRET)
    cookie = sign_in(house.ports["epox"])
    if "page" in options.only:
        measure_page(house, cookie, options.seconds, options.rounds)
    if "jobs" in options.only:
        measure_jobs(house)
    if "deliveries" in options.only:
        deliveries.measure(house, STORE, SECRET)
    if "thumbnails" in options.only:
        thumbnails.measure(house)
    if "memory" in options.only:
        measure_memory(house)
    if "ledger" in options.only:
        ledger.measure(house, options.seconds, options.rounds, options.entries)
    if "csv" in options.only:
        csv_files.measure(house, options.rounds)
    if "import" in options.only:
        imports.measure(house)
    if options.keep:
        print(f"responder {house.children['responder-1']['process'].pid}, ports {house.ports}, "
              f"cookie {cookie}", flush=True)
        sys.stdin.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default=str(ROOT / ".epox-bench"))
    parser.add_argument("--build-folder", default=ROOT / ".build/release")
    parser.add_argument("--port", type=int, default=28080)
    parser.add_argument("--sandbox-port", type=int, default=28090)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=PARTS, choices=PARTS)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.command = "run"
    start = time.time()
    house = LoadHouse(options)
    try:
        house.up()
        measure(house, options)
    finally:
        for name in ("reference-c", "reference-php"):
            if child := house.children.pop(name, None):
                child["process"].terminate()
                child["process"].wait(10)
        house.down()
    print(f"Took {time.time() - start:.0f} s on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
