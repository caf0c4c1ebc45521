"""The components: each renders, each is in the catalogue, none leans on a style attribute or on JavaScript."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.urls import reverse

from portal.core import samples
from portal.core.interface import Entry, Row, Step, Tab, Task

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
CATALOGUE = (ROOT / "docs" / "interface.md").read_text().split("## Components")[1].split("## Filters")[0]
INNER = {  # parts of other components and of the bases; nobody includes them from a page
    "chart_table", "demo_banner", "field_words", "fields", "filters", "footer", "header", "mark", "message", "rail",
    "waiting_item",
}  # fmt: skip


def components():
    return sorted((TEMPLATES / "components").glob("*.html"))


def parameters(text):
    """Read the names from "a, [b], c: list of things": what stands before the first full stop, without brackets."""
    head = re.split(r"\. [A-Z]|[:;]", text)[0]
    return [re.sub(r"\W", "", name) for name in head.split(",")]


def declared(path):
    return re.match(r"\{# takes: (.*?) #\}", path.read_text())[1]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda each: str(each.relative_to(TEMPLATES)))
def test_every_template_can_be_read(path):
    try:
        get_template(str(path.relative_to(TEMPLATES)))
    except TemplateSyntaxError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("path", components(), ids=lambda each: each.stem)
def test_every_component_says_what_it_takes(path):
    assert declared(path)


@pytest.mark.parametrize("path", [each for each in components() if each.stem not in INNER], ids=lambda each: each.stem)
def test_the_catalogue_names_every_component_with_its_parameters(path):
    row = re.search(rf"^\| `{path.stem}` \| (.*?) \|", CATALOGUE, re.MULTILINE)

    assert row, f"docs/interface.md does not name {path.stem}"
    assert parameters(row[1]) == parameters(declared(path))


def test_the_catalogue_names_no_component_that_is_not_there():
    named = set(re.findall(r"^\| `(\w+)` \|", CATALOGUE, re.MULTILINE))

    assert named == {path.stem for path in components()} - INNER


def includes():
    for path in sorted(TEMPLATES.rglob("*.html")):
        for name, rest in re.findall(r"\{% include \"components/(\w+)\.html\"(.*?)%\}", path.read_text(), re.DOTALL):
            yield path.relative_to(TEMPLATES), name, rest


def test_components_are_given_what_they_take_and_nothing_else():
    faults = []
    for page, name, rest in includes():
        given = set(re.findall(r"(\w+)=", re.sub(r"\"[^\"]*\"|'[^']*'", '""', rest)))
        more = given - set(parameters(declared(TEMPLATES / "components" / f"{name}.html")))
        if more or rest.split()[-1] != "only":
            faults.append(f"{page} gives {name} {sorted(more) or 'everything'}")

    assert not faults, "\n".join(faults)


@pytest.mark.django_db
def test_the_gallery_shows_them_all():
    html = Client().get(reverse("components-gallery")).content.decode()

    for name in ("fl-table", "fl-timeline", "fl-moves", "fl-waiting", "fl-steps", "fl-stat", "fl-bars", "fl-columns"):
        assert name in html
    assert " style=" not in html
    assert "Waiting for the researcher" in html


@pytest.mark.parametrize("tone", ["quiet", "moving", "waiting", "stopped", "done"])
def test_a_state_is_told_in_words_and_by_a_sign(tone):
    html = render_to_string("components/state_tag.html", {"state": "x", "label": "On hold", "tone": tone})

    assert "On hold" in html
    assert f"fl-tag--{tone}" in html
    assert "<svg" in html


def test_a_tone_left_out_is_found_by_the_state():
    assert "fl-tag--stopped" in render_to_string("components/state_tag.html", {"state": "held", "label": "On hold"})


def test_an_open_move_is_a_link_and_a_closed_one_says_why():
    html = render_to_string(
        "components/moves.html", {"offers": samples.values()["offers"], "base": "/cases/FL-2026-00042/"}
    )

    assert 'href="/cases/FL-2026-00042/approve/"' in html
    assert "You cannot refer your own case." in html
    assert "/refer/" not in html


def test_moves_can_lead_where_the_page_says():
    html = render_to_string(
        "components/moves.html", {"offers": samples.values()["offers"], "urls": {"approve": "/elsewhere/"}}
    )

    assert 'href="/elsewhere/"' in html


def test_the_same_things_can_be_dicts():
    as_objects = render_to_string("components/steps.html", {"steps": [Step(label="Parties", state="current")]})
    as_dicts = render_to_string("components/steps.html", {"steps": [{"label": "Parties", "state": "current"}]})

    assert as_objects == as_dicts
    assert 'aria-current="step"' in as_dicts


def test_a_fact_that_is_missing_is_said_in_words():
    html = render_to_string("components/summary_list.html", {"rows": [("End user", ""), Row(key="Item", value=0)]})

    assert "Not given" in html
    assert ">0<" in html.replace(" ", "").replace("\n", "")


def test_dates_are_written_out(now):
    html = render_to_string("components/timeline.html", {"entries": [Entry(at=now, title="Submitted", who="Ada")]})

    assert "1 July 2026 at 05:00" in html
    assert 'datetime="2026-07-01T09:00:00+00:00"' in html


def test_a_clock_that_stands_says_why(now):
    html = render_to_string(
        "components/waiting.html", {"who": "Ines Falk", "until": now.date(), "paused": "She was asked.", "now": now}
    )

    assert "Waiting for Ines Falk" in html
    assert "Until" in html and "1 July 2026" in html and "due today" in html
    assert "The clock stands." in html


def test_a_figure_that_is_kept_back_is_not_in_the_page():
    html = render_to_string("components/stat.html", {"figure": 7, "label": "Refused", "suppressed": True})

    assert "Kept back" in html
    assert "7" not in re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize("component", ["notice", "empty", "page_header", "task_list", "tabs", "file"])
def test_what_people_typed_is_escaped(component):
    evil = "<script>alert(1)</script>"
    attachment = SimpleNamespace(name=evil, content_type=evil, size=1, get_absolute_url="/")
    tasks, tabs = [Task(title=evil, hint=evil, status=evil)], [Tab(label=evil, url="/")]

    html = render_to_string(
        f"components/{component}.html",
        {"title": evil, "text": evil, "caption": evil, "reference": evil, "label": evil, "attachment": attachment}
        | {"tasks": tasks, "items": tabs, "note": evil},
    )

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("base", ["base.html", "base_ask.html", "base_public.html"])
def test_every_base_has_a_language_a_way_past_the_header_and_one_main(base, rf):
    request = rf.get("/")
    request.user = SimpleNamespace(is_authenticated=False)

    html = render_to_string(base, request=request)

    assert '<html lang="en-GB"' in html
    assert 'href="#main"' in html
    assert html.count('<main class="fl-main" id="main">') == 1
    assert '"allowEval":false' in html
    assert "http" not in re.sub(r"https?://www\.w3\.org/\S+", "", html)
