"""Who reads the files of a finding."""

from compliance.assurance import policies
from portal.core import attachments

attachments.register("compliance.Finding", policies.may_read)
