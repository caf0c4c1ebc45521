"""Entries on disk between reading and writing, so that memory does not grow with a list."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.screening.guard import Tally
from compliance.screening.parsers import Entry, Unreadable


class Spool:
    """One line per entry: its key, its two hashes, itself. Can be read as often as needed."""

    def __init__(self, path: Path):
        self.path = path
        self.tally = Tally()

    def fill(self, entries: Iterable[Entry]) -> None:
        """
        Write the entries and count them.

        :raises Unreadable: if the source is not whole, or uses one key for two entries
        """
        self.tally = Tally()
        seen: set[str] = set()
        with self.path.open("w", encoding="utf-8", errors="surrogatepass") as file:
            for entry in entries:
                if entry.uid in seen:
                    raise Unreadable(f"The key “{entry.uid}” stands on two entries.")
                seen.add(entry.uid)
                self.tally.add(entry)
                line = [entry.uid, entry.names_hash(), entry.content_hash(), entry.as_dict()]
                file.write(json.dumps(line, ensure_ascii=True) + "\n")

    def __iter__(self) -> Iterator[Entry]:
        for line in self._lines():
            yield Entry.from_dict(line[3])

    def hashes(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, hash of the names and hash of everything, of each entry."""
        for line in self._lines():
            yield line[0], line[1], line[2]

    def _lines(self) -> Iterator[list]:
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
