"""
First migrations that make their tables at once.

Django renders every model that is related to a new one anew for each operation. In a portal where
nearly everything points at a person that is quadratic: most of the time that an empty database takes.
A first migration has nothing to keep, so here the state is read to its end, rendered once, and each
table is made from it whole. What comes out is the same, as ``makemigrations --check`` says.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel


class FirstTables(migrations.Migration):
    """A migration of nothing but new tables."""

    initial = True

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """
        Make the tables, and return the state after it.

        :raises TypeError: if an operation touches a table that was there before; that is no first migration
        """
        made = {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
        for operation in self.operations:
            self._check(operation, made)
        project_state.__dict__.pop("apps", None)  # rendered when it is next asked for, and not once per operation
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                self._make(project_state.apps.get_model(self.app_label, operation.name), operation, schema_editor)
        return project_state

    def _make(self, model: Any, operation: CreateModel, schema_editor: Any) -> None:
        if operation.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.create_model(model)

    def _check(self, operation: Any, made: set[str]) -> None:
        if isinstance(operation, CreateModel):
            return
        if not isinstance(operation, (AddField, AddIndex, AddConstraint)) or operation.model_name_lower not in made:
            raise TypeError(
                f"{self} makes first tables only, and cannot {operation.describe()[:1].lower()}"
                f"{operation.describe()[1:]}."
            )
