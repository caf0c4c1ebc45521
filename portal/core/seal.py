"""
Seal the event log into a hash tree, and check it.

Writers only insert events; nobody waits for anybody. Now and then one sealer
takes the events that have no leaf yet, appends them to the tree in one batch
and signs the new head with the institution's Ed25519 key. Who has kept an
older head can prove that the log was not rewritten since.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from portal.core import merkle
from portal.core.models import Checkpoint, Event, Leaf

BATCH = 2000
# A transaction may commit with a lower id than one that is sealed already. Such a
# latecomer is looked for this far back; verify_events reports any that is older.
LATECOMERS = 50_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the log: what happened to which event."""

    kind: str  # changed | deleted | inserted | reordered | unsealed | signature | root
    position: int | None
    event: int | None
    text: str

    def __str__(self) -> str:
        return self.text


def digest(event: Event) -> bytes:
    """Return the leaf hash of an event's canonical JSON (RFC 8785)."""
    kind = ContentType.objects.get_for_id(event.subject_type_id)
    return merkle.leaf_hash(
        rfc8785.dumps(
            {
                "uid": str(event.uid),
                "verb": event.verb,
                "subject": f"{kind.app_label}.{kind.model}:{event.subject_id}",
                "label": event.subject_label,
                "actor": event.actor_id,
                "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "data": event.data,
            }
        )
    )


def seal(*, at: datetime) -> int:
    """Append every event that has no leaf yet; return how many. Of two sealers at once one wins, the other waits."""
    total = 0
    while sealed := _seal_batch(at=at):
        total += sealed
    return total


def _seal_batch(*, at: datetime) -> int:
    head = Checkpoint.objects.order_by("-size").first()
    size = head.size if head else 0
    newest = Leaf.objects.order_by("-position").values_list("event_id", flat=True).first() or 0
    events = list(Event.objects.filter(leaf=None, pk__gt=newest - LATECOMERS).order_by("pk")[:BATCH])
    if not events:
        return 0
    digests = [digest(event) for event in events]
    frontier, grown = merkle.grow(_cut(head.frontier) if head else [], size, digests)
    top = merkle.root(frontier)
    try:
        with transaction.atomic():
            Checkpoint.objects.create(
                size=grown,
                first=size,
                root=top,
                frontier=b"".join(frontier),
                leaves=b"".join(digests),
                at=at,
                key_id=key_id(),
                signature=_private_key().sign(statement(grown, top)),
            )
            Leaf.objects.bulk_create(
                Leaf(position=size + offset, event=event, digest=each)
                for offset, (event, each) in enumerate(zip(events, digests, strict=True))
            )
    except IntegrityError:
        return 0  # another sealer took the same batch
    return len(events)


def verify(*, progress: Any = None) -> Iterator[Fault]:
    """Read the whole log in the order of its tree and yield whatever is wrong with it."""
    frontier: list[bytes] = []
    size = 0
    for checkpoint in Checkpoint.objects.order_by("size").iterator(chunk_size=20):
        signed = _cut(checkpoint.leaves)
        if checkpoint.first != size or len(signed) != checkpoint.size - checkpoint.first:
            yield Fault("root", size, None, f"The checkpoint after {size} is missing or does not fit.")
        frontier, size = merkle.grow(frontier, checkpoint.first, signed)
        yield from _check_head(checkpoint, merkle.root(frontier))
        yield from _check_batch(checkpoint, signed)
        if progress:
            progress(len(signed))
    yield from _check_rest(size)


def _check_head(checkpoint: Checkpoint, top: bytes) -> Iterator[Fault]:
    if bytes(checkpoint.root) != top:
        yield Fault("root", None, None, f"The root at {checkpoint.size} does not follow from its leaves.")
    try:
        public_key(checkpoint.key_id).verify(
            bytes(checkpoint.signature), statement(checkpoint.size, bytes(checkpoint.root))
        )
    except (InvalidSignature, KeyError):
        yield Fault("signature", None, None, f"The checkpoint at {checkpoint.size} is not signed by a key we know.")


def _check_batch(checkpoint: Checkpoint, signed: list[bytes]) -> Iterator[Fault]:
    where = {each: checkpoint.first + offset for offset, each in enumerate(signed)}
    batch = range(checkpoint.first, checkpoint.size)
    leaves = (
        Leaf.objects.filter(position__in=[])
        if not signed
        else Leaf.objects.filter(position__gte=batch.start, position__lt=batch.stop)
    )
    found = {leaf.position: leaf for leaf in leaves}
    events = Event.objects.in_bulk([leaf.event_id for leaf in found.values()])
    for position in batch:
        leaf = found.get(position)
        event = events.get(leaf.event_id) if leaf else None
        if leaf is None or event is None:
            yield Fault(
                "deleted", position, leaf.event_id if leaf else None, f"The event at position {position} is gone."
            )
            continue
        actual, expected = digest(event), signed[position - checkpoint.first]
        if actual == expected:
            continue
        if actual in where:
            text = f"Event {event.pk} stands at position {position}, but was sealed at {where[actual]}."
            yield Fault("reordered", position, event.pk, text)
        elif bytes(leaf.digest) == expected:
            yield Fault("changed", position, event.pk, f"Event {event.pk} ({event}) was changed after it was sealed.")
        else:
            text = f"Event {event.pk} ({event}) at position {position} is not the one that was sealed there."
            yield Fault("changed", position, event.pk, text)


def _check_rest(size: int) -> Iterator[Fault]:
    for leaf in Leaf.objects.filter(position__gte=size).order_by("position")[:100]:
        text = f"Event {leaf.event_id} has position {leaf.position}, which no checkpoint signed."
        yield Fault("inserted", leaf.position, leaf.event_id, text)
    newest = Leaf.objects.order_by("-position").values_list("event_id", flat=True).first() or 0
    for pk in Event.objects.filter(leaf=None, pk__lte=newest - LATECOMERS).values_list("pk", flat=True)[:100]:
        yield Fault("inserted", None, pk, f"Event {pk} was inserted among sealed ones.")
    last = Checkpoint.objects.order_by("-size").first()
    if last:
        earlier = Event.objects.filter(leaf=None, created_at__lt=last.at, pk__lt=newest)
        for pk in earlier.values_list("pk", flat=True)[:100]:
            yield Fault("inserted", None, pk, f"Event {pk} was inserted among sealed ones.")


def proof(event: Event) -> dict[str, Any] | None:
    """Return what an outsider needs to check that the event is in the log, or None while it is not sealed."""
    leaf = Leaf.objects.filter(event=event).first()
    if leaf is None:
        return None
    checkpoint = Checkpoint.objects.filter(first__lte=leaf.position, size__gt=leaf.position).get()
    before = Checkpoint.objects.filter(size=checkpoint.first).first()
    path = merkle.inclusion_path(
        leaf.position,
        first=checkpoint.first,
        frontier=_cut(before.frontier) if before else [],
        leaves=_cut(checkpoint.leaves),
    )
    return {
        "format": "RFC 9162 inclusion proof, SHA-256",
        "leaf_index": leaf.position,
        "leaf_hash": bytes(leaf.digest).hex(),
        "audit_path": [node.hex() for node in path],
        "checkpoint": describe(checkpoint),
    }


def describe(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as it is published."""
    public = public_key(checkpoint.key_id).public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "tree_size": checkpoint.size,
        "root_hash": bytes(checkpoint.root).hex(),
        "at": checkpoint.at.astimezone(UTC).isoformat(timespec="seconds"),
        "signed_text": statement(checkpoint.size, bytes(checkpoint.root)).decode(),
        "signature": base64.b64encode(bytes(checkpoint.signature)).decode(),
        "key_id": checkpoint.key_id,
        "public_key": base64.b64encode(public).decode(),
    }


def statement(size: int, top: bytes) -> bytes:
    """Return the text that the institution signs: origin, size and root, a line each."""
    return f"{settings.INSTITUTION['short_name']} event log\n{size}\n{base64.b64encode(top).decode()}\n".encode()


def key_id() -> str:
    """Return the short name of the signing key: the start of its public key's digest."""
    public = _private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(public).hexdigest()[:16]


def public_key(named: str) -> Ed25519PublicKey:
    """
    Return the public key of a checkpoint: today's, or a retired one that settings still list.

    :raises KeyError: if we know no such key
    """
    if named == key_id():
        return _private_key().public_key()
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(settings.RETIRED_SIGNING_KEYS[named]))


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.SIGNING_KEY.encode()).digest())


def _cut(blob: Any) -> list[bytes]:
    data = bytes(blob)
    return [data[at : at + merkle.HASH_BYTES] for at in range(0, len(data), merkle.HASH_BYTES)]
