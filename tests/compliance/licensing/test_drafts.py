"""Opening and writing a draft: what is kept, who may, and what stands in the way."""

import pytest

from compliance.licensing import actions, questions
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case
from compliance.licensing.states import CaseState
from portal.accounts import actions as accounts
from portal.accounts.roles import Administrator
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import FREE, fill_in, fresh, make_case, make_draft
from tests.factories.people import make_unit, make_user


def delegation(principal, delegate, now):
    day = now.date()
    return accounts.delegate_to(
        principal,
        delegate=delegate,
        from_on=day.replace(month=1),
        to_on=day.replace(year=2099),
        actor=principal,
        at=now,
    )


def test_open_case_gives_a_reference_a_unit_and_an_event(now, db):
    faculty = make_unit("Physics", kind="faculty")
    lab = make_unit("Quantum lab", kind="lab", parent=faculty)
    researcher = make_user(unit=lab)

    case = actions.open_case("  A chip   for Delft ", activity="share", actor=researcher, at=now)

    assert case.reference == "FL-2026-00001"
    assert (case.title, case.unit, case.state) == ("A chip for Delft", lab, CaseState.DRAFT)
    assert [event.verb for event in events_about(case)] == ["licensing.case.opened"]


@pytest.mark.parametrize(
    ("title", "activity", "field"),
    [(" ", "share", "title"), ("x" * 201, "share", "title"), ("A chip", "fly", "activity")],
)
def test_open_case_refuses_what_is_no_case(now, db, title, activity, field):
    with pytest.raises(Invalid) as refused:
        actions.open_case(title, activity=activity, actor=make_user(), at=now)

    assert refused.value.field == field


def test_open_case_is_for_those_who_may(now, db):
    with pytest.raises(Denied, match="researchers and their delegates"):
        actions.open_case("A chip", activity="share", actor=make_user(Administrator), at=now)


def test_a_delegate_opens_for_whoever_named_them_and_for_nobody_else(now, db):
    principal, delegate = make_user(), make_user()
    with pytest.raises(Denied, match="has not named you"):
        actions.open_case("A chip", activity="share", applicant=principal, actor=delegate, at=now)
    delegation(principal, delegate, now)

    case = actions.open_case("A chip", activity="share", applicant=principal, actor=delegate, at=now)

    assert (case.applicant, case.opened_by) == (principal, delegate)


def test_answers_are_kept_with_the_question_as_it_was_asked(now, db):
    case = make_draft()

    missing = actions.save_answers(
        case, section="work", answers={"funding": "public", "starts_on": "2026-07-06"}, actor=case.applicant, at=now
    )

    kept = {answer.question: answer for answer in case.answers.all()}
    assert kept["funding"].wording == "Who pays for the work?"
    assert kept["funding"].shown == "A public funder"
    assert kept["starts_on"].shown == "6 July 2026"
    assert {question.id for question in missing} == {"summary", "restrictions"}


def test_an_empty_answer_is_none_and_the_rest_stays(now, db):
    case = make_draft()
    actions.save_answers(
        case, section="work", answers={"funding": "public", "summary": "We measure."}, actor=case.applicant, at=now
    )

    actions.save_answers(case, section="work", answers={"funding": ""}, actor=case.applicant, at=now)

    assert Draft(case).answers == {"summary": "We measure."}


def test_an_answer_that_no_longer_applies_is_forgotten(now, db):
    case = make_draft()
    said = {"restrictions": "yes", "restriction_details": "They read drafts first."}
    actions.save_answers(case, section="work", answers=said, actor=case.applicant, at=now)

    actions.save_answers(case, section="work", answers={"restrictions": "no"}, actor=case.applicant, at=now)

    assert "restriction_details" not in Draft(case).answers


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"funding": "bribes"}, "funding", "offered"),
        ({"summary": "x" * 4001}, "summary", "longer than 4,000"),
        ({"starts_on": "2026-02-30"}, "starts_on", "no such day"),
        ({"starts_on": "2026-07-06", "ends_on": "2026-07-01"}, "ends_on", "before the first"),
    ],
)
def test_answers_that_cannot_be_are_refused_and_nothing_is_lost(now, db, answers, field, words):
    case = make_draft()
    actions.save_answers(case, section="work", answers={"summary": "We measure."}, actor=case.applicant, at=now)

    with pytest.raises(Invalid, match=words) as refused:
        actions.save_answers(case, section="work", answers=answers, actor=case.applicant, at=now)

    assert refused.value.field == field
    assert Draft(case).answers == {"summary": "We measure."}


def test_none_of_these_goes_with_nothing_else(now, db):
    case = make_draft()

    with pytest.raises(Invalid, match="not both") as refused:
        actions.save_answers(case, section="signs", answers={"signs": "secrecy\nnone"}, actor=case.applicant, at=now)

    assert refused.value.field == "signs"


def test_a_draft_is_written_by_its_own_people_only(now, db):
    case = make_draft()

    with pytest.raises(Denied, match="Only the researcher and their delegate"):
        actions.save_answers(case, section="work", answers={"funding": "public"}, actor=make_user(), at=now)


def test_a_tab_left_open_finds_the_case_submitted(lists, now):
    case = make_case(submitted=False)
    stale = fresh(case)
    actions.submit(case, actor=case.applicant, at=now, attested=True)

    with pytest.raises(Conflict, match="no draft any more"):
        actions.save_answers(stale, section="work", answers={"funding": "public"}, actor=stale.applicant, at=now)


@pytest.mark.parametrize("activity", list(questions.SETS))
def test_every_activity_can_be_finished(lists, activity):
    case = make_case(activity=activity, submitted=False)

    assert [gap.text for gap in Draft(case).gaps] == []
    assert {task.status for task in Draft(case).tasks} == {"Done", f"Waiting for {case.applicant}"}


@pytest.mark.parametrize("activity", list(questions.SETS))
def test_every_gap_leads_to_a_page(lists, client, activity):
    case = make_draft(activity=activity)
    client.force_login(case.applicant)

    gaps = Draft(case).gaps

    assert len(gaps) > 5
    for url in {gap.url for gap in gaps}:
        assert client.get(url).status_code == 200


def test_tasks_say_how_far_each_page_is(now, db):
    case = make_draft()
    actions.save_answers(case, section="work", answers={"funding": "public"}, actor=case.applicant, at=now)

    tasks = {task.title: task for task in Draft(case).tasks}

    assert tasks["About the work"].status == "In progress"
    assert tasks["About the work"].hint == "3 answers are missing."
    assert tasks["How it is shared"].status == "Not started"
    assert tasks["Check your answers and sign"].url == ""


def test_question_ids_are_unique_and_conditions_name_a_question_of_the_same_page():
    for each in questions.SETS.values():
        ids = [question.id for section in each.sections for question in section.questions]
        assert len(ids) == len(set(ids))
        for section in each.sections:
            own = {question.id: question for question in section.questions}
            for question in section.questions:
                if question.only_if:
                    other, wanted = question.only_if
                    assert set(wanted) <= {code for code, _ in own[other].choices}


# -- Handing over --------------------------------------------------------------


def test_a_delegate_hands_over_and_the_researcher_signs(lists, now):
    principal, delegate = make_user(), make_user()
    delegation(principal, delegate, now)
    case = make_case(submitted=False, applicant=principal, actor=delegate, item=FREE)

    actions.hand_over(case, actor=delegate, at=now)

    assert case.state == CaseState.AWAITING_ATTESTATION
    assert Message.objects.get(key__startswith=f"licensing.case.{case.pk}.handed_over").to == principal
    with pytest.raises(Denied, match="can sign and submit"):
        actions.submit(fresh(case), actor=delegate, at=now, attested=True)
    actions.submit(fresh(case), actor=principal, at=now, attested=True)
    assert fresh(case).attested_by == principal
    assert not Message.objects.waiting(at=now).filter(template="licensing/handed_over").exists()


def test_hand_over_waits_for_the_last_answer_and_is_for_delegates(lists, now):
    principal, delegate = make_user(), make_user()
    delegation(principal, delegate, now)
    case = make_draft(applicant=principal, actor=delegate)

    with pytest.raises(Conflict, match="still missing"):
        actions.hand_over(case, actor=delegate, at=now)
    fill_in(case, actor=delegate)
    with pytest.raises(Denied, match="Sign it yourself"):
        actions.hand_over(case, actor=principal, at=now)


def test_take_back_lets_the_draft_be_written_again(lists, now):
    principal, delegate = make_user(), make_user()
    delegation(principal, delegate, now)
    case = make_case(submitted=False, applicant=principal, actor=delegate)
    actions.hand_over(case, actor=delegate, at=now)
    with pytest.raises(Conflict, match="no draft any more"):
        actions.rename_case(fresh(case), title="Another", actor=delegate, at=now)

    actions.take_back(fresh(case), actor=delegate, at=now)

    actions.rename_case(fresh(case), title="Another", actor=delegate, at=now)
    assert fresh(case).title == "Another"


# -- Copies and versions ---------------------------------------------------------


def test_copy_case_brings_answers_items_and_parties_but_no_documents(lists, now):
    case = make_case(item=FREE)

    copy = actions.copy_case(case, actor=case.applicant, at=now)

    assert copy.is_draft and copy.copied_from == case
    assert Draft(copy).answers == Draft(case).answers
    assert [item.name for item in copy.items.all()] == ["Teaching chip"]
    assert copy.items.get().copied_from == case.items.get()
    assert [part.party for part in copy.parties.all()] == [part.party for part in case.parties.all()]
    assert {gap.url for gap in Draft(copy).gaps} == {Draft(copy).url("documents")}


def test_amend_case_makes_a_version_beside_the_old_one(lists, now):
    case = make_case()

    newer = actions.amend_case(case, reason="Another partner.", actor=case.applicant, at=now)

    assert (newer.reference, newer.version, newer.supersedes) == (f"{case.reference}.2", 2, case)
    assert fresh(case).state == CaseState.OFFICER_REVIEW
    with pytest.raises(Conflict, match="a newer version already"):
        actions.amend_case(fresh(case), reason="Once more.", actor=case.applicant, at=now)


def test_the_new_version_replaces_the_old_one_when_it_is_signed(lists, now):
    case = make_case()
    newer = actions.amend_case(case, reason="Another partner.", actor=case.applicant, at=now)
    for document in Draft(newer).gaps:
        assert "reason why there is none" in document.text
    for kind in ("agreement", "end_use_statement"):
        actions.excuse_document(newer, kind=kind, reason="As before.", actor=case.applicant, at=now)

    actions.submit(newer, actor=case.applicant, at=now, attested=True)

    assert fresh(case).state == CaseState.SUPERSEDED
    assert Case.objects.get(pk=newer.pk).state == CaseState.CHECKING


def test_a_newer_version_thrown_away_makes_room_for_another(lists, now):
    case = make_case()
    newer = actions.amend_case(case, reason="Another partner.", actor=case.applicant, at=now)
    actions.withdraw(newer, actor=case.applicant, at=now)

    again = actions.amend_case(fresh(case), reason="A third partner.", actor=case.applicant, at=now)

    assert again.supersedes == case
    assert again.reference == f"{case.reference}.3"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_amend_case_is_for_cases_that_were_submitted(lists, now, state):
    case = make_case(submitted=state != "draft")
    if state == "withdrawn":
        actions.withdraw(case, actor=case.applicant, at=now)

    with pytest.raises(Conflict, match="nothing to amend"):
        actions.amend_case(fresh(case), reason="Why not.", actor=case.applicant, at=now)
