"""The demo institute: made by the real actions, the same every time, and only in an empty place."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from compliance.enduse.models import Verification
from compliance.licensing.models import Authorisation, Case
from compliance.licensing.states import DRAFTS, OPEN, CaseState
from compliance.parties.models import Party
from compliance.screening.models import Hit, ListVersion, ScreeningJob, ScreeningRun
from compliance.screening.states import HitState, Outcome
from dashboards.demo import institute
from dashboards.models import Snapshot
from portal.accounts.models import Unit, User
from portal.core.models import Event, Message
from tests.factories.people import make_user
from tests.factories.reference import load_reference

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)  # an evening in New York, when London has the next day
FEW, MONTHS = 14, 13


def made(**given):
    """Make the institute and say what can be told apart from outside."""
    accounts = institute.make(seed=given.get("seed", 7), count=FEW, until=UNTIL, months=MONTHS)["accounts"]
    return {
        "accounts": [(each["role"], each["login"]) for each in accounts],
        "people": list(User.objects.order_by("username").values_list("username", "name", "email")),
        "parties": list(Party.objects.order_by("name").values_list("name", "country")),
        "cases": list(
            Case.objects.order_by("reference").values_list("reference", "title", "state", "tier", "opened_at")
        ),
        "events": Counter(Event.objects.values_list("verb", flat=True)),
    }


def test_the_same_seed_makes_the_same_believable_institute():
    load_reference()
    again = connection.vendor == "sqlite"  # once on other servers, where it takes twice as long
    with transaction.atomic():
        first = made() if again else None
        transaction.set_rollback(True)

    second = made()

    assert first == second or not again
    # It is of the promised size, and each role can sign in.
    assert Unit.objects.filter(kind="department").count() >= 6
    assert User.objects.count() >= 60
    assert Party.objects.count() >= 40
    assert len(second["accounts"]) == len({role for role, _ in second["accounts"]}) >= 11
    # Cases stand where cases stand, and what follows from a decision is there.
    states = {state for _, _, state, _, _ in second["cases"]}
    assert states & set(DRAFTS)
    assert {CaseState.RECORDED} <= states
    assert states & {CaseState.APPROVED, CaseState.APPROVED_WITH_CONDITIONS}
    for made_by_actions in (Authorisation, Verification, ScreeningRun, Snapshot):
        assert made_by_actions.objects.exists(), made_by_actions
    # No case lies for half a year: what nobody answers is sent back.
    assert not Case.objects.filter(state__in=OPEN, state_since__lt=UNTIL - timedelta(days=180)).exists()
    # Screening has something in every state, and an edition that is not used.
    assert set(Hit.objects.values_list("state", flat=True)) == set(HitState)
    assert ListVersion.objects.refused().exists()
    assert set(ScreeningJob.objects.get().rows.values_list("outcome", flat=True)) == set(Outcome)
    # Nothing lies ahead of its last day, and mail of the past has left.
    assert Event.objects.latest("at").at <= UNTIL
    assert not Case.objects.filter(opened_at__gt=UNTIL).exists()
    assert not Message.objects.waiting(at=UNTIL - timedelta(days=3)).exists()


def test_a_place_with_people_is_left_alone(capsys):
    make_user(name="Somebody")

    with pytest.raises(SystemExit) as ended:
        call_command("seed_demo", cases=1)

    assert ended.value.code == 3
    assert "empty one only" in capsys.readouterr().err
    assert User.objects.count() == 1
