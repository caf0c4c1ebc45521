"""Of two people who act at once, each act is decided once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from compliance.council import actions
from compliance.council.models import Referral, Vote
from compliance.council.states import ReferralState
from portal.core.errors import Conflict, Refusal
from portal.core.events import events_about
from tests.factories.council import cast, make_vote

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; return each one's refusal, or None."""
    barrier = Barrier(len(acts))

    def run(act):
        connection.ensure_connection()
        barrier.wait()
        try:
            act()
        except Refusal as no:
            return no
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_double_click_casts_one_vote(now):
    referral, members = make_vote()

    answers = at_once(*[lambda: cast(referral, members["physics"])] * 2)

    assert sorted(type(answer) for answer in answers if answer) == [Conflict]
    assert Vote.objects.count() == 1
    assert Referral.objects.get().votes_cast == 1


def test_two_last_voters_close_the_vote_once(now):
    referral, members = make_vote()
    *others, one, two = members.values()
    for member in others:
        cast(referral, member)

    answers = at_once(lambda: cast(referral, one), lambda: cast(referral, two))

    assert answers == [None, None]
    assert Referral.objects.get().state == ReferralState.CONCLUDED
    verbs = [event.verb for event in events_about(referral)]
    assert (verbs.count("council.vote.cast"), verbs.count("council.referral.concluded")) == (7, 1)


def test_a_vote_and_the_closing_of_the_vote_agree(now):
    referral, members = make_vote()
    for discipline in ("law", "physics", "security", "external"):
        cast(referral, members[discipline])

    at_once(
        lambda: cast(referral, members["ethics"]),
        lambda: actions.close_vote(Referral.objects.get(), actor=members["law"], at=now),
    )

    done = Referral.objects.get()
    assert done.state == ReferralState.CONCLUDED
    assert done.votes_cast == Vote.objects.counting().count()


def test_two_recusals_that_lose_the_quorum_suspend_once(now):
    referral, members = make_vote()
    for discipline in ("external", "early_career"):
        one = members[discipline]
        actions.recuse(Referral.objects.get(), member=one, reason="x", actor=one, at=now)

    def step_back(member):
        return lambda: actions.recuse(Referral.objects.get(), member=member, reason="x", actor=member, at=now)

    at_once(step_back(members["ethics"]), step_back(members["security"]))

    assert Referral.objects.get().state == ReferralState.SUSPENDED
    verbs = [event.verb for event in events_about(referral)]
    assert verbs.count("council.referral.suspended") == 1
