"""The whole demo institute, from its first account to its last published figures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db.models import F

from compliance.enduse import actions as enduse
from compliance.screening.actions import lists
from dashboards import actions as figures
from dashboards.demo import council, history, outside, people, public
from dashboards.demo.history import Life, World
from dashboards.periods import quarter_of
from portal.core.errors import Conflict
from portal.core.models import Message
from training import actions as training
from training.models import Course

SAMPLE = Path(settings.BASE_DIR) / "compliance" / "screening" / "samples" / "csl_sample.csv"
MONTHS = 18
COURSES = (
    ("council-members", "For council members"),
    ("export-control-basics", "Export control basics for quantum researchers"),
)


def make(*, seed: int, count: int, until: datetime) -> dict[str, Any]:
    """Make the institute as it stands at a moment; return what a newcomer needs to sign in."""
    random = Random(seed)  # noqa: S311  (the same seed has to give the same institute)
    first = until.date() - timedelta(days=MONTHS * 30)
    at = datetime(first.year, first.month, first.day, 13, tzinfo=UTC)
    staff = people.make(random, at=at)
    edition = lists.import_list("us-csl", [SAMPLE], actor=None, at=at, source_date=first)
    partners, guests = outside.make(staff, at=at)
    world = history.world_of(staff, partners, guests, council.make(staff, at=at), random=random, until=until)
    lives = [
        *history.cases(world, count=count, first=first + timedelta(days=14)),
        (at + timedelta(days=5), _fresh_lists(edition, at + timedelta(days=5))),
        (at + timedelta(days=7), _training(world, at + timedelta(days=7))),
        (at + timedelta(days=8), _reminders(at + timedelta(days=8))),
        (at + timedelta(days=100), _figures(world, at + timedelta(days=100))),
    ]
    history.run(lives, until=until)
    lists.confirm(edition, actor=None, at=until)
    public.make(staff, random, at=at + timedelta(days=3), until=until)
    _past_mail_has_left(until)
    return {"accounts": staff.accounts}


def keep_accounts(accounts: list[dict[str, str]]) -> None:
    """Write down the accounts that the start of a demo site prints."""
    path = Path(settings.VAR_DIR) / "demo-accounts.json"
    path.write_text(json.dumps(accounts, indent=2))
    path.chmod(0o600)


def _fresh_lists(edition: Any, at: datetime) -> Life:
    """Confirm the list in force every few days, as the download of a real site does."""
    while True:
        yield at
        lists.confirm(edition, actor=None, at=at)
        at += timedelta(days=5)


def _training(world: World, at: datetime) -> Life:
    """Let people complete courses: the council before its first case, the others over the year."""
    staff, random = world.people, world.random
    offered = [_course(code, title, staff, at) for code, title in COURSES]
    yield at
    for member in [*staff.council, staff.chair]:
        _complete(member, offered[0], staff, at=at)
    others = [person for person in staff.everybody if person not in staff.council and person != staff.chair]
    random.shuffle(others)
    for number, person in enumerate(others[: int(len(others) * 0.85)]):
        at += timedelta(days=5 if number % 2 else 2)
        yield at
        _complete(person, offered[1], staff, at=at)


def _course(code: str, title: str, staff: people.People, at: datetime) -> Course:
    found = Course.objects.filter(code=code).first()
    return found or training.courses.open_course(code, title=title, actor=staff.trainer, at=at)


def _complete(person: Any, course: Course, staff: people.People, *, at: datetime) -> None:
    training.records.record_outside_completion(
        person,
        course=course,
        completed_at=at,
        expires_on=at.date() + timedelta(days=730),
        key=f"demo-{course.code}-{person.pk}",
        actor=staff.trainer,
        at=at,
    )


def _reminders(at: datetime) -> Life:
    """Remind of verifications every week."""
    while True:
        yield at
        enduse.remind_all(at=at)
        at += timedelta(days=7)


def _figures(world: World, at: datetime) -> Life:
    """Publish the figures of each quarter in the third week after it."""
    while True:
        yield at
        quarter = quarter_of(at.date()).previous
        try:
            snapshot = figures.compute(quarter, at=at)
            figures.release(snapshot, actor=world.people.official, at=at + timedelta(hours=3))
        except Conflict:
            pass
        following = quarter_of(at.date()).next.first + timedelta(days=20)
        at = datetime(following.year, following.month, following.day, 14, tzinfo=UTC)


def _past_mail_has_left(until: datetime) -> None:
    """Take mail of the past as delivered; what is owed for the last days goes to the folder that the demo shows."""
    old = Message.objects.filter(due_at__lt=until - timedelta(days=3), sent_at=None, withdrawn_at=None)
    old.update(sent_at=F("due_at"), attempts=1)
