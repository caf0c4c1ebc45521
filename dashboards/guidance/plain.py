"""
How plain a text is: how easy it reads, which sentences are long, which legal terms nobody explains.

The score is Flesch's reading ease for English, with syllables counted by their vowels. It is a hint to a writer,
never a verdict.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

TERMS = Path(__file__).with_name("terms.yaml")
LONG = 28
BANDS = ((60, "Plain"), (45, "Readable"), (30, "Heavy"), (float("-inf"), "Very heavy"))
EXPLAINS = r"\s*(?:\(|: |means\b|,\s+(?:an?|or|that is|meaning|\w+ (?:whose|that|which|of))\b)"


@dataclass(frozen=True)
class Term:
    """A legal term, and what one could write."""

    term: str
    meaning: str


@dataclass(frozen=True)
class Plainness:
    """What the check found."""

    score: int
    band: str
    words: int
    sentences: int
    longest: tuple[str, ...]
    unexplained: tuple[Term, ...]

    @property
    def average(self) -> float:
        """Words in a sentence."""
        return round(self.words / self.sentences, 1) if self.sentences else 0


@cache
def terms() -> tuple[Term, ...]:
    """Return the legal terms that a reader cannot be expected to know."""
    rows = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return tuple(Term(row["term"], row["meaning"]) for row in rows)


def check(markdown: str) -> Plainness:
    """Return how plain the text is."""
    text = _prose(markdown)
    sentences = [
        part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"(])|\n{2,}", text) if re.search(r"\w", part)
    ]
    counted = [(sentence, re.findall(r"[A-Za-z][A-Za-z'’-]*", sentence)) for sentence in sentences]
    words = [word for _, found in counted for word in found]
    score = _ease(len(words), len(sentences), sum(syllables(word) for word in words))
    longest = sorted(((len(found), sentence) for sentence, found in counted if len(found) > LONG), reverse=True)
    return Plainness(
        score=score,
        band=next(name for least, name in BANDS if score >= least),
        words=len(words),
        sentences=len(sentences),
        longest=tuple(sentence for _, sentence in longest[:5]),
        unexplained=tuple(term for term in terms() if _is_unexplained(term.term, text)),
    )


def syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)


def _ease(words: int, sentences: int, spoken: int) -> int:
    if not words or not sentences:
        return 100
    return round(206.835 - 1.015 * words / sentences - 84.6 * spoken / words)


def _is_unexplained(term: str, text: str) -> bool:
    """Tell whether a term stands in the text and is nowhere followed by an explanation."""
    written = rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])"
    found = re.search(written, text, re.IGNORECASE if term.islower() else 0)
    explained = re.search(written + EXPLAINS, text, re.IGNORECASE) or re.search(rf"\({re.escape(term)}\)", text)
    return bool(found and not explained)


def _prose(markdown: str) -> str:
    """Return the words that are read, without signs of Markdown and addresses; a heading or an item ends a sentence."""
    lines = []
    for line in markdown.splitlines():
        bare = re.sub(r"^\s*(?:#{1,6}|[-*+]|\d+\.|>)\s+", "", line)
        is_part = bare != line or line.lstrip().startswith("|")
        bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)
        bare = re.sub(r"[*_`|]", " ", bare)
        lines.append(f"\n\n{bare.strip()}\n\n" if is_part else bare)
    return "\n".join(lines)
