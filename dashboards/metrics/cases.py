"""Figures about cases: how many, and what became of them."""

from collections import defaultdict

from compliance.licensing.models import Appeal, Authorisation, GovernmentApplication
from compliance.licensing.states import AppealState, AuthorisationKind, CaseState
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.figures import Table, metric
from dashboards.metrics.base import ACTIVITY, NONE, TIER, broad_units, count_by, decided, received, simple, tally
from dashboards.periods import Quarter

THEME = "Cases"
OUTCOME = Axis(
    "outcome",
    "Outcome",
    (
        ("recorded", "Nothing controlled"),
        ("exclusion", "Excluded, as open research or published"),
        ("no_licence_required", "No licence required"),
        ("exception", "Exception or general authorisation"),
        ("government_licence", "Government licence"),
        ("refused", "Refused"),
    ),
)
STRICTNESS = {
    AuthorisationKind.EXCLUSION: (1, "exclusion"),
    AuthorisationKind.NO_LICENCE: (2, "no_licence_required"),
    AuthorisationKind.EXCEPTION: (3, "exception"),
    AuthorisationKind.GENERAL: (3, "exception"),
    AuthorisationKind.LICENCE: (4, "government_licence"),
}
LICENCES = Axis("answer", "Answer", (("granted", "Granted"), ("denied", "Denied"), ("not_acted_on", "Returned")))
APPEALS = Axis(
    "result",
    "Result",
    tuple((str(state.value), str(state.label)) for state in AppealState if state != AppealState.LODGED),
)


@metric(
    "cases-received",
    name="Cases received",
    theme=THEME,
    unit="cases",
    population="cases that researchers submitted in the quarter; drafts are left out",
    source="licensing.Case: submitted_at in the quarter, by activity and tier",
    gaps="A case that was amended counts once for each version that was handed in. What nobody asks about is not seen.",
)
def cases_received(quarter: Quarter) -> Table:
    """Cases that researchers submitted in the quarter, by what they wanted to do and how much review they got."""
    counts = count_by(received(quarter), "activity", "tier")
    return Table(Cube(f"received:{quarter}", (ACTIVITY, TIER), counts), by=("activity", "tier"))


@metric(
    "cases-decided",
    name="Cases decided",
    theme=THEME,
    unit="cases",
    population="cases decided in the quarter; withdrawn and returned ones are left out",
    source="licensing.Case: decided_at in the quarter and a state that is a decision, by activity and tier",
)
def cases_decided(quarter: Quarter) -> Table:
    """Cases decided in the quarter, by what was asked and how much review they got."""
    counts = count_by(decided(quarter), "activity", "tier")
    return Table(Cube(f"decided:{quarter}", (ACTIVITY, TIER), counts), by=("activity", "tier"))


@metric(
    "outcomes",
    name="How cases were decided",
    theme=THEME,
    unit="cases",
    population="cases decided in the quarter",
    source="licensing.Case and the kinds of its Authorisations; the strictest of them counts",
    gaps="A case that was approved in part counts under what it was given.",
    delay=1,
)
def outcomes(quarter: Quarter) -> Table:
    """Cases by the reason of their outcome: excluded, no licence required, an exception, a licence, or refused."""
    strictest: dict[int, tuple[int, str]] = defaultdict(lambda: (0, "recorded"))
    cases = dict(decided(quarter).values_list("pk", "state"))
    kinds = Authorisation.objects.filter(case__in=decided(quarter)).values_list("case", "kind")
    for case, kind in kinds:
        strictest[case] = max(strictest[case], STRICTNESS[AuthorisationKind(kind)])
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for case, state in cases.items():
        counts[("refused" if state == CaseState.REFUSED else strictest[case][1],)] += 1
    return Table(simple(f"decided:{quarter}", OUTCOME, dict(counts)), by=("outcome",))


@metric(
    "cases-by-part",
    name="Cases by part of the institution",
    theme=THEME,
    unit="cases",
    population="cases decided in the quarter",
    source="licensing.Case: decided_at in the quarter, by faculty and tier",
    gaps="Every number has noise on it (discrete Laplace, one case more or less); the numbers do not add up exactly.",
    noise=10,
)
def cases_by_part(quarter: Quarter) -> Table:
    """Cases decided in the quarter by part of the institution and review, each number with noise in place of gaps."""
    unit, where = broad_units()
    rows = decided(quarter).values_list("unit", "tier")
    counts = tally((where.get(place or 0, NONE), str(tier)) for place, tier in rows)
    return Table(Cube(f"noisy:{quarter}", (unit, TIER), counts), by=("unit", "tier"))


@metric(
    "licences",
    name="Government licences",
    theme=THEME,
    unit="applications",
    population="applications for a government licence that an agency answered in the quarter",
    source="licensing.GovernmentApplication: decided_on in the quarter, by state",
    delay=1,
)
def licences(quarter: Quarter) -> Table:
    """Applications to government agencies that were answered in the quarter, by answer."""
    answered = GovernmentApplication.objects.filter(decided_on__gte=quarter.first, decided_on__lte=quarter.last)
    counts = count_by(answered.filter(state__in=[code for code, _ in LICENCES.categories]), "state")
    return Table(simple(f"applications:{quarter}", LICENCES, counts), by=("answer",))


@metric(
    "appeals",
    name="Appeals",
    theme=THEME,
    unit="appeals",
    population="appeals decided or withdrawn in the quarter",
    source="licensing.Appeal: state_since in the quarter, by state",
    delay=1,
)
def appeals(quarter: Quarter) -> Table:
    """Appeals that came to an end in the quarter, by result. Whoever decides an appeal had no part in the case."""
    ended = Appeal.objects.exclude(state=AppealState.LODGED)
    ended = ended.filter(state_since__gte=quarter.start, state_since__lt=quarter.end)
    return Table(simple(f"appeals:{quarter}", APPEALS, count_by(ended, "state")), by=("result",))
