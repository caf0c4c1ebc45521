"""
Who may make which move, as one table: every move of every workflow of licensing and the council, for every role, in
somebody else's case, in one's own, as the researcher's delegate, and recused in the council.

``matrix.txt`` beside this test is the table, written out to be read. A changed policy shows there as a changed line.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from compliance.council import actions as council_actions
from compliance.council.models import Referral
from compliance.council.workflow import MEETING, REFERRAL
from compliance.licensing import actions
from compliance.licensing.actions import appeals, applications
from compliance.licensing.deciding import Obligation
from compliance.licensing.workflow import APPEAL, APPLICATION, AUTHORISATION, CASE, CONDITION, REQUEST
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.roles import ROLES, CouncilMember
from tests.factories.council import declare_none, make_full_council, make_meeting, seat
from tests.factories.licensing import (
    UNKNOWN,
    fresh,
    make_approved,
    make_case,
    make_officer,
    make_official,
    make_refused,
    make_reviewed,
    make_waiting,
)
from tests.factories.people import make_user

TABLE = Path(__file__).with_name("matrix.txt")
WORKFLOWS = (CASE, REQUEST, AUTHORISATION, CONDITION, APPEAL, APPLICATION, REFERRAL, MEETING)
DAYS = {"from_on": date(2026, 1, 1), "to_on": date(2099, 1, 1)}


@pytest.fixture
def stage(lists, now):
    """One record of each kind, all of one researcher, before a council in which everybody has declared."""
    board, members = make_full_council()
    asker = make_user(name="Robin Asker")
    delegates = {name: make_user(role) for name, role in ROLES.items()}
    for delegate in delegates.values():
        accounts.delegate_to(asker, delegate=delegate, actor=asker, at=now, **DAYS)
    officer, official = make_officer(), make_official()
    case = make_reviewed(make_case(applicant=asker), officer=officer, second=official)
    referral = Referral.objects.get(pk=case.referral_id)
    declare_none(referral, *members.values())
    asked = make_case(applicant=asker, item=UNKNOWN)
    request = actions.ask(asked, question="Which gates?", actor=officer, at=now)
    kept = make_approved(applicant=asker, officer=officer, conditions=(Obligation("Report."),)).authorisations.get()
    refused = make_refused(applicant=asker, officer=officer)
    appeal = appeals.lodge(refused, grounds="Look again.", actor=asker, at=now)
    waiting = make_waiting(make_case(applicant=asker, item=UNKNOWN), officer=officer)
    records = {
        CASE: case,
        REQUEST: request,
        AUTHORISATION: kept,
        CONDITION: kept.conditions.get(),
        APPEAL: appeal,
        APPLICATION: applications.prepare(waiting, regime="US-EAR", actor=officer, at=now),
        REFERRAL: referral,
        MEETING: make_meeting(board, members["law"], referral),
    }
    for each in _cases(records):
        each.referral = referral
    return {"asker": asker, "board": board, "records": records, "members": members, "delegates": delegates}


def people_of(stage, now):
    """Return one person for each role and each way of standing to the case."""
    board, referral = stage["board"], stage["records"][REFERRAL]
    found = {}
    for name, role in ROLES.items():
        found[name, "somebody else's"] = make_user(role)
        found[name, "delegated"] = stage["delegates"][name]
        recused = make_user(*{role, CouncilMember})
        seat(board, member=recused, trained=False)
        council_actions.declare(Referral.objects.get(pk=referral.pk), actor=recused, at=now, co_author=True)
        found[name, "recused"] = recused
    found["CouncilMember", "somebody else's"] = stage["members"]["physics"]
    found["CouncilChair", "somebody else's"] = stage["members"]["law"]
    return {key: User.objects.get(pk=person.pk) for key, person in found.items()}


def belongs_to(person, stage):
    """Let every record be the person's own, in memory and where policies ask the database."""
    records = stage["records"]
    concerned = stage["delegates"].values() if person == stage["asker"] else ()
    records[REFERRAL].concerned.set([person, *concerned])
    for case in _cases(records):
        case.applicant = person
    records[CONDITION].owner = person
    records[APPEAL].lodged_by = person


def _cases(records):
    yield records[CASE]
    for record, path in (
        (REQUEST, "case"), (AUTHORISATION, "case"), (CONDITION, "authorisation.case"), (APPEAL, "case"),
        (APPLICATION, "authorisation.case"),
    ):  # fmt: skip
        here = records[record]
        for part in path.split("."):
            here = getattr(here, part)
        yield here


def answers(stage, now):
    """Return what each person is told about each move."""
    told = defaultdict(lambda: defaultdict(list))
    people = people_of(stage, now)
    asker = stage["asker"]
    own = {(name, "one's own"): make_user(role) for name, role in ROLES.items()}
    for (name, way), person in {**people, **own, ("the portal", "somebody else's"): None}.items():
        belongs_to(person if way == "one's own" else asker, stage)
        for workflow in WORKFLOWS:
            record = stage["records"][workflow]
            for move in workflow.moves.values():
                refusal = move.policy.refusal(person, record) or "May."
                owner = person if way == "one's own" else asker
                refusal = refusal.replace(str(owner), "NAME") if owner else refusal
                told[workflow.name, move.name, way][refusal].append(name)
    return told


def written(told):
    """Write the table out."""
    lines = []
    for (workflow, move, way), by_answer in sorted(told.items()):
        lines.append(f"{workflow} · {move} · {way}")
        lines += [f"    {answer} — {', '.join(sorted(names))}" for answer, names in sorted(by_answer.items())]
    return "\n".join(lines) + "\n"


def test_everybody_is_told_what_the_table_says(stage, now):
    told = answers(stage, now)

    table = written(told)

    assert {(workflow, move) for workflow, move, _ in told} == {
        (workflow.name, move) for workflow in WORKFLOWS for move in workflow.moves
    }
    for by_answer in told.values():
        for answer in by_answer:
            assert answer[0].isupper() and answer.endswith("."), answer
    assert table.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def test_nobody_moves_their_own_matter_whatever_they_are(stage, now):
    """The rule behind the table: the office's and the council's moves are closed to the one whose case it is."""
    told = answers(stage, now)
    theirs = {
        "case": {"hand_over", "take_back", "submit", "answer", "withdraw"},
        "information request": {"answer"},
        "authorisation": {"surrender"},
        "condition": {"meet"},
        "appeal": {"withdraw"},
        "meeting": {"open", "close", "cancel"},  # a meeting is about many cases; its items are not
    }

    for (workflow, move, way), by_answer in told.items():
        if way != "somebody else's" and move not in theirs.get(workflow, set()):
            assert "May." not in by_answer, (workflow, move, way, by_answer["May."])


def test_a_recused_officer_reads_the_case_no_more(stage, now):
    people = people_of(stage, now)
    case = fresh(stage["records"][CASE])

    assert not type(case).objects.visible_to(people["Officer", "recused"]).filter(pk=case.pk).exists()
