"""Tables that name a party in each row: beside the name, where it stands on the lists, for those who see screening."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html

from compliance.parties import standing
from portal.core.tables import Column, Table

TAG = "compliance/parties/cells/standing.html"


class NamingTable(Table):
    """A table of rows that each have a ``party`` and a column for it. One question for the whole page."""

    def __init__(self, request: HttpRequest, queryset: Any, *, columns: Sequence[Column], **given: Any):
        shown = [_Named.of(column, self) if column.key == "party" else column for column in columns]
        super().__init__(request, queryset, columns=shown, **given)

    @cached_property
    def standings(self) -> dict[int, Any]:
        """Where the party of each row of the page stands; nothing for those who do not see screening."""
        parties = [row.party for row in self.page.object_list]
        return standing.for_reader(parties, user=self.request.user, at=timezone.now())


@dataclass(frozen=True)
class _Named(Column):
    """A column of parties that shows where each stands; what is exported stays the name."""

    table: NamingTable | None = None

    @classmethod
    def of(cls, column: Column, table: NamingTable) -> "_Named":
        return cls(**{each.name: getattr(column, each.name) for each in fields(column)}, table=table)

    def html(self, row: Any) -> str:
        found = self.table.standings.get(row.party_id) if self.table else None
        return format_html("{} {}", super().html(row), get_template(TAG).render({"value": found}))
