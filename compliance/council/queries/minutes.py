"""Minutes made from the records: the whole, what one reader may see of them, and the redacted version."""

from dataclasses import asdict, dataclass, field
from typing import Any

from compliance.council.models import AgendaItem, Attendance, Declaration, Meeting, Referral, Seat, Vote
from compliance.council.quorum import quorum
from compliance.council.states import Choice, MeetingState, ReferralState
from compliance.council.tally import tally
from portal.core.words import as_day, moment

WITHHELD = "You take no part in this item."


@dataclass(frozen=True)
class Dissent:
    """A vote against the recommendation, with its reasons."""

    member: str
    choice: str
    reasons: str


@dataclass(frozen=True)
class ItemMinutes:
    """What the minutes say about one item."""

    position: int
    heading: str
    text: str = ""
    withheld: bool = False
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    recused: list[str] = field(default_factory=list)
    quorum: str = ""
    outcome: str = ""
    tally: str = ""
    reasons: str = ""
    conditions: str = ""
    dissents: list[Dissent] = field(default_factory=list)


@dataclass(frozen=True)
class Minutes:
    """The minutes of one meeting, as far as the reader may see them."""

    council: str
    number: int
    held: str
    place: str
    signed: str
    items: list[ItemMinutes]

    def as_data(self) -> dict[str, Any]:
        """Return them as plain values."""
        return asdict(self)


def whole_minutes(meeting: Meeting) -> Minutes:
    """Return the minutes with every item; for the file that the chair signs."""
    return _minutes(meeting, None)


def minutes_for(meeting: Meeting, reader: Any) -> Minutes:
    """Return the minutes without the items in which the reader takes no part; seven statements whatever the size."""
    return _minutes(meeting, set(_referrals(meeting).visible_to(reader).values_list("pk", flat=True)))


def public_minutes(meeting: Meeting) -> dict[str, Any]:
    """
    Return the redacted version: how many were there, and what was recommended about how many cases.

    No reference, title, name or reason is in it.
    """
    whole = whole_minutes(meeting)
    cases = [item for item in whole.items if item.quorum]
    return {
        "council": whole.council,
        "number": whole.number,
        "held_on": as_day(meeting.starts_at).isoformat(),
        "items": [
            {
                "position": item.position,
                "present": len(item.present),
                "recused": len(item.recused),
                "outcome": item.outcome,
                "dissent": bool(item.dissents),
            }
            for item in cases
        ],
        "other_items": len(whole.items) - len(cases),
    }


def _referrals(meeting: Meeting) -> Any:
    return Referral.objects.filter(agenda_items__meeting=meeting)


def _minutes(meeting: Meeting, visible: set[int] | None) -> Minutes:
    items = list(meeting.items.select_related("referral").order_by("position"))
    papers = _Papers(meeting, items)
    return Minutes(
        council=meeting.council.name,
        number=meeting.number,
        held=moment(meeting.starts_at),
        place=meeting.place,
        signed=f"{meeting.minutes_signed_by}, {moment(meeting.minutes_signed_at)}" if meeting.minutes_signed_at else "",
        items=[
            papers.item(item)
            if visible is None or item.referral_id is None or item.referral_id in visible
            else ItemMinutes(item.position, f"Item {item.position}", WITHHELD, withheld=True)
            for item in items
        ],
    )


class _Papers:
    """The records of a meeting, read at once."""

    def __init__(self, meeting: Meeting, items: list[AgendaItem]):
        referrals = [item.referral_id for item in items if item.referral_id]
        self.meeting = meeting
        self.seats = list(Seat.objects.on(as_day(meeting.starts_at)).filter(council=meeting.council_id))
        self.attendances = _by(Attendance.objects.filter(item__in=items).select_related("member"), "item_id")
        self.recused = _by(
            Declaration.objects.recused().filter(referral__in=referrals).select_related("member"), "referral_id"
        )
        self.votes = _by(Vote.objects.counting().filter(referral__in=referrals).select_related("member"), "referral_id")

    def item(self, item: AgendaItem) -> ItemMinutes:
        """Return what the records say about one item."""
        heading = f"{item.referral}: {item.referral.title}" if item.referral else item.title
        if item.referral is None or item.taken_at is None:
            return ItemMinutes(item.position, heading, item.note or ("" if item.referral is None else "Not taken up."))
        attendances = self.attendances.get(item.pk, [])
        there = {each.member_id for each in attendances if each.present}
        recused = {each.member_id for each in self.recused.get(item.referral_id, [])}
        voting = [seat for seat in self.seats if seat.voting]
        counted = [seat for seat in voting if seat.member_id in there]
        return ItemMinutes(
            position=item.position,
            heading=heading,
            present=sorted(str(each.member) for each in attendances if each.present),
            absent=sorted(
                str(each.member) for each in attendances if not each.present and each.member_id not in recused
            ),
            recused=sorted(str(each.member) for each in self.recused.get(item.referral_id, [])),
            quorum=quorum(voting, counted).sentence,
            **self._answer(item.referral),
        )

    def _answer(self, referral: Referral) -> dict[str, Any]:
        """Say what became of the case. Votes are named only once the vote is closed."""
        if referral.state != ReferralState.CONCLUDED or self.meeting.state == MeetingState.CONVENED:
            return {"outcome": referral.get_state_display()}
        votes = self.votes.get(referral.pk, [])
        return {
            "outcome": f"The council recommends: {referral.get_recommendation_display().lower()}.",
            "tally": tally(vote.choice for vote in votes).sentence,
            "reasons": referral.reasons,
            "conditions": referral.conditions,
            "dissents": [
                Dissent(str(vote.member), Choice(vote.choice).label, vote.reasons)
                for vote in votes
                if vote.choice != referral.recommendation
            ],
        }


def _by(rows: Any, key: str) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows.order_by("pk"):
        groups.setdefault(getattr(row, key), []).append(row)
    return groups
