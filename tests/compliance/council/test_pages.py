"""The council's pages: what each shows, what each does, in how many queries."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.council import actions, queries
from compliance.council.models import Meeting, Referral, Seat, Vote
from compliance.council.states import Choice, MeetingState, ReferralState
from portal.accounts.roles import CouncilMember, EmpoweredOfficial, Overseer
from portal.core.pdf import render_pdf
from tests.factories.council import (
    cast,
    declare_none,
    make_full_council,
    make_meeting,
    make_referral,
    make_vote,
    seat,
)
from tests.factories.people import make_user
from tests.factories.training import complete

pytestmark = pytest.mark.django_db
EMPTY_PACK = {"council": "Council", "number": 1, "starts": "", "place": "", "reader": "", "items": []}


def fresh(record):
    """Read the record again, as the next request does."""
    return type(record).objects.get(pk=record.pk)


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_takes_a_constant_number_of_queries(rows, client, django_assert_num_queries):
    council, members = make_full_council()
    for _ in range(rows):
        make_referral(council)
    client.force_login(members["physics"])
    client.get(reverse("council:index"))

    with django_assert_num_queries(8):
        page = client.get(reverse("council:index"))

    assert text_of(page).count("A 120-qubit device") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_chairs_page_takes_a_constant_number_of_queries(rows, client, django_assert_num_queries):
    council, members = make_full_council()
    for _ in range(rows):
        make_referral(council)
    client.force_login(members["law"])
    client.get(reverse("council:chair"))

    with django_assert_num_queries(11):
        page = client.get(reverse("council:chair"))

    assert text_of(page).count("0 of 7") == rows * 2


def test_the_desk_is_closed_to_researchers(client):
    make_full_council()
    client.force_login(make_user())

    assert client.get(reverse("council:index")).status_code == 403
    assert client.get(reverse("council:chair")).status_code == 403


def test_declare_read_vote_and_see_the_result(client):
    """The whole journey of one member through the pages."""
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, *[each for key, each in members.items() if key != "physics"])
    client.force_login(members["physics"])
    base = referral.get_absolute_url()

    answer = client.post(f"{base}declare/", {"answer": "none"}, follow=True)
    assert "plan.txt" in text_of(answer)

    actions.open_vote(fresh(referral), actor=members["law"], at=timezone.now())
    assert "The vote is open" in text_of(client.get(base))
    answer = client.post(f"{base}vote/", {"choice": "approve", "reasons": "Sound."}, follow=True)
    assert "You have voted" in text_of(answer)

    for discipline, member in members.items():
        if discipline != "physics":
            cast(referral, member)
    assert "The council recommends: approve, unanimously" in text_of(client.get(base))


def test_declaring_a_conflict_closes_the_page(client):
    council, members = make_full_council()
    referral = make_referral(council)
    client.force_login(members["physics"])

    answer = client.post(f"{referral.get_absolute_url()}declare/", {"answer": "some", "grounds": ["same_grant"]})

    assert "You take no part in this case" in text_of(answer)
    assert client.get(referral.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say whether you have a conflict"),
        ({"answer": "some"}, "Choose what connects you"),
        ({"answer": "none", "other": "We are married."}, "You named a conflict below"),
    ],
)
def test_a_declaration_makes_sense(sent, said, client):
    council, members = make_full_council()
    referral = make_referral(council)
    client.force_login(members["physics"])

    answer = client.post(f"{referral.get_absolute_url()}declare/", sent)

    assert said in text_of(answer)
    assert not referral.declarations.exists()


def test_the_vote_form_offers_refusal_in_a_meeting_only(client, now):
    referral, members = make_vote()
    client.force_login(members["physics"])
    url = reverse("council:vote", args=[referral.pk])
    assert 'value="refuse"' not in text_of(client.get(url))
    meeting = make_meeting(referral.council, members["law"], fresh(referral))
    actions.open_meeting(meeting, actor=members["law"], at=now)
    actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=now)

    assert 'value="refuse"' in text_of(client.get(url))


def test_missing_conditions_come_back_to_their_field(client):
    referral, members = make_vote()
    client.force_login(members["physics"])

    answer = client.post(
        reverse("council:vote", args=[referral.pk]), {"choice": "approve_with_conditions", "reasons": "If so."}
    )

    assert "Name the conditions." in text_of(answer)
    assert not Vote.objects.exists()


def test_a_member_without_training_is_told_the_course(client, now):
    council, members = make_full_council()
    newcomer = seat(council, trained=False).member
    referral = make_referral(council)
    declare_none(referral, members["law"], newcomer)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)
    client.force_login(newcomer)

    assert "before you vote" in text_of(client.get(referral.get_absolute_url()))
    assert client.get(reverse("council:vote", args=[referral.pk])).status_code == 403


def test_stepping_back_through_the_page(client):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["physics"])
    client.force_login(members["physics"])

    answer = client.post(reverse("council:recuse", args=[referral.pk]), {"reason": "I know them."}, follow=True)

    assert "Its papers are closed to you" in text_of(answer)
    assert client.get(referral.get_absolute_url()).status_code == 404


class TestChair:
    """What the chair does through pages."""

    def test_opens_and_closes_a_vote(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, *members.values())
        client.force_login(members["law"])
        base = referral.get_absolute_url()

        client.post(f"{base}open_vote/")
        assert fresh(referral).state == ReferralState.VOTING
        assert client.get(f"{base}close_vote/").status_code == 409
        for discipline in ("law", "physics", "security", "external"):
            cast(referral, members[discipline])
        client.post(f"{base}close_vote/")

        assert fresh(referral).recommendation == Choice.APPROVE

    def test_names_a_reviewer_who_approves(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"], members["physics"])
        base = referral.get_absolute_url()
        client.force_login(members["law"])
        asked = text_of(client.get(f"{base}name_reviewer/"))
        assert str(members["physics"]) in asked
        assert str(members["security"]) not in asked

        client.post(f"{base}name_reviewer/", {"reviewer": members["physics"].pk})
        client.force_login(members["physics"])
        client.post(f"{base}approve_alone/", {"reasons": "Routine."})

        assert fresh(referral).recommendation == Choice.APPROVE

    def test_sends_an_expedited_review_to_everybody(self, client, now):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"], members["physics"])
        actions.name_reviewer(fresh(referral), reviewer=members["physics"], actor=members["law"], at=now)
        client.force_login(members["law"])

        client.post(f"{referral.get_absolute_url()}send_to_council/", {"reason": "Too slow."})

        assert fresh(referral).state == ReferralState.OPEN

    def test_rules_a_member_out_and_takes_the_case_up_again(self, client):
        council, members = make_full_council()
        referral = make_referral(council)
        declare_none(referral, members["law"])
        client.force_login(members["law"])
        base = referral.get_absolute_url()
        for discipline in ("physics", "computer_science"):
            client.post(f"{base}rule_out/", {"member": members[discipline].pk, "reason": "A grant."})
        assert fresh(referral).state == ReferralState.SUSPENDED
        assert client.get(f"{base}resume/").status_code == 409
        seat(council, "physics")

        client.post(f"{base}resume/")

        assert fresh(referral).state == ReferralState.OPEN

    def test_sees_how_the_council_stands_and_no_vote(self, client):
        referral, members = make_vote()
        cast(referral, members["physics"], "need_more")
        client.force_login(members["law"])

        page = text_of(client.get(referral.get_absolute_url()))

        assert "Has voted" in page
        assert "7 of 7 have declared, 1 of 7 have voted" in page

    def test_members_see_no_moves(self, client):
        referral, members = make_vote()
        client.force_login(members["security"])

        assert "Close vote" not in text_of(client.get(referral.get_absolute_url()))


def test_the_officer_takes_a_case_back(client):
    council, _ = make_full_council()
    referral = make_referral(council)
    client.force_login(referral.referred_by)
    page = text_of(client.get(referral.get_absolute_url()))
    assert "Withdraw" in page
    assert "changed papers" not in page

    client.post(f"{referral.get_absolute_url()}withdraw/", {"reason": "Not needed."})

    assert fresh(referral).state == ReferralState.WITHDRAWN


class TestMeetingPages:
    """A meeting through pages, from convening to published minutes."""

    def convened(self, client, **given):
        council, members = make_full_council()
        referral = make_referral(council, **given)
        declare_none(referral, *members.values(), at=timezone.now())
        client.force_login(members["law"])
        day = timezone.localdate() + timedelta(days=9)
        sent = {
            "on-day": day.day,
            "on-month": day.month,
            "on-year": day.year,
            "starts": "14:00",
            "ends": "15:30",
            "place": "Room 1",
            "referrals": [referral.pk],
        }
        client.post(reverse("council:convene", args=[council.code]), sent)
        return Meeting.objects.get(), referral, members

    def test_from_convening_to_publication(self, client):
        meeting, referral, members = self.convened(client)
        base = meeting.get_absolute_url()
        assert timezone.localtime(meeting.starts_at).hour == 14
        client.post(f"{base}open/")
        item = meeting.items.get()
        client.post(reverse("council:attend", args=[item.pk]), {"present": [each.pk for each in members.values()]})
        client.post(f"{base}add/", {"title": "Annual review"})
        report = meeting.items.get(position=2)
        client.post(reverse("council:note", args=[report.pk]), {"text": "All well."})
        actions.open_vote(fresh(referral), actor=members["law"], at=timezone.now())
        for member in members.values():
            cast(referral, member, at=timezone.now())
        client.post(f"{base}close/")
        assert fresh(meeting).state == MeetingState.CLOSED
        assert "7 approve" in text_of(client.get(base))
        client.post(f"{base}sign/")
        assert "minutes-1.pdf" in text_of(client.get(base))
        client.post(f"{base}publish/")

        client.logout()
        page = text_of(client.get(reverse("council:public-minutes", args=[meeting.pk])))

        assert "7 present, 0 recused. The council recommends: approve." in page
        assert referral.reference not in page

    def test_unpublished_minutes_do_not_exist_for_the_public(self, client):
        meeting, _, _ = self.convened(client)
        client.logout()

        assert client.get(reverse("council:public-minutes", args=[meeting.pk])).status_code == 404

    def test_the_pack_holds_what_is_open_to_the_reader(self, client):
        meeting, _referral, _members = self.convened(client)

        answer = client.get(reverse("council:pack", args=[meeting.pk]))

        assert answer["Content-Type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(answer.content)) as pack, pack.open_outline() as outline:
            assert [each.title for each in outline.root] == ["Agenda"]
            assert list(pack.attachments) == ["plan.txt"]
        newcomer = seat(meeting.council).member
        closed = queries.papers_pack(meeting, newcomer)["items"][0]
        assert (closed["heading"], closed["papers"]) == ("Item 1", [])

    def test_the_pack_binds_every_paper_that_is_open_to_the_reader(self, client):
        one, two = render_pdf("pack", EMPTY_PACK), b"%PDF-1.7 and then nothing"
        meeting, _referral, _members = self.convened(client, papers=(("plan.pdf", one), ("torn.pdf", two)))

        pages = client.get(reverse("council:pack", args=[meeting.pk])).content

        with pikepdf.open(io.BytesIO(pages)) as pack, pack.open_outline() as outline:
            titles = [each.title for each in outline.root]
            assert (len(pack.pages), titles[0], titles[1].endswith("plan.pdf")) == (2, "Agenda", True)
            assert list(pack.attachments) == ["torn.pdf"]
        newcomer = seat(meeting.council).member
        client.force_login(newcomer)
        with pikepdf.open(io.BytesIO(client.get(reverse("council:pack", args=[meeting.pk])).content)) as pack:
            assert (len(pack.pages), list(pack.attachments)) == (1, [])

    def test_a_recused_member_sees_an_item_without_its_name(self, client):
        meeting, referral, members = self.convened(client)
        client.force_login(members["security"])
        client.post(reverse("council:recuse", args=[referral.pk]), {"reason": "x"})

        page = text_of(client.get(meeting.get_absolute_url()))

        assert "You take no part in this item." in page
        assert referral.title not in page

    def test_the_signed_file_is_closed_to_whoever_took_no_part(self, client):
        meeting, referral, members = self.convened(client)
        at = timezone.now()
        actions.recuse(fresh(referral), member=members["security"], reason="x", actor=members["security"], at=at)
        actions.open_meeting(fresh(meeting), actor=members["law"], at=at)
        actions.take_up(meeting.items.get(), present=members.values(), actor=members["law"], at=at)
        actions.close_meeting(fresh(meeting), actor=members["law"], at=at)
        actions.sign_minutes(fresh(meeting), actor=members["law"], at=at)
        from portal.core import attachments

        signed = attachments.of(meeting).get()
        assert client.get(signed.get_absolute_url()).status_code == 200
        client.force_login(members["security"])

        assert client.get(signed.get_absolute_url()).status_code == 404

    def test_cancel_asks_for_a_reason(self, client):
        meeting, _, _ = self.convened(client)
        client.post(f"{meeting.get_absolute_url()}cancel/", {})
        assert fresh(meeting).state == MeetingState.CONVENED

        client.post(f"{meeting.get_absolute_url()}cancel/", {"reason": "Snow."})

        assert fresh(meeting).state == MeetingState.CANCELLED

    def test_an_item_is_taken_off(self, client):
        meeting, _, _ = self.convened(client)
        item = meeting.items.get()

        client.post(reverse("council:take-off", args=[item.pk]), {"reason": "Next time."})

        assert not meeting.items.exists()

    def test_members_keep_no_minutes(self, client):
        meeting, _, members = self.convened(client)
        client.force_login(members["physics"])

        assert client.get(reverse("council:attend", args=[meeting.items.get().pk])).status_code == 403
        assert client.get(reverse("council:sign-minutes", args=[meeting.pk])).status_code == 403

    def test_strangers_do_not_know_of_it(self, client):
        meeting, _, _ = self.convened(client)
        client.force_login(make_user())

        assert client.get(meeting.get_absolute_url()).status_code == 404


class TestCalendar:
    """A feed for calendar programs, which cannot sign in."""

    def test_it_says_when_and_where_and_not_what(self, client, now):
        council, members = make_full_council()
        referral = make_referral(council, title="The secret qubit")
        make_meeting(council, members["law"], referral)

        feed = text_of(client.get(reverse("council:calendar", args=[queries.calendar_key(members["physics"])])))

        assert "Advisory council\\, meeting 1" in feed
        assert "Room 1" in feed
        assert referral.reference not in feed
        assert "secret" not in feed

    def test_a_key_dies_with_the_password_or_the_account(self, client):
        _, members = make_full_council()
        member = members["physics"]
        url = reverse("council:calendar", args=[queries.calendar_key(member)])
        assert client.get(url).status_code == 200

        member.set_password("another long password")
        member.save()

        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("key", ["1-abc", "x", "-", "999999-00"])
    def test_a_made_up_key_is_no_key(self, key, client):
        assert client.get(f"/council/calendar/{key}.ics").status_code == 404


class TestSeats:
    """Composition: appointed by the manager, published for everybody."""

    def test_the_manager_appoints_through_the_page(self, client):
        council, _ = make_full_council()
        someone = make_user(CouncilMember, name="Nora New")
        client.force_login(make_user(EmpoweredOfficial))
        sent = {
            "member": someone.pk,
            "discipline": "physics",
            "standing": "member",
            "voting": "on",
            "from_on-day": 1,
            "from_on-month": 9,
            "from_on-year": 2026,
        }

        client.post(reverse("council:appoint", args=[council.code]), sent)

        assert Seat.objects.get(member=someone).from_on == date(2026, 9, 1)
        assert "Nora New" in text_of(client.get(council.get_absolute_url()))

    def test_the_manager_ends_a_term(self, client):
        _council, members = make_full_council()
        client.force_login(make_user(EmpoweredOfficial))
        held = Seat.objects.get(member=members["physics"])
        sent = {"to_on-day": 31, "to_on-month": 12, "to_on-year": 2026, "reason": "Left."}

        client.post(reverse("council:end-term", args=[held.pk]), sent)

        assert fresh(held).to_on == date(2026, 12, 31)

    def test_members_appoint_nobody(self, client):
        council, members = make_full_council()
        client.force_login(members["law"])

        assert client.get(reverse("council:appoint", args=[council.code])).status_code == 403

    def test_the_register_is_public(self, client):
        _, members = make_full_council()

        page = text_of(client.get(reverse("council:register")))

        assert str(members["physics"]) in page


class TestHome:
    """What waits for whom."""

    def waiting_for(self, user, at):
        from portal.core import waiting

        found = waiting.waiting_for(user, at=at)
        return [item.detail for group in found.groups for item in group.items if item.kind == "Council"]

    def test_each_station_says_what_is_next(self, now):
        council, members = make_full_council()
        referral = make_referral(council)
        one = members["physics"]
        assert self.waiting_for(one, now) == ["Declare whether you have a conflict of interest"]
        declare_none(referral, *members.values())
        assert self.waiting_for(one, now) == []
        actions.open_vote(fresh(referral), actor=members["law"], at=now)
        assert self.waiting_for(one, now) == ["Vote"]

        cast(referral, one)

        assert self.waiting_for(one, now) == []

    def test_nothing_waits_for_those_without_a_seat(self, now):
        council, _ = make_full_council()
        make_referral(council)

        assert self.waiting_for(make_user(CouncilMember), now) == []
        assert self.waiting_for(make_user(Overseer), now) == []

    def test_it_takes_two_statements(self, now, django_assert_num_queries):
        from compliance.council.waiting import waiting

        council, members = make_full_council()
        for _ in range(3):
            make_referral(council)
        members["physics"].has_perm("compliance.sit_on_council")

        with django_assert_num_queries(2):
            assert len(list(waiting(members["physics"], now))) == 3


def test_an_equivalent_completion_opens_the_vote(now):
    """The gate asks training, which knows what counts as the course."""
    from tests.factories.training import make_course
    from training.models import Equivalent

    council, members = make_full_council()
    newcomer = seat(council, trained=False).member
    other = make_course("council-course-of-another-place")
    Equivalent.objects.create(course=make_course("council-members"), accepts=other)
    complete(newcomer, other)
    referral = make_referral(council)
    declare_none(referral, members["law"], newcomer)
    actions.open_vote(fresh(referral), actor=members["law"], at=now)

    cast(Referral.objects.get(), newcomer)

    assert Vote.objects.filter(member=newcomer).exists()
