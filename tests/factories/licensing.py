"""
Make cases the way people do, and bring them to any state through the real actions.

Cases need reference data and lists in force: call ``tests.factories.reference.load_reference()`` and
``tests.factories.screening.import_small_list(tmp_path)`` first, as the fixture
``lists`` of tests/compliance/licensing does. Without lists nobody counts as screened, and no case is approved.

    make_draft()                        a draft with nothing in it
    make_case(submitted=False)          a complete draft
    make_case()                         submitted and checked: controlled worldwide, so tier 3
    make_case(item=FREE)                tier 0, recorded at once with its authorisation
    make_case(item=UNKNOWN)             tier 1: one officer
    make_reviewed(case)                 recommended and countersigned; at tier 3 before the council
    make_approved()                     approved by an officer; .authorisations.get() is in force
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from compliance.licensing import actions, questions
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Authorisation, Case
from compliance.licensing.states import CaseState, Outcome, Tier, Verdict
from portal.accounts.models import User
from portal.accounts.roles import EmpoweredOfficial, Officer
from tests.factories.people import NOW, make_user
from tests.factories.replay import replayed

CONTROLLED = {
    "name": "Falcon-120 processor",
    "kind": "hardware",
    "basket": "quantum_computing",
    "us_origin": "yes",
    "parameters": {"physical_qubits": "120", "cnot_error": "8e-4"},
}
FREE = {**CONTROLLED, "name": "Teaching chip", "parameters": {"physical_qubits": "5", "cnot_error": "0.02"}}
UNKNOWN = {**CONTROLLED, "name": "New device", "parameters": {"physical_qubits": "120"}}
PAPER = {
    "name": "Manuscript on error mitigation",
    "kind": "technology",
    "basket": "quantum_technology",
    "us_origin": "yes",
    "for_item": "4A906.b",
    "exclusion": ("published", {"p1": "yes", "p4": "no"}),
}
KNOW_HOW = {
    "name": "Fabrication notes",
    "kind": "technology",
    "basket": "quantum_technology",
    "us_origin": "yes",
    "for_item": "3A901.b",
}
ITEMS = {"publish": PAPER, "host": KNOW_HOW}
USUAL = {
    "summary": "We compare error rates of two devices with a partner.",
    "starts_on": "2026-07-06",
    "ends_on": "2027-06-30",
    "funding": "public",
    "restrictions": "no",
    "ways": "physical",
    "published": "no",
    "passed_on": "no",
    "end_use": "A joint benchmark of error correction.",
    "military": "no",
    "military_intelligence": "no",
    "weapons": "no",
    "supercomputer": "no",
    "informed": "no",
    "signs": "none",
    "stay": "visitor",
    "petition": "no",
    "duties": "Measures qubits with us.",
    "access": "designs",
    "stays": "no",
    "carrier": "courier",
    "owner": "us",
    "countries": "Netherlands",
    "control": "yes",
    "talk": "published",
    "remote": "no",
    "where": "preprint",
    "free": "yes",
    "inputs": "no",
    "encryption": "no",
    "region": "Ireland",
    "encrypted": "yes",
    "operators": "no",
    "hand_over": "yes",
    "statement_wanted": "no",
    "terms": "no",
}


def make_officer(name: str = "") -> User:
    """Open the account of an export control officer."""
    return make_user(Officer, name=name)


def make_official(name: str = "") -> User:
    """Open the account of an empowered official, who gives second reviews and decides appeals."""
    return make_user(EmpoweredOfficial, name=name)


def make_draft(*, activity: str = "share", title: str = "A device for Delft", at: datetime = NOW, **given) -> Case:
    """Open a case with nothing in it."""
    applicant = given.pop("applicant", None) or make_user()
    actor = given.pop("actor", applicant)
    return actions.open_case(title, activity=activity, applicant=applicant, actor=actor, at=at, **given)


def fill_in(
    case: Case,
    *,
    at: datetime = NOW,
    item: Mapping[str, Any] | None = None,
    party: str = "Quiet Meadow Observatory",
    country: str = "NL",
    answers: Mapping[str, str] | None = None,
    actor: User | None = None,
) -> Case:
    """Answer every question of a draft, add an item and the parties, and give reasons for missing documents."""
    actor = actor or case.applicant
    asked = questions.set_for(case.activity)
    given = {**USUAL, **(answers or {})}
    for section in asked.sections:
        own = {question.id: given[question.id] for question in section.questions if question.id in given}
        actions.save_answers(case, section=section.id, answers=own, actor=actor, at=at)
    add_item(case, at=at, actor=actor, **dict(item or ITEMS.get(case.activity, CONTROLLED)))
    for role in asked.roles[:2] if case.activity == "host" else asked.receives[:1]:
        person = role == "visitor"
        actions.name_party(
            case,
            name=f"Robin {party}" if person else party,
            kind="person" if person else "organisation",
            role=role,
            country=country,
            citizenships=[country] if person else [],
            most_recent_citizenship=country if person else "",
            actor=actor,
            at=at,
        )
    given = dict(case.answers.values_list("question", "value"))
    for document in asked.documents_asked(given):
        actions.excuse_document(case, kind=document.kind, reason="There is none yet.", actor=actor, at=at)
    return case


def add_item(case: Case, *, at: datetime = NOW, actor: User | None = None, **given: Any) -> Any:
    """Add one item to a draft, with everything that is said about it, answers about an exclusion included."""
    actor, (tree, answers) = actor or case.applicant, given.pop("exclusion", ("", {}))
    item = actions.add_item(case, actor=actor, at=at, **given)
    if tree:
        actions.claim_exclusion(item, tree=tree, actor=actor, at=at)
    for node, said in answers.items():
        actions.answer_exclusion(item, node=node, yes=said == "yes", actor=actor, at=at)
    return item


@replayed
def make_case(*, submitted: bool = True, checked: bool = True, at: datetime = NOW, **given: Any) -> Case:
    """Make a complete case; submitted and checked unless said otherwise."""
    opening = {name: given.pop(name) for name in ("activity", "title", "applicant", "actor") if name in given}
    case = make_draft(at=at, **opening)
    fill_in(case, at=at, actor=opening.get("actor"), **given)
    if submitted:
        actions.submit(case, actor=case.applicant, at=at, attested=True)
        if checked:
            actions.check(case, at=at)
    return fresh(case)


def fresh(case: Case) -> Case:
    """Return the case as the next request reads it."""
    return Case.objects.get(pk=case.pk)


def determine_by_hand(
    case: Case, *, actor: User, outcome: str = Outcome.NO_LICENCE, permitted_by: str = "IEC", at: datetime = NOW
) -> None:
    """Let an officer determine every transfer that still needs a person."""
    for transfer in case.transfers.filter(outcome=Outcome.NEEDS_PERSON):
        actions.determine(
            transfer,
            regime="US-EAR",
            outcome=outcome,
            reasons="The error was measured; it is below every band.",
            permitted_by=permitted_by if outcome == Outcome.EXCEPTION else "",
            entries="4A001" if outcome == Outcome.LICENCE else "",
            actor=actor,
            at=at,
        )


@replayed
def make_reviewed(
    case: Case | None = None,
    *,
    officer: User | None = None,
    second: User | None = None,
    verdict: str = Verdict.APPROVE,
    conditions: str = "",
    at: datetime = NOW,
) -> Case:
    """Recommend and countersign a case of tier 2 or 3. At tier 3 it is before the council then."""
    case = fresh(case or make_case(at=at))
    actions.recommend(
        case, verdict=verdict, reasons="It fits.", conditions=conditions, actor=officer or make_officer(), at=at
    )
    actions.give_second_review(
        fresh(case), agrees=True, reasons="I see it the same way.", actor=second or make_official(), at=at
    )
    return fresh(case)


def advise(case: Case, *, choice: str = "approve", at: datetime = NOW) -> Case:
    """Let every voting member of a full council declare, vote alike, and the officer take the advice up."""
    from compliance.council import actions as council
    from compliance.council.models import Referral
    from tests.factories.council import cast, declare_none

    referral = Referral.objects.get(pk=case.referral_id)
    members = [seat.member for seat in referral.council.seats.select_related("member")]
    declare_none(referral, *members, at=at)
    chair = next(seat.member for seat in referral.council.seats.all() if seat.standing == "chair")
    council.open_vote(Referral.objects.get(pk=referral.pk), actor=chair, at=at)
    for member in members:
        cast(referral, member, choice, at=at)
    actions.take_up_advice(fresh(case), actor=None, at=at)
    return fresh(case)


@replayed
def make_approved(
    case: Case | None = None,
    *,
    officer: User | None = None,
    conditions: tuple[Obligation, ...] = (),
    terms: Terms | None = None,
    at: datetime = NOW,
    **given: Any,
) -> Case:
    """Bring a case to an approval: by one officer at tier 1, countersigned at tier 2, advised at tier 3."""
    officer = officer or make_officer()
    case = fresh(case or make_case(item=given.pop("item", UNKNOWN), at=at, **given))
    determine_by_hand(case, actor=officer, at=at)
    case = fresh(case)
    if case.tier >= Tier.SECOND:
        case = make_reviewed(case, officer=officer, at=at)
    if case.state == CaseState.COUNCIL_REVIEW:
        case = advise(case, at=at)
    needs_licence = case.transfers.filter(outcome=Outcome.LICENCE).exists()
    terms = terms or (
        Terms(licence="D1234567", valid_to=at.date().replace(year=at.year + 2)) if needs_licence else Terms()
    )
    actions.decide(
        case,
        verdict=Verdict.CONDITIONS if conditions else Verdict.APPROVE,
        reasons="Everything was looked at.",
        conditions=conditions,
        terms=terms,
        actor=officer,
        at=at,
    )
    return fresh(case)


@replayed
def make_refused(case: Case | None = None, *, officer: User | None = None, at: datetime = NOW, **given: Any) -> Case:
    """Refuse a case of tier 1."""
    case = fresh(case or make_case(item=given.pop("item", UNKNOWN), at=at, **given))
    actions.decide(
        case, verdict=Verdict.REFUSE, reasons="It cannot be explained.", actor=officer or make_officer(), at=at
    )
    return fresh(case)


@replayed
def make_authorisation(*, at: datetime = NOW, **given: Any) -> Authorisation:
    """Make an authorisation that is in force."""
    return make_approved(at=at, **given).authorisations.get()


@replayed
def make_waiting(
    case: Case | None = None, *, officer: User | None = None, at: datetime = NOW, **given
) -> Authorisation:
    """Make an authorisation that waits for the government's licence, by an officer's determination at tier 2."""
    officer = officer or make_officer()
    case = fresh(case or make_case(item=UNKNOWN, at=at, **given))
    determine_by_hand(case, actor=officer, outcome=Outcome.LICENCE, at=at)
    case = make_reviewed(case, officer=officer, at=at)
    if case.state == CaseState.COUNCIL_REVIEW:
        case = advise(case, at=at)
    actions.decide(case, verdict=Verdict.APPROVE, reasons="It fits.", actor=officer, at=at)
    return case.authorisations.get()
