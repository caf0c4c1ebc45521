"""Where may it go? Every destination under every regime, as a map, a table and a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from compliance.classification import engine, forms, pages, policies, prospects, queries, worldmap
from compliance.classification.engine.outcomes import LABELS
from compliance.classification.engine.surveying import Prospect
from compliance.classification.views.items import item_form


def where(request: HttpRequest, basket: str, kind: str) -> HttpResponse:
    """Show where the item in the address may go, before anybody is named."""
    policies.may_plan(request.user)
    book = queries.book(timezone.localdate())
    form = item_form(request, book, basket, kind)
    regimes = [(each.code, each.title) for each in prospects.regimes(book)]
    chosen = forms.WhereForm(request.GET or None, regimes=regimes, outcomes=list(LABELS.items()))
    context: dict[str, Any] = {"form": form, "chosen": chosen, "codes": (basket, kind), "basket": book.basket(basket)}
    if not (form.is_bound and form.is_valid() and chosen.is_valid() and form.item):
        return render(
            request, "compliance/classification/where.html", context, status=200 if not form.is_bound else 422
        )
    asked = chosen.cleaned_data
    day = timezone.localdate()
    found = prospects.found(form.item, engine.desk(book), day=day, **prospects.choice(asked, book))
    if request.GET.get("export") == "csv":
        return _file(prospects.csv_file(found, asked["outcome"], day=day))
    context |= {"facts": pages.facts_of(form.item, book), **prospects.page(found, asked, book), "day": day}
    return render(request, "compliance/classification/where.html", {**context, "map": _map(found, asked)})


def _file(content: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="where-may-it-go.csv"'
    return response


def _map(found: list[Prospect], asked: dict[str, str]) -> worldmap.WorldMap | None:
    return None if asked["regime"] == prospects.ALL else worldmap.drawn(found, shown=asked["outcome"])
