"""What is required, and what is missing: the edges, and that one person and many get the same answer."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts import actions as accounts
from portal.accounts.models import Membership, User
from portal.accounts.roles import Champion, CouncilMember, Officer, Researcher, TrainingManager
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import NOW, join, make_unit, make_user
from tests.factories.training import complete, enter_proposal, make_course, make_version, require, take
from training import actions, audiences, queries
from training.models import Enrolment, Requirement
from training.states import Standing
from training.validity import last_day

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 1)


def standing(person, on=LATER):
    """Return how the person stands with the only course that is required."""
    (only,) = queries.obligations(person, on)
    return only.standing, only.due_on


def test_a_newcomer_has_the_days_of_grace():
    require("basics", grace_days=30)
    person = make_user()
    last = NOW.date() + timedelta(days=30)

    assert standing(person, last) == (Standing.DUE, last)
    assert standing(person, last + timedelta(days=1)) == (Standing.MISSING, last)
    assert queries.gaps(person, last) == []
    assert [gap.course.code for gap in queries.gaps(person, last + timedelta(days=1))] == ["basics"]


def test_done_and_lapsed():
    require("basics")
    person = make_user()
    complete(person, "basics", expires_on=date(2026, 11, 30))

    assert standing(person, date(2026, 11, 30)) == (Standing.CURRENT, date(2026, 11, 30))
    assert standing(person, LATER) == (Standing.LAPSED, date(2026, 11, 30))


def test_a_requirement_may_ask_for_it_oftener_than_it_lasts():
    require("basics", every_months=3)
    person = make_user()
    complete(person, "basics", expires_on=date(2028, 1, 1))

    assert standing(person, date(2026, 10, 1)) == (Standing.CURRENT, date(2026, 10, 1))
    assert standing(person, date(2026, 10, 2)) == (Standing.LAPSED, date(2026, 10, 1))


def test_of_two_requirements_the_stricter_decides_and_both_grounds_are_named():
    course = make_course("basics")
    require(course, every_months=24, ground="The policy")
    require(course, "role", "Researcher", every_months=12, ground="A funder's rule")
    person, officer = make_user(Researcher), make_user(Officer)
    for each in (person, officer):
        complete(each, course, expires_on=None)

    (only,) = queries.obligations(person, LATER)

    assert (only.due_on, set(only.grounds)) == (date(2027, 7, 1), {"The policy", "A funder's rule"})
    assert standing(officer)[1] == date(2028, 7, 1)


def test_two_completions_do_not_lend_each_other_their_best_side():
    """The newer one is short, and the longer one is old; neither meets the requirement by what the other has."""
    require("basics", every_months=12)
    person = make_user()
    complete(person, "basics", at=NOW, expires_on=date(2026, 8, 1))
    complete(person, "basics", at=NOW - timedelta(days=600), expires_on=date(2030, 1, 1))

    assert standing(person, date(2026, 9, 1)) == (Standing.LAPSED, date(2026, 8, 1))
    assert gaps_of_many(date(2026, 9, 1)) == {(person.pk, "basics")}


def gaps_of_many(on):
    """Return who lacks what, as the one statement says it."""
    from training.models import Course

    codes = dict(Course.objects.values_list("pk", "code"))
    return {(row["person"], codes[row["course"]]) for row in queries.gaps_among(User.objects.all(), on)}


def test_an_exemption_settles_it_for_its_days(now):
    course = make_course("basics")
    require(course, grace_days=0)
    person = make_user()
    actions.exempt(
        person,
        course=course,
        reason="Teaches it.",
        from_on=LATER,
        to_on=LATER,
        actor=make_user(TrainingManager),
        at=now,
    )

    assert standing(person, LATER)[0] == Standing.EXEMPT
    assert (person.pk, "basics") not in gaps_of_many(LATER)
    assert queries.gaps(person, LATER + timedelta(days=1))


def test_unit_requirements_reach_below_and_follow_who_moves():
    faculty = make_unit("Science", kind="faculty")
    lab, elsewhere = make_unit("Lab", parent=faculty), make_unit("Arts")
    require("basics", "unit", faculty.code, grace_days=30)
    person = make_user()
    assert queries.obligations(person, LATER) == []

    joined = join(person, lab, from_on=LATER)

    assert standing(person, LATER) == (Standing.DUE, LATER + timedelta(days=30))
    accounts.leave_unit(joined, actor=None, at=NOW, to_on=LATER)
    join(person, elsewhere, from_on=LATER + timedelta(days=1))
    assert queries.obligations(person, LATER + timedelta(days=1)) == []


def test_a_units_code_is_not_mistaken_for_one_that_begins_so():
    one = accounts.open_unit("lab", name="Lab", kind="lab", actor=None, at=NOW)
    two = accounts.open_unit("lab-two", name="Lab two", kind="lab", actor=None, at=NOW)
    require("basics", "unit", one.code)
    there, not_there = make_user(unit=one), make_user(unit=two)

    assert len(queries.obligations(there, LATER)) == 1
    assert queries.obligations(not_there, LATER) == []


def test_a_circle_is_whoever_the_storey_above_says():
    from compliance.council.models import Seat
    from tests.factories.council import make_council, seat

    require("council-members", "circle", "council-seat", grace_days=0)
    member = seat(make_council(), trained=False).member
    assert [gap.course.code for gap in queries.gaps(member, LATER)] == ["council-members"]

    Seat.objects.update(to_on=NOW.date())

    assert queries.gaps(member, LATER) == []
    assert queries.gaps(make_user(CouncilMember), LATER) == []


def test_a_circle_that_nobody_keeps_is_empty():
    rule = require("basics", "circle", "moon-base")

    assert queries.obligations(make_user(), LATER) == []
    assert "nobody keeps" in audiences.label(rule)


def test_a_requirement_holds_for_its_days():
    rule = require("basics", from_on=date(2026, 9, 1), grace_days=0)
    person = make_user()
    actions.end_requirement(rule, to_on=date(2026, 10, 31), reason="x", actor=None, at=NOW)

    found = [bool(queries.obligations(person, on)) for on in (date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 1))]

    assert found == [False, True, False]


class TestMaking:
    """Requirements are made, ended and refused."""

    def test_the_event_says_what_is_asked(self):
        rule = require("basics", "role", "Researcher", every_months=12)

        event = events_about(rule).get()

        assert (event.data["audience_key"], event.data["every_months"]) == ("Researcher", 12)

    @pytest.mark.parametrize(("audience", "key"), [("everyone", "x"), ("role", "")])
    def test_the_audience_is_named_unless_everyone_is_meant(self, audience, key):
        with pytest.raises(Invalid, match="unless everyone is meant"):
            require("basics", audience, key)

    def test_days_are_in_order(self):
        with pytest.raises(Invalid, match="before the first"):
            require("basics", to_on=date(2024, 1, 1))
        rule = require("basics")
        with pytest.raises(Invalid, match="before the first"):
            actions.end_requirement(rule, to_on=date(2024, 1, 1), reason="x", actor=None, at=NOW)

    def test_a_code_is_in_force_once(self):
        require("basics", code="rule")
        with pytest.raises(Conflict, match="in force already"):
            require("basics", code="rule")
        actions.end_requirement(Requirement.objects.get(), to_on=LATER, reason="x", actor=None, at=NOW)
        with pytest.raises(Conflict, match="ends already"):
            actions.end_requirement(Requirement.objects.get(), to_on=LATER, reason="x", actor=None, at=NOW)

        assert require("basics", code="rule", from_on=LATER + timedelta(days=1))

    def test_only_training_managers_require(self):
        with pytest.raises(Denied):
            actions.require(
                "x", course=make_course(), audience="everyone", from_on=LATER, ground="x", actor=make_user(), at=NOW
            )

    def test_a_course_is_no_equivalent_of_itself_and_counts_once(self):
        course, other = make_course(), make_course()
        with pytest.raises(Invalid, match="of itself"):
            actions.accept(course, instead=course, actor=None, at=NOW)
        actions.accept(course, instead=other, actor=None, at=NOW)
        with pytest.raises(Conflict, match="counts as"):
            actions.accept(course, instead=other, actor=None, at=NOW)

    def test_nobody_exempts_themselves(self):
        manager = make_user(TrainingManager)
        with pytest.raises(Denied, match="your own"):
            actions.exempt(manager, course=make_course(), reason="x", from_on=LATER, to_on=LATER, actor=manager, at=NOW)


def test_one_and_many_always_agree():
    """Three dozen states of people, rules and completions: the statements and the computation say the same."""
    chance = random.Random(7)
    units = [make_unit() for _ in range(2)]
    courses = [make_course() for _ in range(3)]
    roles = [Researcher, Officer, Champion]
    people = [make_user(chance.choice(roles), unit=chance.choice([None, *units])) for _ in range(8)]
    for person in people:
        User.objects.filter(pk=person.pk).update(date_joined=NOW - timedelta(days=chance.randint(0, 400)))
    readers = User.objects.filter(pk__in=[person.pk for person in people[:4]])
    audiences.register("readers", "Readers", lambda _on: readers.values("pk"))
    for number in range(12):
        enter_proposal(people[number % 5 :], due_on=NOW.date() + timedelta(days=50 * number))
    for round_number in range(36):
        with_rule(chance, courses, units, round_number)
        person, course = chance.choice(people), chance.choice(courses)
        days = chance.randint(0, 900)
        done_on = NOW - timedelta(days=days)
        ends = chance.choice([None, done_on.date() + timedelta(days=chance.randint(0, 900))])
        complete(person, course, at=done_on, expires_on=ends)
        days = chance.choice([chance.randint(-300, 600), 50 * chance.randint(0, 12)])
        on = NOW.date() + timedelta(days=days)

        many = {(row["person"], row["course"]) for row in queries.gaps_among(User.objects.all(), on)}
        asked = queries.obligations_among(User.objects.all(), on)
        computed = {(each.person_id, each.course.pk) for found in asked.values() for each in found if each.is_gap}
        one = {each.course.pk for each in queries.gaps(person, on)}

        rules = Requirement.objects.on(on)
        singly = {(who.pk, rule.course_id) for rule in rules for who in User.objects.filter(queries.lacking(rule, on))}
        assert many == computed == singly, f"round {round_number}, on {on}"
        assert one == {course for who, course in many if who == person.pk}, f"round {round_number}, on {on}"


def with_rule(chance, courses, units, number):
    """Add a rule in every third round, and end one now and then."""
    if number % 3 == 0:
        audience, key = chance.choice(
            [
                ("everyone", ""),
                ("role", "Researcher"),
                ("role", "Officer"),
                ("unit", units[0].code),
                ("circle", "readers"),
                ("funder", "nsf"),
            ]
        )
        require(
            chance.choice(courses),
            audience,
            key,
            every_months=chance.choice([None, 3, 12, 24]),
            grace_days=chance.choice([0, 30, 90]),
            from_on=NOW.date() - timedelta(days=chance.randint(0, 200)),
        )
    if number % 10 == 9:
        rule = Requirement.objects.filter(to_on=None).first()
        actions.end_requirement(rule, to_on=NOW.date() + timedelta(days=50), reason="x", actor=None, at=NOW)


class TestStatements:
    """However many people, the number of statements stays the same."""

    def crowd(self, size):
        require("basics", grace_days=0)
        require("more", "role", "Researcher", grace_days=0)
        for _ in range(size):
            complete(make_user(), "basics")

    @pytest.mark.parametrize("size", [1, 3])
    def test_gaps_among(self, size, django_assert_num_queries):
        self.crowd(size)

        with django_assert_num_queries(1):
            assert len(queries.gaps_among(User.objects.all(), LATER)) == size

    @pytest.mark.parametrize("size", [1, 3])
    def test_obligations_among(self, size, django_assert_num_queries):
        self.crowd(size)

        with django_assert_num_queries(5):
            assert len(queries.obligations_among(User.objects.all(), LATER)) == size


def test_expiry_at_midnight_in_the_institutions_zone():
    """Earned at 23:30 in New York on 30 June is earned on 30 June, though it is July in Greenwich."""
    require("basics", every_months=12, grace_days=0)
    person = make_user()
    User.objects.update(date_joined=datetime(2024, 1, 1, tzinfo=UTC))
    complete(person, "basics", at=datetime(2025, 7, 1, 3, 30, tzinfo=UTC), expires_on=None)

    assert queries.gaps(person, date(2026, 6, 30)) == []
    assert queries.gaps(person, date(2026, 7, 1))


def test_membership_that_ended_does_not_bind():
    unit = make_unit()
    require("basics", "unit", unit.code, grace_days=0)
    person = make_user(unit=unit)
    Membership.objects.update(to_on=date(2026, 8, 1))

    assert queries.gaps(person, LATER) == []
    assert gaps_of_many(LATER) == set()


class TestEnrolments:
    """Beyond what is required, settled by doing the course."""

    def test_doing_the_course_settles_it(self):
        version, person = make_version(), make_user()
        made = actions.enrol(person, course=version.course, actor=person, at=NOW, wanted_by=LATER)
        assert list(Enrolment.objects.open()) == [made]
        with pytest.raises(Conflict, match="already"):
            actions.enrol(person, course=version.course, actor=person, at=NOW)

        take(person, version.course)

        assert not Enrolment.objects.open().exists()

    def test_what_was_done_before_does_not_settle_it(self):
        version, person = make_version(), make_user()
        take(person, version.course, at=NOW - timedelta(days=400))
        actions.enrol(person, course=version.course, actor=person, at=NOW)

        assert Enrolment.objects.open().exists()

    def test_who_enrols_whom(self):
        version, unit, champion = make_version(), make_unit(), make_user(Champion)
        join(champion, unit, position="champion")
        member, stranger = make_user(unit=unit), make_user()

        made = actions.enrol(member, course=version.course, actor=champion, at=NOW)
        with pytest.raises(Denied, match="your own unit"):
            actions.enrol(stranger, course=version.course, actor=champion, at=NOW)
        with pytest.raises(Denied):
            actions.withdraw(made, actor=stranger, at=NOW)
        actions.withdraw(made, actor=member, at=NOW)
        with pytest.raises(Conflict, match="withdrawn"):
            actions.withdraw(made, actor=member, at=NOW)
        assert not Enrolment.objects.open().exists()

    def test_a_course_on_offer_and_a_day_to_come(self):
        person = make_user()
        with pytest.raises(Conflict, match="not offered"):
            actions.enrol(person, course=make_course(), actor=person, at=NOW)
        with pytest.raises(Invalid, match="passed"):
            actions.enrol(person, course=make_version().course, actor=person, at=NOW, wanted_by=date(2026, 6, 1))


@pytest.mark.parametrize("months", [1, 6, 11, 12, 13, 24, 48])
@pytest.mark.parametrize(
    "done", [date(2024, 2, 29), date(2025, 8, 31), date(2025, 1, 30), date(2026, 2, 28), date(2025, 12, 31)]
)
def test_months_in_the_statement_are_months_of_the_calendar(done, months):
    """Leap days and months of other lengths: the last day that the database counts is the one of ``last_day``."""
    require("basics", every_months=months, grace_days=0, from_on=date(2020, 1, 1))
    person = make_user()
    complete(person, "basics", at=datetime(done.year, done.month, done.day, 17, tzinfo=UTC), expires_on=None)
    last = last_day(done, months)

    def lacking(on):
        return queries.gaps_among(User.objects.all(), on).exists()

    assert (lacking(last), lacking(last + timedelta(days=1))) == (False, True)
