"""Pages on which somebody changes a plan."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from compliance.plans import actions, cloud, contents, forms, policies, statuses
from compliance.plans.guards import regimes_of
from compliance.plans.models import ControlPlan
from compliance.plans.states import Part
from compliance.plans.views.finding import page_of, visible
from portal.core.asking import ask, posted
from portal.core.errors import Invalid


def _writing(request: HttpRequest, reference: str, *, items: bool = False) -> ControlPlan:
    found = visible(request, reference)
    (policies.may_change_items if items else policies.may_write)(request.user, found)
    return found


def _change(
    request: HttpRequest, found: ControlPlan, form: Any, act: Callable[..., Any], *, tab: str, words: str, **page: Any
) -> HttpResponse:
    signed = "" if found.is_draft else " Those whom it touches are asked to sign it."
    return ask(
        request,
        form,
        lambda **given: act(actor=request.user, at=timezone.now(), **given),
        to=reverse(f"plans:{tab}", args=[found.reference]),
        said=f"The plan is changed.{signed}",
        **page_of(found, words, **page),
    )


def section(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """Write a part anew."""
    found = _writing(request, reference)
    kept = get_object_or_404(found.sections, part=part)
    form = forms.Section(posted(request), plan=found, question=contents.question_of(part), initial={"text": kept.text})

    def act(**given: Any) -> None:
        actions.write_section(found, part=part, **given)

    return _change(request, found, form, act, tab="plan", words=Part(part).label, submit="Save this part")


def signers(request: HttpRequest, reference: str) -> HttpResponse:
    """Name deputy, IT manager and head of unit."""
    found = _writing(request, reference)
    people = {"deputy": found.deputy, "it_manager": found.it_manager, "head": found.head}
    named = {name: person.email for name, person in people.items() if person is not None}
    form = forms.Signers(posted(request), plan=found, initial=named)

    def act(**given: Any) -> None:
        actions.name_signers(found, **given)

    return _change(request, found, form, act, tab="plan", words="Who signs", submit="Save")


def add_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Put somebody on the plan."""
    found = _writing(request, reference)

    def act(**given: Any) -> None:
        actions.add_person(found, **given)

    form = forms.Person(posted(request), plan=found)
    text = "They are asked to sign, and are active once briefed and signed."
    return _change(
        request, found, form, act, tab="people", words="Put somebody on the plan", text=text, submit="Put on the plan"
    )


def remove_person(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take somebody off the plan."""
    found = _writing(request, reference)
    person = get_object_or_404(found.people.on_it().select_related("user", "plan__case", "plan__responsible"), pk=pk)

    def act(words: str, **given: Any) -> None:
        _to_words(lambda: actions.remove_person(person, reason=words, **given))

    return _change(
        request,
        found,
        forms.Words(posted(request)),
        act,
        tab="people",
        words=f"Take {person} off the plan",
        submit="Take off",
        tone="stopped",
    )


def status(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Keep what a control's text makes of a person."""
    found = visible(request, reference)
    policies.may_say_status(request.user, found)
    person = get_object_or_404(found.people.on_it().select_related("user", "plan__case"), pk=pk)
    asked = statuses.asking(regimes_of(found))
    said = {"status": person.status, "authorisation": person.authorisation_id}
    form = forms.Status(posted(request), plan=found, initial=said)

    def act(**given: Any) -> None:
        actions.say_status(person, **given)

    text = " ".join(f"{words}." for words in asked.values()) or "No text that applies here asks, so nothing is kept."
    return _change(
        request, found, form, act, tab="people", words=f"Legal status of {person}", text=text, submit="Keep it"
    )


def add_room(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a room."""
    found = _writing(request, reference)

    def act(**given: Any) -> None:
        actions.add_room(found, **given)

    return _change(
        request, found, forms.Room(posted(request), plan=found), act, tab="places", words="Add a room", submit="Add it"
    )


def remove_room(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a room out."""
    found = _writing(request, reference)
    room = get_object_or_404(found.rooms.filter(removed_at=None).select_related("plan__case"), pk=pk)

    def act(words: str, **given: Any) -> None:
        _to_words(lambda: actions.remove_room(room, reason=words, **given))

    return _change(
        request,
        found,
        forms.Words(posted(request)),
        act,
        tab="places",
        words=f"Take {room} out",
        submit="Take out",
        tone="stopped",
    )


def add_system(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a system."""
    found = _writing(request, reference)

    def act(**given: Any) -> None:
        actions.add_system(found, **given)

    text = "For a cloud service, four more questions follow."
    return _change(
        request,
        found,
        forms.System(posted(request), plan=found),
        act,
        tab="places",
        words="Add a system",
        text=text,
        submit="Add it",
    )


def judge_system(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answer the four parts for a cloud service."""
    found = _writing(request, reference)
    system = get_object_or_404(found.systems.filter(removed_at=None).select_related("plan__case"), pk=pk)
    said = {part.field: getattr(system, part.field) for part in cloud.PARTS}
    form = forms.Cloud(posted(request), plan=found, initial=said)

    def act(**given: Any) -> None:
        actions.judge_system(system, **given)

    text = "Storing and sending it there is no export only where all four hold. “I do not know” counts as no."
    return _change(
        request, found, form, act, tab="places", words=f"Is {system} an export?", text=text, submit="Save the answers"
    )


def remove_system(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a system out."""
    found = _writing(request, reference)
    system = get_object_or_404(found.systems.filter(removed_at=None).select_related("plan__case"), pk=pk)

    def act(words: str, **given: Any) -> None:
        _to_words(lambda: actions.remove_system(system, reason=words, **given))

    return _change(
        request,
        found,
        forms.Words(posted(request)),
        act,
        tab="places",
        words=f"Take {system} out",
        submit="Take out",
        tone="stopped",
    )


def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Add something controlled that the case does not name."""
    found = _writing(request, reference, items=True)

    def act(**given: Any) -> None:
        actions.add_item(found, **given)

    form = forms.Item(posted(request), plan=found)
    return _change(request, found, form, act, tab="plan", words="Add an item", submit="Add it")


def dispose(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say what became of an item."""
    found = visible(request, reference)
    policies.may_ask_to_close(request.user, found)
    item = get_object_or_404(found.items.select_related("plan__case"), pk=pk)
    said = {"disposition": item.disposition, "disposed_on": item.disposed_on, "note": item.disposition_note}
    form = forms.Dispose(posted(request), request.FILES or None, initial=said)

    def act(**given: Any) -> None:
        try:
            actions.dispose(item, **given)
        except Invalid as no:
            raise Invalid(str(no), field="evidence" if no.field == "file" else no.field) from None

    return _change(request, found, form, act, tab="plan", words=f"What became of {item}?", submit="Save")


def _to_words(act: Callable[[], Any]) -> None:
    """These pages call a reason words; a refusal of the reason goes to that field."""
    try:
        act()
    except Invalid as no:
        raise Invalid(str(no), field="words") from None
