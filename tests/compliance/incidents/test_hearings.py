"""Due process: notice, file, adviser, time, decision by people who did not investigate, appeal, sealing; letters."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance.incidents import actions, clocks, hearing_letters
from compliance.incidents.models import Hearing, IncidentPart
from compliance.incidents.queries import (
    one_standing,
    open_file,
    proposal_for,
)
from compliance.incidents.states import HearingState, LetterTo, Mark, Part
from compliance.remedies.models import Remedy
from portal.core import attachments
from portal.core.calendar import institution_calendar
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.incidents import (
    again,
    decide,
    fresh,
    lead_of,
    make_answered_hearing,
    make_hearing,
    make_incident,
    make_panel_member,
    name,
    panel_of,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
USUAL = {"training": "Deemed exports", "control_plan": "", "supervisor": "", "audit": ""}


class TestNotice:
    def test_nothing_is_seen_before_it_is_served(self, now):
        hearing = make_hearing(at=now, served=False)
        assert not Hearing.objects.visible_to(hearing.subject).exists()

        actions.serve_notice(hearing, actor=lead_of(hearing.incident), at=now)

        assert Hearing.objects.visible_to(hearing.subject).exists()
        letter = hearing.letters.get()
        assert letter.kind == LetterTo.NOTICE
        assert b"".join(attachments.read(letter.attachment)).startswith(b"%PDF-")
        assert attachments.may_read(letter.attachment, hearing.subject)

    def test_it_is_served_by_the_lead_with_a_panel_named(self, now):
        subject = make_user()
        incident = make_incident(subject=subject, at=now)
        hearing = actions.prepare_hearing(incident, subject=subject, notice="Facts.", actor=lead_of(incident), at=now)
        with pytest.raises(Conflict, match="panel of at least two"):
            actions.serve_notice(hearing, actor=lead_of(incident), at=now)
        with pytest.raises(Denied):
            actions.serve_notice(hearing, actor=make_panel_member(), at=now)

    def test_only_whom_it_concerns_and_once(self, now):
        hearing = make_hearing(at=now)
        lead = lead_of(hearing.incident)
        with pytest.raises(Conflict, match="as concerned first"):
            actions.prepare_hearing(hearing.incident, subject=make_user(), notice="Facts.", actor=lead, at=now)
        with pytest.raises(Conflict, match="heard already"):
            actions.prepare_hearing(hearing.incident, subject=hearing.subject, notice="Facts.", actor=lead, at=now)

    def test_ten_working_days_to_answer(self, now):
        hearing = make_hearing(at=now)

        found = one_standing(
            hearing.incident, clocks.named("HEARING-ANSWER", now.date()), at=now, subject=hearing.subject
        )

        days = institution_calendar().working_days_between(now.date(), found.ends_at.date())
        assert (found.state, days) == (clocks.RUNNING, 10)


class TestSteps:
    def test_only_whoever_is_heard_reads_your_answer(self, client, now):
        hearing = make_hearing(at=now)
        for reader, words in ((hearing.subject, "Your answer"), (lead_of(hearing.incident), "The answer")):
            client.force_login(reader)
            page = client.get(reverse("incidents:hearing", args=[hearing.reference])).content.decode()
            assert ("Your answer" in page, "The answer" in page) == (words == "Your answer", words == "The answer")


class TestFile:
    def test_it_is_read_less_its_marked_parts_and_without_names(self, now):
        hearing = make_hearing(at=now)
        incident, lead = hearing.incident, lead_of(hearing.incident)
        counsel = name(incident, make_user(), Part.COUNSEL, at=now)
        actions.open_marked(incident, person=lead, mark=Mark.PRIVILEGED, actor=counsel, at=now)
        lead = again(lead)
        open_one = actions.add_evidence(incident, title="Mail", file=ContentFile(b"a", "a.txt"), actor=lead, at=now)
        marked = actions.add_evidence(
            incident, title="Advice", file=ContentFile(b"b", "b.txt"), mark=Mark.PRIVILEGED, actor=lead, at=now
        )
        actions.write_interview(
            incident,
            who="Rosamund Larkspring",
            as_what="Witness",
            notes="It was shown.",
            held_at=now,
            actor=lead,
            at=now,
        )

        file = open_file(hearing)

        assert [each["exhibit"] for each in file["evidence"]] == [open_one]
        assert file["marked"] == 1
        assert "Larkspring" not in str(file)
        subject = again(hearing.subject)
        assert attachments.may_read(attachments.of(open_one).get(), subject)
        assert not attachments.may_read(attachments.of(marked).get(), subject)

    def test_an_adviser_reads_what_the_person_reads(self, now):
        hearing, adviser = make_hearing(at=now), make_user()
        with pytest.raises(Invalid):
            actions.name_adviser(hearing, actor=hearing.subject, at=now)
        with pytest.raises(Conflict, match="cannot advise"):
            actions.name_adviser(hearing, adviser=lead_of(hearing.incident), actor=hearing.subject, at=now)
        actions.name_adviser(hearing, adviser=adviser, actor=hearing.subject, at=now)

        assert Hearing.objects.visible_to(adviser).exists()
        with pytest.raises(Denied):
            actions.answer_notice(hearing, text="For them.", actor=adviser, at=now)


class TestTime:
    def test_more_time_is_granted_by_the_panel(self, now):
        hearing = make_hearing(at=now)
        panel = panel_of(hearing)
        with pytest.raises(Conflict):
            actions.answer_time(hearing, granted=True, until=now, reason="Yes.", actor=panel[0], at=now)
        actions.ask_for_time(hearing, reason="I am abroad.", actor=hearing.subject, at=now)
        actions.answer_time(
            hearing, granted=True, until=now + timedelta(days=40), reason="Yes.", actor=panel[0], at=now
        )

        assert actions.keep_time(at=now + timedelta(days=39)) == 0
        assert [actions.keep_time(at=now + timedelta(days=41)) for _ in range(3)] == [1, 0, 0]

    def test_without_an_answer_the_panel_goes_on_with_the_file(self, now):
        hearing = make_hearing(at=now)

        assert actions.keep_time(at=now + timedelta(days=10)) == 0
        assert actions.keep_time(at=now + timedelta(days=20)) == 1
        assert fresh(hearing).state == HearingState.PANEL
        with pytest.raises(Conflict):
            actions.answer_notice(fresh(hearing), text="Late.", actor=hearing.subject, at=now + timedelta(days=20))


class TestDecision:
    def test_most_of_the_panel_decide_with_reasons_and_a_letter(self, now):
        hearing = make_answered_hearing(at=now)
        first, second, third = panel_of(hearing)
        draft = actions.propose(
            hearing, verdict="response", reasons="It was shown.", measures=USUAL, actor=first, at=now
        )
        assert fresh(hearing).state == HearingState.PANEL
        with pytest.raises(Conflict, match="already"):
            actions.concur(draft, agrees=True, actor=first, at=now)
        with pytest.raises(Invalid):
            actions.concur(draft, agrees=False, actor=third, at=now)
        assert not actions.concur(draft, agrees=False, reasons="Too much.", actor=third, at=now)
        assert actions.concur(draft, agrees=True, actor=second, at=now)

        assert fresh(hearing).state == HearingState.DECIDED
        assert [letter.kind for letter in hearing.letters.order_by("pk")] == ["notice", "decision"]
        assert not Remedy.objects.exists()  # nothing is carried out before it is final

    def test_a_deviation_from_the_matrix_needs_reasons(self, now):
        hearing = make_answered_hearing(at=now)
        first = panel_of(hearing)[0]
        with pytest.raises(Invalid, match="Say why"):
            actions.propose(
                hearing, verdict="response", reasons="Mild.", measures={"guidance": ""}, actor=first, at=now
            )

        draft = actions.propose(
            hearing,
            verdict="response",
            reasons="Mild.",
            measures={"guidance": ""},
            deviation="They had asked twice for a course.",
            actor=first,
            at=now,
        )

        assert draft.deviates
        assert draft.row == proposal_for(hearing.incident, on=now.date()).id

    def test_the_investigator_never_decides(self, now):
        hearing = make_answered_hearing(at=now)
        for part in (Part.LEAD, Part.INVESTIGATOR, Part.APPEAL_PANEL):
            person = hearing.incident.parts.filter(part=part).first().person
            with pytest.raises(Denied):
                actions.propose(hearing, verdict="response", reasons="R.", measures=USUAL, actor=again(person), at=now)
        investigator = hearing.incident.parts.get(part=Part.INVESTIGATOR).person
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentPart.objects.create(incident=hearing.incident, person=investigator, part=Part.PANEL, since=now)

    def test_a_replaced_draft_takes_no_voices(self, now):
        hearing = make_answered_hearing(at=now)
        first, second, _ = panel_of(hearing)
        old = actions.propose(hearing, verdict="response", reasons="R.", measures=USUAL, actor=first, at=now)
        actions.propose(hearing, verdict="unfounded", reasons="It was published.", actor=second, at=now)

        with pytest.raises(Conflict, match="Another draft"):
            actions.concur(old, agrees=True, actor=second, at=now)

    def test_unfounded_seals_it(self, now):
        hearing = decide(make_answered_hearing(at=now), verdict="unfounded", reasons="It was published.", at=now)
        team = lead_of(hearing.incident)

        assert hearing.state == HearingState.UNFOUNDED
        assert Hearing.objects.visible_to(hearing.subject).exists()
        for person in (team, *panel_of(hearing)):
            assert not Hearing.objects.visible_to(again(person)).exists()
        assert hearing.letters.filter(kind=LetterTo.SEALED).exists()
        exhibit = actions.add_evidence(
            hearing.incident, title="Later", file=ContentFile(b"x", "x.txt"), actor=team, at=now
        )
        assert not attachments.may_read(attachments.of(exhibit).get(), again(hearing.subject))


class TestAppeal:
    def decided(self, now, **given):
        return decide(make_answered_hearing(at=now, **given), measures=USUAL, at=now)

    def test_it_is_decided_by_people_who_were_not_involved_and_becomes_milder(self, now):
        hearing = self.decided(now)
        actions.appeal_decision(hearing, grounds="I had asked for a course.", actor=hearing.subject, at=now)
        for person in (panel_of(hearing)[0], lead_of(hearing.incident)):
            with pytest.raises(Denied):
                actions.propose(hearing, verdict="uphold", reasons="R.", actor=again(person), at=now)
        member = panel_of(hearing, Part.APPEAL_PANEL)[0]
        with pytest.raises(Invalid, match="milder"):
            actions.propose(
                hearing, verdict="vary", reasons="R.", measures={**USUAL, "project": ""}, actor=member, at=now
            )

        hearing = decide(
            hearing, part=Part.APPEAL_PANEL, verdict="vary", measures={"training": "Deemed exports"}, at=now
        )

        assert hearing.state == HearingState.FINAL
        assert list(hearing.decision.measures.values_list("kind", flat=True)) == ["training"]
        assert hearing.letters.filter(kind=LetterTo.APPEAL).exists()
        assert Remedy.objects.get().owner == hearing.subject

    @pytest.mark.parametrize(("verdict", "state"), [("uphold", HearingState.FINAL), ("annul", HearingState.UNFOUNDED)])
    def test_it_stands_or_is_annulled(self, verdict, state, now):
        hearing = self.decided(now)
        actions.appeal_decision(hearing, grounds="It was public.", actor=hearing.subject, at=now)

        hearing = decide(hearing, part=Part.APPEAL_PANEL, verdict=verdict, at=now)

        assert hearing.state == state
        assert Remedy.objects.count() == (len(USUAL) if verdict == "uphold" else 0)

    def test_twenty_eight_days(self, now):
        hearing = self.decided(now)
        assert actions.keep_time(at=now + timedelta(days=28)) == 0
        stale = fresh(hearing)
        with pytest.raises(Conflict, match="ended on"):
            actions.appeal_decision(stale, grounds="Late.", actor=hearing.subject, at=now + timedelta(days=29))
        assert [actions.keep_time(at=now + timedelta(days=29)) for _ in range(3)] == [1, 0, 0]
        assert fresh(hearing).state == HearingState.FINAL

    def test_nobody_appeals_for_another(self, now):
        with pytest.raises(Denied):
            actions.appeal_decision(self.decided(now), grounds="G.", actor=make_user(), at=now)


class TestLetters:
    @pytest.fixture
    def written(self, monkeypatch):
        """What each letter that is written says, by its title."""
        said, render = {}, hearing_letters.render_pdf

        def keep(template, words):
            said[words["title"]] = words
            return render(template, words)

        monkeypatch.setattr(hearing_letters, "render_pdf", keep)
        return said

    def test_more_time_is_answered_by_a_letter_each_time(self, written, now):
        hearing = make_hearing(at=now)
        one, until = panel_of(hearing)[0], clocks.end_of(now.date().replace(month=8), institution_calendar())
        for granted in (True, False, False):
            actions.ask_for_time(hearing, reason="I am abroad.", actor=again(hearing.subject), at=now)
            given = {"granted": granted, "reason": "You are abroad.", "until": until if granted else None}
            actions.answer_time(hearing, actor=one, at=now, **given)

        kinds = list(hearing.letters.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["notice", "time_granted", "time_refused", "time_refused"]
        granted, refused = written["More time to answer"], written["No more time to answer"]
        assert "It is granted: You are abroad." in granted["said"]
        assert "It is not granted: You are abroad." in refused["said"]
        assert granted["answer_by"] == refused["answer_by"] == "1 August 2026", "a refusal leaves the last day"

    @pytest.mark.parametrize("accepted", [True, False])
    def test_a_decision_that_becomes_final_without_an_appeal_is_written_to_the_person(self, accepted, written, now):
        hearing = decide(make_answered_hearing(at=now), measures=USUAL, at=now)
        if accepted:
            actions.accept_decision(hearing, actor=again(hearing.subject), at=now)
        for days in (30, 31):
            actions.keep_time(at=now + timedelta(days=days))

        letter = written["The decision is final"]
        assert ("You have accepted" in letter["said"], "no appeal came" in letter["said"]) == (accepted, not accepted)
        assert "A course: Deemed exports" in letter["measures"]
        assert hearing.letters.filter(kind="final").count() == 1
        assert Message.objects.filter(template="incidents/final", to=hearing.subject).count() == 1

    def test_whoever_has_accepted_a_decision_is_not_told_that_the_time_to_appeal_runs(self, client, written, now):
        hearing = decide(make_answered_hearing(at=now), measures=USUAL, at=now)
        page = reverse("incidents:hearing", args=[hearing.reference])
        client.force_login(again(hearing.subject))
        assert "Whose move it is" in client.get(page).content.decode()

        actions.accept_decision(hearing, actor=again(hearing.subject), at=now)

        assert "Whose move it is" not in client.get(page).content.decode()
        clock = clocks.named("HEARING-APPEAL", now.date())
        for later in (now, now + timedelta(days=21), now + timedelta(days=40)):
            stands = one_standing(hearing.incident, clock, at=later, subject=hearing.subject)
            assert (stands.state, stands.reason) == (clocks.NOT_APPLICABLE, "The decision was accepted.")
