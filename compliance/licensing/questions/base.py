"""What a question, a section and an activity are. Pages, task list, completeness and facts all read these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from compliance.licensing.states import Activity, ItemKind, Known, Mode, PartyRole
from portal.core import words

Answers = Mapping[str, str]

YES, NO, UNKNOWN = Known.YES.value, Known.NO.value, Known.UNKNOWN.value
YES_NO = ((YES, "Yes"), (NO, "No"))
YES_NO_UNKNOWN = (*YES_NO, (UNKNOWN, "I do not know"))


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    One question, asked in the same words on every page, letter and record.

    ``kind`` is line, text, choice, choices, day. ``only_if`` names another question of the same section and the
    answers of it that make this one apply. ``fills`` is the column of the case that the answer turns into.
    """

    id: str
    wording: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    only_if: tuple[str, tuple[str, ...]] | None = None
    fills: str = ""
    limit: int = 4000
    why: str = ""

    def applies(self, answers: Answers) -> bool:
        """Tell whether the question is asked, given the other answers."""
        if self.only_if is None:
            return True
        other, wanted = self.only_if
        return any(value in wanted for value in answers.get(other, "").split("\n"))

    def shown(self, value: str) -> str:
        """Return the answer in the words in which it was offered."""
        if self.kind == "day" and value:
            return words.day(date.fromisoformat(value))
        offered = dict(self.choices)
        return "\n".join(offered.get(line, line) for line in value.split("\n")) if offered else value


@dataclass(frozen=True, kw_only=True)
class Section:
    """Some questions that belong on one page."""

    id: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""

    def asked(self, answers: Answers) -> list[Question]:
        """Return the questions that apply, given the answers so far."""
        return [question for question in self.questions if question.applies(answers)]

    def missing(self, answers: Answers) -> list[Question]:
        """Return the questions that still need an answer."""
        return [each for each in self.asked(answers) if each.required and not answers.get(each.id, "").strip()]

    def begun(self, answers: Answers) -> bool:
        """Tell whether anything on this page was answered."""
        return any(answers.get(question.id, "").strip() for question in self.questions)


@dataclass(frozen=True, kw_only=True)
class DocumentAsked:
    """A document that an activity calls for, or the reason why there is none."""

    kind: str
    wording: str
    hint: str = ""
    only_if: Callable[[Answers], bool] = field(default=lambda _answers: True)


@dataclass(frozen=True, kw_only=True)
class ActivitySet:
    """Everything that one activity asks, and which transfers follow from the answers."""

    activity: Activity
    intro: str
    sections: tuple[Section, ...]
    roles: tuple[PartyRole, ...]
    receives: tuple[PartyRole, ...]
    modes: Callable[[str, Answers], tuple[Mode, ...]]
    documents: tuple[DocumentAsked, ...] = ()
    item_needed: str = "Name what is shared."
    party_needed: str = "Name who receives it."
    happens_here: bool = False
    may_have_no_transfer: bool = False
    example: str = ""

    def question(self, id: str) -> Question | None:
        """Return a question of this set."""
        return next((each for section in self.sections for each in section.questions if each.id == id), None)

    def section(self, id: str) -> Section | None:
        """Return a section of this set."""
        return next((each for each in self.sections if each.id == id), None)

    def documents_asked(self, answers: Answers) -> list[DocumentAsked]:
        """Return the documents that the answers call for."""
        return [each for each in self.documents if each.only_if(answers)]


def chosen(answers: Answers, question: str) -> set[str]:
    """Return the choices that were ticked."""
    return {line for line in answers.get(question, "").split("\n") if line}


def fitting(kind: str, wanted: set[str]) -> tuple[Mode, ...]:
    """Return the ways in which an item of this kind can go, of those wanted; a thing is never mailed as a file."""
    possible = {
        ItemKind.HARDWARE: (Mode.PHYSICAL, Mode.REMOTE),
        ItemKind.MATERIAL: (Mode.PHYSICAL,),
        ItemKind.SOFTWARE: (Mode.ELECTRONIC, Mode.PHYSICAL, Mode.REMOTE),
        ItemKind.TECHNOLOGY: (Mode.ELECTRONIC, Mode.PHYSICAL, Mode.SERVICE),
    }[ItemKind(kind)]
    found = tuple(mode for mode in possible if mode in wanted)
    return found or possible[:1]
