"""Playbooks, drills, readiness from facts, and lessons in which nobody is recognised."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.incidents import actions, readiness
from compliance.incidents.models import Incident, Lesson
from compliance.incidents.queries import readiness_at
from compliance.incidents.states import Fact, IncidentState, Nature, Part
from portal.accounts.roles import Overseer
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.incidents import again, fresh, lead_of, make_handler, make_incident, make_official, name
from tests.factories.people import make_user
from training import actions as training
from training.models import Inject, Tabletop

pytestmark = pytest.mark.django_db


def opened(actor, now, **given):
    given = {"title": "A listed party", "nature": Nature.LISTED_PARTY, "text": "Stop.\nCall counsel.", **given}
    return actions.open_playbook(given.pop("code", "listed"), actor=actor, at=now, **given)


def sitting(actor, now):
    """Hold a sitting of a small script that showed one thing."""
    script = Tabletop.objects.create(
        code="night", title="Night", summary="S", audience="A", minutes=30, opening="O", objectives="O", sources="S",
        digest="0" * 64,
    )  # fmt: skip
    Inject.objects.create(
        tabletop=script, position=1, minute=0, title="M", sender="IT", text="T", hint="H", citation="C"
    )
    session = training.tabletops.plan_session(
        script, title="Night drill", planned_for=now, people=[make_user()], actor=actor, at=now
    )
    training.tabletops.start_session(session, actor=actor, at=now)
    training.tabletops.note_improvement(session, title="Nobody knew whom to call", actor=actor, at=now)
    return session


class TestPlaybooks:
    def test_a_better_version_follows_and_the_first_stays(self, now):
        handler = make_handler()
        playbook = opened(handler, now)
        with pytest.raises(Invalid, match="better"):
            actions.revise_playbook(playbook, text="Stop at once.", why="", actor=handler, at=now)
        actions.revise_playbook(playbook, text="Stop at once.", why="Faster.", actor=handler, at=now)

        assert [version.steps for version in playbook.versions.order_by("number")] == [
            ["Stop.", "Call counsel."],
            ["Stop at once."],
        ]
        with pytest.raises(Invalid, match="taken"):
            opened(handler, now)

    def test_only_the_team_keeps_them(self, now):
        with pytest.raises(Denied):
            opened(make_user(Overseer), now)

    def test_contacts_are_tried_and_removed(self, now):
        handler = make_handler()
        contact = actions.add_contact(opened(handler, now), who="Counsel", reach="4100", actor=handler, at=now)
        actions.verify_contact(contact, actor=handler, at=now)
        actions.remove_contact(contact, actor=handler, at=now)

        for act in (actions.verify_contact, actions.remove_contact):
            with pytest.raises(Conflict):
                act(contact, actor=handler, at=now)


class TestDrills:
    def test_a_sitting_is_recorded_as_a_drill_once_and_what_it_showed_can_be_taken_up(self, client, now):
        handler = make_handler()
        playbook, session = opened(handler, now), sitting(handler, now)
        with pytest.raises(Conflict, match="not closed"):
            actions.record_drill(playbook, session=session, actor=handler, at=now)
        training.tabletops.end_session(session, summary="It went.", actor=handler, at=now + timedelta(hours=1))
        actions.record_drill(playbook, session=fresh(session), actor=handler, at=now)
        with pytest.raises(Conflict, match="already"):
            actions.record_drill(playbook, session=session, actor=handler, at=now)

        client.force_login(handler)
        take_up = reverse("remedies:take-up", args=[session.improvements.get().pk])
        assert take_up in client.get(playbook.get_absolute_url()).content.decode()


class TestReadiness:
    def test_it_is_computed_from_facts(self, now):
        handler = make_handler()
        playbook = opened(handler, now)
        contact = actions.add_contact(playbook, who="Counsel", reach="4100", actor=handler, at=now)
        assert readiness_at(now).score == 33  # looked through, never tried, nobody called

        actions.verify_contact(contact, actor=handler, at=now)
        session = sitting(handler, now)
        training.tabletops.end_session(session, summary="It went.", actor=handler, at=now)
        actions.record_drill(playbook, session=fresh(session), actor=handler, at=now)

        assert readiness_at(now).score == 100
        assert readiness_at(now + timedelta(days=200)).score == 67  # contacts are old
        assert readiness_at(now + timedelta(days=400)).score == 33  # and so is the drill

    def test_times_are_those_of_incidents(self, now):
        incident = make_incident(at=now)
        actions.record_fact(
            incident, kind=Fact.CONTAINED, happened_at=now + timedelta(hours=30), actor=lead_of(incident),
            at=now + timedelta(hours=30),
        )  # fmt: skip

        points = {point.title: point.met for point in readiness_at(now + timedelta(days=3)).points}

        assert points == {"Reports are read within a day": True, "Incidents are contained within a day": False}

    @pytest.mark.parametrize(
        ("span", "words"),
        [(timedelta(minutes=40), "40 minutes"), (timedelta(hours=5), "5 hours"), (timedelta(days=12), "12 days")],
    )
    def test_spans_in_words(self, span, words):
        assert readiness.in_words(span) == words

    def test_nothing_to_look_at_is_no_readiness(self):
        assert readiness.Readiness(()).score == 0


class TestLessons:
    def decided(self, now):
        subject = make_user(name="Theo Larkmead")
        incident = make_incident(subject=subject, at=now)
        official = name(incident, make_official(), Part.OFFICIAL, at=now)
        Incident.objects.filter(pk=incident.pk).update(state=IncidentState.REMEDYING)
        return fresh(incident), official

    def written(self, incident, now, **given):
        given = {"title": "A talk is a release", "story": "A guest sat in.", "changed": "We ask first.", **given}
        return actions.write_lesson(incident, actor=lead_of(incident), at=now, **given)

    def test_somebody_else_approves_it_and_anybody_reads_it(self, client, now):
        incident, official = self.decided(now)
        lesson = self.written(incident, now)
        with pytest.raises(Denied):
            actions.publish_lesson(lesson, actor=lead_of(incident), at=now)
        actions.publish_lesson(lesson, actor=official, at=now)

        page = client.get(reverse("incidents:lessons")).content.decode()

        assert "A talk is a release" in page
        assert "July 2026" in page
        for word in (incident.reference, incident.title, str(official)):
            assert word not in page

    @pytest.mark.parametrize(
        "story", ["Theo Larkmead sat in.", "Larkmead sat in.", "It was IN-2026-00001.", "Case FL-2026-00042."]
    )
    def test_whoever_is_recognised_keeps_it_from_being_published(self, story, now):
        incident, official = self.decided(now)
        lesson = self.written(incident, now, story=story)

        with pytest.raises(Conflict, match="Take"):
            actions.publish_lesson(lesson, actor=again(official), at=now)
        assert not Lesson.objects.published().exists()

    def test_it_is_withdrawn_with_a_reason(self, client, now):
        incident, official = self.decided(now)
        lesson = self.written(incident, now)
        actions.publish_lesson(lesson, actor=official, at=now)
        with pytest.raises(Invalid):
            actions.withdraw_lesson(lesson, reason="", actor=official, at=now)
        actions.withdraw_lesson(lesson, reason="Somebody was recognised.", actor=official, at=now)

        assert "A talk is a release" not in client.get(reverse("incidents:lessons")).content.decode()

    def test_it_is_written_when_everything_is_decided(self, now):
        with pytest.raises(Conflict):
            self.written(make_incident(at=now), now)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_a_constant_number_of_queries(rows, client, django_assert_num_queries, now):
    handler = make_handler()
    for _ in range(rows):
        make_incident(lead=handler, at=now)
    client.force_login(again(handler))
    client.get(reverse("incidents:index"))

    with django_assert_num_queries(7):
        page = client.get(reverse("incidents:index"))

    assert page.content.decode().count("Drawings shown to a visitor") == rows
