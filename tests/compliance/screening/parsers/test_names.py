"""Names and dates as publishers write them."""

import pytest

from compliance.screening.parsers.names import birth_date_of, kind_of, spoken, tidy


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Zephyrine Works", ["Zephyrine Works"]),
        ("Zephyrine (Quillon) Electronic Co., Ltd.,", ["Zephyrine (Quillon) Electronic Co., Ltd."]),
        ("Resort Larkspur (f.k.a., Larkspur Baths)", ["Resort Larkspur", "Larkspur Baths"]),
        ("Cory (a.k.a Jason Cory Wilde) Wilde", ["Cory Wilde", "Jason Cory Wilde"]),
        ("Umbral Ltd., a.k.a. Umbra Company (Quillon)", ["Umbral Ltd.", "Umbra Company (Quillon)"]),
        (
            "Umbral [aka Gossamer, aka Thistle] (Xy Entity), and its sub-units and successors",
            ["Umbral", "Gossamer", "Thistle"],
        ),
        ("Umbral; a.k.a. Gossamer; a.k.a. Thistle", ["Umbral", "Gossamer", "Thistle"]),
        ("Umbral Forces (aka UF); and any successor, sub-unit, or subsidiary thereof", ["Umbral Forces", "UF"]),
        ("Umbral, a.k.a., the following two aliases: -Gossamer; and -Thistle", ["Umbral", "Gossamer", "Thistle"]),
        ("Ch'oe (a.k.a Choe) (DPRK individual)", ["Ch'oe", "Choe"]),
        ("AKA Ltd", ["AKA Ltd"]),
        ("Nakagawa Fka", ["Nakagawa Fka"]),
    ],
)
def test_spoken_names_are_taken_apart(written, names):
    assert [name.text for name in spoken(written, role="primary")] == names


def test_former_names_say_so():
    assert [name.role for name in spoken("Umbral (f.k.a. Gossamer)", role="primary")] == ["primary", "former"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("31 Aug 1960", "1960-08-31"),
        ("Mar 1955", "1955-03"),
        ("1962", "1962"),
        ("circa 1955", "~1955"),
        ("1955 to 1957", "1955/1957"),
        ("01 Jan 1960 to 31 Dec 1961", "1960/1961"),
        ("13/02/1970", "1970-02-13"),
        ("dd/mm/1970", "1970"),
        ("00/00/1970", "1970"),
        ("in childhood", "in childhood"),
    ],
)
def test_birth_dates_come_in_one_form(text, date):
    assert birth_date_of(text) == date


def test_kind_is_what_the_publisher_says_or_what_a_company_word_shows():
    assert kind_of("Individual", "Umbral Ltd") == "person"
    assert kind_of("", "Umbral Research Institute") == "organisation"
    assert kind_of("", "Ada Quillon") == "unknown"


def test_tidy_takes_what_does_not_belong_to_a_name():
    assert tidy("and  Umbral\xff Co., Ltd.,") == "Umbral Co., Ltd."
