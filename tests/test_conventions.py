"""Habits the suite keeps for us."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "compliance", "training", "dashboards")


def action_modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "actions" in parts[1:] and "migrations" not in parts:
                yield ".".join(parts).removesuffix(".__init__")


ACTIONS = [
    function
    for name in action_modules()
    for function in vars(importlib.import_module(name)).values()
    if inspect.isfunction(function) and function.__module__ == name and not function.__name__.startswith("_")
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_actions_are_told_who_and_when_and_explain_themselves(action):
    parameters = inspect.signature(action).parameters

    assert parameters["at"].kind is inspect.Parameter.KEYWORD_ONLY
    assert inspect.getdoc(action)


def product_files():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def calls(path, name):
    return [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute) and node.attr == name
    ]


@pytest.mark.parametrize("path", [p for p in product_files() if "actions" in p.with_suffix("").parts], ids=str)
def test_actions_never_look_at_a_clock(path):
    for name in ("now", "today", "utcnow", "localdate", "localtime"):
        assert not calls(path, name), f"{path.name} reads the clock; take `at` instead"


@pytest.mark.parametrize("path", list(product_files()), ids=str)
def test_no_signals_and_no_saving_model_forms(path):
    text = path.read_text()

    assert "@receiver" not in text
    assert "pre_save" not in text and "post_save" not in text


# What reads a spreadsheet's cells or a calendar's own zone, and the one place that knows the institution's.
READS_DAYS = {
    "portal/core/words.py",
    "portal/core/samples.py",
    "compliance/incidents/clocks.py",
    "compliance/licensing/clock.py",
    "compliance/controls/files.py",
    "compliance/classification/engine/reading.py",
    "portal/core/sheetreader.py",
    "training/reading.py",
}


def test_the_day_of_a_moment_is_the_institutions():
    """A moment's own ``.date()`` is a day of London, which for an evening in New York is tomorrow."""
    for path in product_files():
        if str(path.relative_to(ROOT)) in READS_DAYS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not (node.args or node.keywords):
                assert node.func.attr != "date", f"{path.name}:{node.lineno} takes a day; say `as_day(moment)`"


def test_class_names_are_unique_across_compliance():
    names = [model.__name__ for model in apps.get_app_config("compliance").get_models()]

    assert len(names) == len(set(names))


def test_every_capability_lists_its_models():
    for path in ROOT.glob("compliance/*/models.py"):
        assert "__all__" in path.read_text(), path


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_hold_no_inline_script_or_style(path):
    text = path.read_text().lower()

    assert " style=" not in text
    assert "<style" not in text
    assert "onclick=" not in text
    assert "<script>" not in text


def test_no_path_of_a_machine_is_written_down():
    here = [path for path in ROOT.rglob("*") if path.suffix in {".py", ".html", ".md", ".toml", ".yaml", ".css", ".js"}]
    skipped = {".venv", "var", ".git", "node_modules"}
    for path in here:
        if skipped & set(path.relative_to(ROOT).parts) or "vendor" in path.parts:
            continue
        text = path.read_text(errors="replace")
        for bad in (str(ROOT) + "/", "/" + "home/"):
            assert bad not in text, f"{path} names {bad}"
