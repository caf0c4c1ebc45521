"""Pages: what a stranger, a stale tab and bad input get."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.licensing import actions
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, DeskView
from compliance.licensing.states import CaseState
from portal.accounts.actions import assign_role
from portal.accounts.roles import Officer, Overseer
from portal.core.errors import Denied, Invalid
from tests.factories.licensing import (
    NOW,
    UNKNOWN,
    determine_by_hand,
    fresh,
    make_approved,
    make_case,
    make_draft,
    make_officer,
    make_official,
)
from tests.factories.people import make_user


def url(name, case, *args):
    return reverse(f"licensing:{name}", args=[case.reference, *args])


def words(answer):
    return answer.content.decode()


# -- Those who ask -------------------------------------------------------------------


def test_a_case_is_opened_answered_and_signed_without_javascript(lists, client, now):
    researcher = make_user()
    client.force_login(researcher)
    client.post(reverse("licensing:start"), {"title": "A preprint", "activity": "publish"})
    case = Case.objects.get(applicant=researcher)

    pages = {
        "work": {
            "summary": "Error mitigation.",
            "funding": "public",
            "restrictions": "no",
            "starts_on-day": "6",
            "starts_on-month": "July",
            "starts_on-year": "2026",
        },
        "publication": {"where": "preprint", "free": "yes", "inputs": "no", "encryption": "no"},
        "signs": {"signs": ["none"]},
    }
    for section, given in pages.items():
        assert client.post(url("section", case, section), given).url == case.get_absolute_url()
    item = {"name": "Manuscript", "kind": "technology", "basket": "quantum_technology", "description": ""}
    client.post(url("add-item", case), item)
    item = case.items.get()
    client.post(url("item", case, item.pk), {"us_origin": "yes", "for_item": "4A906.b"})
    client.post(url("claim-exclusion", case, item.pk, "published"))
    for said in ("yes", "no"):
        client.post(url("exclusion", case, item.pk), {"answer": said})
    party = {"role": "organiser", "kind": "organisation", "name": "Open Archive Foundation", "country": "NL"}
    client.post(url("add-party", case), party)
    client.post(url("document", case, "manuscript"), {"file": SimpleUploadedFile("m.pdf", b"%PDF-1.7\n")})
    answer = client.post(url("sign", case), {"attested": "on"}, follow=True)

    assert fresh(case).state == CaseState.RECORDED
    assert "Recorded" in words(answer)


def test_an_answer_that_opens_a_question_shows_it_next(lists, client):
    case = make_draft()
    client.force_login(case.applicant)

    answer = client.post(url("section", case, "end_use"), {"informed": "yes"}, follow=True)

    assert "What do you know about it?" in words(answer)
    assert "calls for one more question" in words(answer)


def test_a_draft_that_cannot_be_signed_yet_lists_each_gap_with_its_page(lists, client):
    case = make_draft()
    client.force_login(case.applicant)

    for page in (case.get_absolute_url(), url("sign", case)):
        text = client.get(page).text
        for gap in Draft(case).gaps:
            assert f'href="{gap.url}"' in text


def test_the_origin_of_an_item_may_wait_and_is_not_called_optional(lists, client):
    case = make_case(submitted=False)
    item = case.items.get()
    client.force_login(case.applicant)
    assert "that came from there? (optional)" not in words(client.get(url("item", case, item.pk)))

    answer = client.post(url("item", case, item.pk), {"quantity": "1"})

    assert answer.status_code == 302
    assert [gap.url for gap in Draft(fresh(case)).item_gaps] == [url("item", case, item.pk)]


def test_dates_upside_down_get_their_sentence_and_what_was_typed_stays(lists, client):
    case = make_draft()
    client.force_login(case.applicant)
    days = {"starts_on": "2026-07-06", "ends_on": "2026-07-01"}
    boxes = [(name, zip(("year", "month", "day"), day.split("-"), strict=True)) for name, day in days.items()]
    given = {f"{name}-{part}": value for name, parts in boxes for part, value in parts}

    answer = client.post(url("section", case, "work"), {"summary": "A long text.", **given})

    assert "The last day lies before the first." in words(answer)
    assert "A long text." in words(answer)


def test_a_fact_out_of_range_is_told_at_its_field(lists, client):
    case = make_case(submitted=False)
    client.force_login(case.applicant)

    answer = client.post(
        url("item", case, case.items.get().pk), {"us_origin": "yes", "quantity": "1", "p_cnot_error": "1.2"}
    )

    assert answer.status_code == 422
    assert 'href="#id_p_cnot_error"' in words(answer)


@pytest.mark.parametrize(
    ("name", "content", "words_wanted"),
    [("tool.pdf", b"MZ\x90\x00", "not a file we can accept"), ("none.pdf", b"", "empty")],
)
def test_bad_files_get_their_sentence(lists, client, name, content, words_wanted):
    case = make_draft()
    client.force_login(case.applicant)

    answer = client.post(url("document", case, "agreement"), {"file": SimpleUploadedFile(name, content)})

    assert words_wanted in words(answer)
    assert not case.documents.exists()


def test_both_a_file_and_a_reason_is_one_too_many(lists, client):
    case = make_draft()
    client.force_login(case.applicant)
    both = {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"), "reason": "None."}

    assert "not both" in words(client.post(url("document", case, "agreement"), both))


def test_signing_by_double_click_is_one_submission(lists, client):
    case = make_case(submitted=False)
    client.force_login(case.applicant)

    first = client.post(url("sign", case), {"attested": "on"})
    second = client.post(url("sign", case), {"attested": "on"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "no draft any more" in words(second)
    assert case.transfers.count() == 1


def test_a_draft_belongs_to_its_researcher(lists, client):
    case = make_draft()
    client.force_login(make_officer())

    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.post(url("section", case, "work"), {"summary": "Mine now."}).status_code == 404


def test_the_applicant_is_not_told_what_is_the_offices_own(lists, client, now):
    case = make_case(answers={"signs": "none"})
    actions.place_hold(case, reason="The owner is unclear.", actor=make_officer(), at=now)
    client.force_login(case.applicant)

    for tab in ("case", "transfers", "parties", "documents", "questions", "timeline"):
        page = words(client.get(url(tab, case)))
        assert "The owner is unclear." not in page
        assert "Possible match" not in page


# -- Those who work here --------------------------------------------------------------


def test_a_stale_tab_keeps_what_was_typed_and_says_who_was_faster(lists, client, now):
    case = make_case(item=UNKNOWN)
    determine_by_hand(case, actor=make_officer())
    officer = make_officer()
    client.force_login(officer)
    assert client.get(url("decide", case)).status_code == 200
    actions.decide(fresh(case), verdict="approve", reasons="First.", actor=make_officer(), at=now)

    answer = client.post(url("decide", case), {"verdict": "refuse", "reasons": "Second.", "rule_1": "standing"})

    assert answer.status_code == 409
    assert f"{case} is approved." in words(answer)
    assert case.decisions.count() == 1


def test_a_decision_is_made_on_its_page(lists, client, now):
    case = make_case(item=UNKNOWN)
    determine_by_hand(case, actor=make_officer())
    client.force_login(make_officer())
    given = {
        "verdict": "approve_with_conditions",
        "reasons": "Looked at.",
        "condition_1": "Report every year.",
        "rule_1": "yearly",
        "due_1-day": "1",
        "due_1-month": "7",
        "due_1-year": "2027",
    }

    answer = client.post(url("decide", case), given)

    assert answer.status_code == 302
    assert case.authorisations.get().conditions.get().obligation == "Report every year."


def test_the_queue_sorts_by_the_answer_day_and_exports(lists, client):
    make_case()
    urgent = make_case(item=UNKNOWN)
    client.force_login(make_officer())

    page = words(client.get(reverse("licensing:queue")))
    sheet = b"".join(client.get(reverse("licensing:queue"), {"export": "csv"}).streaming_content).decode()

    assert page.index(urgent.reference) < page.index("FL-2026-00001")
    assert sheet.splitlines()[1].startswith(urgent.reference)


def test_the_desk_says_how_much_waits_where_and_keeps_ones_views(lists, client):
    make_case(item=UNKNOWN)
    officer, colleague = make_officer(), make_officer()
    client.force_login(officer)
    query = "queue=all&tier=1"
    page = client.get(f"{reverse('licensing:queue')}?{query}")
    assert "Keep this view" in page.text
    assert 'With the office <span class="fl-tabs__count">1</span>' in page.text

    kept = client.post(f"{reverse('licensing:keep-view')}?{query}&page=2", {"name": " Small  ones "})
    twice = client.post(f"{reverse('licensing:keep-view')}?{query}", {"name": "Small ones"})

    assert kept.url.startswith(reverse("licensing:queue"))
    assert (twice.status_code, "of this name already" in words(twice)) == (409, True)
    view = DeskView.objects.get()
    assert (view.name, view.query) == ("Small ones", query)
    page = client.get(f"{reverse('licensing:queue')}?{query}").text
    assert 'aria-current="true">Small ones' in page and "Keep this view" not in page
    client.force_login(colleague)
    assert "Small ones" not in client.get(reverse("licensing:queue")).text
    assert client.post(reverse("licensing:drop-view", args=[view.pk])).status_code == 404
    client.force_login(officer)
    client.post(reverse("licensing:drop-view", args=[view.pk]))
    assert not DeskView.objects.exists()


@pytest.mark.parametrize(("query", "name"), [("", "All"), ("queue=all", " "), ("page=3", "Third")])
def test_a_view_without_a_name_or_a_filter_is_none(lists, query, name, now):
    with pytest.raises(Invalid):
        actions.keep_view(name=name, query=query, actor=make_officer(), at=now)
    with pytest.raises(Denied):
        actions.keep_view(name="Mine", query="queue=all", actor=make_user(), at=now)


def test_cases_are_assigned_together(lists, client):
    officer, cases = make_officer(), [make_case(item=UNKNOWN), make_case(item=UNKNOWN)]
    client.force_login(officer)
    chosen = {"selected": [case.pk for case in cases]}
    assert "Into whose hands?" in words(client.post(reverse("licensing:assign"), chosen))

    client.post(reverse("licensing:assign"), {**chosen, "officer": officer.pk})

    assert {fresh(case).officer for case in cases} == {officer}


def test_what_cannot_go_to_an_officer_is_told_at_the_field_and_the_choice_stays(lists, client):
    officer = make_officer()
    own = make_case(item=UNKNOWN)
    assign_role(own.applicant, role=Officer, actor=None, at=NOW)
    client.force_login(officer)

    answer = client.post(reverse("licensing:assign"), {"selected": [own.pk], "officer": own.applicant.pk})

    assert f"cannot go to {own.applicant}" in words(answer)
    assert f'name="selected" value="{own.pk}"' in answer.text


def test_a_case_that_waits_for_its_applicant_is_not_late(lists, client, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    actions.ask(case, question="Which gates?", actor=officer, at=now)
    client.force_login(officer)

    page = words(client.get(reverse("licensing:queue"), {"queue": "asked"}))

    assert "The clock stands" in page
    assert "overdue" not in page
    assert not Case.objects.past_target(now.date() + timedelta(days=400)).exists()


def test_the_office_pages_are_for_the_office(lists, client):
    client.force_login(make_user())
    for name in ("queue", "rules", "change-rules"):
        assert client.get(reverse(f"licensing:{name}")).status_code == 403
    client.force_login(make_user(Overseer))
    assert client.get(reverse("licensing:queue")).status_code == 200
    assert client.get(reverse("licensing:change-rules")).status_code == 403


def test_a_change_of_rules_shows_what_it_would_move_first(lists, client):
    case = make_case(item=UNKNOWN)
    client.force_login(make_official())
    given = {"code": "target_tier_1", "value": "10", "valid_from": "2099-01-01", "reason": "Holidays."}

    preview = words(client.post(reverse("licensing:change-rules"), given))
    kept = client.post(reverse("licensing:change-rules"), {**given, "keep": "yes"})

    assert case.reference in preview and "would be" in preview
    assert kept.url == reverse("licensing:rules")


def test_what_would_be_refused_is_refused_before_the_look(lists, client):
    client.force_login(make_official())
    given = {"code": "target_tier_1", "value": "10", "valid_from": "2020-01-01", "reason": "Holidays."}

    page = words(client.post(reverse("licensing:change-rules"), given))

    assert "not for the past" in page and "would be" not in page


def test_an_authorisation_page_shows_its_life(lists, client):
    case = make_approved()
    client.force_login(make_officer())

    page = words(client.get(case.authorisations.get().get_absolute_url()))

    assert "Suspend" in page and "No limit" in page


def test_whoever_determines_or_decides_reads_where_the_parties_stand_on_the_lists(lists, client, now):
    officer = make_officer()
    case = make_case(item=UNKNOWN)
    client.force_login(officer)
    party = case.parties.get().party

    asked = words(client.get(url("determine", case, 1)))
    determine_by_hand(case, actor=officer)
    decided = words(client.get(url("decide", case)))

    for page in (asked, decided):
        assert f"On the lists: {party} (screened, no match)." in page
