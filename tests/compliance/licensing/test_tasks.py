"""Clock hands: run three times, one result; one record that refuses does not hold up the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.licensing import actions, tasks
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Authorisation
from compliance.screening import actions as screening
from portal.core.errors import Conflict
from portal.core.models import Event, Message
from portal.schedule import TIMETABLE
from tests.factories.licensing import make_approved, make_authorisation, make_officer
from tests.factories.screening import import_small_list

TASKS = (
    tasks.finish_checks,
    tasks.take_up_advice,
    tasks.expire_authorisations,
    tasks.suspend_listed,
    tasks.remind_everyone,
    tasks.renew_conditions,
    tasks.gather_words,
    tasks.read_history,
)


def test_every_task_is_on_the_timetable():
    assert {task.name for task in TASKS} == {row.task for row in TIMETABLE if row.task.startswith("licensing.")}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_run_three_times_has_one_result(lists, task):
    today = timezone.localdate()
    make_approved(
        conditions=(Obligation("Report.", "by_date", today + timedelta(days=3)),),
        terms=Terms(valid_to=today + timedelta(days=20)),
    )
    make_authorisation(terms=Terms(valid_to=today - timedelta(days=2)))
    task()
    before = (Event.objects.count(), Message.objects.count())

    task()
    task()

    assert (Event.objects.count(), Message.objects.count()) == before


def test_reminders_name_the_nearest_rung(lists):
    make_authorisation(terms=Terms(valid_to=timezone.localdate() + timedelta(days=20)))

    tasks.remind_everyone()

    assert Message.objects.get(template="licensing/expiring").context["days"] == 30


def test_one_record_that_refuses_is_stepped_over(lists, monkeypatch):
    yesterday = timezone.localdate() - timedelta(days=1)
    first, second = (make_authorisation(terms=Terms(valid_to=yesterday)) for _ in range(2))
    real = actions.expire

    def picky(authorisation, *, at):
        if authorisation.pk == first.pk:
            raise Conflict("Not this one.")
        real(authorisation, at=at)

    monkeypatch.setattr(actions, "expire", picky)
    tasks.expire_authorisations()

    assert Authorisation.objects.get(pk=first.pk).state == "in_force"
    assert Authorisation.objects.get(pk=second.pk).state == "expired"


def test_a_recipient_confirmed_on_a_list_receives_nothing_more(lists, tmp_path, now):
    found = make_authorisation(party="Umber Field Station")
    untouched = make_authorisation()
    import_small_list(tmp_path, "Umber Field Station")
    party = found.transfers.get().party
    screening.screen_party(party, actor=None, at=now)
    tasks.suspend_listed()
    assert Authorisation.objects.get(pk=found.pk).state == "in_force"

    screening.adjudicate(party.hits.get(), "confirm_match", reason="Same address.", actor=make_officer(), at=now)
    tasks.suspend_listed()
    tasks.suspend_listed()

    found.refresh_from_db()
    assert (found.state, found.end_reason) == ("suspended", "On a list of restricted parties: Umber Field Station.")
    assert Authorisation.objects.get(pk=untouched.pk).state == "in_force"
