"""Every row that is named exists."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from compliance.controls.checks.placed import Placed
from compliance.controls.reading import Problem
from compliance.controls.rows import (
    ChartRow,
    Condition,
    CountryGroup,
    Crosswalk,
    Eligibility,
    EndUseRule,
    Entry,
    Exclusion,
    GeneralLicence,
    LicenceException,
    Note,
    Parameter,
    Procedure,
    Rationale,
    Restriction,
    ReviewPolicy,
    Row,
    Tree,
    Voider,
)

Naming = tuple[str, str, Iterable[str]]  # field, kind of row, the codes named
PLACES = ("destination_in", "destination_not_in", "nationality_in", "nationality_not_in")
TESTS = (
    *PLACES,
    *("reasons_within", "reasons_exclude", "reason_applies", "kind_in", "mode_in", "entry_lists", "entry_in"),
    *("entry_not_in", "entry_not_barred", "for_item_in", "table", "screening_clear", "listed_party", "end_use_clear"),
    *("deemed_only", "us_person", "value_below_entry_limit", "confirm"),
)
OWN = {"own"}  # service levels of the institution itself


def known(placed: list[Placed]) -> Iterator[Problem]:
    """Every code that a row names is the code of a row that exists."""
    codes: dict[str, set[str]] = {}
    for each in placed:
        codes.setdefault(each.raw.kind, set()).add(each.row.code)
    codes["place"] = codes.get("country", set()) | codes.get("country_group", set())
    codes["exception_part"] = {name for each in placed for name in _exception_names(each.row)}
    codes["test"], codes["regime_or_own"] = set(TESTS), codes.get("regime", set()) | OWN
    for each in placed:
        for field, kind, named in _named(each.row):
            for code in named:
                if code not in codes.get(kind, set()):
                    yield each.problem(field, f'there is no {kind.replace("_", " ")} "{code}".')


def _exception_names(row: Row) -> set[str]:
    if not isinstance(row, LicenceException):
        return set()
    return {row.code} | {f"{row.code}:{part.code}" for part in row.parts}


def _named(row: Row) -> Iterator[Naming]:
    for cls, naming in NAMINGS.items():
        if isinstance(row, cls):
            yield from naming(row)


def _by_entry(row: Entry) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "basket", "basket", [row.basket]
    yield "also_baskets", "basket", row.also_baskets
    yield "mirrors", "entry", row.mirrors
    yield "only_exceptions", "exception_part", row.only_exceptions
    yield "review_policy", "review_policy", [row.review_policy] if row.review_policy else []
    yield "except_destinations", "place", row.except_destinations
    for number, reason in enumerate(row.reasons, 1):
        yield f"reasons[{number}].column", "chart_column", [reason.column] if reason.mode == "chart" else []
        yield f"reasons[{number}].countries", "place", reason.countries
    for number, said in enumerate(row.exceptions, 1):
        yield f"exceptions[{number}].exception", "exception", [said.exception]
    for number, paragraph in enumerate(row.paragraphs, 1):
        lender = paragraph.same_as.partition(".")[0]
        yield f"paragraphs[{number}].same_as", "entry", [lender] if lender else []
        yield f"paragraphs[{number}].baskets", "basket", paragraph.baskets
    if row.deemed is not None:
        yield "deemed.general_licence", "general_licence", _given(row.deemed.general_licence)


def _by_tree(row: Tree) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "nodes", "voider", [node.voids for node in row.nodes if node.voids]


def _by_exception(row: LicenceException) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield from _by_conditions("conditions", row.conditions)
    for part in row.parts:
        yield from _by_conditions(f"parts {part.code}", part.conditions)


def _by_restriction(row: Restriction) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "keeps", "exception_part", [code for code in row.keeps if code != "*"]
    yield from _by_conditions("when", row.when)
    yield from _by_conditions("adds", row.adds)


def _by_general_licence(row: GeneralLicence) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "covers", "entry", [f"{row.regime}:{covered.entry}" for covered in row.covers]
    yield from _by_conditions("conditions", row.conditions)


def _by_conditions(field: str, conditions: Iterable[Condition]) -> Iterator[Naming]:
    for condition in conditions:
        yield f"{field} {condition.code}.test", "test", [condition.test]
        if condition.test in PLACES:
            yield f"{field} {condition.code}.values", "place", condition.values


def _by_policy(row: ReviewPolicy) -> Iterator[Naming]:
    yield "approval", "place", row.approval
    yield "denial", "place", row.denial
    yield "refusal", "place", row.refusal


def _by_end_use_rule(row: EndUseRule) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "destinations", "place", row.destinations


def _by_crosswalk(row: Crosswalk) -> Iterator[Naming]:
    yield "basket", "basket", [row.basket]
    for cell in row.cells:
        yield "cells", "regime", [cell.regime]
        yield "cells", "entry", cell.entries


def _by_chart_row(row: ChartRow) -> Iterator[Naming]:
    yield "code", "country", [row.code]
    yield "columns", "chart_column", row.columns
    yield "inherit_from", "chart_row", _given(row.inherit_from)
    yield "footnotes", "note", [f"chart-{number}" for number in row.footnotes]


def _by_eligibility(row: Eligibility) -> Iterator[Naming]:
    yield "exception", "exception", [row.exception]
    yield "entry", "entry", [f"US-EAR:{row.entry.partition('.')[0]}"]
    yield "destination", "country", [row.destination]


def _given(code: str) -> list[str]:
    return [code] if code else []


NAMINGS: dict[type[Row], Callable[[Any], Iterator[Naming]]] = {
    Entry: _by_entry,
    Tree: _by_tree,
    LicenceException: _by_exception,
    Restriction: _by_restriction,
    GeneralLicence: _by_general_licence,
    ReviewPolicy: _by_policy,
    EndUseRule: _by_end_use_rule,
    Crosswalk: _by_crosswalk,
    ChartRow: _by_chart_row,
    Eligibility: _by_eligibility,
    CountryGroup: lambda row: iter([("members", "country", row.members)]),
    Note: lambda row: iter([("countries", "country", row.countries)]),
    Parameter: lambda row: iter([("baskets", "basket", row.baskets)]),
    Procedure: lambda row: iter([("regime", "regime_or_own", [row.regime])]),
    Rationale: lambda row: iter([("baskets", "basket", row.baskets)]),
    Exclusion: lambda row: iter([("regime", "regime", [row.regime]), ("tree", "tree", _given(row.tree))]),
    Voider: lambda row: iter([("trees", "tree", row.trees)]),
}
