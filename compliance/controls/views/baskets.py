"""Technology baskets, for everybody: what the regimes say about one technology, beside each other."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from compliance.controls import bands, comparison, queries
from compliance.controls.views.asking import asked


@login_not_required
def baskets(request: HttpRequest) -> HttpResponse:
    """List the baskets."""
    form, day = asked(request)
    book = queries.book(day)
    rows = []
    for basket in book.baskets:
        entries = book.entries_in(basket.code)
        rows.append({"basket": basket, "entries": len(entries), "regimes": len({entry.regime for entry in entries})})
    return render(request, "compliance/controls/baskets.html", {"day": day, "form": form, "rows": rows})


@login_not_required
def basket(request: HttpRequest, code: str) -> HttpResponse:
    """Show one basket on a day."""
    form, day = asked(request)
    book = queries.book(day)
    found = book.basket(code)
    if found is None:
        raise Http404
    entries = sorted(book.entries_in(code), key=lambda entry: (comparison.rank(entry.regime), entry.number))
    context = {
        "day": day,
        "form": form,
        "basket": found,
        "features": comparison.features(book, code),
        "others": comparison.without_figures(book, code),
        "crosswalk": comparison.crosswalk(book, code),
        "regimes": {regime.code: regime for regime in book.regimes},
        "rationale": book.rationale_for(code),
        "entries": entries,
        "unverified": sum(not entry.verified for entry in entries),
        "chart": bands.chart(book, found.chart) if found.chart else None,
    }
    return render(request, "compliance/controls/basket.html", context)
