"""
Would this edition quietly blind us? The questions that every edition answers before it is put in force.

Pure functions over counts. A sentence is a reason for quarantine; no sentence
means that the edition may follow the one before it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from compliance.screening.parsers.records import Entry

FALL = 0.05  # a list that loses more than this between two editions has been lost on the way, not delisted
MOJIBAKE = re.compile("[\u00c2\u00c3\u00d0\u00d1\u00d8\u00d9][\u0080-\u00bf]|\ufffd")
MOJIBAKE_SHARE = 0.002


@dataclass
class Tally:
    """What an edition holds, counted while it is read."""

    entries: int = 0
    names: int = 0
    damaged: int = 0
    sublists: Counter[str] = field(default_factory=Counter)
    source_date: date | None = None

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self.entries += 1
        self.names += len(entry.names)
        self.sublists[entry.sublist] += 1
        self.damaged += any(MOJIBAKE.search(name.text) for name in entry.names)


def findings(now: Tally, before: Tally | None) -> list[str]:
    """Return a sentence for each reason not to put the edition in force by itself."""
    found = [*_alone(now)]
    if before is not None:
        found += [*_fallen("entries", before.entries, now.entries), *_fallen("names", before.names, now.names)]
        found += [*_lost(now, before), *_older(now, before)]
    return found


def _alone(now: Tally) -> list[str]:
    if not now.entries:
        return ["The file holds no entry."]
    if now.damaged > max(3, now.entries * MOJIBAKE_SHARE):
        return [f"{now.damaged:,} entries have letters that were read in the wrong encoding on their way here."]
    return []


def _fallen(what: str, before: int, now: int) -> list[str]:
    if before and now < before * (1 - FALL):
        return [f"It has {now:,} {what}; the edition in force has {before:,}. That is {_share(before, now)} fewer."]
    return []


def _lost(now: Tally, before: Tally) -> list[str]:
    found = []
    for sublist, count in sorted(before.sublists.items()):
        left = now.sublists.get(sublist, 0)
        if not left:
            entries = "one entry" if count == 1 else f"{count:,} entries"
            found.append(f"The list “{sublist}” is missing; the edition in force has {entries} of it.")
        elif left < count * (1 - FALL) and count - left > 1 and len(before.sublists) > 1:
            found.append(
                f"The list “{sublist}” has {left:,} entries instead of {count:,}, {_share(count, left)} fewer."
            )
    return found


def _older(now: Tally, before: Tally) -> list[str]:
    if now.source_date and before.source_date and now.source_date < before.source_date:
        return [f"It is dated {now.source_date:%d %B %Y}; the edition in force is of {before.source_date:%d %B %Y}."]
    return []


def _share(before: int, now: int) -> str:
    return f"{(before - now) / before:.0%}"
