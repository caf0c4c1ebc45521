"""
A name as written becomes readings: sequences of words that can be compared across scripts, orders and spellings.

Most names have one reading. A name in Han characters is read in Mandarin and, where it can be, as a Korean or Cantonese
name; a name with a part in brackets also without it; one that hides letters of another script also as it looks.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from compliance.screening.engine import lexicon, scripts, tables, weights
from compliance.screening.engine.lexicon import Class

LONGEST_NAME = 1_000  # letters that are read; a longer name is searched as far as this and reported as not searchable
LONGEST_READING = 64  # words that are compared


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a reading: Latin text, as written, class, meaning from the tables, whether its vowels are unknown."""

    text: str
    written: str
    cls: Class = Class.CONTENT
    meaning: str = ""
    vowelless: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; `acronyms` are the short forms that its words would make."""

    tokens: tuple[Token, ...]
    acronyms: tuple[str, ...] = ()
    note: str = ""

    @property
    def syllabic(self) -> bool:
        """Return whether the name itself, not only its kind of institution, was written in Han or Hangul."""
        own = [token for token in self.tokens if token.cls == Class.CONTENT and not token.meaning]
        return bool(own) and all(scripts.of(token.written[:1] or "a") in ("han", "hangul") for token in own)

    @property
    def discount(self) -> float:
        """Return what a match with this reading loses, because it is only part of the name."""
        return _DISCOUNTS.get(self.note, 0.0)


@dataclass(frozen=True, slots=True)
class Readings:
    """All ways to read a name. `whole` is False where part of it was too long to be read."""

    ways: tuple[Reading, ...]
    whole: bool = True


IN_BRACKETS = "the short form in brackets"
OUTSIDE_BRACKETS = "without the part in brackets"
_DISCOUNTS = {IN_BRACKETS: 0.2, OUTSIDE_BRACKETS: 0.02}

_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈавеорсухѕіјкмнтԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρτυικχεϲ",
    "ABEKMHOPCTYXSIJaeeopcyxsijkmhtdqwhlABEZHIKMNOPTYXaovptuikxec",
)
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʻʼʿʾ`´′ˈ＇ʹ״׳](?=\w)|['’‘ʻʼʿʾ`´′ˈ＇ʹ]")
_WORD = re.compile(r"[^\W_]+(?:[̀-ͯऀ-ःऺ-ॏ]+[^\W_]*)*")
_CAMEL = re.compile(r"(?<=[a-zà-ɏ]{2})(?=[A-ZÀ-Þ][a-zà-ɏ]{2})")
_DIGITS_APART = re.compile(r"(?<=[^\W\d]{3})(?=\d)|(?<=\d)(?=[^\W\d]{3})")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|y|i|iy|oy|ya|aya|oe|oye|go|ogo|eme|er|o|a|te)$")
# Without those that are also letters, or names: V, VI, X, XI.
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VII": "7", "VIII": "8", "IX": "9", "XII": "12", "XIII": "13", "XIV": "14", "XV": "15"}
_BRACKETS = re.compile(r"[(\[（【「『][^()\[\]（）【】「」『』]*[)\]）】」』]")
_ALSO = re.compile(r"\b(?:a\.?\s?k\.?\s?a\.?|f\.?\s?k\.?\s?a\.?|n\.?\s?k\.?\s?a\.?|also known as|formerly known as|formerly|subordinate institution)(?=[\s,:;-])[\s,:;-]*", re.IGNORECASE)
_REVERSED = re.compile("[‮‭]([^‬⁩]*)[‬⁩]?")
_ARTICLES = frozenset("al el ul ar as ash az an at ad il ur us uz ud il".split())
_COMPOUND = re.compile(r"^(\w{3,}?)((?:u|a|e|o|ou)dd(?:in|ine|een)|(?:al|el|ul|aal)d(?:in|ine|een)|oudd?ine|[auoe]ll?ah)$")
_NO_STEM = frozenset("bin ibn ben abu abi umm bint hizb ansar habib".split())
_ABD = frozenset("abd abdal abdel abdul abdol abdoul abdu abdur abder".split())


@lru_cache(maxsize=4096)
def read(text: str, kind: str = "unknown") -> Readings:
    """Return every reading of a name; none if nothing in it can be read."""
    whole = len(text) <= LONGEST_NAME
    ways: dict[tuple[str, ...], Reading] = {}
    for version, note in _versions(text[:LONGEST_NAME]):
        for tokens, hint in _tokenise(version, kind):
            complete = len(tokens) <= LONGEST_READING
            whole = whole and complete
            tokens = tokens[:LONGEST_READING]
            key = tuple(token.text for token in tokens)
            if tokens and key not in ways:
                ways[key] = Reading(tuple(tokens), _acronyms(tokens), note or hint)
    return Readings(tuple(ways.values()), whole)


def _versions(text: str) -> list[tuple[str, str]]:
    """Return the text and its other versions: without brackets, between "also known as", turned round, as it looks."""
    versions = []
    if "‮" in text or "‭" in text:
        versions.append((_clean(_REVERSED.sub(lambda found: found.group(1)[::-1], text)), "letters turned round"))
    plain = _clean(text)
    versions.insert(0, (plain, ""))
    outside = _BRACKETS.sub(" ", plain).strip()
    if outside != plain and sum(map(str.isalnum, outside)) > 3:
        versions.append((outside, OUTSIDE_BRACKETS))
        versions.extend((inside, IN_BRACKETS) for inside in _bracketed_acronyms(plain, outside))
    parts = [part for part in _ALSO.split(plain) if part and sum(map(str.isalnum, part)) > 3]
    if len(parts) > 1:
        versions.extend((part, "one of several names in one") for part in parts)
    if plain.isascii():
        return versions
    looks = " ".join(word.translate(_LOOKALIKES) if _is_mixed(word) else word for word in plain.split())
    if looks != plain:
        versions.append((looks, "letters of another script read as they look"))
    return versions


def _clean(text: str) -> str:
    """Return the text in composed letters, without invisible and control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFKC", text.replace("ı", "i"))
    kept = (" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Zs") else letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn"))
    return "".join(kept)


def _is_mixed(word: str) -> bool:
    found = {scripts.of(letter) for letter in word} & {"latin", "cyrillic", "greek"}
    return len(found) > 1


def _bracketed_acronyms(plain: str, outside: str) -> list[str]:
    """Return what stands in brackets and is spelt from the first letters outside, as in … Institute (MIPT)."""
    initials = "".join(word[0] for word in re.findall(r"\w+", outside)).lower()
    found = (span.group()[1:-1].strip() for span in _BRACKETS.finditer(plain) if span.end() >= len(plain.rstrip(" .,")))
    return [short for short in found if short.isalpha() and short.isupper() and len(short) > 3 and _within(short.lower(), initials)]


def _within(short: str, letters: str) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in short)


def _tokenise(text: str, kind: str) -> list[tuple[list[Token], str]]:
    """Return the token sequences of one version of the text, each with a note on how it was read."""
    words = _words(text)
    if not words:
        return []
    han = any(script == "han" for _, script in words)
    hints = ["", *_han_hints("".join(word for word, script in words if script == "han"))] if han else [""]
    ways = [(_finish([token for word, script in words for token in _read_word(word, script, hint)], kind), hint) for hint in hints]
    if kind != "person":
        spelt = [(_spell_out(tokens), hint) for tokens, hint in ways]
        sure = any(token.meaning or token.cls in (Class.LEGAL, Class.NUMBER) for token in ways[0][0])
        ways = spelt if sure else ways + [way for way, plain in zip(spelt, ways, strict=True) if way != plain]
    return ways


def _words(text: str) -> list[tuple[str, str]]:
    """Return the words as written, each with its script; a word of several scripts is cut where the script changes."""
    text = _APOSTROPHES.sub("", text.replace("&", " and ").replace("＆", " and ").replace("№", " no "))
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii() and word.isalpha() and (word.isupper() or word[1:].islower()):
            found.append((word, "latin"))
            continue
        for piece in _CAMEL.sub(" ", _DIGITS_APART.sub(" ", word)).split():
            found.extend(_by_script(piece))
    return _join_letters(found)


def _by_script(word: str) -> list[tuple[str, str]]:
    if word.isascii():
        return [(word, "latin")]
    pieces: list[tuple[str, str]] = []
    for letter in word:
        script = scripts.of(letter) or (pieces[-1][1] if pieces else "latin")
        if pieces and (pieces[-1][1] == script or {pieces[-1][1], script} <= {"latin", "cyrillic", "greek"}):
            pieces[-1] = (pieces[-1][0] + letter, script if pieces[-1][1] == "latin" and pieces[-1][0].isdigit() else pieces[-1][1])
        else:
            pieces.append((letter, script))
    return pieces


def _join_letters(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the words with three or more single letters in a row made one: M. A. G. is MAG, A. G. are initials."""
    joined: list[tuple[str, str]] = []
    run: list[tuple[str, str]] = []
    for word in [*words, ("", "")]:
        if len(word[0]) == 1 and word[0].isalpha() and word[1] in ("latin", "cyrillic"):
            run.append(word)
            continue
        joined.extend([("".join(letter for letter, _ in run), run[0][1])] if len(run) > 2 else run)
        run = []
        joined.append(word)
    return joined[:-1]


@lru_cache(maxsize=100_000)
def _read_word(word: str, script: str, hint: str) -> tuple[Token, ...]:
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
    meaning = lexicon.unspaced_forms().get(word) or _folded_forms().get(bare) or _folded_forms().get(bare.removeprefix("ال"))
    if meaning and not meaning.startswith("legal:"):
        return _meaning_tokens(meaning, word)
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
    return {scripts.fold_arabic(form): meaning for form, meaning in lexicon.unspaced_forms().items() if scripts.of(form[0]) == "arabic"}


def _meaning_tokens(meaning: str, written: str) -> list[Token]:
    """Return the tokens of a meaning; "research+institute" gives two."""
    if meaning.startswith("legal:"):
        return [Token(meaning[6:], written, Class.LEGAL, meaning)]
    parts = meaning.split("+")
    return [Token(part.replace(" ", "").replace("-", ""), written if at == 0 else "", Class.CONTENT, part) for at, part in enumerate(parts)]


def _cut(word: str) -> list[tuple[str, str]]:
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
    pieces = _cut(word)
    if any(meaning for _, meaning in pieces) and len(word) > 3:
        return [token for piece, meaning in pieces for token in (_meaning_tokens(meaning, piece) if meaning else [_pinyin(piece)])]
    family = next((size for size in (2,) if word[:size] in _han("surname")), 1)
    if 1 < len(word) <= 4 and len(word) > family:
        return [_pinyin(word[:family]), _pinyin(word[family:])]
    return [_pinyin(word)]


def _pinyin(word: str) -> Token:
    return Token(scripts.latin(word, "han").replace(" ", ""), word)


@cache
def _han(kind: str) -> dict[str, str]:
    return {row["han"]: row["reading"] for row in tables.rows("han") if row["kind"] == kind}


def _han_hints(letters: str) -> list[str]:
    """Return the other languages in which a short name in Han characters can be read."""
    hints = []
    if 2 <= len(letters) <= 4 and all(letter in _han("korean") for letter in letters):
        hints.append("korean")
    if 2 <= len(letters) <= 4 and letters[0] in _han("cantonese"):
        hints.append("cantonese")
    return hints


def _read_hangul(word: str) -> list[Token]:
    pieces = _cut(word)
    if any(meaning for _, meaning in pieces) and len(word) > 3:
        return [token for piece, meaning in pieces for token in (_meaning_tokens(meaning, piece) if meaning else _syllables(piece, joined=True))]
    return _syllables(word, joined=len(word) > 4)


def _syllables(word: str, *, joined: bool) -> list[Token]:
    spelt = scripts.latin(word, "hangul").split()
    if joined:
        return [Token("".join(spelt), word)] if spelt else []
    return [Token(text, letter) for text, letter in zip(spelt, word, strict=False)]


def _finish(tokens: list[Token], kind: str) -> list[Token]:
    """Return the tokens with servant-of names, legal forms, phrases and meanings settled."""
    tokens = _join_servant([token for token in tokens if token.text])
    if kind == "person":
        return tokens
    return _gloss(_mark_legal(tokens))


def _join_servant(tokens: list[Token]) -> list[Token]:
    """Return the tokens with abd al X made abdul X, X al din and X eddine Xuddin, X allah and Xollah Xullah."""
    done: list[Token] = []
    for token in tokens:
        if _COMPOUND.search(token.text):
            token = replace(token, text=_COMPOUND.sub(_settled, token.text))
        if token.text in ("din", "deen", "eddine", "eddin", "uddin", "aldin") and done and (stem := _stem_before(done)):
            token = Token(f"{stem.text}uddin", f"{stem.written} {token.written}", vowelless=stem.vowelless)
        elif token.text in ("allah", "ullah", "ollah") and done and (stem := _stem_before(done)):
            token = Token(f"{stem.text}ullah", f"{stem.written} {token.written}", vowelless=stem.vowelless)
        after_abd = bool(done) and done[-1].text in _ABD
        if token.text in _ABD:
            done.append(Token("abdul", token.written))
        elif after_abd and token.text in _ARTICLES:
            done[-1] = Token("abdul", f"{done[-1].written} {token.written}")
        else:
            done.append(token)
    return done


def _settled(found: re.Match[str]) -> str:
    return f"{found.group(1)}{'ullah' if found.group(2).endswith('h') else 'uddin'}"


def _stem_before(done: list[Token]) -> Token | None:
    """Take the word before, and an article between, off the end; None if there is no fit word."""
    back = 2 if done[-1].text in _ARTICLES and len(done) > 1 else 1
    stem = done[-back]
    if len(stem.text) < 3 or stem.cls not in (Class.CONTENT, Class.TITLE) or stem.text in _NO_STEM:
        return None
    del done[-back:]
    return replace(stem, text="abd") if stem.text == "abdul" else stem


def _mark_legal(tokens: list[Token]) -> list[Token]:
    """Return the tokens with legal forms made one token each; a name that is nothing else keeps its words."""
    tokens = [part for token in tokens for part in _mend_legal(token)]
    sounds = [lexicon.key_of(token.text) if token.cls != Class.LEGAL else "\0" for token in tokens]
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        found = lexicon.legal_phrases().match(sounds, at)
        if found and _is_plausible(found[0], at, tokens, done):
            written = " ".join(token.written for token in tokens[at : at + found[0]])
            text = tokens[at].text if found[0] == 1 else found[1]
            done.append(Token(text, written, Class.LEGAL, f"legal:{found[1]}"))
            at += found[0]
        else:
            done.append(tokens[at])
            at += 1
    return done if any(token.cls not in (Class.LEGAL, Class.PARTICLE) for token in done) else tokens


@lru_cache(maxsize=50_000)
def _mend_legal(token: Token) -> tuple[Token, ...]:
    """Return a misspelt legal word as it should be, and one that is glued to its neighbour apart from it."""
    text = token.text
    if token.cls != Class.CONTENT or len(text) < 5 or weights.is_known(text):
        return (token,)
    slips = 1 if len(text) < 8 else 2
    meant = extractOne(text, lexicon.LONG_LEGAL_WORDS, scorer=OSA.distance, score_cutoff=slips)
    if meant:
        return (Token(meant[0], token.written),)
    for word in lexicon.LONG_LEGAL_WORDS:
        if text.endswith(word) and len(text) - len(word) > 1:
            return (*_mend_legal(Token(text[: -len(word)], token.written[: -len(word)])), Token(word, token.written[-len(word) :]))
        if text.startswith(word) and len(text) - len(word) > 2:
            return (Token(word, token.written[: len(word)]), *_mend_legal(Token(text[len(word) :], token.written[len(word) :])))
    return (token,)


def _is_plausible(length: int, at: int, tokens: list[Token], before: list[Token]) -> bool:
    """Return whether a legal form may stand here: a short one only before or after everything else."""
    if length > 1 or len(tokens[at].text) > 3:
        return True
    opens = all(token.cls == Class.LEGAL for token in before)
    closes = all(len(token.text) <= 3 for token in tokens[at + 1 :])
    return len(tokens) > 1 and (opens or closes)


def _gloss(tokens: list[Token]) -> list[Token]:
    """Return the tokens with phrases made one and meanings attached."""
    sounds = [lexicon.key_of(token.text) for token in tokens]
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.meaning or token.cls in (Class.NUMBER, Class.INITIAL, Class.LEGAL):
            done.append(token)
            at += 1
            continue
        found = lexicon.gloss_phrases().match(sounds, at)
        length, meaning = found or (1, lexicon.meaning_of(sounds[at]) if token.cls in (Class.CONTENT, Class.PATRONYMIC) else "")
        written = " ".join(each.written for each in tokens[at : at + length])
        if "+" in meaning:
            done.extend(_meaning_tokens(meaning, written))
        elif length > 1:
            done.append(Token(meaning.replace(" ", "").replace("-", ""), written, Class.CONTENT, meaning))
        else:
            done.append(Token(token.text, token.written, Class.CONTENT, meaning, token.vowelless) if meaning else token)
        at += length
    return done


def _spell_out(tokens: list[Token]) -> list[Token]:
    """Return the tokens with known short forms of institutions spelt out: NII becomes science research institute."""
    done: list[Token] = []
    for token in tokens:
        words = tables.acronyms().get(token.text) if token.cls != Class.LEGAL and not token.meaning else None
        for at, word in enumerate(words or ()):
            text = word.replace(" ", "").replace("-", "")
            done.append(Token(text, token.written if at == 0 else "", Class.CONTENT, word if lexicon.is_meaning(word) else lexicon.meaning_of(lexicon.key_of(word))))
        if not words:
            done.append(token)
    return done


def _acronyms(tokens: list[Token]) -> tuple[str, ...]:
    """Return the short forms of a name of three words or more: by its own letters, and by Russian ones through meaning."""
    content = [token for token in tokens if token.cls in (Class.CONTENT, Class.PATRONYMIC)]
    if not 3 <= len(content) <= 12:
        return ()
    own = "".join(token.text[0] for token in content)
    with_links = "".join(token.text[0] for token in tokens if token.cls in (Class.CONTENT, Class.PATRONYMIC, Class.PARTICLE))
    russian = _russian_acronym(content)
    return tuple(dict.fromkeys(short for short in (own, with_links, *russian) if 3 <= len(short) <= 12))


def _russian_acronym(content: list[Token]) -> list[str]:
    if not all(token.meaning for token in content):
        return []
    meanings = [token.meaning for token in content]
    spelt = "".join(lexicon.letters_of(meaning) for meaning in meanings).lower()
    science = meanings.index("research") if "research" in meanings else -1
    if science >= 0 and "science" not in meanings and "institute" in meanings:
        meanings.insert(science, "science")
        return [spelt, "".join(lexicon.letters_of(meaning) for meaning in meanings).lower()]
    return [spelt] if spelt else []
