"""From aligned words to one score between 0 and 1, with the figures it is made of."""

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine.alignment import Links, align
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.names import Names
from compliance.screening.engine.similarity import Rule

ASKED_SHARE = 0.54  # how much of the name asked about is found counts a little more than how much of the listed one is
CONFLICT_COST = 0.55  # both names have something that the other lacks
SHORT_WORDS, SHORT_COST = 5.0, 0.25  # words of fewer letters say less than their rarity
LITTLE, LITTLE_COST = 2.9, 0.12  # so does a match of few or common words
ALONE_COST = 0.06  # one word of several
WHOLE_TOP, WHOLE_COST, WHOLE_SLIPS, WHOLE_LEAST, WHOLE_FROM = 0.95, 1.6, 0.2, 6, 0.2  # names as strings of letters
ACROSS_COST = 0.08  # many names in Han or Hangul have one spelling in Latin letters
FAINTEST = 0.12  # the weight of a legal form, a title or a particle is below


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of each pair of readings; `links` say which words they come from."""

    score: np.ndarray
    asked_coverage: np.ndarray
    listed_coverage: np.ndarray
    conflict: np.ndarray
    damping: np.ndarray
    exact: np.ndarray
    links: Links


def words_of(names: Names, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the words of all rows one after another: which of the rows each belongs to, and its number."""
    start, count = names.at[rows].astype(np.int64), (names.at[rows + 1] - names.at[rows]).astype(np.int64)
    owner = np.repeat(np.arange(len(rows)), count)
    return owner, names.word[np.repeat(start - (np.cumsum(count) - count), count) + np.arange(count.sum())]


def totals(names: Names, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the sum of weights, the number of words that count, and the number of all words of each row."""
    owner, words = words_of(names, rows)
    weight = names.words.weight[words]
    telling = names.words.cls[words]
    telling = (telling == Class.CONTENT) | (telling == Class.NUMBER) | (telling == Class.PATRONYMIC)
    return np.bincount(owner, weight, len(rows)), np.bincount(owner, telling, len(rows)), names.at[rows + 1] - names.at[rows]


def score(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray) -> Scores:
    """Score reading rows[k] of those asked against reading against[k] of those listed, for every k."""
    links = align(asked, rows, listed, against)
    pair, count = links.pair, len(rows)
    asked_weight = _weights(asked, rows, links.pair, links.asked, links.asked_span)
    listed_weight = _weights(listed, against, links.pair, links.listed, links.listed_span)
    s = links.similarity
    common = np.minimum(asked_weight, listed_weight)
    own = (1 - s) * (common > FAINTEST)  # a slip in a legal form is not held against it
    asked_kept = (1 - own) * common + own * asked_weight
    listed_kept = (1 - own) * common + own * listed_weight
    asked_total, asked_telling, asked_words = totals(asked, rows)
    listed_total, listed_telling, listed_words = totals(listed, against)
    asked_loose = np.maximum(asked_total - np.bincount(pair, asked_weight, count), 0.0)
    listed_loose = np.maximum(listed_total - np.bincount(pair, listed_weight, count), 0.0)
    asked_found, listed_found = np.bincount(pair, asked_kept * s, count), np.bincount(pair, listed_kept * s, count)
    asked_all = asked_loose + np.bincount(pair, asked_kept, count)
    listed_all = listed_loose + np.bincount(pair, listed_kept, count)
    asked_coverage = asked_found / np.maximum(asked_all, 1e-9)
    listed_coverage = listed_found / np.maximum(listed_all, 1e-9)
    conflict = np.minimum(asked_loose / np.maximum(asked_all, 1e-9), listed_loose / np.maximum(listed_all, 1e-9))
    evidence = np.bincount(pair, common * s, count)
    letters = np.minimum(np.maximum(_lengths(asked, rows, links.pair, links.asked), _lengths(listed, against, links.pair, links.listed)), 12)
    mean_letters = np.bincount(pair, common * letters, count) / np.maximum(np.bincount(pair, common, count), 1e-9)
    big = np.bincount(pair, common > 0.3, count)
    damping = (
        SHORT_COST * np.maximum(0, 1 - mean_letters / SHORT_WORDS)
        + LITTLE_COST * np.maximum(0, 1 - evidence / LITTLE)
        + ALONE_COST * ((big < 2) & (np.maximum(asked_telling, listed_telling) > 1))
    )
    exact_links = np.bincount(pair, (links.rule == Rule.EXACT) | (links.rule == Rule.LEGAL_FORM), count)
    exact = (exact_links == asked_words) & (exact_links == listed_words)
    value = ASKED_SHARE * asked_coverage + (1 - ASKED_SHARE) * listed_coverage - CONFLICT_COST * conflict
    whole = _as_a_whole(asked, rows, listed, against, value - damping)
    value = np.maximum(value, whole + damping)
    across = asked.syllabic[rows] != listed.syllabic[against]
    discount = asked.discount[rows] + listed.discount[against] + ACROSS_COST * across
    damping = damping + discount
    exact &= discount == 0
    value = np.where(exact, 1.0, np.clip(value - damping, 0.0, 0.999))
    return Scores(np.round(value, 6), asked_coverage, listed_coverage, conflict, damping, exact, links)


def _as_a_whole(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray, value: np.ndarray) -> np.ndarray:
    """
    Return the score of names as mere strings of letters, in either order of first and last word; 0 where it is not near.

    It finds what words cannot show: two slips in short words, or words cut in other places.
    """
    left, right = asked.letters[rows].astype(np.float64), listed.letters[against].astype(np.float64)
    longest = np.maximum(left, right)
    near = (np.abs(left - right) <= WHOLE_SLIPS * longest) & (longest >= WHOLE_LEAST) & (value < 0.9) & (value > WHOLE_FROM)
    at = np.flatnonzero(near)
    score = np.zeros(len(rows))
    if len(at):
        theirs = asked.spelt(rows[at])
        slips = np.minimum(
            cpdist(theirs, listed.spelt(against[at]), scorer=OSA.distance, dtype=np.int32),
            cpdist(theirs, listed.spelt(against[at], turned=True), scorer=OSA.distance, dtype=np.int32),
        )
        share = slips / longest[at]
        score[at] = np.where(share <= WHOLE_SLIPS, WHOLE_TOP - WHOLE_COST * share, 0.0)
    return score


def _lengths(names: Names, rows: np.ndarray, pair: np.ndarray, place: np.ndarray) -> np.ndarray:
    return names.words.length[names.word[names.at[rows[pair]] + place]].astype(np.float64)


def _weights(names: Names, rows: np.ndarray, pair: np.ndarray, place: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Return the weight of the words in each link; two neighbours weigh together."""
    first = names.at[rows[pair]] + place
    weight = names.words.weight[names.word[first]]
    second = np.where(span > 1, names.words.weight[names.word[np.minimum(first + 1, len(names.word) - 1)]], 0.0)
    return weight + second
