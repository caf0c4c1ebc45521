"""Due diligence, red flags that stay, the scope of a project, visits, methods and checks out of cycle."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions, checklists, policies, queries, schedule, tasks, visiting
from compliance.enduse.models import DueDiligence, Visit
from compliance.enduse.states import DiligenceState, Method, PartyType, Reason, VisitState
from compliance.licensing import actions as licensing
from compliance.licensing.deciding import Obligation
from compliance.licensing.models import CaseFlag
from compliance.licensing.states import DueRule, Mode
from compliance.parties import actions as parties
from compliance.plans import actions as plans
from compliance.screening.queries import status_of
from portal.accounts.roles import ROLES
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.enduse import make_long_authorisation, make_verification
from tests.factories.licensing import UNKNOWN, determine_by_hand, fresh, make_approved, make_case, make_officer
from tests.factories.people import make_user
from tests.factories.plans import make_active_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
SEEN = "The register and the annual report of 2025."


def look_into(case, *, at, kind=PartyType.RECIPIENT):
    return actions.look_into(case, party=case.parties.get().party, kind=kind, actor=make_officer(), at=at)


def answer(diligence, question, said, *, at):
    return actions.answer_question(
        diligence, question=question, answer=said, evidence=SEEN, actor=make_officer(), at=at
    )


def clear(diligence, *, at):
    """Answer every question so that nothing is flagged."""
    for question in checklists.checklist_of(diligence.kind, diligence.checklist).questions:
        fine = next(said for said in ("no", "yes", "not_applicable") if said not in question.flagged)
        answer(diligence, question.id, fine, at=at)


# -- Checklists and red flags --------------------------------------------------------


def test_every_type_of_party_has_its_checklist_with_sources():
    for kind in PartyType.values:
        checklist = checklists.newest(kind)
        ids = [question.id for question in checklist.questions]
        assert len(ids) == len(set(ids)) >= 6
        assert all(question.source and question.flagged for question in checklist.questions)


def test_a_flagged_answer_raises_a_flag_that_keeps_the_case_from_approval(now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    determine_by_hand(case, actor=officer)
    diligence = look_into(fresh(case), at=now)

    kept = answer(diligence, "owner", "unclear", at=now)

    assert kept.flag.evidence == SEEN
    given = {"verdict": "approve", "reasons": "Fine.", "actor": officer, "at": now}
    with pytest.raises(Conflict, match="A red flag is not settled"):
        licensing.decide(fresh(case), **given)
    answer(diligence, "owner", "no", at=now)  # another answer later does not take it away
    with pytest.raises(Conflict, match="A red flag is not settled"):
        licensing.decide(fresh(case), **given)
    licensing.settle_flag(
        kept.flag, inquiry="Asked the dean.", answer="A foundation owns it.", settlement="Seen.", actor=officer, at=now
    )
    licensing.decide(fresh(case), **given)

    flag = CaseFlag.objects.get()
    assert (flag.inquiry, flag.answer, flag.settled_by) == ("Asked the dean.", "A foundation owns it.", officer)


def test_a_red_flag_cannot_be_deleted_by_anybody(now):
    look = look_into(make_case(item=UNKNOWN), at=now)
    flag = answer(look, "owner", "yes", at=now).flag

    with pytest.raises(TypeError, match="never deleted"):
        flag.delete()
    with pytest.raises(TypeError, match="never deleted"):
        CaseFlag.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM compliance_caseflag")
    assert CaseFlag.objects.filter(pk=flag.pk).exists()


def test_nothing_is_concluded_with_questions_or_flags_open(now):
    diligence, officer = look_into(make_case(item=UNKNOWN), at=now), make_officer()
    with pytest.raises(Conflict, match="11 questions are not answered"):
        actions.conclude(diligence, conclusion="Fine.", actor=officer, at=now)
    clear(diligence, at=now)
    flag = answer(diligence, "military", "yes", at=now).flag
    with pytest.raises(Conflict, match="A red flag is open"):
        actions.conclude(diligence, conclusion="Fine.", actor=officer, at=now)
    licensing.settle_flag(flag, settlement="A civil branch.", actor=officer, at=now)
    with pytest.raises(Invalid):
        actions.conclude(diligence, conclusion=" ", actor=officer, at=now)

    actions.conclude(diligence, conclusion="A civil observatory.", actor=officer, at=now)

    with pytest.raises(Conflict, match="Look again first"):
        answer(diligence, "owner", "no", at=now)
    actions.look_again(diligence, reason="A new owner.", actor=officer, at=now)
    assert DueDiligence.objects.get().state == DiligenceState.OPEN


def test_who_looks_into_parties_and_who_reads_what_was_found(now):
    case = make_case(item=UNKNOWN)
    diligence = look_into(case, at=now)
    people = {name: make_user(role) for name, role in ROLES.items()} | {"applicant": case.applicant}

    assert {w for w, a in people.items() if policies.may_look_into.allows(a, case)} == {"Officer", "EmpoweredOfficial"}
    readers = {who for who, actor in people.items() if policies.may_read_diligence.allows(actor, diligence)}
    assert readers == {"Officer", "EmpoweredOfficial", "Overseer"}
    with pytest.raises(Invalid, match="looked into already"):
        look_into(case, at=now)


def test_diligence_on_pages(client, now):
    case = make_case(item=UNKNOWN)
    client.force_login(make_officer())
    said = {"party": case.parties.get().party_id, "kind": "vendor"}
    client.post(reverse("enduse:look-into", args=[case.reference]), said)
    diligence = DueDiligence.objects.get()
    url = reverse("enduse:answer", args=[diligence.pk, "keys"])

    assert "evidence" in client.post(url, {"answer": "yes", "evidence": ""}).context["form"].errors
    client.post(url, {"answer": "yes", "evidence": "Their white paper."})
    page = client.get(diligence.get_absolute_url()).content.decode()
    assert "A red flag is open." in page
    assert client.get(reverse("enduse:settle", args=[diligence.pk, "conclude"])).status_code == 409
    client.force_login(case.applicant)
    assert client.get(diligence.get_absolute_url()).status_code == 404
    assert "Due diligence" not in client.get(reverse("enduse:case", args=[case.reference])).content.decode()


def test_the_scope_of_a_project_is_kept_version_by_version(client, now):
    case = make_case(item=UNKNOWN)
    given = {"purpose": "Benchmarks.", "sites": "Delft", "people": "Noor, lead", "outside": "Sensors."}
    with pytest.raises(Denied):
        actions.write_scope(case, actor=make_officer(), at=now, **given)
    with pytest.raises(Invalid) as no:
        actions.write_scope(case, actor=case.applicant, at=now, **{**given, "outside": " "})
    assert no.value.field == "outside"
    actions.write_scope(case, actor=case.applicant, at=now, **given)
    client.force_login(case.applicant)

    client.post(reverse("enduse:scope", args=[case.reference]), {**given, "sites": "Delft\nLeiden"})

    assert list(case.scopes.order_by("version").values_list("version", "sites")) == [(1, "Delft"), (2, "Delft\nLeiden")]
    with pytest.raises(TypeError):
        case.scopes.first().delete()


# -- The plan of verifications ---------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "modes", "yearly", "months"),
    [
        (3, {Mode.PHYSICAL}, False, 6),
        (2, {Mode.PHYSICAL}, False, 12),
        (1, {Mode.PHYSICAL}, False, None),
        (1, {Mode.REMOTE}, False, 12),
        (1, {Mode.PHYSICAL}, True, 12),
        (3, {Mode.REMOTE}, True, 6),
    ],
)
def test_how_often_by_tier_transfer_and_condition(tier, modes, yearly, months):
    assert schedule.rhythm_of(tier=tier, modes=frozenset(modes), yearly=yearly).months == months


def test_which_methods_fit_which_transfer():
    def methods(tier, *modes, reason=Reason.SCHEDULE):
        return schedule.methods_of(tier=tier, modes=frozenset(modes), reason=reason)

    assert methods(2, Mode.PHYSICAL)[0] == Method.RECIPIENT
    assert methods(3, Mode.PHYSICAL)[0] == Method.VISIT
    assert methods(2, Mode.REMOTE)[0] == Method.ACCESS_LOG
    assert Method.PUBLICATIONS in methods(2, Mode.ELECTRONIC)
    assert methods(1, Mode.PHYSICAL, reason=Reason.CLOSE_OUT)[:2] == (Method.DISPOSAL, Method.NO_RETRANSFER)
    assert methods(1) == (Method.ATTESTATION,)


def test_a_yearly_condition_makes_the_check_yearly(now):
    owed = Obligation("Report who used it.", DueRule.YEARLY, now.date() + timedelta(days=300))
    case = make_approved(item=UNKNOWN, conditions=(owed,))

    planned = case.authorisations.get().verifications.get()

    assert planned.rule in ("condition-yearly", "tier-1-close-out")
    assert planned.methods


def extras(authorisation, reason):
    return authorisation.verifications.filter(reason=reason)


def test_a_changed_recipient_is_checked_out_of_cycle_once():
    verification = make_verification()
    paper = verification.authorisation
    party = paper.case.parties.get().party
    parties.amend_party(party, country="BE", actor=make_officer(), at=paper.in_force_at + timedelta(days=9))

    assert [tasks.plan_after_changes() for _ in range(3)] == [1, 0, 0]
    planned = extras(paper, Reason.OWNER_CHANGED).get()
    assert planned.rule == "recipient-changed"


def test_a_recipient_that_resembles_a_new_entry_is_checked_out_of_cycle_once():
    from compliance.screening.models import Hit, ListEntry
    from compliance.screening.states import Band

    paper = make_verification().authorisation
    assert not queries.touched_by_lists(paper.in_force_at.date()).exists()
    entry = ListEntry.objects.select_related("source").first()
    Hit.objects.create(
        party=paper.case.parties.get().party,
        source=entry.source,
        uid="new",
        entry=entry,
        band=Band.values[0],
        score=0.9,
        adjusted=0.9,
        explanation={},
        explanation_hash="x",
        evidence_hash="x",
        found_at=paper.in_force_at + timedelta(days=3),
        state_since=paper.in_force_at,
    )

    assert [tasks.plan_after_changes() for _ in range(3)] == [1, 0, 0]
    assert extras(paper, Reason.LIST_CHANGED).exists()


def test_an_amended_plan_is_checked_out_of_cycle(now):
    plan = make_active_plan()
    paper = plan.case.authorisations.get()
    given = {"building": "Hall", "room": "C1", "safeguards": "Lock.", "reason": "More.", "actor": plan.responsible}

    plans.add_room(plan, at=now, **given)

    check = extras(paper, Reason.SCOPE_CHANGED).get()
    assert check.due_on == now.date() + timedelta(days=14)


# -- Visits ------------------------------------------------------------------------------

GOOD = dict.fromkeys(visiting.AREAS, (4, ""))
THERE = [("Noor de Vries", "Dean", False), ("Otto", "Officer", True)]


def plan_visit(*, at, **given):
    paper = make_long_authorisation()
    words = {"planned_on": at.date(), "place": "Delft, hall 2", "by_video": False, **given}
    officer = make_officer()
    party = paper.case.parties.get().party
    return actions.plan_visit(paper, party=party, lead=officer, actor=officer, at=at, **words)


def test_a_visit_from_plan_to_close(now):
    visit, officer = plan_visit(at=now), make_officer()
    actions.answer_before(visit, answers={"where": "Hall 2"}, actor=visit.authorisation.case.applicant, at=now)
    low = {**GOOD, "records": (2, "No log of March.")}
    actions.make_visit(visit, made_on=now.date(), summary="All seen.", people=THERE, grades=low, actor=officer, at=now)
    action = actions.add_action(visit, text="Send the log.", owner="Noor", due_on=now.date(), actor=officer, at=now)
    with pytest.raises(Conflict, match="Action 1 is not done"):
        actions.close_visit(visit, actor=officer, at=now)

    assert list(queries.overdue_visit_actions(now.date() + timedelta(days=1))) == [action]
    actions.do_action(action, note="Received and read.", actor=officer, at=now)
    with pytest.raises(Conflict):
        actions.do_action(action, note="Again.", actor=officer, at=now)
    actions.close_visit(visit, actor=officer, at=now)

    found = Visit.objects.get()
    assert found.state == VisitState.CLOSED
    assert found.areas.get(area="records").grade == 2
    assert found.people.count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"people": []}, "people"),
        ({"grades": {**GOOD, "use": (0, "")}}, "use"),
        ({"grades": {**GOOD, "use": (6, "")}}, "use"),
        ({"grades": {**GOOD, "use": (1, "")}}, "use_note"),
    ],
)
def test_what_a_visit_found_is_written_whole(given, field, now):
    visit = plan_visit(at=now)
    words = {"made_on": now.date(), "summary": "Seen.", "people": THERE, "grades": GOOD, **given}

    with pytest.raises(Invalid) as no:
        actions.make_visit(visit, actor=make_officer(), at=now, **words)

    assert no.value.field == field


def test_visits_on_pages(client, now):
    visit = plan_visit(at=now)
    client.force_login(make_officer())
    listed = client.get(reverse("enduse:visits")).content.decode()
    stands = status_of([visit.party], timezone.now())[visit.party_id]
    assert stands.label in listed.partition(str(visit.party))[2]
    grades = dict.fromkeys(visiting.AREAS, "4")
    said = {"made_on": "2026-07-01", "summary": "Seen.", "people": "Noor, Dean\n*Otto, officer", **grades}

    assert (
        "position after a comma"
        in client.post(reverse("enduse:make", args=[visit.pk]), {**said, "people": "Noor"}).content.decode()
    )
    assert client.post(reverse("enduse:make", args=[visit.pk]), said).status_code == 302
    assert "4 · kept" in client.get(visit.get_absolute_url()).content.decode()
    client.post(reverse("enduse:move-visit", args=[visit.pk, "close"]))
    assert Visit.objects.get().state == VisitState.CLOSED
    client.force_login(make_user())
    assert client.get(visit.get_absolute_url()).status_code == 404
    assert not policies.may_manage_visit.allows(make_user(), visit)
