"""Who may assess, determine, answer about exclusions, and see what came of it."""

from portal.core.policy import holds, policy, require


@policy
def may_assess(actor, _record):
    """Whoever is signed in may ask how an item stands to the lists, before anything is decided."""
    require(actor is not None, "Sign in to assess an item.")


@policy
def may_determine(actor, _record):
    """Officers determine transfers; the portal does when a case is submitted."""
    require(
        actor is None or holds(actor, "compliance.assess_item") or holds(actor, "compliance.open_case"),
        "Only export control officers, and people who open cases, have transfers determined.",
    )


@policy
def may_reopen(actor, _record):
    """Officers re-open what was determined; the portal does when an agreement was amended."""
    require(
        actor is None or holds(actor, "compliance.assess_item"),
        "Only export control officers re-open determinations.",
    )


@policy
def may_answer(actor, session):
    """Whoever began the questions answers them; officers may, too."""
    require(
        session is None or actor == session.started_by or holds(actor, "compliance.assess_item"),
        "Only the person who began these questions, or an officer, answers them.",
    )


@policy
def may_amend(actor, session):
    """Whoever began the questions, or an officer, reports that the agreement was amended."""
    require(
        actor == session.started_by or holds(actor, "compliance.assess_item"),
        "Only the person who began these questions, or an officer, reports an amendment.",
    )


@policy
def may_plan(actor, _record):
    """Whoever is signed in may ask where an item may go."""
    require(actor is not None, "Sign in to ask where an item may go.")
