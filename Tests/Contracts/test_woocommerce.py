"""WooCommerce's wire, as the sandbox answers it: its official library must be at home there.

Over http the library signs every call with OAuth 1.0a, so the sandbox's check of signatures is
met by somebody else's signer.
"""
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from listener import Listener
from surroundings import control
from woocommerce import API

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"


class Shop:
    """A store of this test's own, called through the official library."""

    def __init__(self):
        self.name = "w" + uuid.uuid4().hex[:10]
        self.key, self.secret = "ck_" + uuid.uuid4().hex, "cs_" + uuid.uuid4().hex
        made = control("POST", "/shops", {"name": self.name, "key": self.key,
                                          "secret": self.secret})
        self.url = made["url"]
        self.lines = []
        self.library = self.api()

    def api(self, **other):
        given = {"url": self.url, "consumer_key": self.key, "consumer_secret": self.secret}
        return API(**(given | {"timeout": 30} | other))

    def call(self, method, path, data=None, **query):
        """Calls, and notes what was said for whoever knows the store's own rules."""
        body = {} if data is None else {"data": data}
        answer = getattr(self.library, method)(path, params=query, **body)
        self.lines.append({
            "vendor": "woocommerce", "method": method.upper(), "url": answer.request.url,
            "headers": dict(answer.request.headers), "response_status": answer.status_code,
            "body": (answer.request.body or b"").decode(), "response_body": answer.text})
        return answer

    def get(self, path, **query):
        answer = self.call("get", path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def state(self):
        return control("GET", f"/shops/{self.name}")


@pytest.fixture
def shop(tmp_path):
    shop = Shop()
    yield shop
    if shop.lines and (CONTRACTS / "validate.py").exists():
        record = tmp_path / "woocommerce.jsonl"
        record.write_text("".join(json.dumps(line) + "\n" for line in shop.lines))
        done = subprocess.run([sys.executable, CONTRACTS / "validate.py", record],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


def test_the_official_library_walks_all_pages(shop):
    first = shop.call("get", "products", per_page=4, orderby="id", order="asc")
    total, pages = int(first.headers["X-WP-Total"]), int(first.headers["X-WP-TotalPages"])
    seen = [product["id"] for product in first.json()]
    for page in range(2, pages + 1):
        more = shop.get("products", per_page=4, page=page, orderby="id", order="asc")
        seen += [product["id"] for product in more]
    assert len(seen) == total and seen == sorted(set(seen))
    assert shop.get("products", per_page=4, page=pages + 1) == []


def test_a_search_with_blanks_and_umlauts_is_signed_alike_on_both_sides(shop):
    made = shop.call("post", "products", {"name": "Grüner Tisch & Stuhl", "sku": "GT 1+2"}).json()
    assert [p["id"] for p in shop.get("products", search="Grüner Tisch")] == [made["id"]]
    assert [p["id"] for p in shop.get("products", sku="GT 1+2")] == [made["id"]]


def test_a_wrong_secret_is_refused_in_the_stores_words(shop):
    answer = shop.api(consumer_secret="cs_" + "0" * 32).get("products")
    assert answer.status_code == 401
    assert answer.json()["code"] == "woocommerce_rest_authentication_error"


def test_a_picture_appended_by_address_is_fetched_and_those_before_stay(shop):
    product, other = shop.get("products", per_page=2, orderby="id", order="asc")
    picture = other["images"][0]["src"]
    before = [image["id"] for image in product["images"]]
    images = [{"id": kept} for kept in before] + [{"src": picture, "alt": "Evening"}]
    answer = shop.call("put", f"products/{product['id']}", {"images": images})
    assert answer.status_code == 200, answer.text
    after = shop.get(f"products/{product['id']}")["images"]
    assert [image["id"] for image in after[:-1]] == before and after[-1]["alt"] == "Evening"
    shop.call("put", f"products/{product['id']}",
               {"images": [{"id": kept} for kept in before]})
    assert [i["id"] for i in shop.get(f"products/{product['id']}")["images"]] == before


def test_variations_categories_tags_and_attributes_are_read(shop):
    product = next(p for p in shop.get("products", per_page=100) if p["type"] == "variable")
    shown = shop.get(f"products/{product['id']}/variations", per_page=100)
    assert sorted(v["id"] for v in shown) == sorted(product["variations"])
    options = {a["option"] for v in shown for a in v["attributes"]}
    assert options <= {o for a in product["attributes"] for o in a["options"]}
    tree = shop.get("products/categories", per_page=100)
    assert {c["parent"] for c in tree} - {0} <= {c["id"] for c in tree}
    assert isinstance(shop.get("products/tags"), list)
    assert isinstance(shop.get("products/attributes"), list)


def test_an_sku_is_looked_for_among_variations_too(shop):
    product = next(p for p in shop.get("products", per_page=100) if p["type"] == "variable")
    variation = shop.get(f"products/{product['id']}/variations")[0]
    # Not noted: what a product is declared to be knows of no variations, though they come.
    found = shop.library.get("products", params={"sku": f"{variation['sku']},no-such-thing"})
    assert [(p["id"], p["type"], p["parent_id"]) for p in found.json()] == [
        (variation["id"], "variation", product["id"])]
    assert shop.get("products", include=variation["id"]) == []


def test_only_what_changed_since_a_moment_is_listed(shop):
    product = shop.get("products", per_page=1)[0]
    shop.call("put", f"products/{product['id']}", {"name": "Renamed"})
    since = shop.get(f"products/{product['id']}")["date_modified_gmt"]
    before = (datetime.fromisoformat(since) - timedelta(seconds=1)).isoformat()
    changed = shop.get("products", modified_after=before, dates_are_gmt="true")
    assert product["id"] in [p["id"] for p in changed]
    assert shop.get("products", modified_after="2099-01-01T00:00:00", dates_are_gmt="true") == []


def test_a_batch_creates_changes_and_removes(shop):
    product = shop.call("post", "products", {"name": "Soon gone"}).json()
    done = shop.call("post", "products/batch", {
        "create": [{"name": "New"}], "delete": [product["id"]]}).json()
    assert done["create"][0]["name"] == "New" and done["delete"][0]["id"] == product["id"]


def test_a_webhook_is_pinged_signed_and_removed(shop, listener):
    secret = "between-us"
    hook = shop.call("post", "webhooks", {
        "name": "Products", "topic": "product.updated", "delivery_url": listener.url,
        "secret": secret}).json()
    assert hook["status"] == "active" and "secret" not in hook
    assert [ping.body for ping in listener.heard] == [f"webhook_id={hook['id']}".encode()]
    product = shop.get("products", per_page=1)[0]
    shop.call("put", f"products/{product['id']}", {"name": "Told"})
    heard = listener.wait_for(lambda body: body.get("name") == "Told")
    signature = base64.b64encode(hmac.new(secret.encode(), heard.body, hashlib.sha256).digest())
    assert heard.headers["x-wc-webhook-signature"] == signature.decode()
    assert heard.headers["x-wc-webhook-topic"] == "product.updated"
    shop.call("delete", f"webhooks/{hook['id']}", force="true")
    assert shop.call("get", f"webhooks/{hook['id']}").status_code == 404
