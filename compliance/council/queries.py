"""Questions about the council that span tables."""

from dataclasses import dataclass

from django.db.models import QuerySet

from compliance.council import policies
from compliance.council.models import AgendaItem, Attendance, Council, Referral, Seat
from compliance.council.quorum import Quorum, quorum
from compliance.council.states import MeetingState, ReferralState, Standing
from portal.accounts.models import User
from portal.core.errors import Conflict
from training.queries import current_among


def standing_council() -> Council:
    """
    Return the council that cases go to.

    :raises Conflict: if none has been set up
    """
    found = Council.objects.filter(closed_on=None).order_by("pk").first()
    if found is None:
        raise Conflict("No advisory council has been set up.")
    return found


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Return the referrals that the person may know of."""
    return Referral.objects.visible_to(user)


def sees_papers(user: User, referral: Referral) -> bool:
    """Tell whether the papers are open to the person."""
    return policies.may_read_papers.allows(user, referral)


def latest(reference: str) -> Referral | None:
    """Return the newest referral of a case."""
    return Referral.objects.filter(reference=reference).order_by("-round", "-pk").first()


def item_in_session(referral: Referral) -> AgendaItem | None:
    """Return the item of a meeting in session that has the referral in hand, once attendance was taken for it."""
    items = AgendaItem.objects.filter(referral=referral, meeting__state=MeetingState.IN_SESSION, taken_at__isnull=False)
    return items.order_by("-taken_at").first()


def is_there(member: User, referral: Referral) -> bool:
    """Tell whether the member is present for the item in session; outside a meeting everybody is."""
    item = item_in_session(referral)
    return item is None or item.attendances.filter(member=member, present=True).exists()


@dataclass(frozen=True)
class Place:
    """How one seat stands to one referral."""

    seat: Seat
    concerned: bool
    declared: bool
    recused: bool
    trained: bool
    present: bool | None
    voted: bool

    @property
    def counts(self) -> bool:
        """Tell whether the seat counts towards the quorum."""
        takes_part = self.seat.voting and not self.concerned and not self.recused
        return takes_part and (self.present is not False or self.voted)

    @property
    def leads(self) -> bool:
        """Tell whether the seat may have to act for the council."""
        leading = self.seat.standing in {Standing.CHAIR, Standing.VICE_CHAIR}
        return leading and not self.concerned and not self.recused

    @property
    def words(self) -> str:
        """Say how the seat stands."""
        return next(
            words
            for applies, words in [
                (self.concerned, "Concerned; takes no part"),
                (self.recused, "Recused"),
                (not self.seat.voting, "Without vote"),
                (self.voted, "Has voted"),
                (not self.declared, "Has not declared"),
                (self.present is False, "Absent"),
                (not self.trained, "Has no current training"),
                (True, "Reading the papers"),
            ]
            if applies
        )


@dataclass(frozen=True)
class Board:
    """How the whole council stands to one referral."""

    places: list[Place]
    convened: bool

    @property
    def voting(self) -> list[Seat]:
        """Every voting seat, whoever takes part."""
        return [place.seat for place in self.places if place.seat.voting]

    @property
    def reachable(self) -> Quorum:
        """The quorum that those who can still take part would make."""
        return quorum(self.voting, [place.seat for place in self.places if place.counts])

    @property
    def cast(self) -> Quorum:
        """The quorum that those who have voted make."""
        return quorum(self.voting, [place.seat for place in self.places if place.counts and place.voted])

    @property
    def all_have_voted(self) -> bool:
        """Tell whether everybody who can take part has voted."""
        expected = [place for place in self.places if place.counts]
        return bool(expected) and all(place.voted for place in expected)

    @property
    def outstanding(self) -> list[Place]:
        """Those who could still vote."""
        return [place for place in self.places if place.counts and not place.voted]


def board(referral: Referral) -> Board:
    """Return how every seat stands to the referral on its day; seven statements whatever the size."""
    seats = list(
        Seat.objects.on(referral.today)
        .filter(council=referral.council_id)
        .select_related("member")
        .order_by("discipline", "pk")
    )
    recused_by_member = dict(referral.declarations.values_list("member", "recused_at"))
    concerned = set(referral.concerned.values_list("pk", flat=True))
    voted = set(referral.votes.counting().values_list("member", flat=True))
    item = item_in_session(referral)
    presence = dict(Attendance.objects.filter(item=item).values_list("member", "present")) if item else {}
    trained = _trained(referral, seats)
    places = [
        Place(
            seat=seat,
            concerned=seat.member_id in concerned,
            declared=seat.member_id in recused_by_member,
            recused=recused_by_member.get(seat.member_id) is not None,
            trained=seat.member_id in trained,
            present=presence.get(seat.member_id, False) if item else None,
            voted=seat.member_id in voted,
        )
        for seat in seats
    ]
    return Board(places, convened=item is not None)


def _trained(referral: Referral, seats: list[Seat]) -> set[int]:
    members = [seat.member_id for seat in seats]
    code = referral.council.required_course
    if not code:
        return set(members)
    people = User.objects.filter(pk__in=members)
    return set(current_among(people, code, referral.today).values_list("pk", flat=True))


def votes_are_open_to_read(referral: Referral) -> bool:
    """Tell whether the votes may be shown: only once the vote is closed, to anybody at all."""
    return referral.state == ReferralState.CONCLUDED
