"""Countries: groups, the row of the chart, and what is said about them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from compliance.controls import pages, queries
from compliance.controls.rows import CountryGroup, Note
from compliance.controls.views.asking import asked
from portal.core.interface import Row


def countries(request: HttpRequest) -> HttpResponse:
    """List every country with its groups."""
    form, day = asked(request)
    book = queries.book(day)
    context = {
        "day": day,
        "form": form,
        "places": sorted(book.places.values(), key=lambda place: place.name),
        "groups": book.all(CountryGroup),
        "recalled_groups": book.recalled_groups,
        "rules": [note for note in book.all(Note) if note.about == "chart"],
    }
    return render(request, "compliance/controls/countries.html", context)


def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show one country as the rules see it on the day."""
    form, day = asked(request)
    book = queries.book(day)
    place = book.place(code)
    if place is None:
        raise Http404
    titles = {group.code: group.title for group in book.all(CountryGroup)}
    context = {
        "day": day,
        "form": form,
        "place": place,
        "stands_in": book.place(place.stands_in) if place.stands_in else None,
        "groups": [
            Row(key=code, value=f"{titles[code]} (unverified)" if code in book.recalled_groups else titles[code])
            for code in sorted(place.groups)
        ],
        "recalled_groups": book.recalled_groups,
        "cells": pages.chart_cells(place, book),
        "head": pages.HEADS["chart"],
        "remarks": pages.remarks(place, book),
        "here": reverse("controls:country", args=[code]),
    }
    return render(request, "compliance/controls/country.html", context)
