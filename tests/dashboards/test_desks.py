"""Live desks: numbers among what the person may see, and no more queries with more cases."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.licensing import actions as licensing
from dashboards.desks import queries
from portal.accounts.actions import assign_role
from portal.accounts.roles import CouncilChair, EmpoweredOfficial, Officer, Overseer
from tests.factories.council import make_full_council
from tests.factories.licensing import NOW, UNKNOWN, make_case, make_reviewed
from tests.factories.people import join, make_unit, make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=14)


@pytest.fixture
def lists(tmp_path):
    load_reference()
    return import_small_list(tmp_path)


def test_the_office_sees_work_age_and_the_narrow_place(lists):
    officer = make_user(Officer, name="Otto Officer")
    taken, waiting = make_case(item=UNKNOWN), make_case(item=UNKNOWN)
    licensing.assign([taken], officer=officer, actor=officer, at=NOW)
    licensing.ask(type(waiting).objects.get(pk=waiting.pk), question="Which?", actor=officer, at=NOW)

    desk = queries.office(officer, at=LATER)

    assert (desk.open, desk.unassigned) == (2, 1)
    assert desk.workload[0][:2] == ("Otto Officer", 1)
    assert {step.label: step.number for step in desk.steps} == {
        "With the export control office": 1, "Waiting for an answer": 1,
    }  # fmt: skip
    assert desk.bottleneck.median_days == 9  # working days from 1 to 15 July, the 3rd being a holiday
    assert sum(int(bar.text) for bar in desk.ages.bars) == 2


def test_whoever_may_not_see_cases_counts_none(lists):
    make_case(item=UNKNOWN)

    assert queries.office(make_user(), at=LATER).open == 0


def test_a_head_sees_numbers_of_the_own_unit_and_no_case(lists, client):
    mine, other = make_unit("Cryogenics"), make_unit("Optics")
    head = make_user()
    join(head, mine, position="head")
    case = make_case(item=UNKNOWN, applicant=make_user(unit=mine), title="Secret device")
    make_case(item=UNKNOWN, applicant=make_user(unit=other))

    [desk] = queries.units(head, on=LATER.date())
    client.force_login(head)
    page = client.get(reverse("desks:overview")).content.decode()
    first_page = client.get(reverse("home")).content.decode()

    assert "Open cases of your unit" in first_page and reverse("desks:overview") in first_page
    assert (desk.unit, desk.open, desk.members, desk.trained) == (mine, 1, 2, 0)
    assert "Cryogenics" in page
    assert "Secret device" not in page and case.reference not in page
    assert "Optics" not in page


def test_the_chair_sees_what_lies_before_the_council(lists, client):
    _, members = make_full_council()
    chair = members["law"]
    assign_role(chair, role=CouncilChair, actor=None, at=NOW)
    chair = type(chair).objects.get(pk=chair.pk)
    make_reviewed(make_case())

    desk = queries.council(chair, at=LATER)
    client.force_login(chair)

    assert desk.states == [("Before the council", 1)]
    assert desk.oldest_days == 14
    assert "Next meetings" in client.get(reverse("desks:overview")).content.decode()


def test_an_overseer_sees_everything_counted(lists, client):
    make_case(item=UNKNOWN)
    overseer = make_user(Overseer)
    client.force_login(overseer)

    facts = {label: number for label, number, _ in queries.oversight(overseer, at=LATER).facts}
    page = client.get(reverse("desks:overview")).content.decode()

    assert facts["Open cases past their target"] == 1
    assert "Do groups fare alike?" in page


@pytest.mark.parametrize(
    ("role", "desks"),
    [(Officer, {"office"}), (EmpoweredOfficial, {"office", "oversight"}), (Overseer, {"office", "oversight"}),
     (CouncilChair, {"council"})],
)  # fmt: skip
def test_who_sees_which_desk(client, role, desks):
    client.force_login(make_user(role))

    page = client.get(reverse("desks:overview"))

    assert {name for name in ("office", "council", "oversight") if page.context[name] is not None} == desks


def test_whoever_has_no_desk_is_told_where_to_look(client):
    client.force_login(make_user())

    assert "There is no desk of yours here." in client.get(reverse("desks:overview")).content.decode()


@pytest.mark.parametrize("cases", [1, 3])
def test_the_office_desk_asks_a_constant_number_of_queries(lists, django_assert_num_queries, cases):
    officer = make_user(Officer)
    for _ in range(cases):
        make_case(item=UNKNOWN)
    officer.get_all_permissions()

    with django_assert_num_queries(4):
        queries.office(officer, at=LATER)
