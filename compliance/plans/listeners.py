"""What plans do when licensing issues an authorisation, and whom training and screening count to their circle."""

from compliance.licensing import hooks
from compliance.plans import actions, queries
from compliance.screening import watched
from training import audiences

audiences.register("controlled-project", "Everyone on a control plan", queries.people_on_live_plans)

watched.register("plans.controlled_projects")(queries.parties_of_controlled_projects)


@hooks.on_issued
def draft_plan(authorisation, *, at):
    """Draft the plan that a reviewed case needs, or let the plan of its older version follow it."""
    case = authorisation.case
    if not case.tier or case.plans.unfinished().exists():
        return
    older = case.supersedes.plans.unfinished().first() if case.supersedes_id else None
    if older is not None:
        actions.follow(older, case, at=at)
    else:
        actions.draft(case, at=at)
