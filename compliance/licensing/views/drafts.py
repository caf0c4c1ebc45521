"""Pages of those who ask: open a case, answer its questions, sign it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.licensing import actions, policies, questions
from compliance.licensing.drafting import Draft
from compliance.licensing.forms import drafts as forms
from compliance.licensing.models import Case
from compliance.licensing.views.asking import ask, posted, refusal_of, visible
from compliance.licensing.workflow import CASE
from portal.accounts.models import User
from portal.accounts.queries import principals_of
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to

SAVED = "Saved. You can stop at any time and go on later."


def writable(request: HttpRequest, reference: str) -> Case:
    """
    Return the draft if the person may write it.

    :raises Conflict: if it is no draft any more
    """
    case = visible(request, reference)
    policies.may_draft(request.user, case)
    if not case.is_draft:
        raise Conflict(f"{case} is no draft any more: {case.get_state_display().lower()}.")
    return case


def start(request: HttpRequest) -> HttpResponse:
    """Open a case."""
    policies.may_open(request.user)
    principals = principals_of(cast("User", request.user), on=timezone.localdate())
    return ask(
        request,
        forms.Opening(posted(request), principals=principals, initial={"activity": request.GET.get("activity")}),
        lambda form: actions.open_case(**form.cleaned_data, actor=request.user, at=timezone.now()),
        to=lambda case: case,
        template="compliance/licensing/start.html",
        sets=questions.SETS.values(),
    )


def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Ask the questions of one page. What is answered is kept, also where something is still missing."""
    case = writable(request, reference)
    draft = Draft(case)
    page = draft.set.section(section)
    if page is None:
        return redirect(case)
    form = forms.Answering(posted(request), section=page, answers=draft.answers)
    if request.method == "POST" and form.is_valid():
        try:
            missing = actions.save_answers(
                case, section=section, answers=form.answers(), actor=request.user, at=timezone.now()
            )
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return _onwards(request, case, form, missing)
    return render(request, "compliance/licensing/section.html", {"case": case, "page": page, "form": form})


def _onwards(request: HttpRequest, case: Case, form: forms.Answering, missing: list) -> HttpResponse:
    """Go to the task list, or ask the questions that an answer has just opened."""
    opened = [question for question in missing if question.id not in form.fields]
    if opened:
        messages.info(request, "Your answer calls for one more question.")
        return redirect(request.path)
    messages.success(request, SAVED)
    return redirect(case)


def rename(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the title."""
    case = writable(request, reference)
    form = forms.Title(posted(request), initial={"title": case.title})
    return ask(
        request,
        form,
        lambda form: actions.rename_case(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=case.get_absolute_url(),
        title="Change the title",
        caption=str(case),
    )


def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every answer once more, and take the researcher's statement."""
    case = writable(request, reference)
    draft = Draft(case)

    def act(_form: forms.Signing) -> None:
        actions.submit(case, actor=request.user, at=timezone.now(), attested=True)
        actions.check(case, at=timezone.now())

    return ask(
        request,
        forms.Signing(posted(request)),
        act,
        to=case.get_absolute_url(),
        template="compliance/licensing/sign.html",
        case=case,
        draft=draft,
        answers=case.answers.order_by("pk"),
        refusal=refusal_of(CASE, case, "submit", actor=request.user),
    )


@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the draft to the researcher."""
    case = visible(request, reference)
    actions.hand_over(case, actor=request.user, at=timezone.now())
    messages.success(request, f"{case.applicant} has been asked to sign.")
    return redirect(case)


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on writing."""
    case = visible(request, reference)
    actions.take_back(case, actor=request.user, at=timezone.now())
    return redirect(case)


@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a new draft with the answers of an earlier case."""
    case = visible(request, reference)
    fresh = actions.copy_case(case, actor=request.user, at=timezone.now())
    messages.success(request, f"{fresh} holds a copy of your answers. Read them again before you sign.")
    return redirect(fresh)


def amend(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a new version beside a submitted case."""
    case = visible(request, reference)
    policies.may_draft(request.user, case)
    return ask(
        request,
        forms.Reason(posted(request), label="What has changed?"),
        lambda form: actions.amend_case(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=lambda fresh: fresh,
        back=case.get_absolute_url(),
        title="Amend this case",
        caption=str(case),
        text="A new version is opened beside this one. This one counts until you have signed the new one.",
        submit="Open the new version",
    )


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a case, or throw a draft away."""
    case = visible(request, reference)
    CASE.check(case, "withdraw", actor=request.user)
    draft = case.is_draft
    return ask(
        request,
        forms.Reason(posted(request), label="Why? (optional)", required=False),
        lambda form: actions.withdraw(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=case.get_absolute_url(),
        said="The case is withdrawn.",
        title="Throw this draft away" if draft else "Withdraw this case",
        caption=str(case),
        text="Nobody but you and your delegate has seen it." if draft else "The office stops its review at once.",
        submit="Throw away" if draft else "Withdraw",
        tone="stopped",
    )
