"""
The text without what hides it: signs of HTML and markup, letters turned round, letters and digits of another look.

Each disguise that is taken off gives one more version of the text beside the one as written; nothing is replaced.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest

from compliance.screening.engine import scripts, tables, weights

TURNED = "letters turned round"
ENTITIES = "signs of HTML read as the letters they stand for"
MARKUP = "without markup"
LOOKS = "letters of another script read as they look"
DIGITS = "digits within words read as letters"
_REVERSED = re.compile("[\u202e\u202d]([^\u202c\u2069]*)[\u202c\u2069]?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKUP = re.compile(r"<[^<>]{1,60}>")
_LETTERS = re.compile(r"[^\W\d_]+")
_TWICE_SPELT = {"cyrillic", "greek"}  # whole words of these are looked at only where a word of the lists comes out
_FIGURED = re.compile(r"[A-Za-z0-9@$]*[A-Za-z][A-Za-z0-9@$]*")
_GLUED = re.compile(r"[A-Za-z][0134578@$]|[0134578@$][A-Za-z]")
_BETWEEN = re.compile(r"(?<=[A-Za-z])[0134578@$]+(?=[A-Za-z])")
_FIGURES = str.maketrans("034578@$", "oeastbas")
_SHORTEST_FIGURED = 3  # but 0F and C0
_RUNS = re.compile(r"[0134578@$]+")  # two in a word of five are no designation: R0m010, but S300V and H1N1
_LONGEST_CODE = 5
_FEWEST_LETTERS = 3  # real ones, where no word of the lists comes out
_MOST_FIGURES = 0.7  # of a word's signs: R0m010


def versions(text: str) -> dict[str, str]:
    """
    Return the text and its other versions, each with a note on how it came about, "" for the text as written.

    Disguises are taken off one after another, so that a name under two of them is read as well.
    """
    found = {clean(text): ""}
    if "\u202e" in text or "\u202d" in text:
        turned = _REVERSED.sub(lambda match: match.group(1)[::-1], text)
        found.setdefault(clean(turned), TURNED)
    for taken_off, note in _DISGUISES:
        for written in list(found):
            for version in taken_off(written):
                found.setdefault(version, note)
    return found


def clean(text: str) -> str:
    """Return the text in composed letters, without invisible and control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFKC", text.replace("ı", "i"))
    kept = (
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Zs") else letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")
    )
    return "".join(kept)


def _without_entities(text: str) -> Iterator[str]:
    """Yield the text with entities read, where it has any; twice, because forms escape what is escaped already."""
    if _ENTITY.search(text):
        yield clean(html.unescape(html.unescape(text)))


def _without_markup(text: str) -> Iterator[str]:
    if "<" in text:
        yield _MARKUP.sub(" ", text)


# -- Letters that look like others -------------------------------------------------------------------------------------


@cache
def _looks() -> dict[int, str]:
    return {ord(letter): row["latin"] for letter, row in _rows_of_looks().items()}


@cache
def _scripts_of_looks() -> dict[str, str]:
    return {letter: row["script"] for letter, row in _rows_of_looks().items()}


@cache
def _rows_of_looks() -> dict[str, dict[str, str]]:
    """Return the rows of the table by letter; a capital that it does not have is read as its small letter."""
    found = {letter: row for row in tables.rows("lookalikes") for letter in row["letters"]}
    capitals = {letter.upper(): row for letter, row in found.items() if len(letter.upper()) == 1}
    return {letter: row for letter, row in capitals.items() if not letter.isascii()} | found


def _as_it_looks(text: str) -> Iterator[str]:
    """
    Yield the text with letters of another script as they look, where a word has letters of several scripts.

    One such word gives a disguise away, or one that looks like a word of the lists from end to end; then words that
    could be read either way are Latin as well. Words of scripts that hardly any name here is written in, such as
    Cherokee, need not be known.
    """
    if text.isascii():
        return
    words = _LETTERS.findall(text)
    if any(map(_is_mixed, words)) or any(map(_could_be_latin, words)):
        yield _LETTERS.sub(_look, text)


def _look(found: re.Match[str]) -> str:
    word = found.group()
    look = word.translate(_looks())
    return look if look.isascii() or _is_mixed(word) else word


def _could_be_latin(word: str) -> bool:
    look = word.translate(_looks())
    if word == look or not look.isascii() or len(look) < 3:
        return False
    return not _scripts(word) <= _TWICE_SPELT or weights.is_known(look.lower())


def _is_mixed(word: str) -> bool:
    return not word.isascii() and len(_scripts(word)) > 1


def _scripts(word: str) -> set[str]:
    """Return which of the scripts that have look-alikes the word is written in."""
    theirs = _scripts_of_looks()
    found = {theirs.get(letter) or scripts.of(letter) for letter in word}
    return found & {"latin", *theirs.values()}


# -- Digits for letters ------------------------------------------------------------------------------------------------


def _without_figures(text: str) -> Iterator[str]:
    """
    Yield the text with digits within words as letters, the digit one as i and as l; designations stay.

    One word in which nothing else can be meant gives the disguise away; then the others are read so as well.
    """
    if not _GLUED.search(text):
        return
    given_away = any(map(_gives_away, _FIGURED.findall(text)))
    for ones in ("il", "li"):
        pieces = _FIGURED.split(text)
        words = [_word_for(word, ones, given_away) for word in _FIGURED.findall(text)]
        read = "".join(part for pair in zip_longest(pieces, words, fillvalue="") for part in pair)
        if read != text:
            yield read


def _gives_away(word: str) -> bool:
    """Return whether a digit stands within a word of letters: R0sneft."""
    return len(word) - _figures(word) >= _FEWEST_LETTERS and bool(_BETWEEN.search(word))


def _figures(word: str) -> int:
    return sum(not letter.isalpha() for letter in word)


def _word_for(word: str, ones: str, given_away: bool) -> str:
    """
    Return the word with its digits as letters, if that can be meant; a one is the first of `ones`, or the second.

    They stand between letters, as in R0sneft, or what comes out is a word of the lists, as with HUAWE1: A320 and 3M
    stay what they are.
    """
    figures = _figures(word)
    if (
        not figures
        or figures > _MOST_FIGURES * len(word)
        or (len(word) < _SHORTEST_FIGURED and word.strip("0") == word)
    ):
        return word
    spelt = [word.replace("1", each).translate(_FIGURES).lower() for each in ones]
    known = [each for each in spelt if each.isalpha() and weights.is_known(each)]
    if known:
        return _in_case_of(word, known[0])
    few = len(word) >= _SHORTEST_FIGURED and figures * 2 <= len(word) and (given_away or _gives_away(word))
    most = len(word) >= _LONGEST_CODE and len(_RUNS.findall(word)) > 1 and bool(_BETWEEN.search(word))
    may_be = few or most
    return _in_case_of(word, spelt[0]) if may_be and spelt[0].isalpha() else word


def _in_case_of(word: str, spelt: str) -> str:
    return spelt.upper() if word.isupper() else spelt


_DISGUISES: tuple[tuple[Callable[[str], Iterator[str]], str], ...] = (
    (_without_entities, ENTITIES),
    (_without_markup, MARKUP),
    (_as_it_looks, LOOKS),
    (_without_entities, ENTITIES),  # the signs of HTML may have been written in another script themselves
    (_without_markup, MARKUP),
    (_without_figures, DIGITS),
)
