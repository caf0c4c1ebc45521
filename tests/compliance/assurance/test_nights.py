"""One pass of every standing check a night: what is found is stated once and settles itself; its page."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.assurance import actions, tasks
from compliance.assurance.actions import audit as nightly
from compliance.assurance.checks import CHECKS, Trouble
from compliance.assurance.checks.registry import Check
from compliance.assurance.models import CheckPass, Finding
from compliance.assurance.states import FindingState, Severity
from compliance.licensing.deciding import Terms
from portal.accounts.roles import Officer, Overseer, Researcher
from portal.core.events import events_about
from tests.factories.assurance import fresh, make_finding
from tests.factories.licensing import (
    make_approved,
)
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
DAY = timedelta(days=1)
OPEN_ENDED = Terms(valid_from=date(2026, 7, 1), valid_to=date(2027, 6, 30))


# -- One pass a night ----------------------------------------------------------


@pytest.fixture
def watched(monkeypatch):
    """One check instead of all, which finds what the list says."""
    names = ["a", "b"]

    def find(_at):
        return (Trouble(key=(name,), title=f"Trouble {name}", detail="Seen.") for name in names)

    monkeypatch.setattr(nightly, "CHECKS", {"watched": Check("watched", "Watched", "Why.", Severity.HIGH, find)})
    return names


def night(at):
    actions.ask_for_passes(at=at)
    return actions.make_passes(at=at)


def test_what_is_found_is_stated_once_and_settled_when_the_cause_is_gone(watched, now):
    assert night(now) == {"checks": 1, "stated": 2, "cleared": 0, "failed": 0}
    assert night(now + DAY)["stated"] == 0
    watched.remove("a")
    assert night(now + 2 * DAY) == {"checks": 1, "stated": 0, "cleared": 1, "failed": 0}

    gone = Finding.objects.get(title="Trouble a")
    assert (gone.state, gone.settled_by) == (FindingState.CLEARED, None)
    assert [event.verb for event in events_about(gone)] == ["assurance.finding.stated", "assurance.finding.cleared"]
    watched.append("a")
    assert night(now + 3 * DAY)["stated"] == 1, "a cause that comes back is a new finding"


def test_what_was_dismissed_stays_dismissed(watched, now):
    night(now)
    finding = Finding.objects.get(title="Trouble a")
    actions.dismiss(finding, conclusion="It is meant so.", actor=make_user(Officer), at=now)

    assert night(now + DAY)["stated"] == 0
    assert fresh(finding).state == FindingState.DISMISSED


def test_a_finding_in_hand_closes_when_its_cause_is_gone(watched, now):
    night(now)
    finding = Finding.objects.get(title="Trouble a")
    actions.take_up(finding, responsible=make_user(), actor=make_user(Officer), at=now)
    watched.clear()

    assert night(now + DAY)["cleared"] == 2


def test_findings_by_people_are_left_alone(watched, now):
    mine = make_finding()
    night(now)

    assert fresh(mine).state == FindingState.OPEN


def test_the_same_night_asks_once(watched, now):
    night(now)

    assert night(now) == {"checks": 0, "stated": 0, "cleared": 0, "failed": 0}
    assert CheckPass.objects.get().found == 2


def test_a_pass_that_was_cut_off_is_taken_over_after_its_lease_and_had_cleared_nothing(watched, now, monkeypatch):
    night(now)
    watched.remove("b")
    actions.ask_for_passes(at=now + DAY)
    mine = nightly._claim(now + DAY)
    assert nightly._claim(now + DAY) is None, "it is in somebody's hands"
    assert Finding.objects.unsettled().count() == 2

    after = now + DAY + nightly.LEASE + timedelta(seconds=1)
    assert actions.make_passes(at=after)["cleared"] == 1
    assert CheckPass.objects.get(pk=mine.pk).attempts == 2


def test_a_pass_of_a_night_that_was_missed_is_made_by_the_next(watched, now):
    actions.ask_for_passes(at=now)

    assert night(now + 7 * DAY)["checks"] == 1
    assert not CheckPass.objects.filter(ended_at=None).exists()


def test_a_check_that_breaks_is_written_down_and_keeps_no_other_from_its_turn(watched, now, monkeypatch):
    def breaks(_at):
        raise RuntimeError("no such column")

    checks = {"broken": Check("broken", "Broken", "Why.", Severity.LOW, breaks), **nightly.CHECKS}
    monkeypatch.setattr(nightly, "CHECKS", checks)

    assert night(now) == {"checks": 1, "stated": 2, "cleared": 0, "failed": 1}
    assert "no such column" in CheckPass.objects.get(name="broken").problem


def test_the_task_run_thrice_states_once():
    make_approved(terms=OPEN_ENDED)
    for _ in range(3):
        tasks.audit_tonight.apply()

    assert CheckPass.objects.count() == len(CHECKS)
    assert Finding.objects.count() == Finding.objects.values("fingerprint").distinct().count()


@pytest.mark.parametrize("troubles", [3, 40])
def test_forty_troubles_take_as_many_statements_as_three(watched, now, troubles):
    watched[:] = [str(number) for number in range(troubles)]
    actions.ask_for_passes(at=now)

    with CaptureQueriesContext(connection) as queries:
        actions.make_passes(at=now)

    assert Finding.objects.count() == troubles
    assert len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == 14


# -- Pages ---------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(Officer, 200), (Overseer, 200), (Researcher, 403)])
def test_who_sees_checks_and_programme(role, status, client):
    client.force_login(make_user(role))

    assert client.get(reverse("assurance:checks")).status_code == status
    assert client.get(reverse("assurance:index")).status_code == status


def test_the_page_shows_each_check_with_its_last_pass(client, now):
    client.force_login(make_user(Officer))
    night(now)

    page = unescape(client.get(reverse("assurance:checks")).text)

    assert all(check.title in page for check in CHECKS.values())
    assert page.count("1 July 2026") == len(CHECKS)
