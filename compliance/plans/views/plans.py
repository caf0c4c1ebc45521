"""The pages of one plan, its printed form, its draft and its weight."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from compliance.licensing.models import Case
from compliance.plans import (
    actions,
    cloud,
    contents,
    dossier,
    forms,
    policies,
    presenting,
    queries,
    questions,
    statuses,
)
from compliance.plans.guards import EAR, regimes_of
from compliance.plans.models import ControlPlan
from compliance.plans.views.finding import page_of, visible
from compliance.plans.workflow import PLAN
from portal.core import attachments
from portal.core.asking import ask, posted
from portal.core.pdf import render_pdf


def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what a plan is about and what it says."""
    found = visible(request, reference)
    written = {each.part: each for each in found.sections.all()}
    order = [section.part for section in contents.sections_of(found.weight)]
    context = {
        "facts": presenting.facts(found),
        "items": found.items.prefetch_related("entries").order_by("pk"),
        "sections": [written[part] for part in order if part in written],
        "disposes": policies.may_ask_to_close.allows(request.user, found) and found.is_live,
        "sheets": presenting.sheets(found, actor=request.user),
        "past_funding": bool(found.is_live and found.funded_until and found.funded_until < timezone.localdate()),
    }
    return _page(request, found, "plan", context)


def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is on a plan, and who of them is active."""
    found = visible(request, reference)
    today = timezone.localdate()
    context = {
        "standings": queries.standings(found, today),
        "unlisted": queries.people_not_on_plan(today, plan=found),
        "asked": statuses.asking(regimes_of(found)),
        "keeps_status": policies.may_say_status.allows(request.user, found),
    }
    return _page(request, found, "people", context)


def places(request: HttpRequest, reference: str) -> HttpResponse:
    """Show rooms and systems."""
    found = visible(request, reference)
    context = {
        "rooms": found.rooms.filter(removed_at=None).order_by("pk"),
        "systems": found.systems.filter(removed_at=None).order_by("pk"),
        "parts": cloud.PARTS,
        "under_ear": EAR in regimes_of(found),
    }
    return _page(request, found, "places", context)


def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Show signatures, changes, attestations and certificates."""
    found = visible(request, reference)
    context = {
        "signatures": found.signatures.select_related("person").order_by("-version", "capacity", "pk"),
        "amendments": found.amendments.select_related("made_by").order_by("-version"),
        "attestations": found.attestations.select_related("attested_by").order_by("-number"),
        "certificates": found.certificates.order_by("-pk"),
        "files": attachments.of(found),
    }
    return _page(request, found, "record", context)


def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Print the plan."""
    found = visible(request, reference)
    answer = HttpResponse(render_pdf("plan", dossier.printed(found)), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.reference}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def draft(request: HttpRequest, case: str) -> HttpResponse:
    """Draft a plan where the rules saw no need, or another one than they propose."""
    found = get_object_or_404(Case.objects.visible_to(request.user), reference=case)
    policies.may_draft(request.user, found)
    existing = found.plans.unfinished().first()

    def act(**given: Any) -> None:
        actions.draft(found, actor=request.user, at=timezone.now(), **given)

    return ask(
        request,
        forms.ChooseWeight(posted(request)),
        act,
        to=existing or reverse("plans:index"),
        said=f"A plan for {found} is drafted.",
        title="Draft a control plan",
        caption=f"{found}: {found.title}",
        text="It is filled with what the case says. Nobody signs before you send it.",
        submit="Draft it",
    )


def weight(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose another weight."""
    found = visible(request, reference)
    policies.may_choose_weight(request.user, found)
    return ask(
        request,
        forms.ChooseWeight(posted(request), initial={"weight": found.weight}),
        lambda **given: actions.choose_weight(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The weight is changed.",
        **page_of(found, "How heavy is this plan?", text=found.rule_reason, submit="Change the weight"),
    )


def _page(request: HttpRequest, found: ControlPlan, tab: str, context: dict[str, Any]) -> HttpResponse:
    actor = request.user
    mine = found.signatures.asked().filter(person=actor).order_by("pk")
    offers = PLAN.offers(found, actor=actor)
    shared = {
        "plan": found,
        "tabs": presenting.tabs(found, tab),
        "whose": presenting.whose_move(found),
        "mine": mine,
        "due": found.attestations.due().first() if policies.answers_for(actor, found) else None,
        "offers": offers,
        "entries": presenting.timeline(found)[:8],
        "writes": policies.may_write.allows(actor, found) and (found.is_draft or found.is_live),
        "changes_items": policies.may_change_items.allows(actor, found) and (found.is_draft or found.is_live),
        "chooses_weight": found.is_draft and policies.may_choose_weight.allows(actor, found),
        "all_sheets": questions.SHEETS,
    }
    return render(request, f"compliance/plans/{tab}.html", {**shared, **context})
