"""Trouble of a verification becomes a finding and a hold together, once, or nothing is recorded at all."""

from datetime import timedelta

import pytest

from compliance.assurance import actions as assurance
from compliance.assurance.checks import CHECKS
from compliance.assurance.models import Finding as Found
from compliance.assurance.states import FindingState, Origin, Severity
from compliance.enduse import actions
from compliance.enduse.states import Finding, Method, VerificationState
from compliance.licensing.models import Authorisation
from compliance.licensing.states import AuthorisationState
from portal.core.errors import Conflict
from portal.core.events import events_about
from tests.factories.assurance import make_remedy
from tests.factories.enduse import fresh, make_verification
from tests.factories.licensing import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
TROUBLE = {"method": Method.VIDEO, "account": "A second device stood there.", "follow_up": "It goes back this week."}


def record(verification, finding, *, at, actor=None):
    given = {**TROUBLE, "follow_up": "" if finding == Finding.AS_APPROVED else TROUBLE["follow_up"]}
    actions.record(
        verification, finding=finding, carried_out_on=at.date(), actor=actor or make_officer(), at=at, **given
    )


@pytest.mark.parametrize(
    ("outcome", "severity"), [(Finding.DISCREPANCY, Severity.HIGH), (Finding.NOT_VERIFIED, Severity.MEDIUM)]
)
def test_trouble_is_a_finding_and_a_hold(outcome, severity, now):
    verification, officer = make_verification(), make_officer()

    record(verification, outcome, at=now, actor=officer)

    finding = Found.objects.get()
    assert (finding.origin, finding.severity, finding.state) == (Origin.VERIFICATION, severity, FindingState.OPEN)
    assert (finding.verification, finding.authorisation) == (verification, verification.authorisation)
    assert finding.concerns == verification.responsible
    assert TROUBLE["account"] in finding.detail and TROUBLE["follow_up"] in finding.detail
    assert [(each.verb, each.actor) for each in events_about(finding)] == [("assurance.finding.stated", officer)]
    held = Authorisation.objects.get(pk=verification.authorisation_id)
    assert held.state == AuthorisationState.SUSPENDED


def test_what_is_as_approved_is_no_finding(now):
    record(make_verification(), Finding.AS_APPROVED, at=now)

    assert not Found.objects.exists()
    assert not Authorisation.objects.filter(state=AuthorisationState.SUSPENDED).exists()


def test_a_colleague_who_records_the_same_at_once_states_nothing_more(now):
    verification = make_verification()
    stale = fresh(verification)
    record(verification, Finding.DISCREPANCY, at=now)

    with pytest.raises(Conflict):
        record(stale, Finding.NOT_VERIFIED, at=now)

    assert Found.objects.count() == 1


def test_the_nightly_check_does_not_say_it_again(now):
    record(make_verification(), Finding.DISCREPANCY, at=now)

    assert list(CHECKS["verification-trouble"].find(now + timedelta(days=1))) == []


def test_a_finding_that_cannot_be_stated_leaves_the_verification_and_the_authorisation_as_they_were(now, monkeypatch):
    verification = make_verification()

    def breaks(**_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(assurance, "state_finding", breaks)
    with pytest.raises(RuntimeError):
        record(verification, Finding.DISCREPANCY, at=now)

    assert fresh(verification).state == VerificationState.PLANNED
    assert Authorisation.objects.get(pk=verification.authorisation_id).state == AuthorisationState.IN_FORCE
    assert not Found.objects.exists()


def test_a_remedy_hangs_on_the_finding(now):
    record(make_verification(), Finding.DISCREPANCY, at=now)
    finding = Found.objects.get()

    remedy = make_remedy(finding, at=now)

    assert (remedy.finding, Found.objects.get().state) == (finding, FindingState.IN_HAND)
