"""Decisions about hits: by whom, on which evidence, and what opens them again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from compliance.parties import actions as party_actions
from compliance.screening import actions, certificate
from compliance.screening import waiting as items
from compliance.screening.models import Adjudication, Hit
from compliance.screening.queries import blocking_hits, open_hits, queue, status_of
from compliance.screening.states import HitState, Outcome
from compliance.screening.workflow import HIT
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import make_user
from tests.factories.screening import LISTED, csl_row, fill, import_csl, import_small_list, make_hit

pytestmark = pytest.mark.django_db
WEAKER = "Zefirine Cryogenics Works Borogrove"


@pytest.fixture
def lists(tmp_path, now):
    return import_small_list(tmp_path, LISTED, at=now)


@pytest.fixture
def strong(lists):
    hit = make_hit()
    assert hit.band == "strong"
    return hit


@pytest.fixture
def review(lists):
    hit = make_hit(WEAKER)
    assert hit.band == "review"
    return hit


def decide(hit, move, now, *, actor=None, reason="Looked at both.", **given):
    return actions.adjudicate(hit, move, reason=reason, actor=actor or make_user(Officer), at=now, **given)


# -- Who decides what --------------------------------------------------------------------------------------------------


def test_officer_clears_a_hit_below_the_strong_band(review, now):
    officer = make_user(Officer)
    decide(review, "clear", now, actor=officer)

    review.refresh_from_db()
    assert (review.state, review.decided_by, review.decided_at) == (HitState.CLEARED, officer, now)
    said = Adjudication.objects.get()
    assert (said.by, said.reason, said.evidence_hash) == (officer, "Looked at both.", review.evidence_hash)
    assert status_of([review.party], now)[review.party_id].is_clear


def test_strong_hit_is_cleared_by_two_people(strong, now):
    first, second = make_user(Officer), make_user(EmpoweredOfficial)
    with pytest.raises(Conflict, match="cleared by two people"):
        decide(strong, "clear", now, actor=first)
    decide(strong, "propose_clearing", now, actor=first)
    assert status_of([strong.party], now)[strong.party_id].value == "open_hit"
    decide(strong, "confirm_clearing", now, actor=second)

    strong.refresh_from_db()
    assert (strong.state, strong.decided_by, strong.seconded_by) == (HitState.CLEARED, first, second)


def test_nobody_confirms_their_own_proposal(strong, now):
    both = make_user(EmpoweredOfficial)
    decide(strong, "propose_clearing", now, actor=both)
    with pytest.raises(Denied, match="You proposed this yourself"):
        decide(strong, "confirm_clearing", now, actor=both)


def test_officers_confirm_nothing(strong, now):
    decide(strong, "propose_clearing", now)
    with pytest.raises(Denied, match="Only second reviewers"):
        decide(strong, "confirm_clearing", now)


def test_second_reviewer_sends_back(strong, now):
    decide(strong, "propose_clearing", now)
    decide(strong, "send_back", now, actor=make_user(EmpoweredOfficial))
    strong.refresh_from_db()
    assert (strong.state, strong.decided_by) == (HitState.OPEN, None)


@pytest.mark.parametrize("role", [Overseer, Researcher])
def test_others_decide_nothing(review, now, role):
    for move in ("clear", "confirm_match", "ask"):
        with pytest.raises(Denied):
            decide(review, move, now, actor=make_user(role))


def test_database_insists_on_two_people(strong, now):
    officer = make_user(Officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hit.objects.filter(pk=strong.pk).update(state=HitState.CLEARED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hit.objects.filter(pk=strong.pk).update(decided_by=officer, seconded_by=officer)


def test_reason_is_needed(review, now):
    with pytest.raises(Invalid):
        decide(review, "clear", now, reason="  ")


def test_slower_colleague_loses(review, now):
    stale = Hit.objects.select_related("party", "entry").get(pk=review.pk)
    decide(review, "clear", now)
    with pytest.raises(Conflict):
        decide(stale, "confirm_match", now)
    assert Adjudication.objects.count() == 1


def test_decision_on_evidence_that_has_changed_is_refused(review, now):
    seen = review.evidence_hash
    party_actions.amend_party(review.party, country="FR", actor=None, at=now)
    actions.screen_party(review.party, actor=None, at=now)
    with pytest.raises(Conflict, match="changed since you looked"):
        decide(Hit.objects.get(pk=review.pk), "clear", now, seen=seen)


def test_ask_and_reconsider(review, now):
    decide(review, "ask", now)
    assert review.state == HitState.NEEDS_INFORMATION
    decide(review, "clear", now)
    decide(review, "reconsider", now, reason="A colleague knows more.")
    review.refresh_from_db()
    assert (review.state, review.decided_by) == (HitState.OPEN, None)
    assert [each.said for each in review.adjudications.order_by("pk")] == ["ask", "clear", "reconsider"]


def test_offers_say_why_a_move_is_closed(strong):
    offers = {offer.move.name: offer.refusal for offer in HIT.offers(strong, actor=make_user(Officer))}
    assert offers["confirm_match"] is None
    assert "two people" in offers["clear"]
    assert "reopen" not in offers


# -- Bound to the evidence ---------------------------------------------------------------------------------------------


def test_cleared_hit_is_suppressed_while_nothing_changes(review, now):
    decide(review, "clear", now)
    run = actions.screen_party(review.party, actor=None, at=now + timedelta(days=1))
    assert (run.outcome, run.found, run.suppressed) == (Outcome.CLEAR, 1, 1)


def test_change_of_the_party_opens_it_again(review, now):
    decide(review, "clear", now)
    party_actions.amend_party(review.party, country="FR", actor=None, at=now)
    run = actions.screen_party(review.party, actor=None, at=now)

    review.refresh_from_db()
    assert (review.state, review.decided_by, run.outcome) == (HitState.OPEN, None, Outcome.HITS)
    assert events_about(review).last().data["why"] == "One side has changed."


def test_change_of_the_entry_opens_it_again(review, tmp_path, now):
    decide(review, "clear", now)
    rows = [csl_row(LISTED, uid="special0", remarks="Now with more to say."), *fill(40)]
    import_csl(tmp_path, rows, at=now)
    actions.screen_party(review.party, actor=None, at=now)

    review.refresh_from_db()
    assert review.state == HitState.OPEN
    assert dict(review.entry.data["details"])["remarks"] == "Now with more to say."


def test_new_edition_that_says_the_same_leaves_the_decision_standing(review, tmp_path, now):
    decide(review, "clear", now)
    import_csl(tmp_path, [csl_row(LISTED, uid="special0"), csl_row("Newly Listed", uid="n"), *fill(40)], at=now)
    run = actions.screen_party(review.party, actor=None, at=now)
    assert run.suppressed == 1


def test_true_match_opens_again_when_its_entry_changes(strong, tmp_path, now):
    decide(strong, "confirm_match", now)
    import_csl(tmp_path, [csl_row(LISTED, uid="special0", remarks="Changed."), *fill(40)], at=now)
    actions.screen_party(strong.party, actor=None, at=now)
    strong.refresh_from_db()
    assert strong.state == HitState.OPEN


def test_clearing_expires(review, now):
    decide(review, "clear", now, expires_on=date(2026, 7, 10))
    assert actions.screen_party(review.party, actor=None, at=now + timedelta(days=1)).suppressed == 1
    actions.confirm(review.entry.since, actor=None, at=now + timedelta(days=10))
    assert actions.screen_party(review.party, actor=None, at=now + timedelta(days=10)).suppressed == 0
    review.refresh_from_db()
    assert (review.state, review.expires_on) == (HitState.OPEN, None)


def test_expired_clearing_blocks_by_the_calendar_and_without_a_sweep(review, now):
    decide(review, "clear", now, expires_on=date(2026, 7, 3))
    last, after = now + timedelta(days=2), now + timedelta(days=3)

    assert status_of([review.party], last)[review.party_id].value == "clear"
    assert not blocking_hits([review.party], last).exists()

    assert status_of([review.party], after)[review.party_id].value == "open_hit"
    assert list(open_hits([review.party], after)) == list(blocking_hits([review.party], after)) == [review]
    assert Hit.objects.get().state == HitState.CLEARED


def test_status_asks_as_many_queries_with_an_expired_clearing(review, now, django_assert_num_queries):
    decide(review, "clear", now, expires_on=date(2026, 7, 3))
    with django_assert_num_queries(4):
        status_of([review.party], now + timedelta(days=3))


def test_expired_clearing_waits_in_the_queue_and_is_counted_again(review, now):
    officer = make_user(Officer)
    decide(review, "clear", now, actor=officer, expires_on=date(2026, 7, 3))

    for days, waiting in ((2, []), (3, [review])):
        at = now + timedelta(days=days)
        assert list(queue(officer, at)) == waiting
        [count] = [each for each in items.counts(officer, at) if each.label == "Hits undecided"]
        assert count.figure == len(waiting)


def test_expired_clearing_can_be_decided_anew_before_a_sweep_opens_it(review, now):
    officer, later = make_user(Officer), now + timedelta(days=3)
    decide(review, "clear", now, actor=officer, expires_on=date(2026, 7, 3))

    assert actions.clear_alike([review], reason="Still another.", actor=officer, at=later) == 1

    assert (review.state, review.expires_on) == (HitState.CLEARED, None)
    said = [event.verb.rpartition(".")[2] for event in events_about(review)]
    assert said[-3:] == ["cleared", "reopened", "cleared"]
    assert status_of([review.party], later)[review.party_id].value == "clear"


def test_certificate_says_until_when_a_clearing_holds_and_that_it_has_ended(review, now):
    decide(review, "clear", now, expires_on=date(2026, 7, 3))
    said = [certificate.contents(review.run, at=now + timedelta(days=days))["candidates"][0][-1] for days in (2, 3)]
    assert said == ["Not a match, until 3 July 2026", "Not a match, until 3 July 2026, and is undecided since"]


def test_clearing_that_would_expire_at_once_is_refused(review, now):
    with pytest.raises(Invalid, match="after today"):
        decide(review, "clear", now, expires_on=date(2026, 7, 1))


def test_party_that_no_longer_resembles_leaves_its_hit_marked_not_closed(review, now):
    party_actions.amend_party(review.party, name="Quiet Meadow", actor=None, at=now)
    actions.screen_party(review.party, actor=None, at=now)
    review.refresh_from_db()
    assert (review.state, review.gone_on) == (HitState.OPEN, date(2026, 7, 1))
    assert status_of([review.party], now)[review.party_id].value == "open_hit"


def test_hit_that_comes_back_is_no_longer_marked(review, now):
    name = review.party.name
    party_actions.amend_party(review.party, name="Quiet Meadow", actor=None, at=now)
    actions.screen_party(review.party, actor=None, at=now)
    party_actions.amend_party(review.party, name=name, actor=None, at=now)
    actions.screen_party(review.party, actor=None, at=now)
    review.refresh_from_db()
    assert review.gone_on is None


# -- Several at once ---------------------------------------------------------------------------------------------------


def test_hits_on_the_same_evidence_are_cleared_together(lists, now):
    hits = [make_hit(WEAKER) for _ in range(3)]
    assert actions.clear_alike(hits, reason="A spelling of our neighbour.", actor=make_user(Officer), at=now) == 3
    assert not Hit.objects.undecided(on=now.date()).exists()
    assert Adjudication.objects.count() == 3


def test_hits_on_different_evidence_are_not(lists, now):
    hits = [make_hit(WEAKER), make_hit("Zephyrine Works")]
    with pytest.raises(Conflict, match="different evidence"):
        actions.clear_alike(hits, reason="x", actor=make_user(Officer), at=now)
    assert Hit.objects.undecided(on=now.date()).count() == 2


def test_strong_ones_go_to_the_second_reviewer(lists, now):
    hits = [make_hit(), make_hit()]
    actions.clear_alike(hits, reason="x", actor=make_user(Officer), at=now)
    assert {hit.state for hit in Hit.objects.all()} == {HitState.AWAITING_SECOND}


def test_one_that_moved_keeps_all_open(lists, now):
    first, second = make_hit(WEAKER), make_hit(WEAKER)
    chosen = list(Hit.objects.select_related("entry", "party"))
    decide(second, "confirm_match", now)
    with pytest.raises(Conflict):
        actions.clear_alike(chosen, reason="x", actor=make_user(Officer), at=now)
    first.refresh_from_db()
    assert first.state == HitState.OPEN
