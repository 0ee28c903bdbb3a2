"""Shopify's wire, as the sandbox answers it: its official library must be at home there."""
import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import urllib.parse
import uuid
from pathlib import Path

import httpx
import pytest
import shopify
from shopify_network import lead_to_sandbox
from surroundings import SHOP as SANDBOX
from surroundings import control

KEY, SECRET = os.environ["SANDBOX_SHOPIFY_KEY"], os.environ["SANDBOX_SHOPIFY_SECRET"]
BACK = "http://127.0.0.1:1/back"
SCOPES = ["read_products", "write_products", "read_files", "write_files"]
CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"


class Shop:
    """A shop of this test's own, called as our app would be."""

    def __init__(self, **wishes):
        self.name = "s" + uuid.uuid4().hex[:10]
        control("POST", "/shopify/shops", {"name": self.name, "mediaSeconds": 0} | wishes)
        self.domain = f"{self.name}.myshopify.com"
        self.url = f"{SANDBOX}/shopify/{self.name}"
        self.lines = []
        self.token = None

    def approve(self, **changed):
        """Walks over the consent page; what the browser brings back."""
        query = {"client_id": KEY, "scope": ",".join(SCOPES), "redirect_uri": BACK,
                 "state": "s1"} | changed
        page = httpx.get(f"{self.url}/admin/oauth/authorize", params=query)
        if page.status_code != 200:
            return page
        action = re.search(r'action="([^"]+)"', page.text).group(1).replace("&amp;", "&")
        answer = httpx.post(action)
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))

    def tokens(self, **body):
        return self.post("/admin/oauth/access_token",
                         {"client_id": KEY, "client_secret": SECRET} | body)

    def install(self):
        answer = self.tokens(code=self.approve()["code"], expiring=1)
        self.token = answer.json()["access_token"]
        return answer.json()

    def post(self, path, body, headers=None):
        answer = httpx.post(self.url + path, json=body, headers=headers or {}, timeout=60)
        self.lines.append({
            "vendor": "shopify", "method": "POST", "url": f"https://{self.domain}{path}",
            "headers": {"Content-Type": "application/json"} | (headers or {}),
            "body": json.dumps(body), "response_status": answer.status_code,
            "response_body": answer.text})
        return answer

    def ask(self, query, **variables):
        return self.post("/admin/api/2026-04/graphql.json",
                         {"query": query, "variables": variables},
                         {"X-Shopify-Access-Token": self.token or "none"})

    def data(self, query, **variables):
        answer = self.ask(query, **variables).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def state(self):
        return control("GET", f"/shopify/shops/{self.name}")


@pytest.fixture
def shop(tmp_path):
    shop = Shop()
    yield shop
    if shop.lines and (CONTRACTS / "validate.py").exists():
        record = tmp_path / "shopify.jsonl"
        record.write_text("".join(json.dumps(line) + "\n" for line in shop.lines))
        done = subprocess.run([sys.executable, CONTRACTS / "validate.py", record],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def official(shop):
    """The official library, in a session of this shop."""
    lead_to_sandbox()
    shopify.Session.setup(api_key=KEY, secret=SECRET)
    session = shopify.Session(shop.domain, "2026-04")
    session.request_token(shop.approve())
    shopify.ShopifyResource.activate_session(session)
    yield shopify
    shopify.ShopifyResource.clear_session()


def test_the_official_library_signs_in_and_reads_products(shop, official):
    answer = json.loads(official.GraphQL().execute(
        "query Some($n: Int!) { shop { name myshopifyDomain } products(first: $n) "
        "{ edges { node { id title variants(first: 5) { nodes { sku price } } } } } }",
        {"n": 3}, "Some"))
    assert answer["data"]["shop"]["myshopifyDomain"] == shop.domain
    first = answer["data"]["products"]["edges"][0]["node"]
    assert first["title"] and first["variants"]["nodes"][0]["price"].count(".") == 1


def test_the_official_library_believes_the_signature_of_the_way_back(shop):
    shopify.Session.setup(api_key=KEY, secret=SECRET)
    back = shop.approve()
    assert shopify.Session.validate_params(back)
    assert not shopify.Session.validate_params(back | {"shop": "other.myshopify.com"})


def test_the_vectors_hold():
    path = CONTRACTS / "vectors.json"
    if not path.exists():
        pytest.skip("the contracts are not at hand")
    vectors = json.loads(path.read_text())
    way = vectors["shopify_oauth_callback"]
    shopify.Session.setup(secret=way["secret"])
    assert shopify.Session.calculate_hmac(way["query_without_hmac"]) == way["hmac"]
    hook = vectors["shopify_webhook"]
    made = hmac.new(hook["secret"].encode(), hook["body"].encode(), hashlib.sha256).digest()
    assert base64.b64encode(made).decode() == hook["X-Shopify-Hmac-Sha256"]


def test_a_code_works_once(shop):
    code = shop.approve()["code"]
    assert shop.tokens(code=code, expiring=1).json()["expires_in"] == 3600
    again = shop.tokens(code=code, expiring=1)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")


def test_a_refresh_ends_the_old_pair(shop):
    old = shop.install()
    new = shop.tokens(grant_type="refresh_token", refresh_token=old["refresh_token"]).json()
    assert new["refresh_token"] != old["refresh_token"]
    assert shop.ask("{ shop { name } }").status_code == 401
    shop.token = new["access_token"]
    assert shop.data("{ shop { name } }")["shop"]["name"] == "Test shop"
    twice = shop.tokens(grant_type="refresh_token", refresh_token=old["refresh_token"])
    assert (twice.status_code, twice.json()["error"]) == (401, "invalid_request")


@pytest.mark.parametrize("changed", [
    {"client_id": "another"}, {"redirect_uri": "https://evil.example/"}])
def test_the_consent_page_is_for_our_app_and_way_back_only(shop, changed):
    assert shop.approve(**changed).status_code == 400


def test_pages_hold_every_product_once(shop):
    shop.install()
    found, after = [], None
    while True:
        page = shop.data("query($after: String) { products(first: 7, after: $after) "
                         "{ nodes { id } pageInfo { hasNextPage endCursor } } }",
                         after=after)["products"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(found) == len(set(found)) == len(shop.state()["products"])


def test_a_bulk_query_writes_parents_before_their_children(shop):
    shop.install()
    made = shop.data(
        "mutation($q: String!) { bulkOperationRunQuery(query: $q) "
        "{ bulkOperation { id status } userErrors { field message } } }",
        q="{ products { edges { node { id title variants { edges { node { id sku } } } } } } }")
    number = made["bulkOperationRunQuery"]["bulkOperation"]["id"]
    operation = wait(lambda: (op := shop.data(
        "query($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount url } }",
        id=number)["bulkOperation"])["status"] == "COMPLETED" and op)
    seen = set()
    for line in map(json.loads, httpx.get(operation["url"]).text.splitlines()):
        assert line.get("__parentId") is None or line["__parentId"] in seen
        seen.add(line["id"])
    assert len(seen) == int(operation["objectCount"]) > len(shop.state()["products"])


ADD = """mutation($id: ID!, $source: String!) {
  productUpdate(product: {id: $id},
      media: [{originalSource: $source, alt: "A", mediaContentType: IMAGE}]) {
    product { media(first: 250) { nodes { id status ... on MediaImage { image { url } } } } }
    userErrors { field message } } }"""


def test_a_picture_is_ready_some_time_after_the_answer(shop):
    shop.install()
    product = shop.data("{ products(first: 1) { nodes { id } } }")["products"]["nodes"][0]["id"]
    media = shop.data(ADD, id=product, source=f"{SANDBOX}/static/samples/sofa-white.jpg")
    new = media["productUpdate"]["product"]["media"]["nodes"][-1]
    assert (new["status"], new["image"]) == ("UPLOADED", None)
    ask = "query($id: ID!) { node(id: $id) { ... on MediaImage { status image { url } } } }"
    ready = wait(lambda: (n := shop.data(ask, id=new["id"])["node"])["status"] == "READY" and n)
    assert "sofa-white.jpg" in ready["image"]["url"]
    assert httpx.get(ready["image"]["url"]).content[:2] == b"\xff\xd8"


def test_what_is_no_picture_fails_with_a_code(shop):
    shop.install()
    product = shop.data("{ products(first: 1) { nodes { id } } }")["products"]["nodes"][0]["id"]
    media = shop.data(ADD, id=product, source=f"{SANDBOX}/static/samples/products.json")
    number = media["productUpdate"]["product"]["media"]["nodes"][-1]["id"]
    ask = ("query($id: ID!) { node(id: $id) "
           "{ ... on MediaImage { status mediaErrors { code message } } } }")
    failed = wait(lambda: (n := shop.data(ask, id=number)["node"])["status"] == "FAILED" and n)
    assert failed["mediaErrors"][0]["code"] == "UNSUPPORTED_IMAGE_FILE_TYPE"


def test_an_empty_purse_is_throttled_and_says_so():
    shop = Shop(points=8, restoreRate=0.1)
    shop.install()
    query = "{ products(first: 1) { nodes { id title } } }"
    answers = [shop.ask(query).json() for _ in range(6)]
    refused = [a for a in answers if "errors" in a]
    assert refused and refused[0]["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert refused[0]["extensions"]["cost"]["throttleStatus"]["maximumAvailable"] == 8
    dear = shop.ask("{ products(first: 250) { nodes { variants(first: 250) { nodes { id "
                    "media(first: 100) { nodes { id } } } } } } }").json()
    assert dear["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_an_unknown_field_is_refused(shop):
    shop.install()
    answer = shop.ask("{ shop { name } }").json()
    assert answer["data"] == {"shop": {"name": "Test shop"}}
    shop.lines.clear()
    assert "doesn't exist" in shop.ask("{ shop { nmae } }").json()["errors"][0]["message"]
    assert "syntax" in shop.ask("{ shop { name ").json()["errors"][0]["message"]
    shop.lines.clear()


def wait(probe):
    from waiting import until
    return until(probe, 20, "the shop has done its work")
