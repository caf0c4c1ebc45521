"""
Files that belong to records.

The bytes lie under a keyed digest of their content, encrypted in segments with
a key of their own that is wrapped by the newest field key. Equal files are
stored once; rotation re-wraps a header and leaves the content. A file's type is
read from its content, never from its name.
"""

import hashlib
import hmac
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models, transaction

from portal.core.errors import Denied, Invalid
from portal.core.events import record_event
from portal.core.fields import Undecipherable
from portal.core.models import Attachment
from portal.core.policy import Policy

MAGIC = b"FLF1"
SEGMENT = 64 * 1024
TAG = 16
UNPACKED_LIMIT = 200 * 1024 * 1024
ZIP_FAMILY = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
SIGNATURES = [
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
]
TEXT_NAMES = {".txt": "text/plain", ".csv": "text/csv", ".md": "text/plain", ".json": "application/json"}
ACCEPTED = "PDF, Word, Excel, PowerPoint, PNG, JPEG or plain text"

_readers: dict[str, Policy] = {}


def register(model: str, may_read: Policy) -> None:
    """Say who may read the files of a kind of record, e.g. ``register("compliance.Case", policies.may_read)``."""
    _readers[model.lower()] = may_read


def may_read(attachment: Attachment, actor: Any) -> bool:
    """Tell whether the actor may read the file. A kind that nobody registered is closed."""
    kind = ContentType.objects.get_for_id(attachment.subject_type_id)
    reader = _readers.get(f"{kind.app_label}.{kind.model}")
    return bool(reader and attachment.removed_at is None and reader.allows(actor, attachment.subject))


@transaction.atomic
def store(
    upload: Any,
    *,
    subject: models.Model,
    kind: str,
    actor: Any,
    at: datetime,
    name: str | None = None,
    silently: bool = False,
) -> Attachment:
    """
    Keep an uploaded file with a record. ``silently`` writes no event, for whoever must not be found by its moment;
    the caller then writes one when the moment says nothing any more.

    :raises Invalid: if it is empty, too large, or not of an accepted type; field ``file``
    """
    name = Path(name or upload.name or "file").name[:200]
    size = _checked_size(upload)
    content_type = content_type_of(upload, name)
    digest, stored_as = _write(upload, at=at)
    attachment = Attachment.objects.create(
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        kind=kind,
        name=name,
        content_type=content_type,
        size=size,
        digest=digest,
        stored_as=stored_as,
        uploaded_by=actor,
        uploaded_at=at,
    )
    if not silently:
        record_event(
            "core.attachment.stored", subject, actor=actor, at=at, file=str(attachment.uid), kind=kind, digest=digest
        )
    return attachment


def store_bytes(content: bytes, *, name: str, subject: models.Model, kind: str, actor: Any, at: datetime) -> Attachment:
    """Keep a file that the portal made itself, such as a letter."""
    return store(ContentFile(content, name=name), subject=subject, kind=kind, actor=actor, at=at)


def keep_part(
    content: bytes, *, path: str, content_type: str, subject: models.Model, kind: str, actor: Any, at: datetime
) -> Attachment:
    """
    Keep one file of a package whose parts the package's own view serves, in a sandbox.

    The type is the one given, so the general view must never serve it: no reader may be registered for the subject.
    """
    digest, stored_as = _write(ContentFile(content), at=at)
    return Attachment.objects.create(
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        kind=kind,
        name=path,
        content_type=content_type,
        size=len(content),
        digest=digest,
        stored_as=stored_as,
        uploaded_by=actor,
        uploaded_at=at,
    )


@transaction.atomic
def remove(attachment: Attachment, *, actor: Any, at: datetime, may: Callable[[], None]) -> None:
    """Take a file out of sight; the record of it and its bytes stay for the retention period."""
    may()
    if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at):
        raise Denied("The file has been removed already.")
    subject: Any = attachment.subject
    record_event("core.attachment.removed", subject, actor=actor, at=at, file=str(attachment.uid))


def of(record: models.Model) -> models.QuerySet[Attachment]:
    """Return the record's files, oldest first."""
    kind = ContentType.objects.get_for_model(record)
    return Attachment.objects.filter(subject_type=kind, subject_id=record.pk, removed_at=None).order_by(
        "uploaded_at", "pk"
    )


def read(attachment: Attachment) -> Iterator[bytes]:
    """
    Yield the file's bytes.

    :raises Undecipherable: if the key is not held, or the stored file was changed or cut
    """
    with path_of(attachment.stored_as).open("rb") as file:
        cipher = AESGCM(_unwrap(file))
        size, number = attachment.size, 0
        while True:
            left = max(size - number * SEGMENT, 0)
            last = left <= SEGMENT
            sealed = file.read(min(left, SEGMENT) + TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=last), sealed, None)
            except InvalidTag as tag:
                raise Undecipherable(f"The stored file of “{attachment.name}” was changed.") from tag
            if last:
                return
            number += 1


def content_type_of(upload: IO[bytes], name: str) -> str:
    """
    Return the type that the content itself shows.

    :raises Invalid: if it is none that we accept, or contradicts its name
    """
    upload.seek(0)
    head = upload.read(4096)
    suffix = Path(name).suffix.lower()
    for signature, content_type, suffixes in SIGNATURES:
        if head.startswith(signature):
            return _fitting(content_type, suffix, suffixes, name)
    if head.startswith(b"PK\x03\x04"):
        content_type, expected = _office_type(upload, name)
        return _fitting(content_type, suffix, (expected,), name)
    if suffix in TEXT_NAMES and _is_text(upload):
        return TEXT_NAMES[suffix]
    raise Invalid(f"“{name}” is not a file we can accept. Upload {ACCEPTED}.", field="file")


def path_of(stored_as: str) -> Path:
    """Return where the encrypted file lies."""
    return Path(settings.FILES_DIR) / stored_as[:2] / stored_as


def rewrap(stored_as: str) -> bool:
    """Wrap the file's key with the newest field key; return whether that changed anything."""
    path = path_of(stored_as)
    with path.open("rb") as file:
        header_id = _header_key_id(file)
        if header_id == settings.FIELD_KEYS[0][0]:
            return False
        file.seek(0)
        key = _unwrap(file)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        with draft.open("xb") as fresh:
            fresh.write(_header(key))
            while chunk := file.read(1 << 20):
                fresh.write(chunk)
        draft.replace(path)
    return True


def _checked_size(upload: Any) -> int:
    upload.seek(0, os.SEEK_END)
    size = upload.tell()
    limit = settings.ATTACHMENT_MAX_BYTES
    if not size:
        raise Invalid("The file is empty. Choose the file again.", field="file")
    if size > limit:
        raise Invalid(
            f"The file has {size / 1e6:.0f} MB; the limit is {limit // (1024 * 1024)} MB. Split or compress it.",
            field="file",
        )
    return size


def _fitting(content_type: str, suffix: str, suffixes: tuple[str, ...], name: str) -> str:
    if suffix not in suffixes:
        raise Invalid(
            f"“{name}” holds {content_type} but is named otherwise. Give it the ending {suffixes[0]}.", field="file"
        )
    return content_type


def _office_type(upload: IO[bytes], name: str) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise Invalid(f"“{name}” is damaged. Save it again and upload the new copy.", field="file") from None
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise Invalid(f"“{name}” unpacks to more than {UNPACKED_LIMIT // (1024 * 1024)} MB.", field="file")
    names = [entry.filename for entry in entries]
    for folder, kind in ZIP_FAMILY.items():
        if "[Content_Types].xml" in names and any(each.startswith(folder) for each in names):
            if any(each.endswith("vbaProject.bin") for each in names):
                raise Invalid(f"“{name}” contains macros. Save it without macros.", field="file")
            return kind
    raise Invalid(f"“{name}” is an archive. Upload the files one by one.", field="file")


def _is_text(upload: IO[bytes]) -> bool:
    upload.seek(0)
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text)


def _write(upload: IO[bytes], *, at: datetime) -> tuple[str, str]:
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    digest, key = hashlib.sha256(), AESGCM.generate_key(256)
    draft = folder / f".{secrets.token_hex(8)}"
    try:
        with draft.open("xb") as file:
            file.write(_header(key))
            for chunk in _sealed(upload, AESGCM(key), digest):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        stored_as = hmac.new(settings.BLIND_INDEX_KEY.encode(), digest.digest(), hashlib.sha256).hexdigest()
        target = path_of(stored_as)
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            os.utime(draft, (at.timestamp(), at.timestamp()))  # the disk says no more about the moment than the row
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest(), stored_as


def _sealed(upload: IO[bytes], cipher: AESGCM, digest: Any) -> Iterator[bytes]:
    upload.seek(0)
    number, segment = 0, upload.read(SEGMENT)
    while True:
        following = upload.read(SEGMENT)
        digest.update(segment)
        yield cipher.encrypt(_nonce(number, last=not following), segment, None)
        if not following:
            return
        number, segment = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _header(key: bytes) -> bytes:
    key_id, wrapping = settings.FIELD_KEYS[0]
    nonce = os.urandom(12)
    name = key_id.encode()
    return MAGIC + bytes([len(name)]) + name + nonce + AESGCM(wrapping).encrypt(nonce, key, MAGIC)


def _header_key_id(file: IO[bytes]) -> str:
    if file.read(4) != MAGIC:
        raise Undecipherable("A stored file does not begin as ours do.")
    return file.read(file.read(1)[0]).decode()


def _unwrap(file: IO[bytes]) -> bytes:
    key_id = _header_key_id(file)
    wrapping = dict(settings.FIELD_KEYS).get(key_id)
    if wrapping is None:
        raise Undecipherable(f"No key “{key_id}” is held; add it to FAIRLEAD_FIELD_KEYS.")
    nonce, wrapped = file.read(12), file.read(32 + TAG)
    try:
        return AESGCM(wrapping).decrypt(nonce, wrapped, MAGIC)
    except InvalidTag as tag:
        raise Undecipherable("The head of a stored file was changed.") from tag
