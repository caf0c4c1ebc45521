"""An index on disk: built atomically, opened memory-mapped."""

from collections.abc import Iterable
from pathlib import Path

from compliance.screening.engine.records import Listed


class IndexFault(Exception):
    """No index can be read there: none was built, it is damaged, or another engine version built it."""


class Index:
    """One list version (or our own parties), ready to be searched."""

    version: str  # SHA-256 of the entries it was built from, with engine and normaliser version
    entry_count: int
    name_count: int

    @classmethod
    def load(cls, directory: Path | str) -> "Index":
        """
        Open the index built in this directory.

        :raises IndexFault: if there is none, or it cannot be trusted
        """
        raise NotImplementedError


def build(entries: Iterable[Listed], directory: Path | str) -> Index:
    """
    Build an index of these entries in the directory and put it in force by one rename.

    Killed at any moment it leaves the old index in force; what it left behind is removed by the next build. Entries are
    read once and streamed; names that hold nothing legible are counted in `Index.unsearchable`.
    """
    raise NotImplementedError
