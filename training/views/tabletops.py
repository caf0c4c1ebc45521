"""Tabletop exercises: the scripts, planning a sitting, the facilitator's page, the page of the table, the report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.models import Unit
from portal.accounts.queries import units_led_by
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.policy import holds, require
from training import actions, followups, forms, policies, queries
from training.models import Improvement, InjectQuestion, Tabletop, TabletopSession
from training.rendering import lesson_html
from training.states import Pace, SessionState
from training.workflow import SESSION


def index(request: HttpRequest) -> HttpResponse:
    """Show the sittings that this person knows of, and the scripts to those who may lead one."""
    user = signed_in(request)
    sessions = TabletopSession.objects.visible_to(user).select_related("tabletop", "unit", "facilitator")
    ahead = [SessionState.PLANNED, SessionState.RUNNING]
    context = {
        "coming": sessions.filter(state__in=ahead).order_by("planned_for", "pk"),
        "past": sessions.exclude(state__in=ahead).order_by("-planned_for", "-pk"),
        "scripts": Tabletop.objects.offered().order_by("title") if holds(user, "training.lead_tabletop") else [],
    }
    return render(request, "training/tabletops.html", context)


def tabletop(request: HttpRequest, code: str) -> HttpResponse:
    """Show a script with everything in it to those who may lead it."""
    require(holds(signed_in(request), "training.lead_tabletop"), "The script is for those who lead it.")
    found = get_object_or_404(Tabletop.objects.offered(), code=code)
    injects = found.injects.order_by("position").prefetch_related("questions")
    steps = [
        {"inject": each, "html": lesson_html(each.text), "questions": sorted(each.questions.all(), key=_place)}
        for each in injects
    ]
    return render(
        request, "training/tabletop.html", {"tabletop": found, "steps": steps, "html": lesson_html(found.opening)}
    )


def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a sitting."""
    user = signed_in(request)
    require(holds(user, "training.lead_tabletop"), "Only those who lead exercises plan them.")
    found = get_object_or_404(Tabletop.objects.offered(), code=code)
    form = forms.PlanSession(posted(request), units=_units(user), initial={"title": found.title, "pace": Pace.HAND})
    if form.is_valid():
        try:
            planned = actions.plan_session(found, actor=user, at=timezone.now(), **form.given)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            messages.success(request, "The sitting is planned. Everybody at the table finds it under Training.")
            return redirect(planned)
    return render(request, "training/plan_session.html", {"tabletop": found, "form": form})


def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sitting: to its facilitator the whole script, to the table what lies on it, afterwards the report."""
    user, now = signed_in(request), timezone.now()
    found = _session(request, pk)
    script = queries.script_of(found, now)
    shown = sum(message.on_table for message in script)
    if "seen" in request.GET:
        news = {
            "session": found,
            "shown": shown,
            "seen": request.GET["seen"],
            "news": str(shown) != request.GET["seen"],
        }
        return render(request, "training/news.html", news)
    leads = found.facilitator_id == user.pk
    context = {
        "session": found,
        "opening": lesson_html(found.tabletop.opening),
        "messages_of_script": [_shown(message) for message in script if leads or message.on_table],
        "shown": shown,
        "total": len(script),
        "leads": leads,
        "answers": found.state == SessionState.RUNNING and policies.may_respond.allows(user, found),
        "notes": found.state in {SessionState.RUNNING, SessionState.CLOSED} and policies.may_note.allows(user, found),
        "seats": found.seats.select_related("person").order_by("person__name"),
        "improvements": followups.followed(_improvements(found), user),
        "offers": SESSION.offers(found, actor=user) if leads else [],
        "now": now,
    }
    return render(request, "training/session.html", context)


def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the clock."""
    found = _session(request, pk)
    SESSION.check(found, "start", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.start_session(found, actor=signed_in(request), at=timezone.now()),
        to=found,
        said="The exercise is under way.",
        title="Start the exercise",
        caption=str(found),
        submit="Start the clock",
        text="The opening and the first message go to the table at once.",
    )


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a sitting that has not begun."""
    found = _session(request, pk)
    SESSION.check(found, "cancel", actor=request.user)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.cancel_session(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The sitting is cancelled.",
        title="Cancel the sitting",
        caption=str(found),
        submit="Cancel it",
        tone="stopped",
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a sitting with what it showed."""
    found = _session(request, pk)
    SESSION.check(found, "close", actor=request.user)
    return ask(
        request,
        forms.Summary(posted(request)),
        lambda **given: actions.end_session(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The exercise is closed. Its improvements can be taken up now.",
        title="Close the exercise",
        caption=str(found),
        submit="Close it",
    )


@require_POST
def release(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    """Put a message on the table."""
    found = _session(request, pk)
    message = get_object_or_404(found.tabletop.injects, position=inject)
    actions.release(found, inject=message, actor=signed_in(request), at=timezone.now())
    return redirect(f"{found.get_absolute_url()}#message-{inject}")


def respond(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Take an answer of the table."""
    found = _session(request, pk)
    asked = get_object_or_404(
        InjectQuestion.objects.select_related("inject"), pk=question, inject__tabletop=found.tabletop_id
    )
    policies.may_respond(request.user, found)
    return ask(
        request,
        forms.TableAnswer(posted(request)),
        lambda **given: actions.respond(found, question=asked, actor=signed_in(request), at=timezone.now(), **given),
        to=f"{found.get_absolute_url()}#message-{asked.inject.position}",
        said="The answer is written down.",
        title="Answer",
        caption=str(found),
        submit="Add the answer",
        text=asked.text,
    )


def improve(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something that should be better."""
    found = _session(request, pk)
    policies.may_note(request.user, found)
    return ask(
        request,
        forms.Improve(posted(request), session=found),
        lambda **given: actions.note_improvement(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The improvement is noted.",
        title="Note an improvement",
        caption=str(found),
        submit="Note it",
    )


def _session(request: HttpRequest, pk: int) -> TabletopSession:
    visible = TabletopSession.objects.visible_to(signed_in(request))
    return get_object_or_404(visible.select_related("tabletop", "unit", "facilitator"), pk=pk)


def _improvements(found: TabletopSession) -> Any:
    return Improvement.objects.filter(session=found).select_related("owner", "inject").order_by("pk")


def _units(user: Any) -> Any:
    if holds(user, "training.view_unit_training") and not holds(user, "training.view_every_completion"):
        return units_led_by(user, on=timezone.localdate()).order_by("path")
    return Unit.objects.filter(closed_on=None).order_by("path")


def _shown(message: queries.Message) -> dict[str, Any]:
    return {"message": message, "html": lesson_html(message.inject.text)}


def _place(question: Any) -> int:
    return question.position
