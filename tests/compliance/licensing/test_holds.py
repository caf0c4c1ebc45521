"""Holds, red flags, notes."""

import pytest

from compliance.licensing import actions
from compliance.licensing.models import CaseFlag, Hold
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.licensing import FREE, UNKNOWN, make_case, make_officer, make_official


def test_a_hold_is_lifted_by_the_role_it_names(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    hold = actions.place_hold(case, reason="Wait.", lifter="EmpoweredOfficial", actor=officer, at=now)

    with pytest.raises(Denied, match="role “Empowered official”"):
        actions.lift_hold(hold, reason="Enough.", actor=officer, at=now)
    actions.lift_hold(hold, reason="Settled.", actor=make_official(), at=now)

    assert hold.lift_reason == "Settled."
    assert [event.verb for event in events_about(case)][-2:] == ["licensing.hold.placed", "licensing.hold.lifted"]


def test_a_hold_is_lifted_once(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    hold = actions.place_hold(case, reason="Wait.", actor=officer, at=now)
    stale = Hold.objects.get(pk=hold.pk)
    actions.lift_hold(hold, reason="Settled.", actor=officer, at=now)

    with pytest.raises(Conflict, match="lifted already"):
        actions.lift_hold(stale, reason="Me too.", actor=make_officer(), at=now)

    assert Hold.objects.get(pk=hold.pk).lifted_by == officer


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": " "}, "reason"), ({"reason": "Wait.", "lifter": "Champion"}, "lifter")]
)
def test_a_hold_has_a_reason_and_a_lifter(lists, now, given, field):
    with pytest.raises(Invalid) as refused:
        actions.place_hold(make_case(item=UNKNOWN), actor=make_officer(), at=now, **given)

    assert refused.value.field == field


def test_only_officers_hold_and_only_open_cases(lists, now):
    case, recorded = make_case(item=UNKNOWN), make_case(item=FREE)

    with pytest.raises(Denied, match="Only export control officers and the incident team place holds"):
        actions.place_hold(case, reason="Wait.", actor=case.applicant, at=now)
    with pytest.raises(Conflict, match="is recorded"):
        actions.place_hold(recorded, reason="Wait.", actor=make_officer(), at=now)


def test_a_red_flag_is_settled_once_by_saying_what_was_found(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    flag = actions.raise_flag(case, title="An odd route", actor=officer, at=now)
    stale = CaseFlag.objects.get(pk=flag.pk)
    with pytest.raises(Invalid, match="what you found"):
        actions.settle_flag(flag, settlement=" ", actor=officer, at=now)
    actions.settle_flag(flag, settlement="A strike.", actor=officer, at=now)

    with pytest.raises(Conflict, match="settled already"):
        actions.settle_flag(stale, settlement="Something else.", actor=officer, at=now)

    assert CaseFlag.objects.get(pk=flag.pk).settlement == "A strike."


def test_a_note_is_for_the_office_unless_the_switch_is_set(lists, now, client):
    case, officer = make_case(item=UNKNOWN), make_officer()
    actions.add_note(case, text="Called the partner.", actor=officer, at=now)
    actions.add_note(case, text="We look at it on Monday.", visible_to_applicant=True, actor=officer, at=now)

    client.force_login(case.applicant)
    page = client.get(case.get_absolute_url()).content.decode()

    assert "We look at it on Monday." in page
    assert "Called the partner." not in page
    with pytest.raises(Invalid, match="Write the note"):
        actions.add_note(case, text=" ", actor=officer, at=now)
    with pytest.raises(Denied, match="Only export control officers"):
        actions.add_note(case, text="Hello.", actor=case.applicant, at=now)


def test_the_portal_places_a_hold_that_a_named_person_lifts(lists, now):
    case = make_case(item=UNKNOWN)

    hold = actions.place_hold(case, reason="An incident is open.", lifter="EmpoweredOfficial", actor=None, at=now)

    assert (hold.placed_by, case.holds.open().get()) == (None, hold)
    with pytest.raises(Denied, match="Empowered official"):
        actions.lift_hold(hold, reason="Closed.", actor=make_officer(), at=now)
    actions.lift_hold(hold, reason="The incident is closed.", actor=make_official(), at=now)
    assert not case.holds.open().exists()
