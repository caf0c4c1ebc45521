"""Pages of playbooks, drills, readiness, and of lessons: those of an incident and the public ones."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, policies, queries
from compliance.incidents.forms import playbooks as forms
from compliance.incidents.forms.incidents import Confirm, Reason
from compliance.incidents.models import Drill, Lesson, Playbook, PlaybookContact
from compliance.incidents.views.files import page, visible
from compliance.incidents.workflow import LESSON
from compliance.remedies.queries import remedies_of
from portal.core.asking import ask, posted, signed_in
from training.models import Improvement, TabletopSession
from training.states import SessionState


def index(request: HttpRequest) -> HttpResponse:
    """Show how ready the institution is, fact by fact, and the playbooks."""
    policies.may_read_playbooks(request.user, None)
    context = {
        "readiness": queries.readiness_at(timezone.now()),
        "playbooks": Playbook.objects.filter(retired_at=None).order_by("title"),
        "keeps": policies.may_keep_playbooks.allows(request.user, None),
    }
    return render(request, "compliance/incidents/playbooks.html", context)


def playbook(request: HttpRequest, code: str) -> HttpResponse:
    """Show one playbook: its steps, whom to call, its versions and drills."""
    policies.may_read_playbooks(request.user, None)
    found = get_object_or_404(Playbook, code=code)
    drills = found.drills.select_related("session", "version").order_by("-held_at")
    context = {
        "playbook": found,
        "version": found.versions.order_by("-number").first(),
        "versions": found.versions.select_related("written_by").order_by("-number"),
        "contacts": found.contacts.filter(removed_at=None).select_related("verified_by").order_by("pk"),
        "drills": [_drill(each) for each in drills],
        "keeps": policies.may_keep_playbooks.allows(request.user, found),
        "now": timezone.now(),
    }
    return render(request, "compliance/incidents/playbook.html", context)


def _drill(drill: Drill) -> dict[str, Any]:
    found = list(Improvement.objects.noted().filter(session=drill.session).order_by("pk"))
    taken = remedies_of(found)
    return {"drill": drill, "improvements": [{"improvement": each, "remedy": taken.get(each.pk)} for each in found]}


def new(request: HttpRequest) -> HttpResponse:
    """Open a playbook."""
    policies.may_keep_playbooks(request.user, None)
    return ask(
        request,
        forms.NewPlaybook(posted(request)),
        lambda **given: actions.open_playbook(actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:playbooks"),
        said="The playbook is opened.",
        title="Open a playbook",
        submit="Open it",
    )


def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Write a better version."""
    found = get_object_or_404(Playbook, code=code)
    policies.may_keep_playbooks(request.user, found)
    last = found.versions.order_by("-number").first()
    return ask(
        request,
        forms.Revise(posted(request), initial={"text": last.text if last else ""}),
        lambda **given: actions.revise_playbook(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The new version is in force.",
        title="Write a better version",
        caption=found.title,
        submit="Put it in force",
    )


def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody to call."""
    found = get_object_or_404(Playbook, code=code)
    policies.may_keep_playbooks(request.user, found)
    return ask(
        request,
        forms.Contact(posted(request)),
        lambda **given: actions.add_contact(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="Try now whether that reaches them, and say so.",
        title="Add somebody to call",
        caption=found.title,
        submit="Add",
    )


def contact_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Say that somebody was tried, or take them off."""
    found = get_object_or_404(PlaybookContact.objects.select_related("playbook"), pk=pk)
    policies.may_keep_playbooks(request.user, found.playbook)
    act, title = {
        "verify": (actions.verify_contact, "Say that they were tried and answered"),
        "remove": (actions.remove_contact, "Take them off the list"),
    }[step]
    return ask(
        request,
        Confirm(posted(request)),
        lambda: act(found, actor=signed_in(request), at=timezone.now()),
        to=found.playbook,
        said="It is kept.",
        title=title,
        caption=found.who,
        submit=title,
    )


def drill(request: HttpRequest, code: str) -> HttpResponse:
    """Record a drill."""
    found = get_object_or_404(Playbook, code=code)
    policies.may_keep_playbooks(request.user, found)
    taken = found.drills.values("session")
    sessions = TabletopSession.objects.filter(state=SessionState.CLOSED).exclude(pk__in=taken).order_by("-started_at")
    return ask(
        request,
        forms.RecordDrill(posted(request), sessions=sessions),
        lambda **given: actions.record_drill(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The drill is recorded. Take up what it showed.",
        title="Record a drill",
        caption=found.title,
        submit="Record it",
    )


# -- Lessons --------------------------------------------------------------


@login_not_required
def lessons(request: HttpRequest) -> HttpResponse:
    """Publish the lessons, newest first, without anything of where they come from."""
    found = Lesson.objects.published().order_by("-published_on", "pk")
    return render(request, "compliance/incidents/lessons.html", {"lessons": found})


def lessons_of(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the lessons of an incident."""
    found = visible(request, reference)
    rows = [
        {"lesson": lesson, "offers": LESSON.offers(lesson, actor=request.user)}
        for lesson in found.lessons.select_related("drafted_by", "approved_by", "incident").order_by("pk")
    ]
    return page(request, "lessons_of", found, "lessons-of", rows=rows)


def write_lesson(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a lesson."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.WriteLesson(posted(request)),
        lambda **given: actions.write_lesson(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:lessons-of", args=[found.reference]),
        said="The lesson waits for the official's approval.",
        title="Write a lesson",
        caption=found.reference,
        submit="Keep it",
    )


def lesson_step(request: HttpRequest, reference: str, pk: int, step: str) -> HttpResponse:
    """Publish a lesson, or withdraw it."""
    found = visible(request, reference)
    lesson = get_object_or_404(Lesson.objects.select_related("incident"), pk=pk, incident=found)
    LESSON.check(lesson, step, actor=request.user)
    moves: dict[str, tuple[Any, Any, str]] = {
        "publish": (Confirm, actions.publish_lesson, "Approve and publish it"),
        "withdraw": (Reason, actions.withdraw_lesson, "Withdraw it"),
    }
    form, act, title = moves[step]
    return ask(
        request,
        form(posted(request)),
        lambda **given: act(lesson, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:lessons-of", args=[found.reference]),
        said="It is kept.",
        title=title,
        caption=lesson.title,
        submit=title,
        text="Anybody can read it then." if step == "publish" else "",
    )
