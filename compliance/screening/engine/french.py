"""Russian names as French papers spell them, in the spelling of the lists: Tchougounov is Chugunov."""

import re

NOTE = "a Russian name as French spells it"
# What only such names have: one of these in one of its words.
_SIGN = re.compile(
    r"tch|gu[eé]n|gue[ïi]|[jkptvnm]ine\b|ï|iou|ou\w*(?:ov|ev|eff|off|enko|ski|ine)\b|j\w*(?:ov|ev|eff|off|enko|ine)\b",
    re.IGNORECASE,
)
_SPELLINGS = (
    (re.compile("tch|tsch"), "\0"),
    (re.compile("ch"), "sh"),
    (re.compile("\0"), "ch"),
    (re.compile("dj"), "j"),
    (re.compile("(?<!d)j"), "zh"),
    (re.compile("gu(?=[eéiïy])"), "g"),
    (re.compile("iou"), "yu"),
    (re.compile("ou"), "u"),
    (re.compile(r"(?<=\w\w)ine\b"), "in"),
    (re.compile(r"(?<=\w)(?:eff|off)\b"), lambda found: found.group()[0] + "v"),
    (re.compile("ï"), "i"),
)


def as_english(text: str) -> str:
    """Return the text in English spelling where it has signs of the French one, else as it is."""
    if not _SIGN.search(text):
        return text
    text = text.lower()
    for french, english in _SPELLINGS:
        text = french.sub(english, text)
    return text
