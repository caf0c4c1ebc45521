"""Authoring: courses and their versions, requirements with their effect shown beforehand, equivalents."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.core import attachments
from portal.core.asking import ask, posted
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.interface import Row
from training import actions, audiences, forms, policies
from training.models import Course, CourseVersion, Equivalent, Requirement
from training.rendering import lesson_html
from training.states import VersionState
from training.workflow import VERSION


def manage(request: HttpRequest) -> HttpResponse:
    """List courses with their versions, requirements and equivalents."""
    policies.may_manage(request.user, None)
    rules = Requirement.objects.select_related("course").order_by("code", "-from_on")
    context = {
        "courses": Course.objects.prefetch_related("versions").order_by("title"),
        "rules": [(rule, audiences.label(rule)) for rule in rules],
        "equivalents": Equivalent.objects.select_related("course", "accepts").order_by("course__title"),
        "today": timezone.localdate(),
    }
    return render(request, "training/manage.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """Write a new version, beginning with the newest text of a course where one is named."""
    policies.may_manage(request.user, None)
    written = CourseVersion.objects.filter(course__code=request.GET.get("course", ""), package=None)
    newest = written.order_by("-number", "-pk").first()
    form = forms.Source(posted(request), initial={"source": newest.source if newest else EXAMPLE})
    if form.is_valid():
        try:
            version = actions.draft_version(form.cleaned_data["source"], actor=request.user, at=timezone.now())
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return redirect(version)
    return render(request, "training/write.html", {"form": form, "title": "Write a version"})


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    found = _version(request, pk)
    form = forms.Source(posted(request), initial={"source": found.source})
    if form.is_valid():
        try:
            actions.revise_draft(found, source=form.cleaned_data["source"], actor=request.user, at=timezone.now())
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return redirect(found)
    return render(request, "training/write.html", {"form": form, "title": f"Revise {found}", "version": found})


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version as learners will see it, with the right answers."""
    found = _version(request, pk)
    steps: list[Any] = [*found.lessons.all(), *found.questions.prefetch_related("choices")]
    steps.sort(key=lambda step: step.position)
    context = {
        "version": found,
        "materials": attachments.of(found),
        "steps": [{"step": step, "html": lesson_html(step.body) if hasattr(step, "body") else ""} for step in steps],
        "offers": VERSION.offers(found, actor=request.user),
        "is_draft": found.state == VersionState.DRAFT,
        "package": getattr(found, "package", None),
        "facts": [
            Row(key="Language", value=found.language),
            Row(key="Takes", value=f"{found.minutes} minutes"),
            Row(key="Pass mark", value=f"{found.pass_mark} per cent"),
            Row(key="Counts for", value=f"{found.valid_months} months" if found.valid_months else "Ever"),
            Row(key="Published", value=found.published_at),
            Row(key="SHA-256", value=found.digest[:16]),
        ],
    }
    return render(request, "training/version.html", context)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    found = _version(request, pk)
    VERSION.check(found, "publish", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.publish(found, actor=request.user, at=timezone.now()),
        to=found,
        said="The version is published.",
        title="Publish this version",
        caption=str(found),
        submit="Publish",
        text="Everybody who begins from now on gets it. Those who have begun finish the version they began. "
        "A published version never changes.",
    )


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a draft."""
    found = _version(request, pk)
    return ask(
        request,
        forms.Material(posted(request), request.FILES or None),
        lambda file: actions.attach(found, upload=file, actor=request.user, at=timezone.now()),
        to=found,
        said="The file goes with this version.",
        title="Add a file",
        caption=str(found),
        submit="Add it",
    )


def detach(request: HttpRequest, pk: int, uid: str) -> HttpResponse:
    """Take a file away from a draft."""
    found = _version(request, pk)
    file = get_object_or_404(attachments.of(found), uid=uid)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.detach(found, file=file, actor=request.user, at=timezone.now()),
        to=found,
        said="The file is taken away.",
        title=f"Take “{file.name}” away",
        caption=str(found),
        submit="Take it away",
        tone="stopped",
    )


def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a course no longer."""
    policies.may_manage(request.user, None)
    found = get_object_or_404(Course, code=code)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.retire(found, actor=request.user, at=timezone.now(), **given),
        to=reverse("training:manage"),
        said="The course is retired.",
        title="Retire a course",
        caption=str(found),
        submit="Retire",
        tone="stopped",
        text="Nobody can begin it any more. What people completed goes on counting until it lapses.",
    )


def accept(request: HttpRequest) -> HttpResponse:
    """Let another course count."""
    policies.may_manage(request.user, None)
    return ask(
        request,
        forms.Instead(posted(request)),
        lambda course, **given: actions.accept(course, actor=request.user, at=timezone.now(), **given),
        to=reverse("training:manage"),
        said="The course counts as well, whenever it was done.",
        title="Let another course count",
        submit="Accept it",
    )


def _version(request: HttpRequest, pk: int) -> CourseVersion:
    policies.may_manage(request.user, None)
    return get_object_or_404(CourseVersion.objects.select_related("course", "published_by", "package"), pk=pk)


EXAMPLE = """---
code: short-name-of-the-course
title: Title of the course
audience: For whom it is.
summary: |
  What one can do afterwards.
language: en
minutes: 20
pass_mark: 80
valid_months: 24
---

## Title of the first lesson

Text in Markdown.

```check
kind: single
prompt: A question?
choices:
  - text: The right answer
    correct: true
  - text: A wrong answer
    feedback: Why it is wrong.
explanation: What to remember.
citation: Where it stands.
```
"""
