"""Every row that is named exists, and every word of a field that has only so many words is one of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from compliance.controls.checks.criteria import criteria_of
from compliance.controls.checks.placed import Placed
from compliance.controls.criteria import ForItem, leaves
from compliance.controls.reading import Problem
from compliance.controls.rows import (
    Branch,
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
    RedFlag,
    Regime,
    Restriction,
    ReviewPolicy,
    Row,
    Tree,
    Voider,
)
from compliance.controls.vocabulary import POLICIES, WORDS

Naming = tuple[str, str, Iterable[str]]  # field, kind of row, the codes named
PLACES = ("destination_in", "destination_not_in", "nationality_in", "nationality_not_in")
ENTRIES = ("entry_in", "entry_not_in", "for_item_in")
VALUES = {  # what the values of a test are; of the others they are free, or there are none
    **dict.fromkeys(PLACES, "place"),
    **dict.fromkeys(("reasons_within", "reasons_exclude", "reason_applies"), "reason for control"),
    "kind_in": "kind of item",
    "mode_in": "mode of a transfer",
    "entry_lists": "exception",
    "entry_not_barred": "exception",
    "listed_party": "kind of list",
    "confirm": "place_or_exception",
}
TESTS = (
    *PLACES,
    *("reasons_within", "reasons_exclude", "reason_applies", "kind_in", "mode_in", "entry_lists", "entry_in"),
    *("entry_not_in", "entry_not_barred", "for_item_in", "table", "screening_clear", "listed_party", "end_use_clear"),
    *("deemed_only", "us_person", "value_below_entry_limit", "confirm"),
)
OWN = {"own"}  # service levels of the institution itself
ELSEWHERE = re.compile(r"EAR99|\d[A-E]\d{3}(\.[a-z0-9]+)*")  # an entry of the US list that we need not hold
PARAGRAPH = re.compile(r"[a-z](\.[a-z0-9]+)*")  # of an entry of which we hold only some
LAW = re.compile(r"USML [IVX]+\(\w\)(\(\d+\))*|7\d\d\.\d+")  # what an entry may point to beside entries


def known(placed: list[Placed]) -> Iterator[Problem]:
    """Every code that a row names is the code of a row that exists."""
    codes: dict[str, set[str]] = {}
    for each in placed:
        codes.setdefault(each.raw.kind, set()).add(each.row.code)
    codes["place"] = codes.get("country", set()) | codes.get("country_group", set())
    codes["exception_part"] = {name for each in placed for name in _exception_names(each.row)}
    codes["place_or_exception"] = codes["place"] | codes.get("exception", set())
    codes["exception_or_restriction"] = codes["exception_part"] | codes.get("restriction", set())
    codes["policy_or_review_policy"] = codes.get("review_policy", set()) | POLICIES | {"per listing"}
    codes["tree_or_way_on"] = codes.get("tree", set()) | WORDS["way on"]
    codes["rule_or_section"] = {part for code in codes.get("end_use_rule", set()) for part in _sections(code)}
    codes["test"], codes["regime_or_own"] = set(TESTS), codes.get("regime", set()) | OWN
    for each in placed:
        for field, kind, named in _named(each.row):
            for code in named:
                if code not in codes.get(kind, set()) and code not in WORDS.get(kind, ()):
                    told = f" Known: {', '.join(sorted(filter(None, WORDS[kind])))}." if kind in WORDS else ""
                    yield each.problem(field, f'there is no {kind.replace("_", " ")} "{code}".{told}')


def entries_named(placed: list[Placed]) -> Iterator[Problem]:
    """
    Whatever names an entry or a paragraph names one that could be: held and divided like this, or of the US list.

    Exceptions speak of many entries that the portal does not hold; of those only the shape can be checked.
    """
    held: dict[str, set[str]] = {}
    for each in placed:
        if isinstance(each.row, Entry):
            parts = {paragraph.code for paragraph in each.row.paragraphs if paragraph.code}
            held.setdefault(each.row.number, set()).update(parts or {""})
    for each in placed:
        own = held.get(each.row.number, set()) if isinstance(each.row, Entry) else set()
        for field, names in _entry_names(each.row):
            for name in names:
                relative = field.startswith("reasons") and (_divides(own, name) or PARAGRAPH.fullmatch(name))
                if not relative and not _could_be(name, held):
                    yield each.problem(field, f'"{name}" is no entry or paragraph of a list that could be meant.')


def _could_be(name: str, held: dict[str, set[str]]) -> bool:
    number, _, code = name.rpartition(":")[2].partition(".")
    if number in held:
        return not code or _divides(held[number], code)
    return ELSEWHERE.fullmatch(name) is not None


def _divides(parts: set[str], code: str) -> bool:
    """Whether one of these paragraphs is the one of this code, lies in it or around it; undivided ones take any."""
    return "" in parts or any(f"{part}.".startswith(f"{code}.") or f"{code}.".startswith(f"{part}.") for part in parts)


def _sections(code: str) -> Iterator[str]:
    """A rule and every section it lies in: US-744.21.a is in US-744.21."""
    parts = code.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _entry_names(row: Row) -> Iterator[tuple[str, Iterable[str]]]:
    if isinstance(row, Entry):
        for number, reason in enumerate(row.reasons, 1):
            yield f"reasons[{number}].paragraphs", reason.paragraphs
        for at, criterion in criteria_of(row):
            yield at, [name for leaf in leaves(criterion) if isinstance(leaf, ForItem) for name in leaf.items]
        if row.deemed is not None:
            yield "deemed.covers_for", row.deemed.covers_for
            yield "deemed.not_for", row.deemed.not_for
        yield "related", [name for name in row.related if not LAW.fullmatch(name)]
    for field, conditions in _conditions(row):
        for condition in conditions:
            if condition.test in ENTRIES:
                yield f"{field} {condition.code}.values", condition.values
    if isinstance(row, GeneralLicence):
        yield "covers", [name for covered in row.covers for name in covered.for_items]
    if isinstance(row, EndUseRule):
        yield "entries", row.entries
    if isinstance(row, Eligibility):
        yield "entry", [row.entry]
    if isinstance(row, Tree):
        yield "nodes", [name for node in row.nodes for name in node.entries]


def _conditions(row: Row) -> Iterator[tuple[str, Iterable[Condition]]]:
    """Every list of conditions of a row, with the field it stands in."""
    if isinstance(row, LicenceException):
        yield "conditions", row.conditions
        for part in row.parts:
            yield f"parts {part.code}", part.conditions
    elif isinstance(row, Restriction):
        yield "when", row.when
        yield "adds", row.adds
    elif isinstance(row, GeneralLicence):
        yield "conditions", row.conditions


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
    yield "kind", "kind of entry", [row.kind]
    yield "series", "series", [row.series]
    yield "requirement", "requirement", [row.requirement]
    for number, reason in enumerate(row.reasons, 1):
        yield f"reasons[{number}].code", "reason for control", [reason.code]
        yield f"reasons[{number}].mode", "mode of a reason", [reason.mode]
        yield f"reasons[{number}].column", "chart_column", [reason.column] if reason.mode == "chart" else []
        yield f"reasons[{number}].countries", "place", reason.countries
    for number, said in enumerate(row.exceptions, 1):
        yield f"exceptions[{number}].exception", "exception", [said.exception]
        yield f"exceptions[{number}].status", "line of an entry", [said.status]
    for number, paragraph in enumerate(row.paragraphs, 1):
        lender = paragraph.same_as.partition(".")[0]
        yield f"paragraphs[{number}].same_as", "entry", [lender] if lender else []
        yield f"paragraphs[{number}].baskets", "basket", paragraph.baskets
    if row.deemed is not None:
        yield "deemed.general_licence", "general_licence", _given(row.deemed.general_licence)
        yield "deemed.rule", "deemed-export rule", [row.deemed.rule]


def _by_tree(row: Tree) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "purpose", "purpose of a tree", [row.purpose]
    yield "nodes", "voider", [node.voids for node in row.nodes if node.voids]
    for node in row.nodes:
        yield f"nodes {node.code}.kind", "kind of question", [node.kind]
        for answer, branch in (("if_yes", node.if_yes), ("if_no", node.if_no)):
            yield from _by_branch(f"nodes {node.code}.{answer}", branch)


def _by_branch(at: str, branch: Branch) -> Iterator[Naming]:
    yield f"{at}.outcome", "ending", _given(branch.outcome)
    yield f"{at}.next_tree", "tree_or_way_on", _given(branch.next_tree)
    yield f"{at}.policy", "policy", _given(branch.policy)
    yield f"{at}.duties", "duty", branch.duties


def _by_exception(row: LicenceException) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "status", "status of an exception", [row.status]
    yield "for_900_series", "use for the 900 series", [row.for_900_series]
    yield "duties", "duty", row.duties
    yield "overcomes", "rule_or_section", row.overcomes
    yield from _by_conditions(row)


def _by_restriction(row: Restriction) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "keeps", "exception_part", [code for code in row.keeps if code != "*"]
    yield "removes", "exception_part", row.removes
    yield from _by_conditions(row)


def _by_general_licence(row: GeneralLicence) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "status", "status of a general licence", [row.status]
    yield "covers", "entry", [f"{row.regime}:{covered.entry}" for covered in row.covers]
    yield "covers", "kind of item", [kind for covered in row.covers for kind in covered.kinds]
    yield "duties", "duty", row.duties
    yield from _by_conditions(row)


def _by_conditions(row: Row) -> Iterator[Naming]:
    for field, conditions in _conditions(row):
        for condition in conditions:
            yield f"{field} {condition.code}.test", "test", [condition.test]
            if condition.test in VALUES:
                yield f"{field} {condition.code}.values", VALUES[condition.test], condition.values


def _by_policy(row: ReviewPolicy) -> Iterator[Naming]:
    yield "approval", "place", row.approval
    yield "denial", "place", row.denial
    yield "refusal", "place", row.refusal
    yield "otherwise", "policy", [row.otherwise]


def _by_end_use_rule(row: EndUseRule) -> Iterator[Naming]:
    yield "regime", "regime", [row.regime]
    yield "destinations", "place", row.destinations
    yield "asks", "fact that sets a rule off", row.asks
    yield "effect", "effect", [row.effect]
    yield "status", "status of a rule", [row.status]
    yield "severity", "severity", [row.severity]
    yield "exceptions", "exception_or_restriction", row.exceptions
    yield "policy", "policy_or_review_policy", _given(row.policy)


def _by_crosswalk(row: Crosswalk) -> Iterator[Naming]:
    yield "basket", "basket", [row.basket]
    for cell in row.cells:
        yield "cells", "regime", [cell.regime]
        yield "cells", "entry", cell.entries


def _by_chart_row(row: ChartRow) -> Iterator[Naming]:
    yield "code", "country", [row.code]
    yield "rule", "rule of a chart row", [row.rule]
    yield "columns", "chart_column", row.columns
    yield "inherit_from", "chart_row", _given(row.inherit_from)
    yield "footnotes", "note", [f"chart-{number}" for number in row.footnotes]


def _by_eligibility(row: Eligibility) -> Iterator[Naming]:
    yield "exception", "exception", [row.exception]
    yield "entry", "entry", [f"US-EAR:{row.entry.partition('.')[0]}"]
    yield "destination", "country", [row.destination]


def _by_regime(row: Regime) -> Iterator[Naming]:
    yield "within", "regime", _given(row.within)
    yield "person_rule", "rule on persons", [row.person_rule]
    yield "coverage", "coverage", [row.coverage]


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
    Parameter: lambda row: iter([("baskets", "basket", row.baskets), ("kinds", "kind of item", row.kinds)]),
    Procedure: lambda row: iter([("regime", "regime_or_own", [row.regime])]),
    Rationale: lambda row: iter([("baskets", "basket", row.baskets)]),
    Exclusion: lambda row: iter([("regime", "regime", [row.regime]), ("tree", "tree", _given(row.tree))]),
    RedFlag: lambda row: iter([("status", "status of a rule", [row.status])]),
    Regime: _by_regime,
    Voider: lambda row: iter([("trees", "tree", row.trees), ("effect", "effect of a clause", [row.effect])]),
}
