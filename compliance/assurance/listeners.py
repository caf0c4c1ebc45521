"""What assurance does when a verification brings up trouble; and who reads the source of its remedies."""

from compliance.assurance import policies
from compliance.assurance.fingerprints import fingerprint_of
from compliance.assurance.states import Origin, Severity
from compliance.enduse import hooks
from compliance.enduse.states import Finding
from compliance.remedies import sources

sources.register("finding", label="Finding", may_read=policies.may_read)


@hooks.on_trouble
def state_trouble(verification, *, at):
    """State a finding in the transaction that records the outcome."""
    from compliance.assurance import actions  # they stand on everything, and every process reads this module

    authorisation = verification.authorisation
    discrepancy = verification.finding == Finding.DISCREPANCY
    actions.state_finding(
        origin=Origin.VERIFICATION,
        fingerprint=fingerprint_of("verification", verification.pk),
        title=f"{verification}: {verification.get_finding_display().lower()}",
        detail=f"{verification.account}\n\nWhat follows: {verification.follow_up}",
        severity=Severity.HIGH if discrepancy else Severity.MEDIUM,
        actor=verification.carried_out_by,
        at=at,
        case=authorisation.case,
        authorisation=authorisation,
        verification=verification,
        unit=authorisation.case.unit,
        concerns=verification.responsible,
    )
