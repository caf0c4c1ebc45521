"""From text to words: cut at spaces and where the script changes, each in Latin letters by the rules of its script."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from compliance.screening.engine import lexicon, scripts, tables
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.memory import REMEMBERED
from compliance.screening.engine.tokens import Token, meaning_tokens

_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʻʼʿʾ`´′ˈ＇ʹ״׳](?=\w)|['’‘ʻʼʿʾ`´′ˈ＇ʹ]")
_WORD = re.compile(r"[^\W_]+(?:[̀-ͯऀ-ःऺ-ॏ]+[^\W_]*)*")
CAMEL = re.compile(r"(?<=[a-zà-ɏ]{2})(?=[A-ZÀ-Þ][a-zà-ɏ]{2})")
_DIGITS_APART = re.compile(r"(?<=[^\W\d]{3})(?=\d)|(?<=\d)(?=[^\W\d]{3})")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|y|i|iy|oy|ya|aya|oe|oye|go|ogo|eme|er|o|a|te)$")
# Without those that are also letters, or names: V, VI, X, XI.
_ROMAN = {
    "II": "2",
    "III": "3",
    "IV": "4",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "XII": "12",
    "XIII": "13",
    "XIV": "14",
    "XV": "15",
}


def words_of(text: str) -> list[tuple[str, str]]:
    """Return the words as written, each with its script; a word of several scripts is cut where the script changes."""
    text = _APOSTROPHES.sub("", text.replace("&", " and ").replace("＆", " and ").replace("№", " no "))
    found: list[tuple[str, str]] = []
    tight = set()  # places of words that nothing but a full stop parts from the word before
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if text[end : match.start()] in ("", "."):
            tight.add(len(found))
        end = match.end()
        if word.isascii() and word.isalpha() and (word.isupper() or word[1:].islower()):
            found.append((word, "latin"))
            continue
        for piece in CAMEL.sub(" ", _DIGITS_APART.sub(" ", word)).split():
            found.extend(_by_script(piece))
    return _join_letters(found, tight)


def _by_script(word: str) -> list[tuple[str, str]]:
    if word.isascii():
        return [(word, "latin")]
    pieces: list[tuple[str, str]] = []
    for letter in word:
        script = scripts.of(letter) or (pieces[-1][1] if pieces else "latin")
        if pieces and (pieces[-1][1] == script or {pieces[-1][1], script} <= {"latin", "cyrillic", "greek"}):
            pieces[-1] = (
                pieces[-1][0] + letter,
                script if pieces[-1][1] == "latin" and pieces[-1][0].isdigit() else pieces[-1][1],
            )
        else:
            pieces.append((letter, script))
    return pieces


def _join_letters(words: list[tuple[str, str]], tight: set[int]) -> list[tuple[str, str]]:
    """
    Return the words with three or more single letters in a row made one: M. A. G. is MAG, A. G. are initials.

    Where some stand close and others apart, those that stand close are one: S.A.S. C.M.V. are two short forms.
    """
    joined: list[tuple[str, str]] = []
    run: list[int] = []
    for at, (word, script) in enumerate([*words, ("", "")]):
        if len(word) == 1 and word.isalpha() and script in ("latin", "cyrillic"):
            run.append(at)
            continue
        for group in _groups(run, tight):
            letters = [words[place] for place in group]
            written = "".join(letter for letter, _ in letters)
            is_one = len(group) > 2 or (written.lower() == "na" and len(run) > 2)  # n.a. M. M. Gromov: named after
            joined.extend([(written, letters[0][1])] if is_one else letters)
        run = []
        joined.append((word, script))
    return joined[:-1]


def _groups(run: list[int], tight: set[int]) -> list[list[int]]:
    """Return a run of single letters in groups: one, unless some stand close and others apart."""
    loose = [at for at in run[1:] if at not in tight]
    if not loose or len(loose) == len(run) - 1:
        return [run]
    cuts = [0, *(run.index(at) for at in loose), len(run)]
    return [run[start:stop] for start, stop in pairwise(cuts)]


@lru_cache(maxsize=REMEMBERED)
def read_word(word: str, script: str, hint: str) -> tuple[Token, ...]:
    """Return the tokens of one word in one script."""
    return tuple(_spell(word, script, hint))


def _spell(word: str, script: str, hint: str) -> list[Token]:
    if script == "han":
        return _read_han(word, hint)
    if script == "hangul":
        return _read_hangul(word)
    if script == "arabic":
        return _read_arabic(word)
    if word in _ROMAN:
        return [Token(_ROMAN[word], word, Class.NUMBER)]
    text = scripts.latin(word, script)
    ordinal = _ORDINAL.match(text)
    if ordinal:
        return [Token(ordinal.group(1), word, Class.NUMBER)]
    if text.isdigit():
        return [Token(text.lstrip("0") or "0", word, Class.NUMBER)]
    if len(word) == 1 and word.isupper() and script == "latin":
        return [Token(text, word, Class.PARTICLE if text in ("y", "e") else Class.INITIAL)]
    return [Token(part, word, lexicon.class_of(part), vowelless=script == "hebrew") for part in text.split()]


def _read_arabic(word: str) -> list[Token]:
    """Return an Arabic or Persian word with its article, conjunction and servant-of (عبد) taken apart."""
    bare = scripts.fold_arabic(word)
    meaning = (
        lexicon.unspaced_forms().get(word) or _folded_forms().get(bare) or _folded_forms().get(bare.removeprefix("ال"))
    )
    if meaning and not meaning.startswith("legal:"):
        return meaning_tokens(meaning, word)
    if bare.startswith("وال") and len(bare) > 5:
        return [Token("and", "و", Class.PARTICLE), *_read_arabic(bare[1:])]
    if bare.startswith("ابو") and len(bare) > 6 and bare not in scripts.arabic_names():
        return [Token("abu", "ابو", Class.CONTENT), *_read_arabic(bare[3:])]
    if bare.startswith("عبدال") and len(bare) > 7 and bare not in scripts.arabic_names():
        return [Token("abdul", "عبدال", Class.CONTENT), *_arabic_tokens(bare[5:], word)]
    if bare.startswith("ال") and len(bare) > 4 and bare not in scripts.arabic_names():
        return [Token("al", "ال", Class.PARTICLE), *_arabic_tokens(bare[2:], word)]
    return _arabic_tokens(bare, word)


def _arabic_tokens(bare: str, written: str) -> list[Token]:
    known = scripts.arabic_names().get(bare)
    text = known or scripts.latin(bare, "arabic")
    return [Token(part, written, lexicon.class_of(part), vowelless=not known) for part in text.split()]


@cache
def _folded_forms() -> dict[str, str]:
    return {
        scripts.fold_arabic(form): meaning
        for form, meaning in lexicon.unspaced_forms().items()
        if scripts.of(form[0]) == "arabic"
    }


def unspaced(word: str) -> bool:
    """Return whether the word is in a script that is written without spaces, or with few."""
    return scripts.of(word[:1]) in ("han", "hangul")


def cut(word: str) -> list[tuple[str, str]]:
    """Return an unspaced word cut into known forms and the rest: (piece, meaning or "")."""
    forms = lexicon.unspaced_forms()
    pieces: list[tuple[str, str]] = []
    at = 0
    while at < len(word):
        length = next((size for size in range(min(8, len(word) - at), 1, -1) if word[at : at + size] in forms), 0)
        if length:
            pieces.append((word[at : at + length], forms[word[at : at + length]]))
        elif pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + word[at], "")
        else:
            pieces.append((word[at], ""))
        at += length or 1
    return pieces


def _read_han(word: str, hint: str) -> list[Token]:
    """Return the tokens of Han characters: an institution by the gloss table, else surname and given name."""
    if hint == "korean" or (hint == "cantonese" and word[0] in _han("cantonese")):
        readings = [_han(hint).get(letter, scripts.latin(letter, "han")) for letter in word]
        return [Token(reading, letter) for reading, letter in zip(readings, word, strict=True)]
    pieces = cut(word)
    if any(meaning for _, meaning in pieces) and len(word) > 3:
        return [
            token
            for piece, meaning in pieces
            for token in (meaning_tokens(meaning, piece) if meaning else [_pinyin(piece)])
        ]
    family = next((size for size in (2,) if word[:size] in _han("surname")), 1)
    if 1 < len(word) <= 4 and len(word) > family:
        return [_pinyin(word[:family]), _pinyin(word[family:])]
    return [_pinyin(word)]


def _pinyin(word: str) -> Token:
    return Token(scripts.latin(word, "han").replace(" ", ""), word)


@cache
def _han(kind: str) -> dict[str, str]:
    return {row["han"]: row["reading"] for row in tables.rows("han") if row["kind"] == kind}


def han_hints(letters: str) -> list[str]:
    """Return the other languages in which a short name in Han characters can be read."""
    hints = []
    if 2 <= len(letters) <= 4 and all(letter in _han("korean") for letter in letters):
        hints.append("korean")
    if 2 <= len(letters) <= 4 and letters[0] in _han("cantonese"):
        hints.append("cantonese")
    return hints


def _read_hangul(word: str) -> list[Token]:
    pieces = cut(word)
    if any(meaning for _, meaning in pieces) and len(word) > 3:
        return [
            token
            for piece, meaning in pieces
            for token in (meaning_tokens(meaning, piece) if meaning else _syllables(piece, joined=True))
        ]
    return _syllables(word, joined=len(word) > 4)


def _syllables(word: str, *, joined: bool) -> list[Token]:
    spelt = scripts.latin(word, "hangul").split()
    if joined:
        return [Token("".join(spelt), word)] if spelt else []
    return [Token(text, letter) for text, letter in zip(spelt, word, strict=False)]
