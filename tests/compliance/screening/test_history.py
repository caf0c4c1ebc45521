"""The watch on OFAC's real history: what the deltas find equals what a full run finds, the empty file included."""

from datetime import timedelta

import pytest

from compliance.screening import actions
from compliance.screening.models import Hit, ListEntry, ListSource
from compliance.screening.parsers import READERS, Report
from tests.factories.parties import make_party
from tests.factories.real_lists import no_aliases, thin_editions

pytestmark = pytest.mark.django_db
EDITIONS = [
    "sdn_2024-04-25_f7f13a7.csv.gz",
    "sdn_2024-05-01_b5f2ab0.csv.gz",
    "sdn_2024-05-04_bbf4929_EMPTY.csv",
    "sdn_2024-05-03_a5ec3c5.csv.gz",
]


def test_deltas_equal_the_full_run_on_real_editions(shared_data, tmp_path, now):
    editions = thin_editions([shared_data / "us_sdn_history" / name for name in EDITIONS], 12, tmp_path)
    actions.import_list("us-ofac-sdn", [editions[0], no_aliases(tmp_path)], actor=None, at=now)
    ListSource.objects.filter(code="us-csl").update(is_in_use=False)
    for number, name in enumerate(_names_of_every_fate(editions[0], editions[-1])):
        party = make_party(name[::-1] if number % 7 == 0 else name, kind="unknown")
        actions.screen_party(party, actor=None, at=now)
    before = Hit.objects.count()

    for day, edition in enumerate(editions[1:], start=1):
        at = now + timedelta(days=day)
        actions.import_list("us-ofac-sdn", [edition, no_aliases(tmp_path)], actor=None, at=at)
        actions.confirm(ListSource.objects.get(code="us-ofac-sdn").current, actor=None, at=at)
        actions.rescreen(actor=None, at=at)
    found = set(Hit.objects.filter(delisted_on=None, gone_on=None).values_list("party", "uid"))
    full = actions.rescreen_all(actor=None, at=at)

    assert (full.missed, full.surplus) == (0, 0)
    assert len(found) > before > 0
    assert Hit.objects.exclude(delisted_on=None).exists()
    assert set(Hit.objects.filter(delisted_on=None, gone_on=None).values_list("party", "uid")) == found


def _names_of_every_fate(earliest, latest):
    """Return names that stay, that come later and that go, from the first and the last edition."""
    first = {entry.uid: entry.name for entry in READERS["us-ofac-sdn"]([earliest], Report())}
    last = {entry.uid: entry.name for entry in READERS["us-ofac-sdn"]([latest], Report())}
    assert ListEntry.objects.count() == len(first)
    come = [last[uid] for uid in sorted(last.keys() - first.keys())][:24]
    gone = [first[uid] for uid in sorted(first.keys() - last.keys())][:10]
    stay = [first[uid] for uid in sorted(first.keys() & last.keys())][:: len(first) // 14]
    return [*come, *gone, *stay]
