"""Google's own client talks to the sandbox's Gemini."""
import io

import pytest
from conftest import SANDBOX, control, new_key
from google import genai
from google.genai import errors, types
from PIL import Image

MODEL = "gemini-3.1-flash-image"


CLIENTS = []


def client(key=None, **limits):
    """A client that stays open: this one closes its connections when nobody holds it."""
    CLIENTS.append(genai.Client(
        api_key=key or new_key("gemini", **limits),
        http_options=types.HttpOptions(base_url=SANDBOX, timeout=60_000)))
    return CLIENTS[-1]


def wish(aspect="1:1", size="1K"):
    return types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=types.ImageConfig(aspect_ratio=aspect, image_size=size))


def parts(words, *pictures):
    return [words] + [types.Part.from_bytes(data=p, mime_type="image/jpeg") for p in pictures]


def picture(answer):
    found = [p.inline_data for p in answer.candidates[0].content.parts
             if p.inline_data and not p.thought]
    return Image.open(io.BytesIO(found[-1].data)), found[-1].mime_type


def test_models_are_listed():
    names = [model.name for model in client().models.list()]
    assert f"models/{MODEL}" in names
    assert client().models.get(model=MODEL).name == f"models/{MODEL}"


@pytest.mark.parametrize("aspect, ratio", [("1:1", 1), ("4:5", 0.8), ("16:9", 16 / 9)])
def test_a_picture_is_made_of_product_and_room(sofa, room, aspect, ratio):
    answer = client().models.generate_content(
        model=MODEL, contents=parts("Put the sofa into the room.", sofa, room),
        config=wish(aspect))
    made, mime = picture(answer)
    assert abs(made.width / made.height / ratio - 1) < 0.03
    assert Image.MIME[made.format] == mime
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.usage_metadata.candidates_token_count == 1120


def test_the_same_words_make_the_same_picture(sofa, room):
    made = [picture(client().models.generate_content(
        model=MODEL, contents=parts("Twice.", sofa, room), config=wish()))[0].tobytes()
        for _ in range(2)]
    assert made[0] == made[1]


def test_refusals_have_their_form(sofa):
    def ask(words):
        return client().models.generate_content(
            model=MODEL, contents=parts(words, sofa), config=wish())

    blocked = ask("#block")
    assert blocked.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    assert not blocked.candidates
    assert ask("#imagesafety").candidates[0].finish_reason == types.FinishReason.IMAGE_SAFETY
    assert ask("#noimage").candidates[0].finish_reason == types.FinishReason.NO_IMAGE
    assert ask("#textonly").text
    drafts = ask("#twodrafts").candidates[0].content.parts
    assert [bool(p.thought) for p in drafts if p.inline_data] == [True, False]


@pytest.mark.parametrize("words, code, status", [
    ("#quota", 429, "RESOURCE_EXHAUSTED"), ("#overload", 503, "UNAVAILABLE")])
def test_errors_have_their_form(words, code, status):
    with pytest.raises(errors.APIError) as raised:
        client().models.generate_content(model=MODEL, contents=words)
    assert (raised.value.code, raised.value.status) == (code, status)
    if code == 429:
        details = raised.value.details["error"]["details"]
        assert any(d.get("retryDelay") == "2s" for d in details)


def test_keys_models_and_limits():
    with pytest.raises(errors.ClientError) as raised:
        client("nobody").models.generate_content(model=MODEL, contents="x")
    assert raised.value.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    with pytest.raises(errors.ClientError) as raised:
        client().models.generate_content(model="gemini-1.0-pro", contents="x")
    assert raised.value.code == 404
    limited = client(perDay=1)
    limited.models.generate_content(model="gemini-3.5-flash", contents="x")
    with pytest.raises(errors.ClientError) as raised:
        limited.models.generate_content(model="gemini-3.5-flash", contents="x")
    violation = raised.value.details["error"]["details"][0]["violations"][0]
    assert "PerDay" in violation["quotaId"]


def test_a_picture_under_the_wrong_type_is_refused(sofa):
    part = types.Part.from_bytes(data=sofa, mime_type="image/webp")
    with pytest.raises(errors.ClientError) as raised:
        client().models.generate_content(model=MODEL, contents=["x", part], config=wish())
    assert raised.value.code == 400


def test_tokens_are_counted_and_answers_streamed():
    counted = client().models.count_tokens(model="gemini-3.5-flash", contents="a" * 400)
    assert counted.total_tokens == 100
    chunks = list(client().models.generate_content_stream(model="gemini-3.5-flash", contents="x"))
    assert "".join(chunk.text for chunk in chunks)


def test_the_sandbox_remembers_what_it_was_asked():
    key = new_key("gemini")
    client(key).models.generate_content(model="gemini-3.5-flash", contents="remember this")
    call = next(c for c in control("GET", "/models/gemini")["calls"] if c["key"] == key)
    assert call["prompt"] == "remember this" and call["status"] == 200
