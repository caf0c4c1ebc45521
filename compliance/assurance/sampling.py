"""
How a sample is drawn, so that an outsider can draw it again. docs/sampling.md says the same in words.

Nothing here asks the database or a clock. The population is a table of reference, tier and unit; the draw
depends on that table, on the seed and on two numbers, and on nothing else.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("reference", "tier", "unit")


@dataclass(frozen=True, order=True)
class Member:
    """One case of the population."""

    reference: str
    tier: int
    unit: str

    @property
    def stratum(self) -> str:
        """Cases of one tier in one unit."""
        return f"tier {self.tier} · {self.unit}"


@dataclass(frozen=True)
class Drawn:
    """One case of the sample, with the digest that put it there."""

    member: Member
    rank: str


def table_of(population: Iterable[Member]) -> str:
    """Write the population as a table: a heading, then rows by reference, each ended by a line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows((member.reference, member.tier, member.unit) for member in sorted(population))
    return text.getvalue()


def read_table(text: str) -> list[Member]:
    """
    Read such a table.

    :raises ValueError: naming the row that is none
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != HEAD:
        raise ValueError(f"The first row is not {','.join(HEAD)}.")
    members = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(HEAD) or not row[0] or not row[1].isdigit():
            raise ValueError(f"Row {number} does not name a reference, a tier and a unit.")
        members.append(Member(row[0], int(row[1]), row[2]))
    return members


def digest_of(population: Iterable[Member]) -> str:
    """Return the SHA-256 of the population's table."""
    return hashlib.sha256(table_of(population).encode()).hexdigest()


def rank(seed: str, reference: str) -> str:
    """Return the number by which a case is drawn: the SHA-256 of seed, line feed and reference."""
    return hashlib.sha256(f"{seed}\n{reference}".encode()).hexdigest()


def shares(sizes: dict[str, int], *, size: int, least: int) -> dict[str, int]:
    """
    Say how many are drawn of each stratum.

    Each gives its least, or all it has. What is left of the size is shared in proportion to what each still has, by
    largest remainder; equal remainders go to the stratum that comes first in the alphabet.
    """
    given = {name: min(least, count) for name, count in sizes.items()}
    left = max(min(size, sum(sizes.values())) - sum(given.values()), 0)
    room = {name: sizes[name] - given[name] for name in sizes}
    whole = sum(room.values())
    if not left or not whole:
        return given
    whole_parts = {name: left * room[name] // whole for name in sizes}
    remainders = {name: left * room[name] % whole for name in sizes}
    over = left - sum(whole_parts.values())
    first = sorted(sizes, key=lambda name: (-remainders[name], name))[:over]
    return {name: given[name] + whole_parts[name] + (name in first) for name in sizes}


def draw(population: Iterable[Member], *, seed: str, size: int, least: int) -> list[Drawn]:
    """Draw the sample: of each stratum its share, lowest ranks first; strata in the order of the alphabet."""
    strata: dict[str, list[Member]] = {}
    for member in population:
        strata.setdefault(member.stratum, []).append(member)
    wanted = shares({name: len(members) for name, members in strata.items()}, size=size, least=least)
    sample = []
    for name in sorted(strata):
        ranked = sorted((rank(seed, member.reference), member) for member in strata[name])
        sample += [Drawn(member, digest) for digest, member in ranked[: wanted[name]]]
    return sample
