"""Figures about incidents and findings: how ready the institution is, and how it puts things right."""

from collections import defaultdict
from datetime import datetime

from compliance.assurance.models import Finding
from compliance.assurance.states import UNSETTLED, FindingState, Severity
from compliance.incidents.models import IncidentFact
from compliance.incidents.states import Fact
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.figures import Plain, Spread, Table, metric
from dashboards.metrics.base import tally
from dashboards.periods import Quarter
from portal.core.words import as_day
from training.models import ExerciseRun, TabletopSession
from training.states import SessionState

THEME = "When something goes wrong"
CHECKED = "Checks afterwards"
HAPPENED = Axis("what", "What happened", (("found", "Found"), ("settled", "Settled"), ("dismissed", "Dismissed")))
SEVERITY = Axis("severity", "Weight", tuple((str(value), str(label)) for value, label in Severity.choices))


@metric(
    "findings",
    name="Audit findings",
    theme=CHECKED,
    unit="findings",
    population="findings of audits, standing checks and verifications that came up or were settled in the quarter",
    source="assurance.Finding: found_at, or settled_at, in the quarter, by weight",
    gaps="A finding that came up and was settled in one quarter counts in both columns.",
    delay=1,
)
def findings(quarter: Quarter) -> Table:
    """Findings that came up in the quarter, that were settled, and that were dismissed, by weight."""
    found = Finding.objects.filter(found_at__gte=quarter.start, found_at__lt=quarter.end).values_list("severity")
    settled = Finding.objects.filter(settled_at__gte=quarter.start, settled_at__lt=quarter.end)
    rows = [("found", severity) for (severity,) in found]
    for state, severity in settled.values_list("state", "severity"):
        rows.append(("dismissed" if state == FindingState.DISMISSED else "settled", severity))
    return Table(Cube(f"findings:{quarter}", (HAPPENED, SEVERITY), tally(rows)), by=("what", "severity"))


@metric(
    "finding-age",
    name="Age of open findings",
    theme=CHECKED,
    unit="calendar days",
    population="findings that were not settled at the end of the quarter",
    source="assurance.Finding: days from found_at to the end of the quarter, settled_at later or none",
    delay=1,
    lower_is_better=True,
)
def finding_age(quarter: Quarter) -> Spread:
    """Calendar days for which the findings that stood open at the end of the quarter had been known."""
    known = Finding.objects.filter(found_at__lt=quarter.end)
    rows = known.order_by("pk").values_list("found_at", "settled_at", "state")
    days = [
        float((quarter.last - as_day(found)).days)
        for found, settled, state in rows
        if state in UNSETTLED or (settled is not None and settled >= quarter.end)
    ]
    return Spread(Cube(f"findings-open:{quarter}", (), {(): len(days)}), {(): days})


def _facts(quarter: Quarter, kind: str) -> list[tuple[datetime, datetime]]:
    """Return for each incident of which this became a fact in the quarter: when it was known, and when it was so."""
    reached = IncidentFact.objects.filter(kind=kind, at__gte=quarter.start, at__lt=quarter.end)
    ends = dict(reached.order_by("-at", "pk").values_list("incident", "at"))
    known = IncidentFact.objects.filter(incident__in=ends, kind__in=[Fact.RECEIVED, Fact.DISCOVERED])
    begun: dict[int, list[datetime]] = defaultdict(list)
    for incident, at in known.order_by("at", "pk").values_list("incident", "at"):
        begun[incident].append(at)
    return [(begun[incident][0], at) for incident, at in sorted(ends.items()) if begun[incident]]


def _hours(pairs: list[tuple[datetime, datetime]]) -> list[float]:
    return [round(max((end - start).total_seconds(), 0) / 3600, 1) for start, end in pairs]


@metric(
    "containment",
    name="From a report to containment",
    theme=THEME,
    unit="hours",
    population="incidents that were contained in the quarter",
    source="incidents.IncidentFact: from the first of received and discovered to contained",
    delay=1,
    lower_is_better=True,
)
def containment(quarter: Quarter) -> Spread:
    """Hours from the first report of an incident until it was contained."""
    values = _hours(_facts(quarter, Fact.CONTAINED))
    return Spread(Cube(f"contained:{quarter}", (), {(): len(values)}), {(): values})


@metric(
    "disclosure-decision",
    name="From a report to the decision on disclosure",
    theme=THEME,
    unit="hours",
    population="incidents about whose disclosure somebody decided in the quarter",
    source="incidents.IncidentFact: from the first of received and discovered to the decision on disclosure",
    delay=1,
    lower_is_better=True,
)
def disclosure_decision(quarter: Quarter) -> Spread:
    """Hours from the first report of an incident until it was decided whether to tell the authority."""
    values = _hours(_facts(quarter, Fact.DISCLOSURE_DECIDED))
    return Spread(Cube(f"disclosed:{quarter}", (), {(): len(values)}), {(): values})


@metric(
    "exercises",
    name="Practice",
    theme=THEME,
    unit="exercises",
    population="tabletop exercises that were closed and scenarios that somebody finished in the quarter",
    source="training.TabletopSession closed with ended_at, and training.ExerciseRun with finished_at, in the quarter",
)
def exercises(quarter: Quarter) -> Plain:
    """How many tabletop exercises were held, with how many different scripts, and how many scenarios were practised."""
    held = TabletopSession.objects.filter(state=SessionState.CLOSED)
    held = held.filter(ended_at__gte=quarter.start, ended_at__lt=quarter.end)
    scripts = set(held.values_list("tabletop", flat=True))
    runs = ExerciseRun.objects.filter(finished_at__gte=quarter.start, finished_at__lt=quarter.end)
    scenarios = set(runs.values_list("exercise__code", flat=True))
    return Plain(
        (
            ("held", "Tabletop exercises held", held.count()),
            ("scripts", "Scripts tested", len(scripts)),
            ("scenarios", "Scenarios practised", len(scenarios)),
        )
    )
