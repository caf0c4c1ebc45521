"""The life of a report and of an incident."""

from compliance.incidents import guards, policies
from compliance.incidents.states import IncidentState, ReportState
from portal.core.workflow import Move, Owner, Workflow

RECEIVED, TAKEN_UP, SET_ASIDE = ReportState.RECEIVED, ReportState.TAKEN_UP, ReportState.SET_ASIDE

REPORT = Workflow(
    name="incident report",
    states=ReportState,
    owners={RECEIVED: Owner.HANDLER, TAKEN_UP: Owner.NOBODY, SET_ASIDE: Owner.NOBODY},
    moves=[
        Move(
            name="take_up",
            sources=(RECEIVED, SET_ASIDE),
            target=TAKEN_UP,
            policy=policies.may_take_up,
            event="incidents.report.taken_up",
            label="Take it up as an incident",
        ),
        Move(
            name="set_aside",
            sources=(RECEIVED,),
            target=SET_ASIDE,
            policy=policies.may_take_up,
            event="incidents.report.set_aside",
            label="Answer without an incident",
        ),
    ],
)

OPEN, INVESTIGATING, DECIDING = IncidentState.OPEN, IncidentState.INVESTIGATING, IncidentState.DECIDING
REMEDYING, CLOSED, UNFOUNDED = IncidentState.REMEDYING, IncidentState.CLOSED, IncidentState.UNFOUNDED

INCIDENT = Workflow(
    name="incident",
    states=IncidentState,
    owners={
        OPEN: Owner.HANDLER,
        INVESTIGATING: Owner.HANDLER,
        DECIDING: Owner.OFFICER,
        REMEDYING: Owner.HANDLER,
        CLOSED: Owner.NOBODY,
        UNFOUNDED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="investigate",
            sources=(OPEN,),
            target=INVESTIGATING,
            policy=policies.may_lead,
            event="incidents.incident.investigated",
            label="Begin the investigation",
        ),
        Move(
            name="conclude",
            sources=(INVESTIGATING,),
            target=DECIDING,
            policy=policies.may_lead,
            guards=guards.BEFORE_CONCLUDING,
            event="incidents.incident.concluded",
            label="Conclude the investigation",
        ),
        Move(
            name="settle",
            sources=(DECIDING,),
            target=REMEDYING,
            policy=policies.may_lead,
            guards=guards.BEFORE_SETTLING,
            event="incidents.incident.settled",
            label="Go on to putting it right",
        ),
        Move(
            name="close",
            sources=(REMEDYING,),
            target=CLOSED,
            policy=policies.may_lead,
            guards=guards.BEFORE_CLOSING,
            event="incidents.incident.closed",
            label="Close the incident",
        ),
        Move(
            name="reopen",
            sources=(CLOSED,),
            target=INVESTIGATING,
            policy=policies.may_lead,
            event="incidents.incident.reopened",
            label="Reopen it",
        ),
        Move(
            name="find_unfounded",
            sources=(OPEN, INVESTIGATING, DECIDING),
            target=UNFOUNDED,
            policy=policies.may_lead,
            guards=guards.BEFORE_SEALING,
            event="incidents.incident.found_unfounded",
            label="Find it unfounded and seal it",
        ),
    ],
)
