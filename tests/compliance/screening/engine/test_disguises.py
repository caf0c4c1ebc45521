"""Signs of HTML, look-alike letters of any script and digits for letters hide no listed name, and nothing else."""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Listed, ListedName, Query, disguises

NAMES = [
    "Zephyrine Cryogenic Works",
    "Harbin Institute of Technology",
    "MAHAN AIR",
    "Rosneft Trading",
    "USMANOV, Alisher",
    "Quillon Metal 3000",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    listed = (Listed(str(number), "own", str(number), (ListedName(name),)) for number, name in enumerate(NAMES))
    return engine.build(listed, tmp_path_factory.mktemp("index"))


def best(index, text):
    [first, *_] = engine.search(index, Query(text)).candidates
    return first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbin Institute of Technology&nbsp;", "Harbin Institute of Technology"),
        ("Zephyrine&#32;Cryogenic&#x20;Works", "Zephyrine Cryogenic Works"),
        ("&#90;ephyrine Cryogenic W&ocirc;rks", "Zephyrine Cryogenic Works"),
        ("Mahan&amp;nbsp;Air", "MAHAN AIR"),  # escaped twice
        ("&lt;b&gt;Mahan&lt;/b&gt; Air", "MAHAN AIR"),  # markup, escaped
    ],
)
def test_signs_of_html_are_read(index, text, name):
    assert (best(index, text).listed_name, best(index, text).score) == (name, 1.0)


@pytest.mark.parametrize("text", ["Smith & Sons", "AT&T", "R&D; more", "&;", "&#;", "&#99999999;", "a &notasign b"])
def test_sign_that_is_none_makes_no_version(text):
    assert list(disguises.versions(text)) == [text]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zephyrine Cryogenic Wɑrks", "Zephyrine Cryogenic Works"),  # Latin alpha
        ("hаrbiո iոstitսte օf tecհոօlօցy", "Harbin Institute of Technology"),  # Armenian
        ("ᎷᎪᎻᎪN ᎪIᎡ", "MAHAN AIR"),  # Cherokee
        ("ꮇꭺꮋꭺn ꭺiꭱ", "MAHAN AIR"),  # Cherokee, small
        ("ꓜꓰꓑꓧꓬꓣꓲꓠꓰ ꓚꓣꓬꓳꓖꓰꓠꓲꓚ ꓪꓳꓣꓗꓢ", "Zephyrine Cryogenic Works"),  # Lisu, no letter of another script
        ("ʀᴏꜱɴᴇꜰᴛ ᴛʀᴀᴅɪɴɢ", "Rosneft Trading"),  # small capitals
        ("ᖇOSNEᖴT TᖇᗩᗪING", "Rosneft Trading"),  # Canadian syllabics
        ("ⲢⲞSNEFT ТRADING", "Rosneft Trading"),  # Coptic and Cyrillic
        ("MΑHАN АIR", "MAHAN AIR"),  # Greek and Cyrillic
        ("MⱭHⱭՈ ⱭIᎡ", "MAHAN AIR"),  # capitals of letters whose small forms look alike
        ("Маhаn&nbsр;Аir", "MAHAN AIR"),  # the sign of HTML is in disguise as well
    ],
)
def test_letters_are_read_as_they_look_in_any_script(index, text, name):
    assert best(index, text).listed_name == name
    assert best(index, text).score > 0.85


@pytest.mark.parametrize("text", ["Ազատ Մարտիրոսյան", "Ольга Петрова", "Γιώργος Παπαδόπουλος", "Əliyev İlham", "Łódź"])
def test_name_in_its_own_script_is_not_taken_for_another(text):
    assert disguises.LOOKS not in disguises.versions(text).values()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harb1n Inst1tute of Techn0l0gy", "Harbin Institute of Technology"),
        ("R0SN3FT TRAD1NG", "Rosneft Trading"),
        ("M4HAN A1R", "MAHAN AIR"),
        ("AL1SHER USMAN0V", "USMANOV, Alisher"),
        ("Zephyr1ne Cry0gen1c W0rk5", "Zephyrine Cryogenic Works"),
        ("Qui11on Metal 3000", "Quillon Metal 3000"),  # the digit one as l
        ("Ro$neft Tr@ding", "Rosneft Trading"),
        ("R0&#83;neft &#84;rading", "Rosneft Trading"),  # two disguises
    ],
)
def test_digits_within_words_are_read_as_letters(index, text, name):
    assert best(index, text).listed_name == name
    assert best(index, text).score > 0.85


@pytest.mark.parametrize(
    "text",
    [
        "Unit 61398",
        "3M",
        "No. 7 institute",
        "A320 parts",
        "AK47",
        "5G",
        "MI17",
        "T72B",
        "S300V",
        "Factory No. 10",
        "H1N1",
    ],
)
def test_designation_stays_as_it_is(text):
    assert list(disguises.versions(text)) == [text]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("R0sneft Trad1ng", "Rosneft Trading"),
        ("Har81n Inst1tute 0f Techn010gy", "Harbin Institute of Technology"),
        ("Qu1ll0n Meta1 3000", "Quillon Metal 3000"),  # a digit at the end of a word
        ("\u202e1ateM n0lliuQ 0003\u202c", "Quillon Metal 3000"),  # turned round as well
    ],
)
def test_one_word_gives_the_digits_of_the_others_away(index, text, name):
    assert best(index, text).listed_name == name
    assert best(index, text).score > 0.85
