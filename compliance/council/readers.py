"""Who may read the files of the council."""

from compliance.council import policies
from portal.core import attachments

attachments.register("compliance.Referral", policies.may_read_papers)
attachments.register("compliance.Meeting", policies.may_read_signed_minutes)
