"""A plan is attested every year, outlives its funding, tells drift, and ends with a certificate."""

from datetime import timedelta

import pytest

from compliance.licensing import actions as licensing
from compliance.plans import actions, hooks, queries, tasks
from compliance.plans.models import ControlPlan, PlanAttestation
from compliance.plans.states import AttestationState, CertificateKind, Disposition, PlanState
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.licensing import make_officer
from tests.factories.people import make_user
from tests.factories.plans import fresh, join, make_active_plan, make_plan, make_sent_plan
from training import audiences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
YES = {"people_right": True, "places_right": True, "items_held": True, "nothing_happened": True}
GONE = {"disposition": Disposition.RETURNED, "note": "Sent back with a receipt."}


# -- Every year --------------------------------------------------------------------


def test_each_attestation_plans_the_next(now):
    plan = make_active_plan()
    first, at = plan.attestations.get(), now + timedelta(days=360)

    actions.attest(first, actor=plan.responsible, at=at, **YES)

    assert list(plan.attestations.order_by("number").values_list("number", "state")) == [(1, "given"), (2, "due")]
    assert plan.attestations.get(number=2).due_on == at.date().replace(year=2028)


def test_a_no_needs_a_word_and_is_kept(now):
    plan = make_active_plan()
    attestation = plan.attestations.get()

    with pytest.raises(Invalid) as no:
        actions.attest(attestation, actor=plan.responsible, at=now, **{**YES, "people_right": False})
    assert no.value.field == "note"
    with pytest.raises(Denied):
        actions.attest(attestation, actor=make_officer(), at=now, **YES)
    said = {**YES, "people_right": False, "note": "Two students left."}
    actions.attest(attestation, actor=plan.responsible, at=now, **said)

    found = PlanAttestation.objects.get(pk=attestation.pk)
    assert (found.state, found.all_is_well) == (AttestationState.GIVEN, False)


def test_attestations_are_reminded_of_and_then_overdue(now):
    plan = make_active_plan()
    due, owed_on = plan.attestations.get().due_on, []
    for left in (60, 30, 29, 8, 7, 1, 0, -3):
        at = now + timedelta(days=(due - now.date()).days - left)
        owed_on += [left] * actions.remind_of_attestations(at=at)

    assert owed_on == [30, 7, 0]
    assert list(queries.overdue_attestations(due)) == []
    assert [each.plan for each in queries.overdue_attestations(due + timedelta(days=1))] == [plan]
    assert Message.objects.filter(template="plans/attestation_due").count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_attestations_are_reminded_of_in_seven_queries_however_many(count, now, django_assert_num_queries):
    plans = [make_active_plan() for _ in range(count)]
    due = plans[0].attestations.get().due_on

    with django_assert_num_queries(7):
        assert actions.remind_of_attestations(at=now + timedelta(days=(due - now.date()).days)) == count
    assert Message.objects.filter(template="plans/attestation_due").count() == count


def test_the_deputy_is_told_on_the_day_itself(now):
    plan = make_active_plan()
    deputy = make_user()
    ControlPlan.objects.update(deputy=deputy)
    due = plan.attestations.get().due_on

    for left in (7, 0):
        actions.remind_of_attestations(at=now + timedelta(days=(due - now.date()).days - left))

    told = (
        Message.objects.filter(template="plans/attestation_due").order_by("pk").values_list("to", "context__days_left")
    )
    assert list(told) == [(plan.responsible_id, 7), (plan.responsible_id, 0), (deputy.pk, 0)]


def test_the_reminders_run_by_themselves_and_again_without_effect():
    plan = make_active_plan()
    PlanAttestation.objects.update(due_on="2020-01-01")

    assert [tasks.remind_everyone() for _ in range(3)] == [1, 0, 0]
    assert plan.attestations.get().rung == 0


def test_a_plan_outlives_its_funding(now):
    plan = make_active_plan()
    ControlPlan.objects.update(funded_until="2026-07-02")
    later = now + timedelta(days=400)

    assert [each.pk for each in queries.past_funding(later.date())] == [plan.pk]
    tasks.remind_everyone()
    assert fresh(plan).state == PlanState.ACTIVE
    with pytest.raises(Conflict, match="still held"):
        actions.ask_to_close(fresh(plan), statement="No money.", actor=plan.responsible, at=later)
    actions.attest(plan.attestations.get(), actor=plan.responsible, at=later, **YES)
    assert plan.attestations.due().get().due_on > later.date()


# -- Drift ---------------------------------------------------------------------------


def bring(people, *, at, room="B12"):
    return actions.bring_access_list(building="Hall", room=room, people=people, actor=make_officer(), at=at)


def test_somebody_in_the_access_list_who_is_not_on_the_plan_is_found(now, django_assert_num_queries):
    plan = make_active_plan()
    colleague, stranger = join(plan).user, make_user(name="Stray Visitor")
    assert bring([plan.responsible, colleague, stranger], at=now) == (3, 0)
    bring([stranger], at=now, room="Z9")  # a room of no plan

    with django_assert_num_queries(3):
        found = queries.people_not_on_plan(now.date())

    assert [(each.plan, each.person, str(each.room)) for each in found] == [(plan, stranger, "Hall B12")]
    assert found[0].sentence == "Stray Visitor can open Hall B12 and is not on this plan."
    assert bring([plan.responsible, colleague], at=now + timedelta(days=1)) == (0, 1)
    assert queries.people_not_on_plan(now.date() + timedelta(days=1)) == []
    assert len(queries.people_not_on_plan(now.date())) == 1  # as it was on that day


def test_whoever_is_taken_off_the_plan_drifts_while_the_door_still_opens(now):
    plan = make_active_plan()
    person = join(plan)
    bring([person.user], at=now)
    assert queries.people_not_on_plan(now.date()) == []

    actions.remove_person(person, reason="Left.", actor=plan.responsible, at=now)

    assert [each.person for each in queries.people_not_on_plan(now.date())] == [person.user]


def test_rooms_that_only_people_of_their_plans_can_open_are_not_read(now, django_assert_num_queries):
    plans = [make_active_plan() for _ in range(3)]  # all three hold the same room
    everybody = [person.user for plan in plans for person in plan.people.on_it()]
    bring([plans[0].responsible], at=now)
    for plan in plans[1:]:
        join(plan, user=plans[0].responsible)

    with django_assert_num_queries(2):  # no pair of plan and person is asked for
        assert queries.people_not_on_plan(now.date()) == []

    bring(everybody, at=now)
    with django_assert_num_queries(3):
        found = queries.people_not_on_plan(now.date())
    assert {each.plan for each in found} == set(plans)


def test_only_the_office_brings_access_lists(now):
    with pytest.raises(Denied):
        actions.bring_access_list(building="Hall", room="B12", people=[], actor=make_user(), at=now)


def test_an_item_that_is_permitted_and_not_on_the_plan_is_found(now, django_assert_num_queries):
    plan = make_active_plan()
    assert queries.items_not_on_plan(now.date()) == []
    plan.items.get().entries.all().delete()
    plan.items.all().delete()

    with django_assert_num_queries(3):
        found = queries.items_not_on_plan(now.date())
    assert [(each.plan, each.item.name) for each in found] == [(plan, "New device")]


def test_many_plans_that_name_their_items_are_neither_read_nor_found(now, django_assert_num_queries):
    plans = [make_active_plan() for _ in range(3)]

    with django_assert_num_queries(1):
        assert queries.items_not_on_plan(now.date()) == []

    plans[1].items.get().entries.all().delete()
    plans[1].items.all().delete()
    with django_assert_num_queries(3):
        assert [each.plan for each in queries.items_not_on_plan(now.date())] == [plans[1]]


def test_the_bulk_questions_ask_the_same_number_of_times_for_many(now, django_assert_num_queries):
    on = now.date().replace(year=2029)

    def ask():
        with django_assert_num_queries(1):
            list(queries.lapsed_people(on))
        with django_assert_num_queries(1):
            list(queries.overdue_attestations(on))
        with django_assert_num_queries(1):
            list(queries.unsigned(on))
        with django_assert_num_queries(3):
            queries.people_not_on_plan(on)

    bring([make_user()], at=now)
    make_active_plan()
    ask()
    for _ in range(2):
        make_active_plan()
    ask()


def test_people_on_live_plans_are_the_circle_of_the_course(now):
    plan = make_active_plan()
    other = make_plan()
    circle = next(each for each in audiences.circles() if each.name == "controlled-project")

    members = set(circle.members(now.date()).values_list("user", flat=True))

    assert members == {plan.responsible_id}
    assert other.responsible_id not in members


def test_an_amendment_is_told_to_whoever_listens(now):
    plan, told = make_active_plan(), []

    @hooks.on_amended
    def listen(plan, *, part, at):
        told.append((plan.reference, part, at))

    try:
        join(plan)
    finally:
        hooks._on_amended.pop(f"{listen.__module__}.{listen.__qualname__}")

    assert told == [(plan.reference, "people", now)]


# -- The end -------------------------------------------------------------------------


def give_back(plan, *, at):
    licensing.surrender(plan.case.authorisations.get(), reason="Done.", actor=plan.case.applicant, at=at)


def dispose(plan, *, at):
    for item in plan.items.select_related("plan"):
        actions.dispose(item, disposed_on=at.date(), actor=plan.responsible, at=at, **GONE)


def test_a_plan_ends_with_a_certificate_when_nothing_is_left(now):
    plan, officer = make_active_plan(), make_officer()
    join(plan, signed=False)
    dispose(plan, at=now)
    with pytest.raises(Conflict, match="is given back or ends first"):
        actions.ask_to_close(fresh(plan), statement="All is back.", actor=plan.responsible, at=now)
    give_back(plan, at=now)
    actions.ask_to_close(fresh(plan), statement="All is back.", actor=plan.responsible, at=now)
    with pytest.raises(Denied, match="nobody named in the plan"):
        actions.close(fresh(plan), actor=plan.responsible, at=now)

    certificate = actions.close(fresh(plan), actor=officer, at=now)

    closed = fresh(plan)
    assert (closed.state, closed.closed_by, closed.closed_at) == (PlanState.CLOSED, officer, now)
    assert not closed.people.on_it().exists()
    assert not closed.signatures.asked().exists()
    assert not closed.attestations.due().exists()
    assert certificate.kind == CertificateKind.CLOSE_OUT
    assert "Sent back with a receipt." in certificate.basis
    assert b"".join(attachments.read(certificate.attachment)).startswith(b"%PDF-")


def test_a_closing_that_was_hasty_goes_on(now):
    plan = make_active_plan()
    dispose(plan, at=now)
    give_back(plan, at=now)
    actions.ask_to_close(fresh(plan), statement="All is back.", actor=plan.responsible, at=now)

    actions.go_on(fresh(plan), reason="The second box is missing.", actor=make_officer(), at=now)

    assert fresh(plan).state == PlanState.ACTIVE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"disposition": "eaten"}, "disposition"),
        ({"disposed_on": None}, "disposed_on"),
        ({"note": " "}, "note"),
    ],
)
def test_what_became_of_an_item_is_said_whole(given, field, now):
    item = make_active_plan().items.get()

    with pytest.raises(Invalid) as no:
        words = {"disposed_on": now.date(), **GONE, **given}
        actions.dispose(item, actor=item.plan.responsible, at=now, **words)

    assert no.value.field == field


def test_a_plan_that_is_being_signed_is_not_closed(now):
    with pytest.raises(Conflict, match="being signed"):
        actions.ask_to_close(make_sent_plan(), statement="x", actor=make_officer(), at=now)
