"""Pages of certificates: the list, asking for one, certifying it, and checking one without an account."""

from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.licensing.letters import tidy_code
from compliance.licensing.models import Case
from compliance.plans import actions, certifying, forms, policies, questions
from compliance.plans.models import Certificate
from compliance.plans.states import CertificateKind, CertificateState
from compliance.plans.views.finding import visible_certificate
from compliance.plans.workflow import CERTIFICATE
from portal.core.asking import ask, posted, signed_in
from portal.core.errors import Invalid
from portal.core.interface import Row
from portal.core.tables import Column, Table

COLUMNS = (
    Column("reference", "Certificate", link=True),
    Column("kind", "What"),
    Column("subject", "About", wide=True),
    Column("case", "Case", accessor="case.reference", order_by="case__reference"),
    Column("asked_by", "Asked by", order_by="asked_by__name"),
    Column("state", "State", template="components/cells/state.html"),
    Column("asked_at", "Asked"),
)


class CertificateFilter(django_filters.FilterSet):
    """What people look for among certificates."""

    kind = django_filters.ChoiceFilter(label="What", choices=CertificateKind.choices)
    state = django_filters.ChoiceFilter(label="State", choices=CertificateState.choices)

    class Meta:
        model = Certificate
        fields: list[str] = []


def index(request: HttpRequest) -> HttpResponseBase:
    """List the certificates that the person may see."""
    table = Table(
        request,
        Certificate.objects.visible_to(request.user).select_related("case", "asked_by"),
        columns=COLUMNS,
        caption="Certificates",
        filterset=CertificateFilter,
        order="-asked_at",
        export="certificates",
        empty={
            "title": "No certificate yet.",
            "text": "Ask for one on the page of a control plan: for a visa petition, a journey or a shipment.",
        },
    )
    return table.respond("compliance/plans/certificates.html", {})


def ask_for(request: HttpRequest, case: str, kind: str) -> HttpResponse:
    """Say what a certificate rests on."""
    found = get_object_or_404(Case.objects.visible_to(request.user).select_related("applicant"), reference=case)
    sheet = questions.SHEETS.get(kind)
    if sheet is None or found.activity not in sheet.activities:
        raise Http404
    policies.may_ask_certificate(request.user, found)
    form = forms.Certificate(posted(request), sheet=sheet)

    def act(**given: Any) -> None:
        actions.ask_certificate(
            found,
            kind=kind,
            subject=given["subject"],
            answers=form.answers(),
            actor=request.user,
            at=timezone.now(),
        )

    return ask(
        request,
        form,
        act,
        to=found,
        said="The office has been asked to certify it.",
        title=sheet.title,
        caption=f"{found}: {found.title}",
        text=sheet.intro,
        submit="Attest and ask",
    )


def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a certificate, what it rests on, and what the records would carry today."""
    found = visible_certificate(request, reference)
    settles = policies.may_settle_certificate.allows(request.user, found)
    waiting = found.state == CertificateState.ASKED
    context = {
        "certificate": found,
        "facts": _facts(found),
        "answers": found.answers.order_by("position"),
        "finding": certifying.find(found.kind, found.case, at=timezone.now()) if waiting and settles else None,
        "offers": CERTIFICATE.offers(found, actor=request.user),
        "yes": certifying.YES_SAID,
    }
    return render(request, "compliance/plans/certificate.html", context)


def _facts(found: Certificate) -> list[Row]:
    rows = [
        Row(key="About", value=found.subject),
        Row(key="Case", value=f"{found.case}: {found.case.title}", url=found.case.get_absolute_url()),
        Row(key="Control plan", value=found.plan or "", url=found.plan.get_absolute_url() if found.plan else ""),
        Row(key="Asked by", value=found.asked_by),
        Row(key="Asked", value=found.asked_at),
        Row(key="Conclusion", value=found.conclusion),
        Row(key="Valid until", value=found.valid_to or ""),
        Row(key="Settled by", value=found.settled_by or ""),
        Row(key="Because", value=found.reasons),
        Row(key="Code", value=found.code or ""),
    ]
    return [row for row in rows if row.value]


def settle(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Certify, refuse, or take back."""
    found = visible_certificate(request, reference)
    if move not in CERTIFICATE.moves:
        raise Http404
    CERTIFICATE.check(found, move, actor=request.user)
    form = forms.Words(posted(request)) if move == "refuse" else forms.Confirm(posted(request))

    def act(**given: Any) -> None:
        who: dict[str, Any] = {"actor": signed_in(request), "at": timezone.now()}
        if move == "issue":
            actions.issue(found, **who)
        elif move == "withdraw":
            actions.withdraw_certificate(found, **who)
        else:
            try:
                actions.refuse(found, reason=given["words"], **who)
            except Invalid as no:
                raise Invalid(str(no), field="words") from None

    title = CERTIFICATE.moves[move].title
    return ask(
        request,
        form,
        act,
        to=found,
        said=f"{found} is settled.",
        title=title,
        caption=f"{found.reference}: {found.subject}",
        submit=title,
        tone="stopped" if move == "refuse" else "",
    )


@login_not_required
def certified(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine, and nothing else."""
    tidy = tidy_code(code)
    found = Certificate.objects.filter(code=tidy, state=CertificateState.ISSUED).first() if tidy else None
    over = bool(found and found.valid_to and found.valid_to < timezone.localdate())
    context = {"code": tidy, "certificate": found, "over": over}
    return render(request, "compliance/plans/certified.html", context, status=200 if found else 404)
