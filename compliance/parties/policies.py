"""Who may see, register, change and merge parties."""

from compliance.parties.models import Party
from portal.core.policy import holds, policy, require


@policy
def may_see(actor, party):
    """The office sees every party; others see those they registered or were shown with a case."""
    allowed = (
        holds(actor, "compliance.view_every_party")
        or (actor is not None and party.registered_by_id == actor.pk)
        or holds(actor, "compliance.view_party", party)
    )
    require(allowed, "This party belongs to somebody else's case.")


@policy
def may_register(actor, _record):
    """People who open cases register the parties of their cases; the portal may in imports and the demo."""
    allowed = actor is None or holds(actor, "compliance.add_own_party") or holds(actor, "compliance.manage_party")
    require(allowed, "Only people who open cases, and the export control office, register parties.")


@policy
def may_change(actor, party):
    """The office changes any party; whoever registered one may correct it."""
    own = actor is not None and party.registered_by_id == actor.pk and holds(actor, "compliance.add_own_party")
    require(
        actor is None or own or holds(actor, "compliance.manage_party"),
        "Only the export control office and whoever registered a party change it.",
    )


@policy
def may_merge(actor, _record):
    """Which records are the same is for the office to say."""
    require(holds(actor, "compliance.manage_party"), "Only the export control office merges parties.")


@policy
def may_import(actor, _record):
    """Whole files of parties are for the office."""
    require(holds(actor, "compliance.manage_party"), "Only the export control office imports parties.")


@policy
def may_see_personal_data(actor, party: Party):
    """Birth dates and citizenships are for the office and for whoever gave them."""
    allowed = holds(actor, "compliance.manage_party") or (actor is not None and party.registered_by_id == actor.pk)
    require(allowed, "Personal identifiers are shown to the export control office only.")
