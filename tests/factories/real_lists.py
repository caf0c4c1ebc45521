"""Real editions made thin: a share of their rows, and every row in which two editions differ."""

import csv
import gzip
import io
import json
from pathlib import Path


def every_row_of(path: Path, step: int, into: Path) -> Path:
    """Write a list in CSV with a header, keeping one row in so many; return the file."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""))
    with into.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row for at, row in enumerate(reader) if at % step == 0)
    return into


def every_entry_of(path: Path, step: int, into: Path) -> Path:
    """Write the Consolidated Screening List in JSON, keeping one entry in so many; return the file."""
    whole = json.loads(gzip.decompress(path.read_bytes()))
    kept = whole["results"][::step]
    into.write_text(json.dumps({**whole, "total": len(kept), "results": kept}), encoding="utf-8")
    return into


def thin_editions(paths: list[Path], step: int, folder: Path) -> list[Path]:
    """
    Write editions of OFAC's list with one entry in so many, and with every entry that is not the same in all of them.

    What was added, removed and changed from one to the next is then what it was. A file without entries stays empty.
    """
    editions = [_rows(path) for path in paths]
    full = [rows for rows in editions if rows]
    moved = {uid for rows in full for uid, line in rows.items() if any(other.get(uid) != line for other in full)}
    thin = []
    for path, rows in zip(paths, editions, strict=True):
        kept = [line for uid, line in rows.items() if not uid.isdigit() or int(uid) % step == 0 or uid in moved]
        thin.append(folder / path.name.removesuffix(".gz"))
        thin[-1].write_bytes(b"".join(kept))
    return thin


def no_aliases(folder: Path) -> Path:
    """Write OFAC's file of aliases as it is when nobody in the main file has one; return the file."""
    path = folder / "alt.csv"
    path.write_bytes(b'0,0,"aka","NOBODY IN THE MAIN FILE",-0- \r\n\x1a')
    return path


def _rows(path: Path) -> dict[str, bytes]:
    """Return the lines of an edition by the number they begin with; what is no entry keeps its place."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines(keepends=True)
    return {
        line.partition(b",")[0].decode("latin-1") if line[:1].isdigit() else f"-{at}": line
        for at, line in enumerate(lines)
    }
