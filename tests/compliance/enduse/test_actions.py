"""Verifications: planned with the authorisation, reminded once a rung, attested, recorded, and gone on with."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.enduse import actions, tasks
from compliance.enduse.models import Verification
from compliance.enduse.states import Finding, Method, Reason, VerificationState
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from portal.accounts.roles import IncidentHandler, Overseer, Researcher
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from portal.core.policy import the_portal_itself
from tests.factories.enduse import LAST_DAY, fresh, make_long_authorisation, make_verification
from tests.factories.licensing import FREE, make_authorisation, make_case, make_officer
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

ZONE = ZoneInfo("America/New_York")
GOOD = {"method": Method.VIDEO, "finding": Finding.AS_APPROVED, "account": "Seen by video, as described."}


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)


def reminders(verification):
    return Message.objects.filter(key__startswith=f"enduse.verification.{verification.pk}.").order_by("due_at", "pk")


def record(verification, *, at, actor=None, **given):
    words = {**GOOD, "carried_out_on": at.date(), **given}
    actions.record(verification, actor=actor or make_officer(), at=at, **words)


# -- Planning ------------------------------------------------------------------


def test_a_verification_is_planned_when_the_authorisation_is_issued():
    verification = make_verification()

    assert (verification.state, verification.due_on) == (VerificationState.PLANNED, LAST_DAY)
    assert verification.responsible == verification.authorisation.case.applicant
    event = events_about(verification).get()
    assert (event.verb, event.actor) == ("enduse.verification.planned", None)
    assert event.data["rule"] == "tier-1-close-out"


def test_what_was_recorded_at_once_is_left_to_the_sample_of_the_audit():
    case = make_case(item=FREE)

    assert case.tier == 0
    assert case.authorisations.exists()
    assert not Verification.objects.exists()


def test_the_nightly_sweep_plans_what_was_missed_and_nothing_twice(now):
    authorisation = make_authorisation()
    authorisation.verifications.all().delete()

    assert actions.plan_missing(at=now) == 1
    assert actions.plan_missing(at=now) == 0


def test_an_officer_asks_for_one_out_of_turn(now):
    authorisation, officer = make_authorisation(), make_officer()
    day = now.date() + timedelta(days=14)

    extra = actions.plan_extra(authorisation, due_on=day, why="A list has changed.", actor=officer, at=now)

    assert (extra.number, extra.reason, extra.due_on) == (2, Reason.EXTRA, day)


@pytest.mark.parametrize("role", [Researcher, Overseer, IncidentHandler])
def test_nobody_but_an_officer_asks_for_one(role, now):
    with pytest.raises(Denied, match="Only the export control office"):
        actions.plan_extra(make_authorisation(), due_on=LAST_DAY, why="x", actor=make_user(role), at=now)


@pytest.mark.parametrize(
    ("given", "field"), [({"due_on": date(2026, 6, 30)}, "due_on"), ({"why": "  "}, "why")], ids=["past", "no reason"]
)
def test_an_extra_one_needs_a_day_to_come_and_a_reason(given, field, now):
    with pytest.raises(Invalid) as no:
        actions.plan_extra(
            make_authorisation(), actor=make_officer(), at=now, **{"due_on": LAST_DAY, "why": "A change.", **given}
        )

    assert no.value.field == field


def test_an_ended_authorisation_gets_no_extra_one(now):
    authorisation = make_authorisation()
    licensing.revoke(authorisation, reason="Misused.", actor=make_officer(), at=now)

    with pytest.raises(Conflict, match="no use to verify"):
        actions.plan_extra(authorisation, due_on=LAST_DAY, why="x", actor=make_officer(), at=now)


# -- Reminding -----------------------------------------------------------------


def test_reminders_are_owed_at_30_and_7_days_on_the_day_and_a_week_after_once_each():
    verification = make_verification()
    day = LAST_DAY - timedelta(days=40)
    owed_on = []
    while day <= LAST_DAY + timedelta(days=10):
        for _ in range(3):  # however often the task runs
            before = reminders(verification).count()
            actions.remind_all(at=morning(day))
            if reminders(verification).filter(to=verification.responsible).count() > before:
                owed_on.append((LAST_DAY - day).days)
        day += timedelta(days=1)

    assert owed_on == [30, 7, 0, -7]


def test_after_missed_runs_only_the_most_urgent_reminder_is_owed():
    verification = make_verification()

    actions.remind_all(at=morning(LAST_DAY - timedelta(days=3)))
    actions.remind_all(at=morning(LAST_DAY - timedelta(days=2)))

    message = reminders(verification).get()
    assert message.context["days_left"] == 3


def test_the_day_is_the_institutions_not_greenwichs():
    verification = make_verification()
    eve = datetime(2027, 6, 23, 3, 30, tzinfo=ZoneInfo("UTC"))  # 22 June, half past eleven at night, over there

    actions.remind_all(at=eve)

    assert fresh(verification).rung == 30


def test_the_officer_is_told_on_the_day_and_instead_once_the_person_has_attested(now):
    officer = make_officer()
    case = make_case(item={**FREE, "parameters": {"physical_qubits": "120"}})
    licensing.assign([case], officer=officer, actor=officer, at=now)
    verification = make_verification(case=case, officer=officer)

    actions.remind_all(at=morning(LAST_DAY - timedelta(days=30)))
    actions.attest(fresh(verification), statement="As approved.", actor=verification.responsible, at=now)
    actions.remind_all(at=morning(LAST_DAY - timedelta(days=7)))

    assert [message.to for message in reminders(verification)] == [verification.responsible, officer]


def test_a_recorded_verification_is_reminded_of_no_more():
    verification = make_verification()
    actions.remind_all(at=morning(LAST_DAY - timedelta(days=30)))
    record(verification, at=morning(LAST_DAY - timedelta(days=20)))

    actions.remind_all(at=morning(LAST_DAY))

    assert [message.withdrawn_at is not None for message in reminders(verification)] == [True]


def test_the_task_runs_by_itself_and_again_without_effect():
    verification = make_verification()
    Verification.objects.update(due_on=date(2020, 1, 1))

    assert [tasks.remind_everyone() for _ in range(3)] == [1, 0, 0]
    assert reminders(verification).count() >= 1


def test_reminding_of_many_asks_a_constant_number_of_queries_before_each_is_owed(django_assert_max_num_queries):
    make_verification()

    with django_assert_max_num_queries(2):
        actions.remind_all(at=morning(LAST_DAY - timedelta(days=60)))


# -- Attesting -----------------------------------------------------------------


def test_the_responsible_person_attests_with_evidence(now):
    verification = make_verification()
    proof = SimpleUploadedFile("log.txt", b"nobody but us")

    actions.attest(verification, statement="As approved.", evidence=proof, actor=verification.responsible, at=now)

    assert fresh(verification).state == VerificationState.ATTESTED
    assert [file.kind for file in attachments.of(verification)] == ["attestation"]


def test_nobody_else_attests(now):
    verification = make_verification()

    for stranger in (make_user(), make_officer(), make_user(Overseer)):
        with pytest.raises(Denied, match="can attest"):
            actions.attest(verification, statement="As approved.", actor=stranger, at=now)


def test_a_bad_file_keeps_the_attestation_out_whole(now):
    verification = make_verification()
    virus = SimpleUploadedFile("log.pdf", b"MZ\x90\x00")

    with pytest.raises(Invalid, match="not a file we can accept"):
        actions.attest(verification, statement="As approved.", evidence=virus, actor=verification.responsible, at=now)

    assert fresh(verification).state == VerificationState.PLANNED


def test_an_empty_statement_is_refused(now):
    verification = make_verification()

    with pytest.raises(Invalid) as no:
        actions.attest(verification, statement=" ", actor=verification.responsible, at=now)

    assert no.value.field == "statement"


# -- Recording -----------------------------------------------------------------


def test_an_outcome_is_recorded_with_who_how_when_and_what(now):
    verification, officer = make_verification(), make_officer()

    record(verification, actor=officer, at=now)

    found = fresh(verification)
    assert (found.state, found.finding, found.carried_out_by) == (VerificationState.RECORDED, "as_approved", officer)
    assert events_about(found).last().data["finding"] == "as_approved"


def test_nobody_verifies_their_own_use(now):
    officer = make_user(Researcher)
    verification = make_verification(applicant=officer)
    from portal.accounts import actions as accounts
    from portal.accounts.roles import Officer

    accounts.assign_role(officer, role=Officer, actor=None, at=now)

    with pytest.raises(Denied, match="colleague"):
        record(verification, actor=officer, at=now)


@pytest.mark.parametrize("role", [Researcher, Overseer, IncidentHandler])
def test_nobody_but_an_officer_records(role, now):
    with pytest.raises(Denied, match="Only the export control office"):
        record(make_verification(), actor=make_user(role), at=now)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"method": "telepathy"}, "method"),
        ({"finding": "fine"}, "finding"),
        ({"account": ""}, "account"),
        ({"carried_out_on": date(2026, 7, 2)}, "carried_out_on"),
        ({"finding": Finding.DISCREPANCY}, "follow_up"),
        ({"finding": Finding.NOT_VERIFIED}, "follow_up"),
    ],
)
def test_a_record_that_is_not_whole_is_refused_by_field(given, field, now):
    verification = make_verification()

    with pytest.raises(Invalid) as no:
        record(verification, at=now, **given)

    assert no.value.field == field
    assert fresh(verification).state == VerificationState.PLANNED


def test_of_two_officers_one_records(now):
    verification = make_verification()
    stale = fresh(verification)
    record(verification, at=now)

    with pytest.raises(Conflict, match="just moved"):
        record(stale, at=now, finding=Finding.DISCREPANCY, follow_up="Ask again.")

    assert fresh(verification).finding == "as_approved"


def test_after_a_regular_check_the_next_one_is_planned(now):
    authorisation = make_long_authorisation()
    first = authorisation.verifications.get()
    assert first.reason == Reason.SCHEDULE

    record(first, at=now + timedelta(days=300))

    following = authorisation.verifications.get(number=2)
    assert following.due_on > first.due_on
    assert authorisation.verifications.awaited().count() == 1


def test_after_the_close_out_nothing_more_is_planned():
    verification = make_verification()

    record(verification, at=morning(LAST_DAY))

    assert not verification.authorisation.verifications.awaited().exists()


# -- When the authorisation ends -------------------------------------------------


def test_a_revoked_authorisation_is_closed_out_now(now):
    authorisation = make_long_authorisation()
    at = now + timedelta(days=30)

    licensing.revoke(authorisation, reason="Misused.", actor=make_officer(), at=at)

    verification = authorisation.verifications.get()
    assert (verification.due_on, verification.reason) == (at.date(), Reason.CLOSE_OUT)
    assert events_about(verification).last().verb == "enduse.verification.brought_forward"


def test_only_the_portal_cancels(now):
    verification = make_verification()

    with pytest.raises(Denied, match="by itself"):
        actions.cancel(verification, actor=make_officer(), at=now, reason="x")
    actions.cancel(verification, at=now, reason="Replaced.")
    with pytest.raises(Conflict):
        record(fresh(verification), at=now)
    assert the_portal_itself.allows(None, verification)


# -- Who sees what ---------------------------------------------------------------


def test_lists_and_policy_agree(now):
    from compliance.enduse import policies

    verification = make_verification()
    people = [verification.responsible, make_officer(), make_user(Overseer), make_user(), make_user(IncidentHandler)]

    seen = [Verification.objects.visible_to(person).filter(pk=verification.pk).exists() for person in people]

    assert seen == [policies.may_read.allows(person, verification) for person in people]
    assert seen == [True, True, True, False, False]
    assert Authorisation.objects.count() == 1
