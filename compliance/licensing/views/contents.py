"""Pages of a draft's items, parties and documents."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.licensing import actions, neighbours
from compliance.licensing.drafting import Draft
from compliance.licensing.forms import drafts as forms
from compliance.licensing.models import Case, CaseItem, CaseParty
from compliance.licensing.states import INFORMATION, PartyRole
from compliance.licensing.views.asking import ask, posted
from compliance.licensing.views.drafts import writable
from compliance.parties import policies as party_policies
from compliance.parties.models import Party

OFFERED = ("fundamental_research", "published", "education", "patents")


def _page(case: Case, name: str) -> str:
    return Draft(case).url(name)


# -- Items -----------------------------------------------------------------------


def items(request: HttpRequest, reference: str) -> HttpResponse:
    """List the items of a draft."""
    case = writable(request, reference)
    draft = Draft(case)
    context = {"case": case, "draft": draft, "earlier": _earlier_items(case).exists(), "trees": _trees(draft)}
    return render(request, "compliance/licensing/items.html", context)


def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an item, then ask for its details."""
    case = writable(request, reference)
    baskets = neighbours.book(timezone.localdate()).baskets
    return ask(
        request,
        forms.Item(posted(request), baskets=baskets),
        lambda form: actions.add_item(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=lambda item: _item_page(case, item),
        back=_page(case, "items"),
        title="Add an item",
        caption=str(case),
    )


def item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ask for the technical facts about an item."""
    case = writable(request, reference)
    found = get_object_or_404(case.items, pk=pk)
    parameters = neighbours.book(timezone.localdate()).parameters_for(found.basket, found.kind)
    return ask(
        request,
        forms.Details(posted(request), item=found, parameters=[each for each in parameters if not each.expert]),
        lambda form: _describe(request, found, form),
        to=_page(case, "items"),
        title=found.name,
        caption=str(case),
        text="Leave empty what you do not know. An empty answer never counts as a no.",
    )


def _describe(request: HttpRequest, found: CaseItem, form: forms.Details) -> None:
    found.refresh_from_db()
    try:
        actions.describe_item(found, actor=request.user, at=timezone.now(), **form.details())
    except neighbours.Invalid as refusal:
        if f"p_{refusal.field}" in form.fields:
            refusal.field = f"p_{refusal.field}"
        raise


def change_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change what an item is called and what it is."""
    case = writable(request, reference)
    found = get_object_or_404(case.items, pk=pk)
    initial = {name: getattr(found, name) for name in ("name", "kind", "basket", "description")}
    baskets = neighbours.book(timezone.localdate()).baskets
    return ask(
        request,
        forms.Item(posted(request), baskets=baskets, initial=initial),
        lambda form: actions.describe_item(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_item_page(case, found),
        title=f"Change “{found.name}”",
        caption=str(case),
    )


@require_POST
def remove_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an item out."""
    case = writable(request, reference)
    actions.remove_item(get_object_or_404(case.items, pk=pk), actor=request.user, at=timezone.now())
    return redirect(_page(case, "items"))


def reuse_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an item of an earlier case."""
    case = writable(request, reference)
    return ask(
        request,
        forms.Reusing(posted(request), choices=_earlier_items(case), label=lambda item: f"{item.name} ({item.case})"),
        lambda form: actions.reuse_item(case, item=form.cleaned_data["chosen"], actor=request.user, at=timezone.now()),
        to=_page(case, "items"),
        title="Use an item again",
        caption=str(case),
    )


@require_POST
def claim_exclusion(request: HttpRequest, reference: str, pk: int, tree: str) -> HttpResponse:
    """Begin the questions of an exclusion about an item."""
    case = writable(request, reference)
    found = get_object_or_404(case.items, pk=pk)
    actions.claim_exclusion(found, tree=tree, actor=request.user, at=timezone.now())
    return redirect("licensing:exclusion", reference, pk)


def exclusion(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ask the questions of an exclusion about an item, one at a time."""
    case = writable(request, reference)
    found = get_object_or_404(case.items.select_related("case", "exclusion"), pk=pk)
    if found.exclusion is None:
        return redirect(_page(case, "items"))
    walk = neighbours.way_of(found.exclusion)
    context = {"case": case, "item": found, "walk": walk}
    if walk.pending is None:
        return render(request, "compliance/licensing/exclusion.html", context)
    node = walk.pending
    return ask(
        request,
        forms.YesNo(posted(request), question=node.question),
        lambda form: actions.answer_exclusion(
            found, node=node.code, yes=form.cleaned_data["answer"] == "yes", actor=request.user, at=timezone.now()
        ),
        to=request.path,
        back=_page(case, "items"),
        template="compliance/licensing/exclusion.html",
        **context,
    )


@require_POST
def drop_exclusion(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Claim no exclusion any more."""
    case = writable(request, reference)
    actions.drop_exclusion(get_object_or_404(case.items, pk=pk), actor=request.user, at=timezone.now())
    return redirect(_page(case, "items"))


def _trees(draft: Draft) -> list[Any]:
    """Return the exclusions that may fit."""
    if not any(item.kind in INFORMATION for item in draft.items):
        return []
    book = neighbours.book(timezone.localdate())
    return [tree for code in OFFERED if (tree := book.tree(code)) is not None]


def _item_page(case: Case, found: CaseItem) -> str:
    return Draft(case).url("item", found.pk)


def _earlier_items(case: Case) -> Any:
    earlier = CaseItem.objects.filter(case__applicant=case.applicant_id, copied_from=None).exclude(case=case)
    return earlier.select_related("case").order_by("-pk")


# -- Parties ---------------------------------------------------------------------


def edit_parties(request: HttpRequest, case: Case) -> HttpResponse:
    """List the parties of a draft."""
    draft = Draft(case)
    return render(
        request,
        "compliance/licensing/parties_draft.html",
        {"case": case, "draft": draft, "known": Party.objects.visible_to(request.user).in_use().exists()},
    )


def add_party(request: HttpRequest, reference: str) -> HttpResponse:
    """Name a party that is not known yet."""
    case = writable(request, reference)
    draft = Draft(case)
    return ask(
        request,
        forms.Party(posted(request), roles=draft.set.roles, persons=_persons(draft)),
        lambda form: actions.name_party(case, actor=request.user, at=timezone.now(), **_party(form)),
        to=_page(case, "parties"),
        title="Add a person or organisation",
        caption=str(case),
        text=draft.set.party_needed,
    )


def party(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change what is known about a party of a draft."""
    case = writable(request, reference)
    part = get_object_or_404(case.parties.select_related("party"), pk=pk)
    draft = Draft(case)
    form = forms.Party(posted(request), roles=draft.set.roles, persons=_persons(draft), initial=_initial(part))
    return ask(
        request,
        form,
        lambda form: _change(request, part, form),
        to=_page(case, "parties"),
        title=str(part),
        caption=str(case),
    )


def reuse_party(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a party that is known already."""
    case = writable(request, reference)
    draft = Draft(case)
    return ask(
        request,
        forms.Reusing(posted(request), choices=_known_parties(case, request.user), roles=draft.set.roles),
        lambda form: actions.add_party(
            case,
            party=form.cleaned_data["chosen"],
            role=form.cleaned_data["role"],
            actor=request.user,
            at=timezone.now(),
        ),
        to=_page(case, "parties"),
        title="Use a person or organisation again",
        caption=str(case),
    )


def _known_parties(case: Case, person: Any) -> QuerySet[Party]:
    """Return whom the applicant dealt with before. The office may see every party, and nobody looks through those."""
    met = CaseParty.objects.filter(case__applicant=case.applicant_id).values("party")
    theirs = Q(pk__in=met) | Q(registered_by__in=[case.applicant_id, person.pk])
    return Party.objects.visible_to(person).in_use().filter(theirs).order_by("name")


@require_POST
def remove_party(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a party out."""
    case = writable(request, reference)
    actions.remove_party(get_object_or_404(case.parties, pk=pk), actor=request.user, at=timezone.now())
    return redirect(_page(case, "parties"))


def _persons(draft: Draft) -> bool:
    return PartyRole.VISITOR in draft.set.roles


def _party(form: forms.Party) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    if given["kind"] != "person":
        for name in forms.PERSONAL:
            given.pop(name, None)
    return given


def _initial(part: CaseParty) -> dict[str, Any]:
    known = part.party
    return {
        "role": part.role,
        "kind": known.kind,
        "name": known.name,
        "country": known.country,
        "citizenships": list(known.citizenship_codes),
        "most_recent_citizenship": known.most_recent_citizenship,
        "permanent_resident_of": list(known.residence_codes),
        "employed_since": part.employed_since,
        "protected": bool(part.protected),
        "note": part.note,
    }


def _change(request: HttpRequest, part: CaseParty, form: forms.Party) -> None:
    given = _party(form)
    own = {name: given.pop(name) for name in ("role", "employed_since", "protected", "note") if name in given}
    may_change = party_policies.may_change.allows(request.user, part.party)
    actions.change_party(part, party=given if may_change else None, actor=request.user, at=timezone.now(), **own)


# -- Documents -------------------------------------------------------------------


def edit_documents(request: HttpRequest, case: Case) -> HttpResponse:
    """List the documents that a draft calls for."""
    draft = Draft(case)
    rows = [(asked, draft.documents.get(asked.kind)) for asked in draft.set.documents_asked(draft.answers)]
    context = {"case": case, "draft": draft, "rows": rows}
    return render(request, "compliance/licensing/documents_draft.html", context)


def document(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Take a document, or the reason why there is none."""
    case = writable(request, reference)
    draft = Draft(case)
    asked = next((each for each in draft.set.documents_asked(draft.answers) if each.kind == kind), None)
    if asked is None:
        return redirect(_page(case, "documents"))

    def act(form: forms.Document) -> None:
        given = form.cleaned_data
        common: dict[str, Any] = {"kind": kind, "actor": request.user, "at": timezone.now()}
        if given["file"]:
            actions.give_document(case, upload=given["file"], **common)
        else:
            actions.excuse_document(case, reason=given["reason"], **common)
        messages.success(request, "Saved.")

    form = forms.Document(posted(request), request.FILES or None)
    return ask(request, form, act, to=_page(case, "documents"), title=asked.wording, caption=str(case), text=asked.hint)
