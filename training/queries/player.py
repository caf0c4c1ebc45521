"""Where a learner is in an attempt: lessons and questions in order, and what is done."""

from dataclasses import dataclass, field

from training.models import Answer, Attempt, Lesson, Question


@dataclass(frozen=True)
class Station:
    """One page of a course."""

    number: int
    lesson: Lesson | None = None
    question: Question | None = None
    read: bool = False
    answer: Answer | None = None

    @property
    def done(self) -> bool:
        """Tell whether it is read or answered."""
        return self.read or self.answer is not None


@dataclass
class Chapter:
    """The pages under one title: a lesson, cut by its questions."""

    title: str
    number: int
    stations: list[Station] = field(default_factory=list)
    current: bool = False

    @property
    def state(self) -> str:
        """Where one is with it: done, current or todo."""
        if self.current:
            return "current"
        return "done" if all(station.done for station in self.stations) else "todo"

    @property
    def reached(self) -> bool:
        """Tell whether one may go there: it is done, or one is in it."""
        return self.current or any(station.done for station in self.stations)


@dataclass(frozen=True)
class Journey:
    """Every page of an attempt."""

    attempt: Attempt
    stations: list[Station]

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(self.stations)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(station.done for station in self.stations)

    @property
    def next_number(self) -> int | None:
        """The first page that is not done; None when all are."""
        return next((station.number for station in self.stations if not station.done), None)

    def chapters(self, here: Station) -> list[Chapter]:
        """Return the lessons by their titles with how far each is done, and which one this page belongs to."""
        found: list[Chapter] = []
        for station in self.stations:
            title = station.lesson.title if station.lesson else found[-1].title
            if not found or found[-1].title != title:
                found.append(Chapter(title, station.number))
            found[-1].stations.append(station)
            found[-1].current = found[-1].current or station is here
        return found

    @property
    def answers(self) -> list[Station]:
        """The questions with what was answered."""
        return [station for station in self.stations if station.question is not None]


def journey(attempt: Attempt) -> Journey:
    """Return the pages of the attempt's version; four statements."""
    read = set(attempt.reads.values_list("lesson", flat=True))
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    steps: list[Lesson | Question] = [*attempt.version.lessons.all(), *attempt.version.questions.all()]
    steps.sort(key=lambda step: step.position)
    return Journey(
        attempt,
        [
            Station(number, lesson=step, read=step.pk in read)
            if isinstance(step, Lesson)
            else Station(number, question=step, answer=answers.get(step.pk))
            for number, step in enumerate(steps, start=1)
        ],
    )
