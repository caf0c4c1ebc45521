"""What changed in the lists between two bases, and what that means for parties compared with the older one."""

from dataclasses import dataclass, field

from compliance.screening import engine
from compliance.screening.listing import listed_of
from compliance.screening.models import Basis, ListEntry, ListVersion
from compliance.screening.parsers.records import Entry


@dataclass
class Delta:
    """Entries that are new or say something else, and keys that left, by list."""

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

    Another engine, or a list that the old basis does not have, makes everything new: the delta is whole.
    """
    before = {version.source_id: version for version in old.versions.all()}
    same_engine = (old.engine_version, old.normaliser_version) == (engine.ENGINE_VERSION, engine.NORMALISER_VERSION)
    delta = Delta(is_whole=not same_engine or any(version.source_id not in before for version in versions))
    if not delta.is_whole:
        for version in versions:
            if version.pk != before[version.source_id].pk:
                _add(delta, before[version.source_id], version)
    return delta


def _add(delta: Delta, old: ListVersion, new: ListVersion) -> None:
    rows = ListEntry.objects.filter(source=new.source_id)
    fresh = rows.current().filter(since__number__gt=old.number).values_list("uid", "data")
    for uid, data in fresh.iterator(chunk_size=1000):
        delta.listed.append(listed_of(Entry.from_dict(data), new.source.code))
        delta.changed.add((new.source_id, uid))
    ended = rows.filter(until__number__gt=old.number, since__number__lte=old.number).values_list("uid", flat=True)
    delta.removed |= {(new.source_id, uid) for uid in ended} - delta.changed
