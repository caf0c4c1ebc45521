"""
Query counts and times of the pages that people wait for, at 1,000 and at 20,000 cases.

    python -m bench.pages [CASES …]

Requests go through all middleware in this process, so that the figures are
those of the portal and not of a network. A page whose query count grows with
the number of cases fails the measurement.
"""

import io
import sys
from collections.abc import Callable
from typing import Any

from bench import measure

SIZES = (1_000, 20_000)
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
        counts: dict[str, set[int]] = {}
        for size in sizes:
            wanted = max(round(size / ground) - 1 - multiplier.copies, 0)
            _, seconds = measure.once(lambda wanted=wanted: multiplier.add(wanted))
            print(f"\n### {Case.objects.count():,} cases ({seconds:.0f} s to copy)\n")
            for name, count in _measure_pages():
                counts.setdefault(name, set()).add(count)
        grown = {name: sorted(found) for name, found in counts.items() if len(found) > 1}
    for name, found in grown.items():
        print(f"\nThe queries of {name} grow with the number of cases: {found}.", file=sys.stderr)
    return 1 if grown else 0


def _measure_pages() -> list[tuple[str, int]]:
    rows = []
    for name, get in _pages():
        status = get().status_code
        assert status == 200, f"{name} answered {status}"
        found = measure.times(get, runs=40)
        rows.append((name, measure.queries(get), found.p50 * 1000, found.p95 * 1000))
    measure.table(("page", "queries", "p50 ms", "p95 ms"), rows)
    return [(row[0], row[1]) for row in rows]


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
    return [
        *((f"home, {role}", as_person(role, "/")) for role in PEOPLE),
        ("queue, Officer", as_person("Officer", "/cases/queue/")),
        ("all cases, Officer", as_person("Officer", "/cases/")),
        ("case, Officer", as_person("Officer", address)),
        ("case, Overseer", as_person("Overseer", address)),
        ("public dashboard", as_person("", "/transparency/")),
    ]


if __name__ == "__main__":
    sys.exit(main([int(text) for text in sys.argv[1:]] or list(SIZES)))
