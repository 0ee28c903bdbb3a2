"""A BigCommerce store from its control panel to the day it leaves, and those who have no way in."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from conftest import sign_up
from playwright.sync_api import expect
from surroundings import SHOP, SITE, account_of, control, sql
from test_journey import generate, import_all, open_sofa
from waiting import until

CLIENT = os.environ["SANDBOX_BIGCOMMERCE_CLIENT_ID"]
SECRET = os.environ["SANDBOX_BIGCOMMERCE_SECRET"]
SCOPES = 10


def new_shop(**wishes):
    name = "b" + uuid.uuid4().hex[:10]
    control("POST", "/bigcommerce/stores", {"hash": name} | wishes)
    return name


@pytest.fixture
def shop():
    return new_shop()


@pytest.fixture
def browser(chromium):
    """Opens further browsers, each with nothing in it."""
    contexts = []

    def open_browser():
        contexts.append(chromium.new_context(base_url=SITE))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield open_browser
    for context in contexts:
        context.close()


def state_of(shop):
    return control("GET", f"/bigcommerce/stores/{shop}")


def stores_of(merchant, what="state, identity, access"):
    return sql(f"""SELECT {what} FROM store
                   WHERE client_id = '{account_of(merchant["email"])}' ORDER BY connected_at""")


def panel(page, shop):
    page.goto(f"{SHOP}/bigcommerce/manage/{shop}/apps/epox")


def install(page, shop):
    panel(page, shop)
    page.get_by_test_id("install").click()
    page.wait_for_url("**/store/installation")


def connect(page, shop):
    install(page, shop)
    page.get_by_test_id("confirm-installation-btn").click()
    page.wait_for_url("**/store")


def connect_by_hand(page, shop, **wishes):
    made = control("POST", f"/bigcommerce/stores/{shop}/tokens", wishes)
    page.goto("/store/connect/bigcommerce")
    page.fill("[name=apiPath]", f"https://api.bigcommerce.com/stores/{shop}/v3/")
    page.fill("[name=accessToken]", made["access_token"])


def code_from(shop):
    """Where the panel sends a browser that installs the app, without going there."""
    place = urllib.parse.urlsplit(SHOP)
    call = http.client.HTTPConnection(place.netloc, timeout=20)
    call.request("POST", f"{place.path}/bigcommerce/manage/{shop}/apps/epox/install", "as=",
                 {"Content-Type": "application/x-www-form-urlencoded"})
    return call.getresponse().getheader("Location")


def hooks_stand(shop, count=SCOPES + 1):
    until(lambda: len(state_of(shop)["hooks"]) == count, 30, "the webhooks stand")


def letters(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def payload(shop, secret=SECRET, alg="HS256", **claims):
    now = int(time.time())
    head = letters(json.dumps({"alg": alg, "typ": "JWT"}).encode())
    body = letters(json.dumps({
        "aud": CLIENT, "iss": "bc", "iat": now, "nbf": now - 5, "exp": now + 86400,
        "sub": f"stores/{shop}", "user": {"id": 1, "email": "x@shop.example"}} | claims).encode())
    sign = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{letters(sign)}"


def status_of(address, headers=None, data=None):
    request = urllib.request.Request(SITE + address, data, headers or {})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_a_category_brings_its_products_and_no_others(page, merchant, shop):
    connect(page, shop)
    account, state = account_of(merchant["email"]), state_of(shop)
    until(lambda: len(sql(f"SELECT 1 FROM category WHERE client_id = '{account}'"))
          == len(state["categories"]), 30, "the category tree is here")
    category = next(iter(p["categories"][0] for p in state["products"] if p.get("categories")))
    below, size = {category}, 0
    while len(below) > size:
        size = len(below)
        below |= {c["id"] for c in state["categories"] if c["parent_id"] in below}
    wanted = sorted(str(p["id"]) for p in state["products"] if below & set(p["categories"]))
    page.goto("/products/import")
    page.locator(f"[name=category][value='{category}']").check()
    page.get_by_test_id("import-categories-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=60_000)
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=90_000)
    known = sql(f"SELECT external_id FROM product WHERE client_id = '{account}'")
    assert sorted(row[0] for row in known) == wanted and len(wanted) < len(state["products"])


def test_from_the_control_panel_to_a_published_picture_and_out(page, merchant, shop):
    install(page, shop)
    expect(page.get_by_test_id("installation-question")).to_contain_text("Lind & Co")
    assert stores_of(merchant) == []
    page.get_by_test_id("confirm-installation-btn").click()
    page.wait_for_url("**/store")
    assert stores_of(merchant) == [["connected", shop, "app"]]
    hooks_stand(shop)
    import_all(page)
    account = account_of(merchant["email"])
    products = state_of(shop)["products"]
    known = sql(f"SELECT external_id FROM product WHERE client_id = '{account}'")
    assert sorted(row[0] for row in known) == sorted(str(p["id"]) for p in products)
    assert sql(f"""SELECT count(*) > 0 FROM product WHERE client_id = '{account}'
                   AND attributes::text LIKE '%Colour%'""") == [["t"]]
    until(lambda: len(sql(f"SELECT 1 FROM category WHERE client_id = '{account}'"))
          == len(state_of(shop)["categories"]), 30, "the category tree is here")

    open_sofa(page)
    generate(page, 2)
    before = {image["id"]: image for image in state_of(shop)["images"]}
    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review")
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    page.keyboard.press("a")
    until(lambda: sql(f"SELECT state FROM synced_asset WHERE client_id = '{account}'")
          == [["verified"]], 90, "the store shows the picture")
    after = {image["id"]: image for image in state_of(shop)["images"]}
    new = [image for id, image in after.items() if id not in before]
    assert len(new) == 1 and not new[0]["is_thumbnail"] and new[0]["description"]
    assert {id: after[id]["is_thumbnail"] for id in before} == {
        id: image["is_thumbnail"] for id, image in before.items()}

    page.goto("/store")
    expect(page.get_by_test_id("synced-count")).to_have_text("1")
    page.get_by_test_id("remove-btn").first.click()
    page.locator("dialog[open]").get_by_test_id("confirm-remove-btn").click()
    until(lambda: {image["id"] for image in state_of(shop)["images"]} == set(before), 60,
          "the picture is out again")

    page.goto("/store")
    page.get_by_role("button", name="Disconnect").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Disconnect").click()
    page.wait_for_url("**/store")
    assert stores_of(merchant, "state, coalesce(credentials, '')") == [["disconnected", ""]]
    until(lambda: state_of(shop)["hooks"] == [], 30, "our webhooks are gone")


def test_a_thumbnail_that_is_taken_out_leaves_the_flag_to_another(page, merchant, shop):
    connect(page, shop)
    import_all(page)
    open_sofa(page)
    generate(page, 1)
    page.locator("a[href$='/review']").first.click()
    page.wait_for_url("**/review")
    expect(page.locator("[data-review][data-ready]")).to_be_visible()
    before = {image["id"] for image in state_of(shop)["images"]}
    page.keyboard.press("a")
    account = account_of(merchant["email"])
    until(lambda: sql(f"SELECT state FROM synced_asset WHERE client_id = '{account}'")
          == [["verified"]], 90, "the store shows the picture")
    ours = next(i for i in state_of(shop)["images"] if i["id"] not in before)
    token = control("POST", f"/bigcommerce/stores/{shop}/tokens", {})["access_token"]
    api = os.environ["EPOX_BIGCOMMERCE_API_URL"]
    change = urllib.request.Request(
        f"{api}/stores/{shop}/v3/catalog/products/{ours['product_id']}/images/{ours['id']}",
        json.dumps({"is_thumbnail": True}).encode(), method="PUT",
        headers={"X-Auth-Token": token, "Content-Type": "application/json",
                 "Accept": "application/json"})
    assert urllib.request.urlopen(change, timeout=20).status == 200
    page.goto("/store")
    page.get_by_test_id("remove-btn").first.click()
    page.locator("dialog[open]").get_by_test_id("confirm-remove-btn").click()

    def left():
        images = [i for i in state_of(shop)["images"] if i["product_id"] == ours["product_id"]]
        return images if ours["id"] not in {image["id"] for image in images} else None

    images = until(left, 60, "the picture is out again")
    assert sum(image["is_thumbnail"] for image in images) == 1


def test_a_token_made_by_hand_connects_too(page, merchant, shop):
    connect_by_hand(page, shop)
    page.get_by_test_id("test-connection-btn").click()
    expect(page.get_by_test_id("connection-success")).to_contain_text("BigCommerce")
    assert stores_of(merchant) == []
    page.get_by_test_id("save-connection-btn").click()
    page.wait_for_url("**/store")
    assert stores_of(merchant) == [["connected", shop, "token"]]
    hooks_stand(shop, SCOPES)
    # Nobody signs for a token: our own word alone proves the sender.
    import_all(page)
    name, product = f"Renamed {uuid.uuid4().hex[:6]}", state_of(shop)["products"][0]["id"]
    control("POST", f"/bigcommerce/stores/{shop}/touch", {"product": product, "rename": name})
    until(lambda: [name] in sql(f"""SELECT name FROM product
          WHERE client_id = '{account_of(merchant["email"])}'"""), 40, "the new name is here")


@pytest.mark.parametrize("path, scope, words", [
    ("not a path", None, "no store in this path"),
    (None, "store_v2_products_read_only store_v2_information_read_only", "may only read"),
    (None, "store_v2_products", "may not read"),
    ("stores/nosuchstore1", None, ""),
])
def test_what_is_wrong_with_a_token_is_told(page, merchant, shop, path, scope, words):
    connect_by_hand(page, shop, **({"scope": scope} if scope else {}))
    if path:
        page.fill("[name=apiPath]", path)
    page.get_by_test_id("save-connection-btn").click()
    expect(page.get_by_test_id("connection-error")).to_contain_text(words)
    assert stores_of(merchant) == []


def test_a_change_in_the_store_arrives(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    import_all(page)
    product, name = state_of(shop)["products"][0]["id"], f"Renamed {uuid.uuid4().hex[:6]}"
    control("POST", f"/bigcommerce/stores/{shop}/touch", {"product": product, "rename": name})
    until(lambda: [name] in sql(f"""SELECT name FROM product
          WHERE client_id = '{account_of(merchant["email"])}'"""), 40, "the new name is here")


def test_a_new_name_of_the_store_arrives(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    account = account_of(merchant["email"])
    sql(f"UPDATE store SET name = 'Before', currency = 'XXX' WHERE client_id = '{account}'")
    control("POST", f"/bigcommerce/stores/{shop}/news", {"scope": "store/information/updated"})
    until(lambda: stores_of(merchant, "name, currency") == [["Test store", "EUR"]], 40,
          "name and currency are here")


def test_hooks_that_were_switched_off_are_switched_on(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    control("POST", f"/bigcommerce/stores/{shop}/hooks", {"active": False})
    store, account = stores_of(merchant, "id")[0][0], account_of(merchant["email"])
    sql(f"""INSERT INTO job (client_id, kind, payload, unique_key) VALUES ('{account}',
            'keep-webhooks', jsonb_build_object('store', upper('{store}')), 'w/{store}')""")
    until(lambda: all(hook["is_active"] for hook in state_of(shop)["hooks"]), 30, "they are on")
    assert len(state_of(shop)["hooks"]) == SCOPES + 1


def test_a_store_that_uninstalls_us_is_let_go_and_comes_back(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    import_all(page)
    panel(page, shop)
    page.get_by_test_id("uninstall").click()
    until(lambda: stores_of(merchant)[-1][0] == "disconnected", 30, "the store is let go")
    connect(page, shop)
    assert [row[0] for row in stores_of(merchant)] == ["disconnected", "connected"]
    hooks_stand(shop)


def test_installing_again_replaces_the_token(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    before = stores_of(merchant, "id, credentials")
    connect(page, shop)
    after = stores_of(merchant, "id, credentials")
    assert len(after) == 1 and after[0][0] == before[0][0] and after[0][1] != before[0][1]
    assert stores_of(merchant) == [["connected", shop, "app"]]


def test_who_is_not_signed_in_signs_up_first(page, shop, browser):
    page = browser()
    panel(page, shop)
    page.get_by_test_id("install").click()
    page.wait_for_url("**/login?next=**")
    page.get_by_role("link", name="Create an account").click()
    email = f"m-{uuid.uuid4().hex[:12]}@shop.example"
    for field, value in (("name", "Mira Lind"), ("shop", "Lind & Co"), ("email", email),
                         ("password", "studio wall 2026 x")):
        page.fill(f"[name={field}]", value)
    page.get_by_test_id("sign-up-btn").click()
    page.wait_for_url("**/store/installation")
    page.get_by_test_id("confirm-installation-btn").click()
    page.wait_for_url("**/store")
    assert stores_of({"email": email}) == [["connected", shop, "app"]]


def test_an_installation_belongs_to_the_browser_it_came_with(page, merchant, shop, browser):
    install(page, shop)
    thief = browser()
    person = sign_up(thief)
    assert thief.goto("/store/installation").status == 409
    assert stores_of(person) == []
    expect(page.get_by_test_id("confirm-installation-btn")).to_be_visible()


def test_a_link_out_of_the_frame_works_once(page, merchant, shop, browser):
    address = code_from(shop)
    framed = urllib.request.Request(address, headers={"Sec-Fetch-Dest": "iframe"})
    with urllib.request.urlopen(framed, timeout=20) as reply:
        text = reply.read().decode()
        assert "Set-Cookie" not in reply.headers
        assert "frame-ancestors https://*.bigcommerce.com" in reply.headers["Content-Security-Policy"]
    assert 'target="_top"' in text
    link = re.search(r'href="(/store/installation/[^"]+)"', text).group(1)
    page.goto(link)
    page.wait_for_url("**/store/installation")
    expect(page.get_by_test_id("confirm-installation-btn")).to_be_visible()
    assert browser().goto(link).status == 409


def test_an_installation_that_is_old_or_used_up_connects_nothing(page, merchant, shop):
    install(page, shop)
    sql(f"""UPDATE store_installation SET created_at = now() - interval '11 minutes'
            WHERE shop = '{shop}'""")
    page.get_by_test_id("confirm-installation-btn").click()
    expect(page.get_by_test_id("error-message")).to_contain_text("older than ten minutes")
    assert stores_of(merchant) == []
    connect(page, shop)
    assert page.goto("/store/installation").status == 409


def test_a_callback_without_a_good_code_connects_nothing(page, merchant, shop):
    good = f"scope=store_v2_products&context=stores/{shop}"
    for query, status in (("", 400), (f"code=a&{good[:-11]}../v2", 400),
                          (f"code=guess&{good}", 409),
                          ("code=a&scope=x&context=stores/nosuchstore1", 409)):
        assert page.goto(f"/bigcommerce/auth?{query}").status == status
    assert page.goto("/store/installation").status == 409
    assert stores_of(merchant) == []


def test_a_code_works_once(page, merchant, shop):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    install(page, shop)
    address = next(url for url in sent if "/bigcommerce/auth?" in url)
    assert page.goto(address).status == 409
    # What waited is not lost by it.
    page.goto("/store/installation")
    expect(page.get_by_test_id("confirm-installation-btn")).to_be_visible()


def test_a_store_of_another_account_is_not_taken_over(page, merchant, shop, browser):
    connect(page, shop)
    other = browser()
    person = sign_up(other)
    install(other, shop)
    expect(other.get_by_test_id("connection-error")).to_contain_text("another account")
    assert other.get_by_test_id("confirm-installation-btn").count() == 0
    token = other.locator("meta[name=csrf-token]").get_attribute("content")
    assert other.request.post("/store/installation", form={"csrf": token}).status == 409
    assert stores_of(person) == []


def test_another_store_is_not_put_in_the_place_of_one(page, merchant, shop):
    connect(page, shop)
    install(page, new_shop())
    expect(page.get_by_test_id("connection-error")).to_contain_text("Disconnect it first")
    assert stores_of(merchant) == [["connected", shop, "app"]]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_an_owner_confirms(page, merchant, shop, role):
    sql(f"""UPDATE membership SET role = '{role}'
            WHERE client_id = '{account_of(merchant["email"])}'""")
    install(page, shop)
    expect(page.get_by_test_id("error-message")).to_contain_text("owner")
    assert page.request.post("/store/installation", form={}).status == 403
    assert stores_of(merchant) == []


def test_the_panel_opens_epox(page, merchant, shop):
    connect(page, shop)
    for button in ("open", "open-staff"):
        panel(page, shop)
        page.get_by_test_id(button).click()
        page.wait_for_url("**/store")
    panel(page, shop)
    page.get_by_test_id("remove").click()
    until(lambda: sql(f"""SELECT count(*) FROM audit_event WHERE action = 'store.user-removed'
          AND client_id = '{account_of(merchant["email"])}'""") == [["1"]], 20, "it is noted")
    address = f"/bigcommerce/load?signed_payload_jwt={payload(shop)}"
    framed = urllib.request.Request(SITE + address, headers={"Sec-Fetch-Dest": "iframe"})
    assert b'target="_top"' in urllib.request.urlopen(framed, timeout=20).read()


@pytest.mark.parametrize("spoilt", [
    {"secret": "guessed"}, {"alg": "none"}, {"alg": "RS256"}, {"aud": "another"}, {"iss": "me"},
    {"exp": 1}, {"nbf": 99999999999}, {"sub": "stores/../x"},
])
def test_a_forged_or_stale_payload_does_nothing(page, merchant, shop, spoilt):
    connect(page, shop)
    for act in ("load", "uninstall", "remove-user"):
        address = f"/bigcommerce/{act}?signed_payload_jwt={payload(shop, **spoilt)}"
        assert status_of(address) == 403
    assert stores_of(merchant) == [["connected", shop, "app"]]


def test_an_old_farewell_does_not_end_a_new_connection(page, merchant, shop):
    connect(page, shop)
    before = int(time.time()) - 3600
    address = f"/bigcommerce/uninstall?signed_payload_jwt={payload(shop, iat=before, nbf=before)}"
    assert status_of(address) == 200
    assert stores_of(merchant) == [["connected", shop, "app"]]
    assert status_of(f"/bigcommerce/uninstall?signed_payload_jwt={payload(shop)}") == 200


def test_a_farewell_leaves_a_token_made_by_hand(page, merchant, shop):
    connect_by_hand(page, shop)
    page.get_by_test_id("save-connection-btn").click()
    page.wait_for_url("**/store")
    assert status_of(f"/bigcommerce/uninstall?signed_payload_jwt={payload(shop)}") == 200
    assert stores_of(merchant) == [["connected", shop, "token"]]


def deliver(path, body, word, secret=SECRET, at=None):
    raw, second = json.dumps(body).encode(), str(int(at or time.time()))
    message = f"msg_1.{second}.".encode() + raw
    sign = base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()
    return status_of(path, {
        "Content-Type": "application/json", "X-Epox-Word": word, "webhook-id": "msg_1",
        "webhook-timestamp": second, "webhook-signature": f"v1,{sign}"}, raw)


def test_forged_news_is_turned_away_and_repeated_news_counts_once(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    path = f"/webhooks/stores/{stores_of(merchant, 'id')[0][0]}"
    word = state_of(shop)["hooks"][0]["headers"]["X-Epox-Word"]
    news = {"scope": "store/product/updated", "data": {"type": "product", "id": 1}, "hash": "h1",
            "created_at": 1767225599, "producer": f"stores/{shop}", "store_id": "1"}
    assert deliver(path, news, word, secret="guessed") == 401
    assert deliver(path, news, "guessed") == 401
    assert deliver(path, news, word, at=time.time() - 400) == 401
    for _ in range(3):
        assert deliver(path, news, word) == 200
    heard = sql(f"""SELECT count(*) FROM webhook_event WHERE external_id = '1'
                    AND client_id = '{account_of(merchant["email"])}'""")
    assert heard == [["1"]]


def test_old_news_of_a_farewell_does_not_end_a_new_connection(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    path = f"/webhooks/stores/{stores_of(merchant, 'id')[0][0]}"
    word = state_of(shop)["hooks"][0]["headers"]["X-Epox-Word"]
    now = int(time.time())
    for made, state in ((now - 3600, "connected"), (now, "disconnected")):
        news = {"scope": "store/app/uninstalled", "data": {}, "hash": f"h{made}",
                "created_at": made, "producer": f"stores/{shop}", "store_id": "1"}
        assert deliver(path, news, word) == 200
        assert stores_of(merchant) == [[state, shop, "app"]]


def test_the_sku_of_a_variant_finds_its_product(page, merchant, shop):
    owner, other = [p for p in state_of(shop)["products"] if len(p["variants"]) > 1][:2]
    connect(page, shop)
    page.goto("/products/import")
    page.fill("[name=entries]", "\n".join([
        owner["variants"][-1]["sku"], "no-such-thing", owner["variants"][0]["sku"], other["sku"]]))
    page.get_by_test_id("import-list-btn").click()
    expect(page.get_by_test_id("import-item")).to_have_count(2, timeout=60_000)
    expect(page.get_by_test_id("import-unknown")).to_contain_text("no-such-thing")
    page.get_by_test_id("confirm-import-btn").click()
    expected = sorted([[str(owner["id"])], [str(other["id"])]])
    until(lambda: sorted(sql(f"""SELECT external_id FROM product
          WHERE client_id = '{account_of(merchant["email"])}'""")) == expected, 60, "both are here")


def test_a_store_that_is_busy_or_breaks_is_waited_for(page, merchant):
    shop = new_shop()
    connect(page, shop)
    for kind, times in (("throttled", 2), ("empty_page", 1), ("truncated", 1), ("html", 1),
                        ("cut", 1)):
        control("POST", "/bigcommerce/faults", {"store": shop, "kind": kind, "times": times,
                                                "match": "/v3/catalog/products"})
    page.goto("/products/import")
    page.get_by_test_id("import-btn").click()
    page.get_by_test_id("confirm-import-btn").click(timeout=90_000)
    expect(page.get_by_text("The import is complete")).to_be_visible(timeout=120_000)
    known = sql(f"""SELECT external_id FROM product
                    WHERE client_id = '{account_of(merchant["email"])}'""")
    assert len(known) == len(state_of(shop)["products"])


def test_the_doctor_says_how_the_store_is(page, merchant, shop):
    connect(page, shop)
    hooks_stand(shop)
    page.goto("/store/doctor")
    page.get_by_test_id("examine-btn").click()
    expect(page.get_by_test_id("doctor-report")).to_have_attribute("data-status", "done",
                                                                   timeout=60_000)
    expect(page.get_by_test_id("doctor-report")).to_contain_text("Pictures can be published")
    expect(page.get_by_test_id("doctor-report")).to_contain_text("webhooks are active")
    control("DELETE", f"/bigcommerce/stores/{shop}/tokens")
    page.get_by_test_id("examine-btn").click()
    expect(page.get_by_test_id("doctor-report")).to_contain_text("Connect the store again",
                                                                 timeout=60_000)
