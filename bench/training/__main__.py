"""Fifty thousand people under the shipped requirements, one statement a question; as many rows of text and of XLSX."""

import csv
import io
import random
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench import measure

PEOPLE = 50_000
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # workbooks are read by a process of their own
CPU = "processor s"
LIMITS = {"seconds": 60.0, "megabytes": 300.0}
HEAD = (
    "First Name", "Last Name", "Email", "Employee Number", "CR Number", "Curriculum", "Group ID", "Group", "Score",
    "Passing score", "Stage Number", "Stage", "Learner ID", "Date Completed", "Expiration Date", "Registration Date",
    "Institutional Username", "Institutional email address", "Gender", "Address Field 1", "City", "Country", "Phone",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    """Print the figures; fail if one is above its limit. A number replaces the count of people."""
    count = int(arguments[0]) if arguments else PEOPLE
    with measure.fresh_database(on_disk=True):
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
    for kind, make in (("text", _text_file), ("XLSX", _workbook)):
        upload = make(count)
        with measure.Memory() as memory:
            batch, staging = _once(lambda upload=upload: actions.stage(upload, actor=manager, at=AT))
            recorded, recording = _once(lambda batch=batch: actions.record(batch, actor=manager, at=AT))
        assert recorded == count, recorded
        yield f"{count:,} rows of {kind} read, judged and recorded", staging + recording, LIMITS["seconds"], CPU, ""
        yield f"memory at its highest, {kind} with its reader", memory.peak, LIMITS["megabytes"], "MB", ""
        again = actions.stage(make(count), actor=manager, at=AT)
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
        yield f"{title}, of {count:,} people", seconds, LIMITS["seconds"], CPU, asked


def _once(call: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the call returns, and its seconds of processor time, which neighbours do not lengthen."""
    begun = _processor_seconds()
    return call(), _processor_seconds() - begun


def _processor_seconds() -> float:
    used = [resource.getrusage(whose) for whose in WHOSE]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _rows(count: int, *, seed: int) -> Iterator[list[Any]]:
    chance = random.Random(seed)
    for n in range(count):
        done = date(2026, 9, 1) - timedelta(days=chance.randint(0, 700))
        row = {
            "Institutional Username": f"p{n}",
            "Group ID": "77" if n % 2 else "78",
            "Group": "Export",
            "Stage": "Basic",
        }
        row |= {"Stage Number": 1, "Score": 90, "Passing score": 80, "CR Number": seed * 10**6 + n}
        row |= {"Date Completed": done, "Expiration Date": done + timedelta(days=730)}
        yield [row.get(name, "x") for name in HEAD]


def _text_file(count: int) -> Any:
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows([HEAD, *_rows(count, seed=5)])
    return _named("citi.txt", text.getvalue().encode())


def _workbook(count: int) -> Any:
    from openpyxl import Workbook

    book, content = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in (HEAD, *_rows(count, seed=6)):
        sheet.append(row)
    book.save(content)
    return _named("citi.xlsx", content.getvalue())


def _named(name: str, content: bytes) -> Any:
    upload = io.BytesIO(content)
    upload.name = name
    return upload


if __name__ == "__main__":
    main(sys.argv[1:])
