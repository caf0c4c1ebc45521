"""
Backup to a folder, and restore from it into an empty place.

A backup is the database as it was at one moment, the encrypted files, a
description, the ids of the keys that open it (never the keys), and SHA256SUMS
over all of these. The sums are written last: a folder without them is not a
backup. Files are only ever added, so taking them after the database is safe.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.core import attachments, seal
from portal.core.errors import Conflict, Invalid
from portal.core.models import Attachment, Checkpoint

FORMAT = 1
SUMS, ABOUT, KEYS, FILES = "SHA256SUMS", "backup.json", "keys.json", "files.tar"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
STORED_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")
Progress = Callable[[int], Any] | None


def back_up(folder: Path, *, at: datetime, progress: Progress = None) -> dict[str, Any]:
    """
    Write a backup; return its description.

    :raises Invalid: if the folder holds something already
    """
    if folder.exists() and any(folder.iterdir()):
        raise Invalid(f"{folder} is not empty. Name a new folder for each backup.", field="folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = folder / DATABASES[connection.vendor]
    _dump(database)
    _pack(folder / FILES, progress)
    about = _description(at)
    _write_json(folder / ABOUT, about)
    _write_json(folder / KEYS, held_keys())
    names = [database.name, FILES, ABOUT, KEYS]
    for name in names:
        (folder / name).chmod(0o600)
    lines = "".join(f"{sha256(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(lines)
    return about


def restore(folder: Path, *, progress: Progress = None) -> dict[str, Any]:
    """
    Put a backup into this empty place; return its description. The event log is for the caller to verify.

    :raises Invalid: if the backup is damaged or not whole
    :raises Conflict: if the place is not empty, a key is missing, or the backup comes from a newer portal
    """
    names = check_sums(folder)
    about = json.loads((folder / ABOUT).read_text())
    if about.get("format") != FORMAT:
        raise Invalid(f"This portal does not know the format of {folder}.", field="folder")
    _check_names(folder / FILES)
    _check_fit(about, json.loads((folder / KEYS).read_text()))
    _check_empty()
    _load(folder / next(name for name in names if name in DATABASES.values()))
    _unpack(folder / FILES, progress)
    return about


def check_sums(folder: Path) -> list[str]:
    """
    Read every file of the backup against its sum; return the names.

    :raises Invalid: if one is missing or has changed
    """
    if not (folder / SUMS).is_file():
        raise Invalid(f"{folder} has no {SUMS}, so it is no backup, or one that was interrupted.", field="folder")
    lines = (line.partition("  ") for line in (folder / SUMS).read_text().splitlines())
    sums = {name: digest for digest, _, name in lines}
    wanted = {FILES, ABOUT, KEYS}
    if not wanted <= set(sums) or not set(sums) & set(DATABASES.values()):
        raise Invalid(f"{SUMS} does not list every part of a backup.", field="folder")
    for name, expected in sums.items():
        if Path(name).name != name or not (folder / name).is_file():
            raise Invalid(f"{name} is missing from the backup.", field="folder")
        if sha256(folder / name) != expected:
            raise Invalid(f"{name} is not as it was when the backup was made.", field="folder")
    return list(sums)


def held_keys() -> list[dict[str, str]]:
    """Return what names the keys in use, and a slow digest by which to recognise them."""
    keys = [("FAIRLEAD_FIELD_KEYS", key_id, key) for key_id, key in settings.FIELD_KEYS]
    keys.append(("FAIRLEAD_BLIND_INDEX_KEY", "", settings.BLIND_INDEX_KEY.encode()))
    named = [{"variable": name, "id": key_id, "check": _check_value(name, key)} for name, key_id, key in keys]
    return [*named, {"variable": "FAIRLEAD_SIGNING_KEY", "id": seal.key_id(), "check": ""}]


def missing_files() -> Iterator[str]:
    """Yield the names of attachments whose bytes are not there."""
    for attachment in Attachment.objects.order_by("pk").iterator(chunk_size=1000):
        if not attachments.path_of(attachment.stored_as).exists():
            yield f"{attachment.name} ({attachment.uid})"


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _description(at: datetime) -> dict[str, Any]:
    head = Checkpoint.objects.order_by("-size").first()
    return {
        "format": FORMAT,
        "institution": settings.INSTITUTION["name"],
        "made_at": at.isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "migrations": sorted(".".join(name) for name in MigrationRecorder(connection).applied_migrations()),
        "event_log": {"size": head.size, "root": bytes(head.root).hex()} if head else {"size": 0, "root": ""},
        "attachments": Attachment.objects.count(),
    }


def _check_value(name: str, key: bytes) -> str:
    return hashlib.scrypt(key, salt=f"fairlead {name}".encode(), n=2**14, r=8, p=1, dklen=8).hex()


def _check_fit(about: dict[str, Any], keys: list[dict[str, str]]) -> None:
    if about["engine"] != connection.vendor:
        raise Conflict(f"The backup is of a {about['engine']} database; this portal uses {connection.vendor}.")
    known = {".".join(name) for name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(about["migrations"]) - known):
        raise Conflict(f"The backup was made by a newer portal; {newer[0]} is not known here.")
    held = {(key["variable"], key["id"], key["check"]) for key in held_keys()}
    held |= {("FAIRLEAD_SIGNING_KEY", key_id, "") for key_id in settings.RETIRED_SIGNING_KEYS}
    for key in keys:
        if (key["variable"], key["id"], key["check"]) not in held:
            name = f"{key['id']} of {key['variable']}" if key["id"] else key["variable"]
            raise Conflict(f"The backup needs the key {name}, which is not held here.")


def _check_empty() -> None:
    if connection.introspection.table_names():
        raise Conflict("The database is not empty. Restore only into an empty one.")
    connection.close()
    folder = Path(settings.FILES_DIR)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Restore only into an empty place.")


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load(source: Path) -> None:
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(place.name + ".restoring")
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        draft.replace(place)
    else:
        _postgres("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the portal's database."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {**os.environ, **{name: str(given[key]) for name, key in names.items() if given[key]}}
    try:
        command = [program, f"--dbname={given['NAME']}", *arguments]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise Conflict(f"{program} is not installed here. Install postgresql-client.") from None
    if done.returncode:
        raise Conflict(f"{program} failed: {(done.stderr.strip().splitlines() or ['it did not say why'])[-1]}")


def _pack(target: Path, progress: Progress) -> None:
    folder = Path(settings.FILES_DIR)
    with tarfile.open(target, "w") as archive:
        for path in sorted(folder.glob("*/*")):
            name = str(path.relative_to(folder))
            if STORED_NAME.fullmatch(name):  # a draft that is being written now belongs to no record yet
                archive.add(path, arcname=name, recursive=False)
                if progress:
                    progress(1)


def _check_names(source: Path) -> None:
    with tarfile.open(source) as archive:
        for member in archive:
            if not (member.isfile() and STORED_NAME.fullmatch(member.name)):
                raise Invalid(f"{FILES} holds {member.name}, which is no file of the portal.", field="folder")


def _unpack(source: Path, progress: Progress) -> None:
    with tarfile.open(source) as archive:
        for member in archive:
            target = Path(settings.FILES_DIR) / member.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with archive.extractfile(member) as stored, target.open("xb") as file:  # type: ignore[union-attr]
                shutil.copyfileobj(stored, file)
            if progress:
                progress(1)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
