"""Meetings through pages, and the feed for calendar programs."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.council import actions, queries
from compliance.council.models import Meeting
from compliance.council.states import MeetingState
from portal.core.errors import Conflict
from portal.core.pdf import render_pdf
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_full_council,
    make_meeting,
    make_referral,
    seat,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
EMPTY_PACK = {"council": "Council", "number": 1, "starts": "", "place": "", "reader": "", "items": []}


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


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


def test_what_the_minutes_say_of_a_case_is_written_by_nobody(client, now):
    council, members = make_full_council()
    meeting = make_meeting(council, members["law"], make_referral(council))
    actions.open_meeting(meeting, actor=members["law"], at=now + timedelta(days=7))
    item = meeting.items.get()

    with pytest.raises(Conflict, match="made from its records"):
        actions.note(item, text="All agreed.", actor=members["law"], at=now + timedelta(days=7))

    client.force_login(members["law"])
    assert client.get(reverse("council:note", args=[item.pk])).status_code == 404
