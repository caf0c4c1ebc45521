"""Who reads a verification's files."""

from compliance.enduse import policies
from portal.core import attachments

attachments.register("compliance.Verification", policies.may_read)
