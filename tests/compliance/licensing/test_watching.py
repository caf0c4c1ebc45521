"""A hit on a party with a live authorisation: its case is held, officers are told, nothing is used meanwhile."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from compliance.licensing import actions, neighbours
from compliance.licensing.models import Hold
from compliance.parties import actions as parties
from compliance.screening import actions as screening
from compliance.screening import watched
from compliance.screening.models import Sweep
from compliance.screening.queries import status_of
from portal.core.errors import Conflict
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import make_authorisation, make_case, make_draft, make_officer, make_official
from tests.factories.parties import make_party
from tests.factories.plans import make_active_plan
from tests.factories.reference import load_reference
from tests.factories.screening import csl_row, fill, import_csl


def use(authorisation, *, on, at, key="a"):
    return actions.enter_usage(
        authorisation,
        quantity=Decimal(1),
        used_on=on,
        what="A chip.",
        key=key,
        actor=authorisation.case.applicant,
        at=at,
    )


def list_party(authorisation, tmp_path, at):
    """Import an edition in which a party of the authorisation is listed, and let the watch look."""
    party = authorisation.case.parties.order_by("pk").first().party
    import_csl(tmp_path, [csl_row(party.name, uid="new"), *fill(40)], at=at)
    screening.rescreen(actor=None, at=at + timedelta(minutes=2))
    return party.hits.get(uid="new")


def test_hit_holds_the_case_and_tells_the_officers_once(lists, tmp_path, now):
    officer, authorisation = make_officer(), make_authorisation()
    other = make_case()
    later = now + timedelta(days=1)
    list_party(authorisation, tmp_path, later)

    [hold] = Hold.objects.all()
    assert (hold.case, hold.placed_by, hold.lifter) == (authorisation.case, None, "Officer")
    assert not other.holds.exists()
    told = Message.objects.filter(template="licensing/held", to=officer)
    assert [message.context["reference"] for message in told] == [authorisation.case.reference]
    assert events_about(authorisation.case).filter(verb="licensing.hold.placed").count() == 1

    screening.rescreen_all(actor=None, at=later + timedelta(hours=1))
    assert Hold.objects.count() == 1


def test_held_case_uses_nothing_more_but_what_was_used_before_can_be_entered(lists, tmp_path, now):
    authorisation = make_authorisation()
    later = now + timedelta(days=2)
    list_party(authorisation, tmp_path, later)
    authorisation.refresh_from_db()

    with pytest.raises(Conflict, match="has been held since 3 July 2026"):
        use(authorisation, on=date(2026, 7, 3), at=later + timedelta(hours=1))
    use(authorisation, on=date(2026, 7, 2), at=later + timedelta(hours=1))


def test_expired_clearing_stops_the_authorisation_on_the_day_after_though_no_sweep_ran(lists, tmp_path, now):
    authorisation, later = make_authorisation(), now + timedelta(days=1)
    hit, officer = list_party(authorisation, tmp_path, later), make_officer()
    screening.adjudicate(hit, "propose_clearing", reason="x", actor=officer, at=later, expires_on=date(2026, 7, 4))
    screening.adjudicate(hit, "confirm_clearing", reason="Agreed.", actor=make_official(), at=later)
    [transfer] = authorisation.transfers.select_related("recipient")
    case, last, after = authorisation.case, now + timedelta(days=3), now + timedelta(days=4)

    for at, stands in ((last, "clear"), (after, "open_hit")):
        case.looked_at(at)
        assert neighbours.standing_of(case)[hit.party].value == stands
        assert neighbours.standings_of([transfer], user=officer, at=at)[transfer.pk].value == stands
    hold = case.holds.get()
    with pytest.raises(Conflict, match="may still be on a list"):
        actions.lift_hold(hold, reason="Looks fine.", actor=officer, at=after)
    actions.lift_hold(hold, reason="Another company.", actor=officer, at=last)


def test_overview_says_where_each_party_stands_to_those_who_see_screening(lists, client):
    case = make_case()
    [part] = case.parties.select_related("party")
    for reader, told in ((make_officer(), True), (case.applicant, False)):
        client.force_login(reader)
        page = client.get(case.get_absolute_url()).content.decode()
        assert (f"{part.party} (screening out of date)" in page or f"{part.party} (screened, no match)" in page) is told
        assert str(part.party) in page


def test_hold_is_lifted_once_the_match_is_decided(lists, tmp_path, now):
    authorisation = make_authorisation()
    later = now + timedelta(days=1)
    hit, officer = list_party(authorisation, tmp_path, later), make_officer()
    hold = authorisation.case.holds.get()

    with pytest.raises(Conflict, match="may still be on a list"):
        actions.lift_hold(hold, reason="Looks fine.", actor=officer, at=later)
    screening.adjudicate(hit, "propose_clearing", reason="Another town.", actor=officer, at=later)
    screening.adjudicate(hit, "confirm_clearing", reason="Agreed.", actor=make_official(), at=later)
    actions.lift_hold(hold, reason="Another company.", actor=officer, at=later)

    use(authorisation, on=date(2026, 7, 2), at=later)


def test_suspended_one_is_not_reinstated_while_held(lists, tmp_path, now):
    authorisation, officer = make_authorisation(), make_officer()
    actions.suspend(authorisation, reason="Wait.", actor=officer, at=now)
    Hold.objects.create(case=authorisation.case, reason="Held.", lifter="Officer", placed_by=officer, placed_at=now)
    with pytest.raises(Conflict, match="held"):
        actions.reinstate(authorisation, reason="Yes.", actor=officer, at=now)


# -- Whom the watch takes in though no list was asked about them -------------------------------------------------------


@pytest.fixture
def no_lists(reference, db, made_before):
    """Have reference data and no list in force."""
    load_reference()


def stands(party, at):
    """Say where the party stands, in one word."""
    return status_of([party], at)[party.pk].value


def merge_into_a_newcomer(party, at):
    """Say that the party is a record which nobody has screened, and return that."""
    newcomer = make_party("Zephyrine Cryogenic Works", at=at)
    parties.merge_parties(party, into=newcomer, reason="The same register entry.", actor=make_officer(), at=at)
    return newcomer


def test_party_of_a_case_handed_in_without_lists_is_screened_as_soon_as_there_are_some(no_lists, tmp_path, now):
    case, idle = make_case(), make_party("Zephyrine Cryogenic Works")
    party, later = case.parties.get().party, now + timedelta(minutes=2)
    assert stands(party, now) == "not_screened"

    import_csl(tmp_path, [csl_row(party.name, uid="a"), csl_row(idle.name, uid="b"), *fill(40)], at=now)
    sweep = screening.rescreen(actor=None, at=later)

    assert (sweep.parties, sweep.new_hits) == (1, 1)
    assert stands(party, later) == "open_hit"
    assert stands(idle, later) == "not_screened"  # nobody asks to deal with it
    assert screening.rescreen(actor=None, at=later) is None


def test_full_run_takes_in_whoever_was_never_screened(no_lists, tmp_path, now):
    party = make_case().parties.get().party
    import_csl(tmp_path, [csl_row(party.name, uid="a"), *fill(40)], at=now)

    sweep = screening.rescreen_all(actor=None, at=now)

    assert (sweep.kind, sweep.parties, sweep.missed, sweep.surplus) == (Sweep.Kind.FULL, 1, 0, 0)
    assert stands(party, now) == "open_hit"


def test_party_of_a_draft_is_screened_when_the_draft_is_handed_in_and_not_before(lists, now):
    draft = make_draft()
    actions.name_party(
        draft,
        name="Zephyrine Cryogenic Works",
        kind="organisation",
        role="recipient",
        country="NL",
        actor=draft.applicant,
        at=now,
    )
    assert screening.rescreen(actor=None, at=now) is None


def test_record_into_which_the_party_of_a_live_authorisation_was_merged_is_screened(lists, now):
    authorisation = make_authorisation()
    newcomer = merge_into_a_newcomer(authorisation.case.parties.get().party, now)
    later = now + timedelta(minutes=2)
    assert stands(newcomer, now) == "not_screened"

    assert screening.rescreen(actor=None, at=later).parties == 1

    assert stands(newcomer, later) == "open_hit"
    assert authorisation.case.holds.count() == 1


def test_party_of_a_controlled_project_is_watched_though_its_authorisation_has_ended(lists, now):
    plan = make_active_plan()
    for authorisation in plan.case.authorisations.all():
        actions.surrender(authorisation, reason="Nothing more goes there.", actor=plan.case.applicant, at=now)
    newcomer = merge_into_a_newcomer(plan.case.parties.get().party, now)
    later = now + timedelta(minutes=2)

    screening.rescreen(actor=None, at=later)

    assert stands(newcomer, later) == "open_hit"


def test_looking_for_the_unseen_is_one_query_for_any_number_of_cases(no_lists, django_assert_num_queries):
    for _ in range(3):
        make_case()
    with django_assert_num_queries(1):
        assert watched.never_screened().count() == 3
