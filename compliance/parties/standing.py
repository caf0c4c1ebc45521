"""
Where parties stand with the lists, for pages that name them.

Screening lies above parties, so it registers itself here; a page asks for all
its parties at once and shows the label, the tone and the reason.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from compliance.parties.models import Party
from portal.core.policy import holds

Provider = Callable[[Iterable[Party], datetime], dict[int, Any]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Let this function answer; the last to register does."""
    _providers[:] = [provider]
    return provider


def of(parties: Iterable[Party], *, at: datetime) -> dict[int, Any]:
    """Return ``{party id: standing}`` with value, label, tone and why; nothing where nobody screens."""
    return _providers[0](parties, at) if _providers else {}


def for_reader(parties: Iterable[Party], *, user: Any, at: datetime) -> dict[int, Any]:
    """Return where the parties stand, for those who see screening; nothing for others."""
    return of(parties, at=at) if holds(user, "compliance.view_screening") else {}
