"""
Query counts and times of the pages that people wait for, at 1,000 and at 20,000 cases.

    python -m bench.pages [CASES …]

With ``DATABASE_URL`` on PostgreSQL and the sizes 1000 and 100000 it also fails where the desk, a case page or search
takes more than one and a half times as long at the larger size (p95).

Requests go through all middleware in this process, so that the figures are
those of the portal and not of a network. A page whose query count grows with
the number of cases fails the measurement.
"""

import io
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench import measure

SIZES = (1_000, 20_000)
STEADY = ("queue", "case", "search")  # pages whose p95 must not grow with the archive
GROWTH = 1.5
GROUND = 250  # cases made by the real actions; the sizes are multiples of it
PEOPLE = ("Researcher", "Champion", "Officer", "EmpoweredOfficial", "CouncilMember", "TrainingManager", "Overseer")


def main(sizes: list[int]) -> int:
    """Print one table per size; return 1 if a query count grew."""
    with measure.fresh_database():
        from django.core.management import call_command

        from bench.multiply import Multiplier
        from compliance.council.models import Referral
        from compliance.licensing.models import Case

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        _, seconds = measure.once(lambda: call_command("seed_demo", cases=GROUND, verbosity=0))
        print(f"{Case.objects.count()} cases made by the portal's own actions in {seconds:.0f} s.")
        multiplier = Multiplier(Case, Referral)
        ground = Case.objects.count()
        counts: dict[str, list[int]] = {}
        slowest: dict[str, list[float]] = {}
        for size in sizes:
            wanted = max(round(size / ground) - 1 - multiplier.copies, 0)
            _, seconds = measure.once(lambda wanted=wanted: multiplier.add(wanted))
            _tell_apart(ground)
            print(f"\n### {Case.objects.count():,} cases ({seconds:.0f} s to copy)\n")
            for name, count, p95 in _measure_pages():
                counts.setdefault(name, []).append(count)
                slowest.setdefault(name, []).append(p95)
        grown = {name: found for name, found in counts.items() if max(found) > found[0]}
    for name, found in grown.items():
        print(f"\nThe queries of {name} grow with the number of cases: {found}.", file=sys.stderr)
    slower = _slower(slowest)
    for name, (first, last) in slower.items():
        print(f"\nThe p95 of {name} grows from {first:.0f} ms to {last:.0f} ms.", file=sys.stderr)
    return 1 if grown or (slower and _on_postgres()) else 0


def _slower(slowest: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    """Return the pages that must stay as quick as they were and do not."""
    return {
        name: (found[0], found[-1])
        for name, found in slowest.items()
        if name.startswith(STEADY) and found[-1] > GROWTH * found[0]
    }


def _on_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def _tell_apart(ground: int) -> None:
    """Give the copies references of their own in the words that search looks through, as real cases have."""
    from django.db import connection
    from django.db.models import Max

    from compliance.licensing.models import Case

    top = Case.objects.order_by("pk").values_list("pk", flat=True)[ground - 1 : ground].get()
    assert Case.objects.aggregate(top=Max("pk"))["top"] >= top
    copied = "case_id > %s AND words LIKE 'fl2%%'"
    words = "'c' || (case_id / %s) || words"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE compliance_casetext SET words = {words} WHERE {copied}", [top, top])
        cursor.execute("ANALYZE")


def _measure_pages() -> list[tuple[str, int, float]]:
    rows = []
    for name, get in _pages():
        status = get().status_code
        assert status == 200, f"{name} answered {status}"
        found = measure.times(get, runs=40)
        rows.append((name, measure.queries(get), found.p50 * 1000, found.p95 * 1000))
    measure.table(("page", "queries", "p50 ms", "p95 ms"), rows)
    return [(row[0], row[1], row[3]) for row in rows]


def _pages() -> list[tuple[str, Callable[[], Any]]]:
    """Each page as the person who waits for it sees it."""
    from django.test import Client

    from compliance.licensing.models import Case
    from portal.accounts.models import User

    def as_person(role: str, path: str) -> Callable[[], Any]:
        client = Client()
        if role:
            user = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return lambda: client.get(path)

    case = Case.objects.filter(submitted_at__isnull=False, authorisations__isnull=False).order_by("pk").first()
    address = case.get_absolute_url()
    party = case.parties.select_related("party").order_by("pk").first().party.name
    return [
        *((f"home, {role}", as_person(role, "/")) for role in PEOPLE),
        ("queue, Officer", as_person("Officer", "/cases/queue/")),
        ("all cases, Officer", as_person("Officer", "/cases/")),
        ("queue of all open, Officer", as_person("Officer", "/cases/queue/?queue=all")),
        ("case, Officer", as_person("Officer", address)),
        ("case, Officer, review", as_person("Officer", f"{address}review/")),
        ("case, Officer, transfers", as_person("Officer", f"{address}transfers/")),
        ("search by reference, Officer", as_person("Officer", f"/cases/search/?q={case.reference}")),
        ("search by party, Officer", as_person("Officer", f"/cases/search/?{urlencode({'q': party})}")),
        ("search by words, Researcher", as_person("Researcher", "/cases/search/?q=device+loan")),
        ("case, Overseer", as_person("Overseer", address)),
        ("public dashboard", as_person("", "/transparency/")),
    ]


if __name__ == "__main__":
    sys.exit(main([int(text) for text in sys.argv[1:]] or list(SIZES)))
