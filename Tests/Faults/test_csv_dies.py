"""Files whose check and import die again and again come whole, and nothing of them twice."""
import random
import re
import urllib.request
import uuid

from conftest import SITE, kill_worker, until

HEADINGS = "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"


def export(products, parts=2):
    """An export of Shopify's: a product's first row, and one for each further variant."""
    rows = [HEADINGS]
    for number in range(products):
        rows.append(f"sofa-{number},Sofa {number},Kind {number % 7},Size,S0,S-{number}-0,1{number}.50\n")
        rows += [f"sofa-{number},,,,S{part},S-{number}-{part},2{number}.50\n"
                 for part in range(1, parts + 1)]
    return "".join(rows)


def upload(merchant, text):
    """Sends a file; the address of the page that asks what its columns mean."""
    edge = uuid.uuid4().hex
    page = merchant.get("/products/import/csv")
    token = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    body = (f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="shop.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{text}\r\n--{edge}--\r\n").encode()
    request = urllib.request.Request(f"{SITE}/products/import/csv", body, {
        "Content-Type": f"multipart/form-data; boundary={edge}"})
    with merchant.web.open(request, timeout=60) as reply:
        return reply.geturl().removeprefix(SITE)


def begin_check(merchant, text):
    """Has a file checked with its columns as they were guessed; the address of its preview."""
    columns = upload(merchant, text)
    page = merchant.get(columns)
    chosen = dict(re.findall(
        r'<select[^>]*name="(column-\d+)".*?<option value="([^"]*)" selected', page, re.S))
    merchant.post(columns, columns, **chosen)
    return columns.removesuffix("/columns")


def is_checked(merchant):
    return merchant.ask("SELECT 1 FROM csv_import WHERE client_id = ACCOUNT AND state = 'checked'")


def rows_read(merchant):
    return int(merchant.ask("SELECT rows_read FROM csv_import WHERE client_id = ACCOUNT")[0][0])


def test_a_file_is_checked_whole_though_the_worker_dies_over_it(merchant):
    page = begin_check(merchant, export(25_000))
    for moment in (10_000, 40_000):
        until(lambda: rows_read(merchant) >= moment, 60, f"{moment} rows are read")
        kill_worker()
    until(lambda: is_checked(merchant), 90, "the file is checked")
    assert rows_read(merchant) == 75_000
    assert merchant.ask("""SELECT count(*), count(DISTINCT number), count(DISTINCT key),
        count(*) FILTER (WHERE outcome = 'new') FROM csv_row WHERE client_id = ACCOUNT""") == [
            ["75000", "75000", "25000", "25000"]]
    assert "25,000 new, 0 changed" in merchant.get(page)


def test_a_file_is_saved_whole_though_the_worker_dies_over_it(merchant):
    products = 2400
    page = begin_check(merchant, export(products))
    until(lambda: is_checked(merchant), 60, "the file is checked")
    merchant.post(page, page)

    def created():
        return int(merchant.ask("SELECT created FROM import_run WHERE client_id = ACCOUNT")[0][0])

    for moment in sorted(random.Random(1312).sample(range(1, products - 200), 6)):
        until(lambda: created() >= moment, 60, f"{moment} products are here")
        kill_worker()
    until(lambda: merchant.ask("""SELECT 1 FROM import_run WHERE client_id = ACCOUNT
        AND state = 'done'"""), 90, "the file is saved")
    assert merchant.ask("""SELECT created, updated, unchanged FROM import_run
        WHERE client_id = ACCOUNT""") == [[str(products), "0", "0"]]
    here = merchant.ask("""
        SELECT p.name, p.sku, p.price_minor, c.name,
          (SELECT string_agg(concat_ws(' ', v.options, v.sku, v.price_minor), ', ' ORDER BY v.sku)
           FROM variation v WHERE v.client_id = p.client_id AND v.product_id = p.id)
        FROM product p JOIN product_category pc ON pc.client_id = p.client_id
          AND pc.product_id = p.id
        JOIN category c ON c.client_id = p.client_id AND c.id = pc.category_id
        WHERE p.client_id = ACCOUNT""")
    assert sorted(here) == sorted([
        f"Sofa {n}", f"S-{n}-0", f"1{n}50", f"Kind {n % 7}",
        f"S0 S-{n}-0 1{n}50, S1 S-{n}-1 2{n}50, S2 S-{n}-2 2{n}50"] for n in range(products))
