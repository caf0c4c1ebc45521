"""The life of a report, of an incident, and of what belongs to it."""

from compliance.incidents import guards, policies
from compliance.incidents.states import (
    DisclosureState,
    HearingState,
    IncidentState,
    LessonState,
    MeasureState,
    ReportState,
    TaskState,
)
from portal.core.policy import the_portal_itself
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

MEASURE = Workflow(
    name="precaution",
    states=MeasureState,
    owners={MeasureState.IN_FORCE: Owner.HANDLER, MeasureState.LIFTED: Owner.NOBODY},
    moves=[
        Move(
            name="lift",
            sources=(MeasureState.IN_FORCE,),
            target=MeasureState.LIFTED,
            policy=policies.may_lift,
            event="incidents.measure.lifted",
            label="Lift it",
        )
    ],
)

TASK = Workflow(
    name="investigation task",
    states=TaskState,
    owners={TaskState.OPEN: Owner.HANDLER, TaskState.DONE: Owner.NOBODY, TaskState.DROPPED: Owner.NOBODY},
    moves=[
        Move(
            name="finish",
            sources=(TaskState.OPEN,),
            target=TaskState.DONE,
            policy=policies.may_finish_task,
            event="incidents.task.finished",
            label="Say what came of it",
        ),
        Move(
            name="drop",
            sources=(TaskState.OPEN,),
            target=TaskState.DROPPED,
            policy=policies.may_finish_task,
            event="incidents.task.dropped",
            label="It is not needed",
        ),
    ],
)

D = DisclosureState
DISCLOSURE = Workflow(
    name="disclosure",
    states=DisclosureState,
    owners={
        D.DRAFT: Owner.HANDLER,
        D.IN_REVIEW: Owner.OFFICER,
        D.NOT_DISCLOSED: Owner.NOBODY,
        D.TO_DISCLOSE: Owner.OFFICER,
        D.SUBMITTED: Owner.OFFICER,
        D.CONCLUDED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="hand_in",
            sources=(D.DRAFT,),
            target=D.IN_REVIEW,
            policy=policies.may_edit_disclosure,
            guards=(guards.every_part_is_written,),
            event="incidents.disclosure.handed_in",
            label="Hand it to the official",
        ),
        Move(
            name="send_back",
            sources=(D.IN_REVIEW,),
            target=D.DRAFT,
            policy=policies.may_decide_on,
            event="incidents.disclosure.sent_back",
            label="Ask for another draft",
        ),
        Move(
            name="disclose",
            sources=(D.DRAFT, D.IN_REVIEW, D.NOT_DISCLOSED),
            target=D.TO_DISCLOSE,
            policy=policies.may_decide_on,
            event="incidents.disclosure.decided",
            label="Decide to disclose",
        ),
        Move(
            name="decline",
            sources=(D.DRAFT, D.IN_REVIEW),
            target=D.NOT_DISCLOSED,
            policy=policies.may_decide_on,
            event="incidents.disclosure.declined",
            label="Decide not to disclose",
        ),
        Move(
            name="submit",
            sources=(D.TO_DISCLOSE,),
            target=D.SUBMITTED,
            policy=policies.may_send,
            guards=(guards.every_part_is_written,),
            event="incidents.disclosure.submitted",
            label="Say that the full account was sent",
        ),
        Move(
            name="conclude",
            sources=(D.SUBMITTED,),
            target=D.CONCLUDED,
            policy=policies.may_send,
            event="incidents.disclosure.concluded",
            label="Enter what the agency decided",
        ),
    ],
)

H = HearingState
HEARING = Workflow(
    name="hearing",
    states=HearingState,
    owners={
        H.PREPARED: Owner.HANDLER,
        H.NOTICE: Owner.HEARD,
        H.PANEL: Owner.PANEL,
        H.DECIDED: Owner.HEARD,
        H.APPEALED: Owner.APPEAL_PANEL,
        H.FINAL: Owner.NOBODY,
        H.UNFOUNDED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="serve",
            sources=(H.PREPARED,),
            target=H.NOTICE,
            policy=policies.may_serve,
            guards=(guards.panel_is_named,),
            event="incidents.hearing.served",
            label="Serve the notice of facts",
        ),
        Move(
            name="answer",
            sources=(H.NOTICE,),
            target=H.PANEL,
            policy=policies.may_be_heard,
            event="incidents.hearing.answered",
        ),
        Move(
            name="go_on",
            sources=(H.NOTICE,),
            target=H.PANEL,
            policy=the_portal_itself,
            event="incidents.hearing.went_on",
            label="Go on without an answer",
        ),
        Move(
            name="decide",
            sources=(H.PANEL,),
            target=H.DECIDED,
            policy=the_portal_itself,
            guards=(guards.most_of_the_panel_agree,),
            event="incidents.hearing.decided",
            label="Adopt what most of the panel agree to",
        ),
        Move(
            name="find_unfounded",
            sources=(H.PANEL,),
            target=H.UNFOUNDED,
            policy=the_portal_itself,
            guards=(guards.most_of_the_panel_agree,),
            event="incidents.hearing.found_unfounded",
            label="Adopt that it is unfounded",
        ),
        Move(
            name="appeal",
            sources=(H.DECIDED,),
            target=H.APPEALED,
            policy=policies.may_be_heard,
            event="incidents.hearing.appealed",
        ),
        Move(
            name="accept",
            sources=(H.DECIDED,),
            target=H.FINAL,
            policy=policies.may_be_heard,
            event="incidents.hearing.accepted",
            label="Accept the decision",
        ),
        Move(
            name="lapse",
            sources=(H.DECIDED,),
            target=H.FINAL,
            policy=the_portal_itself,
            event="incidents.hearing.became_final",
            label="Become final without an appeal",
        ),
        *(
            Move(
                name=name,
                sources=(H.APPEALED,),
                target=H.UNFOUNDED if name == "annul" else H.FINAL,
                policy=the_portal_itself,
                guards=(guards.most_of_the_appeal_panel_agree,),
                event=f"incidents.hearing.{event}",
                label=label,
            )
            for name, event, label in (
                ("uphold", "upheld", "Let the decision stand"),
                ("vary", "varied", "Make it milder"),
                ("annul", "annulled", "Annul it"),
            )
        ),
    ],
)

LESSON = Workflow(
    name="lesson",
    states=LessonState,
    owners={
        LessonState.DRAFT: Owner.OFFICER,
        LessonState.PUBLISHED: Owner.NOBODY,
        LessonState.WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="publish",
            sources=(LessonState.DRAFT,),
            target=LessonState.PUBLISHED,
            policy=policies.may_publish_lesson,
            guards=(guards.nobody_is_recognised,),
            event="incidents.lesson.published",
            label="Approve and publish it",
        ),
        Move(
            name="withdraw",
            sources=(LessonState.DRAFT, LessonState.PUBLISHED),
            target=LessonState.WITHDRAWN,
            policy=policies.may_withdraw_lesson,
            event="incidents.lesson.withdrawn",
            label="Withdraw it",
        ),
    ],
)
