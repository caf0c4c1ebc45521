"""
What licensing asks of the capabilities below it, each question in one place.

Imports of tables stand inside the functions, because the tables of licensing ask some of
them while the tables of the others are still being read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.core import words
from portal.core.errors import Invalid

CLEAR, HIT, NOT_SCREENED = "clear", "hit", "none"


# -- The council -----------------------------------------------------------------


def referrals_open_to(user: Any) -> QuerySet:
    """Return the referrals whose papers are open to the council member: seated, declared, not recused."""
    from compliance.council.models import Referral

    return Referral.objects.visible_to(user).filter(declarations__member=user)


def referrals_closed_to(user: Any) -> QuerySet:
    """Return the declarations by which the person is recused, whatever else they are."""
    from compliance.council.models import Declaration

    return Declaration.objects.recused().filter(member=user)


def reads_papers(user: Any, referral_id: int | None) -> bool:
    """Tell whether the papers of the referral are open to the council member."""
    return referral_id is not None and referrals_open_to(user).filter(pk=referral_id).exists()


def is_recused(user: Any, referral_id: int | None) -> bool:
    """Tell whether the person is recused from the referral."""
    if not referral_id or not user:
        return False
    return referrals_closed_to(user).filter(referral_id=referral_id).exists()


def voted_on(user: Any, referral_id: int | None) -> bool:
    """Tell whether the person voted on the referral."""
    from compliance.council.models import Vote

    if not referral_id or not user:
        return False
    return Vote.objects.filter(referral_id=referral_id, member=user).exists()


@dataclass(frozen=True)
class Advice:
    """What the council recommends."""

    recommendation: str
    label: str
    unanimous: bool
    reasons: str
    conditions: str
    concluded_at: datetime

    @property
    def wants_more(self) -> bool:
        """Tell whether the council asks for more before it advises."""
        return self.recommendation == "need_more"


def advice_on(case: Any) -> Advice | None:
    """Return the council's advice on the case as it stands, or nothing while the council has not concluded."""
    from compliance.council.models import Referral
    from compliance.council.states import ReferralState

    if not case.referral_id:
        return None
    found = Referral.objects.filter(pk=case.referral_id, state=ReferralState.CONCLUDED).first()
    if found is None or found.concluded_at is None:
        return None
    label = found.get_recommendation_display()
    return Advice(found.recommendation, label, found.unanimous, found.reasons, found.conditions, found.concluded_at)


def refer(
    case: Any, *, summary: str, papers: Iterable[tuple[str, bytes]], due_on: date | None, actor: Any, at: datetime
):
    """Put the case before the standing council."""
    from compliance.council import actions, queries
    from portal.accounts.models import Delegation, User

    delegates = User.objects.filter(
        delegations_held__in=Delegation.objects.on(words.as_day(at)).filter(principal=case.applicant)
    )
    concerned = {case.applicant, case.opened_by, *delegates}
    return actions.refer(
        queries.standing_council(),
        reference=case.reference,
        title=case.title,
        summary=summary,
        concerned=concerned,
        papers=papers,
        due_on=due_on,
        actor=actor,
        at=at,
    )


def withdraw_referral(case: Any, *, reason: str, actor: Any, at: datetime) -> None:
    """Take the case back from the council, where it is still before it."""
    from compliance.council import actions
    from compliance.council.models import Referral

    referral = Referral.objects.under_way().filter(pk=case.referral_id).first() if case.referral_id else None
    if referral is not None:
        actions.withdraw(referral, reason=reason, actor=actor, at=at)


# -- Screening -------------------------------------------------------------------


def screening_of(case: Any) -> dict[Any, str]:
    """Return where each party of the case stands: clear, hit, or none. Read once per look at the case."""
    return {party: status.for_determination for party, status in standing_of(case).items()}


def standing_of(case: Any) -> dict[Any, Any]:
    """Return where each party of the case stands, as screening puts it. Read once per look at the case."""
    if "_screening" not in case.__dict__:
        parties = [part.party for part in case.parties.select_related("party").order_by("pk")]
        found = screening_details(parties, at=case.moment)
        case._screening = {party: found[party.pk] for party in parties}
    return case._screening


def screening_details(parties: Iterable[Any], *, at: datetime) -> dict[int, Any]:
    """Return where each party stands, by its id, as screening puts it."""
    from compliance.screening.queries import status_of

    return status_of(parties, at)


def standings_of(transfers: Iterable[Any], *, user: Any, at: datetime) -> dict[int, Any]:
    """Return where the recipient of each transfer stands, by the transfer's id, for those who see screening."""
    from portal.core.policy import holds

    if not holds(user, "compliance.view_screening"):
        return {}
    recipients = {each.pk: each.recipient.party_id for each in transfers if each.recipient_id}
    found = screening_details(set(recipients.values()), at=at)
    return {pk: found[party] for pk, party in recipients.items() if party in found}


def confirmed_on_lists(parties: Any) -> QuerySet:
    """Return those of the parties that an officer has confirmed to be on a list."""
    from compliance.parties.models import Party
    from compliance.screening.models import Hit
    from compliance.screening.states import HitState

    matched = Hit.objects.filter(state=HitState.TRUE_MATCH, party__in=parties).values("party")
    return Party.objects.filter(pk__in=matched)


def may_be_listed(case: Any, *, at: datetime) -> list[str]:
    """Return the parties of the case with a possible match that is undecided, or a confirmed one."""
    from compliance.screening.queries import blocking_hits

    parties = [part.party_id for part in case.parties.all()]
    return sorted(set(blocking_hits(parties, at).values_list("party__name", flat=True)))


def screen(party: Any, *, actor: Any, at: datetime) -> None:
    """Have a party compared with every list in use."""
    from compliance.screening.actions import screen_party
    from compliance.screening.states import Cause

    screen_party(party, actor=actor, at=at, cause=Cause.CASE)


# -- Classification ----------------------------------------------------------------


def book(on: date) -> Any:
    """Return the reference data that hold on the day."""
    from compliance.controls.queries import book as open_book

    return open_book(on)


def check_item(mapping: dict[str, Any], *, on: date) -> None:
    """
    Make sure that an item can be classified as it is described.

    :raises Invalid: with the first complaint; ``field`` is the item's own, or the parameter's
    """
    from compliance.classification.engine import read_item

    _, problems = read_item(mapping, book=book(on))
    if problems:
        raise Invalid(
            problems[0].says.partition(": ")[2] or problems[0].says, field=problems[0].field.rpartition(".")[2]
        )


@dataclass(frozen=True)
class Answer:
    """What one regime says about one transfer."""

    regime: str
    outcome: str
    entries: tuple[str, ...]
    review_policy: str
    permitted_by: str
    record: Any = None


def determine(reference: str, mapping: dict[str, Any], *, exclusion: Any, actor: Any, at: datetime) -> list[Answer]:
    """
    Have a transfer determined under every regime that applies, and keep the record.

    ``exclusion`` are the concluded questions about the item, where its owner claims that the rules leave it alone.
    """
    from compliance.classification import actions, engine, queries

    facts = engine.read_facts(mapping, book=book(mapping["as_of"]))
    if exclusion is not None:
        facts = replace(facts, exclusion=queries.exclusion_of(exclusion))
    made = actions.determine_transfer(
        subject_reference=reference, facts=facts, exclusion_session=exclusion, actor=actor, at=at
    )
    return [
        Answer(each.regime, each.outcome, tuple(each.entries.split()), each.review_policy, each.permitted_by, each)
        for each in made
    ]


def answers_now(asked: dict[int, tuple[dict[str, Any], int | None]], *, on: date) -> dict[int, dict[str, str]]:
    """
    Return the outcome under every regime for each question, by its key; nothing is kept.

    A question is what is to be determined with the id of its exclusion, or nothing. One that the rules of the day
    cannot read any more has no answer.
    """
    from compliance.classification import engine, queries

    opened = book(on)
    exclusions = queries.exclusions_of({exclusion for _, exclusion in asked.values() if exclusion})
    found: dict[int, dict[str, str]] = {}
    for key, (mapping, exclusion) in asked.items():
        try:
            facts = engine.read_facts(mapping, book=opened)
        except Invalid:
            found[key] = {}
            continue
        if exclusion is not None:
            facts = replace(facts, exclusion=exclusions[exclusion])
        found[key] = {result.regime: result.outcome for result in engine.determine(facts, opened)}
    return found


def begin_exclusion(tree: str, *, about: str, subject_reference: str, actor: Any, at: datetime) -> Any:
    """Begin the questions of a tree about one piece of information."""
    from compliance.classification import actions

    return actions.begin(
        tree, about=about, subject_reference=subject_reference, as_of=words.as_day(at), actor=actor, at=at
    )


def answer_exclusion(session: Any, *, node: str, yes: bool, actor: Any, at: datetime) -> None:
    """Answer the question that is next."""
    from compliance.classification import actions

    actions.answer(session, node=node, yes=yes, actor=actor, at=at)


def way_of(session: Any) -> Any:
    """Return how far the answers about an exclusion lead."""
    from compliance.classification.queries import way

    return way(session)


def trace_of(record: Any) -> dict[str, Any]:
    """Return everything that a determination found, as it was kept."""
    return record.findings


def country_name(code: str) -> str:
    """Return a country's name, or its code where it has none."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code)
    return getattr(found, "common_name", found.name) if found else code


def countries() -> list[tuple[str, str]]:
    """Return every country of the reference data with its name, by name."""
    return [(country.code, country.title) for country in book(timezone.localdate()).countries]


def regimes() -> list[tuple[str, str]]:
    """Return every regime of the reference data, by code."""
    return [(regime.code, regime.title) for regime in book(timezone.localdate()).regimes]


def agency_limits(codes: Iterable[str], *, on: date) -> list[Any]:
    """Return the time limits of the reference data under these codes, as they are on the day."""
    from compliance.controls.rows import Procedure
    from compliance.licensing.agencies import Limit

    found = (book(on).find(Procedure, code) for code in codes)
    return [
        Limit(row.title, row.limit, row.unit == "working_days", row.source)
        for row in found
        if row is not None and row.limit is not None
    ]


def is_general(code: str, *, on: date) -> bool:
    """Tell whether a code is that of a general authorisation rather than of an exception."""
    return any(row.code == code for row in book(on).general_licences)
