"""An import of 2,000 products from the sandbox, against curl asking for the same pages."""
import json
import re
import subprocess
import time
import urllib.request
import uuid

from visitor import Visitor


def make_shop(house, products):
    name = f"l{uuid.uuid4().hex[:10]}"
    keys = {"key": "ck_" + uuid.uuid4().hex, "secret": "cs_" + uuid.uuid4().hex}
    sandbox = f"http://127.0.0.1:{house.keep['sandbox_port']}"
    request = urllib.request.Request(
        f"{sandbox}/_sandbox/shops",
        json.dumps({"name": name, "permission": "read_write", "products": products} | keys).encode(),
        {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=300).read()
    return {"name": name, "url": f"{sandbox}/shops/{name}", **keys}


def restart_worker(house, **settings):
    child = house.children["worker"]
    child["process"].terminate()
    child["process"].wait(20)
    house.start("worker", child["command"], environment=house.full_environment | settings)


def wait(house, run, name, seconds):
    """Waits inside of the database: a process that asks again and again would be measured too."""
    house.psql(f"""DO $$ BEGIN
        FOR look IN 1..{seconds * 20} LOOP
          PERFORM 1 FROM import_run WHERE id = '{run}' AND state = '{name}';
          IF FOUND THEN RETURN; END IF;
          PERFORM pg_sleep(0.05);
        END LOOP;
        RAISE 'not within {seconds} seconds: the import is {name}';
      END $$""")


def asked(house, shop, skip):
    """What the import asked the store for, in order, without signatures."""
    lines = (house.log / "access.log").read_text().splitlines()[skip:]
    paths = re.findall(rf'"?GET (/shops/{shop["name"]}/wp-json/wc/v3/products\S*)', "\n".join(lines))
    origin = f"http://127.0.0.1:{house.keep['sandbox_port']}"
    return [origin + re.sub(r"[?&]oauth_[^&]*", "", path).replace("products&", "products?", 1)
            for path in paths]


def curl(house, shop, addresses):
    """Seconds that curl takes for all of them, one after the other on one kept connection."""
    path = house.folder / "curl.conf"
    path.write_text("\n".join(
        f'url = "{address}"\noutput = "/dev/null"' for address in addresses))
    start = time.monotonic()
    done = subprocess.run(
        ["curl", "-sf", "-u", f"{shop['key']}:{shop['secret']}", "-K", path, "-w", "%{http_code}\n"],
        capture_output=True, text=True)
    seconds = time.monotonic() - start
    path.unlink()
    if done.returncode or set(done.stdout.split()) != {"200"}:
        raise SystemExit(f"curl: {done.returncode} {set(done.stdout.split())}")
    return seconds


def slow_down(house, shop, seconds):
    """From now on the store takes its time for every answer, as shops on the web do."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{house.keep['sandbox_port']}/_sandbox/faults",
        json.dumps({"shop": shop["name"], "kind": "latency", "seconds": seconds, "method": "GET",
                    "path": "/wp-json/wc/v3/products", "times": 0}).encode(),
        {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=30).read()


def imported(house, products, pause):
    """Seconds for the import and for curl, and the calls that both made."""
    # One job at a time: the import alone, not the pictures that follow it.
    restart_worker(house, EPOX_WORKERS="1")
    shop, visitor = make_shop(house, products), Visitor(house)
    visitor.post("/store/connect", "/store/connect/woocommerce", storeUrl=shop["url"],
                 consumerKey=shop["key"], consumerSecret=shop["secret"])
    run = visitor.post("/products/import", "/products/import", scope="all").split("/")[2]
    wait(house, run, "preview", 120)
    # Nor the comparison of first pictures with those that are here. A site that runs has statistics.
    house.psql("DELETE FROM job; ANALYZE")
    if pause:
        slow_down(house, shop, pause)
    before = len((house.log / "access.log").read_text().splitlines())
    visitor.post(f"/imports/{run}", f"/imports/{run}/choice", action="import")
    wait(house, run, "done", 300)
    # The pictures are not measured.
    house.psql("DELETE FROM job")
    seconds = float(house.psql(f"""
        SELECT extract(epoch FROM finished_at - confirmed_at) FROM import_run WHERE id = '{run}'"""))
    addresses = asked(house, shop, before)
    restart_worker(house)
    return seconds, curl(house, shop, addresses), len(addresses)


def measure(house, products=2000):
    """Once with a store that shares these cores, and once with one that thinks on its own."""
    for pause, words in [(0, "a store on the same cores"), (0.25, "a store that takes 0.25 s a call")]:
        own, bare, calls = imported(house, products, pause)
        print(f"Import of {products:,} products from {words}, {calls:,} calls one after the other: "
              f"{products / own:.0f} products/s in {own:.1f} s")
        print(f"  curl, the same calls     {products / bare:.0f} products/s in {bare:.1f} s   "
              f"Epox is {bare / own:.2f} of it   aim 0.9", flush=True)
