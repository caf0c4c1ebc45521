"""Reads across the tables of assurance, finished for a page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from compliance.assurance import evidence
from compliance.assurance.checks import CHECKS, Check
from compliance.assurance.elements import ELEMENTS, Element
from compliance.assurance.evidence import Evidence
from compliance.assurance.models import Assessment, AssessmentAnswer, CheckPass, Finding


@dataclass(frozen=True)
class Section:
    """One element with its evidence, or with what was said about it."""

    element: Element
    pieces: list[Any]
    answer: AssessmentAnswer | None = None

    @property
    def gaps(self) -> int:
        """How many pieces of evidence show a gap."""
        return sum(bool(piece["gap"] if isinstance(piece, dict) else piece.gap) for piece in self.pieces)


@dataclass(frozen=True)
class Programme:
    """Every element with today's evidence."""

    sections: list[Section]
    gaps: int


def programme(*, at: datetime) -> Programme:
    """Return every element with today's evidence. Each piece is asked once, however many elements name it."""
    pieces = evidence.collect((name for element in ELEMENTS for name in element.evidence), at=at)
    sections = [Section(element, [pieces[name] for name in element.evidence]) for element in ELEMENTS]
    return Programme(sections, sum(bool(piece.gap) for piece in pieces.values()))


def evidence_of(element: Element, *, at: datetime) -> list[Evidence]:
    """Return today's evidence for one element."""
    return list(evidence.collect(element.evidence, at=at).values())


def assessment_sections(assessment: Assessment) -> list[Section]:
    """Return every element with what was said about it and the evidence of that day."""
    answers = {each.element: each for each in assessment.answers.select_related("answered_by", "finding")}
    return [
        Section(element, answers[element.code].evidence if element.code in answers else [], answers.get(element.code))
        for element in ELEMENTS
    ]


@dataclass(frozen=True)
class CheckLine:
    """One standing check with its last pass and what it has found that is not settled."""

    check: Check
    last: CheckPass | None
    open: int

    @property
    def state(self) -> str:
        """How the last pass went."""
        if self.last is None:
            return "not_yet"
        if self.last.problem:
            return "failed"
        return "done" if self.last.ended_at else "running"

    @property
    def label(self) -> str:
        """The state in words."""
        return {"not_yet": "Not made yet", "failed": "Failed", "done": "Made", "running": "Under way"}[self.state]

    @property
    def tone(self) -> str:
        """The state's tone."""
        return {"not_yet": "quiet", "failed": "stopped", "done": "done", "running": "moving"}[self.state]


def check_lines() -> list[CheckLine]:
    """Return every standing check with its last pass, in three statements."""
    newest = CheckPass.objects.values("name").annotate(last=Max("day")).values_list("name", "last")
    days = dict(newest)
    passes = {
        each.name: each for each in CheckPass.objects.filter(day__in=set(days.values())) if days[each.name] == each.day
    }
    rows = Finding.objects.unsettled().exclude(check_name="").values_list("check_name").annotate(n=Count("pk"))
    waiting = Counter(dict(rows))
    return [CheckLine(check, passes.get(name), waiting[name]) for name, check in CHECKS.items()]
