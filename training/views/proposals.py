"""Proposals: who is ready for the deadline, and what the others still need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to
from portal.core.tables import Column, Table
from portal.core.words import day
from training import actions, forms, policies, queries
from training.models import Proposal, ProposalPerson, Requirement
from training.states import Audience


def index(request: HttpRequest) -> HttpResponseBase:
    """List the proposals that this person knows of."""
    table = Table(
        request,
        Proposal.objects.standing().visible_to(signed_in(request)).select_related("entered_by"),
        columns=(
            Column("title", "Proposal", link=True, wide=True),
            Column("funder", "Funder", accessor=lambda row: row.funder.upper()),
            Column("entered_by", "Entered by", order_by="entered_by__name"),
            Column("due_on", "Deadline", align="end"),
        ),
        caption="Proposals",
        order="due_on",
        empty={
            "title": "No proposal is entered.",
            "text": "Enter one some weeks before its deadline; everybody on it sees what they need by then.",
            "action_url": reverse("training:enter-proposal"),
            "action_label": "Enter a proposal",
        },
    )
    return table.respond("training/proposals.html", {})


def enter(request: HttpRequest) -> HttpResponse:
    """Enter a proposal."""
    form = forms.NewProposal(posted(request))
    if form.is_valid():
        try:
            made = actions.enter_proposal(actor=signed_in(request), at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return redirect(made)
    return render(request, "training/enter_proposal.html", {"form": form})


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is ready for a proposal."""
    found = _proposal(request, pk)
    ready = queries.readiness(found, timezone.localdate())
    rules = Requirement.objects.on(timezone.localdate()).filter(audience=Audience.FUNDER, audience_key=found.funder)
    context = {
        "proposal": found,
        "people": ready,
        "ready": sum(each.ready for each in ready),
        "rules": rules.select_related("course"),
        "keeps": policies.may_keep_proposal.allows(request.user, found),
    }
    return render(request, "training/proposal.html", context)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people to a proposal."""
    found = _proposal(request, pk)
    policies.may_keep_proposal(request.user, found)

    def each(people: list) -> None:
        for person in people:
            actions.add_to_proposal(found, person=person, actor=signed_in(request), at=timezone.now())

    return ask(
        request,
        forms.AddPeople(posted(request)),
        each,
        to=found,
        said="They see now what they need, and by when.",
        title="Add people",
        caption=found.title,
        submit="Add them",
        text=f"The deadline is {day(found.due_on)}. Whoever is added later has the funder's days of grace.",
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a proposal."""
    place = get_object_or_404(ProposalPerson.objects.select_related("proposal", "person"), pk=pk)
    found = _proposal(request, place.proposal_id)
    actions.remove_from_proposal(place, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{place.person} is off the proposal.")
    return redirect(found)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind everybody on a proposal who is not ready, as far as the person who asks may."""
    found = _proposal(request, pk)
    told = 0
    for each in queries.readiness(found, timezone.localdate()):
        person = each.place.person
        if each.ready or not policies.may_nudge.allows(request.user, person):
            continue
        try:
            actions.nudge(person, actor=request.user, at=timezone.now())
        except Conflict as no:
            messages.warning(request, str(no))
        else:
            told += 1
    messages.success(request, f"{told} {'person is' if told == 1 else 'people are'} reminded.")
    return redirect(found)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal."""
    found = _proposal(request, pk)
    policies.may_keep_proposal(request.user, found)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.withdraw_proposal(found, actor=signed_in(request), at=timezone.now()),
        to=reverse("training:proposals"),
        said="The proposal asks for nothing any more.",
        title="Withdraw the proposal",
        caption=found.title,
        submit="Withdraw it",
        tone="stopped",
    )


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    visible = Proposal.objects.standing().visible_to(signed_in(request))
    return get_object_or_404(visible.select_related("entered_by"), pk=pk)
