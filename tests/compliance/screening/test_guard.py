"""What the guard lets pass and what it stops."""

from collections import Counter
from datetime import date

from compliance.screening.guard import Tally, findings
from compliance.screening.parsers import Entry, Name


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


def test_one_removal_from_a_small_list_passes():
    assert findings(tally(SDN=10_000, CAP=9), tally(SDN=10_000, CAP=10)) == []


def test_lost_names_are_noticed_where_entries_are_not():
    now, before = tally(SDN=1000), tally(SDN=1000)
    now.names = 1500
    assert findings(now, before) == ["It has 1,500 names; the edition in force has 2,000. That is 25% fewer."]


def test_older_edition_is_stopped():
    now, before = tally(SDN=10), tally(SDN=10)
    now.source_date, before.source_date = date(2026, 2, 27), date(2026, 3, 5)
    assert findings(now, before) == ["It is dated 27 February 2026; the edition in force is of 05 March 2026."]


def test_letters_read_in_the_wrong_encoding_are_noticed():
    now = Tally()
    for number in range(100):
        now.add(
            Entry(uid=str(number), sublist="X", kind="unknown", names=(Name("Zéphyrine".encode().decode("latin-1")),))
        )
    assert "wrong encoding" in findings(now, None)[0]


def test_real_names_with_accents_are_no_damage():
    now = Tally()
    for text in ("Zéphyrine Ñandú", "Ünal Çelik", "Đorđe Šćepanović", "صدام", "Ломоносов"):
        now.add(Entry(uid=text, sublist="X", kind="unknown", names=(Name(text),)))
    assert findings(now, None) == []
