"""The life of a remedy."""

from compliance.remedies import policies
from compliance.remedies.states import UNSETTLED, RemedyState
from portal.core.workflow import Move, Owner, Workflow

REMEDY = Workflow(
    name="Remedy",
    states=RemedyState,
    owners={
        RemedyState.OPEN: Owner.OWNER,
        RemedyState.DONE: Owner.CHECKER,
        RemedyState.EFFECTIVE: Owner.NOBODY,
        RemedyState.NOT_EFFECTIVE: Owner.NOBODY,
        RemedyState.CANCELLED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="finish",
            label="Say that it is done",
            sources=(RemedyState.OPEN,),
            target=RemedyState.DONE,
            policy=policies.may_finish,
            event="remedies.remedy.done",
        ),
        Move(
            name="confirm",
            label="Check whether it helped",
            sources=(RemedyState.DONE,),
            target=RemedyState.EFFECTIVE,
            policy=policies.may_check,
            event="remedies.remedy.effective",
        ),
        Move(
            name="reject",
            label="Find that it did not help",
            sources=(RemedyState.DONE,),
            target=RemedyState.NOT_EFFECTIVE,
            policy=policies.may_check,
            event="remedies.remedy.not_effective",
        ),
        Move(
            name="cancel",
            label="Cancel it",
            sources=UNSETTLED,
            target=RemedyState.CANCELLED,
            policy=policies.may_manage,
            event="remedies.remedy.cancelled",
        ),
    ],
)
