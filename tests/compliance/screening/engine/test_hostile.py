"""Hostile names: nothing breaks, nothing takes long, and a listed name in disguise is never clear."""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Listed, ListedName, Query

fuzz = pytest.importorskip("bench.screening.fuzz")
NAMES = [
    "Zephyrine Cryogenic Works",
    "BRACKENFELL, Ostrava Quillon",
    "Umbral Lantern Guild Limited Liability Company",
    "ThistleDownGroup",
    "Федеральный Научный Центр Вымысел",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    listed = (Listed(str(number), "own", str(number), (ListedName(name),)) for number, name in enumerate(NAMES))
    return engine.build(listed, tmp_path_factory.mktemp("index"))


def test_hundreds_of_hostile_names(index):
    found = fuzz.run(index, [name for name in NAMES if name.isascii()], 400)
    assert found.examples >= 350
    assert found.faults == []


@pytest.mark.parametrize(
    "text",
    [
        "Zephyr\u200bine Cryo\u00adgenic Works",
        "Ζерhуrinе Сrуоgеniс Wоrks",
        "\u202eskroW cinegoyrC enirhypeZ\u202c",
        "Zephyrine<b>Cryogenic</b>Works",
        "<Zephyrine Cryogenic Works>",
        "=Zephyrine Cryogenic Works",
        "ZEPHYRINE\x00CRYOGENIC\x07WORKS",
        "Ｚｅｐｈｙｒｉｎｅ　Ｃｒｙｏｇｅｎｉｃ　Ｗｏｒｋｓ",
        "thistledowngroup",
        "THISTLEDOWN GROUP",
    ],
)
def test_listed_name_in_disguise_is_found(index, text):
    assert not engine.search(index, Query(text)).clear


@pytest.mark.parametrize("text", ["", " ", "\u200b\u202e", "👻👻", "& & &", "(╯°□°）╯", "---", "\x00"])
def test_name_in_which_nothing_can_be_read_is_never_clear(index, text):
    result = engine.search(index, Query(text))
    assert (result.searchable, result.clear) == (False, False)
    assert "Nothing in" in result.reason


def test_name_of_ten_thousand_letters_is_never_clear(index):
    result = engine.search(index, Query("Quiet Meadow " * 770))
    assert (result.searchable, result.clear) == (False, False)
    assert "too long" in result.reason
