"""
The watch on real lists with the database: an update of 39 names, and everything, against many parties.

The update is OFAC's edition of 3 May 2024; the edition before it is the same without its 39 newest entries. Nine of ten
of OFAC's updates of three years change no more names than that. Parties are written straight into the tables, since
making them one by one is not what is measured.
"""

import contextlib
import csv
import gzip
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import measure
from bench.screening import lists, population

UPDATE = 39
NEWLY_LISTED = 10  # of our parties are among them
BATCH = 5_000
NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
EDITION = "sdn_2024-05-03_a5ec3c5.csv.gz"


def main(parties: int, *, full: bool) -> list[tuple[str, float, float]]:
    """Return what was measured with the wall and processor seconds it took; fail where delta and full differ."""
    with site(), measure.fresh_database(), TemporaryDirectory() as folder:
        from compliance.screening import actions, census

        newest = _import_lists(Path(folder))
        _add_parties(parties, newest)
        measured = []
        if full:
            measured.append(("everything, the first time", *_timed(lambda: actions.rescreen_all(actor=None, at=NOW))))
        measured.append((f"index of {parties:,} parties, built", *_timed(census.rebuild)))
        later = NOW + timedelta(hours=1)
        files = [lists.SDN_HISTORY / EDITION, _no_aliases(Path(folder))]
        update = lambda: actions.import_list("us-ofac-sdn", files, actor=None, at=later)  # noqa: E731
        measured.append(("the edition, read, judged, indexed, put in force", *_timed(update)))
        sweeps: list[Any] = []
        sweep = lambda: sweeps.append(actions.rescreen(actor=None, at=later))  # noqa: E731
        measured.append((f"delta of {UPDATE} entries", *_timed(sweep)))
        _check(sweeps[0], parties, full=full, at=later)
    return measured


def _check(sweep: Any, parties: int, *, full: bool, at: datetime) -> None:
    """Fail unless the delta went over every party and every new entry, and equals a full run."""
    from compliance.screening import actions

    assert (sweep.parties, sweep.names) == (parties, UPDATE), (sweep.parties, sweep.names)
    assert sweep.new_hits >= NEWLY_LISTED, sweep.new_hits
    print(f"The delta brought up {sweep.new_hits} hits.")
    if full:
        again = actions.rescreen_all(actor=None, at=at)
        assert (again.missed, again.surplus) == (0, 0), (again.missed, again.surplus)
        print(f"A full run over {again.parties:,} parties found the same: 0 missed, 0 surplus.")


@contextlib.contextmanager
def site() -> Iterator[None]:
    """Keep everything that screening writes to disk in a folder of its own."""
    with TemporaryDirectory(prefix="fairlead-bench-") as folder:
        before = os.environ.get("FAIRLEAD_HOME")
        os.environ["FAIRLEAD_HOME"] = folder
        try:
            yield
        finally:
            os.environ.pop("FAIRLEAD_HOME")
            if before is not None:
                os.environ["FAIRLEAD_HOME"] = before


def _import_lists(folder: Path) -> list[str]:
    """Put the lists in force, OFAC's without its newest entries; return the names of these."""
    from compliance.screening import actions

    lines = gzip.decompress((lists.SDN_HISTORY / EDITION).read_bytes()).splitlines(keepends=True)
    rows = [line for line in lines if line[:1].isdigit()]
    newest = set(sorted(rows, key=lambda line: int(line.partition(b",")[0]))[-UPDATE:])
    before = folder / "sdn.csv"
    before.write_bytes(b"".join(line for line in lines if line not in newest))
    ofac = [before, _no_aliases(folder)]
    for code, files in (("us-csl", [lists.CSL]), ("un", [lists.UN]), ("us-ofac-sdn", ofac)):
        version = actions.import_list(code, files, actor=None, at=NOW)
        assert version.state == "in_force", version.problem
    return [next(csv.reader([line.decode("latin-1")]))[1].strip() for line in sorted(newest)]


def _no_aliases(folder: Path) -> Path:
    """Write OFAC's file of aliases, as an edition is incomplete without; the history has the main files alone."""
    path = folder / "alt.csv"
    path.write_bytes(b'0,0,"aka","NOBODY IN THE MAIN FILE",-0- \r\n\x1a')
    return path


def _add_parties(count: int, newest: list[str]) -> None:
    from compliance.parties.evidence import Evidence
    from compliance.parties.models import Party
    from compliance.screening.basis import basis_of, footing
    from compliance.screening.models import Standing

    basis = basis_of(footing(NOW), at=NOW)
    theirs = [(name, "unknown") for name in newest[:: len(newest) // NEWLY_LISTED]][:NEWLY_LISTED]
    stream = chain(theirs, population.names(count - len(theirs)))
    while part := list(islice(stream, BATCH)):
        rows = [
            Party(
                name=name,
                kind=kind,
                fingerprint=Evidence(name=name, kind=kind).fingerprint(),
                registered_at=NOW - timedelta(days=1),
                changed_at=NOW - timedelta(days=1),
            )
            for name, kind in part
        ]
        made = Party.objects.bulk_create(rows)
        Standing.objects.bulk_create(
            Standing(party=party, basis=basis, fingerprint=party.fingerprint, screened_at=NOW) for party in made
        )


def _timed(call: Any) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - processor
