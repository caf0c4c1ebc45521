"""Plans are drafted from the case when it is approved, once; weight, issue and withdrawal are the office's."""

import pytest

from compliance.licensing import actions as licensing
from compliance.plans import actions, queries, tasks
from compliance.plans.models import ControlPlan
from compliance.plans.states import Part, PlanState, Weight
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.licensing import FREE, UNKNOWN, add_item, make_approved, make_case, make_officer
from tests.factories.people import make_user
from tests.factories.plans import fresh, make_active_plan, make_plan, make_reviewed_case, make_sent_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def amended(case, *, at):
    """A newer version with a second device, submitted and checked."""
    newer = licensing.amend_case(case, reason="A second device.", actor=case.applicant, at=at)
    for document in case.documents.all():
        licensing.excuse_document(newer, kind=document.kind, reason="None.", actor=case.applicant, at=at)
    add_item(newer, **{**UNKNOWN, "name": "Second device"})
    licensing.submit(newer, actor=newer.applicant, at=at, attested=True)
    licensing.check(newer, at=at)
    newer.refresh_from_db()
    return newer


def test_a_plan_is_drafted_in_the_transaction_of_the_approval():
    case = make_reviewed_case()

    plan = case.plans.get()
    assert (plan.state, plan.weight, plan.rule) == (PlanState.DRAFT, Weight.MITIGATION, "P2.3")
    assert (plan.responsible, plan.title, plan.purpose) == (case.applicant, case.title, case.summary)
    assert [item.name for item in plan.items.all()] == ["New device"]
    assert [person.user for person in plan.people.on_it()] == [case.applicant]
    written = {section.part for section in plan.sections.all()}
    assert {Part.PHYSICAL, Part.TRANSMISSION, Part.PUBLICATION, Part.DISPOSITION} <= written
    assert Part.MEETINGS not in written
    event = events_about(plan).get()
    assert (event.verb, event.actor, event.data["rule"]) == ("plans.plan.drafted", None, "P2.3")


def test_first_words_come_from_the_case():
    plan = make_reviewed_case().plans.get()

    said = {section.part: section.text for section in plan.sections.all()}
    assert "Quiet Meadow Observatory" in said[Part.TRANSMISSION]
    assert "courier" in said[Part.TRANSMISSION]
    assert "Netherlands" in said[Part.DISPOSITION]
    assert "New device" in said[Part.PHYSICAL]


def test_no_plan_where_no_rule_asks_for_one():
    assert not make_case(item=FREE).plans.exists()
    assert not make_approved(item=UNKNOWN).plans.exists()


def test_a_case_has_one_plan_at_a_time(now):
    case = make_reviewed_case()

    assert actions.draft(case, at=now) is None
    assert case.plans.count() == 1


def test_the_office_drafts_where_the_rules_saw_no_need(now):
    case, officer = make_approved(item=UNKNOWN), make_officer()

    with pytest.raises(Invalid, match="No rule asks"):
        actions.draft(case, weight=Weight.LETTER, actor=officer, at=now)
    plan = actions.draft(case, weight=Weight.LETTER, reason="The partner asks for it.", actor=officer, at=now)

    assert (plan.weight, plan.rule, plan.drafted_by) == (Weight.LETTER, "by hand", officer)
    with pytest.raises(Denied):
        actions.draft(case, weight=Weight.LETTER, reason="x", actor=case.applicant, at=now)


def test_another_weight_needs_a_reason_and_brings_its_parts(now):
    plan = make_reviewed_case().plans.get()

    with pytest.raises(Invalid):
        actions.choose_weight(plan, weight=Weight.FULL, reason=" ", actor=make_officer(), at=now)
    with pytest.raises(Denied):
        actions.choose_weight(plan, weight=Weight.LETTER, reason="Less work.", actor=plan.responsible, at=now)
    actions.choose_weight(plan, weight=Weight.FULL, reason="The sponsor asks.", actor=make_officer(), at=now)

    assert fresh(plan).weight == Weight.FULL
    assert plan.sections.filter(part=Part.MEETINGS).exists()


def test_the_nightly_sweep_drafts_what_is_missing_and_nothing_twice():
    case = make_reviewed_case()
    plan = case.plans.get()
    plan.people.all().delete()
    plan.sections.all().delete()
    plan.items.all().delete()
    plan.delete()
    make_approved(item=UNKNOWN)  # asks for no plan, so it is not looked at every night

    assert list(queries.without_plan()) == [case]
    assert [tasks.draft_missing() for _ in range(3)] == [1, 0, 0]
    assert case.plans.count() == 1


def test_the_plan_follows_its_case_to_a_newer_version(now):
    plan = make_sent_plan()
    newer = amended(plan.case, at=now)
    officer = make_officer()
    if newer.tier < 2:
        licensing.raise_tier(newer, tier=2, reason="As before.", actor=officer, at=now)
    make_approved(newer, officer=officer, at=now)

    followed = fresh(plan)
    assert followed.case_id == newer.pk
    assert {item.name for item in followed.items.all()} == {"New device", "Second device"}
    amendment = followed.amendments.get()
    assert amendment.part == Part.ITEMS and "Second device" in amendment.what
    assert not newer.plans.exclude(pk=plan.pk).exists()


def test_an_item_that_was_taken_along_to_a_newer_version_is_still_on_the_plan(now):
    plan = make_active_plan()
    newer = amended(plan.case, at=now)
    make_approved(newer, officer=make_officer(), at=now)
    assert fresh(plan).case_id == newer.pk

    on_it = fresh(plan).items.order_by("pk")
    permitted = set(newer.transfers.values_list("item", flat=True))
    assert on_it[0].item_id not in permitted  # the plan names the item of the older version, the licence its copy
    assert queries.items_not_on_plan(now.date()) == []


def test_an_issue_of_many_is_asked_for_once_and_sent_by_the_portal(now):
    whole, lacking = make_plan(), make_plan(room=False)
    officer = make_officer()

    assert actions.ask_for_issue([whole, lacking], actor=officer, at=now) == 2
    assert actions.ask_for_issue([whole, lacking], actor=officer, at=now) == 0
    assert [tasks.issue() for _ in range(3)] == [1, 0, 0]

    assert fresh(whole).state == PlanState.SIGNING
    left = fresh(lacking)
    assert (left.state, left.issue_asked_at) == (PlanState.DRAFT, None)
    assert "names no room" in events_about(left).last().data["why"]


def test_nobody_issues_their_own_plan(now):
    plan = make_plan()

    with pytest.raises(Denied):
        actions.ask_for_issue([plan], actor=plan.responsible, at=now)
    with pytest.raises(Denied):
        actions.send(plan, actor=make_user(), at=now)


def test_a_plan_that_is_not_needed_is_taken_back_and_leaves_room_for_another(now):
    plan = make_sent_plan()

    with pytest.raises(Invalid):
        actions.withdraw(plan, reason="", actor=make_officer(), at=now)
    actions.withdraw(plan, reason="The project ended before it began.", actor=make_officer(), at=now)

    assert fresh(plan).state == PlanState.WITHDRAWN
    assert not plan.signatures.asked().exists()
    with pytest.raises(Conflict):
        actions.withdraw(fresh(plan), reason="Again.", actor=make_officer(), at=now)
    assert ControlPlan.objects.unfinished().count() == 0
