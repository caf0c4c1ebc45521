"""Pages of screenings: what was asked, of which lists, what came of it; one party's screening; a name on its own."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.parties.models import Party
from compliance.parties.policies import may_merge
from compliance.screening import actions, forms, policies
from compliance.screening import certificate as certificates
from compliance.screening.duplicates import suggest
from compliance.screening.models import ScreeningRun
from compliance.screening.queries import NOT_SHOWN, status_of
from compliance.screening.states import Outcome
from compliance.screening.views.hits import tabs
from portal.core import words
from portal.core.interface import Row
from portal.core.tables import Column, Table

TONES = {Outcome.CLEAR: "done", Outcome.HITS: "waiting", Outcome.NOT_SCREENED: "stopped"}
COLUMNS = (
    Column("name", "Who", link=True, wide=True),
    Column("outcome", "Outcome", template="compliance/screening/cells/outcome.html"),
    Column("found", "Candidates", align="end"),
    Column("suppressed", "Cleared before", align="end"),
    Column("cause", "Why"),
    Column("ran_by", "By", accessor=lambda run: str(run.ran_by or "The portal"), order_by="ran_by__name"),
    Column("ran_at", "When"),
)


def runs(request: HttpRequest) -> HttpResponseBase:
    """List screenings, the newest first."""
    policies.may_see_screening(request.user)
    table = Table(
        request,
        ScreeningRun.objects.select_related("ran_by"),
        columns=COLUMNS,
        caption="Screenings, newest first",
        order="-ran_at",
        export="screenings",
        empty={"title": "Nobody was screened yet.", "text": "A screening is kept here whatever came of it."},
    )
    return table.respond("compliance/screening/runs.html", {"tabs": tabs(request)})


def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one screening."""
    policies.may_see_screening(request.user)
    run = get_object_or_404(ScreeningRun.objects.select_related("party", "basis", "ran_by"), pk=pk)
    versions = list(run.basis.versions.select_related("source").order_by("source__code")) if run.basis else []
    context = {
        "run": run,
        "tone": TONES[Outcome(run.outcome)],
        "facts": _facts(run),
        "lists": [
            [str(v.source), v.number, v.source_date or words.as_day(v.received_at), v.entry_count] for v in versions
        ],
        "candidates": [
            [each["name"], each["list"], each["band"].capitalize(), f"{each['adjusted']:.2f}"] for each in run.result
        ],
        "code": certificates.code_of(run),
        "candidate_head": ["Listed as", "List", "Band", "Score"],
        "list_head": ["List", "Edition", "Dated or received", "Entries"],
        "not_shown": NOT_SHOWN,
    }
    return render(request, "compliance/screening/run.html", context)


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the printed certificate of one screening."""
    policies.may_see_screening(request.user)
    run = get_object_or_404(ScreeningRun.objects.select_related("party", "basis", "ran_by"), pk=pk)
    response = HttpResponse(certificates.render(run, at=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="screening-{run.pk}.pdf"'
    return response


def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where one party stands: status, hits, screenings."""
    policies.may_see_screening(request.user)
    party = get_object_or_404(Party.objects.visible_to(request.user), pk=pk)
    at = timezone.now()
    hits = party.hits.marked(on=words.as_day(at)).select_related("entry", "source").order_by("-adjusted", "pk")
    context = {
        "party": party,
        "status": status_of([party], at)[party.pk],
        "hits": list(hits[:100]),
        "runs": list(party.screenings.select_related("ran_by").order_by("-ran_at", "-pk")[:25]),
        "not_shown": NOT_SHOWN,
    }
    return render(request, "compliance/screening/party.html", context)


def duplicates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which other records may be the same party."""
    policies.may_see_screening(request.user)
    party = get_object_or_404(Party.objects.visible_to(request.user).in_use(), pk=pk)
    context = {"party": party, "suggestions": suggest(party), "may_merge": may_merge.allows(request.user, party)}
    return render(request, "compliance/screening/duplicates.html", context)


@require_POST
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Screen one party now."""
    policies.may_see_screening(request.user)
    party = get_object_or_404(Party.objects.visible_to(request.user), pk=pk)
    run = actions.screen_party(party, actor=request.user, at=timezone.now())
    said = {
        Outcome.CLEAR: (messages.success, f"{party} was screened: no match is open."),
        Outcome.HITS: (messages.warning, f"{party} was screened: {run.found - run.suppressed} possible matches."),
        Outcome.NOT_SCREENED: (messages.error, f"{party} was not screened. {run.why}"),
    }
    say, sentence = said[Outcome(run.outcome)]
    say(request, sentence)
    return redirect("screening:party", pk=party.pk)


def name(request: HttpRequest) -> HttpResponse:
    """Ask the lists about a name that belongs to no party."""
    policies.may_screen_names(request.user)
    form = forms.AskName(request.POST or None)
    if form.is_valid():
        return redirect(actions.screen_name(form.query(), actor=request.user, at=timezone.now()))
    return render(request, "compliance/screening/name.html", {"form": form, "tabs": tabs(request)})


def _facts(run: ScreeningRun) -> list[Row]:
    asked = json.loads(run.query)
    facts = [
        Row(key="When", value=words.moment(run.ran_at)),
        Row(key="By", value=str(run.ran_by or "The portal")),
        Row(key="Why", value=run.get_cause_display()),
        Row(key="Name", value=asked["name"]),
        Row(key="Other names", value=" · ".join(asked["aliases"])),
        Row(key="What they are", value=asked["kind"].capitalize()),
        Row(key="Countries", value=", ".join(asked["countries"])),
        Row(key="Candidates at or above the review threshold", value=run.found),
        Row(key="Cleared before on the same evidence", value=run.suppressed),
        Row(
            key="Thresholds", value=", ".join(f"{k} {v:.2f}" for k, v in run.thresholds.items() if isinstance(v, float))
        ),
        Row(key="Kept until", value=words.day(run.keep_until), hint=run.get_retention_display()),
    ]
    if run.basis:
        versions = f"engine {run.basis.engine_version}, normaliser {run.basis.normaliser_version}"
        facts.append(Row(key="Searched by", value=versions))
    return facts
