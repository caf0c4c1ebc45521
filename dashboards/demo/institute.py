"""The whole demo institute, from its first account to its last published figures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db.models import F, Min

from compliance.enduse import actions as enduse
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from compliance.licensing.queries import due
from compliance.licensing.states import STILL_LIVE
from compliance.screening.actions import lists
from dashboards import actions as figures
from dashboards.demo import (
    afterwards,
    assurance,
    council,
    history,
    incidents,
    learning,
    outside,
    people,
    public,
    screening,
)
from dashboards.demo.history import Life, World
from dashboards.periods import quarter_of
from portal.core.errors import Conflict
from portal.core.models import Message
from portal.core.words import as_day

SAMPLE = Path(settings.BASE_DIR) / "compliance" / "screening" / "samples" / "csl_sample.csv"
MONTHS = 18
WEEK = 7


def make(*, seed: int, count: int, until: datetime, months: int = MONTHS) -> dict[str, Any]:
    """
    Make the institute as it stands at a moment; return what a newcomer needs to sign in.

    :param count: how many cases it has
    :param months: how long it has been at work
    """
    random = Random(seed)  # noqa: S311  (the same seed has to give the same institute)
    first = as_day(until) - timedelta(days=months * 30)
    at = datetime(first.year, first.month, first.day, 13, tzinfo=UTC)
    staff = people.make(random, at=at)
    edition = lists.import_list("us-csl", [SAMPLE], actor=None, at=at, source_date=first)
    learning.begin(at)
    partners, guests = outside.make(staff, at=at)
    world = history.world_of(staff, partners, guests, council.make(staff, at=at), random=random, until=until)
    lives = [
        *history.cases(world, count=count, first=first + timedelta(days=14)),
        (at + timedelta(days=5), _fresh_lists(edition, at + timedelta(days=5))),
        *learning.lives(world, at),
        (at + timedelta(days=8), _reminders(at + timedelta(days=8))),
        (at + timedelta(hours=12), _expiries(at + timedelta(hours=12))),
        (at + timedelta(days=21), afterwards.live(world, at + timedelta(days=21))),
        (at + timedelta(days=100), _figures(world, at + timedelta(days=100))),
    ]
    history.run(lives, until=until)
    screening.make(staff, SAMPLE, until=until)
    lists.confirm(edition, actor=None, at=until)
    public.make(staff, random, at=at + timedelta(days=3), until=until)
    assurance.make(staff, until=until)
    incidents.make(staff, until=until)
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


def _reminders(at: datetime) -> Life:
    """Remind of verifications every other week; who was passed by meanwhile is reminded then."""
    while True:
        yield at
        enduse.remind_all(at=at)
        at += timedelta(days=14)


def _expiries(at: datetime) -> Life:
    """End what has passed its last day, on the night after it. Nothing is permitted for less than a week."""
    while True:
        yield at
        for authorisation in due.past_their_day(on=as_day(at)):
            licensing.expire(authorisation, at=at)
        last = Authorisation.objects.filter(state__in=STILL_LIVE).aggregate(day=Min("valid_to"))["day"]
        nights = (last - as_day(at)).days + 1 if last else WEEK
        at += timedelta(days=min(max(nights, 1), WEEK))


def _figures(world: World, at: datetime) -> Life:
    """Publish the figures of each quarter in the third week after it."""
    while True:
        yield at
        quarter = quarter_of(as_day(at)).previous
        try:
            snapshot = figures.compute(quarter, at=at)
            figures.release(snapshot, actor=world.people.official, at=at + timedelta(hours=3))
        except Conflict:
            pass
        following = quarter_of(as_day(at)).next.first + timedelta(days=20)
        at = datetime(following.year, following.month, following.day, 14, tzinfo=UTC)


def _past_mail_has_left(until: datetime) -> None:
    """Take mail of the past as delivered; what is owed for the last days goes to the folder that the demo shows."""
    old = Message.objects.filter(due_at__lt=until - timedelta(days=3), sent_at=None, withdrawn_at=None)
    old.update(sent_at=F("due_at"), attempts=1)
