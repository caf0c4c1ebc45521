"""The lives of a plan, of a yearly attestation and of a certificate."""

from compliance.plans import guards, policies
from compliance.plans.states import AttestationState, CertificateState, PlanState
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow

P = PlanState
PLAN = Workflow(
    name="Control plan",
    states=PlanState,
    owners={
        P.DRAFT: Owner.OFFICER,
        P.SIGNING: Owner.APPLICANT,
        P.ACTIVE: Owner.APPLICANT,
        P.CLOSING: Owner.OFFICER,
        P.CLOSED: Owner.NOBODY,
        P.WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="send",
            label="Send it to be signed",
            sources=(P.DRAFT,),
            target=P.SIGNING,
            policy=policies.may_send,
            guards=guards.WHOLE,
            event="plans.plan.sent",
        ),
        Move(
            name="begin",
            sources=(P.SIGNING,),
            target=P.ACTIVE,
            policy=the_portal_itself,
            guards=(guards.gate_is_signed,),
            event="plans.plan.began",
        ),
        Move(
            name="ask_to_close",
            label="Ask to close it out",
            sources=(P.ACTIVE,),
            target=P.CLOSING,
            policy=policies.may_ask_to_close,
            guards=(guards.nothing_is_held, guards.nothing_is_permitted),
            event="plans.plan.closing_asked",
        ),
        Move(
            name="go_on",
            label="Let it go on",
            sources=(P.CLOSING,),
            target=P.ACTIVE,
            policy=policies.may_close,
            event="plans.plan.went_on",
        ),
        Move(
            name="close",
            label="Close it out",
            sources=(P.CLOSING,),
            target=P.CLOSED,
            policy=policies.may_close,
            guards=(guards.nothing_is_held, guards.nothing_is_permitted),
            event="plans.plan.closed",
        ),
        Move(
            name="withdraw",
            label="Take it back",
            sources=(P.DRAFT, P.SIGNING),
            target=P.WITHDRAWN,
            policy=policies.may_withdraw,
            event="plans.plan.withdrawn",
        ),
    ],
)

A = AttestationState
ATTESTATION = Workflow(
    name="Yearly attestation",
    states=AttestationState,
    owners={A.DUE: Owner.APPLICANT, A.GIVEN: Owner.NOBODY, A.CANCELLED: Owner.NOBODY},
    moves=[
        Move(
            name="attest",
            sources=(A.DUE,),
            target=A.GIVEN,
            policy=policies.may_attest,
            event="plans.attestation.given",
        ),
        Move(
            name="cancel",
            sources=(A.DUE,),
            target=A.CANCELLED,
            policy=the_portal_itself,
            event="plans.attestation.cancelled",
        ),
    ],
)

C = CertificateState
CERTIFICATE = Workflow(
    name="Certificate",
    states=CertificateState,
    owners={C.ASKED: Owner.OFFICER, C.ISSUED: Owner.NOBODY, C.REFUSED: Owner.NOBODY, C.WITHDRAWN: Owner.NOBODY},
    moves=[
        Move(
            name="issue",
            label="Certify",
            sources=(C.ASKED,),
            target=C.ISSUED,
            policy=policies.may_settle_certificate,
            event="plans.certificate.issued",
        ),
        Move(
            name="refuse",
            sources=(C.ASKED,),
            target=C.REFUSED,
            policy=policies.may_settle_certificate,
            event="plans.certificate.refused",
        ),
        Move(
            name="withdraw",
            label="Take it back",
            sources=(C.ASKED,),
            target=C.WITHDRAWN,
            policy=policies.may_withdraw_certificate,
            event="plans.certificate.withdrawn",
        ),
    ],
)
