"""Rows about what is controlled: regimes, parameters, baskets, entries, the crosswalk, the reasons why."""

from dataclasses import dataclass
from decimal import Decimal

from compliance.controls.criteria import Criterion
from compliance.controls.rows.base import VERIFIED, Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Regime(Row):
    """One body of export control law, and when it looks at a transfer."""

    place: str = ""  # ISO country, or "EU"
    exporting_countries: tuple[str, ...] = ()  # a transfer from one of these comes under the regime
    us_origin: bool = False  # follows US-origin items wherever they are
    within: str = ""  # a national list that stands beside a union's ("EU" for FR, DE, ...)
    person_rule: str = ""  # most_recent | all | none | unknown: which nationalities count for a release to a person
    coverage: str = "entries_only"  # full | partial | entries_only | none: how much of the regime we hold
    authority: str = ""
    instrument: str = ""
    summary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter(Row):
    """A technical fact about an item that criteria ask for, and how the item form asks it."""

    kind: str  # number | boolean | choice | text
    question: str
    order: int = 0  # in which the form asks
    unit: str = ""  # the reference unit, which bare numbers are in; "" for a plain number
    plain_unit: bool = False  # the unit is a label that is not converted (dB, bits, pixels)
    whole: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above_minimum: bool = False  # the minimum itself is not possible
    choices: tuple[tuple[str, str], ...] = ()
    baskets: tuple[str, ...] = ()  # item forms of these baskets ask for it
    kinds: tuple[str, ...] = ()  # and only for items of these kinds; empty: for all
    expert: bool = False  # a judgement; the officer answers, not the researcher
    aliases: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()  # where all of these are given and this is not answered,
    implied: str = ""  # this is taken as the answer, and the trace says so
    help: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One sentence for the public with where it comes from."""

    text: str
    source: str
    confidence: str = VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Basket(Row):
    """A technology basket: the entries of all regimes that speak of the same technology."""

    summary: str
    order: int
    not_controlled: tuple[Statement, ...] = ()
    chart: str = ""  # the paragraphs drawn as bands: "US-EAR:4A906"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """
    One paragraph of an entry: met when `criterion` is met, unless `unless` is met too.

    An exemption must be shown: an unknown `unless` does not help, an `unless` that is met settles the paragraph as not
    met whatever else is unknown. A paragraph without a criterion cannot be computed; a person reads it.
    """

    says: str
    code: str = ""  # "a.1"; empty when the heading itself carries the test
    criterion: Criterion | None = None
    unless: Criterion | None = None
    same_as: str = ""  # the criterion of another regime's paragraph, taken as the nearest reading of this one
    confidence: str = VERIFIED
    feature: str = ""  # lines paragraphs of several regimes up in one row of the basket's table
    baskets: tuple[str, ...] = ()  # looked at for items of these baskets only; empty: those of the entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A reason for control: where its licence requirement is to be looked up."""

    code: str  # NS, RS, AT, NP, MT, CC, EI, UN, CB, FC
    mode: str  # worldwide | chart | special
    column: str = ""  # of the chart, with mode chart
    scope: str = ""  # in words; empty: the entire entry
    paragraphs: tuple[str, ...] = ()  # what the scope names; empty with a scope means it cannot be read by a machine
    asks: str = ""  # the parameter that says whether the reason applies, where the text sets conditions of its own
    countries: tuple[str, ...] = ()  # with mode special: these destinations only
    basis: str = ""
    policy: str = ""

    @property
    def entire(self) -> bool:
        return not self.scope


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryException:
    """What the entry itself says about one licence exception."""

    exception: str
    status: str  # yes | no | limited
    says: str = ""
    limit_usd: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeemedExport:
    """How the entry treats a release to a person."""

    rule: str  # quantum | excluded_only | gaafet
    general_licence: str = ""
    covers_for: tuple[str, ...] = ()  # the general licence covers technology for these
    not_for: tuple[str, ...] = ()
    grandfathered: bool = True  # staff of 2024-09-06 stay outside
    confirm: str = ""  # a point of the text that a person must settle
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Row):
    """One entry of one regime's list in one version. `code` is "US-EAR:4A906", `number` is "4A906"."""

    regime: str
    number: str
    basket: str
    kind: str  # hardware | software | technology | material | any
    summary: str
    group: str = ""
    series: str = ""  # "900" for the worldwide-controlled ones, "500", "national", "residual"
    also_baskets: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    unless: Criterion | None = None
    reasons: tuple[Reason, ...] = ()
    requirement: str = "unknown"  # worldwide | chart | all_destinations | none | unknown
    except_destinations: tuple[str, ...] = ()
    exceptions: tuple[EntryException, ...] = ()
    only_exceptions: tuple[str, ...] = ()  # nothing else is available: "IEC", "TMP:a3", "TSU:a"
    review_policy: str = ""
    deemed: DeemedExport | None = None
    related: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()  # entries of other regimes on the same thing ("US-EAR:4A906")
    not_covered: tuple[str, ...] = ()
    citation: str = ""
    from_confidence: str = VERIFIED  # of the date of entry into force

    def paragraph(self, code: str) -> Paragraph | None:
        return next((each for each in self.paragraphs if each.code == code), None)

    def paragraphs_under(self, code: str) -> tuple[Paragraph, ...]:
        """The paragraph of this code, or those below it: "a" means a.1 to a.8; "" means all."""
        exact = self.paragraph(code)
        if exact is not None:
            return (exact,)
        return tuple(each for each in self.paragraphs if not code or each.code.startswith(f"{code}."))

    def paragraphs_for(self, basket: str) -> tuple[Paragraph, ...]:
        """The paragraphs that an item of this basket is compared with."""
        return tuple(each for each in self.paragraphs if not each.baskets or basket in each.baskets)

    @property
    def residual(self) -> bool:
        return self.series == "residual"


@dataclass(frozen=True, kw_only=True, slots=True)
class CrosswalkCell:
    regime: str
    says: str
    entries: tuple[str, ...] = ()
    confidence: str = VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Crosswalk(Row):
    """One theme and where each regime speaks of it."""

    basket: str
    cells: tuple[CrosswalkCell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rationale(Row):
    """Why a control exists, in plain words."""

    baskets: tuple[str, ...]
    why: str
    order: int = 0
    entries: tuple[str, ...] = ()
    detail: str = ""
