"""
The questions of the self-check, in the order in which they follow from the answers.

Pure: it knows a Book of reference data and what was said, and nothing of requests or of a clock. The questions about
information are the officers' own trees, walked by the officers' own engine, and so are the criteria for things; only
the few questions that choose the way are written here.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from compliance.classification import engine
from compliance.classification.engine.walking import walk
from compliance.classification.forms import kinds_in
from compliance.classification.queries import assess_everywhere
from compliance.controls.book import Book
from compliance.controls.rows import Parameter
from compliance.licensing.states import Activity
from dashboards.selfcheck.words import ACTIVITIES, PLACES, SUBJECTS, TRIGGERS, YES_NO_UNKNOWN

MOST = 10
NO, YES, ASK = "no", "yes", "ask"


@dataclass(frozen=True)
class Asked:
    """One question: its wording, what may be answered, and the rule behind it."""

    key: str
    wording: str
    kind: str = "choice"  # choice · choices · number
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    law: str = ""
    source: str = ""

    def words(self, value: str) -> str:
        """Return an answer in the words in which it was offered."""
        offered = dict(self.choices)
        return ", ".join(offered.get(each, each) for each in value.split()) if self.choices else value


@dataclass(frozen=True)
class Ending:
    """Where the answers lead, why, and what it rests on."""

    outcome: str
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """How far the answers lead: what was asked and said, and what comes next."""

    path: tuple[tuple[Asked, str], ...]
    asked: Asked | None = None
    ending: Ending | None = None

    @property
    def number(self) -> int:
        """Which question is next, counted from one."""
        return len(self.path) + 1

    @property
    def said(self) -> dict[str, str]:
        """What was said, by question."""
        return {asked.key: value for asked, value in self.path}


Walk = Generator[Asked, str, Ending]


def follow(said: Mapping[str, str], book: Book) -> Way:
    """Return how far these answers lead. Answers to questions that are not asked change nothing."""
    steps = _begin(book)
    path: list[tuple[Asked, str]] = []
    asked = next(steps)
    while True:
        value = said.get(asked.key, "")
        if not value:
            return Way(tuple(path), asked=asked)
        path.append((asked, value))
        try:
            following = steps.send(value)
        except StopIteration as end:
            return Way(tuple(path), ending=end.value)
        if len(path) >= MOST:
            steps.close()
            return Way(tuple(path), ending=_too_long(following))
        asked = following


def _too_long(asked: Asked) -> Ending:
    return Ending(
        ASK,
        "Your case has one condition too many for a short check. The office goes through it with you.",
        (asked.source,),
    )


def _begin(book: Book) -> Walk:
    activity = yield Asked("activity", "What do you want to do?", choices=ACTIVITIES)
    triggers = yield Asked(
        "triggers",
        "Does any of this apply?",
        kind="choices",
        choices=(*((each.code, each.wording) for each in TRIGGERS), ("none", "None of these, as far as I know")),
        hint="Each of these is looked at whatever you share. Choose all that apply.",
    )
    found = [each for each in TRIGGERS if each.code in triggers.split()]
    if found:
        return Ending(YES, " ".join(each.because for each in found), tuple(each.source for each in found))
    if activity == Activity.HOST:
        return (yield from _person(book))
    subject = yield Asked("subject", "What is it about?", choices=SUBJECTS)
    if subject == "nothing":
        return Ending(NO, "Nothing is handed over that the rules look at.", ("15 CFR 734.13", "15 CFR 734.15"))
    if subject == "received":
        why = "What was given to you under conditions stays under the rules, also in the middle of open research."
        return Ending(YES, why, ("15 CFR 734.8(a), note 1",))
    if subject == "published":
        return (yield from _information(book, "published", {}))
    if subject == "research":
        return (yield from _information(book, "fundamental_research", {"f1": True}))
    return (yield from _thing(book))


def _question(node) -> Asked:
    return Asked(node.code, node.question, choices=YES_NO_UNKNOWN, law=node.law, source=node.source)


def _unknown(asked: Asked) -> Ending:
    return Ending(
        ASK, "You did not know an answer on which it depends. The office helps you to find out.", (asked.source,)
    )


def _information(book: Book, code: str, given: dict[str, bool]) -> Walk:
    """Walk the officers' tree about an exclusion."""
    tree = book.tree(code)
    if tree is None:
        return Ending(ASK, "The questions about this are not held today.")
    while True:
        found = walk(tree, given)
        if found.ending is not None:
            break
        asked = _question(found.pending)
        value = yield asked
        if value == "unknown":
            return _unknown(asked)
        given = {**given, asked.key: value == "yes"}
    source = found.path[-1].node.source
    if found.ending.outcome == "excluded":
        title = f"{tree.title} Your answers lead to yes: the rules leave it alone."
        return Ending(
            NO, title if tree.verified else f"{title} The wording was not verified; ask if in doubt.", (tree.source,)
        )
    if found.ending.escalate or found.ending.outcome == "conditional":
        return Ending(ASK, found.ending.reason or "A person decides here.", (source,))
    return Ending(YES, found.ending.reason or "It is not left out of the rules.", (source,))


def _person(book: Book) -> Walk:
    """Walk the officers' tree about access for a person, as far as it can be asked without asking for a nationality."""
    tree = book.tree("deemed_export")
    if tree is None:
        return Ending(ASK, "The questions about this are not held today.")
    given: dict[str, bool] = {}
    while True:
        found = walk(tree, given, stop_at_words=True)
        if found.ending is not None or found.pending is None:
            break
        if found.pending.kind != "yes_no":
            why = "The person may learn something controlled. Which rules apply is worked out in a case, in confidence."
            return Ending(YES, why, (found.pending.source,))
        asked = _question(found.pending)
        value = yield asked
        if value == "unknown":
            return _unknown(asked)
        given = {**given, asked.key: value == "yes"}
    assert found.ending is not None
    outcome = NO if found.ending.outcome == "no_deemed_export" else YES
    return Ending(outcome, found.ending.reason, (found.path[-1].node.source,))


def _thing(book: Book) -> Walk:
    """Ask where it goes, what it is, and its figures, against the criteria of every regime."""
    place = yield Asked("place", "Where does it go, and who gets at it?", choices=PLACES)
    if place == "here":
        return Ending(
            NO, "It stays here and only staff use it as they do already. Nothing is exported.", ("15 CFR 734.13",)
        )
    choices = (*((basket.code, basket.title) for basket in book.baskets), ("other", "None of these, or I am not sure"))
    basket = yield Asked("basket", "Which technology is it?", choices=choices)
    if basket == "other":
        return Ending(YES, "Nobody can say yet what it is. An officer classifies it with you.", ("15 CFR 738.2",))
    kinds = [kind for kind, _ in kinds_in(basket, book) if kind in ("hardware", "material")]
    if not kinds:
        return Ending(
            YES, "The lists speak of software and know-how here. An officer classifies the thing with you.", ()
        )
    figures: dict[str, str] = {}
    while True:
        item, _ = engine.read_item(
            {"kind": kinds[0], "basket": basket, "parameters": {k: v for k, v in figures.items() if v != "unknown"}},
            book=book,
        )
        readings = [each for found in assess_everywhere(item, book) for each in found.readings] if item else []
        named = [each for each in readings if each.truth == "met" and not each.entry.residual]
        if named:
            why = f"A control list names it: {', '.join(each.name for each in named[:4])}."
            return Ending(YES, why, tuple(each.entry.source for each in named[:4]))
        parameter = _next_figure(book, basket, kinds[0], readings, figures)
        if parameter is None:
            break
        figures[parameter.code] = yield _figure(parameter)
    if any(each.truth == "unknown" and not each.entry.residual for each in readings):
        return Ending(YES, "Not every figure is known. An officer classifies it with you.", ("15 CFR 738.2",))
    why = (
        "No list names it by these figures. What goes abroad is recorded all the same, because partners are screened; "
        "where everything is free the portal records it at once."
    )
    return Ending(YES, why, ("15 CFR 736.2(a)",))


def _next_figure(book: Book, basket: str, kind: str, readings, figures: Mapping[str, str]) -> Parameter | None:
    """Return the figure that would settle most of what is open."""
    wanted: dict[str, int] = {}
    for reading in readings:
        if reading.truth == "unknown" and not reading.entry.residual:
            for name in reading.settles:
                code = name.rpartition(".")[2]
                wanted[code] = wanted.get(code, 0) + 1
    known = {each.code: each for each in book.parameters_for(basket, kind)}
    open_ones = [code for code in wanted if code in known and code not in figures]
    return known[max(open_ones, key=lambda code: (wanted[code], code))] if open_ones else None


def _figure(parameter: Parameter) -> Asked:
    hint = f"In {parameter.unit}, or write the unit behind the number." if parameter.unit else ""
    if parameter.kind == "boolean":
        return Asked(parameter.code, parameter.question, choices=YES_NO_UNKNOWN, hint=parameter.help)
    if parameter.kind == "choice":
        choices = (*parameter.choices, ("unknown", "I do not know"))
        return Asked(parameter.code, parameter.question, choices=choices, hint=parameter.help)
    return Asked(parameter.code, parameter.question, kind="number", hint=" ".join(filter(None, (parameter.help, hint))))
