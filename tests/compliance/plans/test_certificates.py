"""One-page certificates: said by whoever knows, certified by the office from the records, checked by anybody."""

import pytest
from django.urls import reverse

from compliance.licensing import actions as licensing
from compliance.licensing.states import Outcome
from compliance.plans import actions, certifying, questions
from compliance.plans.models import Certificate
from compliance.plans.states import CertificateKind, CertificateState
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.licensing import UNKNOWN, make_approved, make_case, make_officer
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def said(kind):
    return {asked.id: "yes" if asked.kind == questions.YES else "As agreed." for asked in questions.SHEETS[kind].asked}


def ask(case, kind, *, at, **given):
    words = {"subject": "Robin Meadow", "answers": said(kind), "actor": case.applicant, **given}
    return actions.ask_certificate(case, kind=kind, at=at, **words)


def text_of(certificate):
    return str(certifying.contents(Certificate.objects.get(pk=certificate.pk)))


def test_a_supervisor_attests_and_the_office_certifies_a_deemed_export(now):
    case = make_case(activity="host")
    asked = ask(case, CertificateKind.DEEMED_EXPORT, at=now)
    officer = make_officer()

    actions.issue(asked, actor=officer, at=now)

    found = Certificate.objects.get(pk=asked.pk)
    assert (found.state, found.settled_by) == (CertificateState.ISSUED, officer)
    assert found.conclusion.startswith("A licence is not required")
    assert b"".join(attachments.read(found.attachment)).startswith(b"%PDF-")
    assert "They get at nothing that needs a licence" in text_of(found)
    assert Message.objects.get(template="plans/certificate_settled").to == case.applicant


def test_where_a_licence_is_required_the_page_says_until_when_access_is_blocked(now):
    case = make_case(activity="host")
    case.transfers.update(outcome=Outcome.LICENCE)

    assert "A licence is required, and is in force" in certifying.find("deemed_export", case, at=now).conclusion
    licensing.suspend(case.authorisations.get(), reason="Trouble.", actor=make_officer(), at=now)
    assert "kept from what is controlled until" in certifying.find("deemed_export", case, at=now).conclusion


def test_shipping_is_cleared_while_an_authorisation_is_in_force_and_not_after(now):
    case = make_approved(item=UNKNOWN, activity="ship")
    asked = ask(case, CertificateKind.SHIPPING, at=now)
    paper = case.authorisations.get()
    licensing.suspend(paper, reason="Trouble.", actor=make_officer(), at=now)

    with pytest.raises(Conflict, match="nothing may leave"):
        actions.issue(asked, actor=make_officer(), at=now)
    licensing.reinstate(paper, reason="Settled.", actor=make_officer(), at=now)
    actions.issue(asked, actor=make_officer(), at=now)

    found = Certificate.objects.get(pk=asked.pk)
    assert found.valid_to == paper.valid_to
    assert paper.reference in found.basis


def test_a_case_that_is_not_decided_certifies_nothing(now):
    case = make_case(item=UNKNOWN, activity="ship")
    asked = ask(case, CertificateKind.SHIPPING, at=now)

    with pytest.raises(Conflict, match="so nothing can be certified"):
        actions.issue(asked, actor=make_officer(), at=now)


def test_a_traveller_attests_to_every_term(now):
    case = make_approved(item=UNKNOWN, activity="travel")
    sheet = questions.TRAVEL
    terms = [asked for asked in sheet.asked if asked.kind == questions.YES]
    assert {"loaner", "back", "control", "embargo", "records"} <= {term.id for term in terms}

    for term in terms:
        with pytest.raises(Invalid) as no:
            ask(case, CertificateKind.TRAVEL, at=now, answers={**said(CertificateKind.TRAVEL), term.id: ""})
        assert no.value.field == term.id
    actions.issue(ask(case, CertificateKind.TRAVEL, at=now), actor=make_officer(), at=now)

    assert "twelve months" in text_of(Certificate.objects.get())


def test_a_certificate_comes_out_of_cases_that_it_fits(now):
    case = make_approved(item=UNKNOWN, activity="ship")

    with pytest.raises(Invalid):
        ask(case, CertificateKind.DEEMED_EXPORT, at=now)
    assert [sheet.kind for sheet in questions.fitting("host")] == ["deemed_export", "travel"]


def test_who_asks_who_certifies_and_who_neither(now):
    case = make_approved(item=UNKNOWN, activity="ship")
    with pytest.raises(Denied):
        ask(case, CertificateKind.SHIPPING, at=now, actor=make_user())
    asked = ask(case, CertificateKind.SHIPPING, at=now)

    for nobody in (case.applicant, make_user()):
        with pytest.raises(Denied):
            actions.issue(asked, actor=nobody, at=now)
        with pytest.raises(Denied):
            actions.refuse(asked, reason="x", actor=nobody, at=now)
    with pytest.raises(Invalid):
        actions.refuse(asked, reason=" ", actor=make_officer(), at=now)
    actions.refuse(asked, reason="The consignee is another one.", actor=make_officer(), at=now)
    with pytest.raises(Conflict):
        actions.withdraw_certificate(Certificate.objects.get(), actor=case.applicant, at=now)

    assert Certificate.objects.get().attachment is None


def test_anybody_checks_a_certificate_and_learns_no_name(client, now):
    case = make_approved(item=UNKNOWN, activity="ship")
    asked = ask(case, CertificateKind.SHIPPING, at=now, subject="Falcon crate")
    actions.issue(asked, actor=make_officer(), at=now)
    code = Certificate.objects.get().code

    page = client.get(reverse("plans:certified", args=[code.lower()])).content.decode()
    assert "This certificate is genuine" in page or "is not valid any more" in page
    assert "Falcon crate" not in page and case.title not in page
    unknown = client.get(reverse("plans:certified", args=["7KQM-2XPA-9TRH"]))
    assert unknown.status_code == 404
    assert "There is no certificate with this code." in unknown.content.decode()
