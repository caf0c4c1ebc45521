"""Whoever writes an affiliation instead of a name, or an institution's short form, finds the institution."""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Listed, ListedName, Query, affiliations
from compliance.screening.engine.normaliser import read

NAMES = [
    "Harbin Institute of Technology",
    "National University of Defense Technology (NUDT)",
    "Umbral University",
    "Institute of Cell Physics, Quillon Academy of Sciences",
    "Quillon Academy of Sciences Institute of Marine Radio",
    "Larkspur Cryogenic Systems Co., Ltd.",
    "National Academy of Surveying (STAN)",
]
CLEAR = 0.68  # the review threshold


def listed():
    return [Listed(str(number), "own", str(number), (ListedName(name),)) for number, name in enumerate(NAMES)]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return engine.build(listed(), tmp_path_factory.mktemp("index"))


def found(index, text, kind="unknown"):
    return {each.listed_name: each for each in engine.search(index, Query(text, kind)).candidates}


@pytest.mark.parametrize("kind", ["unknown", "organisation"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbin Institute of Technology, Harbin, China", NAMES[0]),
        ("School of Astronautics, Harbin Institute of Technology", NAMES[0]),
        ("School of Astronautics; Harbin Institute of Technology; Harbin", NAMES[0]),
        ("School of Computer Science, National University of Defense Technology", NAMES[1]),
        ("State Key Laboratory of Rime, College of Ice, Umbral University, Ostrava 400, Czechia", NAMES[2]),
        ("Department of Physics at Umbral University", NAMES[2]),
        ("Faculty of Engineering of the Umbral University", NAMES[2]),
        ("Dept. of Radio Engineering - Umbral University", NAMES[2]),
        ("Institute of Cell Physics, Quillon Academy of Sciences, 12 Ice Street, Ostrava, Czechia", NAMES[3]),
        ("Кафедра физики, Umbral University", NAMES[2]),
        ("Larkspur Cryogenic Systems, Ostrava, Czechia", NAMES[5]),
    ],
)
def test_affiliation_finds_the_institution(index, text, name, kind):
    candidate = found(index, text, kind)[name]
    assert candidate.score >= CLEAR
    assert candidate.band == "review" or candidate.score >= 0.9
    assert f"Asked name: {affiliations.NOTE}." in candidate.explanation.notes


def test_institute_of_an_academy_is_not_every_institute_of_it(index):
    assert all(each.score < CLEAR for each in found(index, "Institute of Botany, Quillon Academy of Sciences").values())


def test_unit_is_not_read_by_itself_beside_its_institution():
    parts = list(affiliations.of("Institute of Cell Physics, Hochschule Quillon, Ostrava", "unknown"))
    assert "Hochschule Quillon" in parts
    assert "Institute of Cell Physics" not in parts


@pytest.mark.parametrize("text", ["Quillon Academy of Sciences", "Cell Physics Institute"])
def test_part_of_a_listed_name_is_not_what_is_found(index, text):
    candidates = found(index, text).values()
    assert all(f"Listed name: {affiliations.NOTE}." not in each.explanation.notes for each in candidates)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MUELLER, Hans Peter", "unknown"),
        ("School of Law, Umbral University", "person"),
        ("Umbral University", "unknown"),
        ("Larkspur Systems Co., Ltd.", "organisation"),  # a legal form is no other part
        ("Zurich, Switzerland", "unknown"),
    ],
)
def test_line_without_parts_has_none(text, kind):
    assert not any(way.part for way in read(text, kind).ways)


def test_changed_entries_find_affiliations_of_parties_as_a_full_run_does(tmp_path):
    texts = ["School of Ice, Umbral University, Ostrava", "Umbral University", "Institute of Rime, Quillon Academy"]
    parties = engine.build(
        (Listed(text, "own", text, (ListedName(text),)) for text in texts),
        tmp_path / "parties",
    )
    lists = engine.build(listed(), tmp_path / "lists")
    delta = {(hit.party_key, hit.candidate.key, hit.candidate.score) for hit in engine.reverse(parties, listed())}
    full = {
        (text, each.key, each.score) for text in texts for each in engine.search(lists, Query(text, id=text)).candidates
    }
    assert delta == full
    assert {(texts[0], "2"), (texts[1], "2")} <= {(party, key) for party, key, _ in delta}


def test_short_form_in_brackets_finds_the_name_it_stands_beside(index):
    candidate = found(index, "NUDT")[NAMES[1]]
    assert (candidate.band, candidate.score >= CLEAR) == ("review", True)
    assert all(each.score < CLEAR for each in found(index, "NUDS").values())


def test_short_form_that_is_a_given_name_too_finds_nobody_by_itself(index):
    assert all(each.score < CLEAR for each in found(index, "Stan").values())
