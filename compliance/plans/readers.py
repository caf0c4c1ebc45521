"""Who reads the files of plans and certificates."""

from compliance.plans import policies
from portal.core import attachments

attachments.register("compliance.ControlPlan", policies.may_read)
attachments.register("compliance.Certificate", policies.may_read_certificate)
