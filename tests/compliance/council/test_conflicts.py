"""Members declare before the papers open; the recused lose them at once."""

import pytest

from compliance.council import actions, queries
from compliance.council.models import Declaration, Referral, Vote
from compliance.council.states import ReferralState
from portal.core import attachments
from portal.core.errors import Conflict, Denied
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.council import (
    cast,
    declare_none,
    fresh,
    make_full_council,
    make_referral,
    make_vote,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
GROUNDS = ["co_author", "same_grant", "supervision", "financial_interest"]


def test_papers_open_with_the_declaration_and_not_before(now):
    council, members = make_full_council()
    referral = make_referral(council)
    paper = attachments.of(referral).get()
    assert not attachments.may_read(paper, members["physics"])

    actions.declare(referral, actor=members["physics"], at=now)

    assert attachments.may_read(paper, members["physics"])
    assert not attachments.may_read(paper, members["ethics"])


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_recuses_at_once(ground, now):
    council, members = make_full_council()
    referral = make_referral(council)
    paper = attachments.of(referral).get()

    actions.declare(referral, actor=members["physics"], at=now, **{ground: True})

    assert not attachments.may_read(paper, members["physics"])
    assert not Referral.objects.visible_to(members["physics"]).exists()
    assert [event.verb for event in events_about(referral)][-2:] == [
        "council.declaration.made",
        "council.recusal.recorded",
    ]


def test_another_conflict_in_words_recuses_too(now):
    council, members = make_full_council()
    referral = make_referral(council)

    actions.declare(referral, actor=members["physics"], at=now, other="We share a flat.")

    assert not queries.sees_papers(members["physics"], fresh(referral))


def test_nationality_is_no_ground():
    names = {field.name for field in Declaration._meta.get_fields()}

    assert not any("national" in name or "citizen" in name for name in names)


def test_a_member_declares_once(now):
    council, members = make_full_council()
    referral = make_referral(council)
    actions.declare(referral, actor=members["physics"], at=now)

    with pytest.raises(Denied, match="declared on this case already"):
        actions.declare(fresh(referral), actor=members["physics"], at=now, co_author=True)


def test_only_members_declare(now):
    council, _ = make_full_council()
    referral = make_referral(council)

    with pytest.raises(Denied, match="Only members"):
        actions.declare(referral, actor=make_user(), at=now)


def test_recusal_later_closes_the_papers_and_withdraws_the_mail(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["physics"])
    paper = attachments.of(referral).get()
    assert attachments.may_read(paper, members["physics"])

    actions.recuse(fresh(referral), member=members["physics"], reason="I know them.", actor=members["physics"], at=now)

    assert not attachments.may_read(paper, members["physics"])
    waiting = Message.objects.filter(to=members["physics"], withdrawn_at=None, key__startswith="council.")
    assert not waiting.exists()


def test_the_chair_rules_on_a_conflict(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["law"], members["physics"])

    actions.recuse(fresh(referral), member=members["physics"], reason="A grant.", actor=members["law"], at=now)

    recused = Declaration.objects.recused().get()
    assert (recused.member, recused.recused_by) == (members["physics"], members["law"])


def test_a_member_cannot_recuse_another(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["security"])

    with pytest.raises(Denied, match="Only the chair"):
        actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["security"], at=now)


def test_nobody_is_recused_twice(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["law"])
    actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["law"], at=now)

    with pytest.raises(Conflict, match="recused already"):
        actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["law"], at=now)


def test_recusal_sets_a_cast_vote_aside_and_keeps_it(now):
    referral, members = make_vote()
    cast(referral, members["physics"])

    actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["physics"], at=now)

    kept = Vote.objects.get(member=members["physics"])
    assert kept.set_aside_reason == "The member was recused."
    assert fresh(referral).votes_cast == 0


def test_losing_the_only_legal_and_ethical_voices_suspends_the_case(now):
    referral, members = make_vote()
    cast(referral, members["physics"])
    for discipline in ("ethics", "law"):
        actions.recuse(fresh(referral), member=members[discipline], reason="x", actor=members[discipline], at=now)

    assert fresh(referral).state == ReferralState.SUSPENDED
    assert not Vote.objects.counting().exists()
    with pytest.raises(Conflict, match="no vote open"):
        cast(referral, members["security"])


def test_recusals_cannot_make_the_quorum_easier(now):
    """Of seven, four are needed, however many are recused."""
    referral, members = make_vote()
    for discipline in ("security", "external", "early_career"):
        actions.recuse(fresh(referral), member=members[discipline], reason="x", actor=members[discipline], at=now)
    assert fresh(referral).state == ReferralState.VOTING

    actions.recuse(fresh(referral), member=members["ethics"], reason="x", actor=members["ethics"], at=now)

    assert fresh(referral).state == ReferralState.SUSPENDED
    suspended = events_about(referral).last()
    assert suspended.data["reason"] == "There is no quorum: 4 voting members are needed and 3 count."


def test_the_last_outstanding_members_recusal_closes_the_vote(now):
    referral, members = make_vote()
    for discipline, member in members.items():
        if discipline != "physics":
            cast(referral, member)

    actions.recuse(fresh(referral), member=members["physics"], reason="x", actor=members["physics"], at=now)

    assert fresh(referral).state == ReferralState.CONCLUDED
    assert fresh(referral).unanimous


def test_the_vice_chair_leads_where_the_chair_takes_no_part(now):
    council, members = make_full_council()
    referral = make_referral(council, concerned=members["law"])
    declare_none(referral, members["ethics"], members["physics"])

    with pytest.raises(Denied):
        actions.open_vote(fresh(referral), actor=members["law"], at=now)
    actions.open_vote(fresh(referral), actor=members["ethics"], at=now)

    assert fresh(referral).state == ReferralState.VOTING


def test_the_vice_chair_waits_while_the_chair_takes_part(now):
    council, members = make_full_council()
    referral = make_referral(council)
    declare_none(referral, members["ethics"])

    with pytest.raises(Denied, match="while the chair takes no part"):
        actions.open_vote(fresh(referral), actor=members["ethics"], at=now)
