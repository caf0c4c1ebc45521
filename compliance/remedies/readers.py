"""Who reads the files of a remedy."""

from compliance.remedies import policies
from portal.core import attachments

attachments.register("compliance.Remedy", policies.may_read)
