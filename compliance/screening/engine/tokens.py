"""One word of a name, as it is compared."""

from dataclasses import dataclass

from compliance.screening.engine.lexicon import Class


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a reading: Latin text, as written, class, meaning from the tables, whether its vowels are unknown."""

    text: str
    written: str
    cls: Class = Class.CONTENT
    meaning: str = ""
    vowelless: bool = False


def meaning_tokens(meaning: str, written: str) -> list[Token]:
    """Return the tokens of a meaning; "research+institute" gives two."""
    if meaning.startswith("legal:"):
        return [Token(meaning[6:], written, Class.LEGAL, meaning)]
    parts = meaning.split("+")
    return [
        Token(part.replace(" ", "").replace("-", ""), written if at == 0 else "", Class.CONTENT, part)
        for at, part in enumerate(parts)
    ]
