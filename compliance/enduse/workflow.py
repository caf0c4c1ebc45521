"""The life of a verification."""

from compliance.enduse import policies
from compliance.enduse.states import AWAITED, VerificationState
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow

VERIFICATION = Workflow(
    name="Verification",
    states=VerificationState,
    owners={
        VerificationState.PLANNED: Owner.APPLICANT,
        VerificationState.ATTESTED: Owner.OFFICER,
        VerificationState.RECORDED: Owner.NOBODY,
        VerificationState.CANCELLED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="attest",
            label="Say how it is used",
            sources=(VerificationState.PLANNED,),
            target=VerificationState.ATTESTED,
            policy=policies.may_attest,
            event="enduse.verification.attested",
        ),
        Move(
            name="record",
            label="Record the outcome",
            sources=AWAITED,
            target=VerificationState.RECORDED,
            policy=policies.may_record,
            event="enduse.verification.recorded",
        ),
        Move(
            name="cancel",
            sources=AWAITED,
            target=VerificationState.CANCELLED,
            policy=the_portal_itself,
            event="enduse.verification.cancelled",
        ),
    ],
)
