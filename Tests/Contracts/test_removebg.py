"""remove.bg's wire, as the sandbox answers it."""
import base64
import io

import httpx
import pytest
from conftest import SANDBOX, new_key
from PIL import Image


def post(key, files=None, **fields):
    headers = {"X-Api-Key": key} if key else {}
    accept = fields.pop("accept", None)
    if accept:
        headers["Accept"] = accept
    return httpx.post(f"{SANDBOX}/v1.0/removebg", headers=headers, data=fields, files=files,
                      timeout=60)


def file(bytes_, name="sofa.jpg"):
    return {"image_file": (name, bytes_, "image/jpeg")}


def credits(key):
    answer = httpx.get(f"{SANDBOX}/v1.0/account", headers={"X-Api-Key": key})
    return answer.json()["data"]["attributes"]["credits"]["total"]


def test_a_preview_is_small_and_cheap(sofa):
    key = new_key("remove.bg", credits=5)
    answer = post(key, file(sofa))
    made = Image.open(io.BytesIO(answer.content))
    assert made.mode == "RGBA" and 240_000 < made.width * made.height < 260_000
    assert answer.headers["X-Width"] == str(made.width)
    assert answer.headers["X-Credits-Charged"] == "0.25" and credits(key) == 4.75


@pytest.mark.parametrize("kind, mode", [("png", "PNG"), ("webp", "WEBP")])
def test_the_full_size_costs_a_credit(sofa, kind, mode):
    key = new_key("remove.bg", credits=5)
    answer = post(key, file(sofa), size="full", type="product", format=kind)
    made = Image.open(io.BytesIO(answer.content))
    assert made.size == Image.open(io.BytesIO(sofa)).size and made.format == mode
    assert made.getpixel((2, 2))[3] == 0 and made.getpixel((made.width // 2, made.height // 2))[3]
    assert float(answer.headers["X-Credits-Charged"]) == 1 and credits(key) == 4


def test_json_carries_the_picture_as_text(sofa):
    answer = post(new_key("remove.bg"), image_file_b64=base64.b64encode(sofa).decode(),
                  accept="application/json")
    assert Image.open(io.BytesIO(base64.b64decode(answer.json()["data"]["result_b64"])))


@pytest.mark.parametrize("fields, code", [
    ({}, "missing_source"), ({"image_url": "https://shop.example/a.jpg"}, "failed_image_download"),
    ({"image_file_b64": "AAAA"}, "failed_to_read_image"),
    ({"image_file_b64": "AAAA", "image_url": "https://x.example"}, "multiple_sources"),
    ({"image_file_b64": "AAAA", "size": "huge"}, "invalid_size"),
])
def test_what_makes_no_sense_is_named(fields, code):
    answer = post(new_key("remove.bg"), **fields)
    assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == code


def test_without_a_subject_there_is_no_picture(sofa):
    answer = post(new_key("remove.bg"), file(sofa, "nofg.jpg"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {
        "title": "Could not identify foreground in image.", "code": "unknown_foreground"}


def test_keys_and_credits(sofa):
    assert post(None, file(sofa)).json() == {"errors": [{"title": "Missing API Key"}]}
    assert post("nobody", file(sofa)).status_code == 403
    assert post("nocredit", file(sofa)).status_code == 402
    poor = new_key("remove.bg", credits=0.5)
    assert post(poor, file(sofa), size="full").status_code == 402 and credits(poor) == 0.5


def test_the_rate_is_limited(sofa):
    key = new_key("remove.bg", perMinute=1)
    assert post(key, file(sofa)).headers["X-RateLimit-Remaining"] == "0"
    answer = post(key, file(sofa))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
