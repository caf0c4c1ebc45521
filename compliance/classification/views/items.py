"""Assess an item: how it stands to every list, what would settle what is open, how much room is left."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.classification import actions, forms, pages, policies, queries
from compliance.classification.engine import Item, canonical
from compliance.classification.models import ItemAssessment
from compliance.controls.book import Book
from portal.core.tables import Column, Table

KEPT = (
    Column("label", "Item", link=True, wide=True),
    Column("met", "Described by"),
    Column("open", "Not settled"),
    Column("as_of", "Lists as of"),
    Column("assessed_by", "By", accessor=lambda kept: str(kept.assessed_by), order_by="assessed_by__name"),
    Column("assessed_at", "When"),
)


def index(request: HttpRequest) -> HttpResponse:
    """Choose the technology and the kind of item."""
    policies.may_assess(request.user)
    book = queries.book(timezone.localdate())
    rows = [{"basket": basket, "kinds": forms.kinds_in(basket.code, book)} for basket in book.baskets]
    return render(request, "compliance/classification/index.html", {"rows": rows})


def assess(request: HttpRequest, basket: str, kind: str) -> HttpResponse:
    """Ask what the controls ask, and show how the item stands. Nothing is stored."""
    policies.may_assess(request.user)
    book = queries.book(timezone.localdate())
    form = item_form(request, book, basket, kind)
    context = {"basket": book.basket(basket), "kind": forms.KIND_LABELS[kind], "form": form, "keep": forms.KeepForm()}
    if form.is_bound and form.is_valid() and form.item is not None:
        context |= standing(form.item, book) | {"query": request.GET.urlencode()}
    return render(request, "compliance/classification/assess.html", {**context, "codes": (basket, kind)})


@require_POST
def keep(request: HttpRequest, basket: str, kind: str) -> HttpResponse:
    """Keep the assessment of the item in the address under a name."""
    day = timezone.localdate()
    form, named = item_form(request, queries.book(day), basket, kind), forms.KeepForm(request.POST)
    if not (form.is_bound and form.is_valid() and named.is_valid()) or form.item is None:
        raise Http404
    label = named.cleaned_data["label"]
    return redirect(actions.keep_assessment(form.item, label=label, as_of=day, actor=request.user, at=timezone.now()))


def assessments(request: HttpRequest) -> HttpResponse:
    """List the assessments that were kept."""
    table = Table(
        request,
        ItemAssessment.objects.visible_to(request.user).select_related("assessed_by"),
        columns=KEPT,
        caption="Assessments that were kept",
        order="-assessed_at",
        export="assessments",
        empty={"title": "Nothing was kept yet.", "text": "Assess an item and keep the answer under a name."},
    )
    return table.respond("compliance/classification/assessments.html", {})  # type: ignore[return-value]


def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one assessment as it stood on its day."""
    kept = get_object_or_404(ItemAssessment.objects.visible_to(request.user), reference=reference)
    book = queries.book(kept.as_of)
    item = canonical.item_of(kept.item)
    context = {"kept": kept, "facts": pages.facts_of(item, book), **standing(item, book, label=kept.label)}
    return render(request, "compliance/classification/assessment.html", context)


def item_form(request: HttpRequest, book: Book, basket: str, kind: str) -> forms.ItemForm:
    """
    The form of this basket and kind, filled in from the address.

    :raises Http404: if there is no such basket, or it holds no such kind
    """
    if book.basket(basket) is None or kind not in dict(forms.kinds_in(basket, book)):
        raise Http404
    return forms.ItemForm(request.GET or None, book=book, basket=basket, kind=kind)


def standing(item: Item, book: Book, *, label: str = "Your item") -> dict[str, Any]:
    """How the item stands to every list, for the template."""
    assessed = queries.assess_everywhere(item, book)
    cards = pages.cards(assessed, book)
    return {
        "cards": cards,
        "folded": pages.folded(cards),
        "settling": pages.settling(assessed, book),
        "chart": pages.band_chart(item, assessed, book, label=label),
    }
