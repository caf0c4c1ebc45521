"""Figures about screening and about checks afterwards."""

from statistics import median

from compliance.enduse.models import Verification
from compliance.enduse.states import Finding, VerificationState
from compliance.screening.models import Hit, ListVersion, ScreeningRun, Sweep
from compliance.screening.states import HitState
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.sheets import Measure
from dashboards.figures import Plain, Share, Table, metric
from dashboards.metrics.base import count_by, tally
from dashboards.periods import Quarter

THEME = "Screening"
AFTERWARDS = "Checks afterwards"
DECIDED = Axis("hit", "Decision", (("cleared", "Somebody else"), ("true_match", "The listed party")))
DONE = Axis("done", "Done", (("recorded", "Done"), ("planned", "Not yet"), ("attested", "Attested")))
FOUND = Axis("finding", "Finding", tuple((str(value), str(label)) for value, label in Finding.choices))


@metric(
    "screenings",
    name="Screenings",
    theme=THEME,
    unit="screenings",
    population="screenings of outside parties against the sanctions and entity lists in use",
    source="screening.ScreeningRun: ran_at in the quarter",
    gaps="Comparisons of every known party with each change of a list are not counted here.",
)
def screenings(quarter: Quarter) -> Table:
    """Screenings of outside parties in the quarter, those that found nothing included."""
    runs = ScreeningRun.objects.filter(ran_at__gte=quarter.start, ran_at__lt=quarter.end)
    return Table(Cube(f"screenings:{quarter}", (), {(): runs.count()}))


@metric(
    "matches-cleared",
    name="Possible matches cleared",
    theme=THEME,
    unit="of possible matches turned out to be somebody else",
    population="possible matches that a person decided on in the quarter",
    source="screening.Hit: state_since in the quarter, cleared or true match",
    delay=1,
)
def matches_cleared(quarter: Quarter) -> Share:
    """Share of the possible matches decided in the quarter that were found to be somebody else."""
    decided = Hit.objects.filter(state_since__gte=quarter.start, state_since__lt=quarter.end)
    counts = count_by(decided.filter(state__in=[HitState.CLEARED, HitState.TRUE_MATCH]), "state")
    return Share(Cube(f"hits:{quarter}", (DECIDED,), counts), Measure("hit", ("cleared",), ("true_match",)))


@metric(
    "rescreening",
    name="From a new list to everybody compared",
    theme=THEME,
    unit="minutes",
    population="editions of lists that came into force in the quarter",
    source="screening.ListVersion.in_force_from to the end of the first Sweep that compared it",
    lower_is_better=True,
)
def rescreening(quarter: Quarter) -> Plain:
    """Minutes from the moment at which a new edition of a list is in force until every known party is compared."""
    editions = ListVersion.objects.filter(in_force_from__gte=quarter.start, in_force_from__lt=quarter.end)
    minutes = []
    for edition in editions.order_by("pk"):
        sweep = Sweep.objects.filter(basis__versions=edition, ended_at__gte=edition.in_force_from, problem="")
        ended = sweep.order_by("ended_at").values_list("ended_at", flat=True).first()
        if ended is not None and edition.in_force_from is not None:
            minutes.append((ended - edition.in_force_from).total_seconds() / 60)
    middle = round(median(minutes), 1) if minutes else None
    longest = round(max(minutes), 1) if minutes else None
    return Plain(
        (("median", "Median", middle), ("longest", "Longest", longest), ("editions", "Editions", len(editions)))
    )


CHECKS = "end-use verifications due in the quarter; cancelled ones are left out"


def _due(quarter: Quarter):
    due = Verification.objects.filter(due_on__gte=quarter.first, due_on__lte=quarter.last)
    return due.exclude(state=VerificationState.CANCELLED)


@metric(
    "verifications-done",
    name="End-use verifications done",
    theme=AFTERWARDS,
    unit="of the verifications that were due have been done",
    population=CHECKS,
    source="enduse.Verification: due_on in the quarter, by state",
    target=95,
)
def verifications_done(quarter: Quarter) -> Share:
    """Share of the end-use verifications due in the quarter that have been carried out, late ones included."""
    cube = Cube(f"verifications:{quarter}", (DONE,), count_by(_due(quarter), "state"))
    return Share(cube, Measure("done", ("recorded",), ("planned", "attested")))


@metric(
    "used-as-approved",
    name="Used as approved",
    theme=AFTERWARDS,
    unit="of the verifications found the use as approved",
    population="end-use verifications due in the quarter and carried out",
    source="enduse.Verification: due_on in the quarter, recorded, by finding",
    delay=1,
)
def used_as_approved(quarter: Quarter) -> Share:
    """Share of the verifications carried out that found controlled items used as they were approved."""
    rows = _due(quarter).filter(state=VerificationState.RECORDED).values_list("finding")
    others = (Finding.DISCREPANCY, Finding.NOT_VERIFIED)
    measure = Measure("finding", (Finding.AS_APPROVED,), others)
    return Share(Cube(f"verified:{quarter}", (FOUND,), tally(rows)), measure)
