"""Who sees which case: the list and the policy give the same answer for everybody and everything."""

from datetime import date

import pytest

from compliance.council import actions as council_actions
from compliance.council.models import Referral
from compliance.licensing import policies
from compliance.licensing.models import Authorisation, Case
from portal.accounts import actions as accounts
from portal.accounts.roles import (
    Administrator,
    Champion,
    EmpoweredOfficial,
    IncidentHandler,
    Officer,
    Overseer,
    Researcher,
    TrainingManager,
)
from portal.core import attachments
from tests.factories.council import declare_none
from tests.factories.licensing import FREE, fresh, make_case, make_draft, make_reviewed
from tests.factories.people import make_user


@pytest.fixture
def people(council, now):
    """Everybody who might look, by what they are to the cases."""
    applicant, delegate, former = make_user(), make_user(), make_user()
    for person, last in ((delegate, date(2099, 1, 1)), (former, date(2026, 6, 30))):
        accounts.delegate_to(applicant, delegate=person, from_on=date(2026, 1, 1), to_on=last, actor=applicant, at=now)
    roles = (
        Researcher,
        Champion,
        Officer,
        EmpoweredOfficial,
        Overseer,
        Administrator,
        TrainingManager,
        IncidentHandler,
    )
    others = {role.__name__: make_user(role) for role in roles}
    return {"applicant": applicant, "delegate": delegate, "former delegate": former, **others, **council}


@pytest.fixture
def cases(people, now):
    """Cases of one applicant in different places."""
    applicant = people["applicant"]
    made = {
        "draft": make_draft(applicant=applicant),
        "with the office": make_case(applicant=applicant),
        "recorded": make_case(applicant=applicant, item=FREE),
        "before the council": make_reviewed(make_case(applicant=applicant)),
        "somebody else's": make_case(item=FREE),
    }
    referral = Referral.objects.get(pk=made["before the council"].referral_id)
    declare_none(referral, people["law"], people["physics"])
    council_actions.declare(Referral.objects.get(pk=referral.pk), actor=people["ethics"], at=now, co_author=True)
    return {name: fresh(case) for name, case in made.items()}


def test_list_and_policy_agree_for_everybody_and_every_case(people, cases):
    for who, actor in people.items():
        listed = set(Case.objects.visible_to(actor))
        for what, case in cases.items():
            assert policies.may_read.allows(actor, case) == (case in listed), f"{who} and {what}"


SEEN = {
    "applicant": {"draft", "with the office", "recorded", "before the council"},
    "delegate": {"draft", "with the office", "recorded", "before the council"},
    "former delegate": set(),
    "Officer": {"with the office", "recorded", "before the council", "somebody else's"},
    "Overseer": {"with the office", "recorded", "before the council", "somebody else's"},
    "Researcher": set(),
    "Champion": set(),
    "Administrator": set(),
    "physics": {"before the council"},
    "security": set(),  # has not declared yet
    "ethics": set(),  # recused
}


def test_who_sees_what(people, cases):
    for who, seen in SEEN.items():
        listed = set(Case.objects.visible_to(people[who]))
        assert {name for name, case in cases.items() if case in listed} == seen, who


def test_nobody_and_people_who_left_see_nothing(people, cases):
    gone = people["Officer"]
    gone.is_active = False

    assert not Case.objects.visible_to(gone).exists()
    assert not Case.objects.visible_to(None).exists()
    assert not Authorisation.objects.visible_to(None).exists()


def test_files_follow_the_case(people, cases):
    letter = cases["recorded"].letters.get().attachment

    readers = {who for who, actor in people.items() if attachments.may_read(letter, actor)}

    assert readers == {"applicant", "delegate", "Officer", "EmpoweredOfficial", "Overseer"}


def test_a_case_that_may_not_be_seen_does_not_exist(people, cases, client):
    client.force_login(people["Researcher"])

    for case in cases.values():
        for tab in ("", "transfers/", "parties/", "documents/", "questions/", "review/", "timeline/", "decide/"):
            assert client.get(f"{case.get_absolute_url()}{tab}").status_code == 404
    authorisation = cases["recorded"].authorisations.get()
    assert client.get(authorisation.get_absolute_url()).status_code == 404


def test_the_offices_own_side_stays_with_the_office_and_the_council(people, cases, client):
    case = cases["before the council"]

    for who, status in (("applicant", 403), ("delegate", 403), ("Officer", 200), ("Overseer", 200), ("physics", 200)):
        client.force_login(people[who])
        assert client.get(f"{case.get_absolute_url()}review/").status_code == status, who


def test_the_trace_speaks_of_citizenship_and_is_not_for_the_council(people, cases, client):
    case = cases["before the council"]

    for who, status in (("applicant", 200), ("Officer", 200), ("Overseer", 200), ("physics", 403)):
        client.force_login(people[who])
        assert client.get(f"{case.get_absolute_url()}transfers/1/trace/US-EAR/").status_code == status, who
