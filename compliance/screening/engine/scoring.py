"""From aligned words to one score between 0 and 1, with the figures it is made of."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine.alignment import Links, align
from compliance.screening.engine.names import Names, spread
from compliance.screening.engine.similarity import Rule

ASKED_SHARE = 0.54  # how much of the name asked about is found counts a little more than how much of the listed one is
CONFLICT_COST = 0.55  # both names have something that the other lacks
SHORT_WORDS, SHORT_COST = 5.0, 0.25  # words of fewer letters say less than their rarity
LITTLE, LITTLE_COST = 2.9, 0.12  # so does a match of few or common words
ALONE_COST = 0.06  # one word of several
ACROSS_COST = 0.08  # many names in Han or Hangul have one spelling in Latin letters
FAINTEST = 0.12  # the weight of a legal form, a title or a particle is below
TELLING = 0.3  # a word that weighs more says something by itself
WHOLE_TOP, WHOLE_COST = 0.95, 1.6  # names as strings of letters: one slip in ten letters costs 0.16
WHOLE_SLIPS, WHOLE_LEAST, WHOLE_FROM = 0.2, 6, 0.2  # at most so many slips, at least so many letters, words no worse
ACRONYM = np.array([0, 0, 0, 0.30, 0.50, 0.75, 0.85, 0.90, 0.93])  # by letters of the short form


class Basis(IntEnum):
    """What a score rests on."""

    WORDS = 0
    LETTERS = 1
    ACRONYM = 2


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of each pair of readings; `links` say which words they come from, `short` where an acronym stands."""

    score: np.ndarray
    asked_coverage: np.ndarray
    listed_coverage: np.ndarray
    conflict: np.ndarray
    damping: np.ndarray
    exact: np.ndarray
    basis: np.ndarray
    links: Links


@dataclass(frozen=True, slots=True)
class _Balance:
    """What the links have found and left, by weight, for each pair of readings."""

    asked_coverage: np.ndarray
    listed_coverage: np.ndarray
    conflict: np.ndarray
    evidence: np.ndarray
    mean_letters: np.ndarray
    telling: np.ndarray


def score(
    asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, short: np.ndarray | None = None
) -> Scores:
    """
    Score reading rows[k] of those asked against reading against[k] of those listed, for every k.

    `short` marks the pairs in which a word of one may be the acronym of the other.
    """
    links = align(asked, rows, listed, against)
    balance = _weigh(asked, rows, listed, against, links)
    discount = asked.discount[rows] + listed.discount[against]
    discount = discount + ACROSS_COST * (asked.syllabic[rows] != listed.syllabic[against])
    several = np.maximum(asked.telling[rows], listed.telling[against]) > 1
    damping = (
        SHORT_COST * np.maximum(0, 1 - balance.mean_letters / SHORT_WORDS)
        + LITTLE_COST * np.maximum(0, 1 - balance.evidence / LITTLE)
        + ALONE_COST * ((balance.telling < 2) & several)
    )
    value = ASKED_SHARE * balance.asked_coverage + (1 - ASKED_SHARE) * balance.listed_coverage
    value = value - CONFLICT_COST * balance.conflict - damping
    letters = _by_letters(asked, rows, listed, against, value)
    acronym = _by_acronym(asked, rows, listed, against, short)
    exact = _is_exact(asked, rows, listed, against, links) & (discount == 0)
    basis = np.where(exact, Basis.WORDS, np.argmax(np.stack([value, letters, acronym]), axis=0))
    value = np.maximum(np.maximum(value, letters), acronym)
    value = np.where(exact, 1.0, np.clip(value - discount, 0.0, 0.999))
    return Scores(
        np.round(value, 6),
        balance.asked_coverage,
        balance.listed_coverage,
        balance.conflict,
        damping + discount,
        exact,
        basis,
        links,
    )


def _weigh(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, links: Links) -> _Balance:
    """
    Return coverage both ways and what it rests on.

    Two words that were taken for one weigh as the commoner of the two, the more the more alike they are: a misspelt
    common word is no rare word.
    """
    pair, count, alike = links.pair, len(rows), links.similarity
    asked_weight = _weights(asked, rows, pair, links.asked, links.asked_span)
    listed_weight = _weights(listed, against, pair, links.listed, links.listed_span)
    common = np.minimum(asked_weight, listed_weight)
    own = (1 - alike) * (common > FAINTEST)  # a slip in a legal form is not held against it
    asked_kept, listed_kept = common + own * (asked_weight - common), common + own * (listed_weight - common)
    asked_loose = np.maximum(asked.weight[rows] - np.bincount(pair, asked_weight, count), 0.0)
    listed_loose = np.maximum(listed.weight[against] - np.bincount(pair, listed_weight, count), 0.0)
    asked_all = np.maximum(asked_loose + np.bincount(pair, asked_kept, count), 1e-9)
    listed_all = np.maximum(listed_loose + np.bincount(pair, listed_kept, count), 1e-9)
    letters = np.maximum(_lengths(asked, rows, pair, links.asked), _lengths(listed, against, pair, links.listed))
    found = np.bincount(pair, common, count)
    return _Balance(
        asked_coverage=np.bincount(pair, asked_kept * alike, count) / asked_all,
        listed_coverage=np.bincount(pair, listed_kept * alike, count) / listed_all,
        conflict=np.minimum(asked_loose / asked_all, listed_loose / listed_all),
        evidence=np.bincount(pair, common * alike, count),
        mean_letters=np.bincount(pair, common * np.minimum(letters, 12.0), count) / np.maximum(found, 1e-9),
        telling=np.bincount(pair, common > TELLING, count),
    )


def _is_exact(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, links: Links) -> np.ndarray:
    """Return where every word of both names is the same word, in any order, legal forms by their meaning."""
    same = np.bincount(links.pair, (links.rule == Rule.EXACT) | (links.rule == Rule.LEGAL_FORM), len(rows))
    return (same == asked.at[rows + 1] - asked.at[rows]) & (same == listed.at[against + 1] - listed.at[against])


def _by_letters(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, value: np.ndarray) -> np.ndarray:
    """
    Return the score of names as mere strings of letters, first and last word in either order; 0 where it is not near.

    It finds what words cannot show: two slips in short words, or words cut in other places.
    """
    left, right = asked.letters[rows].astype(np.float64), listed.letters[against].astype(np.float64)
    longest = np.maximum(left, right)
    near = (np.abs(left - right) <= WHOLE_SLIPS * longest) & (longest >= WHOLE_LEAST)
    at = np.flatnonzero(near & (value < WHOLE_TOP) & (value > WHOLE_FROM))
    score = np.zeros(len(rows))
    if len(at):
        theirs = asked.spelt(rows[at])
        straight = cpdist(theirs, listed.spelt(against[at]), scorer=OSA.distance, dtype=np.int32)
        turned = cpdist(theirs, listed.spelt(against[at], turned=True), scorer=OSA.distance, dtype=np.int32)
        share = np.minimum(straight, turned) / longest[at]
        score[at] = np.where(share <= WHOLE_SLIPS, WHOLE_TOP - WHOLE_COST * share, 0.0)
    return score


def _by_acronym(
    asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, short: np.ndarray | None
) -> np.ndarray:
    """Return the score of pairs in which a word of one is the short form of the other, less what else there is."""
    score = np.zeros(len(rows))
    at = np.flatnonzero(short) if short is not None else ()
    if len(at):
        ours, theirs = rows[at], against[at]
        score[at] = np.maximum(_spelt_short(asked, ours, listed, theirs), _spelt_short(listed, theirs, asked, ours))
    return score


def _spelt_short(short: Names, rows: np.ndarray, full: Names, others: np.ndarray) -> np.ndarray:
    """Return, for each pair of readings, the score of the best word of one that is an acronym of the other."""
    owner, at = spread(short.at, rows)
    words = short.word[at]
    other_owner, at = spread(full.acronym_at, others)
    made = np.sort(other_owner << 32 | full.acronym[at].astype(np.int64))
    asked = owner << 32 | short.words.text_id[words].astype(np.int64)
    if not len(made):
        return np.zeros(len(rows))
    hit = np.flatnonzero(made[np.minimum(np.searchsorted(made, asked), len(made) - 1)] == asked)
    best = np.zeros(len(rows))
    letters = np.minimum(short.words.length[words[hit]], len(ACRONYM) - 1)
    worth = ACRONYM[letters] * short.words.weight[words[hit]] / short.weight[rows[owner[hit]]]
    np.maximum.at(best, owner[hit], worth)
    return best


def _lengths(names: Names, rows: np.ndarray, pair: np.ndarray, place: np.ndarray) -> np.ndarray:
    return names.words.length[names.word[names.at[rows[pair]] + place]].astype(np.float64)


def _weights(names: Names, rows: np.ndarray, pair: np.ndarray, place: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Return the weight of the words in each link; two neighbours weigh together."""
    first = names.at[rows[pair]] + place
    weight = names.words.weight[names.word[first]]
    second = np.where(span > 1, names.words.weight[names.word[np.minimum(first + 1, len(names.word) - 1)]], 0.0)
    return weight + second
