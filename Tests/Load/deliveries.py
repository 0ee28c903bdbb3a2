"""Webhook deliveries: how many a second are accepted, and how long each takes."""
import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def signed(secret, number):
    """A delivery as WooCommerce sends it, cut to what matters, and its signature."""
    product = {
        "id": number % 2000 + 1, "name": "Oak & Linen sofa", "status": "publish", "type": "simple",
        "date_modified_gmt": "2026-01-01T00:00:00", "sku": f"NL-{number}", "price": "1290.00",
        "description": "<p>" + "Solid wood, hand finished in our own workshop. " * 20 + "</p>",
        "images": [{"id": number, "src": f"https://shop.example/{number}.jpg"}],
        "meta_data": [],
    }
    body = json.dumps(product).encode()
    code = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(code).decode(), body.decode()


def measure(house, store, secret, count=40_000, seconds=6):
    path = house.folder / "deliveries.tsv"
    with open(path, "w") as file:
        for number in range(count):
            file.write("\t".join(signed(secret, number)) + "\n")
    house.psql("DELETE FROM job; DELETE FROM webhook_event")
    url = f"http://127.0.0.1:{house.ports['epox']}/webhooks/stores/{store}"
    output = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", HERE / "deliveries.lua", url],
        env=os.environ | {"DELIVERIES": str(path)}, capture_output=True, text=True).stdout
    heard = int(house.psql("SELECT count(*) FROM webhook_event"))
    # The jobs would ask a store that is not there.
    house.psql("DELETE FROM job")
    path.unlink()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    half, most = (re.search(rf"{share}%\s+(\S+)", output) for share in (50, 99))
    sent = int(re.search(r"(\d+) requests in", output).group(1))
    print(f"Webhook deliveries: {float(rate.group(1)):.0f}/s accepted, p50 {half.group(1)}, "
          f"p99 {most.group(1)} (aim below 100ms)")
    print(f"  {sent:,} sent, {heard:,} written down as new"
          f"{'; SOME REFUSED' if 'Non-2xx' in output else ''}", flush=True)
