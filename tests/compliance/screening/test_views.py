"""Pages of screening: who sees them, how many questions they ask, what they say, and what their forms do."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.parties.models import Party
from compliance.screening import actions, figures
from compliance.screening.engine import ENGINE_VERSION, NORMALISER_VERSION
from compliance.screening.models import Hit, ListVersion, ScreeningRun
from compliance.screening.queries import queue
from compliance.screening.states import HitState, VersionState
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer, Researcher
from portal.core.words import day
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import LISTED, csl_row, fill, import_csl, import_small_list, make_hit, whole, write_csl

pytestmark = pytest.mark.django_db
WEAKER = "Zefirine Cryogenics Works Borogrove"


@pytest.fixture
def lists(tmp_path):
    return import_small_list(tmp_path, LISTED, at=timezone.now())


@pytest.fixture
def officer(client):
    user = make_user(Officer)
    client.force_login(user)
    return user


def page(client, name, *args):
    answer = client.get(reverse(f"screening:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


# -- Who sees them -----------------------------------------------------------------------------------------------------


def test_pages_open_for_the_office_and_overseers_and_for_nobody_else(client, lists, now):
    hit = make_hit()
    run = actions.screen_party(hit.party, actor=None, at=now)
    places = [("index",), ("lists",), ("list", "us-csl"), ("version", lists.pk), ("runs",), ("run", run.pk)]
    places += [("hit", hit.pk), ("party", hit.party_id), ("jobs",), ("certificate", run.pk)]
    for role, expected in ((Officer, 200), (Overseer, 200), (Researcher, None)):
        client.force_login(make_user(role))
        for name, *args in places:
            status = client.get(reverse(f"screening:{name}", args=args)).status_code
            assert status == expected or (expected is None and status in {403, 404}), name


def test_overseers_read_and_decide_nothing(client, lists, now):
    hit = make_hit(WEAKER)
    client.force_login(make_user(Overseer))
    assert client.get(reverse("screening:decide", args=[hit.pk, "clear"])).status_code == 403
    assert client.get(reverse("screening:import")).status_code == 403
    assert client.get(reverse("screening:name")).status_code == 403


# -- How many questions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_queue_asks_as_much_for_three_as_for_one(client, officer, lists, django_assert_num_queries, number):
    for _ in range(number):
        make_hit(WEAKER)
    page(client, "index")
    with django_assert_num_queries(6):
        page(client, "index")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_much_for_three_refusals_as_for_one(
    client, officer, lists, tmp_path, now, django_assert_num_queries, number
):
    for count in range(number):
        import_csl(tmp_path, fill(3 + count), at=now)
    page(client, "lists")
    with django_assert_num_queries(8):
        page(client, "lists")


@pytest.mark.parametrize("number", [1, 3])
def test_party_page_asks_as_much_for_three_runs_as_for_one(
    client, officer, lists, now, django_assert_num_queries, number
):
    party = make_party(LISTED)
    for _ in range(number):
        actions.screen_party(party, actor=None, at=now)
    page(client, "party", party.pk)
    with django_assert_num_queries(11):
        page(client, "party", party.pk)


# -- Hits --------------------------------------------------------------------------------------------------------------


def test_queue_is_worst_first_and_hides_what_is_decided(client, officer, lists, now):
    review, strong = make_hit(WEAKER), make_hit(LISTED)
    text = page(client, "index")
    assert text.index(strong.get_absolute_url()) < text.index(review.get_absolute_url())
    actions.adjudicate(review, "clear", reason="x", actor=officer, at=now)
    assert review.get_absolute_url() not in page(client, "index")
    assert review.get_absolute_url() in client.get(reverse("screening:index") + "?state=cleared").content.decode()


def test_expired_clearing_stands_in_the_queue_and_is_called_so_on_every_page(client, officer, tmp_path):
    began = timezone.now() - timedelta(days=4)
    import_small_list(tmp_path, LISTED, at=began)
    hit = make_hit(WEAKER, at=began)
    tomorrow = (began + timedelta(days=1)).date()
    actions.adjudicate(hit, "clear", reason="x", actor=officer, at=began, expires_on=tomorrow)

    queue_page = page(client, "index")
    assert hit.get_absolute_url() in queue_page
    assert "Clearing expired" in queue_page
    party_page = page(client, "party", hit.party_id)
    assert "A possible match waits for a decision." in party_page
    assert "Clearing expired" in party_page
    assert "The clearing has expired" in page(client, "hit", hit.pk)


def test_an_exact_name_stands_first_though_its_facts_took_its_score_down(client, officer, lists, now):
    exact, review, alike = make_hit(LISTED), make_hit(WEAKER), make_hit(WEAKER)
    Hit.objects.filter(pk=exact.pk).update(adjusted=review.adjusted - 0.05)

    text = page(client, "index")

    assert text.index(exact.get_absolute_url()) < text.index(alike.get_absolute_url())
    assert text.index(alike.get_absolute_url()) < text.index(review.get_absolute_url())
    assert list(queue(officer, now)) == [exact, alike, review]
    assert alike.get_absolute_url() in page(client, "hit", exact.pk)
    assert review.get_absolute_url() in page(client, "hit", alike.pk)


def test_hit_page_draws_both_names_word_under_word_and_both_sides(client, officer, lists):
    hit = make_hit(WEAKER, country="DE")
    text = page(client, "hit", hit.pk)
    for word in ("Zefirine", "Zephyrine", "Borogrove", "Works", "How alike", "Both sides"):
        assert word in text
    assert "style=" not in text
    assert "Not a match" in text


def test_decision_by_form_leads_to_the_next_hit(client, officer, lists):
    strong, second, first = make_hit(LISTED), make_hit(WEAKER), make_hit(WEAKER)
    answer = client.post(
        reverse("screening:decide", args=[first.pk, "clear"]), {"reason": "Spelling.", "seen": first.evidence_hash}
    )
    assert answer["Location"] == second.get_absolute_url()
    first.refresh_from_db()
    assert (first.state, first.decided_by) == (HitState.CLEARED, officer)
    assert Hit.objects.get(pk=strong.pk).state == HitState.OPEN


def test_decision_without_a_reason_stays_on_the_form(client, officer, lists):
    hit = make_hit(WEAKER)
    answer = client.post(reverse("screening:decide", args=[hit.pk, "clear"]), {"reason": "", "seen": hit.evidence_hash})
    assert answer.status_code == 200
    assert Hit.objects.get().state == HitState.OPEN


def test_decision_on_what_is_no_longer_so_is_a_conflict(client, officer, lists):
    hit = make_hit(WEAKER)
    answer = client.post(reverse("screening:decide", args=[hit.pk, "clear"]), {"reason": "x", "seen": "0" * 64})
    assert answer.status_code == 409


def test_second_reviewer_confirms_by_form(client, officer, lists, now):
    hit = make_hit(LISTED)
    client.post(
        reverse("screening:decide", args=[hit.pk, "propose_clearing"]), {"reason": "x", "seen": hit.evidence_hash}
    )
    client.force_login(make_user(EmpoweredOfficial))
    assert "Confirm: not a match" in page(client, "hit", hit.pk)
    client.post(
        reverse("screening:decide", args=[hit.pk, "confirm_clearing"]), {"reason": "y", "seen": hit.evidence_hash}
    )
    assert Hit.objects.get().state == HitState.CLEARED


def test_several_are_cleared_by_form_in_two_steps(client, officer, lists, now):
    hits = [make_hit(WEAKER), make_hit(WEAKER)]
    chosen = {"selected": [hit.pk for hit in hits], "action": "clear"}
    assert "None of these is a match" in client.post(reverse("screening:clear"), chosen).content.decode()
    client.post(reverse("screening:clear"), {**chosen, "reason": "Spelling."})
    assert not Hit.objects.undecided(on=now.date()).exists()


def test_hits_on_different_evidence_are_told_before_a_reason_is_typed(client, officer, lists, now):
    chosen = {"selected": [make_hit(WEAKER).pk, make_hit("Zephyrine Works").pk], "action": "clear"}

    asked = client.post(reverse("screening:clear"), chosen).content.decode()

    assert "do not go together" in asked
    assert 'name="reason"' not in asked
    refused = client.post(reverse("screening:clear"), {**chosen, "reason": "Spelling."}).content.decode()
    assert "do not go together" in refused
    assert Hit.objects.undecided(on=now.date()).count() == 2


def test_the_second_reviewer_reads_what_the_first_wrote_while_deciding(client, officer, lists):
    hit = make_hit(LISTED)
    given = {"reason": "A bookshop of that name.", "seen": hit.evidence_hash}
    client.post(reverse("screening:decide", args=[hit.pk, "propose_clearing"]), given)
    client.force_login(make_user(EmpoweredOfficial))

    assert "A bookshop of that name." in page(client, "decide", hit.pk, "confirm_clearing")


def test_a_clearing_with_an_end_says_until_when_it_holds(client, officer, lists):
    hit = make_hit(WEAKER)
    end = timezone.localdate() + timedelta(days=30)
    form = {"reason": "Spelling.", "seen": hit.evidence_hash}
    form |= {"expires_on-day": end.day, "expires_on-month": end.month, "expires_on-year": end.year}

    client.post(reverse("screening:decide", args=[hit.pk, "clear"]), form)

    assert f"Holds until {day(end)}" in page(client, "hit", hit.pk)


def test_names_in_any_direction_are_set_apart(client, officer, lists):
    hit = make_hit(LISTED, aliases=["صدام \u202e Zephyrine"])
    assert "<bdi>" in page(client, "hit", hit.pk)


# -- Lists -------------------------------------------------------------------------------------------------------------


def test_file_is_imported_by_form(client, officer, tmp_path):
    content = write_csl(tmp_path / "a.csv", whole([csl_row(LISTED), *fill(20)])).read_bytes()
    upload = SimpleUploadedFile("consolidated.csv", content)
    client.get(reverse("screening:import"))
    answer = client.post(reverse("screening:import"), {"source": "us-csl", "upload": upload})
    version = ListVersion.objects.get()
    assert (version.state, version.received_by) == (VersionState.IN_FORCE, officer)
    assert answer["Location"] == version.get_absolute_url()
    assert "Current" in page(client, "lists")


def test_refused_file_shows_on_the_lists_page_until_a_person_deals_with_it(client, officer, lists, tmp_path):
    upload = SimpleUploadedFile("half.csv", write_csl(tmp_path / "half.csv", fill(20)).read_bytes())
    client.post(reverse("screening:import"), {"source": "us-csl", "upload": upload})
    version = ListVersion.objects.get(state=VersionState.QUARANTINED)
    assert "It has 20 entries; the edition in force has 48." in page(client, "lists")
    assert "The edition before it stays in force." in page(client, "version", version.pk)

    client.post(
        reverse("screening:decide-list", args=[version.pk, "accept"]), {"reason": "Confirmed with the publisher."}
    )
    version.refresh_from_db()
    assert (version.state, version.decided_by) == (VersionState.IN_FORCE, officer)
    assert "It has 20 entries" not in page(client, "lists")


def test_empty_upload_is_refused_with_a_visible_warning(client, officer, lists):
    answer = client.post(
        reverse("screening:import"), {"source": "us-csl", "upload": SimpleUploadedFile("a.csv", b"x")}, follow=True
    )
    assert "is not in force" in answer.content.decode()
    assert "The edition before it stays in force." in answer.content.decode()


# -- Screenings --------------------------------------------------------------------------------------------------------


def test_clear_result_says_what_lists_do_not_show(client, officer, lists):
    party = make_party()
    answer = client.post(reverse("screening:screen", args=[party.pk]), follow=True)
    assert "not everything they own or control" in answer.content.decode()
    run = ScreeningRun.objects.get()
    assert "not everything they own or control" in page(client, "run", run.pk)
    assert run.ran_by == officer


def test_name_is_asked_about_by_form(client, officer, lists):
    answer = client.post(reverse("screening:name"), {"name": LISTED, "kind": "unknown"}, follow=True)
    assert LISTED in answer.content.decode()
    assert ScreeningRun.objects.get().cause == "name"


def test_certificate_is_a_tagged_pdf(client, officer, lists, now):
    party = make_party("Ломоносов 王 صدام 😀 Zephyrine")
    run = actions.screen_party(party, actor=None, at=now)
    answer = client.get(reverse("screening:certificate", args=[run.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_party_list_and_page_say_where_each_stands(client, officer, lists):
    hit = make_hit()
    for address in (reverse("parties:index"), hit.party.get_absolute_url()):
        assert "Possible match open" in client.get(address).content.decode()
    make_party("Never Looked At")
    assert "Not screened" in client.get(reverse("parties:index")).content.decode()
    assert Party.objects.count() == 2


# -- Home --------------------------------------------------------------------------------------------------------------


def test_home_names_what_waits_for_whom(client, lists, tmp_path, now):
    hit = make_hit(LISTED)
    import_csl(tmp_path, fill(3), at=now)
    client.force_login(make_user(Officer))
    text = client.get(reverse("home")).content.decode()
    assert "Decide whether this is a match" in text
    assert "an edition was refused" in text
    client.force_login(make_user(Researcher))
    assert "Decide whether this is a match" not in client.get(reverse("home")).content.decode()
    actions.adjudicate(hit, "propose_clearing", reason="x", actor=make_user(Officer), at=now)
    client.force_login(make_user(EmpoweredOfficial))
    assert "Confirm that this is no match" in client.get(reverse("home")).content.decode()


# -- How well it finds -------------------------------------------------------------------------------------------------


def measured(tmp_path, monkeypatch, *, normaliser):
    interval = [0.9, 0.8, 0.95]
    row = {"first_ten": interval, "at": [interval] * 3, "cases": 1234}
    told = {
        "measured_on": "2026-06-30",
        "machine": "a machine of two cores",
        "engine": ENGINE_VERSION,
        "normaliser": normaliser,
        "rows": [
            {"what": "labelled pairs, best F1", "value": 0.865, "unit": "", "target": "≥ 0.83", "met": True},
            {"what": "one name, p95", "value": 8.25, "unit": "ms", "target": "≤ 8", "met": False},
        ],
        "engines": [{"engine": "Fairlead", "set": "real aliases", **row}],
        "kinds": [{"set": "real aliases", "kind": "academic", **row}],
        "thresholds": [0.7, 0.64, 0.56],
    }
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(told))
    monkeypatch.setattr(figures, "FILE", path)


def test_figures_say_what_was_reached_what_was_missed_and_what_no_search_shows(client, officer, tmp_path, monkeypatch):
    measured(tmp_path, monkeypatch, normaliser=NORMALISER_VERSION)
    text = page(client, "figures")
    for words in (
        "Labelled pairs, best F1",
        "8.25 ms",
        "1,234",
        "90.0% (80.0% to 95.0%)",
        "universities and institutes",
    ):
        assert words in text
    assert "own or control" in text
    assert "of an earlier engine" not in text


def test_figures_of_another_engine_say_so_and_none_say_how_to_measure(client, officer, tmp_path, monkeypatch):
    measured(tmp_path, monkeypatch, normaliser="0")
    assert "of an earlier engine" in page(client, "figures")
    monkeypatch.setattr(figures, "FILE", tmp_path / "none.json")
    assert "run.py bench screening" in page(client, "figures")


def test_the_figures_that_ship_with_the_portal_can_be_shown(client, officer):
    assert "real aliases" in page(client, "figures")
