"""
Pages for people without an account, each behind a link that grants one thing.

Every view enters by :func:`gate.enter`. Whatever is wrong with a link, the same page answers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.enduse import actions, completeness, gate, statementform
from compliance.enduse.forms import statements as forms
from compliance.enduse.models import RecipientLink, Statement
from compliance.enduse.printing import shown
from compliance.enduse.states import LinkPurpose
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to
from portal.core.interface import Task

View = Callable[..., HttpResponse]


def behind(purpose: str) -> Callable[[View], View]:
    """Let a view be entered by links of this purpose, and by nothing else."""

    def wrap(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, token: str, *args: Any, **given: Any) -> HttpResponse:
            try:
                link = gate.enter(request, token, purpose, at=timezone.now())
            except gate.Refused as problem:
                return gate.refused(request, problem)
            return gate.quiet(view(request, link, token, *args, **given))

        return login_not_required(entered)

    return wrap


def _statement(link: RecipientLink) -> Statement:
    assert link.statement is not None
    return link.statement


def _address(token: str, name: str = "fill-in", *args: str) -> str:
    return reverse(f"enduse:{name}", args=[token, *args])


@behind(LinkPurpose.STATEMENT)
def overview(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Show what is asked, what is filled in already, and what is left."""
    statement = _statement(link)
    said = dict(statement.answers.values_list("field", "value"))
    form = statementform.form_of(statement.form_version)
    tasks = [] if statement.official_form else [_task(section, said, token) for section in form.sections]
    tasks.append(
        Task(
            title=f"Upload: {statement.official_form}" if statement.official_form else "A letter on your letterhead",
            url=_address(token, "letterhead"),
            status="Uploaded" if statement.letterhead else ("To do" if statement.official_form else "If you have one"),
            tone="done" if statement.letterhead else "quiet",
        )
    )
    left = completeness.missing(statement)
    tasks.append(
        Task(
            title="Read it once more and sign",
            url="" if left else _address(token, "sign-statement"),
            status="When the rest is filled in" if left else "To do",
            tone="quiet" if left else "waiting",
        )
    )
    context = {"statement": statement, "link": link, "tasks": tasks, "left": len(left)}
    return render(request, "compliance/enduse/link_overview.html", context)


def _task(section: statementform.Section, said: dict[str, str], token: str) -> Task:
    wanted = [field for field in section.fields if field.required and field.kind != statementform.TICK]
    promised = [field for field in section.fields if field.kind == statementform.TICK]
    whole = all(said.get(field.id) for field in wanted)
    if promised:
        whole = all(said.get(field.id) == "yes" for field in promised) or bool(said.get("remarks"))
    begun = any(said.get(field.id) for field in section.fields)
    status = "Filled in" if whole else "Begun" if begun else "To do"
    return Task(
        title=section.title,
        url=_address(token, "fill-in-section", section.id),
        status=status,
        tone="done" if whole else "waiting",
    )


@behind(LinkPurpose.STATEMENT)
def section(request: HttpRequest, link: RecipientLink, token: str, name: str) -> HttpResponse:
    """Fill in one page; what is there is saved, whether it is complete or not."""
    statement = _statement(link)
    form_of_it = statementform.form_of(statement.form_version)
    page = form_of_it.section(name)
    if page is None or statement.official_form:
        return gate.refused(request, gate.Refused())
    said = dict(statement.answers.values_list("field", "value"))
    initial = {
        field.id: said.get(field.id) == "yes" if field.kind == statementform.TICK else said.get(field.id, "")
        for field in page.fields
    }
    form = forms.Section(request.POST if request.method == "POST" else None, section=page, initial=initial)
    if form.is_valid():
        actions.save_section(link, section=name, answers=form.answers(), at=timezone.now())
        names = [each.id for each in form_of_it.sections]
        following = names.index(name) + 1
        if "later" in request.POST or following == len(names):
            return redirect(_address(token))
        return redirect(_address(token, "fill-in-section", names[following]))
    number = [each.id for each in form_of_it.sections].index(name) + 1
    context = {
        "statement": statement,
        "section": page,
        "form": form,
        "step": f"Page {number} of {len(form_of_it.sections)}",
        "back": _address(token),
    }
    return render(request, "compliance/enduse/link_section.html", context)


@behind(LinkPurpose.STATEMENT)
def letterhead(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Upload a PDF on letterhead, or the official form."""
    statement = _statement(link)
    form = forms.Letterhead(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.give_letterhead(link, upload=form.cleaned_data["upload"], at=timezone.now())
        except Invalid as no:
            raise_to(form, Invalid(str(no), field="upload"))
        else:
            return redirect(_address(token))
    context = {"statement": statement, "form": form, "back": _address(token)}
    return render(request, "compliance/enduse/link_letterhead.html", context)


@behind(LinkPurpose.STATEMENT)
def sign(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Read it once more, and sign."""
    statement = _statement(link)
    if completeness.missing(statement):
        return redirect(_address(token))
    form = forms.Sign(request.POST if "code" in request.POST else None)
    if form.is_valid():
        answer = _signed(request, link, form)
        if answer is not None:
            return answer
    said = dict(statement.answers.values_list("field", "value"))
    read = [
        (each.title, [(field.label, shown(field, said.get(field.id, ""))) for field in each.fields])
        for each in statementform.form_of(statement.form_version).sections
    ]
    context = {
        "statement": statement,
        "link": link,
        "form": form,
        "read": [] if statement.official_form else read,
        "back": _address(token),
        "code_url": _address(token, "statement-code"),
    }
    return render(request, "compliance/enduse/link_sign.html", context)


def _signed(request: HttpRequest, link: RecipientLink, form: forms.Sign) -> HttpResponse | None:
    """Sign, or put what stands in the way on the form. A wrong code counts, whatever else is wrong."""
    given, at = dict(form.cleaned_data), timezone.now()
    code = given.pop("code")
    try:
        actions.use_code(link, code=code, at=at)
        actions.sign_statement(link, code=code, at=at, **given)
    except Invalid as no:
        raise_to(form, no)
        return None
    except Conflict as no:
        form.add_error(None, str(no))
        return None
    done = Statement.objects.get(pk=_statement(link).pk)
    return render(request, "compliance/enduse/link_done.html", {"statement": done})


@behind(LinkPurpose.STATEMENT)
@require_POST
def statement_code(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Send a code to the invited address."""
    _send_code(request, link)
    return redirect(_address(token, "sign-statement"))


@behind(LinkPurpose.VERIFICATION)
def say(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Say how it is used today."""
    form = forms.Say(request.POST if "code" in request.POST else None, link=link)
    if form.is_valid():
        given, at = dict(form.cleaned_data), timezone.now()
        try:
            actions.use_code(link, code=given["code"], at=at)
            actions.say_by_link(link, at=at, **given)
        except Invalid as no:
            raise_to(form, no)
        except Conflict as no:
            form.add_error(None, str(no))
        else:
            return render(request, "compliance/enduse/link_said.html", {})
    context = {
        "link": link,
        "verification": link.verification,
        "form": form,
        "code_url": _address(token, "verification-code"),
    }
    return render(request, "compliance/enduse/link_say.html", context)


@behind(LinkPurpose.VERIFICATION)
@require_POST
def verification_code(request: HttpRequest, link: RecipientLink, token: str) -> HttpResponse:
    """Send a code to the invited address."""
    _send_code(request, link)
    return redirect(_address(token, "say"))


def _send_code(request: HttpRequest, link: RecipientLink) -> None:
    try:
        actions.send_code(link, at=timezone.now())
    except Conflict as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, "The code is on its way to the address at which you were invited.")
