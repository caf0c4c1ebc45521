"""The demo institute learns: everything that training can do has left a trace there."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace

import pytest

from dashboards.demo import history, learning, people
from tests.factories.people import NOW
from training import queries
from training.models import Completion, Enrolment, ExerciseRun, OutsideRow, Proposal, TabletopSession
from training.states import RowState, SessionState

pytestmark = pytest.mark.django_db


def test_training_has_left_its_traces():
    begun = NOW - timedelta(days=540)
    staff = people.make(Random(7), at=begun)
    learning.begin(begun)
    world = SimpleNamespace(people=staff, random=Random(7), until=NOW)

    history.run(learning.lives(world, begun), until=NOW)

    assert queries.is_current(staff.chair, "council-members", NOW.date())
    assert Completion.objects.filter(origin=Completion.Origin.PORTAL).exists()
    states = set(TabletopSession.objects.values_list("state", flat=True))
    assert states == {SessionState.CLOSED, SessionState.PLANNED}
    assert queries.improvements().count() == 3
    assert [each.ready for each in queries.readiness(Proposal.objects.get(), NOW.date())].count(True) == 2
    assert OutsideRow.objects.filter(state=RowState.FAULTY).count() == 3
    assert OutsideRow.objects.filter(state=RowState.UNMAPPED).count() == 1
    assert Enrolment.objects.open().count() == 1
    assert ExerciseRun.objects.get().outcome == "well_done"
