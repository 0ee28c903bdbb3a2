"""What the contract tests share: the sandbox, and keys of this test's own."""
import uuid
from pathlib import Path

import pytest
from surroundings import SHOP as SANDBOX
from surroundings import control

PUBLIC = Path(__file__).parents[2] / "public"


def new_key(vendor, **limits):
    key = uuid.uuid4().hex
    control("POST", "/keys", {"vendor": vendor, "key": key} | limits)
    return key


@pytest.fixture
def sofa():
    return (PUBLIC / "samples" / "sofa-white.jpg").read_bytes()


@pytest.fixture
def room():
    return (PUBLIC / "rooms" / "scandinavian-living-daylight.jpg").read_bytes()
