"""Who may see, open, do and check a remedy."""

from portal.core.policy import holds, policy, require


@policy
def may_read(actor, remedy):
    """The twin of ``Remedy.objects.visible_to``: who does it, who checks it, the office and overseers."""
    known = actor is not None and type(remedy).objects.visible_to(actor).filter(pk=remedy.pk).exists()
    require(known, "This remedy is not yours to read.")


@policy
def may_manage(actor, remedy):
    """The office and the incident team open, change and cancel remedies."""
    require(
        holds(actor, "compliance.manage_remedy"),
        "Only the export control office and the incident team keep remedies.",
    )
    if remedy is not None:
        may_read(actor, remedy)


@policy
def may_finish(actor, remedy):
    """The owner says that it is done."""
    require(actor == remedy.owner, f"Only {remedy.owner} can say that this is done.")


@policy
def may_check(actor, remedy):
    """The named checker says whether it helped, never the owner."""
    require(actor != remedy.owner, "You have done it, so somebody else checks whether it helped.")
    require(actor == remedy.checker, f"{remedy.checker} checks whether it helped.")
