"""
Compare what a recipient says with what the case says, field by field. Reads, never writes, never decides.

What the machine can compare it compares: names with their aliases, countries, promises. Free text is for a person to
read beside the words of the case; nothing is called equal because it sounds alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from compliance.enduse import statementform
from compliance.enduse.models import Statement
from compliance.enduse.states import Agreement
from compliance.licensing.neighbours import country_name
from compliance.licensing.states import Known

AGREES, DIFFERS, READ = Agreement.AGREES, Agreement.DIFFERS, Agreement.READ
FORMS_OF_COMPANY = {"ltd", "inc", "gmbh", "sa", "bv", "llc", "plc", "ag", "oy", "kk", "sas", "srl", "the", "of"}


@dataclass(frozen=True)
class Comparison:
    """One field beside the case."""

    field: str
    label: str
    given: str
    expected: str
    agreement: str


def compare(statement: Statement) -> list[Comparison]:
    """Return every field of a statement beside what the case says, in the order of the form."""
    said = dict(statement.answers.values_list("field", "value"))
    known = _expected(statement)
    found = []
    for field in statementform.form_of(statement.form_version).fields:
        given = said.get(field.id, "")
        expected, judge = known.get(field.id, ("", None))
        if not given and not expected and not field.required:
            continue
        agreement = judge(given) if judge else (READ if given else DIFFERS)
        shown = country_name(given) if field.kind == statementform.COUNTRY and given else given
        found.append(Comparison(field.id, field.label, _words(field, shown), expected, agreement))
    return found


def _words(field: statementform.Field, given: str) -> str:
    if field.kind == statementform.TICK:
        return "Undertaken" if given == "yes" else "Not undertaken"
    return dict(field.choices).get(given, given)


def _expected(statement: Statement) -> dict[str, tuple[str, Any]]:
    case, party = statement.case, statement.party
    names = [party.name, *party.aliases.values_list("text", flat=True)]
    parts = list(case.parties.filter(party=party))
    places = {part.destination for part in parts if part.destination} or {party.country}
    where = {each.destination for each in case.transfers.filter(recipient__in=parts)} or places
    items = list(case.items.order_by("pk").values_list("name", flat=True))
    civil = case.military == Known.NO and case.military_intelligence == Known.NO
    promises = {name: ("Undertaken", _is("yes")) for name in statementform.PROMISES}
    return {
        "legal_name": (" or ".join(names), lambda given: AGREES if same_name(given, names) else DIFFERS),
        "street": (", ".join(party.addresses.values_list("text", flat=True)), None),
        "country": (_countries(places), _among(places)),
        "business": (
            "No armed forces, police or intelligence service" if civil else "",
            (lambda given: DIFFERS if given == "military" else AGREES) if civil else None,
        ),
        "goods": (", ".join(items), None),
        "quantity": (str(sum(case.items.values_list("quantity", flat=True))), None),
        "end_use": (case.end_use, None),
        "use_kind": ("Not sold or passed on", lambda given: DIFFERS if given == "resold" else AGREES),
        "end_user": (
            party.name,
            lambda given: AGREES if given.strip().casefold() in {"we", "us"} or same_name(given, names) else DIFFERS,
        ),
        "place_country": (_countries(where), _among(where)),
        "remarks": ("", lambda given: DIFFERS if given else AGREES),
        **promises,
    }


def _among(codes: set[str]) -> Any:
    return lambda given: AGREES if given in codes else DIFFERS


def _is(value: str) -> Any:
    return lambda given: AGREES if given == value else DIFFERS


def _countries(codes: set[str]) -> str:
    return ", ".join(sorted(country_name(code) for code in codes if code))


def same_name(given: str, names: list[str]) -> bool:
    """Tell whether a name is one of these, letter case, accents, punctuation and forms of company aside."""
    wanted = plain(given)
    return bool(wanted) and any(wanted == plain(name) for name in names)


def plain(text: str) -> tuple[str, ...]:
    """Return the words of a name that matter."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    words = re.findall(r"\w+", letters.casefold())
    return tuple(word for word in words if word not in FORMS_OF_COMPANY)
