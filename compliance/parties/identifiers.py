"""Check identifiers by their own check digits, and write them in one way."""

import re

from compliance.parties.states import Scheme
from portal.core.errors import Invalid

ROR_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, as ROR ids use it


def normal(scheme: str, value: str) -> str:
    """
    Return the identifier in its one written form.

    :raises Invalid: if it has the wrong shape or its check digits do not agree
    """
    checks = {Scheme.ORCID: _orcid, Scheme.ROR: _ror, Scheme.LEI: _lei, Scheme.IMO: _imo}
    return checks.get(Scheme(scheme), _registration)(value.strip())


def _orcid(value: str) -> str:
    """ISO 7064 mod 11-2 over the first fifteen digits; the last is a digit or X."""
    bare = _without_address(value, "orcid.org").upper()
    _shape(
        re.fullmatch(r"[0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9X]", bare),
        "An ORCID looks like 0000-0002-1825-0097, alone or after https://orcid.org/.",
    )
    signs = bare.replace("-", "")
    total = 0
    for sign in signs[:15]:
        total = (total + int(sign)) * 2
    check = (12 - total % 11) % 11
    _agrees("X" if check == 10 else str(check), signs[-1], "ORCID")
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _ror(value: str) -> str:
    """Nine signs that begin with 0; the last two are ISO 7064 mod 97-10 over the six before them."""
    signs = _without_address(value, "ror.org").lower()
    _shape(
        re.fullmatch(rf"0[{ROR_LETTERS}]{{6}}[0-9]{{2}}", signs),
        "A ROR id looks like https://ror.org/02mhbdp94, or 02mhbdp94 alone.",
    )
    number = 0
    for sign in signs[1:7]:
        number = number * 32 + ROR_LETTERS.index(sign)
    _agrees(f"{98 - number * 100 % 97:02d}", signs[7:], "ROR id")
    return f"https://ror.org/{signs}"


def _lei(value: str) -> str:
    """ISO 17442: twenty signs; read as one number with A = 10 … Z = 35, it leaves 1 on division by 97."""
    signs = re.sub(r"[ -]", "", value).upper()
    _shape(
        value.isascii() and re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", signs),
        "An LEI has 18 letters or digits and two check digits.",
    )
    remainder = int("".join(str(int(sign, 36)) for sign in signs)) % 97
    _agrees("1", str(remainder), "LEI")
    return signs


def _imo(value: str) -> str:
    """Seven digits; the first six, weighed 7 to 2, end in the seventh."""
    digits = value.upper().removeprefix("IMO").strip()
    _shape(re.fullmatch(r"[0-9]{7}", digits), "An IMO number has seven digits.")
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False))
    _agrees(str(total % 10), digits[-1], "IMO number")
    return digits


def _registration(value: str) -> str:
    value = " ".join(value.split())
    fits = 0 < len(value) <= 60 and value.isprintable()
    _shape(fits, "Give the registration number, in at most 60 signs that can be printed.")
    return value


def _without_address(value: str, host: str) -> str:
    """Return what stands after the publisher's own address, or all of it where there is none."""
    return re.sub(rf"^https://{re.escape(host)}/", "", value, flags=re.IGNORECASE)


def _shape(fits: object, sentence: str) -> None:
    if not fits:
        raise Invalid(sentence, field="identifiers")


def _agrees(expected: str, found: str, what: str) -> None:
    if expected != found:
        raise Invalid(f"The check digits of this {what} do not agree; one sign is mistyped.", field="identifiers")
