"""What ships with the portal: six courses, the requirements that go with them, scenarios and tabletop exercises."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from training import actions

HERE = Path(__file__).parent
COURSES = HERE / "courses"
REQUIREMENTS = HERE / "requirements.yaml"
EXERCISES = HERE / "exercises"
TABLETOPS = HERE / "tabletops"


@transaction.atomic
def load(*, actor: Any, at: datetime) -> list[str]:
    """
    Load everything that is new; return a line for each.

    :raises Invalid: if a file is not well-formed
    """
    versions = actions.load_courses(COURSES, actor=actor, at=at)
    rows = yaml.safe_load(REQUIREMENTS.read_text(encoding="utf-8"))
    requirements = actions.load_requirements(rows, actor=actor, at=at)
    exercises = actions.load_exercises(EXERCISES, actor=actor, at=at)
    tabletops = actions.load_tabletops(TABLETOPS, actor=actor, at=at)
    return [
        *(f"Course {version.course.code}, version {version.number}" for version in versions),
        *(f"Requirement {requirement.code}" for requirement in requirements),
        *(f"Exercise {exercise.code}" for exercise in exercises),
        *(f"Tabletop exercise {tabletop.code}" for tabletop in tabletops),
    ]
