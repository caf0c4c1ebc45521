"""The lives of a verification, a statement, a due diligence and a visit."""

from compliance.enduse import guards, policies
from compliance.enduse.states import AWAITED, DiligenceState, StatementState, VerificationState, VisitState
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

S = StatementState
STATEMENT = Workflow(
    name="End-use statement",
    states=StatementState,
    owners={
        S.WANTED: Owner.OFFICER,
        S.INVITED: Owner.RECIPIENT,
        S.SIGNED: Owner.OFFICER,
        S.ACCEPTED: Owner.NOBODY,
        S.EXCUSED: Owner.NOBODY,
        S.WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="invite",
            label="Send the recipient a link",
            sources=(S.WANTED, S.INVITED),
            target=S.INVITED,
            policy=policies.may_check_statement,
            event="enduse.statement.invited",
        ),
        Move(
            name="sign",
            sources=(S.INVITED,),
            target=S.SIGNED,
            policy=the_portal_itself,
            event="enduse.statement.signed",
        ),
        Move(
            name="file",
            label="File a form signed by hand",
            sources=(S.WANTED, S.INVITED),
            target=S.SIGNED,
            policy=policies.may_check_statement,
            event="enduse.statement.filed",
        ),
        Move(
            name="accept",
            sources=(S.SIGNED,),
            target=S.ACCEPTED,
            policy=policies.may_check_statement,
            guards=(guards.every_field_is_looked_at, guards.authority_is_shown, guards.translation_is_there),
            event="enduse.statement.accepted",
        ),
        Move(
            name="send_back",
            label="Send it back to the recipient",
            sources=(S.SIGNED,),
            target=S.INVITED,
            policy=policies.may_check_statement,
            event="enduse.statement.sent_back",
        ),
        Move(
            name="excuse",
            label="Record why there is none",
            sources=(S.WANTED, S.INVITED, S.SIGNED),
            target=S.EXCUSED,
            policy=policies.may_check_statement,
            event="enduse.statement.excused",
        ),
        Move(
            name="withdraw",
            label="Ask for it no longer",
            sources=(S.WANTED, S.INVITED, S.SIGNED),
            target=S.WITHDRAWN,
            policy=policies.may_check_statement,
            event="enduse.statement.withdrawn",
        ),
    ],
)

D = DiligenceState
DILIGENCE = Workflow(
    name="Due diligence",
    states=DiligenceState,
    owners={D.OPEN: Owner.OFFICER, D.CONCLUDED: Owner.NOBODY},
    moves=[
        Move(
            name="conclude",
            sources=(D.OPEN,),
            target=D.CONCLUDED,
            policy=policies.may_conclude,
            guards=(guards.every_question_is_answered, guards.no_flag_of_it_is_open),
            event="enduse.diligence.concluded",
        ),
        Move(
            name="reopen",
            label="Look again",
            sources=(D.CONCLUDED,),
            target=D.OPEN,
            policy=policies.may_conclude,
            event="enduse.diligence.reopened",
        ),
    ],
)

V = VisitState
VISIT = Workflow(
    name="Visit",
    states=VisitState,
    owners={V.PLANNED: Owner.OFFICER, V.MADE: Owner.OFFICER, V.CLOSED: Owner.NOBODY, V.CANCELLED: Owner.NOBODY},
    moves=[
        Move(
            name="make",
            label="Write down what was found",
            sources=(V.PLANNED,),
            target=V.MADE,
            policy=policies.may_manage_visit,
            event="enduse.visit.made",
        ),
        Move(
            name="close",
            sources=(V.MADE,),
            target=V.CLOSED,
            policy=policies.may_manage_visit,
            guards=(guards.every_action_is_done,),
            event="enduse.visit.closed",
        ),
        Move(
            name="cancel",
            label="Call it off",
            sources=(V.PLANNED,),
            target=V.CANCELLED,
            policy=policies.may_manage_visit,
            event="enduse.visit.cancelled",
        ),
    ],
)
