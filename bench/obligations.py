"""
A night with a million obligations: reminders and standing checks, by two worker processes.

    DATABASE_URL=postgresql://… python -m bench.obligations [OBLIGATIONS]

Verifications, conditions, remedies, and the attestations and signatures of control plans are made by the portal's own
actions, then copied inside the database with days spread from sixty days ago to three hundred days ahead. A real worker
with two processes then does what beat would ask for.
Fails if that takes ten minutes, if a process grows over 400 MB, or if a statement is asked for each row.
"""

import io
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from bench import measure

OBLIGATIONS = 1_000_000
GROUND = 40  # cases made by the real actions
LIMIT_SECONDS, LIMIT_MB = 600, 400
TASKS = (
    "enduse.remind_everyone",
    "licensing.remind_everyone",
    "remedies.remind_everyone",
    "plans.remind_everyone",
    "assurance.audit_tonight",
)
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery"]


def main(wanted: int) -> int:
    """Print what was done and how long it took; return 1 if a promise is broken."""
    with measure.fresh_database():
        from django.core.management import call_command

        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        call_command("seed_demo", cases=GROUND, verbosity=0)
        per_thousand = _queries_per_thousand()
        made, seconds = measure.once(lambda: _fill(wanted))
        print(f"{made:,} obligations in {seconds:.0f} s.\n")
        seconds, peaks = _night()
        _report(seconds, peaks, per_thousand)
        faults = [
            *([f"The night took {seconds:.0f} s."] if seconds >= LIMIT_SECONDS else []),
            *([f"A process grew to {max(peaks)} MB."] if max(peaks) >= LIMIT_MB else []),
            *([f"Queries grow with rows: {per_thousand}."] if per_thousand[1] > per_thousand[0] * 1.1 else []),
        ]
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


def _fill(wanted: int) -> int:
    """
    Copy a verification, a condition and a remedy over the authorisations there are, 36, 27 and 27 in a hundred; the
    rest are control plans of cases of their own, each with an attestation and a signature that are owed.
    """
    from django.db import connection

    from compliance.enduse.models import Verification
    from compliance.licensing.models import Authorisation, Condition
    from compliance.plans.models import PlanAttestation, PlanSignature
    from compliance.remedies.models import Remedy

    authorisations = list(Authorisation.objects.order_by("pk").values_list("pk", flat=True)[:GROUND])
    Authorisation.objects.filter(pk__in=authorisations).update(state="in_force")
    _ground(authorisations[0])
    each = wanted // len(authorisations) // 100
    over = "unnest(%s::bigint[]) a, generate_series(1, %s) n"
    with connection.cursor() as cursor:
        for model, share, changes in (
            (Verification, 36, {"number": "n + 1000", "authorisation_id": "a", "due_on": DAY, "rung": "NULL"}),
            (Condition, 27, {"number": "n + 1000", "authorisation_id": "a", "due_on": DAY}),
            (Remedy, 27, {"reference": "'RM-B-' || a || '-' || n", "due_on": DAY, "check_on": f"{DAY} + 30"}),
        ):
            source = model.objects.order_by("-pk").first()
            assert source is not None
            cursor.execute(*_copy(model, source.pk, changes, over, [authorisations, each * share]))
        _plans(cursor, wanted // 20)
        cursor.execute("ANALYZE")
    kinds = (Verification, Condition, Remedy, PlanAttestation, PlanSignature)
    return sum(model.objects.count() for model in kinds)


def _plans(cursor, count: int) -> None:
    """Copy a plan with an attestation and a signature that are owed, each for a withdrawn case of its own."""
    from compliance.plans.models import ControlPlan, PlanAttestation, PlanSignature

    plan = ControlPlan.objects.live().filter(attestations__state="due").order_by("pk").first()
    assert plan is not None, "the demo institution has a plan in force"
    signature, attestation = plan.signatures.order_by("pk").first(), plan.attestations.due().get()
    case = {"reference": "'FL-B-' || n", "state": "'withdrawn'", "supersedes_id": "NULL"}
    cursor.execute(*_copy(type(plan.case), plan.case_id, case, "generate_series(1, %s) n", [count]))
    ours = {"reference": "'CP-B-' || c.id", "case_id": "c.id"}
    cursor.execute(*_copy(ControlPlan, plan.pk, ours, "compliance_case c", [], "c.reference LIKE 'FL-B-%%'"))
    over, copied = "(SELECT id AS a, id AS n FROM compliance_controlplan WHERE reference LIKE 'CP-B-%%') p", "TRUE"
    due = {"plan_id": "p.a", "due_on": DAY, "rung": "NULL"}
    cursor.execute(*_copy(PlanAttestation, attestation.pk, due, over, [], copied))
    asked = {"plan_id": "p.a", "asked_at": f"now() - {SINCE}", "rung": "NULL", "signed_at": "NULL", "ended_at": "NULL"}
    cursor.execute(*_copy(PlanSignature, signature.pk, asked, over, [], copied))


DAY = "CURRENT_DATE - 60 + ((n * 7919 + a * 104729) %% 360)::int"
SINCE = "make_interval(days => (n * 7919 %% 60)::int)"


def _copy(model, pk: int, changes: dict[str, str], over: str, given: list, where: str = "TRUE") -> tuple[str, list]:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(changes.get(field.column, f's."{field.column}"') for field in fields)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} s, {over} WHERE s.id = %s AND {where}",
        [*given, pk],
    )


def _ground(authorisation: int) -> None:
    """Make one of each kind that is open, the way people do."""
    from django.utils import timezone

    from compliance.assurance import actions as assurance
    from compliance.enduse import actions as enduse
    from compliance.licensing.models import Authorisation, Condition
    from portal.accounts.models import User

    at = timezone.now()
    found = Authorisation.objects.select_related("case__applicant").get(pk=authorisation)
    officers = list(User.objects.holding("Officer").exclude(pk=found.case.applicant_id).order_by("pk")[:2])
    today = timezone.localdate()
    enduse.plan_extra(found, due_on=today, why="Measured.", actor=officers[0], at=at)
    finding = assurance.report(title="A measured one", detail="Many.", severity="low", actor=officers[0], at=at)
    terms = {"owner": found.case.applicant, "checker": officers[1], "due_on": today, "check_on": today}
    assurance.open_remedy(finding, what="It.", check_how="Seen.", actor=officers[0], at=at, **terms)
    Condition.objects.create(
        authorisation=found, number=999, obligation="Report.", owner=found.case.applicant, due_rule="by_date",
        due_on=today, state_since=at,
    )  # fmt: skip


def _queries_per_thousand() -> tuple[float, float]:
    """
    Return the statements for each thousand of two and of eight thousand remedies, attestations and signatures,
    reminded of and, the remedies, checked.
    """
    from django.db import transaction
    from django.utils import timezone

    from compliance.assurance import actions as assurance
    from compliance.plans import actions as plans
    from compliance.remedies import actions as remedies

    def work(at: datetime) -> None:
        remedies.remind_all(at=at)
        plans.remind_of_signatures(at=at)
        plans.remind_of_attestations(at=at)
        assurance.make_passes(at=at)

    found = []
    for thousands in (2, 8):
        with transaction.atomic():
            _few(thousands * 1000)
            at = timezone.now()
            assurance.ask_for_passes(at=at)
            count = measure.queries(lambda at=at: work(at))
            found.append(count / thousands)
            transaction.set_rollback(True)
    return found[0], found[1]


def _few(count: int) -> None:
    from django.db import connection

    from compliance.licensing.models import Authorisation
    from compliance.remedies.models import Remedy

    first = Authorisation.objects.order_by("pk").values_list("pk", flat=True)[0]
    Authorisation.objects.filter(pk=first).update(state="in_force")
    _ground(first)
    source = Remedy.objects.order_by("-pk").first()
    assert source is not None
    late = {"reference": "'RM-F-' || n", "due_on": "CURRENT_DATE - 40", "check_on": "CURRENT_DATE"}
    with connection.cursor() as cursor:
        cursor.execute(*_copy(Remedy, source.pk, late, "generate_series(1, %s) n", [count]))
        _plans(cursor, count)


def _night() -> tuple[float, list[int]]:
    """Let a real worker of two processes do the tasks of a night; return seconds and the peak of each process in MB."""
    from django.conf import settings
    from django.db import connection

    given = connection.settings_dict
    address = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    env = {**os.environ, "DATABASE_URL": address}
    options = {"cwd": settings.BASE_DIR, "env": env}
    worker = subprocess.Popen(
        [*CELERY, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=ERROR"], **options
    )
    try:
        begun = time.monotonic()
        for task in TASKS:
            subprocess.run([*CELERY, "call", task], check=True, capture_output=True, **options)
        while not _is_over():
            time.sleep(1)
            assert worker.poll() is None, "the worker has died"
        return time.monotonic() - begun, _peaks(worker.pid)
    finally:
        worker.terminate()
        worker.wait()


def _is_over() -> bool:
    from compliance.assurance.models import CheckPass
    from portal.core.models import Run

    done = set(Run.objects.exclude(finished_at=None).values_list("task", flat=True))
    return set(TASKS) <= done and not CheckPass.objects.filter(ended_at=None).exists()


def _peaks(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [_peak(pid) for pid in children]


def _peak(pid: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _report(seconds: float, peaks: list[int], per_thousand: tuple[float, float]) -> None:
    from compliance.assurance.models import CheckPass, Finding
    from portal.core.models import Message, Run

    rows = [
        (run.task, run.did or "–", run.seconds or 0.0)
        for run in Run.objects.filter(task__in=TASKS).order_by("started_at")
    ]
    rows += [
        (f"check {each.name}", f"found {each.found:,}", (each.ended_at - each.began_at).total_seconds())
        for each in CheckPass.objects.exclude(began_at=None).exclude(ended_at=None).filter(found__gt=0).order_by("pk")
    ]
    measure.table(("what", "did", "seconds"), rows)
    owed, found = Message.objects.count(), Finding.objects.count()
    print(f"\nThe whole night: {seconds:.0f} s, {owed:,} messages owed, {found:,} findings.")
    print(f"Peak memory of the two processes: {', '.join(f'{peak} MB' for peak in peaks)}.")
    print(f"Statements per thousand rows, at 2,000 and at 8,000 rows: {per_thousand[0]:.0f} and {per_thousand[1]:.0f}.")


if __name__ == "__main__":
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("This is measured on PostgreSQL: set DATABASE_URL. Nothing was done.")
        sys.exit(0)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else OBLIGATIONS))
