"""What the contract tests share: the sandbox, and keys of this test's own."""
import json
import os
import urllib.request
import uuid
from pathlib import Path

import pytest

SANDBOX = os.environ["EPOX_DEMO_STORE"]
SAMPLES = Path(__file__).parents[2] / "public" / "samples"


def control(method, path, body=None):
    request = urllib.request.Request(
        f"{SANDBOX}/_sandbox{path}", method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(reply.read() or b"null")


def new_key(vendor, **limits):
    key = uuid.uuid4().hex
    control("POST", "/keys", {"vendor": vendor, "key": key} | limits)
    return key


@pytest.fixture
def sofa():
    return (SAMPLES / "sofa-white.jpg").read_bytes()


@pytest.fixture
def room():
    folder = Path(__file__).parents[2] / "public" / "rooms"
    return (folder / "scandinavian-living-daylight.jpg").read_bytes()
