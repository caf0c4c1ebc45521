"""The lives of an authorisation, of a condition on it, and of an appeal."""

from compliance.licensing import policies, requirements
from compliance.licensing.states import STILL_LIVE, AppealState, AuthorisationState, ConditionState
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow

A = AuthorisationState
AUTHORISATION = Workflow(
    name="authorisation",
    states=AuthorisationState,
    owners={
        A.PENDING: Owner.OFFICER,
        A.IN_FORCE: Owner.APPLICANT,
        A.SUSPENDED: Owner.OFFICER,
        A.EXHAUSTED: Owner.NOBODY,
        A.EXPIRED: Owner.NOBODY,
        A.REVOKED: Owner.NOBODY,
        A.SURRENDERED: Owner.NOBODY,
        A.REPLACED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="begin",
            sources=(A.PENDING,),
            target=A.IN_FORCE,
            policy=policies.may_begin,
            guards=(requirements.has_its_basis, requirements.is_not_held),
            event="licensing.authorisation.in_force",
            label="Put in force",
        ),
        Move(
            name="suspend",
            sources=(A.IN_FORCE,),
            target=A.SUSPENDED,
            policy=policies.may_suspend,
            event="licensing.authorisation.suspended",
        ),
        Move(
            name="reinstate",
            sources=(A.SUSPENDED,),
            target=A.IN_FORCE,
            policy=policies.may_reinstate,
            guards=(requirements.parties_are_clear, requirements.nothing_above_objects, requirements.is_not_held),
            event="licensing.authorisation.reinstated",
        ),
        Move(
            name="revoke",
            sources=(A.PENDING, A.IN_FORCE, A.SUSPENDED),
            target=A.REVOKED,
            policy=policies.may_manage_authorisation,
            event="licensing.authorisation.revoked",
        ),
        Move(
            name="surrender",
            sources=(A.PENDING, A.IN_FORCE, A.SUSPENDED),
            target=A.SURRENDERED,
            policy=policies.may_surrender,
            event="licensing.authorisation.surrendered",
            label="Give back",
        ),
        Move(
            name="exhaust",
            sources=(A.IN_FORCE,),
            target=A.EXHAUSTED,
            policy=the_portal_itself,
            event="licensing.authorisation.exhausted",
        ),
        Move(
            name="refill",
            sources=(A.EXHAUSTED,),
            target=A.IN_FORCE,
            policy=the_portal_itself,
            event="licensing.authorisation.refilled",
        ),
        Move(
            name="expire",
            sources=STILL_LIVE,
            target=A.EXPIRED,
            policy=the_portal_itself,
            event="licensing.authorisation.expired",
        ),
        Move(
            name="replace",
            sources=STILL_LIVE,
            target=A.REPLACED,
            policy=the_portal_itself,
            event="licensing.authorisation.replaced",
        ),
    ],
)

C = ConditionState
CONDITION = Workflow(
    name="condition",
    states=ConditionState,
    owners={C.OPEN: Owner.APPLICANT, C.MET: Owner.NOBODY, C.WAIVED: Owner.NOBODY},
    moves=[
        Move(
            name="meet",
            sources=(C.OPEN,),
            target=C.MET,
            policy=policies.may_settle_condition,
            event="licensing.condition.met",
            label="Say that it is met",
        ),
        Move(
            name="waive",
            sources=(C.OPEN,),
            target=C.WAIVED,
            policy=policies.may_waive_condition,
            event="licensing.condition.waived",
        ),
        Move(
            name="renew",
            sources=(C.MET,),
            target=C.OPEN,
            policy=the_portal_itself,
            event="licensing.condition.due_again",
        ),
    ],
)

P = AppealState
APPEAL = Workflow(
    name="appeal",
    states=AppealState,
    owners={
        P.LODGED: Owner.REVIEWER,
        P.UPHELD: Owner.NOBODY,
        P.VARIED: Owner.NOBODY,
        P.REMITTED: Owner.NOBODY,
        P.WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="uphold",
            sources=(P.LODGED,),
            target=P.UPHELD,
            policy=policies.may_decide_appeal,
            event="licensing.appeal.upheld",
            label="Let the decision stand",
        ),
        Move(
            name="vary",
            sources=(P.LODGED,),
            target=P.VARIED,
            policy=policies.may_decide_appeal,
            event="licensing.appeal.varied",
            label="Change the decision",
        ),
        Move(
            name="remit",
            sources=(P.LODGED,),
            target=P.REMITTED,
            policy=policies.may_decide_appeal,
            guards=(requirements.was_not_remitted,),
            event="licensing.appeal.remitted",
            label="Send it back to be decided again",
        ),
        Move(
            name="withdraw",
            sources=(P.LODGED,),
            target=P.WITHDRAWN,
            policy=policies.may_withdraw_appeal,
            event="licensing.appeal.withdrawn",
        ),
    ],
)
