"""What is kept for finding cases and for coming back to a view of the desk."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

FOUND_ON_SQLITE = "SELECT rowid FROM compliance_casetext_fts WHERE compliance_casetext_fts MATCH %s"


class HasWords(models.Lookup):
    """Ask the full-text index for rows in which every word occurs as the beginning of one."""

    lookup_name = "has_words"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        """Return the condition for SQLite, whose index is a table beside this one."""
        table = self._table(compiler, connection)
        asked = " ".join(f"{word}*" for word in self.rhs.split())
        return f"{table}.case_id IN ({FOUND_ON_SQLITE})", (asked,)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        """Return the condition for PostgreSQL, whose index is on a column that the database fills."""
        asked = " & ".join(f"{word}:*" for word in self.rhs.split())
        return f"{self._table(compiler, connection)}.document @@ to_tsquery('simple', %s)", (asked,)

    def _table(self, compiler: Any, connection: Any) -> str:
        column, _ = self.process_lhs(compiler, connection)
        return column.rpartition(".")[0]


models.TextField.register_lookup(HasWords)


class CaseTextQuerySet(models.QuerySet):
    """Words of cases by what they hold."""

    def matching(self, words: Iterable[str]) -> "CaseTextQuerySet":
        """Return those with every word. The words are folded to letters and figures, so nothing is an operator."""
        return self.filter(words__has_words=" ".join(words))


class CaseText(models.Model):
    """
    The words of a submitted case, folded, as search looks for them.

    A migration hangs a full-text index of the database on ``words``: FTS5 on SQLite, a tsvector on PostgreSQL. The
    database keeps it current, so nothing but this one column is ever written.
    """

    case = models.OneToOneField("compliance.Case", primary_key=True, on_delete=models.CASCADE, related_name="text")
    words = models.TextField()
    gathered_at = models.DateTimeField()

    objects = CaseTextQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Words of {self.case_id}"


class DeskView(models.Model):
    """A queue with its filters and order, kept by one person under a name of their own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text="The query string of the desk.")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="desk_view_name_once",
                fields=["owner", "name"],
                violation_error_message="You have a view of this name already.",
            ),
            models.CheckConstraint(name="desk_view_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
