"""Fifty thousand people under the shipped requirements, one statement a question; fifty thousand rows of one file."""

import csv
import io
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench import measure

PEOPLE = 50_000
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
LIMITS = {"seconds": 60.0, "megabytes": 300.0}
HEAD = (
    "First Name", "Last Name", "Email", "Employee Number", "CR Number", "Curriculum", "Group ID", "Group", "Score",
    "Passing score", "Stage Number", "Stage", "Learner ID", "Date Completed", "Expiration Date", "Registration Date",
    "Institutional Username", "Institutional email address", "Gender", "Address Field 1", "City", "Country", "Phone",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    """Print the figures; fail if one is above its limit. A number replaces the count of people."""
    count = int(arguments[0]) if arguments else PEOPLE
    with measure.fresh_database():
        _populate(count)
        rows = [*_imported(count), *_asked(count)]
    measure.table(("what", "figure", "limit", "unit", "statements"), rows)
    missed = [row[0] for row in rows if isinstance(row[2], float) and row[1] > row[2]]
    assert not missed, f"above the limit: {', '.join(missed)}"


def _populate(count: int) -> None:
    from django.contrib.auth.models import Group

    from portal.accounts.models import Membership, Unit, User
    from training import shipped
    from training.models import Course, OutsideCourse

    shipped.load(actor=None, at=AT)
    joined = AT - timedelta(days=900)
    User.objects.bulk_create(
        (
            User(username=f"p{n}", email=f"p{n}@harrowpoint.example", name=f"Person {n}", date_joined=joined)
            for n in range(count)
        ),
        batch_size=5000,
    )
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    groups = [Group.objects.get_or_create(name=name)[0].pk for name in ("Researcher", "Champion")]
    through = User.groups.through
    through.objects.bulk_create(
        (through(user_id=key, group_id=groups[n % 20 == 0]) for n, key in enumerate(people)), batch_size=5000
    )
    units = [Unit.objects.create(code=f"u{n}", name=f"Unit {n}", path=f"/u{n}/") for n in range(200)]
    Membership.objects.bulk_create(
        (Membership(user_id=key, unit=units[n % 200], from_on=date(2024, 1, 1)) for n, key in enumerate(people)),
        batch_size=5000,
    )
    courses = Course.objects.in_bulk(field_name="code")
    for group, code in (("77", "export-control-basics"), ("78", "fundamental-research")):
        OutsideCourse.objects.create(group_id=group, stage_number="1", course=courses[code])


def _imported(count: int) -> Iterator[tuple[Any, ...]]:
    from portal.accounts.models import User
    from portal.accounts.roles import TrainingManager
    from tests.factories.people import make_user
    from training import actions

    manager = make_user(TrainingManager)
    assert User.objects.count() > count
    upload = _file(count)
    batch, staging = _once(lambda: actions.stage(upload, actor=manager, at=AT))
    recorded, recording = _once(lambda: actions.record(batch, actor=manager, at=AT))
    assert recorded == count, recorded
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"{count:,} rows read, judged and recorded", staging + recording, LIMITS["seconds"], "processor s", ""
    yield "memory of the whole process at its highest", peak, LIMITS["megabytes"], "MB", ""
    again = actions.stage(_file(count), actor=manager, at=AT)
    assert not again.rows.filter(state="ready").exists()
    yield "completions recorded by the same file again", 0, "", "", ""


def _asked(count: int) -> Iterator[tuple[Any, ...]]:
    from portal.accounts.models import User
    from training import queries

    on, people = AT.date(), User.objects.all()
    questions = {
        "who is current in a course": lambda: list(
            queries.current_among(people, "export-control-basics", on).values_list("pk", flat=True)
        ),
        "who lacks what": lambda: list(queries.gaps_among(people, on)),
    }
    for title, ask in questions.items():
        asked = measure.queries(ask)
        found, seconds = _once(ask)
        assert asked == 1 and len(found) > count // 4, (asked, len(found))
        yield f"{title}, of {count:,} people", seconds, LIMITS["seconds"], "processor s", asked


def _once(call: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the call returns, and its seconds of processor time, which neighbours do not lengthen."""
    begun = time.process_time()
    return call(), time.process_time() - begun


def _file(count: int) -> Any:
    chance = random.Random(5)
    text = io.StringIO()
    table = csv.DictWriter(text, HEAD, delimiter="\t", restval="x")
    table.writeheader()
    for n in range(count):
        done = date(2026, 9, 1) - timedelta(days=chance.randint(0, 700))
        row = {
            "Institutional Username": f"p{n}",
            "Group ID": "77" if n % 2 else "78",
            "Group": "Export",
            "Stage": "Basic",
        }
        row |= {"Stage Number": "1", "Score": "90", "Passing score": "80", "CR Number": f"{n}"}
        table.writerow(row | {"Date Completed": f"{done}", "Expiration Date": f"{done + timedelta(days=730)}"})
    upload = io.BytesIO(text.getvalue().encode())
    upload.name = "citi.txt"
    return upload


if __name__ == "__main__":
    main(sys.argv[1:])
