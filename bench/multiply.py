"""
Make a small institution large: copy its cases, with all that hangs on them, inside the database.

The first few hundred cases come from the real actions. Their rows, and the rows
of every table that points to them, are then inserted again with shifted keys,
so that twenty thousand cases take seconds instead of hours. People, units and
parties are shared by the copies. The sample of an audit and the agenda of a meeting stay as they were.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

Model = type[models.Model]
LEFT = (
    "compliance.AuditedCase",
    "compliance.AgendaItem",
)  # an audit or a meeting does not hold more because there is more


class Multiplier:
    """The tables below some roots, as they are before the first copy."""

    def __init__(self, *roots: Model):
        self.tables = _below(roots, left={apps.get_model(name) for name in LEFT})
        self.highest = {model: self._highest(model) for model in self.tables}
        self.copies = 0
        if alike := sorted(
            rule.name for model in self.tables for rule in self._alike(model) if not _optional(model, rule)
        ):
            raise TypeError(f"Nobody has said how a copy differs: {', '.join(alike)}.")

    def add(self, copies: int) -> None:
        """Insert everything that was there at the beginning this many times more."""
        numbers = range(self.copies + 1, self.copies + copies + 1)
        with transaction.atomic(), connection.cursor() as cursor:
            for number in numbers:
                for model in self.tables:
                    cursor.execute(*self._copy(model, number))
                for model, kind in self._about():
                    cursor.execute(*self._copy_about(model, kind, number))
            for statement in connection.ops.sequence_reset_sql(no_style(), [*self.tables, *_generic()]):
                cursor.execute(statement)
        self.copies += copies
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _highest(self, model: Model) -> int:
        found = model._base_manager.aggregate(top=Max("pk"))["top"]
        return found if isinstance(found, int) else 0

    def _copy(self, model: Model, number: int) -> tuple[str, list[Any]]:
        fields = model._meta.local_concrete_fields
        shifted = [self._shifted(field, number) for field in fields]
        once = [each for rule in self._alike(model) for each in _optional(model, rule)[:1]]
        where = " AND ".join(
            [f"{_quoted(model._meta.pk.column)} <= %s", *(f"{_quoted(each)} IS NULL" for each in once)]
        )
        return _insert(model, fields, shifted, where), [self.highest[model]]

    def _shifted(self, field: models.Field, number: int) -> str:
        column = _quoted(field.column)
        target = field.model if field.primary_key and not field.is_relation else field.related_model
        if target in self.highest:
            return f"{column} + {number * self.highest[target]}"
        return _again(field, number) if self._has_to_differ(field) else column

    def _has_to_differ(self, field: models.Field) -> bool:
        """Whether the value, or a rule that no shifted key satisfies, is unique."""
        if field.unique:
            return True
        rules = [rule for rule in _unique(field.model) if field.name in rule.fields]
        return any(self._first_text(field.model, rule.fields) == field.name for rule in rules)

    def _alike(self, model: Model) -> list[models.UniqueConstraint]:
        """The rules that a copy would break, such as one remedy for each improvement: such rows are left out."""
        return [rule for rule in _unique(model) if not self._parts(model, rule)]

    def _parts(self, model: Model, rule: models.UniqueConstraint) -> bool:
        """Whether a copy satisfies the rule: a key of it is shifted, or a text of it bears the difference."""
        fields = [model._meta.get_field(name) for name in rule.fields]
        shifted = any(field.primary_key or field.related_model in self.highest for field in fields)
        return not fields or shifted or self._first_text(model, rule.fields) is not None

    def _first_text(self, model: Model, names: Sequence[str]) -> str | None:
        """The text of a rule that has to bear the difference, if no key of the rule is shifted anyway."""
        fields = [model._meta.get_field(name) for name in names]
        if any(field.primary_key or field.related_model in self.highest for field in fields):
            return None
        return next((field.name for field in fields if isinstance(field, models.CharField | models.TextField)), None)

    def _about(self) -> Iterator[tuple[Model, Model]]:
        for model in _generic():
            yield from ((model, kind) for kind in self.tables)

    def _copy_about(self, model: Model, kind: Model, number: int) -> tuple[str, list[Any]]:
        """Copy the rows of a generic relation, such as events: their subject is shifted, their own key is new."""
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        top = self.highest[kind]
        shifted = [
            f"{_quoted(field.column)} + {number * top}"
            if field.name == "subject_id"
            else (_again(field, number) if field.unique else _quoted(field.column))
            for field in fields
        ]
        type_id = ContentType.objects.get_for_model(kind).pk
        return _insert(model, fields, shifted, "subject_type_id = %s AND subject_id <= %s"), [type_id, top]


def _optional(model: Model, rule: models.UniqueConstraint) -> list[str]:
    """The columns of a rule that may be empty."""
    fields = [model._meta.get_field(name) for name in rule.fields]
    return [field.column for field in fields if isinstance(field, models.Field) and field.null and field.column]


def _unique(model: Model) -> list[models.UniqueConstraint]:
    return [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]


def _below(roots: Sequence[Model], *, left: set[Model]) -> list[Model]:
    """The roots and every table that points to one of them, directly or not."""
    found = list(roots)
    for model in found:
        for relation in model._meta.get_fields(include_hidden=True):
            below = relation.related_model if relation.auto_created and not relation.concrete else None
            if below and below not in found and below not in left and not below._meta.abstract:
                found.append(below._meta.concrete_model)
    return found


def _generic() -> list[Model]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, GenericForeignKey) and field.name == "subject" for field in model._meta.private_fields)
    ]


def _again(field: models.Field, number: int) -> str:
    """An expression for a value that has to differ in every copy."""
    column, on_sqlite = _quoted(field.column), connection.vendor == "sqlite"
    if isinstance(field, models.UUIDField):
        return "lower(hex(randomblob(16)))" if on_sqlite else "gen_random_uuid()"
    if isinstance(field, models.CharField | models.TextField):
        return f"CASE WHEN {column} = '' THEN {column} ELSE substr({column}, 1, {_room(field)}) || '-{number}' END"
    raise TypeError(f"{field} is unique, and nobody has said how to copy it.")


def _room(field: models.Field) -> int:
    return (field.max_length or 1000) - 6


def _insert(model: Model, fields: Sequence[models.Field], values: Sequence[str], where: str) -> str:
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(field.column) for field in fields)
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE {where}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
