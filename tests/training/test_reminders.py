"""Reminders: digests by rungs, to whom it concerns, withdrawn at once when done."""

from datetime import date, timedelta

import pytest

from portal.accounts.roles import Champion
from portal.core import outbox
from portal.core.errors import Conflict, Denied
from portal.core.events import events_about
from portal.core.models import Message
from portal.schedule import TIMETABLE
from tests.factories.people import join, make_unit, make_user
from tests.factories.training import complete, make_course, make_version, require, take
from training import actions, tasks
from training.models import Reminder

pytestmark = pytest.mark.django_db


def lapsing(person, course, now, days):
    """Let the person's course lapse so many days from now."""
    complete(person, course, at=now - timedelta(days=200), expires_on=now.date() + timedelta(days=days))


def owed(person):
    """Return the mails the person is owed, oldest first."""
    return list(Message.objects.filter(to=person, withdrawn_at=None).order_by("due_at", "pk"))


def test_each_rung_once_however_often_it_runs(now):
    course = make_course("basics")
    require(course)
    person = make_user()
    lapsing(person, course, now, 61)
    sent = []

    for day in (0, 1, 2, 15, 30, 31, 32, 53, 54, 55, 61, 62, 63, 69):
        at = now + timedelta(days=day)
        sent += [day for _ in range(2) if actions.remind_everyone(at=at)]

    assert sent == [1, 31, 54, 62]


def test_a_run_that_is_missed_is_made_up(now):
    course = make_course("basics")
    require(course)
    person = make_user()
    lapsing(person, course, now, 40)

    assert actions.remind_everyone(at=now) == 1
    assert actions.remind_everyone(at=now + timedelta(days=36)) == 1  # both the 30 and the 7 were missed: one mail
    assert actions.remind_everyone(at=now + timedelta(days=37)) == 0


def test_several_courses_are_one_mail(now):
    person = make_user()
    for code in ("basics", "openness", "plans"):
        require(code)
        lapsing(person, make_course(code), now, 20)

    actions.remind_everyone(at=now)

    (mail,) = owed(person)
    body = outbox.compose(mail)
    assert [line["title"] for line in mail.context["courses"]] == ["Basics", "Openness", "Plans"]
    assert body.subject == "Your training: Basics and 2 more"
    assert "by 21 July 2026" in body.body


def test_newcomers_are_told_at_once(now):
    require("basics", grace_days=30)
    person = make_user()

    actions.remind_everyone(at=now)

    assert owed(person)[0].context["courses"][0]["day"] == "31 July 2026"


def test_what_is_done_is_not_reminded_of(now):
    require("basics")
    person = make_user()
    complete(person, "basics", expires_on=now.date() + timedelta(days=200))

    assert actions.remind_everyone(at=now) == 0
    assert owed(person) == []


def test_completing_withdraws_at_once_and_the_rest_is_told_anew(now):
    version = make_version("basics")
    require(version.course)
    require("openness")
    person = make_user()
    for course in (version.course, make_course("openness")):
        lapsing(person, course, now, 20)
    actions.remind_everyone(at=now)
    (both,) = owed(person)

    take(person, version.course, at=now)

    both.refresh_from_db()
    assert both.withdrawn_at == now
    assert actions.remind_everyone(at=now) == 1
    (rest,) = owed(person)
    assert [line["title"] for line in rest.context["courses"]] == ["Openness"]


def test_what_has_left_is_not_told_twice(now):
    version = make_version("basics")
    require(version.course)
    require("openness")
    person = make_user()
    for course in (version.course, make_course("openness")):
        lapsing(person, course, now, 20)
    actions.remind_everyone(at=now)
    outbox.deliver_due(at=now)

    take(person, version.course, at=now)

    assert actions.remind_everyone(at=now) == 0


def test_an_equivalent_stops_the_reminder_too(now):
    ours, theirs = make_course("ours"), make_course("theirs")
    actions.accept(ours, instead=theirs, actor=None, at=now)
    require(ours)
    person = make_user()
    lapsing(person, ours, now, 20)
    actions.remind_everyone(at=now)

    complete(person, theirs, at=now)

    assert owed(person) == []


class TestEscalation:
    """The champion from the third rung, the head at the last: one digest for all their people."""

    def unit(self, now, days):
        faculty = make_unit("Science", kind="faculty")
        lab = make_unit("Lab", parent=faculty)
        champion, head = make_user(Champion, name="Cara"), make_user(name="Hans")
        join(champion, lab, position="champion")
        join(head, faculty, position="head")
        course = make_course("basics")
        require(course, "unit", lab.code)
        complete(champion, course, expires_on=None)
        people = [make_user(unit=lab, name=name) for name in ("Ann", "Bob")]
        for person in people:
            lapsing(person, course, now, days)
        return champion, head, people

    @pytest.mark.parametrize(("days", "champion_told", "head_told"), [(20, 0, 0), (5, 1, 0), (-1, 1, 1)])
    def test_who_is_told_when(self, now, days, champion_told, head_told):
        champion, head, people = self.unit(now, days)

        actions.remind_everyone(at=now)

        assert [len(owed(each)) for each in (champion, head, *people)] == [champion_told, head_told, 1, 1]

    def test_one_mail_names_everybody(self, now):
        champion, _, _ = self.unit(now, 5)

        actions.remind_everyone(at=now)

        (mail,) = owed(champion)
        assert [line["name"] for line in mail.context["others"]] == ["Ann", "Bob"]
        text = outbox.compose(mail)
        assert text.subject == "Training in your unit: who needs what"
        assert "- Ann, Basics: by 6 July 2026" in text.body

    def test_a_champion_who_left_is_not_told(self, now):
        champion, _, _ = self.unit(now, 5)
        champion.memberships.update(to_on=date(2026, 6, 30))

        actions.remind_everyone(at=now)

        assert owed(champion) == []

    def test_done_in_between_corrects_the_champions_mail(self, now):
        champion, _, (ann, _) = self.unit(now, 5)
        actions.remind_everyone(at=now)

        complete(ann, "basics", at=now)
        actions.remind_everyone(at=now)

        (mail,) = owed(champion)
        assert [line["name"] for line in mail.context["others"]] == ["Bob"]


class TestNudge:
    """One press by a champion."""

    def setting(self, now):
        lab = make_unit("Lab")
        champion = make_user(Champion, name="Cara Champion")
        join(champion, lab, position="champion")
        require("basics", "unit", lab.code)
        person = make_user(unit=lab)
        lapsing(person, make_course("basics"), now, 20)
        return champion, person

    def test_it_names_what_is_due_and_who_asks(self, now):
        champion, person = self.setting(now)

        actions.nudge(person, actor=champion, at=now)

        (mail,) = owed(person)
        assert outbox.compose(mail).subject == "Cara Champion reminds you of your training"
        assert events_about(person).last().data["courses"] == ["basics"]

    def test_once_a_day(self, now):
        champion, person = self.setting(now)
        actions.nudge(person, actor=champion, at=now)

        with pytest.raises(Conflict, match="today"):
            actions.nudge(person, actor=champion, at=now + timedelta(hours=1))

        actions.nudge(person, actor=champion, at=now + timedelta(days=1))

    def test_not_when_nothing_is_due(self, now):
        champion, person = self.setting(now)
        complete(person, "basics", expires_on=None)

        with pytest.raises(Conflict, match="Nothing is due"):
            actions.nudge(person, actor=champion, at=now)

    def test_not_in_another_unit(self, now):
        champion, _ = self.setting(now)

        with pytest.raises(Denied, match="your own unit"):
            actions.nudge(make_user(), actor=champion, at=now)


def test_the_task_is_in_the_timetable_and_runs():
    assert "training.remind_everyone" in {row.task for row in TIMETABLE}
    assert tasks.remind_everyone() == 0


def test_rungs_are_rows(now):
    course = make_course("basics")
    require(course)
    lapsing(make_user(), course, now, 20)

    actions.remind_everyone(at=now)

    assert Reminder.objects.get().rung == 30
