"""
Reads facts from a plain mapping, as a file, a form or another capability gives them.

Every complaint names the field and what is expected. A name that is not known is refused, so that a misspelt field is
not silently left out. Nothing is guessed: what is not said stays unsaid.
"""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeVar

from compliance.classification.engine import facts as f
from compliance.classification.engine.authorising import spoken
from compliance.classification.engine.judging import covers
from compliance.controls import answers
from compliance.controls.book import Book
from compliance.controls.rows import Condition
from portal.core.errors import Invalid

T = TypeVar("T")

CASE = ("as_of", "exporting_country", "item", "transfer", "exclusion")
FOR_READERS = ("id", "note", "notes", "title", "expected")
ITEM = ("kind", "basket", "us_origin", "for_item", "form", "value_usd", "parameters", "label")
TRANSFER = ("mode", "destination", "region", "recipient", "end_use", "confirmed", "refuted")
RECIPIENT = (
    "kind",
    "citizenships",
    "most_recent_citizenship",
    "permanent_resident_of",
    "most_recent_residence",
    "country",
    "protected",
    "screening",
    "listed",
    "employed_since",
)
END_USE = ("military", "wmd", "supercomputer", "military_intelligence")
ALSO = ("advanced_semiconductor", "semiconductor_equipment", "maritime_nuclear", "known_violation")
EXCLUSION = ("tree", "answers")
LISTS = ("entity_list", "unverified_list", "denied_persons", "meu_list", "sdn", "affiliate")
REGIONS = ("crimea", "dnr", "lnr")
YES, NO, UNSAID = ("yes", "true", "1"), ("no", "false", "0"), ("", "unknown", "none", "null")


class Problem(NamedTuple):
    """What is wrong with one field."""

    field: str
    says: str


def read_facts(mapping: Mapping[str, Any], *, book: Book, as_of: date | None = None) -> f.Facts:
    """
    The facts of this mapping.

    :raises Invalid: with the first complaint; `field` is its path, such as item.parameters.cnot_error
    """
    facts, problems = read(mapping, book=book, as_of=as_of)
    if facts is None:
        raise Invalid(problems[0].says, field=problems[0].field)
    return facts


def read(mapping: object, *, book: Book, as_of: date | None = None) -> tuple[f.Facts | None, list[Problem]]:
    """The facts of this mapping, or every complaint about it. `as_of` stands in where the mapping names no day."""
    reader = Reader(book)
    facts = reader.facts(mapping, as_of)
    return (None if reader.problems else facts), reader.problems


def read_item(mapping: object, *, book: Book) -> tuple[f.Item | None, list[Problem]]:
    """The item of this mapping, or every complaint about it."""
    reader = Reader(book)
    item = reader.item(mapping)
    return (None if reader.problems else item), reader.problems


def day_of(mapping: object) -> date | None:
    """The day that the mapping names, if it names one that can be read; the Book is opened before the rest is read."""
    written = mapping.get("as_of") if isinstance(mapping, Mapping) else None
    try:
        return _day(written) if written else None
    except ValueError:
        return None


class Reader:
    """Collects complaints while it reads."""

    def __init__(self, book: Book):
        self.book = book
        self.problems: list[Problem] = []

    def complain(self, field: str, says: str) -> None:
        self.problems.append(Problem(field, f"{field}: {says}"))

    # The parts -------------------------------------------------------------------------------------------

    def facts(self, mapping: object, as_of: date | None) -> f.Facts:
        case = self.mapping("", mapping, (*CASE, *FOR_READERS, *END_USE_ASIDE))
        transfer = self.transfer(case.get("transfer"), case.get("end_use"), case.get("recipient"))
        return f.Facts(
            as_of=self.as_of(case.get("as_of"), as_of),
            exporting_country=self.country("exporting_country", case.get("exporting_country")),
            item=self.item(case.get("item")),
            transfer=transfer,
            exclusion=self.exclusion(case.get("exclusion")),
        )

    def item(self, mapping: object) -> f.Item:
        item = self.mapping("item", mapping, ITEM)
        kind = self.choice("item.kind", item.get("kind"), f.KINDS)
        return f.Item(
            kind=kind,
            basket=self.choice("item.basket", item.get("basket"), [basket.code for basket in self.book.baskets]),
            us_origin=self.flag("item.us_origin", item.get("us_origin")),
            for_item=self.named_entry("item.for_item", item.get("for_item")),
            form=self.choice("item.form", item.get("form"), f.FORMS, default=f.SOURCE_CODE),
            value_usd=self.money("item.value_usd", item.get("value_usd")),
            parameters=self.parameters(item.get("parameters")),
        )

    def transfer(self, mapping: object, end_use: object, recipient: object) -> f.Transfer:
        transfer = self.mapping("transfer", mapping, TRANSFER)
        return f.Transfer(
            mode=self.choice("transfer.mode", transfer.get("mode"), f.MODES),
            destination=self.country("transfer.destination", transfer.get("destination")),
            recipient=self.recipient(transfer.get("recipient", recipient)),
            end_use=self.end_use(transfer.get("end_use", end_use)),
            region=self.choice("transfer.region", transfer.get("region"), REGIONS, default=""),
            confirmed=self.conditions("transfer.confirmed", transfer.get("confirmed")),
            refuted=self.conditions("transfer.refuted", transfer.get("refuted")),
        )

    def recipient(self, mapping: object) -> f.Recipient:
        where = "transfer.recipient"
        who = self.mapping(where, mapping if mapping is not None else {}, RECIPIENT)
        return f.Recipient(
            kind=self.choice(f"{where}.kind", who.get("kind"), f.RECIPIENT_KINDS, default=f.PERSON),
            citizenships=self.countries(f"{where}.citizenships", who.get("citizenships")),
            most_recent_citizenship=self.country(
                f"{where}.most_recent_citizenship", who.get("most_recent_citizenship"), default=""
            ),
            permanent_resident_of=self.countries(f"{where}.permanent_resident_of", who.get("permanent_resident_of")),
            most_recent_residence=self.country(
                f"{where}.most_recent_residence", who.get("most_recent_residence"), default=""
            ),
            country=self.country(f"{where}.country", who.get("country"), default=""),
            protected=bool(self.flag(f"{where}.protected", who.get("protected"))),
            screening=self.choice(f"{where}.screening", who.get("screening"), f.SCREENINGS, default=f.NONE),
            listed=self.words(f"{where}.listed", who.get("listed"), LISTS),
            employed_since=self.day(f"{where}.employed_since", who.get("employed_since")),
        )

    def end_use(self, mapping: object) -> f.EndUse:
        use = self.mapping("transfer.end_use", mapping if mapping is not None else {}, (*END_USE, "also"))
        said = {name: self.flag(f"transfer.end_use.{name}", use.get(name)) for name in END_USE}
        return f.EndUse(**said, also=self.words("transfer.end_use.also", use.get("also"), ALSO))

    def exclusion(self, mapping: object) -> f.ExclusionAnswers | None:
        if mapping is None:
            return None
        claim = self.mapping("exclusion", mapping, EXCLUSION)
        tree = self.book.tree(str(claim.get("tree")))
        if tree is None:
            known = ", ".join(name for each in self.book.trees for name in (each.code, *each.aliases))
            self.complain("exclusion.tree", f'"{claim.get("tree")}" is no tree of questions. Known: {known}.')
            return None
        given = self.mapping("exclusion.answers", claim.get("answers") or {}, [node.code for node in tree.nodes])
        said = {code: self.flag(f"exclusion.answers.{code}", answer) for code, answer in given.items()}
        return f.ExclusionAnswers(tree.code, tuple(sorted((c, a) for c, a in said.items() if a is not None)))

    def parameters(self, mapping: object) -> tuple[tuple[str, f.Value], ...]:
        found: dict[str, f.Value] = {}
        for name, written in self.mapping("item.parameters", mapping if mapping is not None else {}, None).items():
            where = f"item.parameters.{name}"
            parameter = self.book.parameter(str(name))
            if parameter is None:
                known = [each.code for each in self.book.parameters]
                self.complain(where, f"no control asks for this.{did_you_mean(str(name), known)}")
            elif parameter.code in found:
                self.complain(where, f'"{parameter.code}" is given twice.')
            elif not is_unsaid(written):
                value = self.value(where, written, parameter)
                if value is not None:
                    found[parameter.code] = value
        return tuple(sorted(found.items()))

    def value(self, where: str, written: object, parameter: Any) -> f.Value | None:
        try:
            value = answers.read(written, parameter)
        except Invalid as no:
            self.complain(where, str(no))
            return None
        return value if not isinstance(value, tuple) else None

    def as_of(self, written: object, otherwise: date | None) -> date:
        day = self.day("as_of", written) or otherwise
        if day is None and not any(problem.field == "as_of" for problem in self.problems):
            self.complain("as_of", "a date is missing; expected is one such as 2026-07-01.")
        return day or date.max

    # The kinds of fields ---------------------------------------------------------------------------------

    def mapping(self, where: str, written: object, known: Collection[str] | None) -> Mapping[str, Any]:
        if not isinstance(written, Mapping):
            what = (
                "missing; fields and values are" if written is None else f'"{written}" was given; fields and values are'
            )
            self.complain(where or "case", f"{what} expected.")
            return {}
        for name in written if known is not None else ():
            if str(name) not in known and not str(name).startswith("x-"):  # type: ignore[operator]
                path = f"{where}.{name}" if where else str(name)
                self.complain(path, f"there is no such field.{did_you_mean(str(name), known or ())}")
        return written

    def choice(self, where: str, written: object, known: Collection[str], *, default: str | None = None) -> str:
        if is_unsaid(written) and default is not None:
            return default
        if written is not None and str(written) in known:
            return str(written)
        given = "is missing" if written is None else f'"{written}" is not one of these'
        self.complain(where, f"{given}; expected is {' · '.join(known)}.")
        return default or ""

    def country(self, where: str, written: object, *, default: str | None = None) -> str:
        if is_unsaid(written) and default is not None:
            return default
        if isinstance(written, bool):
            self.complain(where, 'a country code is expected; write "NO" for Norway in quotation marks.')
            return ""
        code = str(written).strip().upper() if written is not None else ""
        if self.book.place(code) is None:
            given = "a country is missing" if not code else f'there is no country "{written}"'
            self.complain(where, f"{given}; expected is an ISO 3166-1 code of two letters, such as GB.")
            return ""
        return code

    def countries(self, where: str, written: object) -> tuple[str, ...]:
        found = (self.country(where, each) for each in self.several(where, written))
        return tuple(dict.fromkeys(code for code in found if code))

    def words(self, where: str, written: object, known: Collection[str] | None = None) -> tuple[str, ...]:
        words = [str(each).strip() for each in self.several(where, written)]
        for word in words:
            if known is not None and word not in known:
                self.complain(where, f'"{word}" is not one of {" · ".join(known)}.')
        return tuple(sorted(set(words)))

    def conditions(self, where: str, written: object) -> tuple[str, ...]:
        """Conditions that somebody has looked at, each by its exception or licence: IEC.records, GO6-f3.sanctions."""
        words = self.words(where, written)
        known = condition_names(self.book) if words else ()
        for word in words:
            if word not in known:
                self.complain(where, f'"{word}" is no condition of an exception.{did_you_mean(word, known)}')
        return words

    def several(self, where: str, written: object) -> Iterable[object]:
        if is_unsaid(written):
            return ()
        if isinstance(written, list | tuple):
            return written
        if isinstance(written, str):
            return [written]
        self.complain(where, f'"{written}" was given; a list is expected, such as [CN, CA].')
        return ()

    def flag(self, where: str, written: object) -> bool | None:
        if written is None or str(written).strip().lower() in UNSAID:
            return None
        word = str(written).strip().lower()
        if word not in (*YES, *NO):
            self.complain(where, f'"{written}" was given; yes or no is expected.')
            return None
        return word in YES

    def day(self, where: str, written: object) -> date | None:
        return self.parsed(where, written, _day, "a date is expected, such as 2026-07-01")

    def money(self, where: str, written: object) -> Decimal | None:
        return self.parsed(where, written, _money, "an amount in US dollars is expected, such as 1500")

    def parsed(self, where: str, written: object, parse: Callable[[object], T], expected: str) -> T | None:
        if is_unsaid(written):
            return None
        try:
            return parse(written)
        except (ValueError, InvalidOperation):
            self.complain(where, f'"{written}" was given; {expected}.')
            return None

    def named_entry(self, where: str, written: object) -> str:
        """An entry by its number, with or without its regime: 4A906.b, US-EAR:4A906.b."""
        if is_unsaid(written):
            return ""
        name = str(written).strip()
        if not is_held(name, self.book) and not is_held_some_day(name, self.book):
            self.complain(where, f'no list that is held has an entry "{name}"; expected is one such as 4A906.b.')
        return name.rpartition(":")[2]


END_USE_ASIDE = ("end_use", "recipient")  # also understood beside the transfer instead of in it


def condition_names(book: Book) -> frozenset[str]:
    """The names of every condition that a person can confirm or deny on the day of this Book."""
    added = [condition for row in book.restrictions for condition in row.adds]
    asked: list[tuple[str, Iterable[Condition]]] = [(row.code, row.when) for row in book.restrictions]
    asked += [(row.code, row.conditions) for row in book.general_licences]
    for row in book.exceptions:
        for part in row.parts or (None,):
            code = f"{row.code}:{part.code}" if part else row.code
            asked.append((code, (*row.conditions, *(part.conditions if part else ()), *added)))
    return frozenset(f"{spoken(code)}.{condition.code}" for code, conditions in asked for condition in conditions)


def is_held(name: str, book: Book) -> bool:
    """Whether an entry of this number is held and, where a paragraph is named, has one there."""
    code = name.rpartition(":")[2].partition(".")[2]
    for entry, _ in book.item(name):
        known = [each.code for each in entry.paragraphs if each.code]
        if not code or not known or any(covers(each, code) or covers(code, each) for each in known):
            return True
    return False


def is_held_some_day(name: str, book: Book) -> bool:
    """Whether an entry or paragraph of this number is held for another day, so that it can be named all the same."""
    number = name.rpartition(":")[2]
    return any(covers(each, number) or covers(number, each) for each in book.numbers if "." in each or each == number)


def is_unsaid(written: object) -> bool:
    """Whether nobody has said anything: nothing, an empty text, or "unknown"."""
    return written is None or written == "" or written == "unknown" or written == []


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest known name, as the end of a sentence."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f' Is "{near[0]}" meant?' if near else ""


def _day(written: object) -> date:
    if isinstance(written, datetime):
        return written.date()
    return written if isinstance(written, date) else date.fromisoformat(str(written))


def _money(written: object) -> Decimal:
    amount = Decimal(str(written))
    if not amount.is_finite() or amount < 0:
        raise ValueError
    return amount
