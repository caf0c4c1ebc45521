"""Rows about countries: the chart, the groups, and remarks on how to read them."""

from dataclasses import dataclass

from compliance.controls.rows.base import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartColumn(Row):
    """A column of the Commerce Country Chart: NS1 belongs to reason NS."""

    reason: str
    order: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Country(Row):
    """A place that exists, by its ISO 3166-1 alpha-2 code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartRow(Row):
    """The row of one country. `rule` says how to read it: an embargo row has no X and permits nothing."""

    rule: str  # chart | embargo | inherit | domestic
    columns: tuple[str, ...] = ()
    inherit_from: str = ""
    footnotes: tuple[str, ...] = ()
    sections: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountryGroup(Row):
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Note(Row):
    """A remark on how to read something: a footnote, an oddity, a rule of reading, a pending amendment."""

    about: str  # "chart", "chart-footnote", "country", "group", "entry", "amendment", "due-diligence", "definition"
    text: str
    countries: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
