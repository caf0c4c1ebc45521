"""
Every public figure, one function each. The docstring is the definition that the public reads.

Functions find raw numbers; disclosure control decides what is shown of them. Nationality is
in no figure and no breakdown.
"""

from collections import defaultdict

from django.db.models import Count, Q

from compliance.enduse.models import Verification
from compliance.enduse.states import Finding, VerificationState
from compliance.licensing.clock import Hours, Mark, read
from compliance.licensing.models import Case, ClockEntry
from compliance.licensing.states import DECIDED, Activity, CaseState, Tier
from compliance.screening.models import Hit, ScreeningRun
from dashboards.figures import Amount, Counts, Part, Values, metric
from dashboards.periods import Quarter
from portal.accounts.models import User
from portal.core.calendar import institution_calendar
from portal.core.words import as_day
from training.models import Completion, Course

METHOD = "1"

CASES = "cases received in the quarter, drafts left out"
DECISIONS = "cases decided in the quarter, withdrawn and returned ones left out"


def _received(quarter: Quarter):
    return Case.objects.filter(submitted_at__gte=quarter.start, submitted_at__lt=quarter.end)


def _decided(quarter: Quarter):
    return Case.objects.filter(state__in=DECIDED, decided_at__gte=quarter.start, decided_at__lt=quarter.end)


def _by(queryset, field: str, choices) -> Counts:
    found = dict(queryset.values_list(field).annotate(number=Count("pk")).order_by(field))
    return Counts([(str(label), found.get(value, 0)) for value, label in choices])


@metric("cases-received", name="Cases received", theme="Cases", unit="cases", population=CASES)
def cases_received(quarter):
    """Cases that researchers submitted in the quarter, by what they wanted to do."""
    return _by(_received(quarter), "activity", Activity.choices)


@metric("cases-decided", name="Cases decided", theme="Cases", unit="cases", population=DECISIONS)
def cases_decided(quarter):
    """Cases decided in the quarter, by how much review they got."""
    return _by(_decided(quarter), "tier", Tier.choices)


@metric("outcomes", name="How cases were decided", theme="Cases", unit="cases", population=DECISIONS)
def outcomes(quarter):
    """Cases decided in the quarter, by outcome. “Recorded” needed no decision: nothing controlled was involved."""
    states = [(state.value, state.label) for state in CaseState if state in DECIDED]
    return _by(_decided(quarter), "state", states)


def _days(quarter: Quarter, side: str) -> list[float]:
    """Return the working days that each reviewed case of the quarter spent on one side."""
    cases = _decided(quarter).filter(tier__gt=Tier.RECORDED)
    moments = dict(cases.values_list("pk", "decided_at"))
    marks = defaultdict(list)
    for entry in ClockEntry.objects.filter(case__in=cases).order_by("at", "pk"):
        marks[entry.case_id].append(Mark(entry.at, entry.side))
    hours = Hours(institution_calendar())
    readings = (read(marks[pk], until=at, hours=hours) for pk, at in moments.items())
    return [float(getattr(reading, side)) for reading in readings]


REVIEWED = "cases decided in the quarter after a review by people (tier 1 and higher)"


@metric(
    "days-with-us", name="Time to a decision", theme="Turnaround", unit="working days", population=REVIEWED,
    gaps="Days on which a question to the applicant was open are left out; they stand in the next figure.",
)  # fmt: skip
def days_with_us(quarter):
    """Working days that a case spent with the office and the council, from a complete submission to the decision."""
    return Values(_days(quarter, "with_us"))


@metric(
    "days-with-applicants", name="Time with applicants", theme="Turnaround", unit="working days", population=REVIEWED
)
def days_with_applicants(quarter):
    """Working days that a case spent with its applicant, while a question of the office was open."""
    return Values(_days(quarter, "with_you"))


@metric(
    "within-target", name="Decided within target", theme="Turnaround",
    unit="of reviewed cases were decided within their target", population=REVIEWED,
)  # fmt: skip
def within_target(quarter):
    """Share of reviewed cases decided by the target day: 3, 5 or 15 working days with the office, by tier."""
    cases = _decided(quarter).filter(tier__gt=Tier.RECORDED, target_on__isnull=False)
    days = list(cases.values_list("decided_at", "target_on"))
    return Part(sum(as_day(decided) <= target for decided, target in days), len(days))


@metric(
    "screenings", name="Screenings", theme="Screening", unit="screenings",
    population="screenings of outside parties against the sanctions and entity lists",
)  # fmt: skip
def screenings(quarter):
    """Screenings of outside parties in the quarter, those that found nothing included."""
    return Amount(ScreeningRun.objects.filter(ran_at__gte=quarter.start, ran_at__lt=quarter.end).count())


@metric(
    "matches-cleared", name="Possible matches cleared", theme="Screening",
    unit="of possible matches turned out to be somebody else",
    population="possible matches that a person decided on in the quarter",
)  # fmt: skip
def matches_cleared(quarter):
    """Share of the possible matches decided in the quarter that were found to be somebody else."""
    decided = Hit.objects.filter(state_since__gte=quarter.start, state_since__lt=quarter.end)
    counted = decided.filter(state__in=["cleared", "true_match"])
    return Part(counted.filter(state="cleared").count(), counted.count())


CHECKS = "verifications due in the quarter, cancelled ones left out"


def _due(quarter: Quarter):
    due = Verification.objects.filter(due_on__gte=quarter.first, due_on__lt=quarter.next.first)
    return due.exclude(state=VerificationState.CANCELLED)


@metric(
    "verifications-done", name="End-use verifications done", theme="Verification",
    unit="of the verifications that were due have been done", population=CHECKS,
)  # fmt: skip
def verifications_done(quarter):
    """Share of the end-use verifications due in the quarter that have been carried out, late ones included."""
    due = _due(quarter)
    return Part(due.filter(state=VerificationState.RECORDED).count(), due.count())


@metric(
    "used-as-approved", name="Used as approved", theme="Verification",
    unit="of the verifications found the use as approved",
    population="verifications due in the quarter and carried out",
)  # fmt: skip
def used_as_approved(quarter):
    """Share of the verifications carried out that found controlled items used as they were approved."""
    done = _due(quarter).filter(state=VerificationState.RECORDED)
    return Part(done.filter(finding=Finding.AS_APPROVED).count(), done.count())


@metric(
    "training-completed", name="Training completed", theme="Training", unit="completions",
    population="courses completed in the quarter by anybody with an account",
)  # fmt: skip
def training_completed(quarter):
    """Training courses completed in the quarter, by course."""
    done = Q(completed_on__gte=quarter.first, completed_on__lt=quarter.next.first, struck_at=None)
    found = dict(Completion.objects.filter(done).values_list("course").annotate(number=Count("pk")).order_by("course"))
    courses = Course.objects.order_by("code").values_list("pk", "title")
    return Counts([(title, found.get(pk, 0)) for pk, title in courses])


@metric(
    "training-current", name="Trained researchers", theme="Training",
    unit="of people with an account had at least one course in force at the end of the quarter",
    population="people with an account at the end of the quarter",
    gaps="People who left during the quarter are left out.",
)  # fmt: skip
def training_current(quarter):
    """Share of people with an account whose training in at least one course was in force on the last day."""
    last = quarter.next.first
    people = User.objects.active().filter(date_joined__lt=quarter.end)
    current = Completion.objects.counting(last).values("person")
    return Part(people.filter(pk__in=current).count(), people.count())
