"""Pages of audits: the list, one audit with its sample, drawing it again, the look at one case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.assurance import actions, forms, policies, population
from compliance.assurance.models import Audit, AuditedCase
from compliance.assurance.states import AuditState, Looked
from compliance.assurance.views.asking import ask
from compliance.assurance.workflow import AUDIT
from portal.core import attachments
from portal.core.events import events_about
from portal.core.interface import Entry
from portal.core.tables import Column, Table

TITLES = {
    "assurance.audit.planned": "Planned",
    "assurance.audit.drawn": "Sample drawn",
    "assurance.audit.case_looked_at": "A case looked at",
    "assurance.audit.concluded": "Concluded",
    "assurance.audit.cancelled": "Cancelled",
    "core.attachment.stored": "File added",
}
COLUMNS = (
    Column("reference", "Audit", link=True),
    Column("title", "What", wide=True),
    Column("from_on", "From"),
    Column("to_on", "To"),
    Column("population", "Drawn from", align="end"),
    Column("lead", "Led by", order_by="lead__name"),
    Column("report_on", "Report due"),
    Column("state", "State", template="components/cells/state.html"),
)
SAMPLE = (
    Column("number", "No.", align="end"),
    Column("case", "Case", accessor="case.reference", order_by="case__reference", link=lambda row: _look_url(row)),
    Column("stratum", "Stratum"),
    Column("rank", "Rank", accessor=lambda row: f"{row.rank[:12]}…", sortable=False),
    Column("looked", "The look showed", template="compliance/assurance/cells/looked.html"),
    Column("looked_by", "Looked at by", order_by="looked_by__name"),
)


def _look_url(row: AuditedCase) -> str:
    return f"{row.audit.get_absolute_url()}{row.number}/"


def index(request: HttpRequest) -> HttpResponse:
    """List audits, the newest first."""
    policies.may_see(request.user, None)
    table = Table(
        request,
        Audit.objects.visible_to(request.user).select_related("lead"),
        columns=COLUMNS,
        caption="Audits, newest first",
        order="-from_on",
        export="audits",
        empty={
            "title": "No audit is planned.",
            "text": "Plan one for a period that has ended: a sample of its decisions is drawn that anybody can draw "
            "again, and each case in it is looked at by somebody who had no hand in it.",
        },
    )
    context = {"may_plan": policies.may_audit.allows(request.user, None)}
    return table.respond("compliance/assurance/audits.html", context)


def _visible(request: HttpRequest, reference: str) -> Audit:
    found = Audit.objects.visible_to(request.user).select_related("lead", "planned_by", "drawn_by")
    return get_object_or_404(found, reference=reference)


def audit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one audit with its sample."""
    found = _visible(request, reference)
    cases = found.cases.select_related("case", "looked_by", "audit")
    table = Table(
        request, cases, columns=SAMPLE, caption="The sample", order="number", export=found.reference, page_size=50
    )
    entries = [
        Entry(at=event.at, title=TITLES.get(event.verb, event.verb), who=str(event.actor or "The portal"))
        for event in events_about(found)
    ]
    drawn = found.state not in (AuditState.PLANNED, AuditState.CANCELLED)
    context = {
        "audit": found,
        "offers": AUDIT.offers(found, actor=request.user),
        "drawn": drawn,
        "looked_at": cases.exclude(looked=Looked.NOT_YET).count() if drawn else 0,
        "sample_size": cases.count() if drawn else 0,
        "files": attachments.of(found),
        "entries": entries[::-1],
    }
    return table.respond("compliance/assurance/audit.html", context)


def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the sample again, and show it beside the one that was kept."""
    found = _visible(request, reference)
    if not found.seed:
        return render(request, "compliance/assurance/again.html", {"audit": found})
    sample, same = population.drawn_again(found)
    kept = list(found.cases.order_by("number").values_list("number", "case__reference", "stratum", "rank"))
    drawn = [(number, each.member.reference, each.member.stratum, each.rank) for number, each in enumerate(sample, 1)]
    context = {
        "audit": found,
        "population_is_same": same,
        "sample_is_same": kept == drawn,
        "rows": [[number, case, stratum, f"{rank[:16]}…"] for number, case, stratum, rank in drawn],
        "head": ["No.", "Case", "Stratum", "Rank"],
    }
    return render(request, "compliance/assurance/again.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    """Plan an audit."""
    policies.may_audit(request.user, None)

    def act(data: dict) -> Any:
        planned = actions.plan_audit(actor=request.user, at=timezone.now(), **data)
        return planned, f"{planned} is planned."

    form = forms.PlanAudit(request.POST or None, initial={"least": 1, "size": 30, "lead": request.user})
    return ask(request, form, act, back="/audits/", title="Plan an audit", submit="Plan it")


def draw(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the sample."""
    found = _visible(request, reference)
    AUDIT.check(found, "draw", actor=request.user)

    def act(_data: dict) -> Any:
        sample = actions.draw_sample(found, actor=request.user, at=timezone.now())
        return found, f"{len(sample)} cases of {found.population} are drawn."

    text = (
        f"At least {found.least} of each stratum, {found.size} in all, of the cases decided from "
        f"{found.from_on:%-d %B %Y} to {found.to_on:%-d %B %Y}. The seed is made now and kept; a sample is drawn once."
    )
    return _about(
        request, found, forms.Nothing(request.POST or None), act, title="Draw the sample", submit="Draw it", text=text
    )


def conclude(request: HttpRequest, reference: str) -> HttpResponse:
    """Conclude the audit."""
    found = _visible(request, reference)
    AUDIT.check(found, "conclude", actor=request.user)

    def act(data: dict) -> Any:
        actions.conclude_audit(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is concluded."

    return _about(
        request, found, forms.Result(request.POST or None), act, title="Conclude the audit", submit="Conclude it"
    )


def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel it."""
    found = _visible(request, reference)
    AUDIT.check(found, "cancel", actor=request.user)

    def act(data: dict) -> Any:
        actions.cancel_audit(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is cancelled."

    return _about(
        request, found, forms.Reason(request.POST or None), act, title="Cancel this audit", submit="Cancel it"
    )


def look(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Look at one case of the sample, and say what that showed."""
    found = _visible(request, reference)
    audited = get_object_or_404(
        found.cases.select_related(
            "case__applicant", "case__unit", "case__decided_by", "audit", "looked_by", "finding"
        ),
        number=number,
    )
    refusal = policies.may_look_at.refusal(request.user, audited)
    waits = audited.looked == Looked.NOT_YET and found.state == AuditState.DRAWN
    if request.method == "POST":
        policies.may_look_at(request.user, audited)

    def act(data: dict) -> Any:
        actions.look_at(audited, actor=request.user, at=timezone.now(), **data)
        return found, f"{audited.case}: {audited.get_looked_display().lower()}."

    form = forms.Look(request.POST or None)
    context = {"audited": audited, "audit": found, "form": form, "waits": waits, "refusal": refusal if waits else None}
    if request.method == "POST" and form.is_valid():
        return ask(request, form, act, back=found.get_absolute_url(), title="Look at a case", submit="Keep it")
    return render(request, "compliance/assurance/look.html", context)


def _about(request: HttpRequest, found: Audit, form: Any, act: Any, **words: str) -> HttpResponse:
    return ask(
        request, form, act, back=found.get_absolute_url(), caption=found.reference, **{"text": found.title, **words}
    )
