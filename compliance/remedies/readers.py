"""Who reads the files of a remedy."""

from compliance.remedies import policies
from compliance.remedies.models import Remedy
from portal.core import attachments, events

events.restrict(Remedy)
attachments.register("compliance.Remedy", policies.may_read)
