"""
Fetch a list from its publisher: ask whether it changed, resume what was cut, and give up in a way that can be told.

Plain HTTP from the standard library. What the publisher said about each file
(ETag, Last-Modified) lies beside what was fetched, on this machine only.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from compliance.screening import store
from compliance.screening.models import ListSource

TIMEOUT = 60
LARGEST = 400 * 1024 * 1024
RESUMES = 4
NOTE = "validators.json"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=12)
AGENT = "Fairlead (export control portal; list import)"
LOCAL = {"localhost", "127.0.0.1", "::1"}


class Unreachable(Exception):
    """The publisher did not give the list. ``after`` is what it asked us to wait, if it did."""

    def __init__(self, sentence: str, *, after: timedelta | None = None):
        super().__init__(sentence)
        self.after = after


@dataclass
class Fetched:
    """The files of a list on disk, and whether any of them is new."""

    files: list[Path]
    is_new: bool
    remember: Callable[[], None]


def fetch(source: ListSource) -> Fetched:
    """
    Fetch every file of the list that changed since the last time.

    ``remember`` notes what was fetched; call it when the files are the edition in force. Whatever else comes, or a
    crash, is followed by asking for the whole anew.

    :raises Unreachable: if a file cannot be had as a whole
    """
    urls = source.url.split()
    if not urls:
        raise Unreachable("The list has no address.")
    folder = store.root() / "incoming" / source.code
    folder.mkdir(parents=True, exist_ok=True)
    known = _noted(folder)
    told: dict[str, dict[str, str]] = {}
    files, is_new = [], False
    for number, url in enumerate(urls):
        target = folder / f"{number}-{_name_of(url)}"
        headers = _fetch_one(url, target, known.get(url, {}) if target.exists() else {})
        if headers is not None:
            (folder / NOTE).unlink(missing_ok=True)
            _part_of(target).replace(target)
        is_new = is_new or headers is not None
        told[url] = headers or known.get(url, {})
        files.append(target)
    return Fetched(files, is_new, lambda: _note(folder, told))


def next_try(failures: int, at: datetime, after: timedelta | None) -> datetime:
    """Return when to ask again: after 15 minutes, doubling up to 12 hours, never before we are asked to."""
    pause = min(FIRST_PAUSE * 2 ** min(failures, 10), LONGEST_PAUSE)
    return at + max(pause, after or timedelta())


def _fetch_one(url: str, target: Path, known: dict[str, str]) -> dict[str, str] | None:
    """Fetch one file into its part; return what to remember about it, or None if it has not changed."""
    part = _part_of(target)
    part.unlink(missing_ok=True)
    validators: dict[str, str] = {}
    for _ in range(RESUMES + 1):
        have = part.stat().st_size if part.exists() else 0
        try:
            with _open(url, _conditions(known, validators, have)) as answer:
                if have and answer.status != 206:
                    have = 0
                validators = _validators(answer.headers)
                expected = int(answer.headers.get("Content-Length") or -1)
                got = _receive(answer, part, append=bool(have))
        except HTTPError as error:
            if error.code == 304:
                return None
            raise Unreachable(f"The publisher answers {error.code} {error.reason}.", after=_asked(error)) from error
        except (URLError, HTTPException, OSError) as error:
            if not part.exists() or not part.stat().st_size:
                raise Unreachable(f"The publisher cannot be reached ({error}).") from error
            continue
        if expected < 0 or got == expected:
            return validators
    raise Unreachable("The file broke off again and again.")


def _part_of(target: Path) -> Path:
    return target.with_suffix(f"{target.suffix}.part")


def _open(url: str, headers: dict[str, str]) -> Any:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise Unreachable("Lists are fetched over https only.")
    return urlopen(Request(url, headers={"User-Agent": AGENT, **headers}), timeout=TIMEOUT)  # noqa: S310


def _conditions(known: dict[str, str], validators: dict[str, str], have: int) -> dict[str, str]:
    """Return the headers that make the request conditional, or a resumption."""
    validator = validators.get("etag") or validators.get("modified", "")
    if have and validator and not validator.startswith("W/"):
        return {"Range": f"bytes={have}-", "If-Range": validator}
    found = {}
    if not have and known.get("etag"):
        found["If-None-Match"] = known["etag"]
    if not have and known.get("modified"):
        found["If-Modified-Since"] = known["modified"]
    return found


def _validators(headers: Any) -> dict[str, str]:
    told = {"etag": headers.get("ETag", ""), "modified": headers.get("Last-Modified", "")}
    return {name: value for name, value in told.items() if value}


def _receive(answer: Any, part: Path, *, append: bool) -> int:
    got = 0
    with part.open("ab" if append else "wb") as file:
        while chunk := answer.read(1 << 18):
            file.write(chunk)
            got += len(chunk)
            if got > LARGEST:
                raise Unreachable("The file is larger than any list.")
    return got


def _asked(error: HTTPError) -> timedelta | None:
    seconds = error.headers.get("Retry-After", "") if error.headers else ""
    return timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdigit() else None


def _name_of(url: str) -> str:
    name = Path(urlsplit(url).path).name or "list"
    return name[:80]


def _noted(folder: Path) -> dict[str, dict[str, str]]:
    try:
        return json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        return {}


def _note(folder: Path, told: dict[str, dict[str, str]]) -> None:
    draft = folder / "validators.draft"
    draft.write_text(json.dumps(told))
    draft.replace(folder / NOTE)
