"""What a standing check is, and how it is made known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from compliance.assurance.fingerprints import fingerprint_of


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing that is not as it should be. ``key`` is what makes it the same thing on the next night."""

    key: tuple[object, ...]
    title: str
    detail: str
    case_id: int | None = None
    authorisation_id: int | None = None
    verification_id: int | None = None
    unit_id: int | None = None
    concerns_id: int | None = None


Finder = Callable[[datetime], Iterable[Trouble]]


@dataclass(frozen=True)
class Check:
    """One standing check: what it looks for, why, and how much it weighs."""

    name: str
    title: str
    why: str
    severity: str
    find: Finder

    def fingerprint(self, trouble: Trouble) -> str:
        """Return the mark of this trouble of this check."""
        return fingerprint_of(self.name, *trouble.key)


CHECKS: dict[str, Check] = {}


def check(name: str, *, title: str, why: str, severity: str) -> Callable[[Finder], Finder]:
    """Make a function of the moment a standing check; the same name again replaces it."""

    def remember(find: Finder) -> Finder:
        CHECKS[name] = Check(name, title, why, severity, find)
        return find

    return remember
