"""Certificates, their public check, and the whole record of one person."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.core.asking import ask, posted
from portal.core.pdf import render_pdf
from portal.core.words import day
from training import actions, forms, policies, queries
from training.models import Completion, Enrolment


def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a certificate as PDF."""
    visible = Completion.objects.visible_to(request.user).select_related("person", "course", "version")
    found = get_object_or_404(visible, code=code, struck_at=None)
    pdf = render_pdf(
        "certificate",
        {
            "person": found.person.name,
            "course": found.version.title if found.version else found.course.title,
            "version": found.version.number if found.version else "",
            "completed": day(found.completed_on),
            "expires": day(found.expires_on) if found.expires_on else "",
            "score": found.score if found.score is not None else "",
            "elsewhere": found.origin == Completion.Origin.OUTSIDE,
            "code": found.code,
            "address": request.build_absolute_uri(found.get_absolute_url()),
        },
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine and in force, and whether a name is the one on it; nothing else."""
    found = Completion.objects.filter(code=code.upper()).select_related("course", "version", "person").first()
    form = forms.CertificateName(posted(request))
    named = form.is_valid() and form.cleaned_data["name"].strip()
    context: dict[str, Any] = {"code": code, "found": found, "form": form, "named": named}
    if found:
        today = timezone.localdate()
        context["state"] = (
            "withdrawn"
            if found.struck_at
            else "expired"
            if found.expires_on and found.expires_on < today
            else "in force"
        )
        context["matches"] = bool(named) and _plain(form.cleaned_data["name"]) == _plain(found.person.name)
    return render(request, "training/check.html", context, status=200 if found else 404)


@login_not_required
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate."""
    form = forms.CertificateCode(posted(request))
    if form.is_valid():
        return redirect("training:check", form.cleaned_data["code"].strip().upper())
    return render(request, "training/look_up.html", {"form": form})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person's whole training record to those who may see it."""
    found = get_object_or_404(User, pk=pk)
    policies.may_see_record(request.user, found)
    today = timezone.localdate()
    done = found.completions.select_related("course", "version").order_by("-completed_on", "-pk")
    required = queries.obligations(found, today)
    if request.GET.get("export") == "json":
        record = queries.whole_record(found, today, own=request.user == found)
        answer = JsonResponse(record, json_dumps_params={"indent": 2})
        answer["Content-Disposition"] = f'attachment; filename="training-{found.pk}.json"'
        return answer
    context = {
        "person": found,
        "required": [[each.course.title, each.words, each.due_on, "; ".join(each.grounds)] for each in required],
        "head": ["Course", "Stands", "Until or by", "Why"],
        "done": done,
        "exemptions": found.training_exemptions.select_related("course", "approved_by").order_by("-from_on"),
        "enrolments": Enrolment.objects.open().filter(person=found).select_related("course", "enrolled_by"),
        "enrols": policies.may_enrol.allows(request.user, found),
        "judges": request.user.has_perm("training.manage_training") and request.user != found,
        "nudges": policies.may_nudge.allows(request.user, found) and request.user != found,
    }
    return render(request, "training/person.html", context)


def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody do without a course."""
    found = get_object_or_404(User, pk=pk)
    policies.may_manage(request.user, None)
    return ask(
        request,
        forms.NewExemption(posted(request)),
        lambda **given: actions.exempt(found, actor=request.user, at=timezone.now(), **given),
        to=_address(found),
        said="The exemption is on record.",
        title="Exempt from a course",
        caption=str(found),
        submit="Exempt",
    )


def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on a course."""
    found = get_object_or_404(User, pk=pk)
    policies.may_see_record(request.user, found)
    policies.may_enrol(request.user, found)
    return ask(
        request,
        forms.NewEnrolment(posted(request), initial={"course": request.GET.get("course")}),
        lambda **given: actions.enrol(found, actor=request.user, at=timezone.now(), **given),
        to=_address(found),
        said="The course is on the list under “My training”.",
        title="Enrol in a course",
        caption=str(found),
        submit="Enrol",
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a course."""
    found = get_object_or_404(Enrolment.objects.select_related("person", "course"), pk=pk)
    policies.may_see_record(request.user, found.person)
    actions.withdraw(found, actor=request.user, at=timezone.now())
    return redirect(_address(found.person))


def strike(request: HttpRequest, code: str) -> HttpResponse:
    """Strike out a completion that was recorded in error."""
    found = get_object_or_404(Completion.objects.select_related("person", "course"), code=code)
    policies.may_judge(request.user, found)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.strike(found, actor=request.user, at=timezone.now(), **given),
        to=_address(found.person),
        said="The completion no longer counts.",
        title="Strike out a completion",
        caption=str(found),
        submit="Strike it out",
        tone="stopped",
        text="It stays on record with your reason. Its certificate is no longer genuine.",
    )


def _address(found: User) -> str:
    return reverse("training:person", args=[found.pk])


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
