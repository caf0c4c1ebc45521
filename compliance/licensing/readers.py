"""Who reads the files of a case and of an application to the government."""

from compliance.licensing import policies
from portal.core import attachments

attachments.register("compliance.Case", policies.may_read)
attachments.register("compliance.GovernmentApplication", policies.may_read_application)
