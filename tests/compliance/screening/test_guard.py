"""What the guard lets pass and what it stops."""

from collections import Counter
from datetime import date

import pytest

from compliance.screening.guard import Tally, findings
from compliance.screening.letters import is_garbled
from compliance.screening.parsers import Entry, Name, Report


def tally(**sublists) -> Tally:
    return Tally(entries=sum(sublists.values()), names=2 * sum(sublists.values()), sublists=Counter(sublists))


def test_same_size_passes():
    assert findings(tally(SDN=1000, EL=100), tally(SDN=1000, EL=100)) == []


def test_first_edition_passes_whatever_its_size():
    assert findings(tally(SDN=1), None) == []


def test_five_percent_passes_and_a_little_more_does_not():
    assert findings(tally(SDN=950), tally(SDN=1000)) == []
    assert findings(tally(SDN=949), tally(SDN=1000))[0].startswith(
        "It has 949 entries; the edition in force has 1,000."
    )


def test_half_as_long_is_stopped():
    assert "50% fewer" in findings(tally(SDN=500), tally(SDN=1000))[0]


def test_nothing_is_stopped():
    assert findings(Tally(), None) == ["The file holds no entry."]


def test_missing_list_is_named_even_where_the_total_hardly_falls():
    assert findings(tally(SDN=1000), tally(SDN=1000, CAP=3)) == [
        "The list “CAP” is missing; the edition in force has 3 entries of it."
    ]


def test_list_that_falls_within_a_larger_one_is_named():
    assert findings(tally(SDN=10_000, EL=80), tally(SDN=10_000, EL=100)) == [
        "The list “EL” has 80 entries instead of 100, 20% fewer."
    ]


@pytest.mark.parametrize(("left", "had", "share"), [(11, 12, "8%"), (9, 10, "10%"), (18, 19, "5%")])
def test_small_list_may_lose_no_larger_share_than_any_other(left, had, share):
    assert findings(tally(SDN=10_000, CAP=left), tally(SDN=10_000, CAP=had)) == [
        f"The list “CAP” has {left} entries instead of {had}, {share} fewer."
    ]


def test_one_removal_from_twenty_passes():
    assert findings(tally(SDN=10_000, CAP=19), tally(SDN=10_000, CAP=20)) == []


def test_first_edition_without_a_list_that_always_stood_is_stopped():
    report = Report(expected_sublists=frozenset({"SDN", "EL", "DPL"}))
    assert findings(tally(SDN=10, EL=1, DPL=1), None, report) == []
    assert findings(tally(SDN=10, EL=1), None, report) == [
        "It lacks the list “DPL”, which every edition has had for years. Fetch the whole file from the publisher."
    ]
    assert findings(tally(SDN=10), None, report)[0].startswith("It lacks the lists DPL, EL, which")


def test_later_edition_is_measured_by_the_one_that_a_person_accepted():
    report = Report(expected_sublists=frozenset({"SDN", "EL"}))
    assert findings(tally(SDN=10), tally(SDN=10), report) == []


def test_what_the_reader_doubts_is_a_reason_of_its_own():
    assert findings(tally(SDN=10), tally(SDN=10), Report(doubts=["Half of it."])) == ["Half of it."]


def test_lost_names_are_noticed_where_entries_are_not():
    now, before = tally(SDN=1000), tally(SDN=1000)
    now.names = 1500
    assert findings(now, before) == ["It has 1,500 names; the edition in force has 2,000. That is 25% fewer."]


def test_older_edition_is_stopped():
    now, before = tally(SDN=10), tally(SDN=10)
    now.source_date, before.source_date = date(2026, 2, 27), date(2026, 3, 5)
    assert findings(now, before) == ["It is dated 27 February 2026; the edition in force is of 05 March 2026."]


# -- Letters -----------------------------------------------------------------------------------------------------------

PLAIN = tuple(f"Umbral {number}" for number in range(30_000))
ACCENTED = (
    "Zéphyrine Ñandú",
    "Ünal Çelik",
    "Đorđe Šćepanović",
    "Åke Ästrand",
    "Ângela Êça",
    "Xi’an Vellum",
    "José Núñez",
    "صدام",
    "Ломоносов",
    "黃玉美",
)


def named(*names) -> Tally:
    counted = Tally()
    for number, text in enumerate(names):
        counted.add(Entry(uid=str(number), sublist="X", kind="unknown", names=(Name(text),)))
    return counted


def garbled(text, encoding="cp1252"):
    """Return what becomes of UTF-8 that is read in another encoding; bytes that it lacks become themselves."""
    told = (bytes([byte]) for byte in text.encode())
    return "".join(byte.decode(encoding, "ignore") or byte.decode("latin-1") for byte in told)


def questioned(text):
    return "".join(letter if letter.isascii() else "?" for letter in text)


def test_real_names_with_accents_are_no_damage():
    assert findings(named(*ACCENTED), None) == []
    assert findings(named(*ACCENTED), named(*ACCENTED)) == []


@pytest.mark.parametrize("text", ACCENTED)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_any_letter_read_in_the_wrong_encoding_is_recognised(text, encoding):
    assert is_garbled(garbled(text, encoding))
    assert not is_garbled(text)


def test_few_garbled_names_in_a_long_list_are_noticed_though_they_are_no_share_of_it():
    now = named(*map(garbled, ACCENTED), *PLAIN)
    said = "10 names have letters that were read in the wrong encoding on their way here, for example “ZÃ©phyrine"
    assert findings(now, None)[0].startswith(said)
    assert findings(now, named(*ACCENTED, *PLAIN))[0].startswith(said)


def test_single_garbled_name_is_noticed_where_it_takes_the_place_of_a_sound_one():
    assert findings(named("Zéphyrine", *PLAIN[:20]), named("Zéphyrine", *PLAIN[:20])) == []
    [said] = findings(named(garbled("Zéphyrine"), *PLAIN[:20]), named("Zéphyrine", *PLAIN[:20]))
    assert said.startswith("One name has letters that were read in the wrong encoding")


def test_question_marks_in_place_of_letters_are_noticed():
    now = named(*map(questioned, ACCENTED), *PLAIN)
    said = "10 names have a question mark where a letter was lost on its way here, for example “Z?phyrine ?and?”."
    assert findings(now, None) == [said]
    assert findings(now, named(*ACCENTED, *PLAIN)) == [said]


def test_names_that_lost_their_letters_without_a_trace_are_noticed():
    bare = (text.encode("ascii", "ignore").decode() or "x" for text in ACCENTED)
    assert findings(named(*bare, *PLAIN), named(*ACCENTED, *PLAIN)) == [
        "0 of its names have letters beyond A to Z; in the edition in force 10 have. "
        "Such letters were lost on the way here."
    ]


def test_odd_names_that_stood_in_the_edition_in_force_are_no_news():
    names = (*map(garbled, ACCENTED), *map(questioned, ACCENTED), *ACCENTED)
    assert findings(named(*names, "Who? Ltd"), named(*names)) == []


# -- Keys --------------------------------------------------------------------------------------------------------------


def test_publisher_who_numbers_everything_anew_is_stopped():
    now, before = named(*PLAIN[:100]), named(*PLAIN[:100])
    before.keys = {f"old{key}" for key in before.keys}
    assert findings(now, before)[0].startswith(
        "Of the 100 keys that entries have in the edition in force, 0 are left. Decisions about hits are bound"
    )


def test_half_of_the_keys_may_go_where_as_many_come():
    now, before = named(*PLAIN[:100]), named(*PLAIN[:100])
    before.keys = {str(number) for number in range(50, 150)}
    assert findings(now, before) == []
