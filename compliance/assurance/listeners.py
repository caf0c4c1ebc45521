"""What assurance does when a remedy of a finding is settled."""

from compliance.assurance import policies
from compliance.remedies import sources

sources.register("finding", label="Finding", may_read=policies.may_read)
