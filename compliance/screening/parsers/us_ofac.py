"""
OFAC's delimited files: SDN (sdn, alt, add, sdn_comments) and non-SDN (cons_prim, cons_alt, cons_add, cons_comments).

No header, Latin-1, “-0-” for nothing, ends with the byte 0x1A. Which file is
which is told by its number of columns, so names do not matter. Weak aliases
stand only as a.k.a. 'NAME' in the remarks, which go on in the comments file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from compliance.screening.parsers import names, texts
from compliance.screening.parsers.countries import code_of, codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import (
    ALIAS,
    FORMER,
    PRIMARY,
    WEAK,
    Entry,
    Identifier,
    Name,
    Report,
    distinct,
)

COMMENTS, ALIASES, ADDRESSES, MAIN = 2, 5, 6, 12
END = "\x1a"
# An apostrophe may stand inside the name, so the end is the quote before the next remark.
QUOTED = re.compile(r"\b([afn])\.k\.a\. '(.+?)'(?=\s*(?:;|\.?\s*$))")
BORN = re.compile(r"(?:^|; |\. )(?:alt\. )?DOB ([^;]+)")
NATIONAL = re.compile(r"(?:^|; )(?:alt\. )?(?:nationality|citizen) ([^;(]+)")
NUMBERED = re.compile(
    r"(?:^|; )(?:alt\. )?((?:[\w.'/-]+ ){0,4}?(?:Passport|ID No\.|No\.|Number|ID|Code|IMO|NIT|RUC|RFC|C\.U\.R\.P\.)#?)"
    r" (?:IMO )?([A-Z0-9][\w./-]*)(?: \(([^)]+)\))?"
)


def read_sdn(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield the entries of the list of Specially Designated Nationals.

    :raises Unreadable: if there is no main file, or one is empty, cut short or not in these columns
    """
    yield from _read(files, report, "SDN")


def read_cons(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield the entries of the consolidated list of everything that is not SDN.

    :raises Unreadable: if there is no main file, or one is empty, cut short or not in these columns
    """
    yield from _read(files, report, "CONS")


def _read(files: list[Path], report: Report, sublist: str) -> Iterator[Entry]:
    """Yield the entries of the main file, joined with the aliases, addresses and comments that came with it."""
    parts = {width_of(path): path for path in files}
    if MAIN not in parts or len(parts) != len(files):
        raise Unreadable("Among these files there is not exactly one of each kind with an SDN or primary-name file.")
    if ALIASES not in parts:
        report.doubts.append("The file of aliases did not come with it. Import all files of the edition together.")
    if ADDRESSES not in parts:
        report.notes.append("The file of addresses did not come with it.")
    aliases = _by_number(parts.get(ALIASES))
    addresses = _by_number(parts.get(ADDRESSES))
    comments = _by_number(parts.get(COMMENTS))
    for row in _rows(parts[MAIN], MAIN):
        number = row[0]
        remarks = row[11] + "".join(comment[1] for comment in comments.get(number, []))
        yield _entry(row, remarks, aliases.get(number, []), addresses.get(number, []), sublist)


def width_of(path: Path) -> int:
    """
    Return the number of columns, which tells the files apart.

    :raises Unreadable: if it is none of the four
    """
    first = next(texts.rows(texts.lines(path, encoding="latin-1")), [])
    if len(first) not in {COMMENTS, ALIASES, ADDRESSES, MAIN}:
        raise Unreadable(f"“{path.name}” has {len(first)} columns; the files of this list have 2, 5, 6 or 12.")
    return len(first)


def weak_names(remarks: str) -> list[str]:
    """Return the names that the remarks put in quotation marks: OFAC's weak aliases."""
    return [name for _, name in QUOTED.findall(remarks)]


def _rows(path: Path, width: int) -> Iterator[list[str]]:
    """
    Yield the rows, “-0-” turned into nothing.

    :raises Unreadable: if a row has other columns, or the closing byte is not there
    """
    ended = False
    for number, row in enumerate(texts.rows(texts.lines(path, encoding="latin-1")), start=1):
        if row[0].startswith(END):
            ended = True
            continue
        if len(row) != width:
            raise Unreadable(f"It has {len(row)} fields where {width} belong. {texts.CUT}", row=number)
        yield ["" if value.strip() == "-0-" else value.strip() for value in row]
    if not ended:
        raise Unreadable(f"The closing mark at the end of “{path.name}” is not there. {texts.CUT}")


def _by_number(path: Path | None) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for row in _rows(path, width_of(path)) if path else ():
        found[row[0]].append(row)
    return found


def _entry(row: list[str], remarks: str, aliases: list[list[str]], places: list[list[str]], sublist: str) -> Entry:
    spoken = chain(
        [Name(row[1], PRIMARY)],
        (Name(alias[3], FORMER if alias[2] == "fka" else ALIAS) for alias in aliases),
        (Name(name, FORMER if mark == "f" else ALIAS, WEAK) for mark, name in QUOTED.findall(remarks)),
    )
    told = {"programs": row[3].replace("] [", "; "), "title": row[4], "call_sign": row[5], "vessel_type": row[6]}
    told |= {"vessel_flag": row[9], "vessel_owner": row[10], "remarks": remarks}
    return Entry(
        uid=row[0],
        sublist=sublist,
        kind=names.kind_of(row[2] or "entity", row[1]),
        names=distinct(spoken),
        countries=codes_of(place[4] for place in places),
        citizenships=codes_of(text.strip(" .") for text in NATIONAL.findall(remarks)),
        birth_dates=tuple(dict.fromkeys(names.birth_date_of(text.strip(" .")) for text in BORN.findall(remarks))),
        addresses=tuple(filter(None, (", ".join(filter(None, place[2:5])) for place in places))),
        identifiers=tuple(dict.fromkeys(_identifiers(remarks))),
        details=tuple((key, value) for key, value in told.items() if value),
        number=row[0],
    )


def _identifiers(remarks: str) -> Iterator[Identifier]:
    for scheme, value, country in NUMBERED.findall(remarks):
        if any(sign.isdigit() for sign in value):
            code = code_of(country) if country else ""
            yield Identifier(scheme, value.rstrip("."), code if len(code) == 2 else "")
