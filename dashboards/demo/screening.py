"""What the demo's officers find in screening: hits in every state, a sheet of visitors, an edition set aside."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from compliance.parties.actions import register_party
from compliance.screening import actions
from dashboards.demo.people import People

# Parties that the office was asked about on the telephone, all invented like the sample list. What was decided, if
# anything was: move, reason.
ASKED = (
    ("Zephyrin Cryogenics Works Ltd", "organisation", "AE", ()),
    (
        "Grand Fenwick Academy for Engineering Physics",
        "organisation",
        "NL",
        (("ask", "Which academy wrote to the group? The letterhead names a street that the list does not."),),
    ),
    (
        "Nebulous Trading F.Z.E.",
        "organisation",
        "AE",
        (("propose_clearing", "The seller is a bookshop of that name, founded in 1931; its licence is in the case."),),
    ),
    (
        "Caliban Precision Valves",
        "organisation",
        "ZZ",
        (("confirm_match", "Same name, same street, same managing director as in the notice."),),
    ),
    (
        "Seraphina Moonquakes",
        "person",
        "IE",
        (("clear", "Born thirty years after the listed person; passport seen."),),
    ),
)
VISITORS = (
    ("Quiet Meadow Observatory", "GB"),
    ("Ostravian Institute of Quantum Metrology", "ZZ"),
    ("Harrowgate Polytechnic", "CA"),
    ("Ezekiel Grimblewick", "US"),
    ("???", ""),
    ("Wychwood Lantern Society", "IE"),
    ("Hall of Echoes Electronic", "AE"),
    ("Thistledown Women in Physics", "DE"),
)
SHARE_THAT_CAME = 0.6  # of the edition whose download broke off


def make(people: People, sample: Path, *, until: datetime) -> None:
    """Ask about parties, screen a sheet of visitors, and receive an edition that is too short to be used."""
    at = until - timedelta(days=2, hours=3)
    officer = people.officers[-1]
    for name, kind, country, said in ASKED:
        _ask(name, kind, "" if country == "ZZ" else country, said, officer=officer, at=at)
        at += timedelta(minutes=7)
    with TemporaryDirectory() as folder:
        _screen_visitors(Path(folder) / "Visitors of the summer school.csv", officer=officer, at=at)
        _receive_too_little(Path(folder) / sample.name, sample, at=at + timedelta(hours=1))


def _ask(name: str, kind: str, country: str, said: tuple, *, officer: Any, at: datetime) -> None:
    party = register_party(name, kind=kind, country=country, actor=officer, at=at)
    actions.screen_party(party, actor=officer, at=at)
    hit = party.hits.order_by("-band", "-adjusted").first()
    if hit is None:
        return
    for move, reason in said:
        if move in {"clear", "propose_clearing"}:
            move = "propose_clearing" if hit.is_strong else "clear"
        actions.adjudicate(hit, move, reason=reason, actor=officer, at=at + timedelta(minutes=3))


def _screen_visitors(path: Path, *, officer: Any, at: datetime) -> None:
    path.write_text("Name,Country\n" + "".join(f"{name},{country}\n" for name, country in VISITORS))
    job = actions.take_sheet(path, name=path.name, actor=officer, at=at)
    actions.map_sheet(job, mapping={"name": "Name", "country": "Country"}, actor=officer, at=at)
    actions.work_on(job, at=at + timedelta(minutes=1))


def _receive_too_little(path: Path, sample: Path, *, at: datetime) -> None:
    lines = sample.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: int(len(lines) * SHARE_THAT_CAME)]), encoding="utf-8")
    actions.import_list("us-csl", [path], actor=None, at=at)
