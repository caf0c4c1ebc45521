"""Meetings: convened, attended by item, minuted from the records."""

from datetime import timedelta

import pytest

from compliance.council import actions, queries
from compliance.council.models import Meeting, Referral, Vote
from compliance.council.states import Choice, ItemKind, MeetingState, ReferralState
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_full_council,
    make_meeting,
    make_referral,
    make_vote,
    seat,
)

pytestmark = pytest.mark.django_db


def test_convene_invites_the_members(now):
    council, members = make_full_council()
    referral = make_referral(council)

    meeting = make_meeting(council, members["law"], referral)

    assert (str(meeting), meeting.items.get().referral) == ("Meeting 1", referral)
    invited = Message.objects.filter(key__startswith=f"council.meeting.{meeting.pk}.invited.")
    assert invited.count() == 7


def test_only_the_chair_convenes(now):
    council, members = make_full_council()

    with pytest.raises(Denied, match="Only the chair"):
        make_meeting(council, members["physics"])


@pytest.mark.parametrize(("start", "length", "field"), [(-1, 1, "starts_at"), (24, 0, "ends_at")])
def test_a_meeting_lies_ahead_and_has_a_length(start, length, field, now):
    council, members = make_full_council()
    starts_at = now + timedelta(hours=start)

    with pytest.raises(Invalid) as refusal:
        actions.convene(
            council,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=length),
            place="Room 1",
            actor=members["law"],
            at=now,
        )

    assert refusal.value.field == field


def test_an_agenda_holds_a_case_once_and_only_cases_under_way(now):
    council, members = make_full_council()
    referral = make_referral(council)
    meeting = make_meeting(council, members["law"], referral)
    with pytest.raises(Conflict, match="on the agenda already"):
        actions.add_item(meeting, referral=referral, actor=members["law"], at=now)
    gone = make_referral(council)
    actions.withdraw(gone, reason="x", actor=gone.referred_by, at=now)

    with pytest.raises(Conflict, match="not before this council"):
        actions.add_item(meeting, referral=gone, actor=members["law"], at=now)


def test_an_item_without_a_case_has_a_title(now):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"])
    with pytest.raises(Invalid, match="title"):
        actions.add_item(meeting, title=" ", actor=members["law"], at=now)

    item = actions.add_item(meeting, title="Annual review", actor=members["law"], at=now)

    assert (item.position, item.kind) == (1, ItemKind.REPORT)


def in_session(now, **given):
    """Reach a meeting in session with one case taken up by everybody."""
    council, members = make_full_council()
    referral = make_referral(council, **given)
    declare_none(referral, *members.values())
    meeting = make_meeting(council, members["law"], referral)
    actions.open_meeting(meeting, actor=members["law"], at=now)
    item = meeting.items.get()
    actions.take_up(item, present=members.values(), actor=members["law"], at=now)
    return meeting, item, fresh(referral), members


def test_refusal_is_possible_in_a_convened_meeting(now):
    _, _, referral, members = in_session(now)
    actions.open_vote(referral, actor=members["law"], at=now)

    for discipline, member in members.items():
        cast(referral, member, "approve" if discipline == "physics" else "refuse")

    done = fresh(referral)
    assert (done.recommendation, done.unanimous) == (Choice.REFUSE, False)
    assert [dissent.member for dissent in queries.dissents(done)] == [members["physics"]]


def test_the_absent_do_not_vote_and_are_not_waited_for(now):
    _, item, referral, members = in_session(now)
    there = [members[each] for each in ("law", "physics", "ethics", "security")]
    actions.take_up(item, present=there, actor=members["law"], at=now)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    with pytest.raises(Conflict, match="not recorded as present"):
        cast(referral, members["external"])

    for member in there:
        cast(referral, member)

    assert fresh(referral).state == ReferralState.CONCLUDED


def test_losing_the_quorum_during_an_item_suspends_it(now):
    _, item, referral, members = in_session(now)
    actions.open_vote(referral, actor=members["law"], at=now)
    cast(referral, members["physics"])

    left = [members[each] for each in ("law", "security")]
    actions.take_up(fresh(item), present=left, actor=members["law"], at=now)

    assert fresh(referral).state == ReferralState.SUSPENDED
    assert Vote.objects.get().set_aside_reason == "The quorum was lost."


def test_a_vote_that_was_open_starts_afresh_in_the_meeting(now):
    referral, members = make_vote()
    cast(referral, members["physics"])
    meeting = make_meeting(referral.council, members["law"], fresh(referral))
    actions.open_meeting(meeting, actor=members["law"], at=now)

    actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=now)

    assert fresh(referral).votes_cast == 0
    cast(referral, members["physics"], "refuse")


def test_the_recused_leave_the_room(now):
    council, members = make_full_council()
    referral = make_referral(council, concerned=members["external"])
    declare_none(referral, *[each for key, each in members.items() if key not in {"external", "security"}])
    actions.declare(fresh(referral), actor=members["security"], at=now, same_grant=True)
    meeting = make_meeting(council, members["law"], referral)
    actions.open_meeting(meeting, actor=members["law"], at=now)

    actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=now)

    absent = meeting.items.get().attendances.filter(present=False)
    assert {each.member for each in absent} == {members["external"], members["security"]}


def test_close_waits_for_open_votes_and_untaken_cases(now):
    meeting, _, referral, members = in_session(now)
    actions.open_vote(referral, actor=members["law"], at=now)
    with pytest.raises(Conflict, match="still open"):
        actions.close_meeting(fresh(meeting), actor=members["law"], at=now)
    for member in members.values():
        cast(referral, member)
    other = actions.add_item(fresh(meeting), referral=make_referral(meeting.council), actor=members["law"], at=now)
    with pytest.raises(Conflict, match="not been taken up"):
        actions.close_meeting(fresh(meeting), actor=members["law"], at=now)
    actions.take_off(other, actor=members["law"], at=now, reason="No time.")

    actions.close_meeting(fresh(meeting), actor=members["law"], at=now)

    assert fresh(meeting).state == MeetingState.CLOSED


def test_what_was_taken_up_stays_on_the_agenda(now):
    _, item, _, members = in_session(now)

    with pytest.raises(Conflict, match="stays in the minutes"):
        actions.take_off(item, actor=members["law"], at=now, reason="x")


def test_cancelling_tells_the_members_and_withdraws_the_invitations(now):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"])

    actions.cancel_meeting(meeting, reason="Snow.", actor=members["law"], at=now)

    waiting = Message.objects.filter(key__startswith=f"council.meeting.{meeting.pk}.", withdrawn_at=None)
    assert {message.template for message in waiting} == {"council/meeting_cancelled"}


def test_attendance_needs_a_meeting_in_session(now):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"], make_referral(council))

    with pytest.raises(Conflict, match="convened"):
        actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=now)


class TestMinutes:
    """Made from the records; redacted for the public and for those who take no part."""

    def make(self, now):
        meeting, _item, referral, members = in_session(now, title="The secret qubit")
        actions.open_vote(referral, actor=members["law"], at=now)
        for discipline, member in members.items():
            choice = "need_more" if discipline == "security" else "approve"
            cast(referral, member, choice, reasons=f"Reason of {discipline}.")
        report = actions.add_item(fresh(meeting), title="Annual review", actor=members["law"], at=now)
        actions.take_up(report, present=[members["law"]], actor=members["law"], at=now)
        actions.note(fresh(report), text="All was well.", actor=members["law"], at=now)
        actions.close_meeting(fresh(meeting), actor=members["law"], at=now)
        return fresh(meeting), fresh(referral), members

    def test_they_hold_attendance_tally_reasons_and_dissent(self, now):
        meeting, referral, _members = self.make(now)

        case, report = queries.whole_minutes(meeting).items

        assert case.heading == f"{referral.reference}: The secret qubit"
        assert (len(case.present), case.tally) == (7, "6 approve, 1 need more")
        assert case.quorum == "There is a quorum."
        assert [dissent.reasons for dissent in case.dissents] == ["Reason of security."]
        assert "Reason of physics." in case.reasons
        assert report.text == "All was well."

    def test_signing_keeps_a_pdf_and_the_redacted_version(self, now):
        meeting, _, members = self.make(now)

        actions.sign_minutes(meeting, actor=members["law"], at=now)

        kept = attachments.of(meeting).get()
        assert (kept.kind, kept.content_type) == ("minutes", "application/pdf")
        assert fresh(meeting).public_minutes["items"] == [
            {
                "position": 1,
                "present": 7,
                "recused": 0,
                "outcome": "The council recommends: approve.",
                "dissent": True,
            }
        ]
        with pytest.raises(Conflict, match="signed already"):
            actions.sign_minutes(fresh(meeting), actor=members["law"], at=now)

    def test_the_public_version_names_no_case_and_no_person(self, now):
        meeting, referral, members = self.make(now)
        whole = str(queries.whole_minutes(meeting).as_data())
        secrets = [referral.reference, "secret qubit", "Reason of", "Annual review", str(members["security"])]
        assert all(secret in whole for secret in secrets)

        redacted = str(queries.public_minutes(meeting))

        assert not any(secret in redacted for secret in secrets)

    def test_only_signed_minutes_are_published_once(self, now):
        meeting, _, members = self.make(now)
        with pytest.raises(Conflict, match="Sign the minutes first"):
            actions.publish_minutes(meeting, actor=members["law"], at=now)
        actions.sign_minutes(fresh(meeting), actor=members["law"], at=now)
        actions.publish_minutes(fresh(meeting), actor=members["law"], at=now)

        with pytest.raises(Conflict, match="published already"):
            actions.publish_minutes(fresh(meeting), actor=members["law"], at=now)
        assert events_about(meeting).last().verb == "council.minutes.published"

    def test_a_recused_reader_does_not_see_the_item(self, now):
        meeting, referral, _members = self.make(now)
        newcomer = seat(meeting.council, "security").member
        actions.recuse(fresh(referral), member=newcomer, reason="x", actor=newcomer, at=now)

        case, _ = queries.minutes_for(meeting, newcomer).items

        assert (case.heading, case.withheld, case.reasons) == ("Item 1", True, "")

    def test_open_votes_are_not_in_the_minutes(self, now):
        meeting, _, referral, members = in_session(now)
        actions.open_vote(referral, actor=members["law"], at=now)
        cast(referral, members["physics"], "refuse", reasons="A leak would show this.")

        minutes = str(queries.whole_minutes(meeting).as_data())

        assert "A leak" not in minutes
        assert "refuse" not in minutes


def test_minutes_need_a_constant_number_of_queries(now, django_assert_num_queries):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"], make_referral(council))
    with django_assert_num_queries(7):
        queries.minutes_for(fresh_with_council(meeting), members["law"])
    for _ in range(2):
        actions.add_item(fresh(meeting), referral=make_referral(council), actor=members["law"], at=now)

    with django_assert_num_queries(7):
        queries.minutes_for(fresh_with_council(meeting), members["law"])


def fresh_with_council(meeting):
    """Read the meeting as the page does."""
    return Meeting.objects.select_related("council", "minutes_signed_by").get(pk=meeting.pk)


def test_referral_of_another_council_is_not_taken(now):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"])
    other = actions.found_council("other", name="Other", actor=None, at=now)
    for discipline in ("law", "physics"):
        seat(other, discipline)

    with pytest.raises(Conflict, match="not before this council"):
        actions.add_item(meeting, referral=make_referral(other), actor=members["law"], at=now)
    assert not Referral.objects.filter(agenda_items__meeting=meeting).exists()
