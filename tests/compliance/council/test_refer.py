"""A case is put before the council."""

import pytest

from compliance.council import actions, queries
from compliance.council.models import Referral
from compliance.council.states import Discipline, ReferralState, Standing
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.council import make_council, make_full_council, make_officer, make_referral, seat
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_refer_puts_the_case_with_its_papers_before_the_council():
    council, _ = make_full_council()

    referral = make_referral(council, papers=[("plan.txt", b"The plan."), ("letter.txt", b"Dear all.")])

    assert referral.state == ReferralState.OPEN
    assert [paper.name for paper in attachments.of(referral)] == ["plan.txt", "letter.txt"]
    assert next(event.verb for event in events_about(referral)) == "council.referral.made"


def test_refer_tells_every_member_but_the_concerned():
    council, members = make_full_council()

    referral = make_referral(council, concerned=members["physics"])

    told = set(Message.objects.filter(key__startswith=f"council.referral.{referral.pk}.").values_list("to", flat=True))
    assert told == {member.pk for discipline, member in members.items() if discipline != "physics"}


def test_refer_is_for_officers():
    council, _ = make_full_council()

    with pytest.raises(Denied, match="Only officers refer"):
        make_referral(council, actor=make_user())


def test_refer_refuses_the_actors_own_case():
    council, _ = make_full_council()
    officer = make_officer()

    with pytest.raises(Denied, match="your own case"):
        make_referral(council, concerned=officer, actor=officer)


def test_refer_names_whose_case_it_is(now):
    council, _ = make_full_council()

    with pytest.raises(Invalid, match="whose case"):
        actions.refer(council, reference="FL-1", title="T", summary="S", concerned=[], actor=make_officer(), at=now)


def test_refer_refuses_a_case_that_is_before_the_council_already():
    council, _ = make_full_council()
    make_referral(council, reference="FL-2026-00001")

    with pytest.raises(Conflict, match="before the council already"):
        make_referral(council, reference="FL-2026-00001")


def test_refer_again_after_withdrawal_makes_a_second_round(now):
    council, _ = make_full_council()
    first = make_referral(council, reference="FL-2026-00001")
    actions.withdraw(first, reason="The partner changed.", actor=make_officer(), at=now)

    second = make_referral(council, reference="FL-2026-00001")

    assert (second.round, str(second)) == (2, "FL-2026-00001 (round 2)")
    assert queries.latest("FL-2026-00001") == second


def test_refer_without_a_quorum_in_reach_starts_suspended():
    council = make_council()
    chair = seat(council, Discipline.LAW, standing=Standing.CHAIR)
    seat(council, Discipline.PHYSICS)

    referral = make_referral(council, concerned=chair.member)

    assert Referral.objects.get(pk=referral.pk).state == ReferralState.SUSPENDED


def test_the_standing_council_is_missing_until_it_is_founded():
    with pytest.raises(Conflict, match="No advisory council"):
        queries.standing_council()
    council = make_council()

    assert queries.standing_council() == council
