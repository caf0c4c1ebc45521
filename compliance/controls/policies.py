"""Who may do what with reference data."""

from typing import Any

from portal.core.policy import holds, policy, require


@policy
def may_import(actor: Any, _record: Any) -> None:
    """Rows of reference data are added by those who sign for the institution."""
    require(holds(actor, "compliance.import_reference"), "Only an empowered official may add reference data.")


@policy
def may_see_origins(actor: Any, _record: Any) -> None:
    """Where reference data come from and what was loaded when is shown to the office."""
    require(holds(actor, "compliance.view_reference"), "Only the export control office sees what was loaded when.")
