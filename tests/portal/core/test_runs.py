"""Runs: each written down, cut-off ones found, missed slots an alarm that heals itself."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery import current_app, shared_task
from celery.schedules import crontab
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Administrator, Officer, Overseer, Researcher
from portal.core import health, heartbeat, runs, slots, tasks
from portal.core.models import Duty, Run
from portal.schedule import TIMETABLE
from tests.factories.people import make_user

ZONE = ZoneInfo("America/New_York")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@shared_task(name="test.count")
def count(**_):
    return {"reminded": 12, "stepped_over": 0}


@shared_task(name="test.break")
def break_down(**_):
    raise RuntimeError("The list has no end.")


def here(*parts):
    return datetime(*parts, tzinfo=ZONE)


# -- Slots ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "at", "slot"),
    [
        (crontab(minute="*"), here(2026, 7, 1, 9, 0, 30), here(2026, 7, 1, 9, 0)),
        (crontab(minute="10"), here(2026, 7, 1, 9, 9), here(2026, 7, 1, 8, 10)),
        (crontab(minute="10", hour="0"), here(2026, 7, 1, 0, 9), here(2026, 6, 30, 0, 10)),
        (crontab(minute="5", hour="0,12"), here(2026, 7, 1, 12, 5), here(2026, 7, 1, 12, 5)),
        (crontab(minute="30", hour="3", day_of_week="0"), here(2026, 7, 1, 9), here(2026, 6, 28, 3, 30)),
        (crontab(minute="0", hour="6", day_of_month="1"), here(2026, 7, 1, 5), here(2026, 6, 1, 6, 0)),
    ],
)
def test_the_latest_slot(every, at, slot):
    assert slots.latest(every, at=at) == slot


def test_slots_are_of_the_institutions_day():
    nine_past_midnight = datetime(2026, 7, 1, 4, 9, tzinfo=UTC)

    assert slots.latest(crontab(minute="10", hour="0"), at=nine_past_midnight) == here(2026, 6, 30, 0, 10)


def test_every_row_of_the_timetable_has_a_slot_and_words():
    for row in TIMETABLE:
        assert slots.latest(row.every, at=timezone.now()) is not None, row.task
        assert slots.in_words(row.every), row.task


@pytest.mark.parametrize(
    ("every", "words"),
    [
        (crontab(minute="*"), "every minute"),
        (crontab(minute="*/5"), "every 5 minutes"),
        (crontab(minute="20"), "hourly, 20 minutes past"),
        (crontab(minute="15", hour="7"), "daily at 07:15"),
        (crontab(minute="5", hour="0,12"), "daily at 00:05 and 12:05"),
        (crontab(minute="30", hour="3", day_of_week="0"), "Sundays at 03:30"),
        (crontab(minute="0", hour="6", day_of_month="1"), "on day 1 of the month at 06:00"),
    ],
)
def test_rhythms_in_words(every, words):
    assert slots.in_words(every) == words


# -- Runs ----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_run_says_when_how_long_and_what_it_did():
    count.apply()

    run = Run.objects.get()
    assert (run.task, run.outcome, run.did) == ("test.count", "done", "reminded 12")
    assert run.seconds >= 0 and ":" in run.worker


@pytest.mark.django_db
def test_a_failed_run_says_why():
    assert break_down.apply().failed()

    assert (Run.objects.get().outcome, Run.objects.get().problem) == ("failed", "RuntimeError: The list has no end.")


@pytest.mark.django_db
def test_a_run_that_fell_silent_was_cut_off_and_one_that_signs_was_not(now):
    silent = Run.objects.create(task="a", started_at=now, seen_at=now, worker="w")
    alive = Run.objects.create(task="b", started_at=now, seen_at=now + 5 * MINUTE, worker="w")

    assert runs.mark_cut_off(at=now + 6 * MINUTE) == 1
    silent.refresh_from_db()
    alive.refresh_from_db()
    assert (silent.outcome, alive.outcome) == ("cut_off", "running")


@pytest.mark.django_db
def test_a_run_goes_on_when_it_cannot_be_written_down(monkeypatch):
    from django.db import OperationalError

    def locked(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Run.objects, "create", locked)

    assert count.apply().result["reminded"] == 12


@pytest.mark.django_db
def test_old_runs_are_forgotten_quiet_ones_sooner(now):
    for age, did in ((31, ""), (31, "reminded 1"), (401, "reminded 1"), (1, "")):
        began = now - age * DAY
        ended = {"seen_at": began, "finished_at": began, "outcome": "done"}
        Run.objects.create(task="a", started_at=began, did=did, worker="w", **ended)

    assert runs.forget(at=now) == 2
    assert Run.objects.count() == 2


# -- Missed slots --------------------------------------------------------------


@pytest.fixture
def known(db):
    """The timetable, known since June, with every row run at nine on the first of July."""
    at = here(2026, 7, 1, 9)
    runs.learn_the_timetable(at=here(2026, 5, 1, 0))
    Duty.objects.update(last_started_at=at)
    return at


def test_nothing_is_missed_within_the_grace(known):
    assert runs.missed(at=known + 14 * MINUTE) == []


def test_a_row_that_did_not_run_is_an_alarm_in_healthz_and_on_the_page(known, client):
    late = known + DAY
    Duty.objects.exclude(task="licensing.expire_authorisations").update(last_started_at=late)

    missed = runs.missed(at=late)
    expiry = ("licensing.expire_authorisations", here(2026, 7, 2, 0, 10))
    assert [(each.row.task, each.slot) for each in missed] == [expiry]
    found = health.examine(at=late)["timetable"]
    assert not found.well
    assert found.words == "1 of the timetable missed the last slot: licensing.expire_authorisations (due 00:10)."


def test_a_portal_that_has_just_begun_is_given_time_to_make_up(known):
    late = known + DAY
    heartbeat.leave(heartbeat.BEGAN, at=late - MINUTE)

    assert health.examine(at=late)["timetable"].well
    assert not health.examine(at=late + 15 * MINUTE)["timetable"].well


def test_slots_from_before_a_row_was_known_do_not_count(now, db):
    runs.learn_the_timetable(at=now)

    assert runs.missed(at=now + 14 * MINUTE) == []
    assert len(runs.missed(at=now + 40 * DAY)) == len(TIMETABLE)


def test_what_was_missed_is_asked_for_again(known, monkeypatch):
    asked = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: asked.append(name))
    Duty.objects.filter(task="council.remind_members").update(last_started_at=known - 3 * DAY)

    assert runs.make_up(at=known) == 1
    assert asked == ["council.remind_members"]


@pytest.mark.django_db
def test_the_beat_learns_the_timetable_and_marks_what_was_cut_off():
    at = timezone.now() - 10 * MINUTE
    Run.objects.create(task="a", started_at=at, seen_at=at, worker="w")

    tasks.beat()
    tasks.beat()

    assert Duty.objects.count() == len(TIMETABLE)
    assert Run.objects.get(task="a").outcome == "cut_off"


# -- Pages ---------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(Administrator, 200), (Officer, 200), (Overseer, 200), (Researcher, 403)])
def test_who_sees_what_runs_by_itself(role, status, client, db):
    client.force_login(make_user(role))

    assert client.get(reverse("operations:timetable")).status_code == status
    assert client.get(reverse("operations:runs")).status_code == status


def test_the_page_names_what_was_missed_and_what_failed(client, known):
    client.force_login(make_user(Administrator))
    break_down.apply()
    Duty.objects.filter(task="core.beat").update(last_started_at=Run.objects.get().started_at)
    Run.objects.update(task="core.beat")

    page = client.get(reverse("operations:timetable")).text

    assert "The list has no end." in page
    assert "Missed its slot" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_constantly_many_queries(rows, client, known):
    client.force_login(make_user(Administrator))
    for row in TIMETABLE[:rows]:
        with runs.recorded(row.task):
            pass
    client.get(reverse("operations:timetable"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("operations:timetable"))

    assert len(queries) == 7
