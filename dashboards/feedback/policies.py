"""Who says what they think, and who reads it."""

from compliance.licensing.states import CLOSED
from portal.core.policy import holds, policy, require


@policy
def may_read(actor, _feedback):
    """The office and overseers read feedback."""
    require(holds(actor, "dashboards.view_all_feedback"), "Only the export control office reads feedback.")


@policy
def may_sort(actor, _feedback):
    """The office sorts remarks by theme; overseers read and change nothing."""
    require(holds(actor, "dashboards.handle_feedback"), "Only the export control office sorts feedback.")


@policy
def may_consult(actor, _consultation):
    """Whoever publishes guidance puts a draft to everybody."""
    require(holds(actor, "dashboards.publish_guidance"), "Only the empowered official opens a consultation.")


@policy
def may_rate(actor, case):
    """The researcher says how a case went once it is closed."""
    require(actor is not None and case.applicant_id == actor.pk, "Only the researcher says how the case went.")
    require(case.state in CLOSED, "The case is not closed yet.")


@policy
def may_settle(actor, comment):
    """The office answers comments."""
    require(holds(actor, "dashboards.handle_feedback"), "Only the export control office answers comments.")
