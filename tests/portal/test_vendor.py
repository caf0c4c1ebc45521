"""What others wrote lies here as they published it, and nothing in it looks like a government."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PLACES = (ROOT / "portal" / "static" / "vendor", ROOT / "tests" / "vendor")


def packages():
    return [(place, row) for place in PLACES for row in json.loads((place / "VENDOR.json").read_text())]


@pytest.mark.parametrize(("place", "package"), packages())
def test_every_file_is_the_one_that_was_taken(place, package):
    for name, digest in package["files"].items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("place", PLACES, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_file_belongs_to_a_package_with_version_and_licence(place):
    rows = json.loads((place / "VENDOR.json").read_text())
    listed = {name for row in rows for name in row["files"]}
    present = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()} - {"VENDOR.json"}

    assert present == listed
    assert all(row["version"] and row["licence"] and row["integrity"] for row in rows)


@pytest.mark.parametrize("package", [row for _, row in packages()], ids=lambda each: each["name"])
def test_every_package_brings_its_licence(package):
    assert any(name.endswith("LICENSE.txt") for name in package["files"])


def test_the_design_system_keeps_nothing_of_one_government():
    css = (PLACES[0] / "govuk" / "govuk-frontend.min.css").read_text()

    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "url(" not in css
    assert not [
        path for path in PLACES[0].rglob("*") if path.suffix in {".png", ".ico", ".woff"} or "crest" in path.name
    ]
