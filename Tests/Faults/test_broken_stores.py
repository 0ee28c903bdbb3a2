"""Stores that break while their products are read: the page says so, and all of it comes later."""
import pytest
from conftest import control, make_shop, sql, until
from surroundings import SITE, mail_to

PRODUCTS = "/wp-json/wc/v3/products"

BREAKS = [
    {"kind": "garbage"},
    {"kind": "html"},
    {"kind": "lie"},
    {"kind": "truncated"},
    {"kind": "cut"},
    {"kind": "cut_in_body"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 403},
    {"kind": "status", "status": 429, "retryAfter": 1},
    {"kind": "maintenance", "retryAfter": 1},
]


def name_of(fault):
    return " ".join(str(value) for value in fault.values())


def begin(merchant):
    """Starts an import and gives the address of its page."""
    return merchant.start_import()


def state(merchant):
    return merchant.ask("""
        SELECT state FROM import_run WHERE client_id = ACCOUNT ORDER BY id DESC LIMIT 1""")[0][0]


def finish(merchant, seconds=90):
    until(lambda: state(merchant) in ("done", "failed"), seconds, "the import ends")
    assert state(merchant) == "done"


def check_catalogue(merchant, shop):
    """The catalogue has what the store has: nothing missing, nothing twice, nothing gone."""
    live = control("GET", f"/shops/{shop['name']}")["products"]
    ids = sorted(row[0] for row in merchant.ask("""
        SELECT external_id FROM product WHERE client_id = ACCOUNT AND gone_at IS NULL"""))
    assert ids == sorted(str(product["id"]) for product in live)
    variations = sorted(row[0] for row in merchant.ask("""
        SELECT external_id FROM variation WHERE client_id = ACCOUNT AND gone_at IS NULL"""))
    assert variations == sorted(
        str(one["id"]) for product in live for one in product["variations"])
    pictures = merchant.ask("""
        SELECT count(*), count(DISTINCT (product_id, external_id)) FROM product_picture
        WHERE client_id = ACCOUNT""")[0]
    shown = str(sum(len(product["imageIds"]) for product in live))
    assert pictures == [shown, shown]
    counted, gone = merchant.ask("""
        SELECT created + updated + unchanged, gone FROM import_run WHERE client_id = ACCOUNT
        ORDER BY id DESC LIMIT 1""")[0]
    assert (counted, gone) == (str(len(live)), "0")


@pytest.fixture(autouse=True)
def rest(merchant):
    """Leaves no work behind for the next test's worker."""
    yield
    merchant.ask("UPDATE job SET state = 'cancelled', leased_until = NULL WHERE client_id = ACCOUNT"
                 " AND state IN ('ready', 'running')")


@pytest.mark.parametrize("fault", BREAKS, ids=name_of)
def test_an_import_outlives_a_store_that_breaks(merchant, fault):
    shop = make_shop(130)
    merchant.connect(shop)
    # The first pages come; then an answer is of no use.
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "after": 2, "times": 1, **fault})
    page = merchant.look_at_store()
    until(lambda: "import-trouble" in merchant.get(page), 30, "the page tells of the trouble")
    merchant.start_import(page)
    finish(merchant)
    assert "import-trouble" not in merchant.get(page)
    check_catalogue(merchant, shop)


def test_products_that_were_not_asked_for_are_not_believed(merchant):
    shop = make_shop(60)
    merchant.connect(shop)
    page = merchant.look_at_store()
    until(lambda: state(merchant) == "preview", 90, "the store is looked at")
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "times": 2, "kind": "other"})
    merchant.start_import(page)
    finish(merchant)
    check_catalogue(merchant, shop)
    # News of one product, about which the store then tells another one's story.
    first = control("GET", f"/shops/{shop['name']}")["products"][0]["id"]
    before = merchant.ask("SELECT name, external_id FROM product WHERE client_id = ACCOUNT ORDER BY 2")
    control("POST", "/faults", {"shop": shop["name"], "path": f"{PRODUCTS}/{first}", "method": "GET",
                                "times": 0, "kind": "other"})
    control("POST", f"/shops/{shop['name']}/touch", {"product": first, "rename": "Renamed"})
    until(lambda: merchant.ask("""SELECT 1 FROM job WHERE client_id = ACCOUNT
        AND kind = 'refresh-product' AND state = 'ready' AND attempts > 0"""), 60, "it was tried")
    assert merchant.ask(
        "SELECT name, external_id FROM product WHERE client_id = ACCOUNT ORDER BY 2") == before
    control("DELETE", f"/faults?shop={shop['name']}")
    until(lambda: merchant.ask("""SELECT 1 FROM product WHERE client_id = ACCOUNT
        AND name = 'Renamed'"""), 60, "the right answer is believed")


def test_an_import_outlives_a_store_that_breaks_at_its_variations(merchant, shop):
    merchant.connect(shop)
    live = control("GET", f"/shops/{shop['name']}")["products"]
    varied = [product["id"] for product in live if product["variations"]]
    assert varied
    control("POST", "/faults", {"shop": shop["name"], "times": 2, "kind": "garbage",
                                "path": f"{PRODUCTS}/{varied[-1]}/variations"})
    begin(merchant)
    finish(merchant)
    check_catalogue(merchant, shop)


def test_a_noisy_store_is_read_as_any_other(merchant):
    shop = make_shop(60)
    control("POST", "/faults", {"shop": shop["name"], "path": "/wp-json", "times": 0,
                                "kind": "noise"})
    merchant.connect(shop)
    page = begin(merchant)
    finish(merchant)
    assert "import-trouble" not in merchant.get(page)
    check_catalogue(merchant, shop)


def test_a_store_that_suddenly_shows_nothing_takes_nothing_away(merchant):
    shop = make_shop(60)
    merchant.connect(shop)
    begin(merchant)
    finish(merchant)
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "after": 1, "times": 2, "kind": "lie"})
    begin(merchant)
    finish(merchant)
    check_catalogue(merchant, shop)


def test_keys_that_were_revoked_end_the_import_with_a_sentence(merchant):
    shop = make_shop(60)
    merchant.connect(shop)
    # A call that goes well after the one that was refused would say that the store is back.
    until(lambda: merchant.ask("""
        SELECT 1 FROM store WHERE client_id = ACCOUNT AND array_length(webhook_ids, 1) > 0"""),
          30, "the webhooks are there")
    control("POST", "/faults", {"shop": shop["name"], "path": PRODUCTS, "method": "GET",
                                "after": 3, "times": 0, "kind": "status", "status": 401})
    page = begin(merchant)
    until(lambda: state(merchant) == "failed", 30, "the import ends")
    assert "refused the call (status 401)" in merchant.get(page)
    assert "Needs reconnection" in merchant.get("/store")
    told = mail_to(merchant.email, about="until you connect it again")
    assert f"{SITE}/store/connect" in told
    assert sql(f"SELECT 1 FROM job WHERE client_id = '{merchant.client}' AND state = 'parked'")


def let_few_calls_through(shop, every, times):
    """Refuses one of so many calls for products or variations, as a small host does."""
    for number in range(1, times + 1):
        control("POST", "/faults", {
            "shop": shop["name"], "path": PRODUCTS, "method": "GET", "kind": "status",
            "status": 429, "retryAfter": 1, "after": number * every - 1, "times": 1})


def varied(shop):
    live = control("GET", f"/shops/{shop['name']}")["products"]
    return [product["id"] for product in live if product["variations"]]


def test_an_import_ends_though_no_screenful_comes_in_one_piece(merchant, shop):
    assert len(varied(shop)) >= 2, "a screenful takes more calls than pass in a row"
    merchant.connect(shop)
    page = merchant.look_at_store()
    until(lambda: state(merchant) == "preview", 60, "the store is looked at")
    let_few_calls_through(shop, every=3, times=40)
    merchant.start_import(page)
    finish(merchant, 150)
    check_catalogue(merchant, shop)


def test_a_sweep_ends_though_no_page_comes_in_one_piece(merchant, shop):
    merchant.connect(shop)
    begin(merchant)
    finish(merchant)
    changed = varied(shop)
    for product in changed:
        control("POST", f"/shops/{shop['name']}/touch",
                {"product": product, "rename": f"Swept {product}", "silent": True})
    let_few_calls_through(shop, every=3, times=40)
    store, before = merchant.ask(
        "SELECT id, swept_until FROM store WHERE client_id = ACCOUNT")[0]
    merchant.ask(f"""
        INSERT INTO job (client_id, kind, payload, unique_key)
        VALUES (ACCOUNT, 'sweep-store', jsonb_build_object('store', upper('{store}')),
          'sweep/{store}') RETURNING id""")
    until(lambda: merchant.ask(f"""
        SELECT 1 FROM store WHERE client_id = ACCOUNT AND swept_until > '{before}'"""),
          150, "the sweep is over")
    names = {row[0] for row in merchant.ask("SELECT name FROM product WHERE client_id = ACCOUNT")}
    assert names >= {f"Swept {product}" for product in changed}
