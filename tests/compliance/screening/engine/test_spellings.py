"""People under their initials and under the French spelling of a Russian name are found like under the whole name."""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Listed, ListedName, Query, french, initials
from compliance.screening.engine.normaliser import read

NAMES = [
    "KVASNIKHIN, Yevgeniy Viktorovich",
    "TREGUBSKY, Evgeniy Yuryevich",
    "CHUZHAKOV, Sergey",
    "BEZUGLIN, Alisher",
    "GARCIA Y LOPEZ, Ramon",
]
CLEAR = 0.68  # the review threshold


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    listed = (Listed(str(at), "own", str(at), (ListedName(name),), "person") for at, name in enumerate(NAMES))
    return engine.build(listed, tmp_path_factory.mktemp("index"))


def best(index, text):
    [first, *_] = engine.search(index, Query(text), engine.Settings(minimum=0.3)).candidates
    return first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kvasnikhin Y.V.", NAMES[0]),
        ("Y. V. Kvasnikhin", NAMES[0]),
        ("Kvasnikhin E.V.", NAMES[0]),
        ("E V Kvasnikhin", NAMES[0]),
        ("Y.Y. Tregubsky", NAMES[1]),
        ("E. Y. Tregubsky", NAMES[1]),
        ("Tregubsky, E. Y.", NAMES[1]),
    ],
)
def test_two_initials_that_fit_both_names_count(index, text, name):
    assert (best(index, text).listed_name, best(index, text).score >= CLEAR) == (name, True)


@pytest.mark.parametrize("text", ["Kvasnikhin A.B.", "Kvasnikhin", "Y. Kvasnikhin", "V. M. Kvasnikhin"])
def test_initials_that_do_not_fit_and_a_surname_alone_stay_below(index, text):
    assert all(each.score < CLEAR for each in engine.search(index, Query(text)).candidates)


def test_other_letters_of_initials_are_said(index):
    assert f"Asked name: {initials.OTHER_LETTERS}." in best(index, "Kvasnikhin E.V.").explanation.notes


def test_link_between_two_surnames_is_no_initial(index):
    assert best(index, "Ramon Garcia y Lopez").score == 1.0
    assert len(read("Ramon Garcia y Lopez").ways) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Evgueni Viktorovitch Kvasnikhine", NAMES[0]),
        ("Sergueï Tchoujakov", NAMES[2]),
        ("TCHOUJAKOV Sergueï", NAMES[2]),
        ("Alicher Bezougline", NAMES[3]),
    ],
)
def test_french_spelling_of_a_russian_name_is_read(index, text, name):
    assert best(index, text).listed_name == name
    assert best(index, text).score > 0.85


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Evgueni Prigojine", "evgeni prigozhin"),
        ("Iouri Tchaïkine", "yuri chaikin"),
        ("Nikolaï Joukoff", "nikolai zhukov"),
        ("Jean Charles Dupont", "Jean Charles Dupont"),
        ("Miguel Guerrero", "Miguel Guerrero"),
        ("Chernov, Ivan", "Chernov, Ivan"),
    ],
)
def test_french_spelling_is_told_by_its_signs(text, english):
    assert french.as_english(text) == english


def test_organisations_are_not_read_as_french():
    assert len(read("Tchoujakov Boutique", "organisation").ways) == 1
