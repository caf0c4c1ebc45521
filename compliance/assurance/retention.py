"""
What has been kept for as long as the rules ask, class by class.

Each class counts from its own event: a screening from the day it was made, a case from the end of the last thing it
permitted. What a precaution of an incident preserves is never past its retention, nor is what belongs to a case that
is preserved. Nothing is disposed of here; a person decides.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from compliance.incidents import queries as incidents
from compliance.licensing.models import Authorisation, Case, CaseParty
from compliance.licensing.states import CLOSED, STILL_LIVE
from compliance.plans.models import ControlPlan
from compliance.plans.states import UNFINISHED
from compliance.screening.models import ScreeningJob, ScreeningRun
from portal.core.words import as_day

YEARS = 5


class Held(NamedTuple):
    """The cases and parties that an incident preserves, with all that hangs on them."""

    cases: set[int]
    parties: set[int]


@dataclass(frozen=True)
class Kept:
    """How many records of one class are past the day until which they are kept, and since when."""

    name: str
    title: str
    source: str
    count: int
    since: date
    counted_from: str


def past(on: date) -> Iterator[Kept]:
    """Return every class that holds something past its retention on the day; a fixed number of statements."""
    preserved = incidents.preserved_by_kind()
    cases = preserved.get("compliance.case", set())
    if papers := preserved.get("compliance.authorisation"):
        cases |= set(Authorisation.objects.filter(pk__in=papers).values_list("case", flat=True))
    held = Held(cases, preserved.get("compliance.party", set()))
    for name, title, counted_from, source, find in CLASSES:
        rows, field = find(on, held)
        rows = rows.exclude(pk__in=preserved.get(rows.model._meta.label_lower, set()))
        since = rows.order_by(field).values_list(field, flat=True).first()
        if since is not None:
            yield Kept(name, title, source, rows.count(), as_day(since), counted_from)


def _before(on: date) -> date:
    """
    Return the first day of the oldest calendar year that is kept.

    The EU counts from the end of the calendar year, which is never earlier than the five years of the EAR.
    """
    return date(on.year - YEARS, 1, 1)


def _screenings(on: date, held: Held) -> tuple[QuerySet, str]:
    of_cases = CaseParty.objects.filter(case__in=held.cases, party=OuterRef("party"))
    runs = ScreeningRun.objects.filter(~Exists(of_cases), keep_until__lt=on)
    return runs.exclude(party__in=held.parties), "keep_until"


def _sheets(on: date, held: Held) -> tuple[QuerySet, str]:
    return ScreeningJob.objects.filter(keep_until__lt=on), "keep_until"


def _cases(on: date, held: Held) -> tuple[QuerySet, str]:
    live = Authorisation.objects.filter(case=OuterRef("pk"), state__in=STILL_LIVE)
    plans = ControlPlan.objects.filter(case=OuterRef("pk"), state__in=UNFINISHED)
    closed = Case.objects.filter(~Exists(live), ~Exists(plans), state__in=CLOSED, submitted_at__isnull=False)
    ended = closed.annotate(ended=Coalesce(Max("authorisations__ended_at"), "state_since"))
    return ended.filter(ended__date__lt=_before(on)).exclude(pk__in=held.cases), "ended"


def _plans(on: date, held: Held) -> tuple[QuerySet, str]:
    over = ControlPlan.objects.exclude(state__in=UNFINISHED).filter(state_since__date__lt=_before(on))
    return over.exclude(case__in=held.cases), "state_since"


Finder = Callable[[date, Held], tuple[QuerySet, str]]
FIVE = "15 CFR 762.6 and Article 27 of Regulation (EU) 2021/821 ask for five years"
TEN = "15 CFR 762.6 asks for five years, 31 CFR 501.601 for ten"
CLASSES: tuple[tuple[str, str, str, str, Finder], ...] = (
    ("screenings", "Screenings", "was to be kept until", TEN, _screenings),
    ("sheets", "Sheets of names", "was to be kept until", TEN, _sheets),
    ("cases", "Cases, with their statements and verifications", "ended on", FIVE, _cases),
    ("plans", "Control plans", "ended on", FIVE, _plans),
)
