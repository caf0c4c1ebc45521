"""
An index on disk: built beside its place, put in force by one rename, opened memory-mapped.

A directory holds numbered builds and the file CURRENT, which names the one in force. `build` writes a new folder, makes
sure it is on the disk, replaces CURRENT, and removes what older builds left. A reader that opened the old one keeps it.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from compliance.screening.engine import views
from compliance.screening.engine.names import Names, Sheaf, lay_out
from compliance.screening.engine.records import (
    ENGINE_VERSION,
    NORMALISER_VERSION,
    Identifier,
    Listed,
    ListedName,
    canonical,
)

FORMAT = 2


class IndexFault(Exception):
    """No index can be read there: none was built, it is damaged, or another engine version built it."""


class Index:
    """
    One list version, or our own parties, ready to be searched.

    `version` is the SHA-256 of the entries with engine and normaliser version; `unread` holds (key, name) of names in
    which nothing can be read, and `cut` of those too long to be read whole: neither can be relied on to be found.
    """

    def __init__(self, meta: dict, sheaf: Sheaf, entries: "Entries") -> None:
        self.meta = meta
        self.version: str = meta["version"]
        self.entry_count = len(entries)
        self.name_count: int = meta["names"]
        self.entries = entries
        self.names = sheaf.names
        self.sheaf = sheaf
        self.unread = [(entries[record].key, entries[record].names[name].text) for record, name in meta["unread"]]
        self.cut = [(entries[record].key, entries[record].names[name].text) for record, name in meta["cut"]]

    def __iter__(self) -> Iterator[Listed]:
        """Yield the entries it was built from."""
        return (self.entries[number] for number in range(len(self.entries)))

    @classmethod
    def load(cls, directory: Path | str) -> "Index":
        """
        Open the index in force in this directory.

        :raises IndexFault: if there is none, or it cannot be trusted
        """
        for _ in range(3):  # a build may replace it between our reading CURRENT and our opening it
            with suppress(FileNotFoundError):
                return cls._open(Path(directory))
        raise IndexFault(f"No index in {directory}.")

    @classmethod
    def _open(cls, directory: Path) -> "Index":
        folder = directory / (directory / "CURRENT").read_text().strip()
        try:
            meta = json.loads((folder / "meta.json").read_text())
            if (meta["format"], meta["engine"], meta["normaliser"]) != (FORMAT, ENGINE_VERSION, NORMALISER_VERSION):
                raise IndexFault(
                    f"The index in {directory} was built by another engine version and has to be built again."
                )
            for name, size in meta["files"].items():
                if (folder / name).stat().st_size != size:
                    raise IndexFault(f"The index in {directory} is damaged: {name} has the wrong size.")
            return cls(meta, _load_sheaf(folder), Entries.load(folder))
        except (ValueError, KeyError) as error:
            raise IndexFault(f"The index in {directory} is damaged: {error}.") from error


class Entries:
    """The entries as JSON lines, read one at a time from a memory map."""

    def __init__(self, blob: Any, at: np.ndarray) -> None:
        self._blob, self._at = memoryview(blob), at

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> Listed:
        data = json.loads(bytes(self._blob[int(self._at[number]) : int(self._at[number + 1])]))
        names = tuple(ListedName(*name) for name in data.pop("names"))
        numbers = tuple(Identifier(*each) for each in data.pop("identifiers"))
        facts: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return Listed(names=names, identifiers=numbers, **facts)

    @classmethod
    def load(cls, folder: Path) -> "Entries":
        """Open the entries memory-mapped."""
        path = folder / "entries.jsonl"
        blob = np.asarray(np.memmap(path, np.uint8, "r")) if path.stat().st_size else b""
        return cls(blob, np.load(folder / "entry_at.npy", mmap_mode="r"))


def _as_line(entry: Listed) -> bytes:
    data = asdict(entry)
    data["names"] = [[name.text, name.strength, name.kind] for name in entry.names]
    data["identifiers"] = [[each.type, each.number, each.country] for each in entry.identifiers]
    return canonical(data).encode("utf-8", "surrogatepass") + b"\n"


class _Writer:
    """Writes entries as they pass by on their way to the columns; they are never all in memory."""

    def __init__(self, stream) -> None:
        self.stream, self.at, self.names, self.digest = stream, [0], 0, hashlib.sha256()

    def named(self, entries: Iterable[Listed]) -> Iterator[tuple[int, int, str, str]]:
        """Yield the names of the entries for laying out, writing each entry on the way."""
        for number, entry in enumerate(entries):
            line = _as_line(entry)
            self.stream.write(line)
            self.digest.update(line)
            self.at.append(self.at[-1] + len(line))
            self.names += len(entry.names)
            for place, name in enumerate(entry.names):
                yield number, place, name.text, entry.kind


def build(entries: Iterable[Listed], directory: Path | str) -> Index:
    """
    Build an index of these entries in the directory and put it in force by one rename.

    Killed at any moment it leaves the old index in force; what it left behind is removed by the next build. Entries are
    read once, as a stream.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    folder = directory / f"build-{uuid.uuid4().hex[:12]}"
    folder.mkdir()
    try:
        _write(entries, folder)
        _put_in_force(directory, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Index.load(directory)


def _write(entries: Iterable[Listed], folder: Path) -> None:
    with (folder / "entries.jsonl").open("wb") as stream:
        writer = _Writer(stream)
        sheaf = lay_out(writer.named(entries), asked=False)
    np.save(folder / "entry_at.npy", np.array(writer.at, np.int64))
    _save_sheaf(sheaf, folder)
    versions = f"{FORMAT}/{ENGINE_VERSION}/{NORMALISER_VERSION}/{writer.digest.hexdigest()}"
    meta = {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        "normaliser": NORMALISER_VERSION,
        "version": hashlib.sha256(versions.encode()).hexdigest(),
        "names": writer.names,
        "unread": sheaf.unread,
        "cut": sheaf.cut,
        "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
    }
    (folder / "meta.json").write_text(json.dumps(meta))


def _put_in_force(directory: Path, folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        _to_disk(path)
    pointer = directory / f"{folder.name}.current"
    pointer.write_text(folder.name)
    _to_disk(pointer)
    pointer.replace(directory / "CURRENT")
    _to_disk(directory)
    for left in directory.glob("build-*"):
        if left.name != folder.name:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_VIEWS = ("letters", "skeletons", "short")
_PARTS = ("at", "places", "values")


def _save_sheaf(sheaf: Sheaf, folder: Path) -> None:
    """Write names and views; the views feature by feature, as they are searched."""
    sheaf.names.save(folder)
    for name in _VIEWS:
        view = getattr(sheaf, name).turned()
        for part in _PARTS:
            np.save(folder / f"{name}_{part}.npy", getattr(view, part))


def _load_sheaf(folder: Path) -> Sheaf:
    names = Names.load(folder)
    found = {}
    for name in _VIEWS:
        # Copy-on-write, because sparse_dot_topn takes no read-only arrays; nothing ever writes.
        at, places, values = (np.asarray(np.load(folder / f"{name}_{part}.npy", mmap_mode="c")) for part in _PARTS)
        found[name] = views.View(at, places, values, len(names))
    return Sheaf(names, **found, unread=(), cut=())
