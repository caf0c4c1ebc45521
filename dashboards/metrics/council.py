"""Figures about the advisory council."""

from collections import defaultdict

from compliance.council.models import Attendance, Declaration, Meeting, Referral, Seat
from compliance.council.quorum import quorum
from compliance.council.states import Choice, MeetingState, ReferralState
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.figures import Plain, Spread, Table, metric
from dashboards.metrics.base import count_by, simple
from dashboards.periods import Quarter
from portal.core.calendar import institution_calendar
from portal.core.words import as_day

THEME = "Advisory council"
ADVICE = Axis("advice", "Advice", tuple((str(value), str(label)) for value, label in Choice.choices))


@metric(
    "council-meetings",
    name="Council meetings",
    theme=THEME,
    unit="meetings",
    population="meetings of the advisory councils that were held in the quarter",
    source="council.Meeting, AgendaItem and Attendance: items with attendance, against the quorum of that day",
)
def council_meetings(quarter: Quarter) -> Plain:
    """Meetings that were held, the items for which attendance was taken, and for how many there was a quorum."""
    held = Meeting.objects.filter(starts_at__gte=quarter.start, starts_at__lt=quarter.end)
    held = held.filter(state__in=[MeetingState.IN_SESSION, MeetingState.CLOSED])
    present: dict[tuple[int, int, object], set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(item__meeting__in=held).values_list(
        "item", "item__meeting__council", "item__meeting__starts_at", "member", "present"
    )
    for item, council, starts_at, member, was_there in rows:
        there = present[(item, council, as_day(starts_at))]
        if was_there:
            there.add(member)
    with_quorum = sum(_has_quorum(council, day, members) for (_, council, day), members in present.items())
    return Plain(
        (
            ("meetings", "Meetings held", held.count()),
            ("items", "Items with attendance", len(present)),
            ("quorum", "Items with a quorum", with_quorum),
        )
    )


def _has_quorum(council: int, day, members: set[int]) -> bool:
    seats = list(Seat.objects.on(day).voting().filter(council=council))
    return quorum(seats, [seat for seat in seats if seat.member_id in members]).met


def _concluded(quarter: Quarter):
    return Referral.objects.filter(
        state=ReferralState.CONCLUDED, concluded_at__gte=quarter.start, concluded_at__lt=quarter.end
    )


@metric(
    "council-advice",
    name="What the council advised",
    theme=THEME,
    unit="referrals",
    population="referrals on which the council concluded in the quarter",
    source="council.Referral: concluded_at in the quarter, by recommendation",
    delay=1,
)
def council_advice(quarter: Quarter) -> Table:
    """Referrals on which the council concluded, by what it recommended. It advises; an officer decides."""
    return Table(simple(f"advice:{quarter}", ADVICE, count_by(_concluded(quarter), "recommendation")), by=("advice",))


@metric(
    "council-days",
    name="Time with the council",
    theme=THEME,
    unit="working days",
    population="referrals on which the council concluded in the quarter",
    source="council.Referral: working days from referred_at to concluded_at",
    lower_is_better=True,
)
def council_days(quarter: Quarter) -> Spread:
    """Working days from a referral to the council's conclusion."""
    calendar = institution_calendar()
    rows = _concluded(quarter).order_by("pk").values_list("referred_at", "concluded_at")
    values: dict[tuple[str, ...], list[float]] = {
        (): [float(calendar.working_days_between(as_day(begun), as_day(ended))) for begun, ended in rows]
    }
    return Spread(Cube(f"advice:{quarter}", (), {(): len(values[()])}), values)


@metric(
    "recusals",
    name="Recusals",
    theme=THEME,
    unit="recusals",
    population="declarations of council members in the quarter that led to a recusal",
    source="council.Declaration: recused_at in the quarter",
    delay=1,
)
def recusals(quarter: Quarter) -> Table:
    """How often a member of the council took no part because of a conflict of interest."""
    found = Declaration.objects.filter(recused_at__gte=quarter.start, recused_at__lt=quarter.end)
    return Table(Cube(f"recusals:{quarter}", (), {(): found.count()}))
