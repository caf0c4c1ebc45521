"""Clock hands of the council: run three times, one result."""

from datetime import date, timedelta

import pytest

from compliance.council import actions, tasks
from compliance.council.models import Referral
from compliance.council.states import Discipline, ReferralState, Standing
from portal.core.events import events_about
from portal.core.models import Message
from portal.schedule import TIMETABLE
from tests.factories.council import cast, declare_none, make_council, make_full_council, make_referral, make_vote, seat

pytestmark = pytest.mark.django_db


def test_a_term_that_ends_suspends_and_a_new_one_takes_up_again(now):
    council = make_council()
    chair = seat(council, Discipline.LAW, standing=Standing.CHAIR)
    seat(council, Discipline.PHYSICS, to_on=now.date())
    referral = make_referral(council)
    tomorrow = now + timedelta(days=1)
    assert actions.hold_quorums(at=now) == 0

    moved = [actions.hold_quorums(at=tomorrow) for _ in range(3)]

    assert (moved, Referral.objects.get().state) == ([1, 0, 0], ReferralState.SUSPENDED)
    told = Message.objects.filter(template="council/suspended")
    assert [message.to for message in told] == [chair.member]
    seat(council, Discipline.COMPUTER_SCIENCE)
    assert [actions.hold_quorums(at=tomorrow) for _ in range(3)] == [1, 0, 0]
    verbs = [event.verb for event in events_about(referral) if event.verb.startswith("council.referral")]
    assert verbs == ["council.referral.made", "council.referral.suspended", "council.referral.resumed"]


def test_reminders_go_to_whom_it_waits_for_once_a_rung(now):
    council, _members = make_full_council()
    make_referral(council, due_on=now.date() + timedelta(days=10))
    assert actions.remind_members(at=now) == 0

    at = now + timedelta(days=7)

    assert [actions.remind_members(at=at) for _ in range(3)] == [7, 0, 0]
    assert actions.remind_members(at=now + timedelta(days=9)) == 0
    assert actions.remind_members(at=now + timedelta(days=12)) == 7


def test_who_has_voted_is_not_reminded_and_unsent_reminders_are_withdrawn(now):
    referral, members = make_vote(due_on=now.date())
    actions.remind_members(at=now)
    mine = Message.objects.get(to=members["physics"], template="council/reminder")

    cast(referral, members["physics"])

    mine.refresh_from_db()
    assert mine.withdrawn_at == now


def test_who_has_declared_waits_for_the_vote_without_reminders(now):
    council, members = make_full_council()
    referral = make_referral(council, due_on=now.date())
    declare_none(referral, members["physics"])

    actions.remind_members(at=now)

    assert not Message.objects.filter(to=members["physics"], template="council/reminder").exists()


def test_a_case_without_a_date_is_not_reminded_of(now):
    council, _ = make_full_council()
    make_referral(council, due_on=None)

    assert actions.remind_members(at=now) == 0


def test_the_tasks_are_in_the_timetable():
    named = {row.task for row in TIMETABLE}

    assert {"council.hold_quorums", "council.remind_members"} <= named
    assert (tasks.hold_quorums(), tasks.remind_members()) == (0, 0)


@pytest.mark.parametrize("name", ["referred", "renewed", "vote_opened", "expedited", "suspended", "concluded"])
def test_mails_name_the_reference_and_not_the_title(name):
    from django.template.loader import render_to_string

    words = {"to": None, "reference": "FL-2026-00001", "title": "Secret", "path": "/council/referrals/1/"}

    text = render_to_string(f"email/council/{name}.txt", words)

    assert text.startswith("Subject: ")
    assert "FL-2026-00001" in text
    assert "Secret" not in text


def test_a_reminder_says_the_day(now):
    from portal.core import outbox

    _referral, _ = make_vote(due_on=date(2026, 7, 3))
    actions.remind_members(at=now)
    message = Message.objects.filter(template="council/reminder").select_related("to").first()

    assert "is due on 3 July 2026, and your vote is outstanding" in outbox.compose(message).body
