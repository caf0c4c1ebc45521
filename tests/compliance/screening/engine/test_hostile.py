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
    "Public Joint Stock Company Vellomark",
    "Far East Gossamer Trading Company, Inc.",
    "G Y R Quillonaria, S. de R.L. de C.V.",
    "C.M.V. Larkspur S.A.S.",
    "OSTRAVIC AL DIN, Brackenfell",
    "D.J. ASSOCIATES",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    listed = (Listed(str(number), "own", str(number), (ListedName(name),)) for number, name in enumerate(NAMES))
    return engine.build(listed, tmp_path_factory.mktemp("index"))


def test_hundreds_of_hostile_names(index):
    found = fuzz.run(index, [name for name in NAMES if name.isascii()], 200)
    assert found.examples >= 170
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
        # torn: the first word, or two, put at the end
        "Joint Stock Company Vellomark Public",
        "Stock Company Vellomark Public Joint",
        "East Gossamer Trading Company, Inc. Far",
        "Y R Quillonaria, S. de R.L. de C.V. G",
        "R Quillonaria, S. de R.L. de C.V. G Y",
        "Larkspur S.A.S. C.M.V.",
        "AL DIN, Brackenfell OSTRAVIC",
        "DIN, Brackenfell OSTRAVIC AL",
        "associates d.j.",
        # two disguises, one over the other
        "\u202ecilbuP kramolleV ynapmoC kcotS tnioJ\u202c",
        "\u202e>tpircs<cilbuP kramolleV ynapmoC kcotS tnioJ\u202c",
        "Рublіс Јоіnt Ѕtосk Соmраnу Vеllоmаrk<script>",
        "АЅЅОСІАТЕЅ D.J.",
    ],
)
def test_listed_name_in_disguise_is_found(index, text):
    assert not engine.search(index, Query(text)).clear


def test_expression_torn_in_two_is_said_to_be_put_together(index):
    [best, *_] = engine.search(index, Query("Joint Stock Company Vellomark Public")).candidates
    assert (best.listed_name, best.band) == ("Public Joint Stock Company Vellomark", "strong")
    assert any("put before the beginning" in note for note in best.explanation.notes)


@pytest.mark.parametrize("text", ["", " ", "\u200b\u202e", "ע\u2061ע", "👻👻", "& & &", "(╯°□°）╯", "---", "\x00"])
def test_name_in_which_nothing_can_be_read_is_never_clear(index, text):
    result = engine.search(index, Query(text))
    assert (result.searchable, result.clear) == (False, False)
    assert "Nothing in" in result.reason


def test_name_of_ten_thousand_letters_is_never_clear(index):
    result = engine.search(index, Query("Quiet Meadow " * 770))
    assert (result.searchable, result.clear) == (False, False)
    assert "too long" in result.reason
