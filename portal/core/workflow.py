"""Workflows as data: a table of moves, and the one function that makes a move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from portal.core import rows
from portal.core.errors import Conflict, Refusal
from portal.core.events import record_event
from portal.core.policy import Policy, the_portal_itself


class Owner(models.TextChoices):
    """Whose turn it is."""

    APPLICANT = "applicant", "the applicant"
    OFFICER = "officer", "the export control office"
    REVIEWER = "reviewer", "the second reviewer"
    COUNCIL = "council", "the advisory council"
    CHAIR = "chair", "the council chair"
    RECIPIENT = "recipient", "the recipient"
    HANDLER = "handler", "the incident team"
    HEARD = "heard", "the person who is heard"
    PANEL = "panel", "the panel"
    APPEAL_PANEL = "appeal_panel", "the appeal panel"
    TRAINER = "trainer", "the training office"
    OWNER = "owner", "its owner"
    CHECKER = "checker", "its checker"
    FACILITATOR = "facilitator", "the facilitator"
    AGENCY = "agency", "the government agency"
    PORTAL = "portal", "the portal"
    NOBODY = "nobody", "nobody"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One arrow of a workflow: where it leads, who may follow it, what must hold."""

    name: str
    sources: tuple[str, ...]
    target: str
    policy: Policy
    event: str
    guards: tuple[Callable[[Any], None], ...] = ()
    label: str = ""

    @property
    def title(self) -> str:
        """The move as a button says it."""
        return self.label or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Offer:
    """A move out of the state a record is in, and why it is closed, if it is."""

    move: Move
    refusal: str | None

    @property
    def open(self) -> bool:
        """Tell whether the actor may make the move now."""
        return self.refusal is None


class Workflow:
    """The life of one kind of record."""

    def __init__(self, *, name: str, states: type[models.TextChoices], owners: Mapping[str, Owner], moves: list[Move]):
        self.name = name
        self.states = states
        self.owners = owners
        self.moves = {move.name: move for move in moves}

    def check(self, record: Any, name: str, *, actor: Any) -> Move:
        """
        Raise the Refusal that stands in the way of this move, if one does.

        :raises Conflict: if the record is elsewhere, or a guard is not satisfied
        :raises Denied: if this is not the actor's move to make
        """
        move = self.moves[name]
        if record.state not in move.sources:
            raise Conflict(f"{record} is {record.get_state_display().lower()}.")
        move.policy(actor, record)
        for guard in move.guards:
            guard(record)
        return move

    @transaction.atomic
    def advance(
        self, record: Any, name: str, *, actor: Any, at: datetime, values: Mapping[str, Any] | None = None, **data: Any
    ) -> Any:
        """
        Move the record and write its event, or raise a Refusal and change nothing.

        ``values`` are columns that change with the state, in the same UPDATE; ``data`` goes into the event.

        The UPDATE names the state we read. Of two people who press a button at
        once exactly one wins, on SQLite as on PostgreSQL, without locking a row.

        :raises Conflict: if the record is elsewhere, a guard fails, or somebody was faster
        :raises Denied: if this is not the actor's move to make
        """
        move = self.check(record, name, actor=actor)
        before = record.state
        changes = {**(values or {}), "state": move.target, "state_since": at}
        if not rows.change(record, changes, state=before):
            raise Conflict(f"Someone else has just moved {record}. Reload to see where it stands.")
        for column, value in changes.items():
            setattr(record, column, value)
        return record_event(move.event, record, actor=actor, at=at, before=before, after=move.target, **data)

    def offers(self, record: Any, *, actor: Any) -> list[Offer]:
        """Return each move that a person can make out of this state, with the reason when it is closed."""
        return [
            Offer(move, self._refusal(record, move.name, actor))
            for move in self.moves.values()
            if record.state in move.sources and move.policy is not the_portal_itself
        ]

    def owner_of(self, record: Any) -> Owner:
        """Return whose turn it is."""
        return self.owners[record.state]

    def _refusal(self, record: Any, name: str, actor: Any) -> str | None:
        try:
            self.check(record, name, actor=actor)
        except Refusal as no:
            return str(no)
        return None

    def mermaid(self) -> str:
        """Return the diagram shown in the documentation."""
        first = next(iter(self.states)).value
        names = [f"    {state.value}: {state.label} ({self.owners[state].label})" for state in self.states]
        arrows = [
            f"    {source} --> {move.target}: {move.title}" for move in self.moves.values() for source in move.sources
        ]
        return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {first}", *arrows])
