"""
Questions about plans that span tables. Those about many plans are one or two statements for any number of them,
so that a nightly check may ask them of everything.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from compliance.licensing.models import (
    Authorisation,
    Case,
    CaseAnswer,
    CaseItem,
    CaseParty,
    Condition,
    Transfer,
    TransferDetermination,
)
from compliance.licensing.states import AuthorisationState, ConditionState, Outcome, Tier
from compliance.plans.models import (
    ControlPlan,
    PlanAttestation,
    PlanItem,
    PlanPerson,
    PlanRoom,
    PlanSignature,
    RoomAccess,
)
from compliance.plans.states import LIVE, LegalStatus, PlanState
from portal.accounts.models import User
from training.queries import current_among

COURSE = "control-plans"


@dataclass(frozen=True)
class Standing:
    """Where one person stands on a plan, and what is missing."""

    person: PlanPerson
    briefed: bool
    signed: bool
    covered: bool
    in_force: bool

    @property
    def active(self) -> bool:
        """Tell whether the person may come near what the plan controls."""
        return self.briefed and self.signed and self.covered and self.in_force

    @property
    def missing(self) -> str:
        """What is missing, in words."""
        if self.person.kept_away:
            return "Kept away from what is controlled"
        said = [
            ("not briefed: the course is missing or has lapsed", self.briefed),
            ("has not signed", self.signed),
            ("the authorisation that covers them is not in force", self.covered),
            ("the plan is not in force yet", self.in_force),
        ]
        left = [words for words, holds in said if not holds]
        return "; ".join(left).capitalize()


def standings(plan: ControlPlan, on: date) -> list[Standing]:
    """Return everybody on a plan and where they stand on the day; three statements."""
    people = list(plan.people.on_it().select_related("user", "authorisation").order_by("pk"))
    users = User.objects.filter(pk__in=[each.user_id for each in people])
    briefed = set(current_among(users, COURSE, on).values_list("pk", flat=True))
    owed, given = set(), set()
    for person, signed_at, ended_at in plan.signatures.values_list("person", "signed_at", "ended_at"):
        if signed_at:
            given.add(person)
        elif not ended_at:
            owed.add(person)
    return [
        Standing(
            person=each,
            briefed=each.user_id in briefed,
            signed=each.user_id in given and each.user_id not in owed,
            covered=_covered(each),
            in_force=plan.is_live,
        )
        for each in people
    ]


def _covered(person: PlanPerson) -> bool:
    if person.status == LegalStatus.AUTHORISED:
        paper = person.authorisation
        return paper is not None and paper.state == AuthorisationState.IN_FORCE
    return person.status != LegalStatus.EXCLUDED


def may_work_now(plan: ControlPlan, on: date) -> list[User]:
    """Return the people who are active on a plan: briefed, signed, covered, and the plan in force."""
    return [each.person.user for each in standings(plan, on) if each.active]


def lapsed_people(on: date) -> QuerySet[PlanPerson]:
    """Return whoever is on a live plan and not current in its course on the day."""
    current = current_among(User.objects.all(), COURSE, on).values("pk")
    live = PlanPerson.objects.on_it().filter(plan__state__in=(PlanState.ACTIVE, PlanState.CLOSING))
    return live.exclude(user__in=current).select_related("plan__case", "plan__responsible", "user").order_by("pk")


@dataclass(frozen=True)
class Unlisted:
    """Somebody who can open a room of a plan and is not on the plan."""

    plan: ControlPlan
    room: PlanRoom
    person: User

    @property
    def key(self) -> str:
        """What makes this finding the same one tomorrow."""
        return f"{self.plan.reference}/{self.room}/{self.person.pk}"

    @property
    def sentence(self) -> str:
        """The finding in words."""
        return f"{self.person} can open {self.room} and is not on this plan."


def people_not_on_plan(on: date, *, plan: ControlPlan | None = None) -> list[Unlisted]:
    """
    Return whoever is in the access list of a room of a live plan, and not on that plan; three statements.

    The database looks for the rooms in question: of thousands only those with somebody to name are read.
    """
    doors = RoomAccess.objects.on(on).select_related("person")
    named = PlanPerson.objects.on_it().filter(plan=OuterRef(OuterRef("plan")), user=OuterRef("person"))
    stranger = doors.filter(~Exists(named), building=OuterRef("building"), room=OuterRef("room"))
    rooms = PlanRoom.objects.filter(Exists(stranger), removed_at=None, plan__state__in=LIVE)
    rooms = rooms.filter(plan=plan) if plan is not None else rooms
    by_room: dict[tuple[str, str], list[User]] = {}
    for door in doors.filter(Exists(rooms.filter(building=OuterRef("building"), room=OuterRef("room")))).order_by("pk"):
        by_room.setdefault((door.building, door.room), []).append(door.person)
    on_plan: dict[int, set[int]] = {}
    found = list(rooms.select_related("plan__case", "plan__responsible").order_by("pk"))
    pairs = PlanPerson.objects.on_it().filter(plan__in={room.plan_id for room in found})
    for plan_id, user_id in pairs.values_list("plan", "user"):
        on_plan.setdefault(plan_id, set()).add(user_id)
    return [
        Unlisted(room.plan, room, person)
        for room in found
        for person in by_room.get((room.building, room.room), [])
        if person.pk not in on_plan.get(room.plan_id, set())
    ]


@dataclass(frozen=True)
class Unplanned:
    """An item that an authorisation in force permits, and the plan of its case does not name."""

    plan: ControlPlan
    item: CaseItem

    @property
    def key(self) -> str:
        """What makes this finding the same one tomorrow."""
        return f"{self.plan.reference}/{self.item.pk}"


def items_not_on_plan(on: date) -> list[Unplanned]:
    """Return what is permitted in the case of a live plan and not on the plan; three statements."""
    named = PlanItem.objects.filter(plan__state__in=LIVE, plan__case=OuterRef("case"))
    named = named.filter(Q(item=OuterRef("permitted")) | Q(item__copies=OuterRef("permitted")))
    permitted = Authorisation.objects.in_force(on=on).filter(case__plans__state__in=LIVE)
    unnamed = permitted.annotate(permitted=F("transfers__item")).filter(~Exists(named), permitted__isnull=False)
    missing = list(unnamed.order_by("case", "permitted").values_list("case", "permitted").distinct())
    live = ControlPlan.objects.filter(state__in=LIVE, case__in={case_id for case_id, _ in missing})
    plans = {plan.case_id: plan for plan in live.select_related("case", "responsible").order_by("pk")}
    items = CaseItem.objects.in_bulk([item_id for _, item_id in missing])
    return [Unplanned(plans[case_id], items[item_id]) for case_id, item_id in missing if case_id in plans]


def overdue_attestations(on: date) -> QuerySet[PlanAttestation]:
    """Return the yearly attestations whose day has passed."""
    live = PlanAttestation.objects.overdue(on=on).filter(plan__state__in=LIVE)
    return live.select_related("plan__case", "plan__responsible").order_by("due_on", "pk")


def unsigned(on: date, *, days: int = 14) -> QuerySet[PlanSignature]:
    """Return the signatures that were asked for at least so many days ago and are still owed."""
    since = on - timedelta(days=days)
    owed = PlanSignature.objects.asked().filter(plan__state__in=LIVE, asked_at__date__lte=since)
    return owed.select_related("plan__responsible", "person").order_by("asked_at", "pk")


def past_funding(on: date) -> QuerySet[ControlPlan]:
    """Return live plans whose funding has ended. They go on; nobody pays for them any more."""
    return ControlPlan.objects.live().filter(funded_until__lt=on).select_related("case", "responsible")


def without_plan() -> QuerySet[Case]:
    """
    Return reviewed cases with an authorisation in force, no plan, and a fact for which a rule asks for one.

    The facts are those of ``proposing.RULES``, so that every case in here gets its plan and is asked of once.
    """
    permitted = Authorisation.objects.filter(case=OuterRef("pk"), state=AuthorisationState.IN_FORCE)
    listed = TransferDetermination.objects.standing().filter(transfer__case=OuterRef("pk")).exclude(entries="")
    listed = listed.exclude(outcome__in=(Outcome.EXCLUDED, Outcome.NOT_CONTROLLED))
    paper = Transfer.objects.filter(case=OuterRef("pk"), outcome__in=(Outcome.LICENCE, Outcome.EXCEPTION))
    owed = Condition.objects.filter(authorisation__case=OuterRef("pk"), state=ConditionState.OPEN)
    restricted = CaseAnswer.objects.filter(case=OuterRef("pk"), question="restrictions", value="yes")
    asked = Q(tier__gte=Tier.SECOND) | Exists(listed) | Exists(paper) | Exists(owed) | Exists(restricted)
    return Case.objects.filter(asked, Exists(permitted), tier__gt=0, plans=None).order_by("pk")


def waiting_for_issue() -> QuerySet[ControlPlan]:
    """Return the drafts that an officer asked to be sent, oldest first."""
    waiting = ControlPlan.objects.filter(state=PlanState.DRAFT, issue_asked_at__isnull=False)
    return waiting.select_related("case", "issue_asked_by", "responsible").order_by("issue_asked_at", "pk")


def signed_and_waiting() -> QuerySet[ControlPlan]:
    """Return plans that are being signed; among them may be some that everybody has signed who has to."""
    return ControlPlan.objects.filter(state=PlanState.SIGNING).select_related("responsible")


def signatures_to_remind_of(on: date) -> QuerySet[PlanSignature]:
    """Return the signatures of which somebody may have to be reminded today."""
    owed = PlanSignature.objects.asked().filter(asked_at__date__lte=on - timedelta(days=3))
    return owed.filter(Q(rung=None) | Q(rung__lt=28)).select_related("plan").order_by("pk")


def parties_of_controlled_projects() -> QuerySet:
    """Return the parties, by their ids, of cases with a plan that is neither closed out nor withdrawn."""
    return CaseParty.objects.filter(case__in=ControlPlan.objects.unfinished().values("case")).values("party")


def people_on_live_plans(_on: date) -> QuerySet:
    """Return the primary keys of everybody on a plan that is signed or in force: the circle of the plans' course."""
    return PlanPerson.objects.on_it().filter(plan__state__in=LIVE).values("user")
