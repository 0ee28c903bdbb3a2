"""What a plan has no room for is answered with 402 and with what to do, at every door."""
import pytest
from playwright.sync_api import expect
from conftest import token_of
from test_journey import connect, import_all
from waiting import until
from surroundings import SITE, account_of, give_plan, sql
from test_spending import Shelf


class Doors:
    """The ways in which somebody brings more, as forms and programs do."""

    def __init__(self, page, email):
        self.web, self.shelf, self.client = page.request, Shelf(email), account_of(email)
        self.token = token_of(page)
        sql(f"UPDATE person SET verified_at = now() WHERE email = '{email}'")

    def fill(self, kind, most):
        """Brings as much as the plan has room for."""
        sql(f"""SET epox.client_id = '{self.client}';""" + {
            "products": f"""INSERT INTO product (client_id, id, source, name)
                SELECT '{self.client}', gen_random_uuid(), 'uploaded', 'Chair ' || n
                FROM generate_series(2, {most}) n""",
            "seats": f"""INSERT INTO invitation (client_id, id, token_hash, email, role,
                  expires_at, invited_by)
                SELECT '{self.client}', gen_random_uuid(),
                  sha256(gen_random_uuid()::text::bytea), n || '@x.example', 'editor', now() + interval '1 day',
                  (SELECT person_id FROM membership WHERE client_id = '{self.client}')
                FROM generate_series(2, {most}) n""",
            "pictures": f"""INSERT INTO product_picture (client_id, id, product_id, state, original,
                  large, thumb, position)
                SELECT '{self.client}', gen_random_uuid(), '{self.shelf.product}', 'ready', 'a',
                  'a', 'a', n FROM generate_series(2, {most}) n"""}[kind])

    def knock(self, kind):
        if kind == "pictures":
            return self.web.post(f"{SITE}/api/v1/flows", headers={"X-CSRF-Token": self.token}, data={
                "product_id": self.shelf.product, "room": "modern-living", "mood": "daylight",
                "variants": 1})
        path, fields = {
            "products": ("/products", {"name": "One more"}),
            "seats": ("/settings/team/invitations", {
                "email": f"{self.client}@more.example", "role": "editor"})}[kind]
        sent = {"csrf": self.token} | fields
        return self.web.post(SITE + path, **(
            {"multipart": sent} if kind == "products" else {"form": sent}))


@pytest.mark.parametrize("kind, most, word", [
    ("products", 25, "25 products"), ("seats", 5, "5 people"), ("pictures", 1000, "1,000 pictures")])
def test_a_full_plan_says_what_to_do_and_a_larger_one_lets_in(page, merchant, kind, most, word):
    doors = Doors(page, merchant["email"])
    doors.fill(kind, most)
    refused = doors.knock(kind)
    assert refused.status == 402
    assert f"room for {word}" in refused.text() and "larger plan" in refused.text()
    give_plan(doors.client, "enterprise")
    assert doors.knock(kind).ok


def test_an_import_brings_no_more_pictures_than_the_plan_holds(page, merchant, shop):
    doors = Doors(page, merchant["email"])
    doors.fill("pictures", 990)
    connect(page, shop)
    import_all(page)
    until(lambda: sql(f"""SELECT 1 FROM product_picture WHERE client_id = '{doors.client}'
        AND state = 'pending'""") == [], 60, "all pictures are here or left out")
    kept, left_out = sql(f"""
        SELECT count(*) FILTER (WHERE state = 'ready'),
          count(*) FILTER (WHERE reason LIKE '%room for 1,000 pictures%')
        FROM product_picture WHERE client_id = '{doors.client}' AND removed_at IS NULL""")[0]
    assert kept == "1000" and int(left_out) > 0


def test_plans_say_how_much_would_not_fit(page, merchant):
    doors = Doors(page, merchant["email"])
    give_plan(doors.client, "enterprise")
    doors.fill("products", 40)
    doors.fill("seats", 7)
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("excess-free")).to_contain_text(
        "15 products, 2 people more than Free holds. All of it stays")
    expect(page.get_by_test_id("excess-business")).to_have_count(0)
