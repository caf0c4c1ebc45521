"""Pages of statements for the office: the list, one statement beside its case, and its moves."""

from typing import Any

import django_filters
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.enduse import actions, policies, statementform, validity
from compliance.enduse.forms import statements as forms
from compliance.enduse.models import Statement
from compliance.enduse.states import OPEN_STATEMENTS, Agreement, StatementRegime, StatementState
from compliance.enduse.workflow import STATEMENT
from compliance.licensing.models import Case
from compliance.parties import standing
from compliance.parties.models import Party
from compliance.parties.tables import NamingTable
from portal.core import attachments
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.events import events_about
from portal.core.interface import Entry, Row
from portal.core.tables import Column
from portal.core.words import as_day, day

COLUMNS = (
    Column("reference", "Statement", link=True),
    Column("party", "Recipient", order_by="party__name", wide=True),
    Column("case", "Case", accessor="case.reference", order_by="case__reference"),
    Column("regime", "For"),
    Column("state", "State", template="components/cells/state.html"),
    Column("due_on", "Due", order_by=("is_over", "due_on")),
    Column("valid_until", "Counts until"),
)
TITLES = {
    "enduse.statement.wanted": "Asked for",
    "enduse.statement.invited": "Recipient invited",
    "enduse.statement.saved": "Recipient saved a page",
    "enduse.statement.signed": "Signed by the recipient",
    "enduse.statement.filed": "Form signed by hand filed",
    "enduse.statement.evidence_kept": "Evidence kept",
    "enduse.statement.accepted": "Accepted",
    "enduse.statement.sent_back": "Sent back",
    "enduse.statement.excused": "Recorded why there is none",
    "enduse.statement.withdrawn": "Asked for no longer",
    "enduse.link.made": "Link made",
    "core.attachment.stored": "File added",
}


class StatementFilter(django_filters.FilterSet):
    """What officers look for."""

    state = django_filters.MultipleChoiceFilter(label="State", choices=StatementState.choices)
    regime = django_filters.ChoiceFilter(label="For", choices=StatementRegime.choices)

    class Meta:
        model = Statement
        fields: list[str] = []


def index(request: HttpRequest) -> HttpResponseBase:
    """List the statements that the person may see, those still open first."""
    table = NamingTable(
        request,
        Statement.objects.visible_to(request.user)
        .select_related("case", "party")
        .annotate(is_over=~Q(state__in=OPEN_STATEMENTS)),
        columns=COLUMNS,
        caption="End-use statements",
        filterset=StatementFilter,
        order="due_on",
        export="statements",
        empty={
            "title": "No statement is asked for yet.",
            "text": "An officer asks for one on the page of an authorisation or a case, and the recipient gets a link.",
        },
    )
    return table.respond("compliance/enduse/statements.html", {})


def _visible(request: HttpRequest, reference: str) -> Statement:
    whole = Statement.objects.visible_to(request.user).select_related(
        "case__applicant", "party", "document", "letterhead", "translation", "checked_by", "wanted_by"
    )
    return get_object_or_404(whole, reference=reference)


def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a statement beside its case, what differs first."""
    found = _visible(request, reference)
    checks = list(found.checks.select_related("checked_by").order_by("pk"))
    order = {Agreement.DIFFERS: 0, Agreement.READ: 1, Agreement.AGREES: 2}
    keeps = policies.may_check_statement.allows(request.user, found)
    moves = [each for each in STATEMENT.offers(found, actor=request.user) if keeps]
    context = {
        "statement": found,
        "facts": _facts(found),
        "link_ended": _link_ended(found),
        "standing": _standing(request, found.party),
        "checks": sorted(checks, key=lambda each: (order[Agreement(each.agreement)], each.pk)),
        "differing": sum(each.agreement == Agreement.DIFFERS for each in checks),
        "keeps": keeps,
        "offers": moves,
        "owner": STATEMENT.owner_of(found).label,
        "files": attachments.of(found),
        "entries": [
            Entry(at=each.at, title=TITLES.get(each.verb, each.verb), who=str(each.actor or "The portal"))
            for each in events_about(found)
        ][::-1][:12],
    }
    return render(request, "compliance/enduse/statement.html", context)


def _standing(request: HttpRequest, party: Party) -> Any:
    return standing.for_reader([party], user=request.user, at=timezone.now()).get(party.pk)


def _link_ended(found: Statement) -> str:
    """Return the day on which the link of a statement that waits for its recipient ended, or nothing."""
    link = found.links.order_by("-pk").first() if found.state == StatementState.INVITED else None
    return day(link.expires_at) if link and link.expires_at < timezone.now() else ""


def _facts(found: Statement) -> list[Row]:
    term = None
    if found.signed_at:
        day = as_day(found.signed_at)
        term = validity.term(found.regime, many=found.many, signed_on=day, ends_on=found.case.ends_on)
    rows = [
        Row(key="Case", value=f"{found.case}: {found.case.title}", url=found.case.get_absolute_url()),
        Row(key="Recipient", value=found.party),
        Row(key="Serves as", value=found.get_regime_display()),
        Row(key="Form", value=found.official_form or f"Ours, version {found.form_version}"),
        Row(key="Asked for by", value=found.wanted_by or "The portal"),
        Row(key="Due", value=found.due_on or ""),
        Row(key="Invited", value=f"{found.invited_name}" if found.invited_at else ""),
        Row(key="Signed by", value=f"{found.signatory}, {found.signatory_title}".strip(", ")),
        Row(key="Signed", value=found.signed_at or ""),
        Row(
            key="How",
            value=("Typed name and one-time code" if found.signed_by_code else "By hand") if found.signed_at else "",
        ),
        Row(key="May sign because", value=found.authority),
        Row(key="Language", value=f"{found.language}, translated by {found.translator}" if found.language else ""),
        Row(key="SHA-256 of what was signed", value=found.digest),
        Row(
            key="Counts until",
            value=found.valid_until or (term.until if term else "") or "",
            hint=term.sentence if term else "",
        ),
        Row(key="None because", value=found.excuse),
        Row(key="To be put right", value=found.returned_because),
    ]
    return [row for row in rows if row.value]


def want(request: HttpRequest, case: str) -> HttpResponse:
    """Ask for a statement."""
    found = get_object_or_404(Case.objects.visible_to(request.user), reference=case)
    policies.may_want_statement(request.user, found)
    made: dict[str, Statement] = {}

    def act(**given: Any) -> None:
        made["it"] = actions.want_statement(found, actor=request.user, at=timezone.now(), **given)

    return ask(
        request,
        forms.Want(posted(request), case=found),
        act,
        to=found,
        said="It is asked for. Send the recipient a link from its page.",
        title="Ask for an end-use statement",
        caption=f"{found}: {found.title}",
        text=f"Official forms: {'; '.join(f'{name}: {words}' for name, words in statementform.OFFICIAL.items())}.",
        submit="Ask for it",
    )


def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the recipient a link."""
    found = _visible(request, reference)
    STATEMENT.check(found, "invite", actor=request.user)
    said = {"name": found.invited_name, "email": found.invited_email}
    return ask(
        request,
        forms.Invite(posted(request), initial=said),
        lambda **given: actions.invite(found, actor=request.user, at=timezone.now(), **given),
        to=found,
        said="The link is on its way. A link sent before opens nothing any more.",
        title="Send the recipient a link",
        caption=f"{found}: {found.party}",
        text="It grants this one statement, for thirty days, without an account.",
        submit="Send the link",
    )


def file(request: HttpRequest, reference: str) -> HttpResponse:
    """File a form that was signed by hand."""
    found = _visible(request, reference)
    STATEMENT.check(found, "file", actor=request.user)

    def act(**given: Any) -> None:
        try:
            actions.file_official(found, actor=request.user, at=timezone.now(), **given)
        except Invalid as no:
            raise Invalid(str(no), field="upload" if no.field == "file" else no.field) from None

    return ask(
        request,
        forms.FileOfficial(posted(request), request.FILES or None),
        act,
        to=found,
        said="It is filed.",
        title="File a form that was signed by hand",
        caption=f"{found}: {found.party}",
        submit="File it",
    )


def check(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say whether a field is right."""
    found = _visible(request, reference)
    policies.may_check_statement(request.user, found)
    row = get_object_or_404(found.checks.select_related("statement__case"), pk=pk)
    said = {"accepted": "yes" if row.accepted else "no" if row.accepted is False else "", "note": row.note}

    def act(accepted: str, note: str) -> None:
        actions.check_field(row, accepted=accepted == "yes", note=note, actor=request.user, at=timezone.now())

    return ask(
        request,
        forms.CheckField(posted(request), initial=said),
        act,
        to=found,
        said="Kept.",
        title=row.label,
        caption=f"{found}: {found.party}",
        text=f"The recipient says: {row.given or 'nothing'}. The case says: {row.expected or 'nothing'}.",
        submit="Keep",
    )


def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what shows that the signatory may sign, and the translation."""
    found = _visible(request, reference)
    policies.may_check_statement(request.user, found)
    said = {"authority": found.authority, "language": found.language, "translator": found.translator}

    def act(**given: Any) -> None:
        try:
            actions.keep_evidence(found, actor=request.user, at=timezone.now(), **given)
        except Invalid as no:
            raise Invalid(str(no), field="translation" if no.field == "file" else no.field) from None

    return ask(
        request,
        forms.Evidence(posted(request), request.FILES or None, initial=said),
        act,
        to=found,
        said="Kept.",
        title="May the signatory sign?",
        caption=f"{found}: {found.party}",
        submit="Keep",
    )


MOVES: dict[str, tuple[str, str, str]] = {
    "accept": ("", "Accept this statement", "It counts from now on, as long as its rule says."),
    "send_back": ("What has to be put right?", "Send it back to the recipient", "The recipient reads what you write."),
    "excuse": ("Why is there none?", "Record why there is no statement", "An auditor reads this."),
    "withdraw": ("Why is it not needed any more?", "Ask for it no longer", "Its link opens nothing any more."),
}


def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Accept a statement, send it back, record why there is none, or ask for it no longer."""
    if name not in MOVES:
        raise Http404
    found = _visible(request, reference)
    STATEMENT.check(found, name, actor=request.user)
    label, title, text = MOVES[name]
    form = forms.Words(posted(request), label=label) if label else forms.Confirm(posted(request))

    def act(words: str = "") -> None:
        who: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        try:
            if name == "accept":
                actions.accept(found, **who)
            elif name == "send_back":
                actions.send_back(found, because=words, **who)
            elif name == "excuse":
                actions.excuse(found, reason=words, **who)
            else:
                actions.withdraw_statement(found, reason=words, **who)
        except Invalid as no:
            raise Invalid(str(no), field="words") from None

    return ask(
        request,
        form,
        act,
        to=found,
        said=f"{found} is updated.",
        title=title,
        caption=f"{found}: {found.party}",
        text=text,
        submit=title,
        tone="stopped" if name == "withdraw" else "",
    )
