"""How units stand: the champion's people with one-press reminders, and the offices' matrix."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from portal.accounts.models import Unit, User
from portal.accounts.queries import units_led_by
from portal.core.asking import signed_in
from portal.core.errors import Conflict
from portal.core.policy import holds, require
from portal.core.tables import BulkAction, Column, Table
from portal.core.words import day
from training import actions, policies, queries
from training.models import Course
from training.states import Standing


class PeopleTable(Table):
    """People with how they stand; five statements for the whole page."""

    on: Any = None
    course: Course | None = None

    @cached_property
    def standings(self) -> dict[int, list[queries.Obligation]]:
        """What is required of each person on the page."""
        keys = [person.pk for person in self.page.object_list]
        return queries.obligations_among(User.objects.filter(pk__in=keys), self.on or timezone.localdate())

    def of(self, person: User) -> list[queries.Obligation]:
        """Return what is required of one person, of one course where the table is about it."""
        found = self.standings.get(person.pk, [])
        return [each for each in found if self.course is None or each.course.pk == self.course.pk]


def unit(request: HttpRequest) -> HttpResponseBase:
    """Show champions and heads how their people stand."""
    require(holds(request.user, "training.view_unit_training"), "Only champions and heads see this page.")
    table = PeopleTable(
        request,
        policies.led_by(request.user),
        columns=(
            Column("name", "Person", link=_address),
            Column("missing", "Missing", accessor=lambda row: _missing(table.of(row)), sortable=False, wide=True),
            Column("next", "Next", accessor=lambda row: _next(table.of(row)), sortable=False),
        ),
        caption="People in your unit",
        order="name",
        page_size=50,
        bulk=(BulkAction("nudge", "Remind these people", url=reverse("training:nudge")),),
        export="unit-training",
        empty={"title": "Nobody is in a unit that you champion or head.", "text": "An administrator keeps the units."},
    )
    return table.respond("training/unit.html", {})


@require_POST
def nudge(request: HttpRequest) -> HttpResponse:
    """Remind the chosen people, each as far as the person who asks may."""
    people = User.objects.active().filter(pk__in=[key for key in request.POST.getlist("selected") if key.isdecimal()])
    told, refused = 0, []
    for person in people.order_by("name"):
        try:
            actions.nudge(person, actor=request.user, at=timezone.now())
            told += 1
        except Conflict as no:
            refused.append(str(no))
    if told:
        messages.success(request, f"{told} {'person is' if told == 1 else 'people are'} reminded.")
    for reason in refused[:5]:
        messages.warning(request, reason)
    return redirect("training:unit")


def matrix(request: HttpRequest) -> HttpResponse:
    """Show units by courses, today or on a day to come: the offices every unit, champions and heads their own."""
    units = _units(request)
    on = _asked_day(request)
    found = queries.matrix(on, units)
    rows = [
        {"unit": unit, "cells": [{"course": course, "cell": found.cell(unit, course)} for course in found.courses]}
        for unit in found.units
    ]
    context = {"on": on, "ahead": on > timezone.localdate(), "matrix": found, "rows": rows}
    return render(request, "training/matrix.html", context)


def people(request: HttpRequest, unit: str, course: str) -> HttpResponseBase:
    """Show who stands behind one cell of the matrix."""
    found, about = get_object_or_404(_units(request), code=unit), get_object_or_404(Course, code=course)
    on = _asked_day(request)
    reminds = holds(request.user, "training.manage_training") or holds(request.user, "training.view_unit_training")
    table = PeopleTable(
        request,
        queries.bound_in_unit(found, about, on),
        columns=(
            Column("name", "Person", link=_address),
            Column("standing", "Stands", accessor=lambda row: _words(table.of(row)), sortable=False),
            Column("due", "Until or by", accessor=lambda row: _due(table.of(row)), sortable=False, align="end"),
        ),
        caption=f"{about}, {found}",
        order="name",
        bulk=(BulkAction("nudge", "Remind these people", url=reverse("training:nudge")),) if reminds else (),
        export=f"training-{found.code}-{about.code}",
        empty={"title": "Nobody in this unit needs this course.", "text": ""},
    )
    table.on, table.course = on, about
    return table.respond("training/people.html", {"unit": found, "course": about, "on": on})


def _units(request: HttpRequest) -> Any:
    """Return the units that the person may look into; a 404 for the others, a refusal where there are none at all."""
    if policies.may_see_matrix.allows(request.user, None):
        return Unit.objects.all()
    require(holds(request.user, "training.view_unit_training"), "Only champions, heads and the offices see this page.")
    return units_led_by(signed_in(request), on=timezone.localdate())


def _asked_day(request: HttpRequest) -> Any:
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()


def _address(person: User) -> str:
    return reverse("training:person", args=[person.pk])


def _missing(found: list[queries.Obligation]) -> str:
    return ", ".join(f"{each.course.title} ({each.words.lower()})" for each in found if each.is_gap)


def _next(found: list[queries.Obligation]) -> str:
    open_ones = [each for each in found if each.due_on and not each.is_gap and each.standing != Standing.EXEMPT]
    coming = sorted((each.due_on, each.course.title) for each in open_ones if each.due_on)
    return f"{coming[0][1]}, {day(coming[0][0])}" if coming else ""


def _words(found: list[queries.Obligation]) -> str:
    return found[0].words if found else ""


def _due(found: list[queries.Obligation]) -> Any:
    return found[0].due_on if found else None
