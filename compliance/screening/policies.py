"""Who may see screening, import lists, decide about hits."""

from portal.core.policy import holds, policy, require


@policy
def may_see_screening(actor, _record):
    """Lists, screenings and hits are for the office, for those who handle incidents and for overseers."""
    require(holds(actor, "compliance.view_screening"), "Screening is shown to the export control office only.")


@policy
def may_import(actor, _version):
    """Officers import lists; the portal does when it fetches them."""
    require(actor is None or holds(actor, "compliance.import_list"), "Only export control officers import lists.")


@policy
def may_accept(actor, _version):
    """A named officer answers for a list that the portal put in quarantine; the portal never accepts one."""
    require(
        holds(actor, "compliance.accept_quarantined_list"),
        "Only export control officers decide about a quarantined list.",
    )


@policy
def may_screen(actor, _record):
    """Whoever is signed in may have a party of theirs screened; what came of it, the office sees."""
    require(actor is None or actor.is_active, "Sign in to have somebody screened.")


@policy
def may_screen_names(actor, _record):
    """Screening names without a party shows what the lists say, so it is for the office."""
    require(
        actor is None or holds(actor, "compliance.adjudicate_hit"),
        "Only export control officers screen names and sheets.",
    )


@policy
def may_adjudicate(actor, _hit):
    """Officers decide about hits."""
    require(holds(actor, "compliance.adjudicate_hit"), "Only export control officers decide about hits.")


@policy
def may_second(actor, hit):
    """A second reviewer confirms the clearing of a strong hit that somebody else proposed."""
    require(holds(actor, "compliance.second_review_hit"), "Only second reviewers confirm the clearing of a strong hit.")
    require(hit.decided_by_id != actor.pk, "You proposed this yourself; somebody else confirms it.")
