"""What figures have in common: axes, and cubes from querysets."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from compliance.licensing.models import Case
from compliance.licensing.states import DECIDED, Activity, Tier
from dashboards.disclosure.cubes import Axis, Cube, Group
from dashboards.periods import Quarter
from portal.accounts.models import Membership, Unit

NONE = "none"
ACTIVITY = Axis(
    "activity",
    "Activity",
    tuple((str(value), str(label)) for value, label in Activity.choices),
    broader=(
        Group("knowledge", "Sharing and publishing", ("share", "publish")),
        Group("people", "Hosting people", ("host",)),
        Group("things", "Sending, carrying, buying, remote use", ("ship", "travel", "cloud", "procure")),
    ),
)
TIER_NAMES = ("Recorded at once", "One officer", "Officer and second reviewer", "Advisory council")
TIER = Axis(
    "tier",
    "Review",
    tuple((str(tier.value), name) for tier, name in zip(Tier, TIER_NAMES, strict=True)),
    broader=(Group("0", TIER_NAMES[0], ("0",)), Group("reviewed", "Reviewed by people", ("1", "2", "3"))),
)
REVIEWED = {"tier": ("1", "2", "3")}


def received(quarter: Quarter) -> QuerySet[Case]:
    """Return the cases that were submitted in the quarter and have found their tier."""
    return Case.objects.filter(submitted_at__gte=quarter.start, submitted_at__lt=quarter.end, tier__isnull=False)


def decided(quarter: Quarter) -> QuerySet[Case]:
    """Return the cases that were decided in the quarter, those recorded at once included."""
    return Case.objects.filter(
        state__in=DECIDED, decided_at__gte=quarter.start, decided_at__lt=quarter.end, tier__isnull=False
    )


def count_by(queryset: QuerySet[Any], *fields: str) -> dict[tuple[str, ...], int]:
    """Return how many rows there are for each combination of values, as text."""
    rows = queryset.order_by(*fields).values_list(*fields).annotate(number=Count("pk", distinct=True))
    return {tuple(str(value) for value in row[:-1]): row[-1] for row in rows}


def tally(pairs: Any) -> dict[tuple[str, ...], int]:
    """Return how often each combination occurs."""
    return dict(Counter(pairs))


def simple(universe: str, axis: Axis, counts: dict[tuple[str, ...], int]) -> Cube:
    """Return a cube with one axis."""
    return Cube(universe, (axis,), counts)


def broad_units() -> tuple[Axis, dict[int, str]]:
    """Return the faculties as an axis, and the faculty of each unit; two queries at most."""
    units = list(Unit.objects.order_by("path").values_list("pk", "code", "name", "kind", "path"))
    faculties = [(code, name) for _, code, name, kind, _ in units if kind == Unit.Kind.FACULTY]
    known = {code for code, _ in faculties}
    axis = Axis("unit", "Part of the institution", (*faculties, (NONE, "Elsewhere")))
    return axis, {pk: next((part for part in path.split("/") if part in known), NONE) for pk, _, _, _, path in units}


def faculty_of(quarter: Quarter) -> tuple[Axis, dict[int, str]]:
    """Return the faculties as an axis, and that of each person at the end of the quarter."""
    axis, units = broad_units()
    rows = Membership.objects.on(quarter.last).order_by("pk").values_list("user", "unit")
    return axis, {user: units.get(unit, NONE) for user, unit in rows}
