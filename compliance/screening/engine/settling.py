"""From words to telling words: compounds and legal forms made one, meanings attached, short forms spelt out."""

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from compliance.screening.engine import lexicon, tables, weights
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.memory import REMEMBERED
from compliance.screening.engine.tokens import Token, meaning_tokens

_ARTICLES = frozenset("al el ul ar as ash az an at ad il ur us uz ud il".split())
_COMPOUND = re.compile(
    r"^(\w{3,}?)((?:u|a|e|o|ou)dd(?:in|ine|een)|(?:al|el|ul|aal)d(?:in|ine|een)|oudd?ine|[auoe]ll?ah)$"
)
_NO_STEM = frozenset("bin ibn ben abu abi umm bint hizb ansar habib".split())
_FAITH = frozenset("din deen eddine eddin uddin aldin".split())
_ABD = frozenset("abd abdal abdel abdul abdol abdoul abdu abdur abder".split())


def finish(tokens: list[Token], kind: str) -> list[Token]:
    """Return the tokens with servant-of names, legal forms, phrases and meanings settled."""
    tokens = _join_servant([token for token in tokens if token.text])
    if kind == "person":
        return tokens
    return _gloss(_mark_legal(tokens))


def put_together(tokens: list[Token], kind: str) -> list[Token]:
    """
    Return the tokens with the end put before the beginning, if an expression begins there and goes on here; else none.

    Joint Stock Company Yakovlev Public is a Public Joint Stock Company; Din Mustafa Badr al is Badr al Din.
    """
    if len(tokens) < 3:
        return []
    if tokens[0].text in _FAITH or (tokens[0].text in _ARTICLES and tokens[1].text in _FAITH):
        back = 2 if tokens[-1].text in _ARTICLES else 1
        return [*tokens[-back:], *tokens[:-back]]
    if kind == "person":
        return []
    tokens = [part for token in tokens for part in _mend_legal(token)]
    sounds = [lexicon.key_of(token.text) for token in tokens]
    back = max(_torn(sounds, lexicon.legal_phrases()), _torn(sounds, lexicon.gloss_phrases()))[1]
    return [*tokens[-back:], *tokens[:-back]] if back else []


def _torn(sounds: list[str], phrases: lexicon.Phrases) -> tuple[int, int]:
    """Return how long the longest phrase from the end over to the beginning is, and how much of it is at the end."""
    best = (0, 0)
    for back in range(1, min(len(sounds), phrases.longest)):
        found = phrases.match(sounds[-back:] + sounds[: phrases.longest], 0)
        if found and found[0] > back:
            best = max(best, (found[0], back))
    return best


def _join_servant(tokens: list[Token]) -> list[Token]:
    """Return the tokens with abd al X made abdul X, X al din and X eddine Xuddin, X allah and Xollah Xullah."""
    done: list[Token] = []
    for token in tokens:
        if _COMPOUND.search(token.text):
            token = replace(token, text=_COMPOUND.sub(_settled, token.text))
        if token.text in _FAITH and done and (stem := _stem_before(done)):
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


@lru_cache(maxsize=REMEMBERED)
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
            return (
                *_mend_legal(Token(text[: -len(word)], token.written[: -len(word)])),
                Token(word, token.written[-len(word) :]),
            )
        if text.startswith(word) and len(text) - len(word) > 2:
            return (
                Token(word, token.written[: len(word)]),
                *_mend_legal(Token(text[len(word) :], token.written[len(word) :])),
            )
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
        length, meaning = found or (
            1,
            lexicon.meaning_of(sounds[at]) if token.cls in (Class.CONTENT, Class.PATRONYMIC) else "",
        )
        written = " ".join(each.written for each in tokens[at : at + length])
        if "+" in meaning:
            done.extend(meaning_tokens(meaning, written))
        elif length > 1:
            done.append(Token(meaning.replace(" ", "").replace("-", ""), written, Class.CONTENT, meaning))
        else:
            done.append(Token(token.text, token.written, Class.CONTENT, meaning, token.vowelless) if meaning else token)
        at += length
    return done


def spell_out(tokens: list[Token]) -> list[Token]:
    """Return the tokens with known short forms of institutions spelt out: NII becomes science research institute."""
    done: list[Token] = []
    for token in tokens:
        words = tables.acronyms().get(token.text) if token.cls != Class.LEGAL and not token.meaning else None
        for at, word in enumerate(words or ()):
            text = word.replace(" ", "").replace("-", "")
            done.append(
                Token(
                    text,
                    token.written if at == 0 else "",
                    Class.CONTENT,
                    word if lexicon.is_meaning(word) else lexicon.meaning_of(lexicon.key_of(word)),
                )
            )
        if not words:
            done.append(token)
    return done


def acronyms(tokens: list[Token]) -> tuple[str, ...]:
    """Return the short forms of a name of three words or more, by its own letters and by Russian ones."""
    content = [token for token in tokens if token.cls in (Class.CONTENT, Class.PATRONYMIC)]
    if not 3 <= len(content) <= 12:
        return ()
    own = "".join(token.text[0] for token in content)
    with_links = "".join(
        token.text[0] for token in tokens if token.cls in (Class.CONTENT, Class.PATRONYMIC, Class.PARTICLE)
    )
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
