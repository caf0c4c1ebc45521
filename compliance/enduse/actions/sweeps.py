"""What clock hands of end use do to many records: checks out of cycle, reminders of statements."""

from datetime import datetime
from typing import Any

from compliance.enduse import queries
from compliance.enduse.actions.statements import remind_of_statement
from compliance.enduse.actions.verifications import plan_out_of_cycle
from compliance.enduse.states import Reason
from portal.core.batches import by_key
from portal.core.words import as_day


def plan_after_changes(*, actor: Any = None, at: datetime) -> int:
    """Plan a check of every authorisation whose recipient resembles a new list entry, or has changed."""
    planned = 0
    for authorisation in by_key(queries.touched_by_lists(as_day(at))):
        why = "A recipient resembles an entry of a list that has changed."
        given = {"reason": Reason.LIST_CHANGED, "rule": "list-changed", "why": why}
        planned += plan_out_of_cycle(authorisation, actor=actor, at=at, **given) is not None
    for authorisation in by_key(queries.touched_by_recipients()):
        why = "The record of a recipient has changed: its name, seat, owner or identifiers."
        given = {"reason": Reason.OWNER_CHANGED, "rule": "recipient-changed", "why": why}
        planned += plan_out_of_cycle(authorisation, actor=actor, at=at, **given) is not None
    return planned


def remind_of_statements(*, actor: Any = None, at: datetime) -> int:
    """Owe every reminder of a statement whose day has come; return how many."""
    waiting = queries.statements_to_remind_of(as_day(at))
    return sum(remind_of_statement(each, actor=actor, at=at) for each in by_key(waiting))
