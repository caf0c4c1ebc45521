"""Pages on which somebody moves a case: ask, answer, recommend, review, decide, send back, hold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.licensing import actions, neighbours, policies, presenting
from compliance.licensing.drafting import Draft
from compliance.licensing.forms import office as forms
from compliance.licensing.forms.drafts import Confirm, Reason
from compliance.licensing.models import Case
from compliance.licensing.states import ReviewKind
from compliance.licensing.views.asking import ask, posted, visible
from compliance.licensing.workflow import CASE


def _to(case: Case, name: str = "case") -> str:
    return Draft(case).url(name)


def ask_applicant(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the applicant."""
    case = visible(request, reference)
    CASE.check(case, "ask", actor=request.user)
    return ask(
        request,
        forms.Question(posted(request)),
        lambda form: actions.ask(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "questions"),
        said=f"{case.applicant} has been asked. The clock stands until there is an answer.",
        title="Ask the applicant",
        caption=f"{case}: {case.title}",
        submit="Ask",
    )


def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Answer a question of the office."""
    case = visible(request, reference)
    policies.may_answer(request.user, case)
    question = get_object_or_404(case.requests.select_related("case__applicant"), number=number)
    return ask(
        request,
        forms.Answer(posted(request)),
        lambda form: actions.answer(question, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "questions"),
        said="Your answer is with the office.",
        title=f"Question {number} of the office",
        caption=f"{case}: {case.title}",
        text=question.question,
        submit="Answer",
    )


def close_question(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Close a question without an answer."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    question = get_object_or_404(case.requests.select_related("case__applicant"), number=number)
    return ask(
        request,
        Reason(posted(request), label="Why is no answer needed?"),
        lambda form: actions.close(question, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "questions"),
        title=f"Close question {number}",
        caption=str(case),
        text=question.question,
        submit="Close",
    )


def recommend(request: HttpRequest, reference: str) -> HttpResponse:
    """Recommend a decision."""
    case = visible(request, reference)
    CASE.check(case, "recommend", actor=request.user)
    return ask(
        request,
        forms.Recommendation(posted(request)),
        lambda form: actions.recommend(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        said="Your recommendation is with the second reviewer.",
        title="Recommend a decision",
        caption=f"{case}: {case.title}",
        submit="Recommend",
    )


def second_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the second review."""
    case = visible(request, reference)
    CASE.check(case, "disagree", actor=request.user)
    first = case.reviews.standing().filter(kind=ReviewKind.RECOMMENDATION).order_by("-order").first()
    return ask(
        request,
        forms.SecondReview(posted(request)),
        lambda form: actions.give_second_review(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        said="Your review is on record.",
        template="compliance/licensing/second_review.html",
        title="Second review",
        caption=f"{case}: {case.title}",
        submit="Give the review",
        first=first,
    )


def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up the council's advice."""
    case = visible(request, reference)
    CASE.check(case, "take_up", actor=request.user)
    return ask(
        request,
        Confirm(posted(request)),
        lambda _form: actions.take_up_advice(case, actor=request.user, at=timezone.now()),
        to=_to(case),
        title="Take up the council's advice",
        caption=f"{case}: {case.title}",
        submit="Take it up",
    )


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide a case."""
    case = visible(request, reference)
    policies.may_decide(request.user, case)
    move = {"refuse": "refuse", "approve_with_conditions": "approve_with_conditions"}
    wanted = request.GET.get("verdict", "")
    CASE.check(case, move.get(wanted, "refuse"), actor=request.user)
    transfers = case.transfers.select_related("item", "recipient__party").order_by("number")
    advice = neighbours.advice_on(case)
    form = forms.Decision(
        posted(request),
        transfers=transfers,
        advised=bool(advice and advice.unanimous),
        initial={"verdict": wanted, **_proposed(case)},
    )
    return ask(
        request,
        form,
        lambda form: actions.decide(case, actor=request.user, at=timezone.now(), **form.decision()),
        to=_to(case),
        said=f"{case} is decided. {case.applicant} has been told.",
        template="compliance/licensing/decide.html",
        title="Decide this case",
        caption=f"{case}: {case.title}",
        case=case,
        other_side=presenting.other_side(case, request.user),
        advice=advice,
        reviews=case.reviews.standing().select_related("reviewer").order_by("order"),
    )


def _proposed(case: Case) -> dict[str, str]:
    """Return the conditions that were recommended, line by line, for the form to begin with."""
    first = case.reviews.standing().filter(kind=ReviewKind.RECOMMENDATION).order_by("-order").first()
    lines = [line.strip() for line in (first.conditions if first else "").splitlines() if line.strip()]
    return {f"condition_{number}": line for number, line in enumerate(lines[: forms.ROWS], start=1)}


def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Return a case without a decision."""
    case = visible(request, reference)
    CASE.check(case, "send_back", actor=request.user)
    return ask(
        request,
        Reason(posted(request), label="What should the researcher do?"),
        lambda form: actions.send_back(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case),
        said="The case is returned.",
        title="Return without a decision",
        caption=f"{case}: {case.title}",
        submit="Return",
    )


def raise_tier(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a case more review."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    return ask(
        request,
        forms.RaiseTier(posted(request), above=case.tier or 0),
        lambda form: actions.raise_tier(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Ask for more review",
        caption=f"{case}: {case.title}",
        submit="Raise the tier",
    )


@require_POST
def check_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Screen, determine and route once more."""
    case = visible(request, reference)
    actions.check_again(case, actor=request.user, at=timezone.now())
    messages.success(request, "Screened, determined and routed again.")
    return redirect(_to(case, "transfers"))


def determine(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Determine a transfer by hand."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    transfer = get_object_or_404(case.transfers.select_related("case", "item", "recipient__party"), number=number)
    standing = list(transfer.determinations.standing().values_list("regime", flat=True))
    regimes = [(code, code) for code in standing] or neighbours.regimes()
    return ask(
        request,
        forms.Determination(posted(request), regimes=regimes),
        lambda form: actions.determine(transfer, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "transfers"),
        title=f"Determine transfer {number}",
        caption=f"{transfer.item} to {transfer.party}",
        text="Your answer stands beside what the rules said, with your name and your reasons. "
        f"On the lists: {presenting.other_side(case, request.user)}.",
        submit="Determine",
    )


# -- Holds, flags, notes ------------------------------------------------------------


def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Place a hold."""
    case = visible(request, reference)
    policies.may_place_hold(request.user, case)
    return ask(
        request,
        forms.Hold(posted(request)),
        lambda form: actions.place_hold(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Hold this case",
        caption=f"{case}: {case.title}",
        text="Nobody can approve it until the hold is lifted.",
        submit="Hold",
        tone="stopped",
    )


def lift(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Lift a hold."""
    case = visible(request, reference)
    found = get_object_or_404(case.holds.select_related("case"), pk=pk)
    policies.may_lift_hold(request.user, found)
    return ask(
        request,
        Reason(posted(request)),
        lambda form: actions.lift_hold(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Lift the hold",
        caption=str(case),
        text=found.reason,
        submit="Lift",
    )


def flag(request: HttpRequest, reference: str) -> HttpResponse:
    """Raise a red flag."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    return ask(
        request,
        forms.Flag(posted(request)),
        lambda form: actions.raise_flag(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Raise a red flag",
        caption=f"{case}: {case.title}",
        submit="Raise",
    )


def settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Settle a red flag."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    found = get_object_or_404(case.flags.select_related("case"), pk=pk)
    return ask(
        request,
        forms.Settling(posted(request)),
        lambda form: actions.settle_flag(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Settle a red flag",
        caption=str(case),
        text=found.title,
        submit="Settle",
    )


def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note."""
    case = visible(request, reference)
    policies.may_review(request.user, case)
    return ask(
        request,
        forms.Note(posted(request)),
        lambda form: actions.add_note(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=_to(case, "review"),
        title="Write a note",
        caption=f"{case}: {case.title}",
        submit="Keep the note",
    )


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case in hand."""
    case = visible(request, reference)
    actions.assign([case], officer=request.user, actor=request.user, at=timezone.now())
    messages.success(request, f"{case} is in your hands.")
    return redirect(_to(case))
