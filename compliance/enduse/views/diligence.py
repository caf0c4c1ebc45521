"""Pages of due diligence and of the scope of a project."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions, checklists, policies
from compliance.enduse.forms import diligence as forms
from compliance.enduse.forms.statements import Words
from compliance.enduse.models import DueDiligence, Statement, Visit
from compliance.enduse.workflow import DILIGENCE
from compliance.licensing.models import Case
from compliance.parties import standing
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid


def _case(request: HttpRequest, reference: str) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("applicant"), reference=reference)


def _visible(request: HttpRequest, pk: int) -> DueDiligence:
    whole = DueDiligence.objects.visible_to(request.user).select_related("case__applicant", "party", "concluded_by")
    return get_object_or_404(whole, pk=pk)


def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show everything about the end use of one case: scope, due diligence, statements, checks, visits."""
    found = _case(request, reference)
    named = [part.party for part in found.parties.select_related("party")]
    context = {
        "case": found,
        "standings": standing.for_reader(named, user=request.user, at=timezone.now()),
        "scopes": found.scopes.select_related("written_by").order_by("-version"),
        "writes": policies.may_write_scope.allows(request.user, found),
        "diligence": DueDiligence.objects.visible_to(request.user).filter(case=found).select_related("party"),
        "inside": policies.may_look_into.allows(request.user, found),
        "statements": Statement.objects.filter(case=found).select_related("party").order_by("pk"),
        "wants": policies.may_want_statement.allows(request.user, found),
        "papers": found.authorisations.prefetch_related("verifications").order_by("pk"),
        "visits": Visit.objects.filter(authorisation__case=found).select_related("party").order_by("planned_on"),
        "plans": found.plans.order_by("pk"),
    }
    return render(request, "compliance/enduse/case.html", context)


def look_into(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin to look into a party."""
    found = _case(request, reference)
    policies.may_look_into(request.user, found)

    def act(**given: Any) -> None:
        actions.look_into(found, actor=request.user, at=timezone.now(), **given)

    return ask(
        request,
        forms.LookInto(posted(request), case=found),
        act,
        to=reverse("enduse:case", args=[found.reference]),
        said="Answer its questions one by one.",
        title="Look into a party",
        caption=f"{found}: {found.title}",
        submit="Begin",
    )


def diligence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was found, question by question."""
    found = _visible(request, pk)
    checklist = checklists.checklist_of(found.kind, found.checklist)
    said = {each.question: each for each in found.answers.select_related("flag", "answered_by")}
    works = policies.may_look_into.allows(request.user, found.case)
    context = {
        "diligence": found,
        "checklist": checklist,
        "rows": [(question, said.get(question.id)) for question in checklist.questions],
        "standing": standing.for_reader([found.party], user=request.user, at=timezone.now()).get(found.party_id),
        "done": len(said),
        "total": len(checklist.questions),
        "works": works and found.state == "open",
        "offers": [each for each in DILIGENCE.offers(found, actor=request.user) if works],
    }
    return render(request, "compliance/enduse/diligence.html", context)


def answer(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Answer one question."""
    found = _visible(request, pk)
    policies.may_look_into(request.user, found.case)
    checklist = checklists.checklist_of(found.kind, found.checklist)
    asked = next((each for each in checklist.questions if each.id == question), None)
    if asked is None:
        raise Http404
    before = found.answers.filter(question=question).first()
    said = {"answer": before.answer, "evidence": before.evidence} if before else {}

    def act(**given: Any) -> None:
        actions.answer_question(found, question=question, actor=request.user, at=timezone.now(), **given)

    return ask(
        request,
        forms.Answer(posted(request), initial=said),
        act,
        to=found,
        said="Kept.",
        title=asked.wording,
        caption=f"{found}, {found.case}",
        text=f"{asked.hint} {asked.source}.".strip(),
        submit="Keep",
    )


def settle(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Conclude, or look again."""
    if move not in DILIGENCE.moves:
        raise Http404
    found = _visible(request, pk)
    DILIGENCE.check(found, move, actor=request.user)
    concludes = move == "conclude"

    def act(words: str) -> None:
        who: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        try:
            if concludes:
                actions.conclude(found, conclusion=words, **who)
            else:
                actions.look_again(found, reason=words, **who)
        except Invalid as no:
            raise Invalid(str(no), field="words") from None

    title = DILIGENCE.moves[move].title
    return ask(
        request,
        Words(posted(request), label="What do you conclude?" if concludes else "What has changed?"),
        act,
        to=found,
        said="Kept.",
        title=title,
        caption=f"{found}, {found.case}",
        submit=title,
    )


def scope(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what a project is and is not."""
    found = _case(request, reference)
    policies.may_write_scope(request.user, found)
    newest = found.scopes.order_by("-version").first()
    said = {name: getattr(newest, name) for name in ("purpose", "sites", "people", "outside")} if newest else {}
    said.setdefault("purpose", found.summary)
    return ask(
        request,
        forms.Scope(posted(request), initial=said),
        lambda **given: actions.write_scope(found, actor=request.user, at=timezone.now(), **given),
        to=reverse("enduse:case", args=[found.reference]),
        said="The scope is kept. Versions before it stay.",
        title="What this project is, and is not",
        caption=f"{found}: {found.title}",
        text="The office and the council read it. Whoever checks later compares the use with it.",
        submit="Keep this version",
    )
