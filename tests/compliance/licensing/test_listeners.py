"""Requirements by activity: whoever submitted a case about it within a year, and nobody else."""

from datetime import date, timedelta

import pytest

from portal.accounts.models import User
from tests.factories.licensing import NOW, PAPER, make_case
from tests.factories.reference import load_reference
from tests.factories.training import require
from training import audiences, queries

pytestmark = pytest.mark.django_db


def test_a_requirement_speaks_of_those_who_asked_about_the_activity():
    load_reference()
    case = make_case(activity="publish", item=PAPER)
    make_case(submitted=False, activity="publish", item=PAPER)
    rule = require("openness", "circle", "activity-publish", from_on=date(2025, 1, 1))

    def named(on):
        return set(User.objects.filter(audiences.within(rule, on)))

    assert named(NOW.date()) == {case.applicant}
    assert named(NOW.date() + timedelta(days=364)) == {case.applicant}
    assert named(NOW.date() + timedelta(days=366)) == set()
    assert named(NOW.date() - timedelta(days=2)) == set()
    assert [each.course.code for each in queries.obligations(case.applicant, NOW.date())] == ["openness"]


def test_every_activity_is_a_circle():
    names = {circle.name for circle in audiences.circles()}

    assert {"activity-ship", "activity-host", "activity-travel"} <= names
