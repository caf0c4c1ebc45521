"""
Keys that survive respelling: `sound` folds the ways one sound is written, `bones` keeps little but the consonants.

Both read a word in plain Latin letters and digits. `sound` is for measuring how far two spellings are apart; `bones` is
for finding words whose vowels are unknown, as in Arabic and Hebrew, or uncertain, as after two transliterations.
"""

import re
from functools import lru_cache

from compliance.screening.engine.memory import REMEMBERED

# Longest first; each line is one sound and the ways it is written in Latin letters.
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tsch", "c"), ("tch", "c"), ("dzh", "j"), ("dsch", "j"), ("dj", "j"),
    ("ch", "c"), ("sh", "S"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"),
    ("ck", "k"), ("cq", "k"), ("qu", "k"), ("tz", "z"), ("ts", "z"), ("cz", "c"), ("sz", "S"), ("rh", "r"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ey", "i"),
    ("ei", "i"), ("ai", "i"), ("ay", "i"), ("iy", "i"), ("ij", "i"), ("yi", "i"), ("ii", "i"), ("ye", "e"),
    ("yo", "o"), ("yu", "u"), ("ya", "a"), ("iu", "u"), ("ia", "a"), ("io", "o"), ("ae", "e"), ("oe", "o"),
    ("ue", "u"), ("eo", "o"), ("eu", "u"), ("y", "i"),
)  # fmt: skip
_SOUND_PATTERN = re.compile("|".join(source for source, _ in _SOUNDS))
_SOUND_OF = dict(_SOUNDS)
_SOFT_C = re.compile(r"c(?=[eiy])(?!h)")
_HARD_C = re.compile(r"c(?!h)(?!z)")
_SILENT_H = re.compile(r"(?<=[aeiouy])h(?![aeiouy])|h$")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=REMEMBERED)
def sound(word: str) -> str:
    """Return the word with every sound spelt one way: yussef and yusuf come closer, schmucki and shmukki become one."""
    if not word.isalpha():
        return word
    folded = _SOFT_C.sub("s", word)
    folded = _HARD_C.sub("k", folded)
    folded = _SOUND_PATTERN.sub(lambda found: _SOUND_OF[found.group()], folded)
    folded = _SILENT_H.sub("", folded)
    folded = _DOUBLE.sub(r"\1", folded)
    return folded or word


_CLASSES = (
    ("shch", "S"), ("tsch", "S"), ("sch", "S"), ("tch", "S"), ("dzh", "J"), ("dsch", "J"), ("dj", "J"), ("ch", "S"),
    ("sh", "S"), ("zh", "S"), ("kh", "K"), ("gh", "K"), ("ph", "F"), ("th", "T"), ("dh", "T"), ("ck", "K"),
    ("ts", "S"), ("tz", "S"), ("cz", "S"), ("sz", "S"), ("x", "KS"), ("b", "B"), ("p", "B"), ("f", "F"), ("v", "F"),
    ("t", "T"), ("d", "T"), ("s", "S"), ("z", "S"), ("c", "K"), ("k", "K"), ("q", "K"), ("g", "K"), ("j", "J"),
    ("m", "M"), ("n", "N"), ("l", "L"), ("r", "R"),
)  # fmt: skip
_CLASS_PATTERN = re.compile("|".join(source for source, _ in _CLASSES) + "|.")
_CLASS_OF = dict(_CLASSES)


@lru_cache(maxsize=REMEMBERED)
def bones(word: str) -> str:
    """Return the consonant skeleton: husayn, hussein and حسين give one key. Digits stay as they are."""
    if not word.isalpha():
        return word
    folded = _SOFT_C.sub("s", word)
    classes = "".join(_CLASS_OF.get(part, "") for part in _CLASS_PATTERN.findall(folded))
    return ("" if folded[0] in _CLASS_OF else "A") + _DOUBLE.sub(r"\1", classes)
