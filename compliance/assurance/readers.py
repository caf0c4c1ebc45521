"""Who reads the files of findings and audits."""

from compliance.assurance import policies
from portal.core import attachments

attachments.register("compliance.Finding", policies.may_read)
attachments.register("compliance.Audit", policies.may_see)
