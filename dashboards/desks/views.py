"""The internal dashboards, one page: each person sees the desks that are theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards.desks import policies, queries
from dashboards.fairness import queries as fairness


def overview(request: HttpRequest) -> HttpResponse:
    """Show how things stand now."""
    person, at = request.user, timezone.now()
    today = timezone.localdate()
    context = {
        "now": at,
        "office": queries.office(person, at=at) if policies.may_see_office.allows(person) else None,
        "units": queries.units(person, on=today),
        "council": queries.council(person, at=at) if policies.may_see_council.allows(person) else None,
        "oversight": queries.oversight(person, at=at) if policies.may_see_oversight.allows(person) else None,
        "may_see_fairness": policies.may_see_fairness.allows(person),
    }
    return render(request, "dashboards/desks/overview.html", context)


def groups(request: HttpRequest) -> HttpResponse:
    """Show whether groups fare alike, legally driven differences apart."""
    policies.may_see_fairness(request.user)
    by = request.GET.get("by", "")
    by = by if by in fairness.GROUPINGS else next(iter(fairness.GROUPINGS))
    found = fairness.compare(request.user, by=by, at=timezone.now())
    tabs = [
        {"label": each.label, "url": f"?by={code}", "current": code == by} for code, each in fairness.GROUPINGS.items()
    ]
    return render(request, "dashboards/desks/fairness.html", {"found": found, "tabs": tabs, "fewest": fairness.FEWEST})
