"""Every move of a case, every role, one's own case and somebody else's: allowed, or refused with its sentence."""

import pytest

from compliance.licensing.states import CaseState
from compliance.licensing.workflow import APPEAL, AUTHORISATION, CASE, CONDITION, REQUEST
from portal.accounts import actions as accounts
from portal.accounts.roles import ROLES, Officer
from portal.core.errors import Conflict
from portal.core.policy import the_portal_itself
from tests.factories.licensing import advise, fresh, make_case, make_official, make_reviewed
from tests.factories.people import make_user

OFFICE = {"Officer", "EmpoweredOfficial"}
ASKER, DELEGATE, PORTAL = {"applicant"}, {"applicant", "delegate"}, {"the portal"}
WHO = {
    "hand_over": {"delegate"},
    "take_back": DELEGATE,
    "submit": ASKER,
    "record": PORTAL,
    "route": PORTAL,
    "ask": OFFICE,
    "answer": DELEGATE,
    "go_on": OFFICE,
    "recommend": OFFICE,
    "agree": {"EmpoweredOfficial"},
    "agree_and_refer": {"EmpoweredOfficial"},
    "disagree": {"EmpoweredOfficial"},
    "take_up": OFFICE | PORTAL,
    "bring_back": PORTAL,
    "approve": OFFICE,
    "approve_with_conditions": OFFICE,
    "approve_in_part": OFFICE,
    "refuse": OFFICE,
    "send_back": OFFICE,
    "withdraw": ASKER,
    "supersede": PORTAL,
    "remit": PORTAL,
    "vary_to_approved": PORTAL,
    "vary_to_conditions": PORTAL,
}


@pytest.fixture
def everybody(db, now):
    """One person of every role, the researcher, their delegate, and the portal itself."""
    applicant, delegate = make_user(), make_user()
    days = {"from_on": now.date().replace(month=1), "to_on": now.date().replace(year=2099)}
    accounts.delegate_to(applicant, delegate=delegate, actor=applicant, at=now, **days)
    roles = {name: make_user(role) for name, role in ROLES.items()}
    return {"applicant": applicant, "delegate": delegate, "the portal": None, **roles}


def test_the_table_names_every_move():
    assert set(WHO) == set(CASE.moves)


def test_who_may_make_which_move_in_somebody_elses_case(lists, everybody):
    case = make_case(applicant=everybody["applicant"])

    found = {
        name: {who for who, actor in everybody.items() if move.policy.allows(actor, case)}
        for name, move in CASE.moves.items()
    }

    assert found == WHO


@pytest.mark.parametrize("role", [name for name in ROLES if name in OFFICE])
def test_nobody_of_the_office_moves_their_own_case(lists, role):
    own = make_case(applicant=make_user(ROLES["Researcher"], ROLES[role]))

    for name, allowed in WHO.items():
        refusal = CASE.moves[name].policy.refusal(own.applicant, own)
        if name in ("submit", "withdraw", "answer", "take_back"):
            assert refusal is None, name
        elif "the portal" not in allowed or name == "take_up":
            assert refusal and ("your own" in refusal or refusal.startswith("Only")), name


def test_whoever_wrote_it_for_somebody_reviews_it_neither(lists, now):
    applicant = make_user()
    delegate = make_user(ROLES["Researcher"], Officer)
    days = {"from_on": now.date().replace(month=1), "to_on": now.date().replace(year=2099)}
    accounts.delegate_to(applicant, delegate=delegate, actor=applicant, at=now, **days)
    case = make_case(applicant=applicant, actor=delegate)

    for name in ("ask", "recommend", "approve", "refuse", "send_back"):
        assert "your own case" in CASE.moves[name].policy.refusal(delegate, case)


def test_whoever_voted_in_the_council_does_not_decide(council, now):
    case = advise(make_reviewed())
    member = council["physics"]
    accounts.assign_role(member, role=Officer, actor=None, at=now)
    member = type(member).objects.get(pk=member.pk)

    assert CASE.moves["approve"].policy.refusal(member, fresh(case)) == "You voted on this case in the council."


def test_every_refusal_is_a_sentence(lists, everybody):
    case = make_case(applicant=everybody["applicant"])

    for move in CASE.moves.values():
        for actor in everybody.values():
            refusal = move.policy.refusal(actor, case)
            assert refusal is None or (refusal[0].isupper() and refusal.endswith("."))


@pytest.mark.parametrize("workflow", [CASE, REQUEST, AUTHORISATION, CONDITION, APPEAL], ids=lambda each: each.name)
def test_moves_of_the_portal_are_made_by_nobody_else(db, workflow):
    official = make_official()

    for move in workflow.moves.values():
        if move.policy is the_portal_itself:
            assert move.policy.refusal(official, None) == "The portal makes this move by itself."


@pytest.mark.parametrize("state", CaseState.values)
def test_what_is_not_a_move_out_of_a_state_is_refused_there(lists, state):
    case = make_case()
    case.state = state

    for name, move in CASE.moves.items():
        if state in move.sources:
            continue
        with pytest.raises(Conflict) as refused:
            CASE.check(case, name, actor=case.applicant)
        assert str(refused.value) == f"{case} is {CaseState(state).label.lower()}."
