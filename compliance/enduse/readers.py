"""Who reads the files of verifications, statements, due diligence and visits."""

from compliance.enduse import policies
from portal.core import attachments

attachments.register("compliance.Verification", policies.may_read)
attachments.register("compliance.Statement", policies.may_read_statement)
attachments.register("compliance.DueDiligence", policies.may_read_diligence)
attachments.register("compliance.Visit", policies.may_read_visit)
