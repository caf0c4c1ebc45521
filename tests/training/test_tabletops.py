"""Tabletop exercises: scripts that are whole, timed messages, answers, improvements that others can take up."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.roles import Champion, IncidentHandler, Overseer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import NOW, join, make_unit, make_user
from tests.factories.training import SCRIPT, make_session, make_tabletop
from training import actions, policies, queries, scripts, shipped
from training.models import Improvement, Tabletop, TabletopSession

pytestmark = pytest.mark.django_db


class TestScripts:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("minute: 0", "minute: 20", "in the order of their minutes"),
            ("minutes: 30", "minutes: 10", "comes before the end"),
            ("minutes: 30", "minutes: soon", "The head has “minutes”, a whole number"),
            ("minute: 10", "minute: 700", "from 0 to 600"),
            ("hint: Look up.", "hint: ''", "Inject 1 has no “hint”"),
            ('questions: ["Who?"]', "questions: []", "Inject 2 asks at least one question"),
            ("objectives: [Find the tap.]", "objectives: none", "objectives"),
            ("code: wet-floor", "code: Wet Floor", "small letters"),
            ("title: The wet floor", "title: 5", "The head has no “title”"),
            ("injects:", "injects: [", "readable as YAML"),
            ("injects:", "others:", "a head and injects"),
        ],
    )
    def test_what_is_wrong_is_said(self, old, new, said):
        assert old in SCRIPT

        with pytest.raises(Invalid, match=said):
            scripts.parse(SCRIPT.replace(old, new, 1))

    def test_two_ship_and_are_whole(self):
        found = [scripts.parse(path.read_text(encoding="utf-8")) for path in shipped.TABLETOPS.glob("*.yaml")]

        assert len(found) == 2
        for script in found:
            assert len(script.injects) >= 6
            assert all(inject.citation for inject in script.injects)

    def test_loading_twice_changes_nothing_and_a_change_replaces(self, db, now, tmp_path):
        path = tmp_path / "wet-floor.yaml"
        path.write_text(SCRIPT)
        first = actions.load_tabletops(tmp_path, actor=None, at=now)
        assert actions.load_tabletops(tmp_path, actor=None, at=now) == []
        session = make_session(tabletop=first[0])

        path.write_text(SCRIPT.replace("Drip.", "Drop."))
        [second] = actions.load_tabletops(tmp_path, actor=None, at=now)

        assert Tabletop.objects.offered().get() == second
        assert TabletopSession.objects.get(pk=session.pk).tabletop == first[0]
        with pytest.raises(Conflict, match="replaced"):
            make_session(tabletop=Tabletop.objects.get(pk=first[0].pk))

    def test_a_broken_file_is_named_and_loads_nothing(self, db, now, tmp_path):
        (tmp_path / "a.yaml").write_text(SCRIPT)
        (tmp_path / "b.yaml").write_text("[")

        with pytest.raises(Invalid, match=r"b\.yaml"):
            actions.load_tabletops(tmp_path, actor=None, at=now)

        assert not Tabletop.objects.exists()


class TestSitting:
    @pytest.fixture
    def sitting(self, db):
        self.handler, self.player = make_user(IncidentHandler), make_user()
        return make_session(facilitator=self.handler, people=[self.player])

    def test_messages_come_when_the_facilitator_says(self, sitting, now):
        first, second = sitting.tabletop.injects.order_by("position")
        actions.start_session(sitting, actor=self.handler, at=now)
        assert queries.on_the_table(sitting, now) == [first]

        later = now + timedelta(minutes=11)
        assert [each.overdue for each in queries.script_of(sitting, later)] == [False, True]
        assert queries.on_the_table(sitting, later) == [first]
        actions.release(sitting, inject=second, actor=self.handler, at=later)

        assert queries.on_the_table(sitting, later) == [first, second]
        with pytest.raises(Conflict, match="already"):
            actions.release(sitting, inject=second, actor=self.handler, at=later)

    def test_or_when_their_minute_has_come(self, db, now):
        handler = make_user(IncidentHandler)
        sitting = make_session(facilitator=handler, pace="clock")
        actions.start_session(sitting, actor=handler, at=now)

        def shown(minutes):
            return len(queries.on_the_table(sitting, now + timedelta(minutes=minutes)))

        assert [shown(minutes) for minutes in (0, 9, 10, 11)] == [1, 1, 2, 2]

    def test_what_came_after_the_end_never_came(self, db, now):
        handler = make_user(IncidentHandler)
        sitting = make_session(facilitator=handler, pace="clock")
        actions.start_session(sitting, actor=handler, at=now)
        actions.end_session(sitting, summary="Short.", actor=handler, at=now + timedelta(minutes=5))

        assert len(queries.on_the_table(sitting, now + timedelta(days=1))) == 1

    def test_answers_are_added_and_only_to_what_lies_on_the_table(self, sitting, now):
        first, second = sitting.tabletop.injects.order_by("position")
        actions.start_session(sitting, actor=self.handler, at=now)

        actions.respond(sitting, question=first.questions.get(), text=" Under the roof ", actor=self.player, at=now)

        assert sitting.responses.get().text == "Under the roof"
        with pytest.raises(Conflict, match="not on the table"):
            actions.respond(sitting, question=second.questions.get(), text="x", actor=self.player, at=now)
        with pytest.raises(Invalid, match="Write"):
            actions.respond(sitting, question=first.questions.get(), text=" ", actor=self.player, at=now)
        with pytest.raises(Denied, match="no seat"):
            actions.respond(sitting, question=first.questions.get(), text="x", actor=make_user(), at=now)

    def test_an_observer_watches(self, sitting, now):
        watcher = make_user()
        actions.seat(sitting, person=watcher, part="observer", actor=self.handler, at=now)
        actions.start_session(sitting, actor=self.handler, at=now)
        question = sitting.tabletop.injects.get(position=1).questions.get()

        with pytest.raises(Denied):
            actions.respond(sitting, question=question, text="x", actor=watcher, at=now)

    def test_a_stale_start_loses(self, sitting, now):
        stale = TabletopSession.objects.get(pk=sitting.pk)
        actions.start_session(sitting, actor=self.handler, at=now)

        with pytest.raises(Conflict, match="just moved"):
            actions.start_session(stale, actor=self.handler, at=now)

        assert sitting.releases.count() == 1

    def test_only_the_facilitator_leads(self, sitting, now):
        for act in (actions.start_session, actions.cancel_session):
            given = {"reason": "x"} if act is actions.cancel_session else {}
            with pytest.raises(Denied, match="facilitator"):
                act(sitting, actor=self.player, at=now, **given)
        actions.start_session(sitting, actor=self.handler, at=now)
        with pytest.raises(Denied, match="facilitator"):
            actions.end_session(sitting, summary="x", actor=self.player, at=now)
        with pytest.raises(Conflict):
            actions.cancel_session(sitting, reason="x", actor=self.handler, at=now)

    def test_improvements_can_be_taken_up_once_it_is_closed(self, sitting, now):
        actions.start_session(sitting, actor=self.handler, at=now)
        noted = actions.note_improvement(sitting, title="Label the taps", owner=self.player, actor=self.handler, at=now)
        with pytest.raises(Denied, match="take notes"):
            actions.note_improvement(sitting, title="x", actor=self.player, at=now)
        assert not queries.improvements().exists()

        with pytest.raises(Invalid, match="few lines"):
            actions.end_session(sitting, summary=" ", actor=self.handler, at=now)
        actions.end_session(sitting, summary="The tap is hard to find.", actor=self.handler, at=now)
        late = actions.note_improvement(sitting, title="Buy a bucket", actor=self.handler, at=now + timedelta(days=3))

        assert list(queries.improvements()) == [noted, late]
        assert list(queries.improvements(since=(now + timedelta(days=2)).date())) == [late]
        assert "training.session.closed" in [event.verb for event in events_about(sitting)]

    def test_a_scribe_notes_too(self, sitting, now):
        actions.seat(sitting, person=self.player, part="scribe", actor=self.handler, at=now)
        with pytest.raises(Conflict, match="once the sitting has begun"):
            actions.note_improvement(sitting, title="x", actor=self.player, at=now)
        actions.start_session(sitting, actor=self.handler, at=now)

        assert actions.note_improvement(sitting, title="x", actor=self.player, at=now).noted_by == self.player


class TestWhoPlans:
    def test_a_champion_for_their_own_unit(self, db):
        champion, unit = make_user(Champion), make_unit()
        join(champion, unit, position="champion")

        assert make_session(facilitator=champion, unit=unit).unit == unit
        for other in (make_unit(), None):
            with pytest.raises(Denied, match="your own unit"):
                make_session(facilitator=champion, unit=other)

    def test_researchers_do_not(self, db):
        with pytest.raises(Denied, match="lead exercises"):
            make_session(facilitator=make_user())

    def test_somebody_sits_at_the_table(self, db):
        handler = make_user(IncidentHandler)

        with pytest.raises(Invalid, match="at least one"):
            make_session(facilitator=handler, people=[handler])

    def test_the_list_and_the_policy_agree(self, db):
        champion, unit, player = make_user(Champion), make_unit(), make_user()
        join(champion, unit, position="champion")
        handler = make_user(IncidentHandler)
        sessions = [make_session(facilitator=handler, unit=unit), make_session(facilitator=handler, people=[player])]

        for actor, expected in [
            (handler, {0, 1}), (champion, {0}), (player, {1}), (make_user(), set()), (make_user(Overseer), {0, 1}),
        ]:  # fmt: skip
            listed = set(TabletopSession.objects.visible_to(actor))
            assert listed == {sessions[number] for number in expected}
            assert {each for each in sessions if policies.may_see_session.allows(actor, each)} == listed


def test_from_the_script_to_the_report(client, now):
    make_tabletop()
    handler, player = make_user(IncidentHandler), make_user(name="Pia Player")
    client.force_login(handler)
    assert b"Look up." in client.get(reverse("training:tabletop", args=["wet-floor"])).content
    form = {"title": "Spring drill", "day": "2026-07-02", "time": "14:00", "pace": "hand"}
    form["people"] = f"{player.email}\nnobody"
    page = client.post(reverse("training:plan-session", args=["wet-floor"]), form)
    assert "Nobody here has the user name or address “nobody”." in page.content.decode()
    client.post(reverse("training:plan-session", args=["wet-floor"]), form | {"people": player.email.upper()})
    session = TabletopSession.objects.get()
    here = reverse("training:session", args=[session.pk])

    client.post(reverse("training:start-session", args=[session.pk]))
    client.post(reverse("training:release", args=[session.pk, 2]))
    client.force_login(player)
    page = client.get(here).content.decode()
    assert "Gush." in page and "Shut it." not in page
    question = session.tabletop.injects.get(position=2).questions.get()
    client.post(reverse("training:respond", args=[session.pk, question.pk]), {"text": "The porter"})
    assert client.post(reverse("training:release", args=[session.pk, 1])).status_code == 403
    assert client.get(reverse("training:tabletop", args=["wet-floor"])).status_code == 403
    client.force_login(handler)
    client.post(reverse("training:improve", args=[session.pk]), {"title": "Label the taps", "owner": player.pk})
    client.post(reverse("training:close-session", args=[session.pk]), {"summary": "It held."})

    client.force_login(player)
    page = client.get(here).content.decode()
    assert "It held." in page and "The porter" in page and "Label the taps" in page and "Shut it." in page
    assert Improvement.objects.get().owner == player
    client.force_login(make_user())
    assert client.get(here).status_code == 404


def test_the_table_hears_of_news(client, now):
    handler, player = make_user(IncidentHandler), make_user()
    session = make_session(facilitator=handler, people=[player])
    actions.start_session(session, actor=handler, at=NOW)
    client.force_login(player)
    here = reverse("training:session", args=[session.pk])
    assert b"every 10s" in client.get(here, {"seen": "1"}).content

    actions.release(session, inject=session.tabletop.injects.get(position=2), actor=handler, at=NOW)

    assert b"A new message is on the table" in client.get(here, {"seen": "1"}).content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(rows, client, django_assert_num_queries):
    handler = make_user(IncidentHandler)
    for _ in range(rows):
        make_session(facilitator=handler, people=[make_user()])
    client.force_login(handler)

    with django_assert_num_queries(7):
        assert client.get(reverse("training:tabletops")).content.count(b"fl-tile__title") == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_the_table_takes_a_constant_number_of_queries(rows, client, now, django_assert_num_queries):
    handler = make_user(IncidentHandler)
    session = make_session(facilitator=handler, people=[make_user() for _ in range(rows)])
    actions.start_session(session, actor=handler, at=now)
    question = session.tabletop.injects.get(position=1).questions.get()
    for number in range(rows):
        actions.respond(session, question=question, text="x", actor=handler, at=now)
        actions.note_improvement(session, title=str(number), actor=handler, at=now)
    client.force_login(handler)

    with django_assert_num_queries(14):
        client.get(reverse("training:session", args=[session.pk]))
