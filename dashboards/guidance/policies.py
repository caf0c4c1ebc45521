"""Who writes guidance, and who publishes it."""

from portal.core.policy import holds, policy, require


@policy
def may_write(actor, _page):
    """Officers and whoever keeps the courses write guidance."""
    require(
        holds(actor, "dashboards.write_guidance"), "Only the export control office and the trainers write guidance."
    )


@policy
def may_publish(actor, version):
    """Somebody else than the author reads it and publishes it."""
    require(holds(actor, "dashboards.publish_guidance"), "Only the empowered official publishes guidance.")
    if version is not None and hasattr(version, "written_by_id"):
        require(version.written_by_id != actor.pk, "You wrote this version; somebody else publishes it.")
