"""Who reads the files of incidents, and who the log's events about them."""

from compliance.incidents import policies
from compliance.incidents.models import Incident, Report
from portal.core import attachments, events

attachments.register("compliance.Report", policies.may_read_report)
for _model in (Incident, Report):
    events.restrict(_model)
