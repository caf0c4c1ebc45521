"""Where somebody stands in an exercise."""

from training.models import ExerciseRun


def scene_of(run: ExerciseRun) -> str:
    """Return the scene where the run stands."""
    story = run.exercise.story
    here = story["start"]
    for step in run.path:
        here = story["scenes"][here]["choices"][step["choice"]]["leads_to"]
    return here
