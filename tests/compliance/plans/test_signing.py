"""Signed by those whom it names; somebody is active when briefed and signed; a change goes to whom it touches."""

import pytest

from compliance.plans import actions, contents, dossier, queries, tasks
from compliance.plans.models import PlanSignature
from compliance.plans.states import Capacity, LegalStatus, Part, PlanState, SystemKind, Weight
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Event, Message
from tests.factories.licensing import make_officer
from tests.factories.people import make_user
from tests.factories.plans import brief, fresh, join, make_active_plan, make_plan, make_sent_plan, sign_all
from training.actions import strike

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
CLOUD = {"unclassified": "yes", "end_to_end": "yes", "strong": "yes", "kept_out": "yes"}


def owed(plan):
    return sorted(plan.signatures.asked().values_list("capacity", "person"))


def add_system(plan, *, at, **given):
    words = {"name": "Control computer", "kind": SystemKind.INSTRUMENT, "location": "B12", "safeguards": "Disk sealed."}
    return actions.add_system(plan, actor=plan.responsible, at=at, **{**words, **given})


def test_everybody_is_asked_whose_signature_the_weight_needs(now):
    plan = make_plan(weight=Weight.FULL)
    add_system(plan, at=now)
    colleague = make_user()
    person = actions.add_person(plan, user=colleague, role="Measures", actor=plan.responsible, at=now)
    actions.say_status(person, status=LegalStatus.CITIZEN, authorisation=None, actor=make_officer(), at=now)

    actions.send(fresh(plan), actor=make_officer(), at=now)

    assert owed(plan) == sorted(
        [
            (Capacity.RESPONSIBLE, plan.responsible_id),
            (Capacity.PARTICIPANT, colleague.pk),
            (Capacity.IT_MANAGER, plan.it_manager_id),
            (Capacity.HEAD, plan.head_id),
        ]
    )
    assert Message.objects.filter(template="plans/signature_asked").count() == 4


def test_the_last_signature_at_the_gate_puts_it_in_force(now):
    plan = make_sent_plan(weight=Weight.FULL)
    first, last = plan.signatures.asked().order_by("pk")
    assert (first.capacity, last.capacity) == (Capacity.RESPONSIBLE, Capacity.HEAD)

    actions.sign(first, agreed=True, actor=first.person, at=now)
    assert fresh(plan).state == PlanState.SIGNING
    actions.sign(last, agreed=True, actor=last.person, at=now)

    found = fresh(plan)
    assert (found.state, found.active_at, found.version) == (PlanState.ACTIVE, now, 1)
    assert found.attestations.get().due_on == now.date().replace(year=2027)
    signature = PlanSignature.objects.get(pk=last.pk)
    assert signature.words == contents.SAID[Capacity.HEAD]
    assert signature.digest == dossier.digest_of(found)
    assert not Message.objects.filter(template="plans/signature_asked", sent_at=None, withdrawn_at=None).exists()


def test_nobody_signs_for_somebody_else_twice_or_without_agreeing(now):
    plan = make_sent_plan()
    signature = plan.signatures.asked().get()

    with pytest.raises(Denied):
        actions.sign(signature, agreed=True, actor=make_officer(), at=now)
    with pytest.raises(Invalid):
        actions.sign(signature, agreed=False, actor=plan.responsible, at=now)
    stale = PlanSignature.objects.get(pk=signature.pk)
    actions.sign(signature, agreed=True, actor=plan.responsible, at=now)
    with pytest.raises(Conflict):
        actions.sign(stale, agreed=True, actor=plan.responsible, at=now)


def test_two_who_sign_at_once_leave_it_to_the_sweep(now):
    plan = make_sent_plan()
    PlanSignature.objects.filter(plan=plan).update(signed_at=now, words="x", digest="x")  # as if each saw the other owe

    assert [tasks.begin_signed() for _ in range(3)] == [1, 0, 0]
    assert fresh(plan).state == PlanState.ACTIVE


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda plan: plan.rooms.all().delete(), "names no room"),
        (lambda plan: plan.sections.filter(part=Part.PHYSICAL).update(text=" "), "not written yet: how it is kept"),
        (lambda plan: plan.people.update(status=""), "legal status of"),
        (lambda plan: plan.people.update(status=LegalStatus.AUTHORISED), "No authorisation is named"),
    ],
)
def test_a_plan_that_is_not_whole_is_not_sent(spoil, said, now):
    plan = make_plan()
    spoil(plan)

    with pytest.raises(Conflict, match=said):
        actions.send(fresh(plan), actor=make_officer(), at=now)
    assert fresh(plan).state == PlanState.DRAFT


def test_legal_status_is_not_asked_where_no_text_asks(now):
    plan = make_plan(entry=False)
    plan.people.update(status="")

    actions.send(fresh(plan), actor=make_officer(), at=now)

    assert fresh(plan).state == PlanState.SIGNING


def test_systems_need_somebody_who_answers_for_them(now):
    plan = make_plan()
    add_system(plan, at=now)

    with pytest.raises(Conflict, match="answers for them"):
        actions.send(fresh(plan), actor=make_officer(), at=now)


def test_a_cloud_that_fails_the_four_parts_keeps_the_plan_from_being_sent(now):
    plan = make_plan()
    keeper = make_user()
    actions.name_signers(plan, deputy=None, it_manager=keeper, head=None, actor=plan.responsible, at=now)
    system = add_system(plan, at=now, name="Vault", kind=SystemKind.CLOUD, provider="Cirrus", **CLOUD)
    assert system.verdict.passes

    verdict = actions.judge_system(system, actor=plan.responsible, at=now, **{**CLOUD, "kept_out": "unknown"})
    assert verdict.open
    with pytest.raises(Conflict, match="Vault: One part is not answered yet"):
        actions.send(fresh(plan), actor=make_officer(), at=now)
    actions.judge_system(system, actor=plan.responsible, at=now, **CLOUD)
    actions.send(fresh(plan), actor=make_officer(), at=now)

    assert (Capacity.IT_MANAGER, keeper.pk) in owed(plan)


# -- Who is active -----------------------------------------------------------------


def standing(plan, user, on):
    return next(each for each in queries.standings(fresh(plan), on) if each.person.user == user)


def test_somebody_is_active_only_when_briefed_and_signed(now):
    plan = make_active_plan()
    person = join(plan, briefed=False, signed=False)
    user, today = person.user, now.date()
    assert standing(plan, user, today).missing == "Not briefed: the course is missing or has lapsed; has not signed"

    brief(user)
    assert not standing(plan, user, today).active
    for signature in plan.signatures.asked().filter(person=user):
        actions.sign(signature, agreed=True, actor=user, at=now)

    assert standing(plan, user, today).active
    assert user in queries.may_work_now(fresh(plan), today)


def test_whoever_lapses_in_training_is_not_active_any_more(now):
    plan = make_active_plan()
    person = join(plan)
    far = now.date().replace(year=2029)

    assert standing(plan, person.user, now.date()).active
    assert not standing(plan, person.user, far).active
    lapsed = {each.user for each in queries.lapsed_people(far)}
    assert lapsed == {person.user, plan.responsible}


def test_a_struck_completion_counts_no_more(now):
    plan = make_active_plan()
    user = make_user()
    from tests.factories.training import complete

    completion = complete(user, "control-plans")
    join(plan, user=user, briefed=False)
    assert standing(plan, user, now.date()).active

    from portal.accounts.roles import TrainingManager

    strike(completion, reason="A wrong record.", actor=make_user(TrainingManager), at=now)
    assert not standing(plan, user, now.date()).active


def test_somebody_covered_by_an_authorisation_is_active_while_it_is_in_force(now):
    from compliance.licensing import actions as licensing

    plan = make_active_plan()
    person = join(plan)
    paper = plan.case.authorisations.get()
    actions.say_status(person, status=LegalStatus.AUTHORISED, authorisation=paper, actor=make_officer(), at=now)
    assert standing(plan, person.user, now.date()).active

    licensing.suspend(paper, reason="A check found trouble.", actor=make_officer(), at=now)
    assert "not in force" in standing(plan, person.user, now.date()).missing


def test_somebody_kept_away_is_never_active(now):
    plan = make_active_plan()
    person = join(plan)
    actions.say_status(person, status=LegalStatus.EXCLUDED, authorisation=None, actor=make_officer(), at=now)

    assert standing(plan, person.user, now.date()).missing == "Kept away from what is controlled"


def test_legal_status_stands_encrypted_and_in_no_event(now):
    from django.db import connection

    plan = make_active_plan()
    join(plan)

    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM compliance_planperson")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored and not any(word in value for value in stored for word in LegalStatus.values)
    said = str(list(Event.objects.values_list("data", flat=True)))
    assert LegalStatus.RESIDENT not in said
    assert LegalStatus.RESIDENT not in str(dossier.contents(fresh(plan)))


# -- Amendments ----------------------------------------------------------------------


def test_a_change_is_signed_by_those_whom_it_touches_and_nobody_else(now):
    plan = make_active_plan(weight=Weight.FULL)
    colleague = join(plan).user
    sign_all(fresh(plan))
    assert owed(plan) == []

    add_system(fresh(plan), at=now, reason="A new cryostat.")
    assert owed(plan) == sorted(
        [(Capacity.RESPONSIBLE, plan.responsible_id), (Capacity.IT_MANAGER, fresh(plan).it_manager_id)]
    )
    assert standing(plan, colleague, now.date()).active

    actions.add_room(
        fresh(plan), building="Hall", room="B14", safeguards="Lock.", reason="More.", actor=plan.responsible, at=now
    )
    assert (Capacity.PARTICIPANT, colleague.pk) in owed(plan)
    assert not standing(plan, colleague, now.date()).active
    versions = list(plan.amendments.order_by("version").values_list("version", "part"))
    assert versions == [(2, Part.PEOPLE), (3, Part.SYSTEMS), (4, Part.ROOMS)]


def test_a_newcomer_signs_and_the_others_do_not(now):
    plan = make_active_plan()
    old = join(plan).user
    sign_all(fresh(plan))

    new = join(plan, signed=False).user

    assert owed(plan) == sorted([(Capacity.RESPONSIBLE, plan.responsible_id), (Capacity.PARTICIPANT, new.pk)])
    assert standing(plan, old, now.date()).active


def test_a_signature_asked_twice_is_owed_once(now):
    plan = make_active_plan()
    for room in ("C1", "C2"):
        actions.add_room(
            fresh(plan), building="Hall", room=room, safeguards="Lock.", reason="More.", actor=plan.responsible, at=now
        )

    assert owed(plan) == [(Capacity.RESPONSIBLE, plan.responsible_id)]


def test_a_live_plan_is_changed_for_a_reason_by_one_at_a_time(now):
    plan = make_active_plan()
    stale = fresh(plan)

    with pytest.raises(Invalid) as no:
        actions.write_section(plan, part=Part.PHYSICAL, text="New words.", actor=plan.responsible, at=now)
    assert no.value.field == "reason"
    actions.write_section(plan, part=Part.PHYSICAL, text="New.", reason="Moved.", actor=plan.responsible, at=now)
    with pytest.raises(Conflict, match="just changed"):
        actions.write_section(stale, part=Part.PHYSICAL, text="Other.", reason="Too.", actor=plan.responsible, at=now)

    assert fresh(plan).sections.get(part=Part.PHYSICAL).text == "New."
    assert plan.amendments.get().before.startswith("New device: kept in the rooms")


def test_the_same_words_again_change_nothing(now):
    plan = make_active_plan()
    text = plan.sections.get(part=Part.PHYSICAL).text

    actions.write_section(plan, part=Part.PHYSICAL, text=text, reason="Looked.", actor=plan.responsible, at=now)

    assert fresh(plan).version == 1


def test_what_a_live_plan_is_about_is_the_offices_to_change(now):
    plan = make_active_plan()
    given = {"name": "Spare chip", "kind": "hardware", "entries": [("US-EAR", "4A906")], "reason": "Bought."}

    with pytest.raises(Denied):
        actions.add_item(plan, actor=plan.responsible, at=now, **given)
    actions.add_item(plan, actor=make_officer(), at=now, **given)

    assert plan.items.count() == 2


def test_somebody_taken_off_owes_nothing_and_is_not_active(now):
    plan = make_active_plan()
    person = join(plan, signed=False)

    actions.remove_person(person, reason="Left the group.", actor=plan.responsible, at=now)

    assert (Capacity.PARTICIPANT, person.user_id) not in owed(plan)
    assert person.user not in queries.may_work_now(fresh(plan), now.date())
    with pytest.raises(Conflict):
        actions.remove_person(person, reason="Again.", actor=plan.responsible, at=now)
    with pytest.raises(Invalid, match="stays on the plan"):
        own = plan.people.on_it().get(user=plan.responsible)
        actions.remove_person(own, reason="Bored.", actor=plan.responsible, at=now)


def test_a_new_head_signs_and_the_old_one_owes_nothing(now):
    plan = make_active_plan(weight=Weight.FULL)
    new = make_user()

    actions.name_signers(
        plan, deputy=None, it_manager=plan.it_manager, head=new, reason="A new head.", actor=plan.responsible, at=now
    )

    assert owed(plan) == [(Capacity.HEAD, new.pk)]
    with pytest.raises(Invalid):
        actions.name_signers(
            plan, deputy=None, it_manager=None, head=plan.responsible, reason="x", actor=plan.responsible, at=now
        )


def test_nobody_outside_changes_a_plan(now):
    plan = make_active_plan()
    for stranger in (make_user(), join(plan).user):
        with pytest.raises(Denied):
            actions.write_section(fresh(plan), part=Part.PHYSICAL, text="x", reason="x", actor=stranger, at=now)


def test_sending_is_told_to_nobody_twice(now):
    plan = make_sent_plan()

    with pytest.raises(Conflict):
        actions.send(plan, actor=make_officer(), at=now)
    assert Message.objects.filter(template="plans/signature_asked").count() == 1
    assert [event.verb for event in events_about(plan)].count("plans.plan.sent") == 1
