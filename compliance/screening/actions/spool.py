"""Entries on disk between reading and writing, so that memory does not grow with a list."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from compliance.screening.guard import Tally
from compliance.screening.parsers import Entry, Unreadable
from compliance.screening.parsers.records import digest


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
        with self.path.open("w", encoding="utf-8", errors="surrogatepass") as file:
            for entry in entries:
                if entry.uid in self.tally.keys:
                    raise Unreadable(f"The key “{entry.uid}” stands on two entries.")
                self.tally.add(entry)
                data = entry.as_dict()
                line = [entry.uid, entry.names_hash(), digest(data), data]
                file.write(json.dumps(line, ensure_ascii=True) + "\n")

    def __iter__(self) -> Iterator[Entry]:
        for line in self.lines():
            yield Entry.from_dict(line[3])

    def hashes(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, hash of the names and hash of everything, of each entry."""
        for line in self.lines():
            yield line[0], line[1], line[2]

    def lines(self) -> Iterator[list[Any]]:
        """Yield key, both hashes and the entry as data, of each entry."""
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
