"""Pages of visits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions, policies, visiting
from compliance.enduse.forms import diligence as forms
from compliance.enduse.forms.statements import Confirm, Words
from compliance.enduse.models import Visit
from compliance.enduse.workflow import VISIT
from compliance.licensing.models import Authorisation
from compliance.parties import standing
from compliance.parties.tables import NamingTable
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.tables import Column

COLUMNS = (
    Column("party", "To whom", link=True, order_by="party__name", wide=True),
    Column("authorisation", "Authorisation", accessor="authorisation.reference", order_by="authorisation__reference"),
    Column("planned_on", "Planned"),
    Column("by_video", "By video"),
    Column("lead", "Led by", order_by="lead__name"),
    Column("state", "State", template="components/cells/state.html"),
)


def index(request: HttpRequest) -> HttpResponse:
    """List the visits that the person may see."""
    table = NamingTable(
        request,
        Visit.objects.visible_to(request.user).select_related("party", "authorisation", "lead"),
        columns=COLUMNS,
        caption="Visits",
        order="-planned_on",
        export="visits",
        empty={"title": "No visit is planned.", "text": "Plan one on the end-use page of a case."},
    )
    return table.respond("compliance/enduse/visits.html", {})


def _visible(request: HttpRequest, pk: int) -> Visit:
    whole = Visit.objects.visible_to(request.user).select_related(
        "authorisation__case__applicant", "party", "lead", "verification"
    )
    return get_object_or_404(whole, pk=pk)


def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan a visit."""
    found = get_object_or_404(
        Authorisation.objects.visible_to(request.user).select_related("case__applicant"), reference=reference
    )
    policies.may_visit(request.user, found)
    awaited = found.verifications.awaited().order_by("due_on").first()

    def act(**given: Any) -> None:
        actions.plan_visit(
            found, lead=signed_in(request), verification=awaited, actor=signed_in(request), at=timezone.now(), **given
        )

    return ask(
        request,
        forms.PlanVisit(posted(request), case=found.case),
        act,
        to=reverse("enduse:case", args=[found.case.reference]),
        said="The visit is planned.",
        title="Plan a visit",
        caption=f"{found}: {found.case.title}",
        submit="Plan it",
    )


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a visit."""
    found = _visible(request, pk)
    manages = policies.may_manage_visit.allows(request.user, found)
    context = {
        "visit": found,
        "standing": standing.for_reader([found.party], user=request.user, at=timezone.now()).get(found.party_id),
        "answers": found.answers.order_by("pk"),
        "people": found.people.order_by("-ours", "pk"),
        "areas": found.areas.order_by("pk"),
        "actions": found.actions.select_related("done_by").order_by("number"),
        "manages": manages,
        "asked": found.state == "planned" and (manages or found.authorisation.case.applicant_id == request.user.pk),
        "offers": [each for each in VISIT.offers(found, actor=request.user) if manages],
    }
    return render(request, "compliance/enduse/visit.html", context)


def before(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what is asked before a visit."""
    found = _visible(request, pk)
    if found.authorisation.case.applicant_id != request.user.pk:
        policies.may_manage_visit(request.user, found)
    said = dict(found.answers.values_list("question", "answer"))
    return ask(
        request,
        forms.Before(posted(request), initial=said),
        lambda **given: actions.answer_before(found, answers=given, actor=request.user, at=timezone.now()),
        to=found,
        said="Kept.",
        title="Before the visit",
        caption=str(found),
        submit="Keep",
    )


def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was found."""
    found = _visible(request, pk)
    VISIT.check(found, "make", actor=request.user)
    form = forms.Made(posted(request), initial={"made_on": found.planned_on})

    def act(**given: Any) -> None:
        names = {name: given[name] for name in ("made_on", "summary", "people")}
        actions.make_visit(found, grades=form.grades(), actor=request.user, at=timezone.now(), **names)

    return ask(
        request,
        form,
        act,
        to=found,
        said="Written down. Add what has to be done.",
        title="What did the visit find?",
        caption=str(found),
        text=f"Grade {len(visiting.AREAS)} areas from 1, not kept, to 5, kept and shown.",
        submit="Write it down",
    )


def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Add something that has to be done."""
    found = _visible(request, pk)
    policies.may_manage_visit(request.user, found)
    return ask(
        request,
        forms.Action(posted(request)),
        lambda **given: actions.add_action(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="Added.",
        title="What has to be done?",
        caption=str(found),
        submit="Add it",
    )


def do_action(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say that something is done."""
    found = _visible(request, pk)
    policies.may_manage_visit(request.user, found)
    action = get_object_or_404(found.actions.select_related("visit__authorisation__case"), number=number)

    def act(words: str) -> None:
        try:
            actions.do_action(action, note=words, actor=request.user, at=timezone.now())
        except Invalid as no:
            raise Invalid(str(no), field="words") from None

    return ask(
        request,
        Words(posted(request), label="What was done, and what shows it?"),
        act,
        to=found,
        said="Done.",
        title=f"Action {number}",
        caption=str(found),
        text=action.text,
        submit="It is done",
    )


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Close a visit, or call it off."""
    if name not in ("close", "cancel"):
        raise Http404
    found = _visible(request, pk)
    VISIT.check(found, name, actor=request.user)

    def act(words: str = "") -> None:
        who: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        if name == "close":
            actions.close_visit(found, **who)
        else:
            actions.call_off(found, reason=words, **who)

    title = VISIT.moves[name].title
    form = Confirm(posted(request)) if name == "close" else Words(posted(request))
    return ask(request, form, act, to=found, said=f"{title}: done.", title=title, caption=str(found), submit=title)
