"""
The reference data as one thing to ask: a `Book` is everything that holds on one day, indexed and frozen.

`Library` (library.py) keeps every version of every row; `Library.book(as_of)` opens it at a day. Between two days on
which something changes the same Book is handed out, so a Book does not know the day that was asked for, only `since`
and `until`.

    book = queries.book(as_of)              from the database, cached (see queries.py)
    book = Book.from_files(as_of=as_of)     from the reference files, for tests without a database

What lies where: controls/reference/ holds regimes, parameters, baskets, entries, the crosswalk, rationale, countries,
chart, groups, notes, procedures and case studies; classification/reference/ holds exclusions and their trees, licence
exceptions, restrictions, general licences, end-use rules, red flags and review policies. Row classes are in `rows`,
criteria in `criteria`, units in `units`. Codes of entries carry their regime ("US-EAR:4A906"); `entry("US-EAR",
"4A906")` finds them. A place that inherits another's chart row (Hong Kong: China) is resolved by every method here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from compliance.controls.rows import (
    BEGINNING,
    Basket,
    ChartColumn,
    ChartRow,
    Country,
    CountryGroup,
    Crosswalk,
    DeMinimis,
    Eligibility,
    EndUseRule,
    Entry,
    GeneralLicence,
    LicenceException,
    Note,
    Parameter,
    Rationale,
    Regime,
    Restriction,
    ReviewPolicy,
    Row,
    Tree,
)

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Place:
    """A country as the rules see it: its groups and its chart row, inherited ones included."""

    code: str
    name: str
    groups: frozenset[str]
    chart: ChartRow | None  # the row that is read; None where the chart has none and nobody said which to use
    stands_in: str = ""  # the country whose row and groups are used, if not its own
    recalled: tuple[str, ...] = ()  # rows of the chart that are read for it and that nobody has verified

    def is_in(self, values: Iterable[str]) -> bool:
        """Whether the place, or the one it inherits from, is named or is a member of one of these groups."""
        return any(value == self.code or value == self.stands_in or value in self.groups for value in values)

    @property
    def group_codes(self) -> list[str]:
        """The groups in the order of the supplement."""
        return sorted(self.groups)

    @property
    def embargoed(self) -> bool:
        return self.chart is not None and self.chart.rule == "embargo"

    def marked(self, column: str) -> bool | None:
        """The published cell; None where there is no graded row, which is never a permission."""
        if self.chart is None or self.chart.rule != "chart":
            return None
        return column in self.chart.columns


@dataclass(frozen=True)
class Book:
    """Everything that holds from `since` to the day before `until`. `version` names the state of the reference data."""

    rows: Mapping[str, Mapping[str, Row]]
    since: date = BEGINNING
    until: date | None = None
    version: int = 0
    numbers: frozenset[str] = frozenset()  # of every entry and paragraph that is held for some day

    @classmethod
    def from_files(cls, folders: Iterable[Path] | Path | None = None, *, as_of: date | None = None) -> "Book":
        """
        Open the reference files at a day, without a database; without a day, at the latest change they hold.

        :raises Invalid: if a file cannot be read
        """
        from compliance.controls.library import Library  # the library is made of books

        library = Library.from_files([folders] if isinstance(folders, Path) else folders)
        return library.book(as_of or library.changes[-1])

    # Everything by kind ----------------------------------------------------------------------------------

    def all(self, kind: type[AnyRow]) -> tuple[AnyRow, ...]:
        """Every row of this kind, by code."""
        return tuple(self.rows.get(kind.__name__, {}).values())  # type: ignore[arg-type]

    def find(self, kind: type[AnyRow], code: str) -> AnyRow | None:
        """The row of this kind with this code, or None."""
        return self.rows.get(kind.__name__, {}).get(code)  # type: ignore[return-value]

    # What is controlled ----------------------------------------------------------------------------------

    def regime(self, code: str) -> Regime | None:
        return self.find(Regime, code)

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        return self.all(Regime)

    def basket(self, code: str) -> Basket | None:
        return self.find(Basket, code)

    @cached_property
    def baskets(self) -> tuple[Basket, ...]:
        return tuple(sorted(self.all(Basket), key=lambda basket: (basket.order, basket.code)))

    def entry(self, regime: str, number: str) -> Entry | None:
        return self.find(Entry, f"{regime}:{number}")

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return self.all(Entry)

    @cached_property
    def _entries_by_regime(self) -> Mapping[str, tuple[Entry, ...]]:
        return _grouped(self.entries, lambda entry: (entry.regime,))

    @cached_property
    def _entries_by_basket(self) -> Mapping[str, tuple[Entry, ...]]:
        return _grouped(self.entries, lambda entry: (entry.basket, *entry.also_baskets))

    def entries_of(self, regime: str) -> tuple[Entry, ...]:
        """The entries of this regime's list that the portal holds."""
        return self._entries_by_regime.get(regime, ())

    def entries_in(self, basket: str) -> tuple[Entry, ...]:
        """The entries of all regimes in this basket."""
        return self._entries_by_basket.get(basket, ())

    def item(self, written: str) -> list[tuple[Entry, str]]:
        """What "4A906.b" or "US-EAR:4A906.b" may mean: entries, each with the paragraph code that was named."""
        regime, _, number = written.rpartition(":")
        number, _, code = number.partition(".")
        return [(e, code) for e in self.entries if e.number == number and regime in ("", e.regime)]

    # What items are asked --------------------------------------------------------------------------------

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(sorted(self.all(Parameter), key=lambda parameter: (parameter.order, parameter.code)))

    @cached_property
    def _parameters(self) -> Mapping[str, Parameter]:
        named = {alias: row for row in self.parameters for alias in row.aliases}
        return {**named, **{row.code: row for row in self.parameters}}

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name or alias, or None."""
        return self._parameters.get(name)

    def parameters_for(self, basket: str, kind: str) -> tuple[Parameter, ...]:
        """What the form of an item of this basket and kind asks, in the order of the catalogue."""
        asked = (p for p in self.parameters if basket in p.baskets and (not p.kinds or kind in p.kinds))
        return tuple(asked)

    # Countries -------------------------------------------------------------------------------------------

    @cached_property
    def countries(self) -> tuple[Country, ...]:
        return tuple(sorted(self.all(Country), key=lambda country: country.title))

    @cached_property
    def columns(self) -> tuple[ChartColumn, ...]:
        return tuple(sorted(self.all(ChartColumn), key=lambda column: column.order))

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every country by its code."""
        memberships: dict[str, set[str]] = {}
        for group in self.all(CountryGroup):
            for member in group.members:
                memberships.setdefault(member, set()).add(group.code)
        return {country.code: self._place(country, memberships) for country in self.all(Country)}

    def _place(self, country: Country, memberships: Mapping[str, set[str]]) -> Place:
        own = row = self.find(ChartRow, country.code)
        stands_in = row.inherit_from if row is not None and row.rule == "inherit" else ""
        if stands_in:
            row = self.find(ChartRow, stands_in)
        groups = frozenset(memberships.get(stands_in or country.code, ()))
        unread = tuple(dict.fromkeys(each.code for each in (own, row) if each is not None and not each.verified))
        return Place(country.code, country.title, groups, row, stands_in, unread)

    @cached_property
    def recalled_groups(self) -> tuple[str, ...]:
        """Groups that nobody has verified. That a country is missing in one permits as much as that it is there."""
        return tuple(group.code for group in self.all(CountryGroup) if not group.verified)

    def place(self, code: str) -> Place | None:
        """The country of this ISO code, or None if there is no such country."""
        return self.places.get(code)

    def group(self, code: str) -> CountryGroup | None:
        return self.find(CountryGroup, code)

    # What permits and what bars --------------------------------------------------------------------------

    def exception(self, code: str) -> LicenceException | None:
        return self.find(LicenceException, code)

    @cached_property
    def exceptions(self) -> tuple[LicenceException, ...]:
        return self.all(LicenceException)

    @cached_property
    def restrictions(self) -> tuple[Restriction, ...]:
        return self.all(Restriction)

    @cached_property
    def general_licences(self) -> tuple[GeneralLicence, ...]:
        return self.all(GeneralLicence)

    def eligibility(self, exception: str, entry: str, destination: str) -> Eligibility | None:
        """The cell that the site has entered for this entry or its paragraph, or None: to be confirmed."""
        parts = entry.rpartition(":")[2].split(".")
        names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))  # 4A906.a.2, 4A906.a, 4A906
        cells = (self._eligibility.get((exception, name, destination)) for name in names)
        return next((cell for cell in cells if cell is not None), None)

    @cached_property
    def _eligibility(self) -> Mapping[tuple[str, str, str], Eligibility]:
        # Two rows on one cell are refused when they are loaded. Should they stand there all the same, the no counts.
        cells = sorted(self.all(Eligibility), key=lambda row: not row.eligible)
        return {(row.exception, row.entry, row.destination): row for row in cells}

    def review_policy(self, code: str) -> ReviewPolicy | None:
        return self.find(ReviewPolicy, code)

    @cached_property
    def de_minimis(self) -> tuple[DeMinimis, ...]:
        """The shares of US content that are tolerated, the most generous first."""
        shares = [row for row in self.all(DeMinimis) if row.percent]
        return tuple(sorted(shares, key=lambda row: row.percent or 0, reverse=True))

    def end_use_rules(self, regime: str) -> tuple[EndUseRule, ...]:
        return self._end_use_rules.get(regime, ())

    @cached_property
    def _end_use_rules(self) -> Mapping[str, tuple[EndUseRule, ...]]:
        return _grouped(self.all(EndUseRule), lambda rule: (rule.regime,))

    # Exclusions ------------------------------------------------------------------------------------------

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        return self.all(Tree)

    @cached_property
    def _trees(self) -> Mapping[str, Tree]:
        named = {alias: tree for tree in self.trees for alias in tree.aliases}
        return {**named, **{tree.code: tree for tree in self.trees}}

    def tree(self, name: str) -> Tree | None:
        """The tree of this code or alias, or None."""
        return self._trees.get(name)

    # For readers -----------------------------------------------------------------------------------------

    def rationale_for(self, basket: str) -> tuple[Rationale, ...]:
        found = (row for row in self.all(Rationale) if basket in row.baskets)
        return tuple(sorted(found, key=lambda row: (row.order, row.code)))

    def crosswalk_of(self, basket: str) -> tuple[Crosswalk, ...]:
        return tuple(row for row in self.all(Crosswalk) if row.basket == basket)

    def notes_about(self, *, country: str = "", entry: str = "", subject: str = "") -> tuple[Note, ...]:
        """Remarks about a country, an entry's number or a subject such as "chart"."""
        return tuple(
            note
            for note in self.all(Note)
            if (country and country in note.countries)
            or (entry and entry in note.entries)
            or (subject and subject == note.about)
        )


def _grouped(rows: Iterable[AnyRow], keys) -> Mapping[str, tuple[AnyRow, ...]]:
    shelves: dict[str, list[AnyRow]] = {}
    for row in rows:
        for key in keys(row):
            shelves.setdefault(key, []).append(row)
    return {key: tuple(shelf) for key, shelf in shelves.items()}
