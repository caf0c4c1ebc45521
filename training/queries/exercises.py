"""Where somebody stands in an exercise, and which ones they have practised."""

from dataclasses import dataclass

from portal.accounts.models import User
from training.models import Exercise, ExerciseRun

ENDS = {
    "well_done": "Well done",
    "could_be_better": "It could have gone better",
    "went_wrong": "It went wrong",
}


@dataclass(frozen=True)
class Practised:
    """One exercise, and how one's last run of it ended, if there was one."""

    exercise: Exercise
    outcome: str
    begun: bool

    @property
    def words(self) -> str:
        """Say how it ended."""
        return ENDS.get(self.outcome, "")


def practised(person: User) -> list[Practised]:
    """Return every exercise with the person's last run; two statements."""
    last: dict[str, ExerciseRun] = {}
    for run in ExerciseRun.objects.filter(person=person).select_related("exercise").order_by("started_at", "pk"):
        last[run.exercise.code] = run
    return [
        Practised(each, last[each.code].outcome if each.code in last else "", each.code in last)
        for each in Exercise.objects.filter(retired_at=None).order_by("minutes", "title")
    ]


def scene_of(run: ExerciseRun) -> str:
    """Return the scene where the run stands."""
    story = run.exercise.story
    here = story["start"]
    for step in run.path:
        here = story["scenes"][here]["choices"][step["choice"]]["leads_to"]
    return here
