"""The arrows of the code base, all pointing down. A module imports only what is listed below it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STOREYS = [
    ("portal.urls", "portal.home", "portal.wsgi", "portal.asgi"),
    ("dashboards",),
    ("compliance.management",),
    ("compliance.urls", "compliance.models", "compliance.admin", "compliance.tasks", "compliance.workflows"),
    ("compliance.assurance",),
    ("compliance.incidents",),
    ("compliance.enduse",),
    ("compliance.plans",),
    ("compliance.licensing",),
    ("compliance.council",),
    ("compliance.screening",),
    ("compliance.classification",),
    ("compliance.controls",),
    ("compliance.remedies",),
    ("compliance.parties",),
    ("training",),
    ("portal.accounts",),
    ("portal.core",),
    ("portal",),
]
ROOMS = [
    "urls", "admin", "views", "tasks", "resources", "forms", "actions", "workflow", "queries", "policies", "models",
    "states",
]  # fmt: skip
# Django finds apps and the two collectors by name; they gather what is above them and hold nothing themselves.
GATHERERS = {"compliance", "compliance.apps", "compliance.collect", "portal.celery", "portal"}
# The people model asks the roles whether a second factor is due; both are plain tables of accounts.
SAME_FLOOR_READERS = {"readers", "waiting"}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in {"portal", "compliance", "training", "dashboards"} and "migrations" not in parts:
            yield ".".join(parts).removesuffix(".__init__"), path


MODULES = list(modules())
NAMES = {name for name, _ in MODULES}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in NAMES else node.module


def storey(name):
    for number, names in enumerate(STOREYS):
        if any(name == each or name.startswith(each + ".") for each in names):
            return number
    return None


def room(name):
    return next((ROOMS.index(part) for part in name.split(".")[1:] if part in ROOMS), None)


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_point_down(name, path):
    if name in GATHERERS:
        return
    here = storey(name)
    for target in imports(path):
        there = storey(target)
        if there is None or target in GATHERERS:
            continue
        assert there >= here, f"{name} imports {target}, which is above it"
        if there == here and None not in (room(name), room(target)):
            assert room(target) >= room(name), f"{name} imports {target}, which is above it"


def test_the_test_can_fail():
    assert storey("compliance.council.actions") > storey("compliance.licensing.guards")
    assert room("compliance.council.views") < room("compliance.council.actions.votes")


def test_nobody_imports_the_collector_of_models():
    for name, path in MODULES:
        assert name in GATHERERS or "compliance.models" not in set(imports(path)), name


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_modules_stay_small_and_say_what_they_are_for(name, path):
    text = path.read_text()

    assert len(text.splitlines()) <= 400, f"{name} is too long; split it by noun"
    assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{name} does not say what it is for"
