"""Exceptions, general licences and other ways to go ahead, as they were found to stand."""

from dataclasses import dataclass
from functools import cached_property
from json import JSONEncoder
from typing import Any

from compliance.classification.engine.outcomes import Status

CANONICAL = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition and how it stands."""

    code: str
    text: str
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One way to go ahead without a licence, and what is missing."""

    code: str
    name: str
    status: Status
    conditions: tuple[Judged, ...] = ()
    citation: str = ""
    duties: tuple[str, ...] = ()
    verified: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(each.text for each in self.conditions if each.status is not Status.SATISFIED)


class Authorisations(tuple[Authorisation, ...]):
    """Several of them, in the order in which they are told; written out once, however often they are asked for."""

    @cached_property
    def plain(self) -> list[dict[str, Any]]:
        """As plain values."""
        return [
            {
                "code": each.code,
                "name": each.name,
                "status": str(each.status),
                "citation": each.citation,
                "verified": each.verified,
                "missing": list(each.missing),
                "conditions": [
                    {"code": one.code, "text": one.text, "status": str(one.status), "source": one.source}
                    for one in each.conditions
                ],
            }
            for each in self
        ]

    @cached_property
    def text(self) -> str:
        """As canonical JSON."""
        return CANONICAL.encode(self.plain)
