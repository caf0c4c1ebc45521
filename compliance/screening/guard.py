"""
Would this edition quietly blind us? The questions that every edition answers before it is put in force.

Pure functions over counts. A sentence is a reason for quarantine; no sentence
means that the edition may follow the one before it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from compliance.screening.letters import is_garbled
from compliance.screening.parsers.records import Entry, Report

FALL = 0.05  # a list that loses more than this between two editions has been lost on the way, not delisted
FEW = 3  # so many names with odd letters come and go
ODD_SHARE = 0.02  # of the names that are not plain ASCII; the worst real list has one garbled among 579


@dataclass
class Tally:
    """What an edition holds, counted while it is read. Odd letters are counted by name, with the first as example."""

    entries: int = 0
    names: int = 0
    accented: int = 0
    garbled: int = 0
    questioned: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    sublists: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    source_date: date | None = None

    @property
    def sound(self) -> int:
        """How many names have letters beyond ASCII that came as they were sent."""
        return self.accented - self.garbled

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self.entries += 1
        self.names += len(entry.names)
        self.sublists[entry.sublist] += 1
        self.look_at(entry.uid, (name.text for name in entry.names))

    def look_at(self, key: str, texts: Iterable[str]) -> None:
        """Remember the key of an entry, and count what has become of the letters of its names."""
        self.keys.add(key)
        for text in texts:
            self.accented += not text.isascii()
            if is_garbled(text):
                self.garbled += 1
                self.examples.setdefault("garbled", text)
            if "?" in text:
                self.questioned += 1
                self.examples.setdefault("questioned", text)


def findings(now: Tally, before: Tally | None, report: Report | None = None) -> list[str]:
    """Return a sentence for each reason not to put the edition in force by itself."""
    report = report or Report()
    if not now.entries:
        return ["The file holds no entry."]
    found = [*report.doubts]
    if before is None:
        return [*found, *_lacking(now, report.expected_sublists), *_odd_alone(now)]
    found += [*_fallen("entries", before.entries, now.entries), *_fallen("names", before.names, now.names)]
    return [*found, *_lost(now, before), *_odd(now, before), *_renumbered(now, before), *_older(now, before)]


def _lacking(now: Tally, expected: frozenset[str]) -> Iterator[str]:
    """Tell which lists a first edition lacks; of later ones the edition in force says what to expect."""
    if missing := sorted(expected - now.sublists.keys()):
        what = f"list “{missing[0]}”" if len(missing) == 1 else f"lists {', '.join(missing)}"
        yield f"It lacks the {what}, which every edition has had for years. Fetch the whole file from the publisher."


def _odd_alone(now: Tally) -> Iterator[str]:
    """Tell of letters that went wrong, by the share of names that have any."""
    for what, count in (("garbled", now.garbled), ("questioned", now.questioned)):
        every_one = what == "garbled" and not now.sound
        if count > ODD_SHARE * now.accented and (count > FEW or every_one):
            yield _spoilt(what, count, now)


def _odd(now: Tally, before: Tally) -> list[str]:
    """Tell of letters that went wrong since the edition in force: more than a few, or in place of sound ones."""
    lost = before.sound - now.sound
    rises = {"garbled": now.garbled - before.garbled, "questioned": now.questioned - before.questioned}
    found = [_spoilt(what, rise, now) for what, rise in rises.items() if rise > FEW or (rise > 0 and lost > 0)]
    if not found and lost > FEW and now.sound < before.sound / 2:
        found.append(
            f"{now.sound:,} of its names have letters beyond A to Z; in the edition in force {before.sound:,} have. "
            "Such letters were lost on the way here."
        )
    return found


def _spoilt(what: str, count: int, now: Tally) -> str:
    names = "One name has" if count == 1 else f"{count:,} names have"
    where = f"for example “{now.examples[what][:80]}”"
    if what == "garbled":
        return f"{names} letters that were read in the wrong encoding on their way here, {where}."
    return f"{names} a question mark where a letter was lost on its way here, {where}."


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
        elif left < count * (1 - FALL) and len(before.sublists) > 1:
            what = "one entry" if left == 1 else f"{left:,} entries"
            found.append(f"The list “{sublist}” has {what} instead of {count:,}, {_share(count, left)} fewer.")
    return found


def _renumbered(now: Tally, before: Tally) -> Iterator[str]:
    kept = len(before.keys & now.keys)
    if kept * 2 < len(before.keys):
        yield (
            f"Of the {len(before.keys):,} keys that entries have in the edition in force, {kept:,} are left. Decisions "
            "about hits are bound to these keys; with other keys all of them are to be made again."
        )


def _older(now: Tally, before: Tally) -> list[str]:
    if now.source_date and before.source_date and now.source_date < before.source_date:
        return [f"It is dated {now.source_date:%d %B %Y}; the edition in force is of {before.source_date:%d %B %Y}."]
    return []


def _share(before: int, now: int) -> str:
    return f"{(before - now) / before:.0%}"
