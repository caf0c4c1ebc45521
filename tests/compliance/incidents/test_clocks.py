"""Golden cases of the clocks: weekends, holidays, summer time, time granted and refused; replayed daily equals once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from compliance.incidents import actions, clocks
from compliance.incidents.clocks import Moment, Turn
from compliance.incidents.models import IncidentFact
from compliance.incidents.queries import one_standing
from compliance.incidents.states import Change, Fact, Part
from portal.accounts.roles import Overseer
from portal.core.calendar import WorkingCalendar, public_holidays
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.incidents import again, lead_of, make_incident, make_official, name
from tests.factories.people import make_user

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
US = WorkingCalendar(lambda year: public_holidays("US", "", year), [date(2026, 12, 28)], "America/New_York")
DE = WorkingCalendar(lambda year: public_holidays("DE", "BE", year), [], "Europe/Berlin")
DAY = date(2026, 7, 1)


def named(code):
    return clocks.named(code, DAY)


def local(text, zone=NEW_YORK):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# code, calendar, began, last moment that is still in time: each worked out by hand on a calendar.
GOLDEN = [
    # 180 calendar days do not mind weekends or holidays: 1 July 2026 + 180 days = 28 December 2026, a closed Monday.
    ("EAR-VSD-NARRATIVE", US, "2026-07-01T10:00", "2026-12-28T23:59:59"),
    # Over the end of summer time on 1 November: still the end of that day, in the institution's time.
    ("EAR-VSD-NARRATIVE", US, "2026-05-05T23:30", "2026-11-01T23:59:59"),
    # 60 days over the beginning of summer time, ending on a Sunday.
    ("ITAR-VD-FULL", US, "2026-02-10T09:00", "2026-04-11T23:59:59"),
    ("ITAR-VD-FULL", US, "2027-12-31T09:00", "2028-02-29T23:59:59"),
    # 10 working days from Wednesday 24 June 2026: Friday 3 July is the observed Independence Day.
    ("HEARING-ANSWER", US, "2026-06-24T15:00", "2026-07-09T23:59:59"),
    # Begun on a Saturday, counted from the Monday.
    ("HEARING-ANSWER", US, "2026-08-01T15:00", "2026-08-14T23:59:59"),
    # Thanksgiving in between.
    ("HEARING-ANSWER", US, "2026-11-20T15:00", "2026-12-07T23:59:59"),
    # Christmas, the institution's own closure on the 28th, and New Year's Day.
    ("HEARING-ANSWER", US, "2026-12-18T09:00", "2027-01-06T23:59:59"),
    # Berlin has other holidays: Good Friday and Easter Monday 2026.
    ("HEARING-ANSWER", DE, "2026-03-27T09:00", "2026-04-14T23:59:59"),
    ("HEARING-APPEAL", US, "2026-07-01T12:00", "2026-07-29T23:59:59"),
    ("HOUSE-READ", US, "2026-07-02T16:00", "2026-07-06T23:59:59"),
]


@pytest.mark.parametrize(("code", "calendar", "began", "ends"), GOLDEN)
def test_days_end_with_the_last_day(code, calendar, began, ends):
    found = clocks.end(named(code), local(began, calendar.zone), calendar)

    assert found == local(ends, calendar.zone)


def test_a_moment_in_another_zone_counts_as_the_institutions_day():
    late = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)  # the evening of 1 July in New York

    assert clocks.end(named("HEARING-APPEAL"), late, US) == local("2026-07-29T23:59:59")


@pytest.mark.parametrize(
    ("began", "ends"),
    [
        ("2026-07-01T10:00", "2026-07-04T10:00"),
        (
            "2026-10-23T10:00",
            "2026-10-26T09:00",
        ),  # summer time ends on the 25th
        ("2026-03-27T10:00", "2026-03-30T11:00"),  # it begins on the 29th
        ("2026-12-24T18:30", "2026-12-27T18:30"),  # holidays do not stop hours
    ],
)
def test_seventy_two_hours_are_seventy_two_hours(began, ends):
    begun = local(began, BERLIN)
    found = clocks.end(named("GDPR-33"), begun, DE)

    assert found.astimezone(UTC) - begun.astimezone(UTC) == timedelta(hours=72)
    assert found == local(ends, BERLIN)


class TestStanding:
    clock = named("ITAR-VD-FULL")
    begun = local("2026-07-01T10:00")
    end = local("2026-08-30T23:59:59")
    later = local("2026-09-30T23:59:59")

    def stands(self, at, *turns, met=None):
        facts = [Moment(Fact.DDTC_NOTIFIED, self.begun)]
        if met:
            facts.append(Moment(Fact.DDTC_NARRATIVE, met))
        return clocks.standing(self.clock, facts=facts, turns=turns, calendar=US, at=at)

    def test_it_waits_for_its_fact(self):
        found = clocks.standing(self.clock, facts=[], turns=[], calendar=US, at=self.end)

        assert (found.state, found.ends_at) == (clocks.WAITING, None)

    def test_the_last_second_is_in_time_and_the_next_is_not(self):
        assert self.stands(self.end).state == clocks.RUNNING
        assert self.stands(self.end + timedelta(seconds=1)).state == clocks.LAPSED

    def test_met_in_time_and_met_late(self):
        assert self.stands(self.later, met=self.end).state == clocks.MET
        assert self.stands(self.later, met=self.end + timedelta(seconds=1)).state == clocks.MET_LATE

    def test_granted_time_that_was_asked_for_counts(self):
        asked = Turn(Change.ASKED, local("2026-08-20T09:00"))
        granted = Turn(Change.GRANTED, local("2026-08-25T09:00"), self.later)

        assert self.stands(local("2026-09-15T09:00"), asked, granted).state == clocks.RUNNING
        assert self.stands(local("2026-09-15T09:00"), asked, granted).ends_at == self.later
        assert self.stands(local("2026-08-24T09:00"), asked, granted).ends_at == self.end

    def test_granted_after_the_end_counts_where_it_was_asked_before(self):
        asked = Turn(Change.ASKED, local("2026-08-30T22:00"))
        granted = Turn(Change.GRANTED, local("2026-09-04T09:00"), self.later)

        assert self.stands(local("2026-09-02T09:00"), asked, granted).state == clocks.LAPSED
        assert self.stands(local("2026-09-05T09:00"), asked, granted).state == clocks.RUNNING

    def test_refused_time_leaves_the_end_where_it_was(self):
        asked = Turn(Change.ASKED, local("2026-08-20T09:00"))
        refused = Turn(Change.REFUSED, local("2026-08-25T09:00"))

        assert self.stands(local("2026-08-26T09:00"), asked, refused).ends_at == self.end
        assert self.stands(local("2026-09-01T09:00"), asked, refused).state == clocks.LAPSED

    def test_time_that_nobody_asked_for_in_time_is_not_granted(self):
        late = Turn(Change.ASKED, local("2026-09-01T09:00"))
        granted = Turn(Change.GRANTED, local("2026-09-02T09:00"), self.later)

        assert self.stands(local("2026-09-03T09:00"), late, granted).ends_at == self.end
        assert self.stands(local("2026-09-03T09:00"), granted).ends_at == self.end

    def test_it_does_not_apply_and_applies_after_all(self):
        off = Turn(Change.NOT_APPLICABLE, local("2026-07-02T09:00"), reason="No defence article.")
        on = Turn(Change.APPLICABLE, local("2026-07-09T09:00"))

        found = self.stands(local("2026-07-03T09:00"), off)
        assert (found.state, found.reason) == (clocks.NOT_APPLICABLE, "No defence article.")
        assert self.stands(local("2026-07-10T09:00"), off, on).state == clocks.RUNNING

    def test_every_warning_lies_before_the_end(self):
        for clock in clocks.in_force(DAY):
            ends = clocks.end(clock, self.begun, US)
            assert clock.warn, clock.code
            for _, when in clocks.warnings(clock, ends, US):
                assert when < ends

    def test_replayed_day_by_day_equals_computed_once(self):
        turns = [
            Turn(Change.ASKED, local("2026-08-20T09:00")),
            Turn(Change.GRANTED, local("2026-08-25T09:00"), self.later),
            Turn(Change.ASKED, local("2026-09-20T09:00")),
            Turn(Change.REFUSED, local("2026-09-22T09:00")),
        ]
        facts = [Moment(Fact.DDTC_NOTIFIED, self.begun), Moment(Fact.DDTC_NARRATIVE, local("2026-10-02T08:00"))]
        at, log, told = self.begun, [], set()
        while at < local("2026-10-10T12:00"):
            known = [fact for fact in facts if fact.at <= at]
            log = [turn for turn in turns if turn.at <= at]
            replayed = clocks.standing(self.clock, facts=known, turns=log, calendar=US, at=at)
            once = clocks.standing(self.clock, facts=facts, turns=turns, calendar=US, at=at)
            assert replayed == once
            told.add((once.ends_at, once.rung))
            at += timedelta(days=1)

        assert once.state == clocks.MET_LATE
        assert {(self.end, 14), (self.later, 2)} <= told


@pytest.mark.django_db
class TestRecorded:
    def test_facts_start_clocks(self, now):
        incident = make_incident(at=now)
        actions.record_fact(incident, kind=Fact.BREACH_AWARE, happened_at=now, actor=lead_of(incident), at=now)

        found = one_standing(incident, named("GDPR-33"), at=now + timedelta(hours=71))

        assert found.state == clocks.RUNNING
        assert found.ends_at == now + timedelta(hours=72)

    def test_a_fact_is_recorded_once_and_never_ahead(self, now):
        incident = make_incident(at=now)
        lead = lead_of(incident)
        with pytest.raises(Invalid, match="past"):
            actions.record_fact(incident, kind=Fact.DISCOVERED, happened_at=now + timedelta(days=1), actor=lead, at=now)
        actions.record_fact(incident, kind=Fact.DISCOVERED, happened_at=now, actor=lead, at=now)
        with pytest.raises(Invalid, match="already"):
            actions.record_fact(incident, kind=Fact.DISCOVERED, happened_at=now, actor=lead, at=now)
        with pytest.raises(TypeError):
            IncidentFact.objects.update(kind=Fact.CLOSED)

    def test_strangers_record_nothing(self, now):
        with pytest.raises(Denied):
            actions.record_fact(make_incident(), kind=Fact.DISCOVERED, happened_at=now, actor=make_user(), at=now)

    def change(self, incident, kind, at, **given):
        given = {"clock": "ITAR-VD-FULL", "reason": "We need more time.", **given}
        return actions.change_clock(incident, kind=kind, actor=lead_of(incident), at=at, **given)

    def test_time_is_asked_granted_and_refused_in_order(self, now):
        incident = make_incident(at=now)
        with pytest.raises(Conflict, match="while the clock runs"):
            self.change(incident, Change.ASKED, now)
        actions.record_fact(incident, kind=Fact.DDTC_NOTIFIED, happened_at=now, actor=lead_of(incident), at=now)
        with pytest.raises(Conflict, match="No time was asked for"):
            self.change(incident, Change.GRANTED, now, until=now + timedelta(days=90))
        self.change(incident, Change.ASKED, now)
        with pytest.raises(Invalid, match="new end"):
            self.change(incident, Change.GRANTED, now + timedelta(days=1), until=now + timedelta(days=5))
        self.change(incident, Change.GRANTED, now + timedelta(days=1), until=now + timedelta(days=90))

        assert one_standing(incident, named("ITAR-VD-FULL"), at=now + timedelta(days=80)).state == clocks.RUNNING

    def test_the_seventy_two_hours_cannot_be_extended(self, now):
        incident = make_incident(at=now)
        actions.record_fact(incident, kind=Fact.BREACH_AWARE, happened_at=now, actor=lead_of(incident), at=now)

        with pytest.raises(Conflict, match="No time can be added"):
            self.change(incident, Change.ASKED, now, clock="GDPR-33")

    def test_a_clock_that_does_not_apply_needs_its_reason(self, now):
        incident = make_incident(at=now)
        with pytest.raises(Invalid):
            self.change(incident, Change.NOT_APPLICABLE, now, clock="HOUSE-CONTAIN", reason=" ")
        self.change(incident, Change.NOT_APPLICABLE, now, clock="HOUSE-CONTAIN", reason="It ended in May.")

        assert one_standing(incident, named("HOUSE-CONTAIN"), at=now).reason == "It ended in May."

    def test_warnings_are_owed_before_the_end_and_once(self, now):
        overseer, official = make_user(Overseer), make_official()
        incident = make_incident(at=now)
        name(incident, official, Part.OFFICIAL, at=now)
        actions.record_fact(incident, kind=Fact.CONTAINED, happened_at=now, actor=lead_of(incident), at=now)
        actions.record_fact(incident, kind=Fact.BIS_NOTIFIED, happened_at=now, actor=again(official), at=now)
        told = Message.objects.filter(template="incidents/clock")

        for days in (119, 120, 121, 166, 179, 181):
            for _ in range(3):
                actions.warn_of_clocks(at=now + timedelta(days=days))

        by_person = {
            person: told.filter(to=person, due_at__lte=now + timedelta(days=180)) for person in (official, overseer)
        }
        assert by_person[official].count() == 3  # 60, 14 and 2 days before
        assert by_person[overseer].count() == 2  # from 14 days on
        assert not told.filter(due_at__gt=now + timedelta(days=180)).exists()
