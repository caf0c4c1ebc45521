"""The life of a set of figures."""

from dashboards import policies
from dashboards.states import SnapshotState
from portal.core.errors import Conflict
from portal.core.workflow import Move, Owner, Workflow


def no_later_figures_are_published(snapshot):
    """A set is published once per computation; an older computation of the same quarter cannot follow a newer one."""
    newer = type(snapshot).objects.published().filter(period=snapshot.period, number__gt=snapshot.number)
    if newer.exists():
        raise Conflict(f"Newer figures for {snapshot.period} are published already. Discard these.")


SNAPSHOT = Workflow(
    name="Snapshot",
    states=SnapshotState,
    owners={
        SnapshotState.COMPUTED: Owner.OFFICER,
        SnapshotState.RELEASED: Owner.NOBODY,
        SnapshotState.DISCARDED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="release",
            label="Publish",
            sources=(SnapshotState.COMPUTED,),
            target=SnapshotState.RELEASED,
            policy=policies.may_release,
            guards=(no_later_figures_are_published,),
            event="dashboards.snapshot.released",
        ),
        Move(
            name="discard",
            sources=(SnapshotState.COMPUTED,),
            target=SnapshotState.DISCARDED,
            policy=policies.may_release,
            event="dashboards.snapshot.discarded",
        ),
    ],
)
