"""Loading: all or nothing, once, and the past stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from compliance.controls import actions, queries
from compliance.controls.models import ReferenceFile, ReferenceLoad, ReferenceRow
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Event
from tests.factories import controls as make
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def load(folder, at):
    return actions.load_files(actor=None, at=at, folders=[folder])


def entry_on(day):
    return queries.book(day).entry("XX", "1A1")


def test_load_files_writes_one_event_per_file_with_its_checksum(now, tmp_path):
    load(make.small_files(tmp_path), now)

    files = ReferenceFile.objects.order_by("name")
    assert [file.name for file in files] == ["baskets.yaml", "entries.yaml", "parameters.yaml", "regimes.yaml"]
    [event] = events_about(files[1])
    assert event.verb == "controls.reference.loaded"
    assert event.data == {"file": "entries.yaml", "checksum": files[1].checksum, "new": 1}
    assert event.actor is None


def test_load_files_twice_changes_nothing(now, tmp_path):
    folder = make.small_files(tmp_path)
    load(folder, now)

    for _ in range(2):
        plan = load(folder, now + timedelta(days=1))

    assert plan.changes == ()
    assert ReferenceLoad.objects.count() == 1
    assert Event.objects.filter(verb="controls.reference.loaded").count() == 4


def test_load_files_refuses_everything_for_one_bad_row(now, tmp_path):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "entries.yaml", "entry", make.entry(), make.entry(code="XX:2", basket="hot"),
                    source="a test", confidence="verified")  # fmt: skip

    with pytest.raises(Invalid, match=r'entries.yaml: row 2 XX:2: basket: there is no basket "hot"'):
        load(folder, now)

    assert not ReferenceRow.objects.exists()
    assert not ReferenceLoad.objects.exists()


def test_a_new_version_closes_the_old_one_and_overwrites_nothing(now, tmp_path):
    folder = make.small_files(tmp_path)
    load(folder, now)
    stronger = {"code": "a", "says": "Stronger coolers", "criterion": "cooling_power >= 700 uW"}
    second = make.entry(valid_from="2026-03-01", paragraphs=[stronger])
    make.write_file(folder, "entries.yaml", "entry", make.entry(), second, source="a test", confidence="verified")

    plan = load(folder, now + timedelta(days=1))

    assert [str(change) for change in plan.changes] == [
        "closed: entry XX:1A1, ends 2026-03-01",
        "new: entry XX:1A1 from 2026-03-01",
    ]
    assert entry_on(date(2026, 2, 28)).paragraphs[0].says == "Strong coolers"
    assert entry_on(date(2026, 3, 1)).paragraphs[0].says == "Stronger coolers"
    assert [row.valid_to for row in ReferenceRow.objects.filter(kind="entry").order_by("pk")] == [
        None,
        date(2026, 3, 1),
        None,
    ]


def test_a_correction_keeps_what_was_known_before(now, tmp_path):
    folder = make.small_files(tmp_path)
    load(folder, now)
    before = queries.latest_version()
    make.write_file(folder, "entries.yaml", "entry", make.entry(title="Cold boxes"), source="a test",
                    confidence="verified")  # fmt: skip

    plan = load(folder, now + timedelta(days=1))

    assert [str(change) for change in plan.changes] == ["corrected: entry XX:1A1 (title)"]
    assert entry_on(now.date()).title == "Cold boxes"
    assert queries.book(now.date(), version=before).entry("XX", "1A1").title == "Coolers"


def test_a_row_that_left_its_file_is_retired_on_the_day(now, tmp_path):
    folder = make.small_files(tmp_path)
    load(folder, now)
    make.write_file(folder, "entries.yaml", "entry", make.entry(code="XX:2", number="2"), source="a test",
                    confidence="verified")  # fmt: skip

    load(folder, now)

    assert entry_on(now.date() - timedelta(days=1)) is not None
    assert entry_on(now.date()) is None


def test_only_those_who_sign_may_load(now, tmp_path):
    with pytest.raises(Denied, match="empowered official"):
        actions.load_files(actor=make_user(), at=now, folders=[make.small_files(tmp_path)])


def test_without_reference_data_every_question_is_refused(now):
    with pytest.raises(Conflict, match="No reference data are loaded yet"):
        queries.book(now.date())


def test_without_reference_data_the_public_page_says_so(client):
    response = client.get(reverse("controls:baskets"))

    assert response.status_code == 409
    assert "No reference data are loaded yet" in response.content.decode()


def test_a_warm_book_costs_one_query_and_a_cold_one_two(now, tmp_path, django_assert_num_queries):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "entries.yaml", "entry", make.entry(title="Never loaded before"), source="a test",
                    confidence="verified")  # fmt: skip
    load(folder, now)

    with django_assert_num_queries(2):
        cold = queries.book(now.date())
    with django_assert_num_queries(1):
        warm = queries.book(now.date() + timedelta(days=1))

    assert warm is cold


def row(load, **changes):
    values = {"kind": "entry", "code": "XX:1", "title": "t", "valid_from": date(2024, 1, 1), "source": "s",
              "confidence": "verified", "fields": {}, "digest": "d", "origin": "site", "file": "f"}  # fmt: skip
    return ReferenceRow.objects.create(loaded_in=load, **{**values, **changes})


@pytest.mark.parametrize(
    "second",
    [
        {"valid_from": date(2024, 6, 1)},
        {"valid_from": date(2023, 6, 1), "valid_to": date(2024, 1, 2)},
        {"valid_from": date(2024, 1, 1), "valid_to": date(2024, 1, 2)},
        {"code": "XX:2", "valid_to": date(2024, 1, 1)},
        {"code": "XX:2", "source": ""},
        {"code": "XX:2", "confidence": "guessed"},
    ],
)
def test_the_database_refuses_what_cannot_be(now, second):
    load = ReferenceLoad.objects.create(at=now, digest="d")
    row(load)

    with pytest.raises(IntegrityError), transaction.atomic():
        row(load, **second)


def test_the_database_refuses_to_change_a_version(now):
    load = ReferenceLoad.objects.create(at=now, digest="d")
    version = row(load)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRow.objects.filter(pk=version.pk).update(fields={"title": "other"})
    ReferenceRow.objects.filter(pk=version.pk).update(withdrawn_in=load)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRow.objects.filter(pk=version.pk).update(withdrawn_in=None)

    row(load, valid_from=date(2024, 6, 1))


def test_the_portals_own_files_load(now):
    actions.load_files(actor=None, at=timezone.now())

    assert ReferenceRow.objects.standing().filter(kind="entry").count() == 92
    assert queries.book(date(2024, 9, 5)).entry("US-EAR", "4A906") is None
    assert queries.book(date(2024, 9, 6)).entry("US-EAR", "4A906") is not None
