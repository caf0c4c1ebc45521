"""The pages: what they show, to whom, and with how many questions to the database."""

import csv
import io
import json

import pytest
from django.urls import reverse

from compliance.classification import actions, worldmap
from compliance.classification.engine import canonical
from compliance.classification.models import ExclusionSession, ItemAssessment
from portal.accounts.roles import Officer
from portal.core.errors import Invalid
from portal.core.events import events_about
from tests.factories import classification as make
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
MACHINE = {"p_physical_qubits": "120", "p_cnot_error": "8e-4", "us_origin": "yes"}


@pytest.fixture
def researcher():
    return make_user()


@pytest.fixture
def reader(client, researcher):
    client.force_login(researcher)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def assess(client, basket="quantum_computing", kind="hardware", **said):
    return client.get(reverse("classification:assess", args=[basket, kind]), said)


# -- Assessing an item -------------------------------------------------------------


def test_every_basket_offers_its_kinds(reader):
    said = text_of(reader.get(reverse("classification:index")))

    assert "Quantum computers and qubit devices" in said
    assert reverse("classification:assess", args=["quantum_technology", "technology"]) in said


def test_the_form_asks_what_the_controls_ask_with_units(reader):
    said = text_of(assess(reader, "quantum_cryogenics"))

    assert "What cooling power does it give?" in said
    assert "In µW, or write the unit behind the number." in said
    assert "fl-standing" not in said


def test_an_item_is_shown_against_every_list_with_its_room(reader):
    said = text_of(assess(reader, **MACHINE))

    assert "Described by 4A906.a.2" in said
    assert "100 to fewer than 200 qubits with an error of at most 0.001." in said
    assert "inside the criterion by 0.0002" in said
    assert "4A506" in said
    assert "fl-bandchart__point--listed" in said
    assert "Unverified: nobody has read this in the text." in said
    assert "The same, as far as it is known, for: " in said


def test_an_item_below_the_line_is_told_how_near_it_is(reader):
    said = text_of(assess(reader, p_physical_qubits="48", p_cnot_error="5e-4", us_origin="yes"))

    assert "Crossed at Physical qubits ≥ 100, a factor of 2.08 away (a.2)" in said


def test_room_to_the_line_is_told(reader):
    said = text_of(assess(reader, p_physical_qubits="20", p_cnot_error="2e-3"))

    assert "14 left · a factor of 1.7" in said
    assert "Not described by any entry that is held" in said


def test_what_would_settle_it_is_named_and_nothing_else(reader):
    said = text_of(assess(reader, p_physical_qubits="120"))

    settle = said.partition("What would settle it")[2].partition("</ul>")[0]
    assert settle.count("<li>") == 1
    assert "average error of the C-NOT gate" in settle


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("p_physical_qubits", "-5", "-5 is not possible; at least 0 is expected."),
        ("p_cnot_error", "1.2", "1.2 is not possible; at most 1 is expected."),
        ("p_cnot_error", "small", "is not a number"),
    ],
)
def test_bad_figures_are_told_at_their_field(reader, field, written, words):
    response = assess(reader, **{field: written})

    assert words in text_of(response)
    assert f'id="id_{field}_error"' in response.content.decode() or words in str(response.context["form"][field].errors)


def test_a_wrong_unit_says_what_is_expected(reader):
    assert "a power in uW is expected" in text_of(assess(reader, "quantum_cryogenics", p_cooling_power="4 K"))


@pytest.mark.parametrize(("basket", "kind"), [("nothing", "hardware"), ("quantum_computing", "gadget")])
def test_no_such_basket_or_kind(reader, basket, kind):
    assert assess(reader, basket, kind).status_code == 404


def test_an_answered_form_asks_the_database_little(reader, django_assert_num_queries):
    assess(reader, **MACHINE)

    with django_assert_num_queries(5):  # the session, the person, both kinds of permissions, the version of the lists
        assess(reader, **MACHINE)


def test_every_basket_and_kind_has_a_page_that_answers(reader):
    rows = reader.get(reverse("classification:index")).context["rows"]
    for row in rows:
        for kind, _ in row["kinds"]:
            assert assess(reader, row["basket"].code, kind, us_origin="yes").status_code == 200


def test_an_error_too_small_for_a_float_stands_at_the_edge_of_the_drawing(reader):
    said = text_of(assess(reader, p_physical_qubits="120", p_cnot_error="1e-400", us_origin="yes"))

    assert "Described by 4A906" in said


def test_what_only_a_residual_entry_may_describe_is_told_apart_from_what_is_open(reader):
    said = text_of(assess(reader, p_physical_qubits="20", p_cnot_error="2e-3", us_origin="yes"))

    assert "Not described by any entry that is held; perhaps residual, 4A994" in said


# -- Keeping an assessment ---------------------------------------------------------


def keep(client, label="The new machine", **said):
    url = reverse("classification:keep", args=["quantum_computing", "hardware"])
    return client.post(f"{url}?p_physical_qubits=120&p_cnot_error=8e-4", {"label": label, **said})


def test_an_assessment_is_kept_and_shown_as_it_stood(reader, researcher):
    response = keep(reader)

    kept = ItemAssessment.objects.get()
    assert response.url == kept.get_absolute_url()
    assert (kept.label, kept.assessed_by) == ("The new machine", researcher)
    assert "US-EAR:4A906.a.2" in kept.met.split()
    assert [event.verb for event in events_about(kept)] == ["classification.assessment.kept"]
    said = text_of(reader.get(response.url))
    assert "The new machine" in said
    assert "Described by 4A906.a.2" in said


def test_a_kept_assessment_has_a_name(researcher, now):
    item = make.facts().item

    with pytest.raises(Invalid, match="Give the item a name"):
        actions.keep_assessment(item, label=" ", as_of=now.date(), actor=researcher, at=now)


def test_nothing_is_kept_of_what_cannot_be_read(reader):
    url = reverse("classification:keep", args=["quantum_computing", "hardware"])

    assert reader.post(f"{url}?p_physical_qubits=-3", {"label": "x"}).status_code == 404
    assert keep(reader, label="").status_code == 404
    assert not ItemAssessment.objects.exists()


def test_kept_assessments_are_the_keepers_and_the_offices(reader, client, now):
    keep(reader)
    kept = ItemAssessment.objects.get()

    assert kept.label in text_of(reader.get(reverse("classification:assessments")))
    client.force_login(make_user())
    assert client.get(kept.get_absolute_url()).status_code == 404
    client.force_login(make_user(Officer))
    assert client.get(kept.get_absolute_url()).status_code == 200


def test_a_kept_item_is_read_back_as_it_was():
    item = make.facts().item

    assert canonical.item_of(json.loads(json.dumps(canonical.plain_item(item)))) == item


# -- Where may it go? --------------------------------------------------------------


def where(client, **said):
    return client.get(reverse("classification:where", args=["quantum_computing", "hardware"]), {**MACHINE, **said})


def test_every_destination_is_in_the_table_and_on_the_map(reader):
    response = where(reader)

    assert len(response.context["rows"]) == len(make.book().places) - 1
    assert len(response.context["map"].tiles) == len(make.book().places)
    said = text_of(response)
    assert "<title>Canada: licence required</title>" in said
    assert "<title>Iran: prohibited</title>" in said
    assert "<title>United States: home</title>" in said
    assert "Look at " in said


def test_answers_are_filtered_and_the_rest_is_faded(reader):
    response = where(reader, outcome="prohibited")

    assert {row.code for row in response.context["rows"]} == {"CU", "IR", "KP", "SY"}
    assert sum(tile.faded for tile in response.context["map"].tiles) == len(make.book().places) - 4


def test_all_regimes_stand_beside_each_other(reader):
    response = where(reader, regime="all")

    assert response.context["map"] is None
    assert {"US-EAR", "EU", "UK", "CA", "JP", "AU"} <= set(response.context["columns"])
    canada = next(row for row in response.context["rows"] if row.code == "CA")
    assert ("It leaves from here", "quiet", "") in canada.cells


def test_the_file_holds_what_the_page_shows(reader):
    response = where(reader, export="csv", outcome="prohibited")

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert {row["code"] for row in rows} == {"CU", "IR", "KP", "SY"}
    assert {row["regime"] for row in rows} == {"US-EAR"}
    assert rows[0]["entries"] == "4A906 4A906.a.2"


def test_an_item_that_is_not_described_leads_back(reader):
    url = reverse("classification:where", args=["quantum_computing", "hardware"])

    assert "Describe the item first." in text_of(reader.get(url))
    assert reader.get(url, {"p_physical_qubits": "-1"}).status_code == 422


def test_planning_asks_the_database_little(reader, django_assert_num_queries):
    where(reader)

    with django_assert_num_queries(5):
        where(reader)


def test_every_country_has_a_tile_of_its_own():
    at = worldmap.positions()

    assert set(at) == set(make.book().places)
    assert len(set(at.values())) == len(at)


# -- Exclusions --------------------------------------------------------------------


def test_questions_are_asked_one_by_one(reader, researcher):
    response = reader.post(reverse("classification:begin", args=["fundamental_research"]), {"about": "My talk"})
    session = ExclusionSession.objects.get()
    assert response.url == session.get_absolute_url()

    said = text_of(reader.get(response.url))
    assert "Is what you want to share information" in said
    assert "What the rule says" in said
    assert "15 CFR 734.8(a)" in said

    reader.post(response.url, {"answer": "yes"})
    assert "Did it come out of this research?" in text_of(reader.get(response.url))
    reader.post(reverse("classification:take-back", args=[session.reference]))
    assert not session.answers.counting().exists()
    reader.post(response.url, {"answer": "no"})
    session.refresh_from_db()
    assert session.outcome == "not_excluded"
    assert "The answers do not lead to the exclusion." in text_of(reader.get(response.url))


def test_a_question_needs_an_answer(reader):
    reader.post(reverse("classification:begin", args=["fre"]), {"about": "My talk"})
    session = ExclusionSession.objects.get()

    assert "Choose an answer." in text_of(reader.post(session.get_absolute_url(), {}))


def test_unverified_questions_say_so(reader):
    assert "Nobody has read this in the text." in text_of(
        reader.get(reverse("classification:begin", args=["education"]))
    )
    assert reader.get(reverse("classification:begin", args=["wishes"])).status_code == 404


def test_an_amendment_is_reported_on_its_page(reader, researcher, now):
    walked = "f1=yes f2=yes f3=yes f4=no f7=no f9=no f10=no f11=no"
    session = make.answered("fre", walked, actor=researcher, at=now)
    assert "The agreement was amended" in text_of(reader.get(session.get_absolute_url()))

    response = reader.post(reverse("classification:amend", args=[session.reference]), {"reason": "A new clause."})

    assert response.url == session.get_absolute_url()
    session.refresh_from_db()
    assert session.state == "reopened"


def test_strangers_do_not_find_the_questions(reader, client, researcher, now):
    session = make.answered("fre", "f1=yes", actor=researcher, at=now)
    assert session.reference in text_of(reader.get(reverse("classification:sessions")))

    client.force_login(make_user())
    assert client.get(session.get_absolute_url()).status_code == 404


def test_questions_about_releases_to_people_can_be_reached(reader):
    said = reader.get(reverse("classification:sessions")).content.decode()

    assert "Releases to people" in said
    begin = reverse("classification:begin", args=["bona_fide_employee"])
    assert f'href="{begin}"' in said
    assert reader.get(begin).status_code == 200


@pytest.mark.parametrize("walked", ["f1=yes", "f1=yes f2=yes f3=yes f4=no f7=no f9=no f10=no f11=no"])
def test_a_question_asks_the_database_the_same_however_far_one_has_come(
    reader, researcher, now, walked, django_assert_num_queries
):
    session = make.answered("fre", walked, actor=researcher, at=now)
    reader.get(session.get_absolute_url())

    with django_assert_num_queries(9):
        reader.get(session.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_questions_asks_a_constant_number(reader, researcher, now, count, django_assert_num_queries):
    for _ in range(count):
        make.answered("fre", "f1=yes", actor=researcher, at=now)

    with django_assert_num_queries(7):
        reader.get(reverse("classification:sessions"))


def test_pages_are_for_those_who_are_signed_in(client):
    assert client.get(reverse("classification:index")).status_code == 302
