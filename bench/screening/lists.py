"""Read the shared lists into the engine's types, and the evaluation sets beside them. For measurements only."""

import csv
import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from defusedxml.ElementTree import iterparse

from compliance.screening.engine import Listed, ListedName

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("FAIRLEAD_SHARED_DATA", ROOT.parent / "shared" / "data"))
CSL = DATA / "us_csl" / "consolidated_2026-07-31.json.gz"
CSL_WITHOUT_ALIASES = DATA / "us_csl" / "consolidated_2026-07-31_without_dev_aliases.json.gz"
UN = DATA / "un" / "UN_consolidated_2026-02-27.xml.gz"
SDN_HISTORY = DATA / "us_sdn_history"

_KINDS = {"Individual": "person", "Entity": "organisation", "Vessel": "vessel", "Aircraft": "aircraft"}


@dataclass(frozen=True)
class Case:
    """One row of an evaluation set: what is asked, and which entries would be right."""

    query: str
    accept: frozenset[str]
    kind: str
    source: str


def consolidated(path: Path = CSL_WITHOUT_ALIASES) -> Iterator[Listed]:
    """Yield the entries of the US Consolidated Screening List; key csl<row>."""
    with gzip.open(path) as stream:
        rows = json.load(stream)["results"]
    for number, row in enumerate(rows):
        names = [ListedName(row["name"])] + [ListedName(text, kind="aka") for text in row["alt_names"] or []]
        countries = tuple(dict.fromkeys(each["country"] for each in row["addresses"] or [] if each.get("country")))
        yield Listed(
            key=f"csl{number}",
            list="us-csl/" + row["source"].partition("(")[2].partition(")")[0],
            uid=row["id"],
            names=tuple(names),
            kind=_KINDS.get(row["type"] or "", "unknown"),
            countries=countries,
        )


def united_nations(path: Path = UN) -> Iterator[Listed]:
    """Yield the entries of the United Nations list; key un<DATAID>. Other scripts stay out: they are asked."""
    with gzip.open(path) as stream:
        for _, node in iterparse(stream):
            if node.tag in ("INDIVIDUAL", "ENTITY"):
                yield _un_entry(node)
                node.clear()


def _un_entry(node) -> Listed:
    parts = [(node.findtext(f"{place}_NAME") or "").strip() for place in ("FIRST", "SECOND", "THIRD", "FOURTH")]
    names = [ListedName(" ".join(part for part in parts if part))]
    for alias in node.findall(f"{node.tag}_ALIAS"):
        text = (alias.findtext("ALIAS_NAME") or "").strip()
        if text:
            weak = (alias.findtext("QUALITY") or "") == "Low"
            names.append(ListedName(text, "weak" if weak else "strong", "aka"))
    uid = node.findtext("DATAID")
    return Listed(f"un{uid}", "un", uid, tuple(names), "person" if node.tag == "INDIVIDUAL" else "organisation")


def sdn(path: Path) -> Iterator[Listed]:
    """Yield the entries of one edition of sdn.csv; key sdn<ent_num>."""
    kinds = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="latin-1", newline="") as stream:
        for row in csv.reader(stream):
            if len(row) > 2:
                kind = kinds.get(row[2].strip(), "organisation")
                yield Listed(f"sdn{row[0].strip()}", "us-ofac/SDN", row[0].strip(), (ListedName(row[1].strip()),), kind)


def cases(name: str) -> list[Case]:
    """Return an evaluation set."""
    with (DATA / "eval" / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Case(row["query"], frozenset(row["accept_ids"].split("|")) - {""}, row["kind"], row["source"])
            for row in rows
        ]


def pairs() -> list[tuple[str, str, bool]]:
    """Return the labelled pairs: two names, and whether they are said to be one party's."""
    with (DATA / "eval" / "pairs.tsv").open(encoding="utf-8", newline="") as stream:
        return [
            (row["name1"], row["name2"], row["is_match"] == "true") for row in csv.DictReader(stream, delimiter="\t")
        ]
