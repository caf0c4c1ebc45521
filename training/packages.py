"""
SCORM 1.2 packages as other authors make them: a zip with a manifest, read without trusting a byte of it.

What is refused is refused with a sentence, before anything is kept: archives that swell, paths that climb out,
links, encrypted entries, manifests with entities, packages of several parts.
"""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portal.core.errors import Invalid

MANIFEST = "imsmanifest.xml"
MOST_FILES = 3000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_MANIFEST = 1024 * 1024
SWELLING = 200
SMALL = 1024 * 1024
TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".js": "text/javascript",
    ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json", ".xml": "text/xml", ".xsd": "text/xml",
    ".dtd": "text/plain", ".txt": "text/plain", ".vtt": "text/vtt", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml", ".webp": "image/webp",
    ".ico": "image/x-icon", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".wav": "audio/wav", ".m4a": "audio/mp4", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf",
    ".otf": "font/otf", ".pdf": "application/pdf",
}  # fmt: skip
OTHER = "application/octet-stream"
PLACE = re.compile(r"[^\x00-\x1f\\:*?\"<>|]{1,200}")


@dataclass(frozen=True)
class Manifest:
    """What a manifest says: the name, the title, the page to launch, and the mark that its author asks for."""

    identifier: str
    title: str
    entry: str
    launch_data: str
    mastery: int | None


class Package:
    """An archive that was looked over; its files can be read one by one."""

    def __init__(self, archive: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], manifest: Manifest):
        self.archive, self.entries, self.manifest = archive, files, manifest

    @property
    def unpacked_bytes(self) -> int:
        """How large it is unpacked, by its own account."""
        return sum(entry.file_size for entry in self.entries.values())

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """
        Yield path, type and content of each file.

        :raises Invalid: if a file holds more than the archive says, or is damaged; field ``file``
        """
        for path, entry in self.entries.items():
            yield path, TYPES.get(PurePosixPath(path).suffix.lower(), OTHER), _content(self.archive, entry)


def read(upload: IO[bytes]) -> Package:
    """
    Look a package over.

    :raises Invalid: with what is wrong with it; field ``file``
    """
    upload.seek(0)
    try:
        archive = zipfile.ZipFile(upload)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _wrong("This is no readable zip archive. Export the package again.") from None
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise _wrong(f"The package holds more than {MOST_FILES:,} files.")
    files: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        path = _path(entry)
        if path in files:
            raise _wrong(f"The package holds “{path}” twice.")
        _sized(entry, path)
        files[path] = entry
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _wrong(f"The package unpacks to more than {MOST_UNPACKED // (1024 * 1024)} MB.")
    if MANIFEST not in files:
        raise _wrong(f"The package has no {MANIFEST} at its top, so it is no SCORM package.")
    return Package(archive, files, _manifest(_content(archive, files[MANIFEST], most=MOST_MANIFEST), files))


def _path(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename if "\x00" in entry.orig_filename else entry.filename
    parts = name.split("/")
    if not PLACE.fullmatch(name) or name.startswith("/") or any(part in {"", ".", ".."} for part in parts):
        raise _wrong(f"The package holds a file with a path that leads elsewhere: “{name[:80]}”.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise _wrong(f"The package holds a link or a device: “{name[:80]}”. It may hold plain files only.")
    if entry.flag_bits & 0x1:
        raise _wrong("The package is encrypted. Export it without a password.")
    return name


def _sized(entry: zipfile.ZipInfo, path: str) -> None:
    if entry.file_size > SMALL and entry.file_size > SWELLING * max(entry.compress_size, 1):
        raise _wrong(f"“{path}” would swell to {entry.file_size // (1024 * 1024)} MB. The package is not unpacked.")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, most: int | None = None) -> bytes:
    """Read one file, and never more of it than was announced."""
    limit = entry.file_size if most is None else min(entry.file_size, most)
    try:
        with archive.open(entry) as file:
            content = file.read(limit + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _wrong(f"“{entry.filename}” in the package is damaged.") from None
    except Exception as problem:  # zlib.error and lzma.LZMAError share no parent
        raise _wrong(f"“{entry.filename}” in the package is damaged.") from problem
    if len(content) > limit:
        raise _wrong(f"“{entry.filename}” holds more than the package says.")
    return content


def _manifest(content: bytes, files: dict[str, zipfile.ZipInfo]) -> Manifest:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise _wrong(f"{MANIFEST} is not readable, or uses entities, which are not taken.") from None
    version = _text(root, "metadata", "schemaversion")
    if version and version != "1.2":
        raise _wrong(f"This is a package of SCORM {version}. Export it as SCORM 1.2.")
    organisations = [each for each in root.iter() if _tag(each) == "organization"]
    items = [each for each in (organisations[0].iter() if organisations else ()) if each.get("identifierref")]
    resources = {each.get("identifier"): each for each in root.iter() if _tag(each) == "resource"}
    launched = [(item, resources.get(item.get("identifierref"))) for item in items]
    parts = [(item, resource) for item, resource in launched if resource is not None and resource.get("href")]
    if not parts:
        raise _wrong("The manifest names no page to launch.")
    if len(parts) > 1:
        raise _wrong(f"The package has {len(parts)} parts. Export each as a package of its own; each is a course then.")
    item, resource = parts[0]
    entry = unquote(urlsplit((resource.get("href") or "").strip()).path) if resource is not None else ""
    if entry not in files:
        raise _wrong(f"The page to launch, “{entry[:80]}”, is not in the package.")
    return Manifest(
        identifier=(root.get("identifier") or "package")[:200],
        title=(_text(item, "title") or _text(organisations[0], "title"))[:150],
        entry=entry,
        launch_data=_text(item, "datafromlms")[:4096],
        mastery=_mastery(_text(item, "masteryscore")),
    )


def _text(element: Element, *way: str) -> str:
    for name in way:
        found = next((child for child in element if _tag(child) == name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def _mastery(text: str) -> int | None:
    try:
        mark = Decimal(text)
    except InvalidOperation:
        return None
    return int(mark) if mark.is_finite() and 0 < mark <= 100 else None


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _wrong(what: str) -> Invalid:
    return Invalid(what, field="file")
