"""What a recipient still has to give before a statement can be signed."""

from compliance.enduse import statementform
from compliance.enduse.models import Statement


def missing(statement: Statement) -> list[str]:
    """Return what a recipient still has to give, by its label."""
    if statement.official_form:
        return [] if statement.letterhead_id else [statement.official_form]
    said = dict(statement.answers.values_list("field", "value"))
    fields = statementform.form_of(statement.form_version).fields
    promised = {field.id for field in fields if field.kind == statementform.TICK}
    gaps = [field.label for field in fields if field.required and field.id not in promised and not said.get(field.id)]
    unsaid = [name for name in promised if said.get(name) != "yes"]
    if unsaid and not said.get("remarks"):
        gaps.append("why something is not undertaken")
    return gaps
