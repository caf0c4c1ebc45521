"""Pages of a list that may be as long as an archive."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNTED = 10_000  # rows; a longer list is narrowed by its filters, not by turning pages


class BoundedPaginator(Paginator):
    """Pages of the first ``COUNTED`` rows, as counting a whole archive is work for rows that no page shows."""

    @cached_property
    def count(self) -> int:
        """How many rows there are to turn over, at most ``COUNTED``."""
        return min(self._counted, COUNTED)

    @property
    def bounded(self) -> bool:
        """Whether there are more rows than these."""
        return self._counted > COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: COUNTED + 1].count() if isinstance(rows, QuerySet) else len(rows)
