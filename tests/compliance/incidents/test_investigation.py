"""Tasks, conversations, evidence with its chain of custody, and the marks on them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from compliance.incidents import actions, policies
from compliance.incidents.models import Evidence, Interview
from compliance.incidents.states import IncidentState, Mark, Part
from compliance.parties import actions as parties
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.incidents import again, fresh, lead_of, make_handler, make_incident, make_panel_member, name
from tests.factories.licensing import make_officer
from tests.factories.parties import make_party
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def exhibit_of(incident, at, **given):
    given = {"title": "Mail of 3 June", "file": ContentFile(b"Here are the drawings.", "mail.txt"), **given}
    return actions.add_evidence(incident, actor=lead_of(incident), at=at, **given)


def test_the_chain_of_custody_begins_with_the_digest(now):
    incident = make_incident(at=now)
    exhibit = exhibit_of(incident, now)

    actions.hand_on(exhibit, what="Handed to counsel", actor=lead_of(incident), at=now)
    assert actions.check_exhibit(exhibit, actor=lead_of(incident), at=now)

    chain = list(exhibit.custody.order_by("position").values_list("position", "what", "intact"))
    assert chain == [(1, "Received", True), (2, "Handed to counsel", True), (3, "Checked: unchanged", True)]
    assert exhibit.digest == attachments.of(exhibit).get().digest
    with pytest.raises(TypeError):
        exhibit.custody.update(what="Nothing")


def test_a_file_that_was_changed_on_disk_is_found(now):
    incident = make_incident(at=now)
    exhibit = exhibit_of(incident, now)
    path = attachments.path_of(attachments.of(exhibit).get().stored_as)
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    assert not actions.check_exhibit(exhibit, actor=lead_of(incident), at=now)

    assert not exhibit.custody.order_by("-position").first().intact


def test_tasks_are_for_those_who_investigate(now):
    incident = make_incident(at=now)
    lead = lead_of(incident)
    panel = name(incident, make_panel_member(), Part.PANEL, at=now)
    for other in (make_user(), panel):
        with pytest.raises(Conflict, match="does not investigate"):
            actions.set_task(incident, what="Read the door log.", owner=other, due_on=now.date(), actor=lead, at=now)
    helper = name(incident, make_handler(), Part.INVESTIGATOR, at=now)
    task = actions.set_task(incident, what="Read the door log.", owner=helper, due_on=now.date(), actor=lead, at=now)

    with pytest.raises(Invalid):
        actions.finish_task(task, result="", actor=helper, at=now)
    actions.finish_task(task, result="Two visits.", actor=helper, at=now)

    assert fresh(task).result == "Two visits."
    with pytest.raises(Conflict):
        actions.finish_task(fresh(task), result="Three.", actor=helper, at=now)


def test_an_investigation_ends_with_its_account_and_without_open_tasks(now):
    incident = make_incident(at=now)
    lead = lead_of(incident)
    actions.move_on(incident, move="investigate", actor=lead, at=now)
    task = actions.set_task(incident, what="Ask the host.", owner=lead, due_on=now.date(), actor=lead, at=now)
    with pytest.raises(Conflict, match="Write what was found"):
        actions.move_on(incident, move="conclude", actor=lead, at=now)
    actions.write_account(incident, account="It was shown.", causes="Nobody knew.", actor=lead, at=now)
    with pytest.raises(Conflict, match="task of the investigation"):
        actions.move_on(incident, move="conclude", actor=lead, at=now)
    actions.finish_task(task, result="Not needed: they wrote.", needed=False, actor=lead, at=now)
    stale = fresh(incident)
    actions.move_on(incident, move="conclude", actor=lead, at=now)

    assert fresh(incident).state == IncidentState.DECIDING
    with pytest.raises(Conflict):
        actions.move_on(stale, move="conclude", actor=lead, at=now)


class TestMarks:
    def test_privileged_pieces_are_for_counsel_and_whom_they_are_opened_to(self, now):
        incident = make_incident(at=now)
        lead = lead_of(incident)
        counsel = name(incident, make_user(), Part.COUNSEL, at=now)
        reader = name(incident, make_user(), Part.READER, at=now)
        with pytest.raises(Denied, match="do not read"):
            exhibit_of(incident, now, mark=Mark.PRIVILEGED)
        actions.open_marked(incident, person=lead, mark=Mark.PRIVILEGED, actor=counsel, at=now)
        incident = fresh(incident)
        exhibit = actions.add_evidence(
            incident, title="Advice", file=ContentFile(b"x", "a.txt"), mark=Mark.PRIVILEGED, actor=again(lead), at=now
        )

        assert [Evidence.objects.visible_to(again(person)).exists() for person in (lead, counsel, reader)] == [
            True,
            True,
            False,
        ]
        file = attachments.of(exhibit).get()
        assert [attachments.may_read(file, again(person)) for person in (lead, counsel, reader)] == [True, True, False]

    def test_marked_parts_are_opened_to_readers_only(self, now):
        incident = make_incident(at=now)

        with pytest.raises(Conflict, match="does not read this incident"):
            actions.open_marked(incident, person=make_user(), mark=Mark.SECURITY, actor=lead_of(incident), at=now)

    def test_ending_a_part_closes_everything(self, now):
        incident = make_incident(at=now)
        counsel = name(incident, make_user(), Part.COUNSEL, at=now)
        assert policies.may_read_mark(counsel, incident, Mark.PRIVILEGED)

        held = incident.parts.get(person=counsel)
        actions.end_part(held, reason="Moved on.", actor=lead_of(incident), at=now)

        assert not policies.may_read.allows(again(counsel), incident)
        assert not again(counsel).has_perm("compliance.read_privileged", incident)
        with pytest.raises(Conflict, match="ended already"):
            actions.end_part(held, reason="Again.", actor=lead_of(incident), at=now)


def test_names_of_those_who_were_heard_are_encrypted(now):
    from django.db import connection

    incident = make_incident(at=now)
    actions.write_interview(
        incident,
        who="Rosamund Larkspring",
        as_what="Witness",
        notes="She saw it.",
        held_at=now,
        actor=lead_of(incident),
        at=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM compliance_interview")
        kept = str(cursor.fetchall())

    assert "Larkspring" not in kept and "saw it" not in kept
    assert Interview.objects.get().who == "Rosamund Larkspring"


def test_a_party_is_linked_by_one_of_its_names_or_its_number(client, now):
    incident = make_incident(at=now)
    party = make_party("Kelpwater Research Centre", aliases=["KRC Ltd"], at=now)
    client.force_login(lead_of(incident))
    link = reverse("incidents:link", args=[incident.reference])

    for said in ("kelpwater research centre", " KRC Ltd ", str(party.pk)):
        assert client.post(link, {"party": said}).status_code == 302
    assert [each.party for each in incident.links.all()] == [party] * 3
    assert client.get(incident.get_absolute_url()).content.decode().count("Not screened") == 3


def test_a_party_that_cannot_be_told_is_not_linked(client, now):
    incident = make_incident(at=now)
    namesakes = [make_party("Kelpwater Research Centre", country=country, at=now) for country in ("NO", "FI")]
    merged = make_party("Kelpwater Centre", at=now)
    parties.merge_parties(merged, into=namesakes[0], reason="One house.", actor=make_officer(), at=now)
    client.force_login(lead_of(incident))
    link = reverse("incidents:link", args=[incident.reference])

    numbers = f"Give a number instead: {namesakes[0].pk}, {namesakes[1].pk}."
    assert numbers in client.post(link, {"party": "Kelpwater Research Centre"}).content.decode()
    for said in ("Kelpwater", str(merged.pk), "9" * 40, "0"):
        page = client.post(link, {"party": said}).content.decode()
        assert "No party in use has this name or number." in page
    assert not incident.links.exists()
    # The page itself names nobody.
    assert "Kelpwater" not in client.get(link).content.decode()
