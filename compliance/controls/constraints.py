"""What the database itself refuses about reference data, on SQLite as on PostgreSQL."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table

FOREVER = "9999-12-31"

OVERLAP = """
SELECT 1 FROM %(table)s AS other
WHERE other.id <> NEW.id AND other.kind = NEW.kind AND other.code = NEW.code AND other.withdrawn_in_id IS NULL
AND other.valid_from < COALESCE(NEW.valid_to, '9999-12-31')
AND NEW.valid_from < COALESCE(other.valid_to, '9999-12-31')
"""
KEPT = ("kind", "code", "valid_from", "valid_to", "fields", "digest", "loaded_in_id")

SQLITE = (
    "CREATE TRIGGER %(name)s_overlap AFTER INSERT ON %(table)s WHEN NEW.withdrawn_in_id IS NULL "
    f"AND EXISTS ({OVERLAP}) BEGIN SELECT RAISE(ABORT, '%(message)s'); END",
    "CREATE TRIGGER %(name)s_kept BEFORE UPDATE ON %(table)s WHEN OLD.withdrawn_in_id IS NOT NULL "
    + "".join(f"OR NEW.{column} IS NOT OLD.{column} " for column in KEPT)
    + "BEGIN SELECT RAISE(ABORT, 'A version is never changed, only withdrawn.'); END",
)
POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION %(name)s_overlap() RETURNS trigger AS $$
BEGIN
    IF NEW.withdrawn_in_id IS NULL AND EXISTS ({OVERLAP}) THEN
        RAISE EXCEPTION '%(message)s' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql
""",
    "CREATE TRIGGER %(name)s_overlap AFTER INSERT ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s_overlap()",
    """
CREATE OR REPLACE FUNCTION %(name)s_kept() RETURNS trigger AS $$
BEGIN
    IF OLD.withdrawn_in_id IS NOT NULL """
    + "".join(f"OR NEW.{column} IS DISTINCT FROM OLD.{column} " for column in KEPT)
    + """THEN
        RAISE EXCEPTION 'A version is never changed, only withdrawn.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql
""",
    "CREATE TRIGGER %(name)s_kept BEFORE UPDATE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s_kept()",
)


class OneVersionAtATime(models.BaseConstraint):
    """
    Of a kind and code, no two rows that stand hold on the same day, and a row that was written is only ever withdrawn.

    Kept by triggers: SQLite has no exclusion constraint, and PostgreSQL's needs an extension for text.
    """

    def __eq__(self, other: object) -> bool:
        """Compare what migrations would write, so that they do not write the same again."""
        return isinstance(other, OneVersionAtATime) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Let the triggers be made after the table."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Let the triggers be made; SQLite comes here by way of a new table."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that takes the triggers away; SQLite makes a new table instead."""
        table = Table(model._meta.db_table, schema_editor.quote_name)
        text = "; ".join(f"DROP TRIGGER IF EXISTS {self.name}_{each} ON %(table)s" for each in ("overlap", "kept"))
        return Statement(text, table=table)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """
        Ask the same of a row before it is written.

        :raises ValidationError: if another version holds on one of its days
        """
        others = model._default_manager.using(using).filter(
            kind=instance.kind, code=instance.code, withdrawn_in=None, valid_from__lt=instance.valid_to or FOREVER
        )
        open_ended = models.Q(valid_to=None) | models.Q(valid_to__gt=instance.valid_from)
        if others.filter(open_ended).exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message())

    def _statements(self, model: Any, schema_editor: Any) -> list[Statement]:
        written = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
        table = Table(model._meta.db_table, schema_editor.quote_name)
        message = str(self.get_violation_error_message()).replace("'", "''")
        return [Statement(text, table=table, name=self.name, message=message) for text in written]
