"""What the portal needs under var/, and how to see at a glance that it is all there."""

import contextlib
import hashlib
import json
import os
import sqlite3
from pathlib import Path

from launch import HERE, PYTHON, VAR, Trouble
from launch.commands import openly

APPS = ("portal", "compliance", "training", "dashboards")
STAMPS = VAR / "prepared.json"


def prepare() -> None:
    """
    Do what is not up to date: database, reference data, demo institution, static files.

    :raises Trouble: if a step fails
    """
    wanted = _wanted()
    steps = [name for name, stamp in wanted.items() if stamp != _had().get(name)]
    if not steps:
        return
    print(f"Preparing: {', '.join(steps)}.", flush=True)
    if openly([PYTHON, "manage.py", "prepare", *steps]):
        raise Trouble("Preparing the portal failed; the lines above say why.")
    STAMPS.write_text(json.dumps(wanted, indent=1))


def fingerprint(files: list[Path], *texts: str) -> str:
    """Return one digest of files and texts."""
    digest = hashlib.sha256("\0".join(texts).encode())
    for path in files:
        digest.update(f"\0{path.relative_to(HERE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def show_accounts() -> None:
    """Print one demo account per role, where there is a demo institution."""
    with contextlib.suppress(OSError, ValueError):
        accounts = json.loads((VAR / "demo-accounts.json").read_text())
        print("\nDemo accounts (role, name to sign in with, password):")
        for account in accounts:
            print(f"  {account['role']:<22} {account['login']:<14} {account['password']}")


def _wanted() -> dict[str, str]:
    """A fingerprint of all that decides whether a step has to be done again."""
    packages = fingerprint([HERE / "requirements.txt"])
    database = os.environ.get("DATABASE_URL", "") + " " + os.environ.get("REDIS_URL", "")
    loaders = [path for app in APPS for path in (HERE / app).rglob("load_reference.py")]
    return {
        "database": fingerprint(_files_in("migrations"), packages, database),
        "reference": fingerprint(_files_in("reference") + sorted(loaders), database),
        "demo": fingerprint([], os.environ.get("FAIRLEAD_DEMO", ""), database),
        "courses": fingerprint(_training(), database),
        "static": fingerprint(_files_in("static"), packages),
    }


def _had() -> dict[str, str]:
    """The stamps of the steps done before, as far as what they made is still there."""
    try:
        had = json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}
    kept = set(had) if _database_is_current() else {"static"}
    if not (VAR / "static" / "staticfiles.json").exists():
        kept.discard("static")
    return {name: stamp for name, stamp in had.items() if name in kept}


def _database_is_current() -> bool:
    """Ask the embedded database itself: with its file replaced or deleted, the stamps are no longer true."""
    if os.environ.get("DATABASE_URL"):
        return False  # asking takes a driver; `manage.py prepare` has one and finds little to do
    try:
        with contextlib.closing(
            sqlite3.connect(f"{(VAR / 'fairlead.sqlite3').as_uri()}?mode=ro", uri=True)
        ) as database:
            applied = set(database.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.Error:
        return False
    files = [path for path in _files_in("migrations") if path.name != "__init__.py"]
    return {(path.parent.parent.name, path.stem) for path in files} <= applied


def _training() -> list[Path]:
    """The courses, exercises and requirements that ship, and what loads them."""
    folders = [path for name in ("courses", "exercises", "tabletops") for path in _files_in(name)]
    return [*folders, HERE / "training" / "requirements.yaml", HERE / "training" / "shipped.py"]


def _files_in(folder: str) -> list[Path]:
    """The project's own files in folders of this name, in a fixed order."""
    found = [path for app in APPS for path in (HERE / app).glob(f"**/{folder}/**/*")]
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")
