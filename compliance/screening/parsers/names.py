"""Take apart the names that publishers write as prose: “(f.k.a., …)”, “a.k.a., the following two aliases”."""

import re
from collections.abc import Iterator

from compliance.screening.parsers.records import ALIAS, FORMER, ORGANISATION, UNKNOWN, Name

SPACES = re.compile(r"\s+")
SUCCESSOR = re.compile(r"\s*[,;]?\s+(?:and|or)\s+(?:any|its)\s+(?:successor|sub-?unit|subsidiar)[^()]*$", re.IGNORECASE)
FOLLOWING = re.compile(r",?\s*the following \w+ alias(?:es)?\s*[:,]?\s*", re.IGNORECASE)
NATION = re.compile(r"\s*\((?:[\w' ]+ )?(?:entity|individual|person)\)", re.IGNORECASE)
# a.k.a., a.k.a, aka, f.k.a., f/k/a, n.k.a., in any of the ways in which they are typed
MARK = re.compile(r"[\s,;:]*(?<![\w.])([afn])[./]?\s?k[./]?\s?a\b[./]?[,:]?\s+", re.IGNORECASE)
BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
WORDY = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
MONTHS = {name: number for number, name in enumerate(WORDY.split("|"), start=1)}
DATES = [
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)"), "ymd"),
    (re.compile(rf"\b(\d\d?)\s+((?:{WORDY})[a-z]*)\.?\s+(\d{{4}})\b", re.IGNORECASE), "dmy"),
    (re.compile(r"\b(\d\d?)/(\d\d?)/(\d{4})\b"), "dmy"),
    (re.compile(rf"\b((?:{WORDY})[a-z]*)\.?\s+(\d{{4}})\b", re.IGNORECASE), "my"),
    (re.compile(r"\b(\d{4})-(\d\d)\b"), "ym"),
]
ORGANISATION_WORD = re.compile(
    r"\b(academy|administration|agency|airlines?|airways|armed forces|associates|association|aviation|bank|base|brigade"
    r"|bureau|center|centre|centrifuge|chamber|co|college|company|complex|concern|consulting|consult(?:ants?)|corp"
    r"|corporation|council|department|design|division|electronics?|engineering|enterprises?|establishment|export"
    r"|exports|factory|faculty|force|forces|foundation|freight|fze|fzco|fzc|fzllc|gmbh|group|holdings?|hospital"
    r"|import|imports|inc|incorporated|industrial|industries|industry|institute|institution|instruments?"
    r"|international|intl|investments?|ivs|jsc|kft|lab|laboratory|laboratories|limited|llc|llp|logistics|ltd|ltda"
    r"|machinery|manufacturing|ministry|nauchno|network|office|ojsc|ooo|oao|organi[sz]ation|pao|partners|partnership"
    r"|pjsc|plant|plc|polytechnic|products|pte|pvt|refinery|regiment|research|s\.?a|s\.?r\.?l|sdn|school"
    r"|scientific|sciences?|semiconductors?|services?|shipping|shipyard|society|solutions|spa|ssc|station|supply"
    r"|systems?|tech|technical|technologies|technology|telecom|telecommunications|trade|traders|trading|transport"
    r"|trust|union|unit|universit\w+|works|zao|ao)\b\.?",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """Return a name without outer punctuation and doubled spaces; “Ltd.,,” loses its commas, “Ltd.” keeps its dot."""
    return SPACES.sub(" ", text.replace("\xff", " ")).strip(" ,;:").removeprefix("and ").removeprefix("-").strip()


def spoken(text: str, *, role: str = ALIAS) -> Iterator[Name]:
    """Yield the names that one written name holds: itself first, then what it says it is or was also called."""
    text = NATION.sub("", SUCCESSOR.sub("", FOLLOWING.sub(" ", text)))
    asides = [aside for aside in BRACKET.findall(text) if MARK.search(f" {aside}")]
    for aside in asides:
        text = re.sub(rf"\s*[(\[]{re.escape(aside)}[)\]]", "", text)
    head, *others = _pieces(text)
    if not tidy(head[1]):
        head, others = ("", text), []
    yield Name(tidy(head[1]), role)
    for mark, piece in [*others, *(found for aside in asides for found in _pieces(f" {aside}"))]:
        for each in piece.split(";"):
            if tidy(each):
                yield Name(tidy(each), FORMER if mark == "f" else ALIAS)


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return the stretches between the marks, each with the letter of the mark before it."""
    first, *rest = MARK.split(text)
    return [("", first), *zip((letter.lower() for letter in rest[::2]), rest[1::2], strict=True)]


def parts_of(text: str) -> list[str]:
    """Return the parts of a field in which several values are joined by “; ”."""
    return [part for part in (each.strip() for each in text.split(";")) if part]


def birth_date_of(text: str) -> str:
    """
    Return a birth date in the form that records use.

    “31 Aug 1960” becomes 1960-08-31, “circa 1962” ~1962, “1955 to 1957” and “between 1955 and 1957” 1955/1957. Words
    that hold no date come back as they are, so that nothing is lost for the reader.
    """
    text = text.strip()
    years = re.findall(r"\b(?:1[89]|20)\d\d\b", text)
    about = "~" if re.search(r"circa|approx|about|\bca?\.", text, re.IGNORECASE) else ""
    if len(years) == 2 and years[0] <= years[1]:
        return f"{years[0]}/{years[1]}"
    if len(years) != 1:
        return text
    return f"{about}{_day(text) or years[0]}"


def _day(text: str) -> str:
    for pattern, order in DATES:
        found = pattern.search(text)
        if found:
            parts = dict(zip(order, found.groups(), strict=True))
            month = parts["m"] if parts["m"].isdigit() else MONTHS[parts["m"][:3].lower()]
            day = f"-{int(parts['d']):02d}" if parts.get("d") and int(parts["d"]) else ""
            return f"{parts['y']}-{int(month):02d}{day}" if 0 < int(month) <= 12 else parts["y"]
    return ""


def kind_of(stated: str, name: str) -> str:
    """Return the kind in our words; where the publisher is silent, a company word makes an organisation."""
    known = {"individual": "person", "entity": "organisation", "vessel": "vessel", "aircraft": "aircraft"}
    if stated:
        return known.get(stated.casefold(), UNKNOWN)
    return ORGANISATION if ORGANISATION_WORD.search(name) else UNKNOWN
