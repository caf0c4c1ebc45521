"""A hit on a party with a live authorisation: its case is held, officers are told, nothing is used meanwhile."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from compliance.licensing import actions, neighbours
from compliance.licensing.models import Hold
from compliance.screening import actions as screening
from portal.core.errors import Conflict
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import make_authorisation, make_case, make_officer, make_official
from tests.factories.screening import csl_row, fill, import_csl


def use(authorisation, *, on, at, key="a"):
    return actions.enter_usage(
        authorisation,
        quantity=Decimal(1),
        used_on=on,
        what="A chip.",
        key=key,
        actor=authorisation.case.applicant,
        at=at,
    )


def list_party(authorisation, tmp_path, at):
    """Import an edition in which a party of the authorisation is listed, and let the watch look."""
    party = authorisation.case.parties.order_by("pk").first().party
    import_csl(tmp_path, [csl_row(party.name, uid="new"), *fill(40)], at=at)
    screening.rescreen(actor=None, at=at + timedelta(minutes=2))
    return party.hits.get(uid="new")


def test_hit_holds_the_case_and_tells_the_officers_once(lists, tmp_path, now):
    officer, authorisation = make_officer(), make_authorisation()
    other = make_case()
    later = now + timedelta(days=1)
    list_party(authorisation, tmp_path, later)

    [hold] = Hold.objects.all()
    assert (hold.case, hold.placed_by, hold.lifter) == (authorisation.case, None, "Officer")
    assert not other.holds.exists()
    told = Message.objects.filter(template="licensing/held", to=officer)
    assert [message.context["reference"] for message in told] == [authorisation.case.reference]
    assert events_about(authorisation.case).filter(verb="licensing.hold.placed").count() == 1

    screening.rescreen_all(actor=None, at=later + timedelta(hours=1))
    assert Hold.objects.count() == 1


def test_held_case_uses_nothing_more_but_what_was_used_before_can_be_entered(lists, tmp_path, now):
    authorisation = make_authorisation()
    later = now + timedelta(days=2)
    list_party(authorisation, tmp_path, later)
    authorisation.refresh_from_db()

    with pytest.raises(Conflict, match="has been held since 3 July 2026"):
        use(authorisation, on=date(2026, 7, 3), at=later + timedelta(hours=1))
    use(authorisation, on=date(2026, 7, 2), at=later + timedelta(hours=1))


def test_expired_clearing_stops_the_authorisation_on_the_day_after_though_no_sweep_ran(lists, tmp_path, now):
    authorisation, later = make_authorisation(), now + timedelta(days=1)
    hit, officer = list_party(authorisation, tmp_path, later), make_officer()
    screening.adjudicate(hit, "propose_clearing", reason="x", actor=officer, at=later, expires_on=date(2026, 7, 4))
    screening.adjudicate(hit, "confirm_clearing", reason="Agreed.", actor=make_official(), at=later)
    [transfer] = authorisation.transfers.select_related("recipient")
    case, last, after = authorisation.case, now + timedelta(days=3), now + timedelta(days=4)

    for at, stands in ((last, "clear"), (after, "open_hit")):
        case.looked_at(at)
        assert neighbours.standing_of(case)[hit.party].value == stands
        assert neighbours.standings_of([transfer], user=officer, at=at)[transfer.pk].value == stands
    hold = case.holds.get()
    with pytest.raises(Conflict, match="may still be on a list"):
        actions.lift_hold(hold, reason="Looks fine.", actor=officer, at=after)
    actions.lift_hold(hold, reason="Another company.", actor=officer, at=last)


def test_hold_is_lifted_once_the_match_is_decided(lists, tmp_path, now):
    authorisation = make_authorisation()
    later = now + timedelta(days=1)
    hit, officer = list_party(authorisation, tmp_path, later), make_officer()
    hold = authorisation.case.holds.get()

    with pytest.raises(Conflict, match="may still be on a list"):
        actions.lift_hold(hold, reason="Looks fine.", actor=officer, at=later)
    screening.adjudicate(hit, "propose_clearing", reason="Another town.", actor=officer, at=later)
    screening.adjudicate(hit, "confirm_clearing", reason="Agreed.", actor=make_official(), at=later)
    actions.lift_hold(hold, reason="Another company.", actor=officer, at=later)

    use(authorisation, on=date(2026, 7, 2), at=later)


def test_suspended_one_is_not_reinstated_while_held(lists, tmp_path, now):
    authorisation, officer = make_authorisation(), make_officer()
    actions.suspend(authorisation, reason="Wait.", actor=officer, at=now)
    Hold.objects.create(case=authorisation.case, reason="Held.", lifter="Officer", placed_by=officer, placed_at=now)
    with pytest.raises(Conflict, match="held"):
        actions.reinstate(authorisation, reason="Yes.", actor=officer, at=now)
