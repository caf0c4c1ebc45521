"""Scenario exercises: load them, begin one, choose, come to an end. Nothing is graded."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from training import policies, queries, stories
from training.models import Exercise, ExerciseRun


@transaction.atomic
def load_exercises(folder: Path, *, actor: Any, at: datetime) -> list[Exercise]:
    """
    Load the exercises of a folder that say something new; return them. One that changed replaces the one before.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if a file is not well-formed, naming the file
    """
    policies.may_manage(actor, None)
    made = []
    for path in sorted(folder.glob("*.yaml")):
        source = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(source.encode()).hexdigest()
        try:
            story = stories.parse(source)
        except Invalid as problem:
            raise Invalid(f"{path.name}: {problem}", field="source") from None
        if Exercise.objects.filter(code=story["code"], digest=digest).exists():
            continue
        Exercise.objects.filter(code=story["code"], retired_at=None).update(retired_at=at)
        exercise = Exercise.objects.create(
            code=story["code"],
            title=story["title"],
            summary=story["summary"].strip(),
            minutes=story["minutes"],
            story={"start": story["start"], "scenes": story["scenes"]},
            digest=digest,
        )
        record_event("training.exercise.loaded", exercise, actor=actor, at=at, file=path.name, digest=digest)
        made.append(exercise)
    return made


@transaction.atomic
def begin_exercise(exercise: Exercise, *, actor: User, at: datetime) -> ExerciseRun:
    """
    Begin an exercise, or go on with the run that is open.

    :raises Conflict: if the exercise has been replaced
    """
    policies.may_learn(actor, exercise)
    if exercise.retired_at is not None:
        raise Conflict("This exercise has been replaced by a newer one.")
    try:
        with transaction.atomic():
            run, _ = ExerciseRun.objects.get_or_create(
                person=actor, exercise=exercise, finished_at=None, defaults={"started_at": at}
            )
    except IntegrityError:  # begun a moment ago in another window
        run = ExerciseRun.objects.get(person=actor, exercise=exercise, finished_at=None)
    return run


@transaction.atomic
def choose(run: ExerciseRun, *, choice: int, actor: User, at: datetime) -> None:
    """
    Choose in the present scene, and come to the next. An end finishes the run.

    :raises Denied: if it is somebody else's run
    :raises Conflict: if the run is finished, or went on in another window
    :raises Invalid: if there is no such choice
    """
    policies.may_answer(actor, run)
    if run.finished_at is not None:
        raise Conflict("This run is finished.")
    scenes, here, before = run.exercise.story["scenes"], queries.scene_of(run), list(run.path)
    choices = scenes[here].get("choices") or []
    if not 0 <= choice < len(choices):
        raise Invalid("Choose one of the answers.", field="choice")
    end = scenes[choices[choice]["leads_to"]].get("end")
    fresh: dict[str, Any] = {
        "path": [*before, {"scene": here, "choice": choice}],
        "finished_at": at if end else None,
        "outcome": end["outcome"] if end else "",
    }
    here_still = ExerciseRun.objects.filter(pk=run.pk, steps=len(before), finished_at=None)
    if not here_still.update(steps=len(before) + 1, **fresh):
        raise Conflict("The exercise went on in another window. Reload to see where it stands.")
    run.path, run.finished_at, run.outcome = fresh["path"], fresh["finished_at"], fresh["outcome"]
    if end:
        record_event("training.exercise.finished", run, actor=actor, at=at, outcome=end["outcome"])
