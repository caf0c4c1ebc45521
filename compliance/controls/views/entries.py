"""The list of entries, the page of one entry on a day, and the page of any other row with its versions."""

from datetime import date
from functools import partial
from typing import Any

import django_filters
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from compliance.controls import bands, comparison, pages, queries
from compliance.controls.book import Book
from compliance.controls.models import ReferenceRow
from compliance.controls.rows import KINDS, Entry
from compliance.controls.views.asking import asked
from portal.core.tables import Column, Table

ITEM_KINDS = [(kind, kind.capitalize()) for kind in ("hardware", "software", "technology", "material", "any")]

# The United States first, then the order of the baskets' tables, then the others by code.
PLACE = Concat(
    Case(
        *(
            When(code__startswith=f"{regime}:", then=Value(str(number)))
            for number, regime in enumerate(comparison.ORDER)
        ),
        default=Value("9"),
        output_field=CharField(),
    ),
    F("code"),
)


class EntryFilter(django_filters.FilterSet):
    """What people look for in the lists."""

    text = django_filters.CharFilter(label="Number or words", method="about")
    regime = django_filters.ChoiceFilter(label="Regime", field_name="fields__regime")
    basket = django_filters.ChoiceFilter(label="Technology basket", method="in_basket")
    kind = django_filters.ChoiceFilter(label="Kind of item", field_name="fields__kind", choices=ITEM_KINDS)
    confidence = django_filters.ChoiceFilter(label="How sure", choices=ReferenceRow.Confidence.choices)

    class Meta:
        model = ReferenceRow
        fields: list[str] = []

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.book = book
        self.filters["regime"].extra["choices"] = [(each.code, each.title) for each in book.regimes]
        self.filters["basket"].extra["choices"] = [(each.code, each.title) for each in book.baskets]

    def about(self, queryset: Any, _name: str, value: str) -> Any:
        """Look in number, title and summary."""
        return queryset.filter(
            Q(code__icontains=value) | Q(title__icontains=value) | Q(fields__summary__icontains=value)
        )

    def in_basket(self, queryset: Any, _name: str, value: str) -> Any:
        """Look among the entries of this basket, those included that also belong to it."""
        codes = [entry.code for entry in self.book.entries_in(value)]
        return queryset.filter(code__in=codes)


def index(request: HttpRequest) -> HttpResponseBase:
    """List the entries of every regime that hold on the day."""
    form, day = asked(request)
    book = queries.book(day)
    baskets = {basket.code: basket.title for basket in book.baskets}
    regimes = {regime.code: regime.title.partition(",")[0] for regime in book.regimes}
    table = Table(
        request,
        ReferenceRow.objects.standing().filter(kind="entry").holding_on(day).annotate(place=PLACE),
        columns=(
            Column("number", "Entry", accessor=lambda row: row.fields["number"], order_by="code", link=_link(day)),
            Column("title", "What it lists", wide=True),
            Column("regime", "Regime", accessor=lambda row: regimes[row.fields["regime"]], order_by="fields__regime"),
            Column("basket", "Basket", accessor=lambda row: baskets[row.fields["basket"]], order_by="fields__basket"),
            Column("kind", "Kind", accessor=lambda row: row.fields["kind"], order_by="fields__kind"),
            Column("valid_from", "Since", accessor=_since, template="compliance/controls/cells/since.html"),
            Column("confidence", "How sure", template="compliance/controls/cells/confidence.html"),
        ),
        caption="Entries of the control lists",
        filterset=partial(EntryFilter, book=book),
        order="place",
        page_size=50,
        export="control-entries",
        empty={"title": "No entry holds on this day.", "text": "Look at another day."},
    )
    return table.respond("compliance/controls/index.html", {"day": day, "form": form})


def entry(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an entry says on the day, and how it came to say so."""
    form, day = asked(request)
    library = queries.library()
    versions = library.history("entry", code)
    if not versions:
        raise Http404
    book = library.book(day)
    found = book.find(Entry, code)
    context = {
        "code": code,
        "day": day,
        "form": form,
        "entry": found,
        "latest": versions[-1],
        "absent": "" if found else pages.absence(versions, day),
        "shown": pages.entry(found, book) if found else None,
        "versions": pages.versions(versions, library, day, reverse("controls:entry", args=[code])),
        "chart": bands.chart(book, code),
        "heads": pages.HEADS,
    }
    return render(request, "compliance/controls/entry.html", context)


def row(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show any other row of reference data with all its versions."""
    form, day = asked(request)
    library = queries.library()
    versions = library.history(kind, code) if kind in KINDS else ()
    if not versions:
        raise Http404
    found = library.book(day).find(KINDS[kind], code)
    context = {
        "code": code,
        "kind": kind.replace("_", " ").capitalize(),
        "day": day,
        "form": form,
        "row": found,
        "latest": versions[-1],
        "absent": "" if found else pages.absence(versions, day),
        "facts": pages.facts(found, library.book(day)) if found else [],
        "versions": pages.versions(versions, library, day, reverse("controls:row", args=[kind, code])),
    }
    return render(request, "compliance/controls/row.html", context)


def _link(day: date) -> Any:
    return lambda row: f"{reverse('controls:entry', args=[row.code])}?as_of={day}"


def _since(row: ReferenceRow) -> Any:
    return row.valid_from if row.fields.get("valid_from") else "before our records"
