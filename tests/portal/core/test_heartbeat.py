"""Worker and beat leave signs of life, and a database that is away does not end them."""

import pytest
from celery import current_app
from django.db import OperationalError, connection

from portal.core import heartbeat, tasks
from portal.core.models import Heartbeat


@pytest.fixture
def beat(tmp_path):
    """Beat with an empty timetable."""
    scheduler = heartbeat.Scheduler(app=current_app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    scheduler.setup_schedule()
    scheduler.schedule.clear()
    yield scheduler
    scheduler.close()


@pytest.mark.django_db(transaction=True)
def test_beat_leaves_a_sign_on_its_rounds_and_comes_back_soon(beat):
    pause = beat.tick()

    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"beat", heartbeat.BEGAN}
    assert pause <= heartbeat.EVERY.total_seconds()


@pytest.mark.django_db(transaction=True)
def test_beat_does_not_write_on_every_round(beat):
    beat.tick()
    Heartbeat.objects.all().delete()

    beat.tick()

    assert not Heartbeat.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_away_is_survived(now):
    def away(*_):
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        heartbeat.leave("worker", at=now)

    assert not Heartbeat.objects.exists()


@pytest.mark.django_db
def test_the_task_shows_that_tasks_are_carried_out():
    for _ in range(3):
        tasks.beat()

    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["tasks"]
