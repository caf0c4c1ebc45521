"""The self-check asks at most ten questions, says what the officers' engine says, and keeps nothing."""

import random

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from compliance.classification.models import ExclusionSession
from compliance.controls.book import Book
from compliance.licensing.models import Case
from dashboards.selfcheck import actions
from dashboards.selfcheck.walks import ASK, MOST, NO, YES, follow
from portal.core.errors import Denied, Invalid
from portal.core.models import Event
from tests.factories.people import NOW, make_user
from tests.factories.reference import load_reference


@pytest.fixture(scope="module")
def book():
    return Book.from_files()


OPEN = {"activity": "publish", "triggers": "none"}
PUBLISHED = {**OPEN, "subject": "published", "p1": "yes", "p4": "no"}
STEPS = {"f2": "yes", "f3": "yes", "f4": "no", "f7": "no", "f9": "no", "f10": "no", "f11": "no"}
RESEARCH = {**OPEN, "activity": "share", "subject": "research", **STEPS}
THING = {"activity": "ship", "triggers": "none", "subject": "thing", "place": "abroad", "basket": "quantum_computing"}
GUEST = {"activity": "host", "triggers": "none"}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (PUBLISHED, NO),
        (RESEARCH, NO),
        ({**RESEARCH, "f9": "yes"}, YES),
        ({**RESEARCH, "f11": "yes"}, ASK),
        ({**RESEARCH, "f3": "unknown"}, ASK),
        ({**PUBLISHED, "p4": "yes"}, ASK),
        ({**OPEN, "triggers": "military"}, YES),
        ({**OPEN, "triggers": "listed signs"}, YES),
        ({**OPEN, "subject": "nothing"}, NO),
        ({**OPEN, "subject": "received"}, YES),
        ({**THING, "physical_qubits": "120", "cnot_error": "8e-4"}, YES),
        ({**THING, "basket": "other"}, YES),
        ({**THING, "place": "here"}, NO),
        ({**GUEST, "d1": "yes"}, NO),
        ({**GUEST, "d1": "no", "d2": "no"}, NO),
        ({**GUEST, "d1": "no", "d2": "yes", "d3": "no"}, YES),
    ],
)
def test_where_answers_lead(book, said, outcome):
    way = follow(said, book)

    assert way.ending is not None, f"asks {way.asked.wording}"
    assert way.ending.outcome == outcome
    assert way.ending.why


def test_a_thing_that_a_list_names_says_which(book):
    way = follow({**THING, "physical_qubits": "120", "cnot_error": "8e-4"}, book)

    assert "4A906" in way.ending.why


def test_no_way_is_longer_than_ten_questions(book):
    """Every answer to every question, at random: each way ends, and says why."""
    dice = random.Random(3)
    endings = set()
    for _ in range(150):
        said, way = {}, follow({}, book)
        while way.asked is not None:
            asked = way.asked
            values = [code for code, _ in asked.choices] or [dice.choice(["unknown", "3", "2000"])]
            said[asked.key] = "none" if asked.key == "triggers" and dice.random() < 0.9 else dice.choice(values)
            way = follow(said, book)
        assert len(way.path) <= MOST
        assert way.ending.why
        endings.add(way.ending.outcome)
    assert endings == {NO, YES, ASK}


def test_nationality_is_never_asked(book):
    asked, said = set(), {**GUEST, "d1": "no", "d2": "yes", "d3": "no"}
    asked |= {each.wording for each, _ in follow(said, book).path}

    assert not any("citizenship" in wording and "country" in wording for wording in asked)


def test_it_says_what_the_officers_tree_says(book):
    from compliance.classification.engine.walking import walk

    tree = book.tree("fundamental_research")
    given = {"f1": True} | {key: value == "yes" for key, value in RESEARCH.items() if key.startswith("f")}

    assert walk(tree, given).ending.outcome == "excluded"
    assert follow(RESEARCH, book).ending.outcome == NO


@pytest.mark.django_db
def test_nothing_is_kept_unless_the_person_says_so(client):
    load_reference()
    client.get(reverse("selfcheck:start"))
    said = [f"{key}={value}" for key, value in PUBLISHED.items()][:-1]

    page = client.post(reverse("selfcheck:question"), {"said": said, "key": "p4", "answer": "no"})

    assert "No. You can go ahead." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Session.objects.count() == Event.objects.count() == ExclusionSession.objects.count() == 0

    client.post(reverse("selfcheck:keep"), {"said": [*said, "p4=no"]})
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_answers_that_do_not_belong_are_ignored_and_bad_ones_refused(client):
    load_reference()
    stray = client.post(reverse("selfcheck:question"), {"said": ["f9=yes", "nonsense", "activity=publish"]})
    none_and_some = client.post(
        reverse("selfcheck:question"), {"said": ["activity=ship"], "key": "triggers", "answer": ["none", "military"]}
    )
    figure = {"said": [f"{key}={value}" for key, value in THING.items()]}
    asked = client.post(reverse("selfcheck:question"), figure).context["way"].asked
    words = client.post(reverse("selfcheck:question"), {**figure, "key": asked.key, "answer": "many"})

    assert "Question 2 of at most 10" in stray.content.decode()
    assert "None of these" in none_and_some.content.decode()
    assert words.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("said", [PUBLISHED, RESEARCH, {**THING, "physical_qubits": "120"}, {**GUEST, "d1": "no"}])
def test_a_case_starts_with_the_answers(client, said):
    load_reference()
    researcher = make_user()
    client.force_login(researcher)
    client.post(reverse("selfcheck:keep"), {"said": [f"{key}={value}" for key, value in said.items()]})

    page = client.get(reverse("selfcheck:case"))
    client.post(reverse("selfcheck:case"), {"title": "What I checked"})

    case = Case.objects.get()
    assert "What do you want to do?" in page.content.decode()
    assert case.applicant == researcher
    assert case.activity == said["activity"]
    asks_for_use = said["activity"] != "publish"
    assert case.answers.filter(question="military", value="no").exists() is asks_for_use
    assert client.get(reverse("selfcheck:case")).status_code == 409  # forgotten
    if "f4" in said:
        session = ExclusionSession.objects.get()
        assert session.outcome == "excluded"
        assert {each.node for each in session.answers.counting()} == {f"f{n}" for n in (1, 2, 3, 4, 7, 9, 10, 11)}


@pytest.mark.django_db
def test_whoever_opens_no_cases_starts_none(book):
    from portal.accounts.roles import Overseer

    load_reference()
    with pytest.raises(Denied):
        actions.start_case("No", said=PUBLISHED, book=book, actor=make_user(Overseer), at=NOW)
    with pytest.raises(Invalid):
        actions.start_case("No", said={}, book=book, actor=make_user(), at=NOW)
