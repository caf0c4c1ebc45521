"""
Where originals and indexes lie, and the indexes that this process has open.

An index is a folder per edition and engine version. It is built beside its
place and renamed into it, so a process that is killed leaves the old one whole;
a machine that lacks it builds it from the database.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from compliance.screening import engine
from compliance.screening.listing import listed_in
from compliance.screening.models import ListVersion
from compliance.screening.parsers import texts

KEPT_OPEN = 24
_open: dict[Path, engine.Index] = {}


def root() -> Path:
    """Return the folder of everything that screening keeps on disk."""
    return Path(settings.VAR_DIR) / "screening"


def index_path(version: ListVersion) -> Path:
    """Return where the edition's index lies on this machine."""
    return root() / "indexes" / version.source.code / f"{version.number:06d}-e{engine.ENGINE_VERSION}"


def index_of(version: ListVersion) -> engine.Index:
    """Return the edition's index, opened once per process; built from the database where this machine has none."""
    path = index_path(version)
    if path not in _open:
        while len(_open) >= KEPT_OPEN:
            _open.pop(next(iter(_open)))
        try:
            _open[path] = engine.Index.load(path)
        except engine.IndexFault:
            _open[path] = build_index(version, listed_in(version))
    return _open[path]


def build_index(version: ListVersion, entries: Iterable[engine.Listed]) -> engine.Index:
    """Build the edition's index; until it is whole, nothing is where it will be."""
    path = index_path(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    return engine.build(entries, path)


def forget_index(version: ListVersion) -> None:
    """Remove the index of an edition that is no longer searched."""
    _open.pop(index_path(version), None)
    shutil.rmtree(index_path(version), ignore_errors=True)


def digest_of(files: list[Path]) -> tuple[str, int]:
    """Return one SHA-256 over the content of the files, unpacked, and how many bytes that is."""
    digests, size = [], 0
    for path in files:
        digest = hashlib.sha256()
        with texts.open_bytes(path) if path.stat().st_size else path.open("rb") as file, suppress(EOFError, zlib.error):
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
        digests.append(digest.hexdigest())
    whole = digests[0] if len(digests) == 1 else hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
    return whole, size


def keep_originals(version: ListVersion, files: list[Path]) -> None:
    """Keep the files as they came, compressed; they are the evidence of what the publisher said."""
    folder = originals_path(version)
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        target = folder / f"{path.name.removesuffix('.gz')}.gz"
        draft = folder / f".{path.name}.part"
        with path.open("rb") as source, draft.open("wb") as kept:
            if source.read(2) == texts.GZIP:
                source.seek(0)
                shutil.copyfileobj(source, kept)
            else:
                source.seek(0)
                with gzip.GzipFile(fileobj=kept, mode="wb", mtime=0) as packed:
                    shutil.copyfileobj(source, packed)
        draft.replace(target)


def originals_path(version: ListVersion) -> Path:
    """Return the folder with the edition's files."""
    return root() / "originals" / version.source.code / f"{version.number:06d}-{version.sha256[:12]}"


def originals_of(version: ListVersion) -> list[Path]:
    """Return the edition's files."""
    return sorted(originals_path(version).glob("*.gz"))


@contextmanager
def scratch() -> Iterator[Path]:
    """Lend a folder on the same disk for a while."""
    root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root(), prefix="scratch-") as folder:
        yield Path(folder)
