"""Accounts that work with paid engines, and the paid engines that the sandbox plays."""
import io
import os
import uuid
from pathlib import Path

import httpx
from surroundings import SITE, control, sql
from waiting import until

MODEL = os.environ.get("EPOX_GEMINI_MODEL", "gemini-3.1-flash-image")
FALLBACK = os.environ["EPOX_GEMINI_FALLBACK_MODEL"]
READER = os.environ.get("EPOX_GEMINI_ANALYSIS_MODEL", "gemini-3.5-flash")
SOFA = Path(__file__).parents[2] / "public" / "samples"
PLAIN = next(p for p in sorted(SOFA.rglob("*.jpg")) if "sofa" in p.name)


def heal():
    """Engines that are well, and that nobody has asked for anything."""
    for vendor in ("gemini", "remove.bg"):
        control("DELETE", f"/models/{vendor}")
    sql("UPDATE engine_health SET failures = 0, closed_until = NULL, kind = NULL, reason = NULL")


def fault(kind, vendor="gemini", **more):
    control("POST", "/faults", {"vendor": vendor, "kind": kind} | more)


def calls(vendor="gemini"):
    """What a vendor was asked for; reading what is in a product's photo and looking whether the
    vendor is there come on their own time."""
    return [call for call in all_calls(vendor) if call["model"] not in ("", READER)]


def all_calls(vendor="gemini"):
    return control("GET", f"/models/{vendor}")["calls"]


class Shopper:
    """An account that works with paid engines, with one product of its own."""

    def __init__(self, merchant, pictures="ai", cut_outs="built-in", when_away="wait", name=None,
                 file=None, **fields):
        self.merchant = merchant
        self.file = file or PLAIN.read_bytes()
        self.name = name or f"Halden {uuid.uuid4().hex[:8]}"
        self.product, self.picture = self.upload(**fields)
        # Looked at before Gemini is chosen, or it would be asked about the picture in between.
        until(lambda: self.merchant.ask(
            f"SELECT 1 FROM picture_sight WHERE picture_id = '{self.picture}'"), 90, "a look at it")
        self.choose(pictures, cut_outs, when_away)

    def choose(self, pictures, cut_outs, when_away):
        self.merchant.ask("""UPDATE person SET verified_at = now() WHERE id IN (
            SELECT person_id FROM membership WHERE client_id = ACCOUNT)""")
        self.merchant.post("/settings/engines", "/settings/engines", pictures=pictures,
                           cutOuts=cut_outs, whenAway=when_away)

    def upload(self, name=None, file=None, **fields):
        """Adds a product by hand; gives its key and that of its picture."""
        jar = {cookie.name: cookie.value for cookie in self.merchant.cookies}
        page = self.merchant.get("/products/new")
        token = page.split('name="csrf" value="')[1].split('"')[0]
        answer = httpx.post(
            SITE + "/products", cookies=jar, timeout=30,
            data={"csrf": token, "name": name or self.name} | fields,
            files={"pictures": ("sofa.jpg", file or self.file, "image/jpeg")})
        product = answer.headers["location"].rsplit("/", 1)[1]
        picture = until(lambda: self.merchant.ask(
            f"SELECT id FROM product_picture WHERE product_id = '{product}' AND state = 'ready'"),
            30, "the product's picture is ready")[0][0]
        return product, picture

    def order(self, variants=1, aspect="1:1", mood="daylight"):
        flow = str(uuid.uuid4())
        self.merchant.post(
            f"/studio/{self.product}", f"/studio/{self.product}", flow=flow, picture=self.picture,
            sceneType="scandinavian-living", mood=mood, aspect=aspect, variants=str(variants))
        return flow

    def assets(self, flow):
        rows = self.merchant.ask(f"""
            SELECT state, coalesce(engine, ''), coalesce(source, ''), coalesce(reason, ''),
              coalesce(width::float / height, 0), coalesce(original, '')
            FROM asset WHERE flow_id = '{flow}' ORDER BY variant""")
        names = ("state", "engine", "source", "reason", "ratio", "original")
        return [dict(zip(names, row)) for row in rows]

    def finished(self, flow, seconds=60):
        def done():
            assets = self.assets(flow)
            return assets if all(a["state"] != "pending" for a in assets) else None
        return until(done, seconds, "all pictures are made or given up")

    def waiting(self, flow, seconds=30):
        return until(lambda: [a for a in self.assets(flow) if a["reason"] and
                              a["state"] == "pending"], seconds, "a picture waits")

    def one(self, **order):
        return self.finished(self.order(**order))[0]

    def change(self, flow, wish):
        first = self.merchant.ask(
            f"SELECT id FROM asset WHERE flow_id = '{flow}' ORDER BY variant")[0][0]
        self.merchant.post(f"/assets/{first}", f"/assets/{first}/change", wish=wish)
        return self.finished(flow)

    @property
    def credits(self):
        return int(self.merchant.ask(
            "SELECT credits FROM credit_balance WHERE client_id = ACCOUNT")[0][0])

    def ledger(self):
        return [row[0] for row in self.merchant.ask(
            "SELECT state FROM engine_call WHERE client_id = ACCOUNT ORDER BY id")]


def well_again():
    """Whatever was ordered to go wrong is over, and whoever waits tries at once."""
    control("DELETE", "/faults?vendor=gemini")
    hurry()


def hurry():
    sql("UPDATE engine_health SET closed_until = now() WHERE closed_until IS NOT NULL")
    sql("UPDATE job SET run_at = now() WHERE state = 'ready' AND kind = 'generate-picture'")


def original(asset):
    """The file of a picture as it is kept."""
    name = asset["original"]
    return (Path(os.environ["EPOX_BLOBS"]) / name[:2] / name).read_bytes()


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
