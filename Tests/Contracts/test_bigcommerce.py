"""BigCommerce's wire, as the sandbox answers it: its official library must be at home there."""
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import urllib.parse
import uuid
from pathlib import Path

import httpx
import jwt
import pytest
from bigcommerce.api import BigcommerceApi
from bigcommerce.connection import OAuthConnection
from bigcommerce.exception import ClientRequestException, RateLimitingException
from bigcommerce.resources import Store as OfficialStore
from bigcommerce_network import lead_to_sandbox
from listener import Listener
from surroundings import SHOP as SANDBOX
from surroundings import control
from waiting import until

CLIENT = os.environ["SANDBOX_BIGCOMMERCE_CLIENT_ID"]
SECRET = os.environ["SANDBOX_BIGCOMMERCE_SECRET"]
APP = os.environ["SANDBOX_BIGCOMMERCE_APP"]
PICTURE = f"{SANDBOX}/static/samples/sofa-white.jpg"
CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"


class Store:
    """A store of this test's own, called as our app would be."""

    def __init__(self, **wishes):
        self.hash = "b" + uuid.uuid4().hex[:10]
        self.page = control("POST", "/bigcommerce/stores", {"hash": self.hash} | wishes)["page"]
        self.lines = []
        self.token = None

    def press(self, button, **fields):
        """Presses a button in the control panel; where the browser is sent."""
        assert f'data-testid="{button}' in httpx.get(self.page).text
        answer = httpx.post(f"{self.page}/{button}", data=fields)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def approve(self):
        """Walks over the consent page; what the browser brings to the app."""
        address = urllib.parse.urlsplit(self.press("install"))
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{APP}/bigcommerce/auth"
        return dict(urllib.parse.parse_qsl(address.query))

    def exchange(self, **changed):
        body = {"client_id": CLIENT, "client_secret": SECRET, "grant_type": "authorization_code",
                "redirect_uri": f"{APP}/bigcommerce/auth", "context": f"stores/{self.hash}"}
        return self.send("POST", "login", "/oauth2/token", body | changed)

    def install(self):
        back = self.approve()
        answer = self.exchange(code=back["code"], scope=back["scope"]).json()
        self.token = answer["access_token"]
        return answer

    def official(self, version=3):
        """The official library, signed in; it goes by the older addresses unless told others."""
        return lead_to_sandbox(OAuthConnection(
            CLIENT, self.hash, self.token, api_path=f"/stores/{{}}/v{version}/{{}}"))

    def call(self, method, path, body=None, token=None, **options):
        headers = {"X-Auth-Token": token or self.token or "none", "Accept": "application/json"}
        path = path if path.startswith("/v2") else f"/v3{path}"
        return self.send(method, "api", f"/stores/{self.hash}{path}", body, headers, **options)

    def send(self, method, part, path, body=None, headers=None, **options):
        if body is not None:
            options["json"] = body
        answer = httpx.request(method, f"{SANDBOX}/bigcommerce/{part}{path}",
                               headers=headers, timeout=60, **options)
        said = answer.request.read()
        self.lines.append({
            "vendor": "bigcommerce", "method": method, "url": str(answer.request.url).replace(
                f"{SANDBOX}/bigcommerce/{part}", f"https://{part}.bigcommerce.com"),
            "headers": dict(answer.request.headers), "response_status": answer.status_code,
            "body": said.decode("latin-1"), "response_body": answer.text})
        return answer

    def data(self, method, path, body=None, **options):
        answer = self.call(method, path, body, **options)
        assert answer.is_success, answer.text
        return answer.json()["data"] if answer.content else None

    def forget(self):
        """Takes out a call that is meant to be wrong, or that its own files know no answer for."""
        self.lines.pop()

    def images(self, product):
        return self.data("GET", f"/catalog/products/{product}/images")

    def state(self):
        return control("GET", f"/bigcommerce/stores/{self.hash}")


@pytest.fixture
def store(tmp_path):
    store = Store()
    store.install()
    yield store
    if store.lines and (CONTRACTS / "validate.py").exists():
        record = tmp_path / "bigcommerce.jsonl"
        record.write_text("".join(json.dumps(line) + "\n" for line in store.lines))
        done = subprocess.run([sys.executable, CONTRACTS / "validate.py", record],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def product(store):
    """A product without pictures."""
    made = store.data("POST", "/catalog/products", {
        "name": "Stool", "type": "physical", "weight": 4.5, "price": 79, "sku": "ST-1"})
    return made["id"]


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


# The official library


def test_the_official_library_fetches_a_token_and_reads_the_store(store):
    back = store.approve()
    library = lead_to_sandbox(OAuthConnection(CLIENT, store.hash))
    answer = library.fetch_token(
        SECRET, back["code"], back["context"], back["scope"], f"{APP}/bigcommerce/auth")
    assert answer["context"] == f"stores/{store.hash}" and answer["user"]["email"]
    assert OfficialStore.all(connection=library)["name"] == "Test store"
    assert library.rate_limit["requests_quota"] == 450


def test_the_official_library_believes_what_the_control_panel_signs(store):
    for button, fields in (("open", {}), ("open", {"as": "staff"})):
        address = urllib.parse.urlsplit(store.press(button, **fields))
        assert address.path == "/bigcommerce/load"
        payload = dict(urllib.parse.parse_qsl(address.query))["signed_payload_jwt"]
        claims = BigcommerceApi.oauth_verify_payload_jwt(payload, SECRET, CLIENT)
        assert claims["sub"] == f"stores/{store.hash}" and claims["iss"] == "bc"
        assert (claims["user"]["id"] == claims["owner"]["id"]) is (not fields)
        with pytest.raises(jwt.InvalidSignatureError):
            BigcommerceApi.oauth_verify_payload_jwt(payload, "another", CLIENT)


def test_the_official_library_changes_products_and_pictures(store):
    library = store.official()
    first = library.get("catalog/products", limit=1, include="images,variants")["data"][0]
    library.update("catalog/products", first["id"], {"name": "Renamed"})
    assert library.get("catalog/products", first["id"])["data"]["name"] == "Renamed"
    made = library.create(f"catalog/products/{first['id']}/images", {"image_url": PICTURE})["data"]
    assert httpx.get(made["url_zoom"]).content[:2] == b"\xff\xd8"
    library.delete(f"catalog/products/{first['id']}/images", made["id"])
    left = library.get(f"catalog/products/{first['id']}/images")["data"]
    assert [i["id"] for i in left] == [i["id"] for i in first["images"]]
    with pytest.raises(ClientRequestException):
        library.get("catalog/products", 999_999_999)


def test_the_official_library_keeps_hooks(store):
    library = store.official()
    made = library.create("hooks", {"scope": "store/product/updated",
                                    "destination": "https://app.example/hear"})["data"]
    library.update("hooks", made["id"], {"is_active": False})
    assert library.get("hooks", made["id"])["data"]["is_active"] is False
    library.delete("hooks", made["id"])
    assert library.get("hooks")["data"] == []


# Signatures


def test_the_vectors_hold():
    path = CONTRACTS / "vectors.json"
    if not path.exists():
        pytest.skip("the contracts are not at hand")
    vectors = json.loads(path.read_text())
    hook, payload = vectors["bigcommerce_webhook"], vectors["bigcommerce_signed_payload_jwt"]
    assert signature(hook["client_secret"], hook["webhook-id"], hook["webhook-timestamp"],
                     hook["body"].encode()) == hook["webhook-signature"]
    claims = jwt.decode(payload["jwt"], payload["client_secret"], algorithms=["HS256"],
                        audience="bc_client_id_epox", options={"verify_exp": False})
    assert claims == payload["claims"]


def signature(secret, number, second, body):
    said = f"{number}.{second}.".encode() + body
    return "v1," + base64.b64encode(
        hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


@pytest.mark.parametrize("by_hand", [False, True])
def test_news_is_signed_and_carries_the_headers_of_its_hook(store, product, listener, by_hand):
    token, secret = store.token, SECRET
    if by_hand:
        made = control("POST", f"/bigcommerce/stores/{store.hash}/tokens", {})
        token, secret = made["access_token"], made["client_secret"]
    store.data("POST", "/hooks", {"scope": "store/product/updated", "destination": listener.url,
                                  "headers": {"X-Ours": "a word"}}, token=token)
    store.data("PUT", f"/catalog/products/{product}", {"name": "Heard of"})
    heard = listener.wait_for(lambda said: said.get("data") == {"type": "product", "id": product})
    assert heard.json["scope"] == "store/product/updated"
    assert heard.json["producer"] == f"stores/{store.hash}"
    assert heard.headers["x-ours"] == "a word"
    assert heard.headers["webhook-signature"] == signature(
        secret, heard.headers["webhook-id"], heard.headers["webhook-timestamp"], heard.body)


# Tokens


def test_a_code_works_once_and_only_for_what_was_granted(store):
    back = store.approve()
    assert store.exchange(code=back["code"], scope="store_v2_orders").status_code == 400
    back = store.approve()
    wrong = store.exchange(code=back["code"], scope=back["scope"], client_secret="guessed")
    assert wrong.json()["error"] == "invalid_client"
    assert store.exchange(code=back["code"], scope=back["scope"]).status_code == 200
    again = store.exchange(code=back["code"], scope=back["scope"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_new_token_ends_the_last_one(store):
    old = store.token
    store.install()
    assert store.call("GET", "/catalog/products", token=old).status_code == 401
    assert store.call("GET", "/catalog/products").status_code == 200


def test_a_token_is_for_one_store_and_its_rights(store):
    other = Store(products="empty")
    assert other.call("GET", "/catalog/products", token=store.token).status_code == 401
    made = control("POST", f"/bigcommerce/stores/{store.hash}/tokens",
                   {"scope": "store_v2_products_read_only"})
    assert store.call("GET", "/catalog/products", token=made["access_token"]).status_code == 200
    refused = store.call("PUT", "/catalog/products/1", {"name": "x"}, token=made["access_token"])
    assert (refused.status_code, refused.json()["status"]) == (403, 403)
    assert store.call("GET", "/v2/store", token=made["access_token"]).json()[0]["status"] == 403


def test_uninstalling_ends_the_token_and_the_hooks_and_says_so(store, listener):
    store.data("POST", "/hooks", {"scope": "store/app/uninstalled", "destination": listener.url})
    store.press("uninstall")
    listener.wait_for(lambda said: said.get("scope") == "store/app/uninstalled")
    assert store.call("GET", "/hooks").status_code == 401
    store.install()
    assert store.data("GET", "/hooks") == []
    store.forget()


# Products


def test_pages_hold_every_product_once(store):
    found, page = [], 1
    while True:
        answer = store.call("GET", f"/catalog/products?limit=5&page={page}").json()
        found += [row["id"] for row in answer["data"]]
        said = answer["meta"]["pagination"]
        assert (said["count"], said["per_page"]) == (len(answer["data"]), 5)
        if page >= said["total_pages"]:
            break
        page += 1
    assert len(found) == len(set(found)) == said["total"] == len(store.state()["products"])
    beyond = store.call("GET", f"/catalog/products?limit=5&page={page + 1}").json()
    assert beyond["data"] == []


def test_options_make_a_page_small_and_pictures_do_not(store):
    with_options = store.call("GET", "/catalog/products?include=options&limit=250").json()
    assert with_options["meta"]["pagination"]["per_page"] == 10
    both = store.data("GET", "/catalog/products?include=images,variants,custom_fields&limit=250")
    assert len(both) > 10
    sofa = next(row for row in both if len(row["variants"]) > 1)
    assert sofa["custom_fields"] and sofa["images"]
    assert all(v["option_values"][0]["option_display_name"] == "Colour" for v in sofa["variants"])
    options = store.data("GET", f"/catalog/products/{sofa['id']}/options")
    labels = {value["label"] for value in options[0]["option_values"]}
    assert labels == {v["option_values"][0]["label"] for v in sofa["variants"]}
    assert "images" not in store.data("GET", f"/catalog/products/{sofa['id']}")


def test_filters_find_what_they_name(store, product):
    rows = store.data("GET", "/catalog/products?limit=250")
    first, second = rows[0], rows[1]

    def ids(query):
        return [row["id"] for row in store.data("GET", f"/catalog/products?{query}")]

    assert ids(f"id:in={first['id']},{second['id']}") == [first["id"], second["id"]]
    assert ids("sku=ST-1") == ids("sku:in=ST-1,none") == ids("name=Stool") == [product]
    assert product in ids("keyword=tool&limit=250")
    category = first["categories"][0]
    assert first["id"] in ids(f"categories:in={category}")
    assert product not in ids(f"categories:in={category}&limit=250")
    backwards = ids("sort=id&direction=desc&limit=250")
    assert backwards == sorted(backwards, reverse=True)
    assert set(store.data("GET", f"/catalog/products/{product}?include_fields=name")) == {
        "id", "name"}


def test_an_sku_of_a_variant_is_known_to_the_list_of_variants_alone(store):
    owner = next(row for row in store.data("GET", "/catalog/products?include=variants&limit=250")
                 if len(row["variants"]) > 1)
    sku = owner["variants"][-1]["sku"]
    assert store.data("GET", f"/catalog/products?sku:in={sku}") == []
    assert [row["product_id"] for row in store.data("GET", f"/catalog/variants?sku={sku}")] == [
        owner["id"]]
    assert store.data("GET", "/catalog/variants?sku=none") == []


def test_what_changed_since_a_moment_is_found(store, product):
    since = store.data("GET", f"/catalog/products/{product}")["date_modified"]
    quoted = urllib.parse.quote(since)
    found = store.data("GET", f"/catalog/products?date_modified:min={quoted}&limit=250")
    assert product in [row["id"] for row in found]
    assert store.data("GET", "/catalog/products?date_modified:min=2099-01-01T00:00:00Z") == []


def test_a_product_is_refused_with_its_reasons(store, product):
    empty = store.call("POST", "/catalog/products", {"name": "Bench", "type": "physical"})
    store.forget()
    assert empty.status_code == 422 and set(empty.json()["errors"]) == {"weight", "price"}
    twin = {"name": "Stool", "type": "physical", "weight": 1, "price": 1}
    assert store.call("POST", "/catalog/products", twin).status_code == 409
    assert store.call("PUT", f"/catalog/products/{product}",
                      {"categories": [999_999]}).status_code == 409


def test_a_batch_takes_ten_and_tells_which_failed(store, product):
    too_many = [{"id": product, "price": 1}] * 11
    assert store.call("PUT", "/catalog/products", too_many).status_code == 413
    store.forget()
    mixed = store.call("PUT", "/catalog/products",
                       [{"id": product, "price": 81}, {"id": 999_999, "price": 1}])
    assert mixed.status_code == 207 and list(mixed.json()["errors"]["errors"]) == ["1"]
    assert store.data("GET", f"/catalog/products/{product}")["price"] == 81


def test_a_deleted_product_is_gone_and_told(store, product, listener):
    store.data("POST", "/hooks", {"scope": "store/product/deleted", "destination": listener.url})
    assert store.call("DELETE", f"/catalog/products/{product}").status_code == 204
    assert store.call("GET", f"/catalog/products/{product}").status_code == 404
    listener.wait_for(lambda said: said.get("data", {}).get("id") == product)


def test_categories_stand_in_a_tree_of_two_levels(store):
    assert store.data("GET", "/catalog/trees")[0]["id"] == 1
    rows = store.data("GET", "/catalog/trees/categories?tree_id:in=1&limit=250")
    roots = {row["category_id"] for row in rows if row["parent_id"] == 0}
    assert roots and {row["parent_id"] for row in rows} - {0} == roots
    older = store.data("GET", "/catalog/categories?limit=250")
    assert [row["id"] for row in older] == [row["category_id"] for row in rows]
    assert store.data("GET", "/catalog/trees/categories?tree_id:in=7") == []
    assert store.data("GET", "/channels?available=true")[0]["type"] == "storefront"


def test_the_older_part_speaks_xml_unless_asked_for_json(store):
    assert store.call("GET", "/v2/store").json()["weight_units"] == "KGS"
    answer = httpx.get(f"{SANDBOX}/bigcommerce/api/stores/{store.hash}/v2/store",
                       headers={"X-Auth-Token": store.token})
    assert answer.text.startswith("<?xml")


# Pictures


def add(store, product, **fields):
    return store.data("POST", f"/catalog/products/{product}/images",
                      {"image_url": PICTURE} | fields)


def test_one_picture_is_the_thumbnail_until_it_is_deleted(store, product):
    first, second = add(store, product), add(store, product)
    assert (first["is_thumbnail"], second["is_thumbnail"]) == (True, False)
    third = add(store, product, is_thumbnail=True, description="The third")
    assert [i["id"] for i in store.images(product) if i["is_thumbnail"]] == [third["id"]]
    path = f"/catalog/products/{product}/images"
    store.data("PUT", f"{path}/{second['id']}", {"is_thumbnail": True})
    assert [i["id"] for i in store.images(product) if i["is_thumbnail"]] == [second["id"]]
    assert store.call("DELETE", f"{path}/{second['id']}").status_code == 204
    assert [i["is_thumbnail"] for i in store.images(product)] == [False, False]


def test_a_wanted_place_pushes_the_others_down(store, product):
    first, second = add(store, product, sort_order=0), add(store, product, sort_order=1)
    third = add(store, product, sort_order=0)
    shown = [(i["id"], i["sort_order"]) for i in store.images(product)]
    assert shown == [(third["id"], 0), (first["id"], 1), (second["id"], 2)]
    store.data("PUT", f"/catalog/products/{product}/images/{second['id']}", {"sort_order": 0})
    assert [i["id"] for i in store.images(product)] == [second["id"], third["id"], first["id"]]


def test_a_new_address_does_not_change_the_pixels(store, product):
    made = add(store, product)
    path = f"/catalog/products/{product}/images/{made['id']}"
    store.data("PUT", path, {"image_url": f"{SANDBOX}/static/samples/vase-white.jpg",
                             "description": "Words do change"})
    after = store.data("GET", path)
    assert (after["url_zoom"], after["description"]) == (made["url_zoom"], "Words do change")


@pytest.mark.parametrize("url, status", [
    ("http://127.0.0.1:9/none.jpg", 400),
    ("http://10.0.0.1/private.jpg", 400),
    (f"{SANDBOX}/static/samples/products.json", 422),
    (f"{PICTURE}?{'x' * 255}", 422)])
def test_what_is_no_picture_is_refused(store, product, url, status):
    answer = store.call("POST", f"/catalog/products/{product}/images", {"image_url": url})
    store.forget()
    assert answer.status_code == status and answer.json()["status"] == status
    assert store.images(product) == []


def test_pictures_are_uploaded_as_files_too(store, product, sofa):
    path = f"/catalog/products/{product}/images"
    made = store.data("POST", path, files={"image_file": ("a sofa.jpg", sofa, "image/jpeg")},
                      data={"description": "From a file", "sort_order": "3"})
    assert (made["description"], made["sort_order"]) == ("From a file", 3)
    assert httpx.get(made["url_standard"]).content == sofa
    bare = store.call("POST", path, files={"other": ("a.jpg", sofa, "image/jpeg")})
    store.forget()
    assert bare.json()["title"] == "image_url must be present if uploading by url"
    big = store.call("POST", path, files={"image_file": ("a.jpg", sofa + b"\0" * (8 << 20))})
    assert big.status_code == 422


def test_a_variant_has_one_picture(store, product):
    variant = store.data("GET", f"/catalog/products/{product}/variants")[0]
    path = f"/catalog/products/{product}/variants/{variant['id']}"
    made = [store.data("POST", f"{path}/image", {"image_url": PICTURE}) for _ in range(2)]
    assert store.data("GET", path)["image_url"] == made[1]["image_url"] != made[0]["image_url"]
    assert httpx.get(made[1]["image_url"]).content[:2] == b"\xff\xd8"
    assert store.images(product) == []


# Limits and faults


def test_calls_beyond_the_quota_wait_for_the_next_window():
    store = Store(quota=3, windowMs=1500, products="empty")
    token = control("POST", f"/bigcommerce/stores/{store.hash}/tokens", {})["access_token"]
    answers = [store.call("GET", "/catalog/products", token=token) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    left = [a.headers["x-rate-limit-requests-left"] for a in answers]
    assert left == ["2", "1", "0", "0"]
    assert 0 < int(answers[3].headers["x-rate-limit-time-reset-ms"]) <= 1500
    assert answers[3].headers["x-rate-limit-requests-quota"] == "3"
    until(lambda: store.call("GET", "/catalog/products", token=token).status_code == 200, 5,
          "the next window has begun")


def fault(store, kind, **wishes):
    control("POST", "/bigcommerce/faults", {"store": store.hash, "kind": kind} | wishes)


def test_faults_strike_as_often_as_ordered(store, product):
    lines, path = list(store.lines), f"/catalog/products/{product}"
    fault(store, "throttled", seconds=2)
    with pytest.raises(RateLimitingException):
        store.official().get("catalog/products")
    fault(store, "overload")
    assert "x-rate-limit-requests-left" not in store.call("GET", path).headers
    fault(store, "status", status=502, match="/v3/catalog", method="GET")
    assert store.call("GET", path).status_code == 502
    fault(store, "html")
    assert store.call("GET", path).text.lower().startswith("<!doctype html>")
    fault(store, "truncated")
    with pytest.raises(json.JSONDecodeError):
        store.call("GET", path).json()
    fault(store, "cut")
    with pytest.raises(httpx.TransportError):
        store.call("GET", path)
    fault(store, "wrong_product")
    assert store.data("GET", path)["id"] != product
    fault(store, "empty_page")
    page = store.call("GET", "/catalog/products").json()
    assert page["data"] == [] and page["meta"]["pagination"]["total"] > 0
    assert store.data("GET", path)["id"] == product
    store.lines[:] = lines


def test_work_is_done_although_the_answer_is_lost(store, product):
    fault(store, "cut_after_work", method="PUT")
    with pytest.raises(httpx.TransportError):
        store.call("PUT", f"/catalog/products/{product}", {"price": 7})
    assert store.data("GET", f"/catalog/products/{product}")["price"] == 7


# Hooks


@pytest.mark.parametrize("destination", [
    "http://app.example/hear", "https://app.example:8443/hear", "nowhere"])
def test_a_hook_leads_to_port_443(store, destination):
    answer = store.call("POST", "/hooks", {"scope": "store/product/updated",
                                           "destination": destination})
    store.forget()
    assert answer.status_code == 422 and "destination" in answer.json()["errors"]


def test_a_client_has_each_hook_once_and_ten_of_a_scope(store):
    def make(number):
        return store.call("POST", "/hooks", {"scope": "store/product/created",
                                             "destination": f"https://app.example/{number}"})
    assert [make(n).status_code for n in range(10)] == [200] * 10
    assert make(3).status_code == make(10).status_code == 422
    assert len(store.data("GET", "/hooks?limit=250")) == 10


def test_hooks_are_seen_by_the_client_that_made_them_only(store):
    made = store.data("POST", "/hooks", {"scope": "store/sku/updated",
                                         "destination": "https://app.example/hear"})
    other = control("POST", f"/bigcommerce/stores/{store.hash}/tokens", {})["access_token"]
    assert store.data("GET", "/hooks", token=other) == []
    store.forget()
    assert store.call("GET", f"/hooks/{made['id']}", token=other).status_code == 404
    assert store.data("GET", "/hooks")[0] | {"updated_at": 0} == made | {"updated_at": 0}


def test_a_hook_that_nobody_answers_is_switched_off(store, product):
    made = store.data("POST", "/hooks", {"scope": "store/product/*",
                                         "destination": f"{SANDBOX}/nothing/here"})
    store.data("PUT", f"/catalog/products/{product}", {"price": 3})
    until(lambda: not store.state()["hooks"][0]["is_active"], 60,
          "the hook is switched off")
    assert store.state()["deliveries"][-1]["outcome"] == "failed"
    assert store.data("PUT", f"/hooks/{made['id']}", {"is_active": True})["is_active"]


def test_news_is_lost_doubled_and_late_on_demand(store, product, listener):
    store.data("POST", "/hooks", {"scope": "store/product/updated", "destination": listener.url})
    path = f"/catalog/products/{product}"
    fault(store, "lost")
    store.data("PUT", path, {"price": 1})
    assert store.state()["deliveries"] == []
    fault(store, "late", seconds=2, match="store/product")
    store.data("PUT", path, {"price": 2})
    fault(store, "twice")
    store.data("PUT", path, {"price": 3})
    late, first, again = store.state()["deliveries"]
    assert first["event"] == again["event"] != late["event"]
    until(lambda: len(listener.heard) == 3, 20, "all is delivered")
    assert [h.json["hash"] for h in listener.heard] == [
        first["event"], first["event"], late["event"]]
