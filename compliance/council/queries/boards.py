"""How every seat stands to one referral: who counts, who has voted, whether there is a quorum."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from compliance.council.models import AgendaItem, Attendance, Council, Declaration, Referral, Seat, Vote
from compliance.council.quorum import Quorum, quorum
from compliance.council.states import MeetingState, Standing
from portal.accounts.models import User
from training.queries import current_among


def item_in_session(referral: Referral) -> AgendaItem | None:
    """Return the item of a meeting in session that has the referral in hand, once attendance was taken for it."""
    items = AgendaItem.objects.filter(referral=referral, meeting__state=MeetingState.IN_SESSION, taken_at__isnull=False)
    return items.order_by("-taken_at").first()


def is_there(member: User, item: AgendaItem | None) -> bool:
    """Tell whether the member is present for the item in session; outside a meeting everybody is."""
    return item is None or item.attendances.filter(member=member, present=True).exists()


@dataclass(frozen=True)
class Place:
    """How one seat stands to one referral."""

    seat: Seat
    concerned: bool
    declared: bool
    recused: bool
    present: bool | None
    voted: bool
    training: Callable[[], set[int]] = field(repr=False, compare=False)

    @property
    def trained(self) -> bool:
        """Tell whether the member has the training that the council asks for. Only what looks for it has it read."""
        return self.seat.member_id in self.training()

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
    def declared(self) -> str:
        """Say how many have declared."""
        able = [place for place in self.places if not place.concerned]
        return f"{sum(place.declared for place in able)} of {len(able)}"

    @property
    def voted(self) -> str:
        """Say how many have voted, of those who can."""
        able = [place for place in self.places if place.counts]
        return f"{sum(place.voted for place in able)} of {len(able)}"

    @property
    def outstanding(self) -> list[Place]:
        """Those who could still vote."""
        return [place for place in self.places if place.counts and not place.voted]


def board(referral: Referral) -> Board:
    """Return how every seat stands to the referral on its day."""
    return boards([referral])[referral.pk]


def boards(referrals: Sequence[Referral]) -> dict[int, Board]:
    """
    Return how every seat of each referral's council stands to it, on the day of the first.

    Six statements for one council, whatever the number of referrals, and one more once somebody asks who is trained.
    """
    if not referrals:
        return {}
    records = _Records(referrals)
    return {referral.pk: records.board(referral) for referral in referrals}


class _Records:
    """What is on record about some referrals, read at once."""

    def __init__(self, referrals: Sequence[Referral]):
        keys = [referral.pk for referral in referrals]
        councils = {referral.council_id: referral.council for referral in referrals}
        self.day = referrals[0].day
        seats = Seat.objects.on(self.day).filter(council__in=councils).select_related("member")
        self.seats = _grouped((seat.council_id, seat) for seat in seats.order_by("discipline", "pk"))
        declared = Declaration.objects.filter(referral__in=keys).values_list("referral", "member", "recused_at")
        self.recused = {(referral, member): recused_at for referral, member, recused_at in declared}
        concerned = Referral.concerned.through.objects.filter(referral__in=keys)
        self.concerned = set(concerned.values_list("referral", "user"))
        self.voted = set(Vote.objects.counting().filter(referral__in=keys).values_list("referral", "member"))
        self.items = _items_in_session(keys)
        present = Attendance.objects.filter(item__in=self.items.values(), present=True) if self.items else ()
        self.present = {(each.item_id, each.member_id) for each in present}
        self.training = {pk: cache(partial(self._trained, each)) for pk, each in councils.items()}

    def _trained(self, council: Council) -> set[int]:
        members = [seat.member_id for seat in self.seats.get(council.pk, [])]
        if not council.required_course:
            return set(members)
        people = User.objects.filter(pk__in=members)
        return set(current_among(people, council.required_course, self.day).values_list("pk", flat=True))

    def board(self, referral: Referral) -> Board:
        """Put one referral's records together."""
        item = self.items.get(referral.pk)
        places = [self._place(referral, seat, item) for seat in self.seats.get(referral.council_id, [])]
        return Board(places, convened=item is not None)

    def _place(self, referral: Referral, seat: Seat, item: int | None) -> Place:
        key = (referral.pk, seat.member_id)
        return Place(
            seat=seat,
            concerned=key in self.concerned,
            declared=key in self.recused,
            recused=self.recused.get(key) is not None,
            present=(item, seat.member_id) in self.present if item else None,
            voted=key in self.voted,
            training=self.training[referral.council_id],
        )


def _items_in_session(referrals: list[int]) -> dict[int, int]:
    taken = AgendaItem.objects.filter(
        referral__in=referrals, meeting__state=MeetingState.IN_SESSION, taken_at__isnull=False
    )
    return dict(taken.order_by("taken_at").values_list("referral", "pk"))


def _grouped(pairs: Iterable[tuple[int, Seat]]) -> dict[int, list[Seat]]:
    groups: dict[int, list[Seat]] = {}
    for key, seat in pairs:
        groups.setdefault(key, []).append(seat)
    return groups
