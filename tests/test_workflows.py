"""Every workflow is whole: each state has an owner and can be reached, and the drawings are current."""

from pathlib import Path

import pytest
from django.core.management import call_command

from compliance.workflows import WORKFLOWS

DRAWN = Path(__file__).resolve().parent.parent / "docs" / "workflows"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_every_state_has_an_owner_and_can_be_reached(workflow):
    states = set(workflow.states)
    assert set(workflow.owners) == states

    reached = {next(iter(workflow.states))}
    while grown := {m.target for m in workflow.moves.values() if reached & set(m.sources)} - reached:
        reached |= grown
    assert reached == states


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_the_drawing_is_current(workflow, tmp_path):
    call_command("draw_workflows", str(tmp_path), verbosity=0)

    for fresh in tmp_path.glob("*.md"):
        assert (DRAWN / fresh.name).read_text() == fresh.read_text(), "run manage.py draw_workflows docs/workflows"
