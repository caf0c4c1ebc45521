"""Reports: received, kept from those they should be kept from, answered, taken up."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from compliance.incidents import actions, queries
from compliance.incidents.models import Incident, IncidentPart, Report
from compliance.incidents.states import Part, ReportState
from portal.accounts.roles import Officer, Overseer
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.incidents import WORDS, fresh, make_handler, make_incident, make_report
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def verbs(record):
    return [event.verb for event in events_about(record)]


def test_a_report_of_the_signed_in_is_received_at_once(now):
    handler, reporter = make_handler(), make_user()

    given = actions.report(what=WORDS, actor=reporter, at=now)

    assert given.report.received_at == now
    assert given.report.reporter == reporter
    assert verbs(given.report) == ["incidents.report.received"]
    assert Message.objects.get().to == handler


def test_the_event_of_a_report_names_nobody(now):
    report = actions.report(what=WORDS, actor=make_user(name="Rosamund Larkspring"), at=now).report

    event = events_about(report).get()

    assert event.actor is None
    assert "Rosamund" not in f"{event.data}{event.subject_label}"


def test_an_empty_report_is_refused(now):
    with pytest.raises(Invalid, match="own words"):
        actions.report(what="  ", actor=None, at=now)


def test_an_anonymous_report_waits_in_the_letterbox(now):
    handler = make_handler()
    report = actions.report(what=WORDS, actor=None, at=now + timedelta(minutes=17)).report

    assert (report.anonymous, report.reporter, report.received_at) == (True, None, now)
    assert verbs(report) == []
    assert not Message.objects.exists()

    opened = [actions.empty_letterbox(at=now + timedelta(minutes=30)) for _ in range(3)]

    assert opened == [1, 0, 0]
    assert verbs(report) == ["incidents.report.received"]
    assert Message.objects.get().to == handler


def test_a_report_from_a_finding_names_its_source(now):
    given = actions.report(
        what="A visitor saw listed know-how.",
        actor=None,
        at=now,
        source="finding",
        source_reference="AF-2026-00003",
        source_path="/assurance/findings/3/",
    )

    assert not given.report.anonymous
    assert (given.report.source, given.report.source_reference) == ("finding", "AF-2026-00003")
    incident = make_incident(report=given.report)
    assert str(incident.links.get()) == "AF-2026-00003"


def test_the_database_refuses_an_anonymous_report_with_a_name(now):
    report = make_report(at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(reporter=make_user())


class TestReceipt:
    def test_the_code_opens_the_report_however_it_is_typed(self, now):
        given = actions.report(what=WORDS, actor=None, at=now)

        for typed in (given.code, given.code.lower(), given.code.replace("-", " ")):
            assert queries.report_with(typed) == given.report

    @pytest.mark.parametrize("typed", ["", "AAAA", "AAAA-BBBB-CCCC-DDDD", "' OR 1=1 --"])
    def test_another_code_opens_nothing(self, typed, now):
        actions.report(what=WORDS, actor=None, at=now)

        with pytest.raises(Conflict, match="No report has this code"):
            queries.report_with(typed)

    def test_only_a_keyed_digest_is_kept(self, now):
        given = actions.report(what=WORDS, actor=None, at=now)

        kept = Report.objects.values().get()

        assert given.code not in str(kept)
        assert given.code.replace("-", "") not in str(kept)


class TestFiles:
    def test_a_picture_of_an_anonymous_reporter_loses_everything_but_its_dots(self, now):
        import io

        from PIL import Image

        picture = io.BytesIO()
        exif = Image.Exif()
        exif[0x010F] = "Camera of Rosamund"
        Image.new("RGB", (8, 8), "teal").save(picture, "JPEG", exif=exif)
        assert b"Rosamund" in picture.getvalue()

        report = actions.report(
            what=WORDS, actor=None, at=now, files=[ContentFile(picture.getvalue(), "rosamunds-desk.JPG")]
        ).report

        (kept,) = attachments.of(report)
        assert kept.name == "file-1.jpg"
        assert b"Rosamund" not in b"".join(attachments.read(kept))
        assert kept.uploaded_by is None
        assert kept.uploaded_at == now

    def test_the_disk_says_no_more_than_the_hour(self, now):
        report = actions.report(
            what=WORDS, actor=None, at=now + timedelta(minutes=9), files=[ContentFile(b"Notes.", "mine.txt")]
        ).report

        (kept,) = attachments.of(report)
        assert attachments.path_of(kept.stored_as).stat().st_mtime == now.timestamp()

    def test_six_files_are_one_too_many(self, now):
        files = [ContentFile(b"x", f"{number}.txt") for number in range(6)]

        with pytest.raises(Invalid, match="At most 5"):
            actions.report(what=WORDS, actor=None, at=now, files=files)


class TestKeptAway:
    def test_whoever_is_kept_away_never_sees_it(self, now):
        friend, foe = make_handler(), make_handler()
        report = make_report(at=now, keep_away=[foe])

        assert Report.objects.visible_to(friend).exists()
        assert not Report.objects.visible_to(foe).exists()
        assert [message.to for message in Message.objects.all()] == [friend]

        incident = make_incident(report=report, lead=friend)
        with pytest.raises(Conflict, match="cannot have this part"):
            actions.name_person(incident, person=foe, part=Part.INVESTIGATOR, actor=friend, at=now)
        with pytest.raises(Conflict, match="cannot lead"):
            actions.hand_over(incident, to=foe, actor=friend, at=now)

    def test_somebody_has_to_read_it(self, now):
        handlers = [make_handler(), make_handler()]

        with pytest.raises(Invalid, match="Leave one name"):
            actions.report(what=WORDS, actor=None, at=now, keep_away=handlers)


class TestConversation:
    def test_both_sides_write(self, now):
        handler = make_handler()
        report = make_report(at=now)
        actions.write_to_reporter(report, text="Which room was it?", actor=handler, at=now)
        actions.write_as_reporter(report, text="The cold lab.", at=now + timedelta(minutes=20), retaliation=True)

        first, second = report.messages.order_by("pk")
        assert (first.author, second.author) == (handler, None)
        assert second.at == now
        actions.empty_letterbox(at=now + timedelta(minutes=30))
        assert verbs(report)[-1] == "incidents.report.answered"
        assert Message.objects.filter(template="incidents/message").get().context["retaliation"] is True

    def test_strangers_do_not_write(self, now):
        with pytest.raises(Denied):
            actions.write_to_reporter(make_report(at=now), text="Hello.", actor=make_user(Officer), at=now)

    def test_nothing_is_no_message(self, now):
        with pytest.raises(Invalid):
            actions.write_as_reporter(make_report(at=now), text=" ", at=now)


class TestTakenUp:
    def test_it_becomes_an_incident_that_its_taker_leads(self, now):
        handler, other = make_handler(), make_handler()
        report = make_report(at=now)

        incident = make_incident(report=report, lead=handler)

        assert fresh(report).state == ReportState.TAKEN_UP
        assert incident.parts.get(part=Part.LEAD).person == handler
        assert fresh(report).acknowledged_by == handler
        assert not Report.objects.visible_to(other).exists()
        assert not Incident.objects.visible_to(other).exists()

    def test_the_faster_one_takes_it(self, now):
        report = make_report(at=now)
        stale = fresh(report)
        make_incident(report=report)

        with pytest.raises((Conflict, Denied)):
            make_incident(report=stale)
        assert Incident.objects.count() == 1

    def test_nobody_takes_up_their_own_report(self, now):
        handler = make_handler()
        report = make_report(actor=handler, at=now)

        with pytest.raises(Denied, match="your own report"):
            make_incident(report=report, lead=handler)

    @pytest.mark.parametrize("role", [Officer, Overseer])
    def test_others_do_not(self, role, now):
        with pytest.raises(Denied, match="Only the incident team"):
            make_incident(report=make_report(at=now), lead=make_user(role))

    def test_a_second_report_joins_it(self, now):
        handler = make_handler()
        incident = make_incident(lead=handler)
        second = make_report(at=now)

        actions.join(second, incident=incident, actor=handler, at=now)

        assert incident.reports.count() == 2
        assert Report.objects.visible_to(handler).count() == 2

    def test_one_that_is_none_is_answered_with_reasons(self, now):
        handler = make_handler()
        report = make_report(at=now)
        with pytest.raises(Invalid):
            actions.set_aside(report, reason="", actor=handler, at=now)

        actions.set_aside(report, reason="The drawings are published.", actor=handler, at=now)

        assert report.state == ReportState.SET_ASIDE
        assert report.messages.get().text == "The drawings are published."
        with pytest.raises(Conflict):
            actions.set_aside(fresh(report), reason="Again.", actor=handler, at=now)


def test_a_report_is_acknowledged_once(now):
    handler = make_handler()
    report = make_report(at=now)

    assert [actions.acknowledge(report, actor=handler, at=now) for _ in range(3)] == [True, False, False]
    assert verbs(report).count("incidents.report.acknowledged") == 1


def test_parts_stay_apart_for_good(now):
    incident = make_incident()
    lead = incident.parts.get(part=Part.LEAD)

    for part in (Part.PANEL, Part.OFFICIAL, Part.SUBJECT):
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentPart.objects.create(incident=incident, person=lead.person, part=part, since=now)
