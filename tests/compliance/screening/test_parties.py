"""A party is screened: the record, the hits, where the party stands, and that nothing passes for clear that is not."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from compliance.parties import actions as party_actions
from compliance.screening import actions, alarms, engine
from compliance.screening.models import Hit, ListSource, ScreeningRun, Standing
from compliance.screening.queries import blocking_hits, open_hits, status_of
from compliance.screening.states import HitState, Outcome
from portal.accounts.roles import Officer, Researcher
from portal.core.errors import Denied
from portal.core.events import events_about
from portal.core.models import Event
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import LISTED, csl_row, fill, import_csl, import_small_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(tmp_path, now):
    return import_small_list(tmp_path, LISTED, "QUILLON, Ada", at=now)


def status(party, at):
    return status_of([party], at)[party.pk]


# -- The record --------------------------------------------------------------------------------------------------------


def test_negative_result_is_a_record_too(lists, now):
    officer = make_user(Officer)
    party = make_party("Quiet Meadow Observatory", country="DE", birth_date="")
    run = actions.screen_party(party, actor=officer, at=now)

    run = ScreeningRun.objects.select_related("basis").get(pk=run.pk)
    assert (run.outcome, run.found, run.result) == (Outcome.CLEAR, 0, [])
    assert list(run.basis.versions.all()) == [lists]
    assert (run.basis.engine_version, run.basis.normaliser_version) == (
        engine.ENGINE_VERSION,
        engine.NORMALISER_VERSION,
    )
    assert json.loads(run.query)["countries"] == ["DE"]
    assert run.thresholds["review"] == engine.Settings().review
    assert (run.ran_by, run.ran_at) == (officer, now)
    assert (run.retention, run.keep_until) == ("ofac", date(2036, 7, 1))
    assert [event.verb for event in events_about(party)][-1] == "screening.party.screened"


def test_match_opens_a_hit_with_its_explanation(lists, now):
    party = make_party("Zephyrine Cryogenic Work")
    run = actions.screen_party(party, actor=None, at=now)

    hit = party.hits.get()
    assert run.outcome == Outcome.HITS
    assert (hit.uid, hit.state, hit.run) == ("special0", HitState.OPEN, run)
    assert hit.explanation["listed_name"] == LISTED
    assert hit.explanation["pairs"]
    assert hit.score > 0.9
    assert run.result[0]["uid"] == "special0"


def test_screening_twice_opens_no_second_hit(lists, now):
    party = make_party(LISTED)
    for minute in range(3):
        actions.screen_party(party, actor=None, at=now + timedelta(minutes=minute))
    assert party.hits.count() == 1
    assert party.screenings.count() == 3


def test_query_is_encrypted_and_events_hold_no_birth_date(lists, now):
    party = make_party("QUILLON, Ada", kind="person", birth_date="1971-03-05")
    run = actions.screen_party(party, actor=None, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM compliance_screeningrun WHERE id = %s", [run.pk])
        assert "1971" not in cursor.fetchone()[0]
    assert not any("1971" in str(event.data) for event in Event.objects.all())


def test_citizenship_is_never_compared(lists, now):
    party = make_party("QUILLON, Ada", kind="person", citizenships=["IR"], most_recent_citizenship="IR")
    run = actions.screen_party(party, actor=None, at=now)
    assert "IR" not in run.query


def test_name_without_a_party_is_kept_and_opens_no_hit(lists, now):
    run = actions.screen_name(engine.Query(name=LISTED), actor=make_user(Officer), at=now)
    assert (run.outcome, run.party) == (Outcome.HITS, None)
    assert not Hit.objects.exists()
    with pytest.raises(Denied):
        actions.screen_name(engine.Query(name=LISTED), actor=make_user(Researcher), at=now)


# -- Fail closed -------------------------------------------------------------------------------------------------------


def test_without_any_list_nobody_is_clear(now):
    party = make_party()
    run = actions.screen_party(party, actor=None, at=now)
    assert (run.outcome, run.why) == (Outcome.NOT_SCREENED, "No list is in use.")
    assert status(party, now).value == "not_screened"


def test_list_in_use_without_an_edition_makes_everybody_unscreened(lists, now):
    party = make_party()
    actions.screen_party(party, actor=None, at=now)
    assert status(party, now).is_clear
    ListSource.objects.filter(code="un").update(is_in_use=True)
    assert status(party, now).value == "not_screened"
    assert "United Nations" in status(party, now).why


def test_stale_list_makes_everybody_unscreened(lists, now):
    party = make_party()
    actions.screen_party(party, actor=None, at=now)
    later = now + timedelta(days=7, seconds=1)

    assert status(party, later).value == "not_screened"
    assert "stale" in status(party, later).why
    assert actions.screen_party(party, actor=None, at=later).outcome == Outcome.NOT_SCREENED
    actions.confirm(lists, actor=None, at=later)
    assert status(party, later).is_clear


def test_stale_list_still_finds(lists, now):
    party = make_party(LISTED)
    run = actions.screen_party(party, actor=None, at=now + timedelta(days=30))
    assert run.outcome == Outcome.NOT_SCREENED
    assert party.hits.count() == 1


def test_refused_edition_leaves_everybody_screened_against_the_old_one(lists, tmp_path, now):
    party = make_party()
    actions.screen_party(party, actor=None, at=now)
    import_csl(tmp_path, fill(5), at=now)
    assert status(party, now).is_clear


def test_new_edition_makes_the_unswept_stale(lists, tmp_path, now):
    party = make_party()
    actions.screen_party(party, actor=None, at=now)
    import_small_list(tmp_path, LISTED, "QUILLON, Ada", "Newly Listed Works", at=now)
    assert status(party, now).value == "stale"
    assert status(party, now).for_determination == "none"


def test_changed_party_is_stale(lists, now):
    party = make_party()
    actions.screen_party(party, actor=None, at=now)
    party_actions.amend_party(party, name="Another Name", actor=None, at=now)
    assert status(party, now).value == "stale"


def test_name_that_cannot_be_read_is_not_screened(lists, now):
    party = make_party("--- ???")
    run = actions.screen_party(party, actor=None, at=now)
    assert run.outcome == Outcome.NOT_SCREENED
    assert status(party, now).value == "not_screened"
    assert status(party, now).why == run.why


def test_never_screened_is_not_screened(lists, now):
    assert status(make_party(), now).why == "This party has not been screened."


# -- Where parties stand -----------------------------------------------------------------------------------------------


def test_open_hit_blocks_and_a_true_match_blocks_for_good(lists, now):
    party = make_party(LISTED)
    actions.screen_party(party, actor=None, at=now)
    assert (status(party, now).value, status(party, now).for_determination) == ("open_hit", "hit")
    assert open_hits([party], now).exists()

    actions.adjudicate(party.hits.get(), "confirm_match", reason="Same address.", actor=make_user(Officer), at=now)
    assert (status(party, now).value, status(party, now).for_determination) == ("true_match", "hit")
    assert not open_hits([party], now).exists()
    assert blocking_hits([party], now).exists()


def test_merged_record_stands_where_its_other_half_stands(lists, now):
    officer = make_user(Officer)
    kept, double = make_party("Quiet Meadow"), make_party(LISTED)
    party_actions.merge_parties(double, into=kept, reason="same", actor=officer, at=now)
    actions.screen_party(double, actor=None, at=now)

    assert status(double, now) == status(kept, now)
    assert status(kept, now).value == "open_hit"
    assert kept.hits.exists()
    assert open_hits([double], now).exists()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_status_asks_four_questions_for_any_number(lists, now, django_assert_num_queries, number):
    parties = [make_party() for _ in range(number)]
    for party in parties:
        actions.screen_party(party, actor=None, at=now)
    with django_assert_num_queries(4):
        assert len(status_of(parties, now)) == number


def test_status_takes_ids_as_well(lists, now):
    party = make_party()
    assert status_of([party.pk], now).keys() == {party.pk}


# -- Alarms ------------------------------------------------------------------------------------------------------------


def test_whoever_registered_is_told_of_each_new_hit_once(lists, now):
    told = []
    alarms.register("test")(lambda hit, at: told.append((hit.party.name, at)))
    try:
        party = make_party(LISTED)
        actions.screen_party(party, actor=None, at=now)
        actions.screen_party(party, actor=None, at=now)
    finally:
        alarms.register("test")(lambda hit, at: None)
    assert told == [(LISTED, now)]


def test_two_lists_are_searched_together(lists, tmp_path, now):
    path = tmp_path / "own.csv"
    path.write_text(f"id,name\n7,{LISTED}\n")
    actions.import_list("own", [path], actor=None, at=now)
    party = make_party(LISTED)
    actions.screen_party(party, actor=None, at=now)
    assert set(party.hits.values_list("source__code", flat=True)) == {"us-csl", "own"}
    assert Standing.objects.get(party=party).basis.versions.count() == 2


def test_hits_are_never_cut_off(tmp_path, now):
    rows = [csl_row(f"Zephyrine Cryogenic Works {number:02d}", uid=f"z{number}") for number in range(80)]
    import_csl(tmp_path, [*rows, *fill(100)], at=now)
    party = make_party("Zephyrine Cryogenic Works 00")
    run = actions.screen_party(party, actor=None, at=now)
    assert party.hits.count() == run.found == 80
