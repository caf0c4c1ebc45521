"""Disclosures: nine parts from the records, a decision with reasons either way, PDF and Word, clocks that follow."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from compliance.incidents import actions, clocks
from compliance.incidents.models import Disclosure
from compliance.incidents.narrative import PARTS, TO_WRITE
from compliance.incidents.queries import one_standing
from compliance.incidents.states import DisclosureState, Fact, Part
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.incidents import again, fresh, lead_of, make_incident, make_official, name
from tests.factories.licensing import make_authorisation
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def drafted(now, **given):
    """Reach an account with every part written, and the official who decides about it."""
    incident = make_incident(at=now, **given)
    official = name(incident, make_official(), Part.OFFICIAL, at=now)
    lead = lead_of(incident)
    disclosure = actions.draft_disclosure(incident, agency="bis", actor=lead, at=now)
    for part in disclosure.parts.all():
        if TO_WRITE in part.text:
            actions.write_part(part, text=f"Written: {PARTS[part.number - 1]}", actor=lead, at=now)
    return disclosure, lead, official


def test_nine_parts_are_filled_from_the_records(lists, now):
    authorisation = make_authorisation(at=now)
    incident = make_incident(at=now, happened_on=now.date())
    lead = lead_of(incident)
    actions.link(incident, case=authorisation.case, actor=lead, at=now)
    actions.write_account(incident, account="Drawings were shown.", causes="No sign at the door.", actor=lead, at=now)
    actions.record_fact(incident, kind=Fact.DISCOVERED, happened_at=now, actor=lead, at=now)
    actions.stop_work(incident, what="Tours", reason="Now.", actor=lead, at=now)

    disclosure = actions.draft_disclosure(incident, agency="bis", actor=lead, at=now)

    texts = [part.text for part in disclosure.parts.order_by("number")]
    assert len(texts) == 9
    assert authorisation.case.reference in texts[0]
    assert "Drawings were shown." in texts[1]
    assert authorisation.case.items.get().name in texts[2]
    assert "1 July 2026" in texts[3]
    assert "NL" in texts[4]
    assert texts[5] == TO_WRITE  # citizenship is read from no record
    assert texts[6] == "No sign at the door."
    assert "Tours" in texts[7]


def test_an_account_leaves_the_team_only_when_every_part_is_written(now):
    incident = make_incident(at=now)
    disclosure = actions.draft_disclosure(incident, agency="bis", actor=lead_of(incident), at=now)

    with pytest.raises(Conflict, match="is not written yet"):
        actions.hand_in(disclosure, actor=lead_of(incident), at=now)


def test_there_is_one_account_an_agency(now):
    disclosure, lead, _ = drafted(now)

    with pytest.raises(Conflict, match="already"):
        actions.draft_disclosure(disclosure.incident, agency="bis", actor=lead, at=now)


def test_whoever_investigates_or_writes_does_not_decide(now):
    disclosure, lead, official = drafted(now)

    with pytest.raises(Denied):
        actions.decide_disclosure(disclosure, disclose=True, reasons="Yes.", actor=lead, at=now)
    with pytest.raises(Denied):
        actions.decide_disclosure(disclosure, disclose=True, reasons="Yes.", actor=make_official(), at=now)
    with pytest.raises(Conflict, match="does not go together"):
        actions.name_person(disclosure.incident, person=official, part=Part.SUBJECT, actor=lead, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=disclosure.pk).update(
            state="to_disclose", decided_by=lead, decided_at=now, reasons="Yes."
        )


@pytest.mark.parametrize(("disclose", "state"), [(True, DisclosureState.TO_DISCLOSE), (False, "not_disclosed")])
def test_the_decision_has_reasons_either_way(disclose, state, now):
    disclosure, _, official = drafted(now)
    with pytest.raises(Invalid):
        actions.decide_disclosure(disclosure, disclose=disclose, reasons=" ", actor=official, at=now)

    actions.decide_disclosure(disclosure, disclose=disclose, reasons="It was significant.", actor=official, at=now)

    assert fresh(disclosure).state == state
    assert disclosure.incident.facts.filter(kind=Fact.DISCLOSURE_DECIDED).exists()


def test_notice_account_letter_and_outcome_with_their_clock(now):
    disclosure, _, official = drafted(now)
    incident = disclosure.incident
    with pytest.raises(Conflict, match="Decide first"):
        actions.notify_agency(disclosure, on=now.date(), what="Notice", actor=official, at=now)
    actions.decide_disclosure(disclosure, disclose=True, reasons="It was significant.", actor=official, at=now)
    with pytest.raises(Invalid, match="ahead"):
        actions.notify_agency(disclosure, on=now.date() + timedelta(days=1), what="Notice", actor=official, at=now)
    actions.notify_agency(disclosure, on=now.date(), what="Notice", actor=official, at=now)
    narrative = clocks.named("EAR-VSD-NARRATIVE", now.date())
    assert one_standing(incident, narrative, at=now).state == clocks.RUNNING

    later = now + timedelta(days=100)
    actions.submit_disclosure(disclosure, reference="OEE-77", on=later.date(), actor=official, at=later)
    actions.keep_letter(disclosure, direction="got", on=later.date(), what="Warning", actor=official, at=later)
    actions.conclude_disclosure(disclosure, outcome="A warning letter.", actor=official, at=later)

    assert one_standing(incident, narrative, at=later).state == clocks.MET
    assert fresh(disclosure).state == DisclosureState.CONCLUDED
    assert list(disclosure.correspondence.order_by("pk").values_list("direction", flat=True)) == ["sent", "sent", "got"]


def test_the_account_is_handed_out_as_pdf_and_word(client, now):
    disclosure, lead, _ = drafted(now)
    client.force_login(again(lead))
    urls = {
        ending: reverse("incidents:disclosure-export", args=[disclosure.incident.reference, disclosure.pk, ending])
        for ending in ("pdf", "docx", "exe")
    }

    pdf, word = client.get(urls["pdf"]), client.get(urls["docx"])

    assert pdf.content.startswith(b"%PDF-")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs)
    for number, heading in enumerate(PARTS, start=1):
        assert f"{number}. {heading}" in text
    assert "Draft. Privileged and confidential." in text
    assert client.get(urls["exe"]).status_code == 404


def test_strangers_and_readers_do_not_get_the_account(client, now):
    disclosure, _, _ = drafted(now)
    reader = name(disclosure.incident, make_user(), Part.READER, at=now)
    url = reverse("incidents:disclosure-export", args=[disclosure.incident.reference, disclosure.pk, "pdf"])
    for person in (reader, make_user()):
        client.force_login(again(person))
        assert client.get(url).status_code == 404


def test_an_incident_goes_on_only_when_disclosure_was_decided(now):
    disclosure, lead, official = drafted(now)
    incident = disclosure.incident
    actions.move_on(incident, move="investigate", actor=lead, at=now)
    actions.write_account(incident, account="It was shown.", causes="No sign.", actor=lead, at=now)
    actions.move_on(incident, move="conclude", actor=lead, at=now)
    with pytest.raises(Conflict, match="still being decided"):
        actions.move_on(incident, move="settle", actor=lead, at=now)
    actions.decide_disclosure(disclosure, disclose=True, reasons="Yes.", actor=official, at=now)
    actions.move_on(incident, move="settle", actor=lead, at=now)
    with pytest.raises(Conflict, match="has not been sent"):
        actions.move_on(incident, move="close", actor=lead, at=now)
