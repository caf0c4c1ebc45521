"""Who reads the files of a remedy and what it answers to, and what the table of an exercise is told of it."""

from compliance.remedies import policies, queries, sources
from compliance.remedies.models import Remedy
from portal.core import attachments, events
from training import followups
from training.policies import may_see_improvement

events.restrict(Remedy)
attachments.register("compliance.Remedy", policies.may_read)
sources.register("improvement", label="Exercise", may_read=may_see_improvement)


@followups.register
def followed(improvements, actor):
    """Tell what became of each improvement; the remedy itself opens for those who may read it."""
    found = queries.remedies_of(improvements)
    visible = Remedy.objects.visible_to(actor).filter(pk__in=[each.pk for each in found.values()])
    urls = {each.pk: each.get_absolute_url() for each in visible}
    return {
        improvement: followups.Followup(str(remedy), remedy.get_state_display(), urls.get(remedy.pk, ""))
        for improvement, remedy in found.items()
    }
