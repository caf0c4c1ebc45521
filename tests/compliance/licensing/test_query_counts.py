"""Every list and page of licensing asks as many queries for three rows as for one: the number that stands here."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from compliance.licensing import actions
from compliance.licensing.deciding import Obligation
from compliance.parties.models import Party
from portal.accounts.roles import Overseer
from tests.factories.licensing import (
    FREE,
    NOW,
    UNKNOWN,
    add_item,
    fresh,
    make_approved,
    make_case,
    make_draft,
    make_officer,
    make_official,
    make_refused,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.parametrize("rows", [1, 3])
TABS = {"case": 51, "transfers": 49, "parties": 45, "documents": 43, "questions": 43, "review": 55, "timeline": 40}
LATER = NOW.date() + timedelta(days=30)


@pytest.fixture
def asks(client, django_assert_num_queries):
    """Return a function that opens a page twice and counts the second time; for several pages at once."""

    def check(user, pages, **query):
        client.force_login(user)
        for address, count in pages.items():
            path = address if address.startswith("/") else reverse(f"licensing:{address}")
            client.get(path, query)
            with django_assert_num_queries(count, info=path):
                answer = client.get(path, query)
            assert answer.status_code == 200
        return answer

    return check


def test_lists_of_cases(lists, rows, asks):
    researcher = make_user()
    for _ in range(rows):
        make_case(item=UNKNOWN, applicant=researcher)
        make_case(item=FREE, applicant=researcher)
        make_draft(applicant=researcher)

    asks(make_officer(), {"cases": 6, "queue": 11, "authorisations": 6})
    asks(researcher, {"cases": 6, "authorisations": 6})


def test_search(lists, rows, asks):
    researcher = make_user()
    for number in range(rows):
        make_case(item=FREE, title=f"A loan to Delft {number}", applicant=researcher)
        make_draft(title=f"A loan to Paris {number}", applicant=researcher)

    for user, count in ((make_officer(), 10), (make_user(Overseer), 10), (researcher, 14)):
        found = asks(user, {"search": count}, q="loan")
        assert found.content.decode().count("A loan to Delft") == rows


def test_rules_and_what_a_change_of_them_would_move(lists, rows, asks, client, django_assert_num_queries):
    official = make_official()
    for number in range(rows):
        make_case(item=UNKNOWN)
        given = {"value": 4 + number, "valid_from": LATER, "reason": "Holidays."}
        actions.change_setting("target_tier_1", actor=official, at=NOW, **given)
    asks(official, {"rules": 7})

    given = {"code": "target_tier_1", "value": "20", "valid_from": "2099-01-01", "reason": "Holidays."}
    client.post(reverse("licensing:change-rules"), given)
    with django_assert_num_queries(13):
        moved = client.post(reverse("licensing:change-rules"), given)
    assert moved.content.decode().count("would be") == rows


def test_kept_views(lists, rows, asks):
    officer = make_officer()
    for number in range(rows):
        actions.keep_view(name=f"View {number}", query=f"queue=all&tier={number}", actor=officer, at=NOW)

    asks(officer, {"queue": 10})


def test_tabs_of_a_case(lists, rows, asks):
    case, officer = make_case(submitted=False, item=FREE, answers={"military": "unknown"}), make_officer()
    for number in range(rows - 1):
        party = {"name": f"Partner {number} of ours", "kind": "organisation", "role": "recipient", "country": "NL"}
        actions.name_party(case, actor=case.applicant, at=NOW, **party)
    actions.submit(case, actor=case.applicant, at=NOW, attested=True)
    actions.check(case, at=NOW)

    asks(officer, {f"{case.get_absolute_url()}{'' if tab == 'case' else f'{tab}/'}": n for tab, n in TABS.items()})


def test_what_the_office_adds_to_a_case(lists, rows, asks):
    case, officer = make_case(item=UNKNOWN), make_officer()
    for number in range(rows):
        actions.place_hold(fresh(case), reason=f"Unclear {number}.", actor=officer, at=NOW)
        actions.raise_flag(fresh(case), title=f"Reluctant {number}", actor=officer, at=NOW)
        actions.add_note(fresh(case), text=f"Called {number}.", actor=officer, at=NOW)
        actions.ask(fresh(case), question=f"Which gates {number}?", actor=officer, at=NOW)

    asks(officer, {f"{case.get_absolute_url()}{tab}/": count for tab, count in (("review", 30), ("questions", 18))})


def test_pages_of_a_draft(lists, rows, asks):
    draft = make_draft()
    for number in range(rows):
        add_item(draft, **{**FREE, "name": f"Chip {number}"})
        party = {"name": f"Partner {number} of ours", "kind": "organisation", "role": "recipient", "country": "NL"}
        actions.name_party(draft, actor=draft.applicant, at=NOW, **party)

    counts = {"": 9, "items/": 7, "parties/": 7, "documents/": 7, "sign/": 13}
    asks(draft.applicant, {f"{draft.get_absolute_url()}{page}": count for page, count in counts.items()})


def test_what_can_be_used_again(lists, rows, asks):
    draft = make_draft()
    for number in range(rows):
        earlier = make_case(submitted=False, applicant=draft.applicant, item={**FREE, "name": f"Chip {number}"})
        assert earlier.parties.exists()

    page = asks(draft.applicant, {f"{draft.get_absolute_url()}items/again/": 6})
    assert page.content.decode().count("Chip ") == rows
    page = asks(draft.applicant, {f"{draft.get_absolute_url()}parties/again/": 6})
    assert page.content.decode().count("<option") == 1 + Party.objects.visible_to(draft.applicant).count()


def test_appeals_in_a_case(lists, rows, asks):
    """A case has two appeals at the most: it is sent back once."""
    case = make_refused()
    for number in range(min(rows, 2)):
        appeal = actions.appeals.lodge(fresh(case), grounds=f"Civil use {number}.", actor=case.applicant, at=NOW)
        if number + 1 < rows and not number:
            actions.appeals.remit(appeal, reasons="Look again.", actor=make_official(), at=NOW)
            make_refused(case)

    page = asks(case.applicant, {f"{case.get_absolute_url()}appeal/": 8})
    assert page.content.decode().count("Civil use") == min(rows, 2)
    page = asks(make_official(), {f"{case.get_absolute_url()}appeal/": 11})
    assert page.content.decode().count("Decide this appeal") == 1


def test_an_authorisation_with_its_ledger(lists, rows, asks):
    conditions = tuple(Obligation(f"Report {number}.", "by_date", LATER) for number in range(rows))
    case = make_approved(conditions=conditions)
    authorisation = case.authorisations.get()
    for number in range(rows):
        use = {"quantity": Decimal(1), "used_on": NOW.date(), "what": "A chip.", "key": str(number)}
        actions.enter_usage(authorisation, actor=case.applicant, at=NOW, **use)

    asks(make_officer(), {authorisation.get_absolute_url(): 18})
