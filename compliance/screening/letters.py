"""
What becomes of letters on a bad way: UTF-8 read as another encoding, or thrown away for question marks.

“Xi’an” becomes “Xiâ€™an”, “Zürich” “ZÃ¼rich” or “Z?rich”. Such a name is still a name, and finds nobody.
"""

import re

CODES = ("cp1252", "latin-1")


def is_garbled(text: str) -> bool:
    """Tell whether the text is UTF-8 that was read as Windows-1252 or Latin-1, or has letters that were given up."""
    return not text.isascii() and bool(GARBLED.search(text))


def _forms(first: int, last: int) -> str:
    """Return a character class of what these bytes look like in Windows-1252 and in Latin-1."""
    found = "".join(bytes([byte]).decode(code, "ignore") for byte in range(first, last + 1) for code in CODES)
    return f"[{re.escape(found)}]"


NEXT = _forms(0x80, 0xBF)
GARBLED = re.compile(
    f"{_forms(0xC2, 0xDF)}{NEXT}|{_forms(0xE0, 0xEF)}{NEXT}{{2}}|{_forms(0xF0, 0xF4)}{NEXT}{{3}}|\ufffd"
)
