"""Country names as publishers write them, as ISO 3166-1 alpha-2 codes."""

from collections.abc import Iterable
from functools import lru_cache

import pycountry

# Names that lists use and the standard does not.
OTHERWISE = {
    "russia": "RU",
    "turkey": "TR",
    "turkiye": "TR",
    "iran": "IR",
    "syria": "SY",
    "korea, north": "KP",
    "north korea": "KP",
    "dprk": "KP",
    "korea, south": "KR",
    "south korea": "KR",
    "burma": "MM",
    "palestinian": "PS",
    "west bank": "PS",
    "gaza": "PS",
    "region: gaza": "PS",
    "region: crimea": "UA",
    "crimea": "UA",
    "the gambia": "GM",
    "cape verde": "CV",
    "ivory coast": "CI",
    "cote d ivoire": "CI",
    "congo, democratic republic of the": "CD",
    "congo (democratic republic)": "CD",
    "democratic republic of congo": "CD",
    "democratic republic of the congo": "CD",
    "dr congo": "CD",
    "congo, republic of the": "CG",
    "republic of the congo": "CG",
    "macau": "MO",
    "hong kong (china)": "HK",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "britain": "GB",
    "great britain": "GB",
    "united arab emirates (uae)": "AE",
    "uae": "AE",
    "the netherlands": "NL",
    "netherlands antilles": "CW",
    "swaziland": "SZ",
    "macedonia": "MK",
    "micronesia": "FM",
    "macedonia, the former yugoslav republic of": "MK",
    "virgin islands, british": "VG",
    "kosovo": "XK",
    "laos": "LA",
    "brunei": "BN",
    "east timor": "TL",
    "vatican": "VA",
    "occupied palestinian territories": "PS",
    "state of palestine": "PS",
    "palestine": "PS",
    "usa": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "u.k.": "GB",
    "prc": "CN",
    "p.r.c.": "CN",
    "p.r. china": "CN",
    "roc": "TW",
    "taiwan": "TW",
}


@lru_cache(maxsize=4096)
def code_of(text: str) -> str:
    """Return the alpha-2 code of a country given by code or name, or the words as they are."""
    words = " ".join(text.split())
    if len(words) == 2 and words.isalpha() and words.upper() != "UK":
        return words.upper()
    known = OTHERWISE.get(words.casefold())
    if known:
        return known
    try:
        return pycountry.countries.lookup(words).alpha_2
    except LookupError:
        return words


def codes_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of several countries, each once, in order; words that name no country are left out."""
    found = (code_of(text) for text in texts if text and text.strip())
    return tuple(dict.fromkeys(code for code in found if len(code) == 2))
