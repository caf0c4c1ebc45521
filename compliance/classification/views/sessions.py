"""The questions about an exclusion, one a page; the legal text is one click away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.classification import actions, forms, policies, queries
from compliance.classification.engine.walking import YES_NO, Walk
from compliance.classification.models import ExclusionSession
from compliance.classification.workflow import SESSION
from portal.core.tables import Column, Table

SESSIONS = (
    Column("reference", "Questions", link=True),
    Column("about", "About", wide=True),
    Column("title", "Exclusion"),
    Column("state", "State", template="components/cells/state.html"),
    Column("outcome", "Led to", accessor=lambda session: session.outcome.replace("_", " ")),
    Column("started_by", "By", accessor=lambda session: str(session.started_by), order_by="started_by__name"),
    Column("started_at", "Begun"),
)


def sessions(request: HttpRequest) -> HttpResponse:
    """List the questions that were begun, and those that can be."""
    table = Table(
        request,
        ExclusionSession.objects.visible_to(request.user).select_related("started_by"),
        columns=SESSIONS,
        caption="Questions about exclusions",
        order="-started_at",
        export="exclusions",
        empty={"title": "Nothing was asked yet.", "text": "Choose an exclusion above and answer its questions."},
    )
    trees = queries.book(timezone.localdate()).trees
    context = {
        "exclusions": [tree for tree in trees if tree.purpose == "exclusion"],
        "releases": [tree for tree in trees if tree.purpose == "deemed_export"],
    }
    return table.respond("compliance/classification/sessions.html", context)  # type: ignore[return-value]


def begin(request: HttpRequest, tree: str) -> HttpResponse:
    """Say what is to be shared, and begin."""
    policies.may_assess(request.user)
    day = timezone.localdate()
    found = queries.book(day).tree(tree)
    if found is None:
        raise Http404
    form = forms.BeginForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        return redirect(actions.begin(found.code, as_of=day, actor=request.user, at=timezone.now(), **said))
    return render(request, "compliance/classification/begin.html", {"tree": found, "form": form})


def session(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the next question; once all are answered, show where the answers led."""
    found = get_object_or_404(ExclusionSession.objects.visible_to(request.user), reference=reference)
    walked = queries.way(found)
    form = question_form(walked, request)
    if form is not None and form.is_valid():
        given = {"yes": form.yes()} if isinstance(form, forms.YesNoForm) else {"words": form.cleaned_data["words"]}
        actions.answer(found, node=walked.pending.code, actor=request.user, at=timezone.now(), **given)  # type: ignore[union-attr]
        return redirect(found)
    context = {
        "session": found,
        "walk": walked,
        "form": form,
        "answers": list(found.answers.counting()),
        "offers": SESSION.offers(found, actor=request.user),
        "may_answer": policies.may_answer.refusal(request.user, found),
    }
    return render(request, "compliance/classification/session.html", context)


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the last answer back."""
    found = get_object_or_404(ExclusionSession.objects.visible_to(request.user), reference=reference)
    actions.take_back(found, actor=request.user, at=timezone.now())
    return redirect(found)


def amend(request: HttpRequest, reference: str) -> HttpResponse:
    """Report that the agreement was amended: everything is asked again."""
    found = get_object_or_404(ExclusionSession.objects.visible_to(request.user), reference=reference)
    SESSION.check(found, "reopen", actor=request.user)
    form = forms.AmendForm(request.POST or None)
    if form.is_valid():
        actions.amend_agreement(found, actor=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(found)
    resting = found.determinations.standing().count()
    return render(request, "compliance/classification/amend.html", {"session": found, "form": form, "resting": resting})


def question_form(walked: Walk, request: HttpRequest) -> forms.YesNoForm | forms.WordsForm | None:
    """The form of the next question, or nothing once all are answered."""
    if walked.pending is None:
        return None
    kind = forms.YesNoForm if walked.pending.kind == YES_NO else forms.WordsForm
    return kind(request.POST if request.method == "POST" else None, question=walked.pending.question)
