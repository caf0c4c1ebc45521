"""
What a determination is made from: the item, the transfer, who receives it and what for.

Plain frozen values, read from outside by `reading.py` and written down canonically by `canonical.py`. Nothing here
looks anything up. `None` means that nobody has said, which is not the same as no.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

Value: TypeAlias = Decimal | bool | str

HARDWARE, SOFTWARE, TECHNOLOGY, MATERIAL = "hardware", "software", "technology", "material"
KINDS = (HARDWARE, SOFTWARE, TECHNOLOGY, MATERIAL)
INFORMATION = frozenset({SOFTWARE, TECHNOLOGY})

PHYSICAL, ELECTRONIC, RELEASE, REMOTE, SERVICE = (
    "physical",
    "electronic",
    "release_in_country",
    "remote_access",
    "service",
)
MODES = (PHYSICAL, ELECTRONIC, RELEASE, REMOTE, SERVICE)

CLEAR, HIT, NONE, PLANNED = "clear", "hit", "none", "planned"
SCREENINGS = (CLEAR, HIT, NONE)  # `planned` is for the page that plans before anybody is named

SOURCE_CODE, OBJECT_CODE = "source_code", "object_code"
FORMS = (SOURCE_CODE, OBJECT_CODE)

PERSON, ORGANISATION = "person", "organisation"
RECIPIENT_KINDS = (PERSON, ORGANISATION)


@dataclass(frozen=True)
class Item:
    """A thing, software or technology, with the parameters that controls ask about, in their reference units."""

    kind: str
    basket: str
    us_origin: bool | None = None
    for_item: str = ""
    form: str = SOURCE_CODE
    value_usd: Decimal | None = None
    parameters: tuple[tuple[str, Value], ...] = ()

    @cached_property
    def values(self) -> MappingProxyType[str, Value]:
        return MappingProxyType(dict(self.parameters))

    def saying(self, more: "dict[str, Value]") -> "Item":
        """The item with more parameters given."""
        return replace(self, parameters=tuple(sorted((*self.parameters, *more.items())))) if more else self

    @property
    def us_content(self) -> Decimal | None:
        """The share of controlled US content in percent, where somebody has given it."""
        share = self.values.get("us_content")
        return share if isinstance(share, Decimal) else None

    @property
    def is_information(self) -> bool:
        return self.kind in INFORMATION


@dataclass(frozen=True)
class Recipient:
    """Who receives it. Nationalities are here because some controls make them a criterion, and for nothing else."""

    kind: str = PERSON
    citizenships: tuple[str, ...] = ()
    most_recent_citizenship: str = ""
    permanent_resident_of: tuple[str, ...] = ()
    most_recent_residence: str = ""
    country: str = ""
    protected: bool = False
    screening: str = NONE
    listed: tuple[str, ...] = ()
    employed_since: date | None = None


@dataclass(frozen=True)
class EndUse:
    """What is known of the use. Yes, no, or nobody has said."""

    military: bool | None = None
    wmd: bool | None = None
    supercomputer: bool | None = None
    military_intelligence: bool | None = None
    also: tuple[str, ...] = ()  # further circumstances that somebody knows of


@dataclass(frozen=True)
class Transfer:
    """How it goes, where, to whom, for what, and which conditions somebody has confirmed or denied."""

    mode: str
    destination: str
    recipient: Recipient = field(default_factory=Recipient)
    end_use: EndUse = field(default_factory=EndUse)
    region: str = ""
    confirmed: tuple[str, ...] = ()
    refuted: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExclusionAnswers:
    """The answers to one tree of questions: question id and yes or no. What is not answered is not in it."""

    tree: str
    answers: tuple[tuple[str, bool], ...] = ()

    @cached_property
    def values(self) -> MappingProxyType[str, bool]:
        return MappingProxyType(dict(self.answers))


@dataclass(frozen=True)
class Facts:
    """One question put to the engine. The same facts and the same Book give the same answer."""

    as_of: date
    exporting_country: str
    item: Item
    transfer: Transfer
    exclusion: ExclusionAnswers | None = None
