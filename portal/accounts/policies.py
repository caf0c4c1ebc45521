"""May they manage people?"""

from portal.core.policy import holds, policy, require


@policy
def may_manage_people(actor, _record):
    """Administrators keep accounts, units and roles; the portal may during set-up."""
    require(actor is None or holds(actor, "accounts.manage_people"), "Only administrators manage people and units.")


@policy
def may_revoke_delegation(actor, delegation):
    """A delegation ends by either of the two, or by an administrator."""
    involved = actor in (delegation.principal, delegation.delegate)
    require(involved or may_manage_people.allows(actor, delegation), "Only the two people concerned can end this.")
