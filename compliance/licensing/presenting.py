"""Finished things that the pages of a case show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.licensing import neighbours, policies
from compliance.licensing.dossier import newest_effects
from compliance.licensing.models import Case, Transfer
from compliance.licensing.queries.clocks import clock_of
from compliance.licensing.states import CaseState, ClockSide
from compliance.licensing.workflow import CASE
from portal.core.interface import Row, Tab
from portal.core.policy import holds
from portal.core.workflow import Offer, Owner

TABS = (
    ("Overview", "case"),
    ("Transfers", "transfers"),
    ("Parties", "parties"),
    ("Documents", "documents"),
    ("Questions", "questions"),
    ("Review", "review"),
    ("Timeline", "timeline"),
)
NAMED = {Owner.APPLICANT: "applicant", Owner.OFFICER: "officer"}
PLURAL = {1: "1 working day"}


@dataclass(frozen=True)
class Whose:
    """Whose move it is, until when, and how long it has been with whom."""

    who: str
    what: str
    until: Any
    paused: str
    tone: str
    with_us: str
    with_you: str


def whose_move(case: Case, *, at: datetime) -> Whose:
    """Return whose move it is and what the clock shows."""
    reading = clock_of(case, at=at)
    owner = CASE.owner_of(case)
    person = {Owner.APPLICANT: case.applicant, Owner.OFFICER: case.officer}.get(owner)
    paused = "It goes on when the applicant has answered." if reading.running == ClockSide.WITH_YOU else ""
    open_case = case.is_open or case.is_draft
    return Whose(
        who=str(person or owner.label),
        what=case.get_state_display(),
        until=reading.target_on if case.is_open and reading.running == ClockSide.WITH_US else None,
        paused=paused,
        tone="waiting" if open_case else "done" if case.state != CaseState.REFUSED else "stopped",
        with_us=working_days(reading.with_us),
        with_you=working_days(reading.with_you),
    )


def working_days(count: int) -> str:
    """Write a number of working days out."""
    return PLURAL.get(count, f"{count} working days")


def tabs(case: Case, current: str, *, actor: Any, url: Any) -> list[Tab]:
    """Return the tabs of a case that the person sees."""
    inside = policies.may_see_inside.allows(actor, case)
    asked = case.requests.count()
    return [
        Tab(label=label, url=url(name), current=name == current, count=asked if name == "questions" and asked else None)
        for label, name in TABS
        if name != "review" or inside
    ]


def facts(case: Case, *, actor: Any) -> list[Row]:
    """Return what the overview says about a case; where its parties stand on the lists, to those who see screening."""
    found = [
        ("What", case.get_activity_display()),
        ("Items", ", ".join(item.name for item in case.items.order_by("pk"))),
        ("Other side", other_side(case, actor)),
        ("Researcher", case.applicant),
        ("Written by", case.opened_by if case.by_delegate else None),
        ("Unit", case.unit),
        ("From", case.starts_on),
        ("Until", case.ends_on),
        ("Submitted", case.submitted_at),
        ("Tier", case.get_tier_display() if case.tier is not None else None),
        ("Officer", case.officer),
    ]
    return [Row(key=key, value=value) for key, value in found if value]


def other_side(case: Case, actor: Any) -> str:
    """Name the parties of a case; to those who see screening, with where each stands on the lists."""
    if holds(actor, "compliance.view_screening"):
        standings = neighbours.standing_of(case)
        return "; ".join(
            f"{party} ({status.label[:1].lower()}{status.label[1:]})" for party, status in standings.items()
        )
    return ", ".join(str(part) for part in case.parties.select_related("party").order_by("pk"))


@dataclass(frozen=True)
class Line:
    """A transfer with its answers."""

    transfer: Transfer
    destination: str
    determinations: list[Any]
    verdict: str


def lines(case: Case) -> list[Line]:
    """Return the transfers with what was determined and decided; five queries for any number."""
    from compliance.licensing.models import TransferDecision, TransferDetermination

    transfers = list(case.transfers.select_related("case", "item", "recipient__party").order_by("number"))
    standing: dict[int, list[Any]] = {}
    found = TransferDetermination.objects.standing().filter(transfer__case=case).select_related("determined_by")
    for each in found.order_by("regime"):
        standing.setdefault(each.transfer_id, []).append(each)
    decided = TransferDecision.objects.filter(transfer__case=case).order_by("pk")
    verdicts = {each.transfer_id: each.get_verdict_display() for each in decided}
    return [
        Line(each, neighbours.country_name(each.destination), standing.get(each.pk, []), verdicts.get(each.pk, ""))
        for each in transfers
    ]


def offers(case: Case, *, actor: Any, at: datetime) -> list[Offer]:
    """Return the moves that this person might make. Moves of another part of the house are left out, not refused."""
    case.looked_at(at)
    theirs = policies.acts_for(actor, case)
    wanted = ASKERS if theirs else OFFICE
    return [offer for offer in CASE.offers(case, actor=actor) if offer.move.name in wanted]


ASKERS = ("hand_over", "take_back", "submit", "answer", "withdraw")
OFFICE = (
    "ask",
    "go_on",
    "recommend",
    "agree",
    "agree_and_refer",
    "disagree",
    "take_up",
    "approve",
    "approve_with_conditions",
    "approve_in_part",
    "refuse",
    "send_back",
)
PAGES = {
    "hand_over": "sign",
    "take_back": "sign",
    "submit": "sign",
    "answer": "questions",
    "withdraw": "withdraw",
    "ask": "ask",
    "go_on": "questions",
    "recommend": "recommend",
    "agree": "second-review",
    "agree_and_refer": "second-review",
    "disagree": "second-review",
    "take_up": "take-up",
    "approve": "decide",
    "approve_with_conditions": "decide",
    "approve_in_part": "decide",
    "refuse": "decide",
    "send_back": "send-back",
}
VERDICTS = {
    "approve": "approve",
    "approve_with_conditions": "approve_with_conditions",
    "approve_in_part": "approve",
    "refuse": "refuse",
}


def move_urls(url: Any) -> dict[str, str]:
    """Return where each move leads."""
    found = {name: url(page) for name, page in PAGES.items()}
    for name, verdict in VERDICTS.items():
        found[name] += f"?verdict={verdict}"
    return found


__all__ = ["Line", "Whose", "facts", "lines", "move_urls", "newest_effects", "offers", "tabs", "whose_move"]
