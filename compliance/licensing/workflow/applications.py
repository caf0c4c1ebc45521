"""The life of an application to a government agency."""

from compliance.licensing import policies, requirements
from compliance.licensing.states import ApplicationState
from portal.core.workflow import Move, Owner, Workflow

S = ApplicationState
WITH_AGENCY = (S.FILED, S.QUERIED)
APPLICATION = Workflow(
    name="government application",
    states=ApplicationState,
    owners={
        S.PREPARED: Owner.OFFICER,
        S.FILED: Owner.AGENCY,
        S.QUERIED: Owner.OFFICER,
        S.GRANTED: Owner.NOBODY,
        S.DENIED: Owner.NOBODY,
        S.NOT_ACTED_ON: Owner.NOBODY,
        S.WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="file",
            sources=(S.PREPARED,),
            target=S.FILED,
            policy=policies.may_apply,
            guards=(requirements.still_waits_for_its_licence, requirements.application_is_whole),
            event="licensing.application.filed",
            label="Record that it was filed",
        ),
        Move(
            name="query",
            sources=(S.FILED,),
            target=S.QUERIED,
            policy=policies.may_apply,
            event="licensing.application.queried",
            label="Record what the agency asks",
        ),
        Move(
            name="answer",
            sources=(S.QUERIED,),
            target=S.FILED,
            policy=policies.may_apply,
            event="licensing.application.answered",
            label="Record our answer",
        ),
        Move(
            name="grant",
            sources=WITH_AGENCY,
            target=S.GRANTED,
            policy=policies.may_apply,
            guards=(requirements.still_waits_for_its_licence,),
            event="licensing.application.granted",
            label="Record the licence",
        ),
        Move(
            name="deny",
            sources=WITH_AGENCY,
            target=S.DENIED,
            policy=policies.may_apply,
            event="licensing.application.denied",
            label="Record the denial",
        ),
        Move(
            name="hand_back",
            sources=WITH_AGENCY,
            target=S.NOT_ACTED_ON,
            policy=policies.may_apply,
            event="licensing.application.returned",
            label="Record that it came back without action",
        ),
        Move(
            name="withdraw",
            sources=(S.PREPARED, *WITH_AGENCY),
            target=S.WITHDRAWN,
            policy=policies.may_withdraw_application,
            event="licensing.application.withdrawn",
        ),
    ],
)
