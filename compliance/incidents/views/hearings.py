"""Pages of a hearing: what whoever is heard sees and does, and how the panel decides."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, clocks, policies, queries
from compliance.incidents.forms import hearings as forms
from compliance.incidents.forms.incidents import Confirm, Reason
from compliance.incidents.models import Hearing, IncidentPart, Restriction
from compliance.incidents.states import HearingState, Part
from compliance.incidents.views.files import page
from compliance.incidents.views.files import visible as visible_incident
from compliance.incidents.workflow import HEARING
from portal.accounts.models import User
from portal.core.asking import ask, posted, signed_in
from portal.core.calendar import institution_calendar
from portal.core.interface import Step

ANSWER = "The answer"
PATH = (
    ("Notice of facts", (HearingState.PREPARED,)),
    (ANSWER, (HearingState.NOTICE,)),
    ("The panel decides", (HearingState.PANEL,)),
    ("Time to appeal", (HearingState.DECIDED,)),
    ("Appeal", (HearingState.APPEALED,)),
    ("Final", (HearingState.FINAL, HearingState.UNFOUNDED)),
)


def visible(request: HttpRequest, reference: str) -> Hearing:
    """Return the hearing if the person may know of it; to others it does not exist."""
    found = Hearing.objects.visible_to(request.user).select_related("incident", "subject", "adviser", "decision")
    return get_object_or_404(found, reference=reference)


def index(request: HttpRequest, reference: str) -> HttpResponse:
    """List the hearings of an incident, and what the matrix proposes."""
    found = visible_incident(request, reference)
    return page(
        request,
        "hearings",
        found,
        "hearings",
        hearings=Hearing.objects.visible_to(request.user).filter(incident=found).select_related("subject"),
        proposal=queries.proposal_for(found, on=timezone.localdate()),
        proposed=queries.in_words(queries.proposal_for(found, on=timezone.localdate())),
    )


def prepare(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare a notice of facts."""
    found = visible_incident(request, reference)
    policies.may_lead(request.user, found)
    named = IncidentPart.objects.filter(incident=found, part=Part.SUBJECT).values("person")
    subjects = User.objects.filter(pk__in=named).exclude(pk__in=found.hearings.values("subject")).order_by("name")
    return ask(
        request,
        forms.Prepare(posted(request), subjects=subjects),
        lambda **given: actions.prepare_hearing(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:hearings", args=[found.reference]),
        said="The notice is prepared. The person sees nothing before it is served.",
        title="Prepare a notice of facts",
        caption=found.reference,
        submit="Prepare it",
        text="Only people whom the incident concerns, named under People, are offered.",
    )


def hearing(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a hearing, to each as far as they may see it."""
    found = visible(request, reference)
    now, user = timezone.now(), signed_in(request)
    heard = user.pk in (found.subject_id, found.adviser_id)
    on_appeal = found.state == HearingState.APPEALED
    draft = queries.draft_before(found, on_appeal=on_appeal)
    decides = not heard and policies.may_decide_hearing.allows(user, found)
    proposal = queries.proposal_for(found.incident, on=timezone.localdate())
    context: dict[str, Any] = {
        "hearing": found,
        "heard": heard,
        "own": user.pk == found.subject_id,
        "steps": _steps(found, own=user.pk == found.subject_id),
        "owner": HEARING.owner_of(found).label,
        "clock": _running(found, now),
        "now": now,
        "file": queries.open_file(found) if found.state != HearingState.UNFOUNDED else None,
        "letters": [letter.attachment for letter in found.letters.select_related("attachment").order_by("pk")],
        "offers": HEARING.offers(found, actor=user),
        "decides": decides and found.state in (HearingState.PANEL, HearingState.APPEALED),
        "draft": draft if decides or (not heard and found.decision_id) else None,
        "panel": queries.panel_of(found, on_appeal=on_appeal),
        "proposal": None if heard else proposal,
        "proposed": [] if heard else queries.in_words(proposal),
        "spoken": bool(draft and draft.voices.filter(member=user).exists()),
        "restrictions": Restriction.objects.filter(hearing=found).order_by("pk"),
        "leads": policies.may_lead.allows(user, found.incident),
    }
    return render(request, "compliance/incidents/hearing.html", context)


def _steps(found: Hearing, *, own: bool) -> list[Step]:
    place = next(number for number, (_, states) in enumerate(PATH) if found.state in states)
    shown = [each for each in enumerate(PATH) if each[1][0] != "Appeal" or found.appealed_at]
    return [
        Step(
            label="Your answer" if own and label == ANSWER else label,
            state="done" if number < place else "current" if number == place else "todo",
        )
        for number, (label, _) in shown
    ]


def _running(found: Hearing, now: Any) -> clocks.Standing | None:
    """Return the clock that runs for this hearing."""
    for stands, subject in queries.all_standings(found.incident, at=now):
        if subject == found.subject and stands.runs:
            return stands
    return None


STEPS: dict[str, tuple[Any, Any, str, str, str]] = {
    "serve": (Confirm, policies.may_serve, "serve", "Serve the notice of facts", "The person reads it at once, with "
              "the file less its marked parts, and has ten working days to answer."),
    "answer": (forms.Answer, policies.may_be_heard, "answer", "Answer", "The panel decides next. You can answer once."),
    "adviser": (forms.Adviser, policies.may_be_heard, "name_adviser", "Name an adviser", "An adviser with an account "
                "here reads what you read."),
    "time": (forms.AskTime, policies.may_be_heard, "ask_for_time", "Ask for more time", ""),
    "appeal": (forms.Appeal, policies.may_be_heard, "appeal", "Appeal", "People who had no part in this decide. On "
               "appeal a decision can only become milder."),
    "accept": (Confirm, policies.may_be_heard, "accept", "Accept the decision", "It becomes final, and what it says "
               "is carried out."),
    "voice": (forms.Voice, policies.may_decide_hearing, "concur", "Say how you see it", "A draft takes effect when "
              "most of the panel agree."),
}  # fmt: skip


def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take one step of a hearing."""
    found = visible(request, reference)
    if name not in STEPS:
        raise Http404
    form, policy, action, title, text = STEPS[name]
    policy(request.user, found)
    if name in HEARING.moves:
        HEARING.check(found, name, actor=request.user)
    subject: Any = found
    if name == "voice":
        subject = queries.draft_before(found, on_appeal=found.state == HearingState.APPEALED)
        if subject is None:
            raise Http404
    return ask(
        request,
        form(posted(request)),
        lambda **given: getattr(actions, ACTIONS.get(action, action))(
            subject, actor=signed_in(request), at=timezone.now(), **given
        ),
        to=found,
        said="It is kept.",
        title=title,
        caption=found.reference,
        submit=title,
        text=text,
    )


ACTIONS = {"answer": "answer_notice", "appeal": "appeal_decision", "accept": "accept_decision", "serve": "serve_notice"}


def answer_time(request: HttpRequest, reference: str) -> HttpResponse:
    """Grant or refuse more time."""
    found = visible(request, reference)
    policies.may_sit(request.user, found)

    def act(granted: bool, until: Any, reason: str) -> None:
        end = clocks.end_of(until, institution_calendar()) if until else None
        actions.answer_time(
            found, granted=granted, until=end, reason=reason, actor=signed_in(request), at=timezone.now()
        )

    return ask(
        request,
        forms.AnswerTime(posted(request)),
        act,
        to=found,
        said="The person is told.",
        title="More time to answer",
        caption=found.reference,
        submit="Answer",
    )


def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a decision before the panel."""
    found = visible(request, reference)
    policies.may_decide_hearing(request.user, found)
    on_appeal = found.state == HearingState.APPEALED
    row = queries.proposal_for(found.incident, on=timezone.localdate())
    initial = {} if on_appeal else {"measures": list(row.measures), "verdict": "response"}
    form = forms.Propose(posted(request), on_appeal=on_appeal, initial=initial)

    def act(measures: Any, detail: str, **given: Any) -> None:
        actions.propose(
            found, measures=form.measures_with_detail(), actor=signed_in(request), at=timezone.now(), **given
        )

    text = f"The matrix proposes: {', '.join(queries.in_words(row)).lower()}."
    return ask(
        request,
        form,
        act,
        to=found,
        said="It is before the panel, with your agreement.",
        title="Put a decision before the panel",
        caption=found.reference,
        submit="Put it before the panel",
        text=(text + " Learning and putting right come first here." if row.education_first else text)
        if not on_appeal
        else "On appeal a decision stands, becomes milder or is annulled.",
    )


def lift_restriction(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give back what was lost."""
    found = visible(request, reference)
    restriction = get_object_or_404(Restriction.objects.select_related("hearing__incident"), pk=pk, hearing=found)
    policies.may_lead(request.user, found.incident)
    return ask(
        request,
        Reason(posted(request)),
        lambda **given: actions.lift_restriction(restriction, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="It is given back.",
        title="Give it back",
        caption=restriction.get_kind_display(),
        submit="Give it back",
    )
