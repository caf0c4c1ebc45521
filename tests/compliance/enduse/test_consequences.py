"""Trouble that a check brings up stops the authorisation by rule, and whoever listens is told, whole or not at all."""

import pytest

from compliance.enduse import actions, hooks, queries
from compliance.enduse.states import Finding, Method, VerificationState
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from compliance.licensing.states import AuthorisationState
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.enduse import LAST_DAY, fresh, make_long_authorisation, make_verification
from tests.factories.licensing import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
TROUBLE = {"method": Method.VIDEO, "account": "A second device stood there.", "follow_up": "It goes back this week."}


@pytest.fixture
def heard():
    """What a listener was told, as long as the test lasts."""
    told = []

    @hooks.on_trouble
    def listen(verification, *, at):
        told.append((verification.pk, verification.finding, verification.authorisation.state, at))

    yield told
    hooks._on_trouble.pop(f"{listen.__module__}.{listen.__qualname__}")


def record(verification, finding, *, at):
    given = {**TROUBLE, "follow_up": "" if finding == Finding.AS_APPROVED else TROUBLE["follow_up"]}
    actions.record(verification, finding=finding, carried_out_on=at.date(), actor=make_officer(), at=at, **given)


def state_of(verification):
    return Authorisation.objects.get(pk=verification.authorisation_id).state


@pytest.mark.parametrize(("finding", "rule"), [(Finding.DISCREPANCY, "V7.1"), (Finding.NOT_VERIFIED, "V7.2")])
def test_trouble_suspends_the_authorisation_and_is_told(finding, rule, heard, now):
    verification = make_verification()

    record(verification, finding, at=now)

    found = Authorisation.objects.get(pk=verification.authorisation_id)
    assert found.state == AuthorisationState.SUSPENDED
    assert rule in found.end_reason
    assert heard == [(verification.pk, finding, AuthorisationState.SUSPENDED, now)]
    assert [each.verb for each in events_about(found)][-1] == "licensing.authorisation.suspended"
    stopped = next(each for each in events_about(verification) if each.verb == "enduse.verification.stopped_use")
    assert (stopped.actor, stopped.data["rule"]) == (None, rule)
    key = f"licensing.authorisation.{found.pk}.suspended."
    assert Message.objects.get(key__startswith=key).to == verification.responsible


def test_as_approved_stops_nothing_and_tells_nobody(heard, now):
    verification = make_verification()

    record(verification, Finding.AS_APPROVED, at=now)

    assert state_of(verification) == AuthorisationState.IN_FORCE
    assert heard == []


def test_trouble_after_the_end_is_told_all_the_same(heard, now):
    verification = make_verification()
    licensing.revoke(verification.authorisation, reason="Not needed.", actor=make_officer(), at=now)

    record(fresh(verification), Finding.DISCREPANCY, at=now)

    assert state_of(verification) == AuthorisationState.REVOKED
    assert [told[:3] for told in heard] == [(verification.pk, Finding.DISCREPANCY, AuthorisationState.REVOKED)]


def test_after_trouble_no_regular_check_is_planned_until_it_is_reinstated(heard, now):
    authorisation = make_long_authorisation()

    record(authorisation.verifications.get(), Finding.DISCREPANCY, at=now)
    assert not authorisation.verifications.awaited().exists()
    again = Authorisation.objects.get(pk=authorisation.pk)
    licensing.reinstate(again, reason="The device is back.", actor=make_officer(), at=now)

    assert authorisation.verifications.awaited().count() == 1


def test_a_listener_that_breaks_leaves_nothing_half_done(now):
    verification = make_verification()

    @hooks.on_trouble
    def breaks(verification, *, at):
        raise RuntimeError("no")

    try:
        with pytest.raises(RuntimeError):
            record(verification, Finding.DISCREPANCY, at=now)
    finally:
        hooks._on_trouble.pop(f"{breaks.__module__}.{breaks.__qualname__}")

    assert fresh(verification).state == VerificationState.PLANNED
    assert state_of(verification) == AuthorisationState.IN_FORCE


def test_overdue_verifications_are_one_question(django_assert_num_queries):
    for _ in range(2):
        make_verification()

    with django_assert_num_queries(1):
        overdue = list(queries.overdue_verifications(LAST_DAY.replace(month=7)))
        assert [str(each.authorisation.case.title) for each in overdue] == ["A device for Delft"] * 2
    assert not queries.overdue_verifications(LAST_DAY).exists()
