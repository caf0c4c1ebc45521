"""What happens to lists: an edition is received, judged, put in force, accepted, dismissed, confirmed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max, QuerySet

from compliance.screening import engine, guard, policies, sources, store
from compliance.screening.actions.spool import Spool
from compliance.screening.listing import listed_of
from compliance.screening.models import ListEntry, ListSource, ListVersion, SublistCount
from compliance.screening.parsers import PARSER_VERSION, READERS, Entry, Report, Unreadable
from compliance.screening.states import VersionState
from compliance.screening.workflow import VERSION
from portal.accounts.models import User
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day, shortened

log = structlog.get_logger(__name__)
BATCH = 1000
ABANDONED = timedelta(hours=1)
INTERRUPTED = "The import was interrupted."


def import_list(
    code: str, files: Iterable[Path | str], *, actor: Any, at: datetime, source_date: date | None = None
) -> ListVersion:
    """
    Read an edition of a list and put it in force, unless the guard objects.

    This will leave the edition before it in force whenever the new one is
    empty, damaged, incomplete or suspiciously short; the returned edition's
    state and problem say so. The same file again only confirms the edition,
    and not even that while a newer one waits in quarantine.

    :raises Denied: if the actor imports no lists
    :raises Invalid: if the portal does not know the list, or a file is not there
    """
    policies.may_import(actor, None)
    paths = [Path(path) for path in files]
    source = _source(code)
    if missing := [path for path in paths if not path.is_file()]:
        raise Invalid(f"There is no file “{missing[0].name}”.", field="file")
    digest, size = store.digest_of(paths)
    known = _known(source, digest)
    if known is not None:
        return confirm_again(known, actor=actor, at=at) if known.state == VersionState.IN_FORCE else known
    return take_in(source, paths, digest=digest, size=size, actor=actor, at=at, source_date=source_date)


def take_in(
    source: ListSource,
    paths: list[Path],
    *,
    digest: str,
    size: int,
    actor: Any,
    at: datetime,
    source_date: date | None = None,
    doubts: Iterable[str] = (),
) -> ListVersion:
    """
    Make an edition of files that are new here and put it in force, unless the guard objects or there are doubts.

    :raises Denied: if the actor imports no lists
    """
    policies.may_import(actor, None)
    version = _receive(source, paths, digest=digest, size=size, actor=actor, at=at)
    with store.scratch() as folder:
        spool = Spool(folder / "entries")
        try:
            problems = [*doubts, *_read(version, store.originals_of(version), spool, source_date)]
        except Unreadable as fault:
            return _refuse(version, "reject", [str(fault)], spool.tally, at=at)
        if problems:
            return _refuse(version, "quarantine", problems, spool.tally, at=at)
        _install(version, spool, move="put_in_force", actor=None, at=at)
    return version


def accept(version: ListVersion, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Put a quarantined edition in force, in one's own name and for the reason given.

    :raises Denied: if the actor decides about no lists
    :raises Conflict: if it is no longer in quarantine, or cannot be read any more
    :raises Invalid: if no reason is given
    """
    _decide(version, "accept", actor=actor, reason=reason)
    with store.scratch() as folder:
        spool = Spool(folder / "entries")
        try:
            _read(version, store.originals_of(version), spool, version.source_date)
        except Unreadable as fault:
            raise Conflict(f"The kept file cannot be read any more. {fault}") from fault
        _install(version, spool, move="accept", actor=actor, at=at, reason=reason)


@transaction.atomic
def dismiss(version: ListVersion, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Set a refused edition aside. This will take its warning away and leave everything else as it is.

    :raises Denied: if the actor decides about no lists
    :raises Conflict: if somebody has dealt with it
    :raises Invalid: if no reason is given
    """
    _decide(version, "dismiss", actor=actor, reason=reason)
    signed = {"decided_by": actor, "decided_at": at, "reason": reason}
    VERSION.advance(version, "dismiss", actor=actor, at=at, values=signed, reason=reason)


@transaction.atomic
def confirm(version: ListVersion, *, actor: Any, at: datetime) -> ListVersion:
    """
    Note that the edition in force is still the publisher's newest. This will make the list fresh again.

    What is wrong with a newer edition that was refused goes on being said.
    """
    policies.may_import(actor, version)
    here = ListSource.objects.filter(pk=version.source_id, current=version)
    problem = _still_wrong(version)
    here.exclude(confirmed_at__gt=at).update(confirmed_at=at, problem=problem, failures=0, next_try_at=None)
    record_event("screening.list.confirmed", version, actor=actor, at=at)
    return version


def confirm_again(version: ListVersion, *, actor: Any, at: datetime) -> ListVersion:
    """
    Confirm the edition in force because its very content came again, unless a newer edition waits in quarantine.

    The newer one may hold names that the one in force lacks; until a person has decided about it, the list ages.
    """
    newer = _refused_after(version).filter(state=VersionState.QUARANTINED).order_by("-number").first()
    if newer is None:
        return confirm(version, actor=actor, at=at)
    ListSource.objects.filter(pk=version.source_id).update(problem=shortened(newer.problem, 300))
    return version


@transaction.atomic
def use_list(source: ListSource, *, in_use: bool, actor: Any, at: datetime, reason: str) -> None:
    """
    Rely on a list, or stop relying on it. Without its edition in force, nobody counts as screened while it is in use.

    :raises Denied: if the actor decides about no lists
    :raises Conflict: if it is so already
    """
    policies.may_accept(actor, None)
    if not ListSource.objects.filter(pk=source.pk, is_in_use=not in_use).update(is_in_use=in_use):
        raise Conflict(f"The {source.title} is {'in use' if in_use else 'not in use'} already.")
    source.is_in_use = in_use
    record_event("screening.list.use_changed", source, actor=actor, at=at, in_use=in_use, reason=reason)


def _source(code: str) -> ListSource:
    try:
        return sources.get(code)
    except ListSource.DoesNotExist:
        raise Invalid(f"There is no list “{code}”. There are {', '.join(READERS)}.", field="source") from None


def _known(source: ListSource, digest: str) -> ListVersion | None:
    """Return the edition with this very content, if it is in force or waits for a decision."""
    states = (VersionState.IN_FORCE, VersionState.QUARANTINED)
    return source.versions.select_related("source").filter(sha256=digest, state__in=states).order_by("-number").first()


def _refused_after(version: ListVersion) -> QuerySet[ListVersion]:
    """Return the newer editions of the same list that were refused and that nobody has dealt with."""
    return ListVersion.objects.refused().filter(source=version.source_id, number__gt=version.number)


def _still_wrong(version: ListVersion) -> str:
    """Return what is wrong with the newest edition after this one that was refused, or nothing."""
    newest = _refused_after(version).order_by("-number").first()
    return shortened(newest.problem, 300) if newest else ""


@transaction.atomic
def _receive(source: ListSource, files: list[Path], *, digest: str, size: int, actor: Any, at: datetime) -> ListVersion:
    abandoned = source.versions.filter(state=VersionState.RECEIVED, received_at__lt=at - ABANDONED)
    for version in abandoned.select_related("source"):
        VERSION.advance(version, "reject", actor=None, at=at, values={"problem": INTERRUPTED})
    last = source.versions.aggregate(last=Max("number"))["last"] or 0
    version = ListVersion.objects.create(
        source=source,
        number=last + 1,
        state_since=at,
        sha256=digest,
        file_names=", ".join(path.name for path in files)[:400],
        size=size,
        received_at=at,
        received_by=actor,
        parser_version=PARSER_VERSION,
    )
    store.keep_originals(version, files)
    record_event("screening.list.received", version, actor=actor, at=at, sha256=digest, files=version.file_names)
    return version


def _read(version: ListVersion, files: list[Path], spool: Spool, source_date: date | None) -> list[str]:
    """
    Read the files into the spool; return why the edition should be in quarantine.

    :raises Unreadable: if the files are not whole
    """
    report = Report()
    weak = _weak_aliases() if version.source.code == "us-csl" else {}
    entries = _sound(version, READERS[version.source.code](files, report))
    spool.fill(entry.with_weak(weak[entry.number]) if entry.number in weak else entry for entry in entries)
    spool.tally.source_date = source_date or report.source_date
    before = _tally_of(version.source.current) if version.source.current else None
    version.notes = "\n".join([*report.notes, *_warnings(version, spool, before)])
    return guard.findings(spool.tally, before, report)


def _sound(version: ListVersion, entries: Iterator[Entry]) -> Iterator[Entry]:
    """
    Yield the entries. A reader that stumbles over something nobody thought of is logged, and the file is refused.

    :raises Unreadable: if the files are not whole, or the reader stumbled
    """
    try:
        yield from entries
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as fault:
        log.exception("list not read", list=version.source.code, edition=version.number)
        told = "Something in it is so badly made that the portal cannot read it"
        raise Unreadable(f"{told} ({type(fault).__name__}: {str(fault)[:100]}).") from fault


def _warnings(version: ListVersion, spool: Spool, before: guard.Tally | None) -> Iterator[str]:
    day, received = spool.tally.source_date, as_day(version.received_at)
    if day and (received - day).days > version.source.freshness_days:
        yield (
            f"The file is dated {day:%d %B %Y}, {(received - day).days} days before it was imported. "
            "Make sure that the publisher offers nothing newer."
        )
    if before is None:
        yield "This is the first edition, so there was nothing to compare its size with."


def _tally_of(version: ListVersion) -> guard.Tally:
    """Return the counts of the edition in force."""
    tally = guard.Tally(entries=version.entry_count, names=version.name_count, source_date=version.source_date)
    tally.sublists.update(dict(version.sublists.values_list("sublist", "entries")))
    rows = ListEntry.objects.current().filter(source=version.source_id).values_list("uid", "data__names")
    for uid, names in rows.iterator(chunk_size=BATCH):
        tally.look_at(uid, (name["text"] for name in names))
    return tally


def _weak_aliases() -> dict[str, set[str]]:
    """Return the weak aliases that OFAC's own files tell, by OFAC's number; the consolidated list mixes them in."""
    found: dict[str, set[str]] = {}
    rows = ListEntry.objects.current().filter(source__code__in=["us-ofac-sdn", "us-ofac-cons"])
    for number, data in rows.values_list("number", "data").iterator(chunk_size=BATCH):
        weak = {name["text"].casefold() for name in data["names"] if name["strength"] == "weak"}
        if weak:
            found[number] = weak
    return found


@transaction.atomic
def _refuse(version: ListVersion, move: str, problems: list[str], tally: guard.Tally, *, at: datetime) -> ListVersion:
    version.problem = " ".join(problems)
    version.entry_count, version.name_count = tally.entries, tally.names
    version.source_date = tally.source_date
    version.save(update_fields=["problem", "notes", "entry_count", "name_count", "source_date"])
    VERSION.advance(version, move, actor=None, at=at, problem=version.problem)
    _count_sublists(version, tally)
    ListSource.objects.filter(pk=version.source_id).update(problem=shortened(version.problem, 300))
    for officer in User.objects.holding("Officer", "EmpoweredOfficial"):
        outbox.owe(
            f"screening.list.{version.pk}.refused.{officer.pk}",
            to=officer,
            template="screening/list_refused",
            due_at=at,
            list=version.source.title,
            problem=version.problem,
            has_older=version.source.current_id is not None,
            path=version.get_absolute_url(),
        )
    return version


def _install(version: ListVersion, spool: Spool, *, move: str, actor: Any, at: datetime, **said: str) -> None:
    """Build the index beside the old one, then swap rows, states and pointer in one transaction."""
    source = version.source
    store.build_index(version, (listed_of(entry, source.code) for entry in spool))
    with transaction.atomic():
        before = ListVersion.objects.select_related("source").filter(source=source, state=VersionState.IN_FORCE).first()
        if before is not None:
            VERSION.advance(before, "supersede", actor=None, at=at, values={"in_force_to": at})
        version.entry_count, version.name_count = spool.tally.entries, spool.tally.names
        counts = _write(version, spool)
        signed = {"decided_by": actor, "decided_at": at, "reason": said["reason"]} if move == "accept" else {}
        values = {**{f"{key}_count": count for key, count in counts.items()}, **signed, "in_force_from": at}
        values |= {"entry_count": version.entry_count, "name_count": version.name_count, "notes": version.notes}
        values |= {"source_date": spool.tally.source_date, "engine_version": engine.ENGINE_VERSION}
        VERSION.advance(version, move, actor=actor, at=at, values=values, entries=version.entry_count, **counts, **said)
        swapped = ListSource.objects.filter(pk=source.pk, current=before).update(
            current=version,
            confirmed_at=at,
            is_in_use=True,
            problem=_still_wrong(version),
            failures=0,
            next_try_at=None,
        )
        if not swapped:
            raise Conflict(f"Another edition of the {source.title} was put in force in the meantime.")
    source.current, source.confirmed_at, source.is_in_use = version, at, True


def _write(version: ListVersion, spool: Spool) -> dict[str, int]:
    """Write what changed since the edition before; return how many were added, renamed, changed, removed."""
    rows = ListEntry.objects.current().filter(source=version.source)
    had = {
        uid: (pk, names, content)
        for pk, uid, names, content in rows.values_list("pk", "uid", "names_hash", "content_hash").iterator()
    }
    counts = {"added": 0, "renamed": 0, "changed": 0, "removed": 0}
    fresh, ended = set(), []
    for uid, names, content in spool.hashes():
        pk, old_names, old_content = had.pop(uid, (None, "", ""))
        if content == old_content:
            continue
        fresh.add(uid)
        counts["added" if pk is None else "renamed" if names != old_names else "changed"] += 1
        if pk is not None:
            ended.append(pk)
    counts["removed"] = len(had)
    ended += [pk for pk, _, _ in had.values()]
    for start in range(0, len(ended), BATCH):
        ListEntry.objects.filter(pk__in=ended[start : start + BATCH]).update(until=version)
    batch: list[ListEntry] = []
    for uid, names, content, data in spool.lines():
        if uid in fresh:
            batch.append(_row(version, names, content, data))
        if len(batch) == BATCH:
            ListEntry.objects.bulk_create(batch)
            batch = []
    ListEntry.objects.bulk_create(batch)
    _count_sublists(version, spool.tally)
    return counts


def _row(version: ListVersion, names_hash: str, content_hash: str, data: dict[str, Any]) -> ListEntry:
    return ListEntry(
        source_id=version.source_id,
        uid=data["uid"],
        sublist=data["sublist"],
        kind=data["kind"],
        name=data["names"][0]["text"],
        number=data.get("number", ""),
        names_hash=names_hash,
        content_hash=content_hash,
        data=data,
        since=version,
    )


def _count_sublists(version: ListVersion, tally: guard.Tally) -> None:
    version.sublists.all().delete()
    SublistCount.objects.bulk_create(
        SublistCount(version=version, sublist=sublist, entries=count)
        for sublist, count in sorted(tally.sublists.items())
    )


def _decide(version: ListVersion, move: str, *, actor: Any, reason: str) -> None:
    VERSION.check(version, move, actor=actor)
    if not reason.strip():
        raise Invalid("Give the reason; it stays with the list.", field="reason")
