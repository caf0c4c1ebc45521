"""Sets of figures: computed by the clock, released by a named person, never changed, served from themselves."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from dashboards import actions, downloads, metrics, tasks
from dashboards.figures import METRICS
from dashboards.models import Snapshot
from dashboards.periods import Quarter
from dashboards.publishing import publishable
from dashboards.states import SnapshotState
from portal.accounts.roles import EmpoweredOfficial, Officer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.figures import AT, THIS, publish_figures
from tests.factories.people import NOW, make_user

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 1)


@pytest.fixture
def official():
    return make_user(EmpoweredOfficial, name="Ada Official")


# -- The contract ----------------------------------------------------------------------------------


def test_every_figure_says_what_it_is():
    for each in METRICS.values():
        assert each.definition.endswith(".") and len(each.definition) > 30, each.code
        assert each.unit and each.population and each.source and each.gaps, each.code
        assert "national" not in (each.definition + each.population + each.source).lower()


def test_sensitive_figures_lag_by_a_quarter():
    lagging = {code for code, each in METRICS.items() if each.delay}

    assert {"outcomes", "appeals", "recusals", "matches-cleared", "findings", "containment"} <= lagging
    assert METRICS["outcomes"].period(Quarter(2026, 1)) == Quarter(2025, 4)


def test_no_axis_is_a_nationality():
    axes = {axis["code"] for figure in publishable(QUARTER) for axis in figure["axes"]}

    assert not axes & {"nationality", "citizenship", "country", "origin"}


def test_the_method_page_is_made_from_the_code(client):
    page = client.get(reverse("transparency:method")).content.decode()

    for each in METRICS.values():
        assert f'id="m-{each.code}"' in page
    assert metrics.METHOD == "2"


# -- Compute, release, correct ------------------------------------------------------------------------


def test_computed_and_released_by_a_named_person(official):
    snapshot = actions.compute(QUARTER, at=NOW)
    with pytest.raises(Denied):
        actions.release(snapshot, actor=make_user(Officer), at=NOW)

    actions.release(snapshot, actor=official, at=NOW)

    assert (snapshot.state, snapshot.released_by) == (SnapshotState.RELEASED, official)
    assert [event.verb for event in events_about(snapshot)] == [
        "dashboards.snapshot.computed", "dashboards.snapshot.released",
    ]  # fmt: skip


def test_of_two_officials_one_releases(official):
    snapshot = actions.compute(QUARTER, at=NOW)
    stale = Snapshot.objects.get(pk=snapshot.pk)
    actions.release(snapshot, actor=official, at=NOW)

    with pytest.raises(Conflict):
        actions.release(stale, actor=official, at=NOW)


def test_a_quarter_that_has_not_ended_is_not_computed():
    with pytest.raises(Invalid):
        actions.compute(Quarter(2026, 3), at=NOW)


def test_the_database_refuses_to_change_what_is_published(official):
    snapshot = actions.compute(QUARTER, at=NOW)
    Snapshot.objects.filter(pk=snapshot.pk).update(note="Still being looked at.")
    actions.release(snapshot, actor=official, at=NOW)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(figures=[])

    assert Snapshot.objects.get().figures


def test_a_correction_is_a_new_set_that_says_what_changed(official):
    from dashboards.feedback import actions as feedback

    first = actions.compute(QUARTER, at=NOW)
    actions.release(first, actor=official, at=NOW)
    with pytest.raises(Conflict, match="Nothing has changed"):
        actions.compute(QUARTER, at=NOW)
    for _ in range(60):
        feedback.say(about="/", helped="yes", words="", at=QUARTER.start.replace(day=9))

    second = actions.compute(QUARTER, at=NOW)
    with pytest.raises(Invalid):
        actions.release(second, actor=official, at=NOW)
    actions.release(second, actor=official, at=NOW, note="Answers that came late.")

    assert second.corrects == first
    assert {"figure": "Readers who found what they needed", "group": "All", "was": "Kept back",
            "is": "more than 83 %"} in second.changes  # fmt: skip


def test_the_clock_hand_computes_once_and_releases_nothing(official):
    made = [tasks.compute_last_quarter() for _ in range(3)]

    assert [each is not None for each in made] == [True, False, False]
    assert Snapshot.objects.get().state == SnapshotState.COMPUTED


def test_the_command_computes_and_releases(official, capsys):
    call_command("publish_snapshot", period="2026-Q1")
    call_command("publish_snapshot", period="2026-Q1", released_by=official.email)
    out = capsys.readouterr().out
    assert "waiting for release" in out and "published" in out

    for arguments, code in [({"period": "2026-13"}, 2), ({"period": "2026-Q1"}, 3)]:
        with pytest.raises(SystemExit) as left:
            call_command("publish_snapshot", **arguments)
        assert left.value.code == code
    with pytest.raises(SystemExit) as left:
        call_command("publish_snapshot", period="2025-Q4", released_by="nobody@example.org")
    assert left.value.code == 2


def test_figures_of_the_first_method_stay_readable(client, official):
    old = [
        {"code": "screenings", "name": "Screenings", "theme": "Screening", "unit": "screenings", "kind": "count",
         "value": 63},
        {"code": "cases-decided", "name": "Cases decided", "theme": "Cases", "unit": "cases", "kind": "table",
         "value": 47, "rows": [["Recorded", 24], ["Reviewed", None]]},
    ]  # fmt: skip
    Snapshot.objects.create(
        number=1, period="2025-Q1", figures=old, digest="x", method="1", computed_at=NOW, state_since=NOW,
        state=SnapshotState.RELEASED, released_by=official, released_at=NOW,
    )  # fmt: skip

    page = client.get(reverse("transparency:index")).content.decode()

    assert "63 screenings." in page and "47 cases" in page and "Kept back" in page


# -- Served from the set ------------------------------------------------------------------------------


def test_public_pages_ask_no_live_table(client, django_assert_num_queries):
    number = publish_figures()[-1].number
    addresses = [
        reverse("transparency:index"),
        reverse("transparency:index") + "?period=2025-Q3&tier=reviewed",
        reverse("transparency:snapshot", args=[number]),
        reverse("transparency:figure", args=[number, "cases-decided"]),
        reverse("transparency:latest-figure", args=["days-with-us"]),
        reverse("transparency:releases"),
        reverse("transparency:csv", args=[number]),
        reverse("transparency:json", args=[number]),
        reverse("transparency:figure-csv", args=[number, "outcomes"]),
    ]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        tables = {word.strip('"') for query in asked for word in query["sql"].split() if word.startswith('"')}
        tables = {table.partition('"')[0] for table in tables if "_" in table and "." not in table}
        assert {each for each in tables if each.startswith(("compliance_", "training_", "accounts_"))} == set(), address
        with django_assert_num_queries(1):  # kept: only what pages are known by is looked up
            client.get(address)


def test_whoever_has_the_page_gets_a_304(client):
    publish_figures()
    first = client.get(reverse("transparency:index"))

    again = client.get(reverse("transparency:index"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies

    publish_figures(Quarter(2026, 2), at=AT.replace(day=9))
    changed = client.get(reverse("transparency:index"), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_kept_pages_hold_nothing_of_anybody(client, official):
    publish_figures()
    client.force_login(official)
    mine = client.get(reverse("transparency:index"))
    client.logout()
    theirs = client.get(reverse("transparency:index"))

    assert "Ada Official" in mine.content.decode()
    assert mine["Cache-Control"] == "private, no-cache"
    assert "Ada Official" not in theirs.content.decode()
    assert "csrf" not in theirs.content.decode().lower()


def test_a_message_is_shown_to_whom_it_is_for_and_not_kept(client):
    publish_figures()
    client.post(reverse("feedback:page"), {"about": "/transparency/", "helped": "yes"})

    assert "Thank you." in client.get(reverse("transparency:index")).content.decode()
    client.cookies.clear()
    assert "Thank you." not in client.get(reverse("transparency:index")).content.decode()


def test_filters_work_without_scripts_and_with_htmx(client):
    publish_figures()
    address = reverse("transparency:index")

    whole = client.get(address, {"period": "2025-Q3", "tier": "3"}).content.decode()
    part = client.get(address, {"tier": "3"}, headers={"HX-Request": "true"}).content.decode()

    assert "July to September 2025" in whole and "<html" in whole
    assert "<html" not in part and 'id="figures"' in part
    assert client.get(address, {"period": "1999-Q1"}).status_code == 404
    assert client.get(address, {"tier": "nonsense"}).status_code == 200


def test_every_figure_has_a_sentence_a_table_and_a_comparison(client):
    snapshot = publish_figures()[-1]
    page = client.get(snapshot.get_absolute_url())

    for _, figures in page.context["page"].themes:
        for shown in figures:
            assert shown.sentence.endswith("."), shown.code
            assert shown.matrix.rows, shown.code
            assert shown.kind == "plain" or shown.comparison
    assert "Kept back" in page.content.decode()


def test_open_data_describes_itself(client):
    snapshot = publish_figures()[-1]
    package = json.loads(client.get(reverse("transparency:json", args=[snapshot.number])).content)
    lines = client.get(reverse("transparency:csv", args=[snapshot.number])).content.decode().splitlines()

    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert lines[0].split(",") == fields
    assert all(field["description"] for field in package["resources"][0]["schema"]["fields"])
    assert package["digest"] == snapshot.digest
    assert len(lines) == 1 + len(downloads.rows(snapshot.figures))
    kept = [line for line in lines[1:] if line.endswith("True")]
    assert kept and all(",,,True" in line for line in kept)


def test_where_no_figures_are_it_says_where_some_are(client):
    publish_figures()
    for address in ("releases/99/", "?period=1999-Q1", "figures/no-such/", "releases/1/no-such/"):
        answer = client.get(reverse("transparency:index") + address)
        assert answer.status_code == 404 and reverse("transparency:releases") in answer.content.decode()
        assert "csrf" not in answer.content.decode().lower()


def test_what_waits_for_release_is_nobodys_business(client):
    snapshot = actions.compute(QUARTER, at=NOW)

    for name in ("snapshot", "csv", "json"):
        assert client.get(reverse(f"transparency:{name}", args=[snapshot.number])).status_code == 404
    assert str(THIS) not in client.get(reverse("transparency:releases")).content.decode()


def test_the_office_looks_releases_and_discards(client, official):
    client.force_login(official)
    client.post(reverse("transparency:office"), {"period": "2026-Q1"})
    number = Snapshot.objects.get().number

    assert (
        "This is what the public will see"
        in client.get(reverse("transparency:release", args=[number])).content.decode()
    )
    client.post(reverse("transparency:discard", args=[number]), {"reason": "Too early."})
    assert Snapshot.objects.get().state == SnapshotState.DISCARDED
    client.force_login(make_user())
    assert client.get(reverse("transparency:office")).status_code == 403
