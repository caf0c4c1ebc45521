"""Who reads the files of a case."""

from compliance.licensing import policies
from portal.core import attachments

attachments.register("compliance.Case", policies.may_read)
