"""Where may it go: the survey of one item, filtered, counted and laid out for the page and the file."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from compliance.classification import pages
from compliance.classification.engine import Desk, Item, Outcome
from compliance.classification.engine.outcomes import LABELS
from compliance.classification.engine.surveying import Prospect, planned, survey
from compliance.controls.book import Book
from compliance.controls.rows import Regime

HEAD = ("country", "code", "regime", "outcome", "entries", "review_policy", "exceptions_to_look_at", "lists_as_of")
ALL = "all"


@dataclass(frozen=True)
class Line:
    """One destination and its answer, or its answers beside each other."""

    name: str
    code: str
    cells: tuple[tuple[str, str, str], ...]  # words, tone, exceptions to look at


def regimes(book: Book) -> list[Regime]:
    """The regimes that something is held of, the institution's own first."""
    home = settings.INSTITUTION["country"]
    held = [each for each in book.regimes if each.exporting_countries and each.coverage != "none"]
    return sorted(held, key=lambda each: (home not in each.exporting_countries, each.code))


def choice(asked: dict[str, str], book: Book) -> dict[str, Any]:
    """What is to be surveyed, from the form."""
    chosen = asked["regime"] or regimes(book)[0].code
    return {"mode": asked["mode"] or "physical", "regimes": () if chosen == ALL else (chosen,)}


def found(item: Item, desk: Desk, *, day: date, mode: str, regimes: tuple[str, ...]) -> list[Prospect]:
    """What to expect for every destination."""
    facts = planned(item, exporting_country=settings.INSTITUTION["country"], as_of=day, mode=mode)
    return list(survey(facts, desk, regimes=regimes))


def page(prospects: list[Prospect], asked: dict[str, str], book: Book) -> dict[str, Any]:
    """The table, its heads and what was counted."""
    columns = list(dict.fromkeys(each.regime for each in prospects))
    counted = Counter(each.outcome for each in prospects if not each.home)
    return {
        "columns": [book.regime(code).title if len(columns) == 1 else code for code in columns],  # type: ignore[union-attr]
        "rows": list(_rows(prospects, columns, asked["outcome"])),
        "counted": [(*pages.outcome_tag(outcome), counted[outcome]) for outcome in Outcome if counted[outcome]],
    }


def csv_file(prospects: Iterable[Prospect], shown: str, *, day: date) -> str:
    """The same as a file, one line for each destination and regime."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEAD)
    for each in prospects:
        if not each.home and (not shown or each.outcome == shown):
            answer = (
                each.regime,
                str(each.outcome),
                " ".join(each.entries),
                each.review_policy,
                " ".join(each.open_to),
            )
            writer.writerow((each.place.name, each.place.code, *answer, day.isoformat()))
    return file.getvalue()


def _rows(prospects: list[Prospect], columns: list[str], shown: str) -> Iterator[Line]:
    by_place: dict[str, dict[str, Prospect]] = {}
    for each in prospects:
        by_place.setdefault(each.place.code, {})[each.regime] = each
    for code, answers in by_place.items():
        away = [answers[column] for column in columns if not answers[column].home]
        if away and (not shown or any(each.outcome == shown for each in away)):
            yield Line(away[0].place.name, code, tuple(_cell(answers[column]) for column in columns))


def _cell(prospect: Prospect) -> tuple[str, str, str]:
    if prospect.home:
        return "It leaves from here", "quiet", ""
    words, tone = pages.outcome_tag(prospect.outcome)
    return words, tone, ", ".join(prospect.open_to)


LEGEND = [(str(outcome), LABELS[outcome]) for outcome in Outcome if outcome is not Outcome.EXCLUDED]
