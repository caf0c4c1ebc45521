"""What changed in the lists between two bases, and what that means for parties compared with the older one."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from compliance.screening import engine
from compliance.screening.listing import listed_of
from compliance.screening.models import Basis, ListEntry, ListVersion
from compliance.screening.parsers.records import Entry


@dataclass
class Delta:
    """Entries that are new or say something else, and keys that left, by list. A whole delta names only what left."""

    listed: list[engine.Listed] = field(default_factory=list)
    changed: set[tuple[int, str]] = field(default_factory=set)
    removed: set[tuple[int, str]] = field(default_factory=set)
    is_whole: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all changed."""
        return not (self.listed or self.removed or self.is_whole)


def between(old: Basis, versions: tuple[ListVersion, ...]) -> Delta:
    """
    Return what changed from the old basis to these editions.

    Another engine, or a list that the old basis does not have, makes everything new: the delta is whole. What left the
    lists that both have is told all the same.
    """
    before = {version.source_id: version for version in old.versions.all()}
    same_engine = (old.engine_version, old.normaliser_version) == (engine.ENGINE_VERSION, engine.NORMALISER_VERSION)
    delta = Delta(is_whole=not same_engine or any(version.source_id not in before for version in versions))
    for version in versions:
        known = before.get(version.source_id, version)
        if known.pk != version.pk:
            delta.removed |= _left(known, version)
            if not delta.is_whole:
                _add(delta, known, version)
    return delta


def _fresh(old: ListVersion, new: ListVersion) -> QuerySet[ListEntry]:
    return ListEntry.objects.filter(source=new.source_id).current().filter(since__number__gt=old.number)


def _add(delta: Delta, old: ListVersion, new: ListVersion) -> None:
    for uid, data in _fresh(old, new).values_list("uid", "data").iterator(chunk_size=1000):
        delta.listed.append(listed_of(Entry.from_dict(data), new.source.code))
        delta.changed.add((new.source_id, uid))


def _left(old: ListVersion, new: ListVersion) -> set[tuple[int, str]]:
    """Return the entries of the old edition that the new one does not have, not even with other words."""
    ended = ListEntry.objects.filter(source=new.source_id, until__number__gt=old.number, since__number__lte=old.number)
    gone = ended.exclude(uid__in=_fresh(old, new).values("uid"))
    return {(new.source_id, uid) for uid in gone.values_list("uid", flat=True)}
