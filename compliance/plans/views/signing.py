"""Pages on which a plan is sent, signed, attested and closed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from compliance.plans import actions, contents, forms, policies
from compliance.plans.models import PlanSignature
from compliance.plans.views.finding import page_of, visible
from compliance.plans.workflow import PLAN
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid


def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a plan to be signed."""
    found = visible(request, reference)
    PLAN.check(found, "send", actor=request.user)
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.send(found, actor=request.user, at=timezone.now()),
        to=found,
        said="Everybody whose signature it needs has been asked.",
        **page_of(
            found,
            "Send this plan to be signed",
            text="Everybody named in it gets a mail. From now on each change is signed by those it touches.",
            submit="Send it",
        ),
    )


def sign(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Sign a plan."""
    found = visible(request, reference)
    signature = get_object_or_404(
        PlanSignature.objects.asked().filter(plan=found).select_related("person", "plan"), pk=pk
    )
    policies.may_sign(request.user, signature)
    capacity = signature.get_capacity_display().lower()
    return ask(
        request,
        forms.Sign(posted(request)),
        lambda **given: actions.sign(signature, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="You have signed.",
        **page_of(
            found,
            f"Sign as {capacity}",
            text=contents.SAID[signature.capacity],  # type: ignore[index]
            submit="Sign",
        ),
    )


def attest(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a plan is still true."""
    found = visible(request, reference)
    attestation = found.attestations.due().first()
    if attestation is None:
        raise Http404
    attestation.plan = found
    policies.may_attest(request.user, attestation)
    form = forms.Attest(posted(request))
    return ask(
        request,
        form,
        lambda **_: actions.attest(attestation, actor=request.user, at=timezone.now(), **form.answers()),
        to=found,
        said="Thank you. The next one is due in a year.",
        **page_of(
            found,
            "Is this plan still true?",
            text="Look at its pages first. The office sees your answers.",
            submit="Attest",
        ),
    )


MOVES: dict[str, dict[str, Any]] = {
    "ask_to_close": {
        "label": "Why is nothing left to keep?",
        "title": "Ask to close this plan out",
        "submit": "Ask the office",
        "said": "The office has been asked.",
    },
    "go_on": {
        "label": "Why does it go on?",
        "title": "Let this plan go on",
        "submit": "Let it go on",
        "said": "The plan goes on.",
    },
    "close": {
        "title": "Close this plan out",
        "text": "Nobody is on it any more afterwards. A certificate is written.",
        "submit": "Close it out",
        "said": "The plan is closed out, and its certificate is written.",
    },
    "withdraw": {
        "label": "Why is it not needed?",
        "title": "Take this plan back",
        "submit": "Take it back",
        "tone": "stopped",
        "said": "The plan is taken back.",
    },
}


def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Ask to close a plan, let it go on, close it out or take it back."""
    found = visible(request, reference)
    PLAN.check(found, name, actor=request.user)
    page = dict(MOVES[name])
    said, label = page.pop("said"), page.pop("label", "")
    form = forms.Words(posted(request), label=label) if label else forms.Confirm(posted(request))

    def act(**given: Any) -> None:
        who: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        words = given.get("words", "")
        try:
            if name == "ask_to_close":
                actions.ask_to_close(found, statement=words, **who)
            elif name == "go_on":
                actions.go_on(found, reason=words, **who)
            elif name == "close":
                actions.close(found, **who)
            else:
                actions.withdraw(found, reason=words, **who)
        except Invalid as no:
            raise Invalid(str(no), field="words") from None

    title = page.pop("title")
    return ask(request, form, act, to=found, said=said, **page_of(found, title, **page))
