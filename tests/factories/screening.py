"""Make list files in the publishers' layouts, import them, and bring parties and hits into their states."""

import csv
import itertools
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from compliance.parties.models import Party
from compliance.screening import actions
from compliance.screening.models import Hit, ListVersion
from compliance.screening.parsers.us_csl import STANDING
from tests.factories.parties import make_party
from tests.factories.replay import replayed

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
SOURCES = {
    "SDN": "Specially Designated Nationals (SDN) - Treasury Department",
    "EL": "Entity List (EL) - Bureau of Industry and Security",
    "DPL": "Denied Persons List (DPL) - Bureau of Industry and Security",
    "UVL": "Unverified List (UVL) - Bureau of Industry and Security",
    "MEU": "Military End User (MEU) List - Bureau of Industry and Security",
    "DTC": "ITAR Debarred (DTC) - State Department",
    "ISN": "Nonproliferation Sanctions (ISN) - State Department",
    "SSI": "Sectoral Sanctions Identifications List (SSI) - Treasury Department",
    "CMIC": "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department",
}
COLUMNS = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids"
)
CSL_COLUMNS = COLUMNS.split(",")
LISTED = "Zephyrine Cryogenic Works"
_numbers = itertools.count(1)


def csl_row(name: str, *, uid: str = "", sublist: str = "EL", **given: str) -> dict[str, str]:
    """Return one row of the Consolidated Screening List."""
    uid = uid or f"fiction{next(_numbers):05d}"
    return {"_id": uid, "source": SOURCES[sublist], "name": name, **given}


def fill(count: int, *, sublist: str = "SDN") -> list[dict[str, str]]:
    """Return rows of invented companies that resemble nobody."""
    words = ("Umbral", "Gossamer", "Thistledown", "Quillon", "Brackenfell", "Ostrava", "Wychwood", "Larkspur")
    return [
        csl_row(
            f"{words[number % 8]} {words[number // 8 % 8]} Lantern Guild {number:04d}",
            uid=f"fill{sublist}{number:05d}",
            sublist=sublist,
            type="Entity",
        )
        for number in range(count)
    ]


def whole(rows: list[dict[str, str]], *, without: str = "") -> list[dict[str, str]]:
    """Return the rows, and one invented company of each list that every edition has and that none of them is on."""
    there = {row["source"] for row in rows}
    lacking = sorted(code for code in STANDING if SOURCES[code] not in there and code != without)
    return [*rows, *(csl_row(f"Vexillum Orrery {code}", uid=f"standing{code}", sublist=code) for code in lacking)]


def write_csl(path: Path, rows: list[dict[str, str]], *, columns: list[str] | None = None) -> Path:
    """Write rows in the official layout with 29 columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or CSL_COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_csl(folder: Path, rows: list[dict[str, str]], *, at: datetime = NOW, actor=None) -> ListVersion:
    """Import rows, and what makes them a whole edition, as an edition of the Consolidated Screening List."""
    path = write_csl(folder / f"consolidated-{next(_numbers)}.csv", whole(rows))
    return actions.import_list("us-csl", [path], actor=actor, at=at)


def import_small_list(folder: Path, *names: str, at: datetime = NOW) -> ListVersion:
    """Put a list of forty invented companies in force, with these names (or one known as LISTED) among them."""
    special = [csl_row(name, uid=f"special{number}") for number, name in enumerate(names or (LISTED,))]
    return import_csl(folder, [*special, *fill(40)], at=at)


@replayed
def have_small_list(*, at: datetime = NOW) -> ListVersion:
    """Put the same list in force from the portal's own folder."""
    return import_small_list(Path(settings.VAR_DIR), at=at)


def make_hit(name: str = LISTED, *, at: datetime = NOW, **given) -> Hit:
    """Screen a party of this name against the lists in force and return its first hit."""
    party: Party = make_party(name, at=at, **given)
    actions.screen_party(party, actor=None, at=at)
    return party.hits.order_by("-adjusted")[0]
