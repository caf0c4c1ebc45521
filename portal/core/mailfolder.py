"""Mail on an embedded site: written to a folder, shown at /dev/outbox/, sent nowhere."""

import uuid
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Write each mail to a file of its own, whole or not at all."""

    def send_messages(self, email_messages) -> int:
        """Write the mails; return how many."""
        folder = Path(settings.EMAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            draft = folder / f".{uuid.uuid4().hex}"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{uuid.uuid4().hex}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """A mail as the demo site shows it."""

    subject: str
    to: str
    date: str
    text: str


def newest(count: int) -> list[Mail]:
    """Return the latest mails, newest first."""
    folder = Path(settings.EMAIL_FOLDER)
    if not folder.exists():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [_read(file) for file in files[:count]]


def _read(file: Path) -> Mail:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = mail.get_body(preferencelist=("plain",))  # type: ignore[attr-defined]
    return Mail(mail["Subject"], mail["To"], mail["Date"], body.get_content() if body else "")
