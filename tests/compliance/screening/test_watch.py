"""The watch: whoever was screened once is compared again, and what it finds equals what a full run finds."""

from datetime import date, timedelta

import pytest

from compliance.parties import actions as party_actions
from compliance.screening import actions, census
from compliance.screening.actions import watch
from compliance.screening.models import Hit, Standing, Sweep
from compliance.screening.queries import status_of
from compliance.screening.states import HitState
from portal.accounts.roles import Officer, Researcher
from portal.core.errors import Conflict, Denied
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import LISTED, csl_row, fill, import_csl, make_hit

pytestmark = pytest.mark.django_db
WEAKER = "Zefirine Cryogenics Works Borogrove"


def edition(tmp_path, now, *rows, days=0):
    """Put an edition in force that has these rows beside forty that resemble nobody."""
    return import_csl(tmp_path, [*rows, *fill(40, sublist="EL")], at=now + timedelta(days=days))


def import_own(tmp_path, at):
    """Bring a list into use that was none before."""
    path = tmp_path / "own.csv"
    path.write_text("id,name\n1,Brackenfell Ostrava Wychwood Estate\n", encoding="utf-8")
    return actions.import_list("own", [path], actor=None, at=at)


@pytest.fixture
def lists(tmp_path, now):
    return edition(tmp_path, now, csl_row("Quillon Nine", uid="q"))


def screened(*names, now):
    parties = [make_party(name) for name in names]
    for party in parties:
        actions.screen_party(party, actor=None, at=now)
    return parties


def test_nothing_changed_is_no_sweep(lists, now):
    screened("Quiet Meadow", now=now)
    assert actions.rescreen(actor=None, at=now) is None
    assert not Sweep.objects.exists()


def test_new_entry_finds_its_party_and_moves_everybody_on(lists, tmp_path, now):
    officer = make_user(Officer)
    quiet, found = screened("Quiet Meadow", WEAKER, now=now)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"))
    sweep = actions.rescreen(actor=None, at=now + timedelta(minutes=2))

    assert (sweep.parties, sweep.names, sweep.new_hits) == (2, 1, 1)
    hit = found.hits.get()
    assert (hit.uid, hit.state, hit.sweep) == ("z", HitState.OPEN, sweep)
    statuses = status_of([quiet, found], now)
    assert (statuses[quiet.pk].value, statuses[found.pk].value) == ("clear", "open_hit")
    [message] = Message.objects.filter(to=officer, template="screening/sweep")
    assert message.context["new_hits"] == 1


def test_sweep_run_three_times_is_one_result(lists, tmp_path, now):
    screened(WEAKER, now=now)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"))
    sweeps = [actions.rescreen(actor=None, at=now + timedelta(minutes=minute)) for minute in range(3)]
    assert [sweep is not None for sweep in sweeps] == [True, False, False]
    assert Hit.objects.count() == 1


def test_renamed_entry_opens_the_decision_and_marks_what_no_longer_resembles(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hit = make_hit(WEAKER)
    actions.adjudicate(hit, "clear", reason="x", actor=make_user(Officer), at=now)

    edition(tmp_path, now, csl_row(LISTED, uid="z", alt_names="Zephyrine Plant"), days=1)
    sweep = actions.rescreen(actor=None, at=now + timedelta(days=1))
    hit.refresh_from_db()
    assert (hit.state, sweep.reopened) == (HitState.OPEN, 1)

    edition(tmp_path, now, csl_row("Gossamer Lantern Trust", uid="z"), days=2)
    actions.rescreen(actor=None, at=now + timedelta(days=2))
    hit.refresh_from_db()
    assert hit.gone_on == date(2026, 7, 3)


def test_change_in_detail_re_evaluates_the_hit(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hit = make_hit(WEAKER)
    edition(tmp_path, now, csl_row(LISTED, uid="z", license_policy="Presumption of denial."), days=1)
    sweep = actions.rescreen(actor=None, at=now + timedelta(days=1))

    hit.refresh_from_db()
    assert dict(hit.entry.data["details"])["license_policy"] == "Presumption of denial."
    assert (sweep.new_hits, sweep.names) == (0, 1)


def test_removed_entry_marks_the_hit_as_delisted_and_leaves_it_to_a_person(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"), csl_row("Quillon Nine", uid="q"))
    hit = make_hit()
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), days=1)
    sweep = actions.rescreen(actor=None, at=now + timedelta(days=1))

    hit.refresh_from_db()
    assert (hit.state, hit.delisted_on, sweep.delisted) == (HitState.OPEN, date(2026, 7, 2), 1)
    assert events_about(hit).last().verb == "screening.hit.delisted"
    assert status_of([hit.party], now)[hit.party_id].value == "open_hit"


def test_removed_entry_is_delisted_though_a_list_comes_newly_into_use_in_the_same_sweep(tmp_path, now):
    later = now + timedelta(days=1)
    edition(tmp_path, now, csl_row(LISTED, uid="z"), csl_row("Gossamer Lantern Trust", uid="g"))
    left, renamed = make_hit(), make_hit("Gossamer Lantern Trust")

    edition(tmp_path, now, csl_row("Umbral Thistledown Ferry Company", uid="g"), days=1)
    import_own(tmp_path, later)
    sweep = actions.rescreen(actor=None, at=later)

    left.refresh_from_db()
    renamed.refresh_from_db()
    assert (left.delisted_on, left.gone_on) == (date(2026, 7, 2), None)
    assert (renamed.delisted_on, renamed.gone_on) == (None, date(2026, 7, 2))
    assert (sweep.parties, sweep.delisted) == (2, 1)
    assert [event.verb for event in events_about(left)].count("screening.hit.delisted") == 1


def test_list_that_loses_all_its_entries_in_such_a_sweep_delists_every_hit(tmp_path, now):
    later = now + timedelta(days=1)
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hits = [make_hit(), make_hit(WEAKER)]
    others = import_csl(tmp_path, fill(60, sublist="DPL"), at=later)
    actions.accept(others, reason="Another list altogether.", actor=make_user(Officer), at=later)
    import_own(tmp_path, later)

    assert actions.rescreen(actor=None, at=later).delisted == 2
    assert set(Hit.objects.filter(pk__in=[hit.pk for hit in hits]).values_list("delisted_on", flat=True)) == {
        date(2026, 7, 2)
    }


def test_screening_by_hand_before_the_sweep_says_delisted_too(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"), csl_row("Quillon Nine", uid="q"))
    hit, later = make_hit(), now + timedelta(days=1)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), days=1)

    actions.screen_party(hit.party, actor=None, at=later)
    actions.rescreen(actor=None, at=later)

    hit.refresh_from_db()
    assert (hit.delisted_on, hit.gone_on) == (date(2026, 7, 2), None)
    assert [event.verb for event in events_about(hit)].count("screening.hit.delisted") == 1


def test_entry_that_comes_back_is_no_longer_delisted(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"), csl_row("Quillon Nine", uid="q"))
    hit = make_hit()
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), days=1)
    actions.rescreen(actor=None, at=now + timedelta(days=1))
    edition(tmp_path, now, csl_row(LISTED, uid="z"), csl_row("Quillon Nine", uid="q"), days=2)
    actions.rescreen(actor=None, at=now + timedelta(days=2))
    hit.refresh_from_db()
    assert hit.delisted_on is None


def test_changed_party_is_screened_forward_with_a_record_of_its_own(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    [party] = screened("Quiet Meadow", now=now)
    party_actions.amend_party(party, aliases=[WEAKER], actor=None, at=now + timedelta(hours=1))
    sweep = actions.rescreen(actor=None, at=now + timedelta(hours=2))

    assert sweep.new_hits == 1
    assert party.screenings.order_by("-pk")[0].cause == "change"
    assert status_of([party], now)[party.pk].value == "open_hit"


def test_party_registered_after_the_index_of_parties_was_built_is_not_missed(lists, tmp_path, now):
    screened("Quiet Meadow", now=now)
    census.rebuild()
    late = make_party(WEAKER, at=now + timedelta(hours=1))
    actions.screen_party(late, actor=None, at=now + timedelta(hours=1))
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"), days=1)
    actions.rescreen(actor=None, at=now + timedelta(days=1))
    assert late.hits.count() == 1


def test_list_that_comes_into_use_is_compared_as_a_whole(lists, tmp_path, now):
    [party] = screened(WEAKER, now=now)
    path = tmp_path / "own.csv"
    path.write_text(f"id,name\n7,{LISTED}\n")
    actions.import_list("own", [path], actor=None, at=now)
    actions.rescreen(actor=None, at=now)
    assert party.hits.get().source.code == "own"


def test_merged_records_are_not_compared(lists, tmp_path, now):
    kept, double = screened("Quiet Meadow", WEAKER, now=now)
    party_actions.merge_parties(double, into=kept, reason="x", actor=make_user(Officer), at=now)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"))
    actions.rescreen(actor=None, at=now)
    assert not double.hits.exists()
    assert kept.hits.count() == 1


def test_several_editions_at_once_are_one_delta(lists, tmp_path, now):
    [party] = screened(WEAKER, now=now)
    rows = [csl_row("Quillon Nine", uid="q")]
    for day in range(1, 4):
        rows.append(csl_row(LISTED, uid=f"z{day}"))
        edition(tmp_path, now, *rows, days=day)
    sweep = actions.rescreen(actor=None, at=now + timedelta(days=3))
    assert (sweep.names, party.hits.count()) == (3, 3)


# -- The proof ---------------------------------------------------------------------------------------------------------


def test_full_run_equals_the_deltas(lists, tmp_path, now):
    screened("Quiet Meadow", WEAKER, LISTED, "Quillon Nine Works", now=now)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"), days=1)
    edition(tmp_path, now, csl_row("Quillon Ten", uid="q"), csl_row(f"{LISTED} Ltd", uid="z"), days=2)
    actions.rescreen(actor=None, at=now + timedelta(days=2))
    hits = set(Hit.objects.values_list("party", "uid"))
    sweep = actions.rescreen_all(actor=None, at=now + timedelta(days=2))

    assert (sweep.missed, sweep.surplus, sweep.new_hits) == (0, 0, 0)
    assert set(Hit.objects.values_list("party", "uid")) == hits
    assert not Message.objects.filter(key__startswith=f"screening.sweep.{sweep.pk}.").exists()


def test_full_run_alarms_where_a_delta_missed_something(lists, tmp_path, now):
    officer = make_user(Officer)
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hit = make_hit()
    Hit.objects.filter(pk=hit.pk).delete()
    sweep = actions.rescreen_all(actor=None, at=now)

    assert (sweep.missed, sweep.new_hits) == (1, 1)
    assert Message.objects.get(to=officer, template="screening/sweep").context["missed"] == 1


def test_full_run_alarms_where_a_hit_is_found_no_more(lists, tmp_path, now):
    make_user(Officer)
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hit = make_hit()
    Hit.objects.filter(pk=hit.pk).update(uid="q")
    assert actions.rescreen_all(actor=None, at=now).surplus == 1


# -- Refusals and interruptions ----------------------------------------------------------------------------------------


def test_without_an_edition_nobody_sweeps(now):
    with pytest.raises(Conflict, match="Nobody can be screened"):
        actions.rescreen(actor=None, at=now)


def test_researchers_sweep_nothing(lists, now):
    with pytest.raises(Denied):
        actions.rescreen(actor=make_user(Researcher), at=now)


def test_two_sweeps_at_once_are_refused_and_an_abandoned_one_is_not(lists, tmp_path, now):
    screened(WEAKER, now=now)
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    basis = Standing.objects.get().basis
    stuck = Sweep.objects.create(kind="delta", basis=basis, began_at=now)
    with pytest.raises(Conflict, match="under way"):
        actions.rescreen(actor=None, at=now + timedelta(minutes=10))
    assert actions.rescreen(actor=None, at=now + timedelta(hours=1)).new_hits == 1
    stuck.refresh_from_db()
    assert stuck.problem == "The sweep was interrupted."


def test_sweep_that_breaks_off_has_not_happened(lists, tmp_path, now, monkeypatch):
    [party] = screened(WEAKER, now=now)
    edition(tmp_path, now, csl_row("Quillon Nine", uid="q"), csl_row(LISTED, uid="z"))
    before = Standing.objects.get().basis_id

    def fail(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(watch, "_end", fail)
        with pytest.raises(RuntimeError):
            actions.rescreen(actor=None, at=now)
    assert not party.hits.exists()
    assert Standing.objects.get().basis_id == before
    assert Sweep.objects.get().problem == "RuntimeError: the disk is full"
    assert actions.rescreen(actor=None, at=now).new_hits == 1


def test_expired_clearing_opens_by_itself(lists, tmp_path, now):
    edition(tmp_path, now, csl_row(LISTED, uid="z"))
    hit = make_hit(WEAKER)
    actions.adjudicate(hit, "clear", reason="x", actor=make_user(Officer), at=now, expires_on=date(2026, 7, 3))
    actions.rescreen(actor=None, at=now + timedelta(days=1))
    hit.refresh_from_db()
    assert hit.state == HitState.CLEARED
    actions.rescreen(actor=None, at=now + timedelta(days=3))
    hit.refresh_from_db()
    assert hit.state == HitState.OPEN
