"""
How alike two words are, from 0 to 1, and by which rule; for many pairs of words at once.

Every rule is tried and the best one counts. Distances are optimal string alignment: a swapped pair of letters is one
slip, not two.
"""

from enum import IntEnum

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.vocabulary import Vocabulary


class Rule(IntEnum):
    """Why two words were taken for one; the label is what people read."""

    NONE = 0
    EXACT = 1
    SOUND = 2
    SPELLING = 3
    CONSONANTS = 4
    NICKNAME = 5
    GLOSS = 6
    INITIAL = 7
    SHORT_FORM = 8
    ACRONYM = 9
    LEGAL_FORM = 10

    @property
    def label(self) -> str:
        """Return the rule in words."""
        return self.name.lower().replace("_", " ")


GLOSS = 0.95
FAMILY = np.array([0.90, 0.82, 0.70])  # the same name, its short form, another romanisation of one written surname
SLIP_COST = 1.25  # of a word's length, one slip costs this share
SOUND_TOP = 0.97
SOUND_COST = 1.15
BONES_KNOWN, BONES_VOWELS = 0.40, 0.57
BONES_VOWELLESS = np.array([0.0, 0.55, 0.80, 0.92])  # by the number of consonants that agree, at least
INITIAL = 0.62
SHORT_FORM = 0.72  # one word begins with the other, which has four letters or more
LEAST = 0.55  # below this two words are two words

_WORDY = np.array([cls in (Class.CONTENT, Class.PATRONYMIC) for cls in Class])
_COMPARABLE = np.array([cls in (Class.CONTENT, Class.PATRONYMIC, Class.TITLE, Class.PARTICLE) for cls in Class])


def compare(left: Vocabulary, i: np.ndarray, right: Vocabulary, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return similarity and rule of each pair of words, left[i[k]] against right[j[k]]."""
    score = np.zeros(len(i))
    rule = np.zeros(len(i), np.int8)
    left_cls, right_cls = left.cls[i], right.cls[j]
    exact = (left.text_id[i] == right.text_id[j]) & (
        (left_cls == right_cls) | (_COMPARABLE[left_cls] & _COMPARABLE[right_cls]) | (left.length[i] == 1)
    )
    _raise(score, rule, exact, 1.0, Rule.EXACT)
    both_legal = (left_cls == Class.LEGAL) & (right_cls == Class.LEGAL)
    same_meaning = (left.meaning_id[i] == right.meaning_id[j]) & (left.meaning_id[i] != 0)
    _raise(score, rule, same_meaning & both_legal, 1.0, Rule.LEGAL_FORM)
    _raise(score, rule, same_meaning, GLOSS, Rule.GLOSS)
    one_legal = (left_cls == Class.LEGAL) != (right_cls == Class.LEGAL)
    open_ = ~exact & ((_WORDY[left_cls] & _WORDY[right_cls]) | (one_legal & (_WORDY[left_cls] | _WORDY[right_cls])))
    open_at = np.flatnonzero(open_)
    _families(score, rule, open_at, left.families, i, right.families, j)
    _initials(score, rule, left, i, right, j)
    _spellings(score, rule, open_at, left, i, right, j)
    keep = score >= LEAST
    return np.where(keep, score, 0.0), np.where(keep, rule, 0).astype(np.int8)


def _raise(score: np.ndarray, rule: np.ndarray, where: np.ndarray, to: float | np.ndarray, by: Rule) -> None:
    better = where & (score < to)
    score[better] = to[better] if isinstance(to, np.ndarray) else to
    rule[better] = by


def _families(
    score: np.ndarray, rule: np.ndarray, at: np.ndarray, left: np.ndarray, i: np.ndarray, right: np.ndarray, j
) -> None:
    """Take members of one family of names for one name; `left` and `right` hold the families of each word."""
    at = at[left[i[at], 0] != 0]
    at = at[right[j[at], 0] != 0]
    if not len(at):
        return
    ours, theirs = left[i[at]][:, :, None], right[j[at]][:, None, :]
    shared = (ours == theirs) & (ours != 0)
    best = np.where(shared, FAMILY[ours % 4], 0.0).max(axis=(1, 2))
    found = best > score[at]
    score[at[found]], rule[at[found]] = best[found], Rule.NICKNAME


def _initials(score, rule, left: Vocabulary, i: np.ndarray, right: Vocabulary, j: np.ndarray) -> None:
    left_one, right_one = left.cls[i] == Class.INITIAL, right.cls[j] == Class.INITIAL
    wanted = (left_one & _WORDY[right.cls[j]]) | (right_one & _WORDY[left.cls[i]])
    _raise(score, rule, wanted & (left.first[i] == right.first[j]), INITIAL, Rule.INITIAL)


def _spellings(score, rule, at: np.ndarray, left: Vocabulary, i: np.ndarray, right: Vocabulary, j: np.ndarray) -> None:
    """Compare letters, sounds and consonants of the pairs that are still open and near enough in length."""
    at = at[_may_be_near(left, i[at], right, j[at])]
    if not len(at):
        return
    pairs_left, pairs_right = i[at], j[at]
    longest = np.maximum(left.length[pairs_left], right.length[pairs_right]).astype(np.float64)
    slips = cpdist(left.spelt(pairs_left), right.spelt(pairs_right), scorer=OSA.distance, dtype=np.int32)
    heard = cpdist(
        left.spelt(pairs_left, by_sound=True),
        right.spelt(pairs_right, by_sound=True),
        scorer=OSA.distance,
        dtype=np.int32,
    )
    loudest = np.maximum(left.sound_length[pairs_left], right.sound_length[pairs_right]).astype(np.float64)
    part, part_rule = score[at], rule[at]
    everything = np.ones(len(at), bool)
    _raise(part, part_rule, everything, 1 - SLIP_COST * slips / longest, Rule.SPELLING)
    by_sound = SOUND_TOP - SOUND_COST * heard / loudest
    _raise(part, part_rule, everything, by_sound, Rule.SOUND)
    same_bones = (left.bones_id[pairs_left] == right.bones_id[pairs_right]) & (left.bones_length[pairs_left] > 1)
    _raise(
        part,
        part_rule,
        same_bones & (left.bones_length[pairs_left] > 2),
        BONES_KNOWN + BONES_VOWELS * (1 - heard / loudest),
        Rule.CONSONANTS,
    )
    vowelless = same_bones & (left.vowelless[pairs_left] | right.vowelless[pairs_right])
    count = np.minimum(left.bones_length[pairs_left], 4).astype(np.int16) - 1
    _raise(part, part_rule, vowelless, BONES_VOWELLESS[np.maximum(count, 0)], Rule.CONSONANTS)
    _short_forms(part, part_rule, left, pairs_left, right, pairs_right)
    score[at], rule[at] = part, part_rule


def _may_be_near(left: Vocabulary, i: np.ndarray, right: Vocabulary, j: np.ndarray) -> np.ndarray:
    """
    Return which pairs can reach the least similarity at all, by their letters, before any distance is worked out.

    Every letter that one word has and the other lacks costs a slip; so does every letter of length.
    """
    bones = (left.bones_id[i] == right.bones_id[j]) & (left.bones_length[i] > 1)
    longest = np.maximum(left.length[i], right.length[j])
    loudest = np.maximum(left.sound_length[i], right.sound_length[j])
    spelt = (
        _least_slips(left.letters[i], right.letters[j], left.length[i], right.length[j])
        <= (1 - LEAST) / SLIP_COST * longest
    )
    heard = _least_slips(left.sound_letters[i], right.sound_letters[j], left.sound_length[i], right.sound_length[j])
    begins = (left.opening_id[i] == right.opening_id[j]) & (left.opening_id[i] != 0)
    return ((longest > 2) & (spelt | (heard <= (SOUND_TOP - LEAST) / SOUND_COST * loudest) | begins)) | bones


def _least_slips(ours: np.ndarray, theirs: np.ndarray, length: np.ndarray, other: np.ndarray) -> np.ndarray:
    apart = np.abs(length.astype(np.int16) - other)
    return np.maximum(np.maximum(np.bitwise_count(ours & ~theirs), np.bitwise_count(theirs & ~ours)), apart)


def _short_forms(score, rule, left: Vocabulary, i: np.ndarray, right: Vocabulary, j: np.ndarray) -> None:
    """Take a word that begins another for its short form, if both are long enough to say so."""
    shorter = np.minimum(left.length[i], right.length[j])
    longer = np.maximum(left.length[i], right.length[j])
    at = np.flatnonzero(
        (shorter > 3) & (longer > shorter + 1) & (left.opening_id[i] == right.opening_id[j]) & (score < SHORT_FORM)
    )
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(left.spelt(i[at]), right.spelt(j[at]), strict=True)]
    where = np.zeros(len(i), bool)
    where[at] = begins
    _raise(score, rule, where, SHORT_FORM, Rule.SHORT_FORM)
