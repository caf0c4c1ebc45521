"""The life of an authorisation, its usage ledger and its conditions."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from compliance.licensing import actions, hooks, tasks
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Authorisation
from compliance.licensing.queries import due
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import (
    NOW,
    advise,
    fresh,
    make_approved,
    make_authorisation,
    make_officer,
    make_official,
    make_reviewed,
)
from tests.factories.people import make_user


@pytest.fixture
def told(monkeypatch):
    """What higher storeys were told."""
    heard = []
    monkeypatch.setattr(hooks, "_on_issued", {"test": lambda each, at: heard.append(("issued", each.reference))})
    monkeypatch.setattr(hooks, "_on_ended", {"test": lambda each, at: heard.append(("ended", each.reference))})
    return heard


def limited(limit=10, **given):
    return make_authorisation(terms=Terms(limit=Decimal(limit), limit_unit="chips", **given))


def use(authorisation, quantity, *, key="a", on=date(2026, 7, 1), actor=None, at=NOW):
    return actions.enter_usage(
        authorisation,
        quantity=Decimal(quantity),
        used_on=on,
        what="Chips to Delft.",
        key=key,
        actor=actor or authorisation.case.applicant,
        at=at,
    )


# -- In force and out of it ------------------------------------------------------------


def test_put_in_force_when_the_licence_arrives(council, now, told):
    case = advise(make_reviewed())
    actions.decide(case, verdict="approve", reasons="Yes.", actor=make_officer(), at=now)
    found = case.authorisations.get()
    assert told == []

    actions.put_in_force(
        found, licence="D42", valid_from=date(2026, 7, 2), valid_to=date(2028, 7, 1), actor=make_officer(), at=now
    )

    found.refresh_from_db()
    assert (found.state, found.basis, found.in_force_at) == ("in_force", "D42", now)
    assert found.letters.count() == 2
    assert told == [("issued", found.reference)]
    assert list(Authorisation.objects.in_force(on=date(2026, 7, 1))) == []
    assert list(Authorisation.objects.in_force(on=date(2026, 7, 2))) == [found]


@pytest.mark.parametrize(
    ("given", "field"), [({"licence": " "}, "licence"), ({"valid_to": date(2026, 7, 1)}, "valid_to")]
)
def test_put_in_force_needs_number_and_days(council, now, given, field):
    case = advise(make_reviewed())
    actions.decide(case, verdict="approve", reasons="Yes.", actor=make_officer(), at=now)
    given = {"licence": "D42", "valid_from": date(2026, 7, 2), "valid_to": None, **given}

    with pytest.raises(Invalid) as refused:
        actions.put_in_force(case.authorisations.get(), actor=make_officer(), at=now, **given)

    assert refused.value.field == field


def test_suspend_and_reinstate(lists, now, told):
    found, officer = make_authorisation(), make_officer()

    actions.suspend(found, reason="The partner was listed.", actor=officer, at=now)
    assert (found.state, found.end_reason) == ("suspended", "The partner was listed.")

    actions.reinstate(found, reason="It was another company.", actor=officer, at=now)
    assert (found.state, found.end_reason) == ("in_force", "")
    assert [what for what, _ in told] == ["issued", "ended", "issued"]
    assert Message.objects.filter(template="licensing/authorisation_changed").count() == 2


def test_revoke_and_surrender_are_for_good(lists, now, told):
    first, second, officer = make_authorisation(), make_authorisation(), make_officer()

    actions.revoke(first, reason="A condition was broken.", actor=officer, at=now)
    actions.surrender(second, reason="The project ended.", actor=second.case.applicant, at=now)

    assert (first.state, second.state) == ("revoked", "surrendered")
    for found in (first, second):
        with pytest.raises(Conflict):
            actions.reinstate(found, reason="Please.", actor=officer, at=now)


def test_who_may_end_an_authorisation(lists, now):
    found = make_authorisation()

    with pytest.raises(Denied, match="Only export control officers"):
        actions.revoke(found, reason="No.", actor=found.case.applicant, at=now)
    with pytest.raises(Denied, match="gives this authorisation back"):
        actions.surrender(found, reason="No.", actor=make_officer(), at=now)
    with pytest.raises(Invalid, match="Say why"):
        actions.revoke(found, reason=" ", actor=make_officer(), at=now)


def test_expiry_is_set_by_a_real_job_whenever_it_runs(lists, now):
    found = make_authorisation(terms=Terms(valid_to=date(2026, 7, 10)))
    with pytest.raises(Conflict, match="still valid"):
        actions.expire(found, at=now + timedelta(days=9))

    for _ in range(3):
        tasks.expire_authorisations()

    found.refresh_from_db()
    assert found.state == "expired"
    verbs = [event.verb for event in events_about(found)]
    assert verbs.count("licensing.authorisation.expired") == 1


def test_reminders_of_the_end_come_on_each_rung_once_and_survive_missed_nights(lists):
    found = make_authorisation(terms=Terms(valid_to=date(2026, 12, 31)))

    def rungs(day):
        return [rung for _, rung in due.ending_soon(on=date.fromisoformat(day))]

    assert rungs("2026-10-01") == []
    assert rungs("2026-10-02") == [90]
    assert rungs("2026-11-30") == [60]
    assert rungs("2026-12-01") == [30]
    assert rungs("2026-12-26") == [7]
    assert rungs("2027-01-01") == []
    for _ in range(2):
        actions.remind_of_expiries([(found, 30)], at=NOW)
    assert Message.objects.filter(key__contains=".expiry.").count() == 1


# -- Usage -------------------------------------------------------------------------------


def test_usage_draws_down_and_the_last_of_it_exhausts(lists, now):
    found = limited()

    use(found, 4)
    use(found, 6, key="b")

    found.refresh_from_db()
    assert (found.used, found.left, found.state) == (10, 0, "exhausted")


def test_over_use_is_refused_and_nothing_is_drawn(lists, now):
    found = limited()
    use(found, 8)

    with pytest.raises(Conflict, match="Only 2 chips are left"):
        use(found, 3, key="b")

    found.refresh_from_db()
    assert found.used == 8
    assert found.usage.count() == 1


def test_the_same_key_is_the_same_entry(lists, now):
    found = limited()

    assert use(found, 4).pk == use(found, 4).pk

    found.refresh_from_db()
    assert found.used == 4


def test_a_stale_copy_cannot_use_what_is_gone(lists, now):
    found = limited()
    stale = Authorisation.objects.get(pk=found.pk)
    use(found, 10)

    with pytest.raises(Conflict):
        use(stale, 1, key="b")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"quantity": 0}, "more than nothing"),
        ({"quantity": -1}, "more than nothing"),
        ({"quantity": 1, "on": date(2026, 7, 2)}, "has not come yet"),
        ({"quantity": 1, "on": date(2026, 6, 30)}, "did not hold on this day"),
    ],
)
def test_usage_is_refused_outside_its_bounds(lists, now, given, words):
    with pytest.raises(Invalid, match=words):
        use(limited(), **given)


def test_usage_waits_for_what_must_be_met_first(lists, now):
    condition = Obligation("Sign the statement.", "before_use")
    found = make_approved(conditions=(condition,)).authorisations.get()
    with pytest.raises(Conflict, match="Condition 1 must be met before"):
        use(found, 1)

    actions.meet_condition(found.conditions.get(), evidence="Signed.", actor=found.case.applicant, at=now)

    use(found, 1)
    with pytest.raises(Denied, match="Only the researcher"):
        use(found, 1, key="b", actor=make_user())


def test_a_mistake_is_put_right_by_a_second_entry(lists, now):
    found = limited()
    entry = use(found, 10)

    balance = actions.correct_usage(entry, reason="It was sent back.", actor=found.case.applicant, at=now)

    found.refresh_from_db()
    assert (balance.quantity, found.used, found.state) == (-10, 0, "in_force")
    for each in (entry, balance):
        with pytest.raises(Conflict, match="put right already"):
            actions.correct_usage(each, reason="Again.", actor=found.case.applicant, at=now)
    with pytest.raises(TypeError, match="never changed"):
        entry.save()


# -- Conditions ----------------------------------------------------------------------------


def test_conditions_are_met_by_whoever_owes_them_or_waived_by_the_office(lists, now):
    found = make_approved(
        conditions=(Obligation("Report.", "by_date", date(2026, 8, 1)), Obligation("Label it."))
    ).authorisations.get()
    first, second = found.conditions.order_by("number")

    actions.meet_condition(first, evidence="Report of 30 July.", actor=found.case.applicant, at=now)
    with pytest.raises(Denied, match="Only export control officers"):
        actions.waive_condition(second, reason="No label.", actor=found.case.applicant, at=now)
    actions.waive_condition(second, reason="It is labelled.", actor=make_official(), at=now)

    assert (first.state, second.state) == ("met", "waived")
    with pytest.raises(Conflict):
        actions.meet_condition(first, evidence="Again.", actor=found.case.applicant, at=now)


def test_a_yearly_condition_falls_due_again(lists, now):
    found = make_approved(conditions=(Obligation("Report.", "yearly", date(2026, 7, 10)),)).authorisations.get()
    condition = found.conditions.get()
    assert list(due.conditions_due(on=date(2026, 7, 2))) == []
    assert list(due.conditions_due(on=date(2026, 7, 3))) == [condition]
    actions.meet_condition(condition, evidence="Reported.", actor=found.case.applicant, at=now)
    assert list(due.conditions_to_renew(on=date(2026, 7, 10))) == []

    for _ in range(3):
        tasks.renew_conditions()

    condition.refresh_from_db()
    assert (condition.state, condition.due_on) == ("open", date(2027, 7, 10))


def test_a_condition_of_29_february_falls_due_on_the_28th(lists):
    found = make_approved(
        conditions=(Obligation("Report.", "yearly", date(2028, 2, 29)),), terms=Terms(valid_to=date(2030, 1, 1))
    ).authorisations.get()
    condition = found.conditions.get()
    actions.meet_condition(condition, evidence="Reported.", actor=found.case.applicant, at=NOW)

    actions.renew_condition(condition, at=NOW)

    assert condition.due_on == date(2029, 2, 28)


def test_reminders_of_conditions_are_owed_once(lists):
    found = make_approved(conditions=(Obligation("Report.", "by_date", date(2026, 7, 10)),)).authorisations.get()
    condition = found.conditions.get()

    def told(on):
        for _ in range(2):
            actions.remind_of_conditions([condition], at=datetime(2026, 7, on, 9, tzinfo=NOW.tzinfo))
        return Message.objects.filter(key__startswith=f"licensing.condition.{condition.pk}.").count()

    assert [told(4), told(16)] == [1, 1]
    assert told(17) == 2, "a week late its owner hears again, and a champion would"
    assert told(24) == 3, "two weeks late the officer hears of it"
    assert fresh(found.case).is_decided
