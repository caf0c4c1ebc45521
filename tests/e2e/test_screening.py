"""
Screening from the desk: a damaged list, hits side by side, keys, two reviewers, a sheet, a certificate, the figures.

One walk, and axe looks at every page of it.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.screening import actions
from compliance.screening.models import Hit, ScreeningJob, ScreeningRun
from portal.accounts.roles import EmpoweredOfficial, Officer
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import csl_row, fill, import_csl, write_csl

ADDRESS = "12 Borogrove Row, Thistledown, GB"
LISTED = "Zephyrine Cryogenic Works Joint Stock Company"


@pytest.fixture
def world(tmp_path):
    at = timezone.now()
    rows = [
        csl_row(LISTED, uid="z", type="Entity", alt_names="Zefirin Kriogenika; ZCW", addresses=ADDRESS),
        csl_row("Доктор Вымысел Николай Петрович", uid="w", sublist="SDN", type="Individual", dates_of_birth="1961"),
        *fill(40),
    ]
    import_csl(tmp_path, rows, at=at)
    for name, kind in (
        ("Zephyrin Cryogenics Works Ltd", "organisation"),
        (LISTED, "organisation"),
        ("Vymysel, Nikolai P.", "person"),
        ("Quiet Meadow Observatory", "organisation"),
    ):
        actions.screen_party(make_party(name, kind=kind, country="GB", at=at), actor=None, at=at)
    return {
        "officer": make_user(Officer, name="Otto Inglebrook"),
        "second": make_user(EmpoweredOfficial, name="Ada Wrenfield"),
        "rows": rows,
    }


@pytest.fixture
def look(page, axe, shot):
    def at(label):
        axe(page)
        shot(page, f"screening-{label}")

    return at


def test_an_officers_morning(world, page, login, look, tmp_path):
    login(page, world["officer"])
    page.goto(reverse("screening:index"))
    look("hits")
    assert "Zephyrin Cryogenics Works Ltd" in page.locator("main").inner_text()

    hit = Hit.objects.get(party__name="Zephyrin Cryogenics Works Ltd")
    page.goto(hit.get_absolute_url())
    look("hit")
    assert page.get_by_role("table", name="Each column holds").is_visible()
    page.keyboard.press("c")
    page.wait_for_url("**/clear/")
    page.get_by_label("Reason").fill("Another company, another town.")
    look("decide")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    hit.refresh_from_db()
    assert (hit.state, hit.decided_by) == ("cleared", world["officer"])

    strong = Hit.objects.get(party__name=LISTED, uid="z")
    page.goto(strong.get_absolute_url())
    page.keyboard.press("c")
    page.wait_for_url("**/propose_clearing/")
    page.get_by_label("Reason").fill("Dissolved in 1999; this is its namesake.")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    login(page, world["second"])
    page.goto(strong.get_absolute_url())
    look("second")
    page.keyboard.press("c")
    page.wait_for_url("**/confirm_clearing/")
    page.get_by_label("Reason").fill("Agreed.")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    strong.refresh_from_db()
    assert (strong.state, strong.seconded_by) == ("cleared", world["second"])

    _lists(world, page, look, tmp_path)
    _sheet(page, look, tmp_path)
    _records(page, look)


def _lists(world, page, look, tmp_path):
    """Import a list that lost most of its entries: it is quarantined, and the old one stays in force."""
    page.goto(reverse("screening:import"))
    look("import")
    page.get_by_label("List", exact=True).select_option("us-csl")
    page.locator("input[type=file]").set_input_files(write_csl(tmp_path / "short.csv", world["rows"][:20]))
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    look("quarantined")
    assert "fewer" in page.locator("main").inner_text()
    page.goto(reverse("screening:lists"))
    look("lists")


def _sheet(page, look, tmp_path):
    sheet = tmp_path / "names.csv"
    sheet.write_text("Supplier,Country\nZephyrine Cryogenic Works,GB\nQuiet Meadow,GB\n=2+3,DE\n\u200b,FR\n")
    page.goto(reverse("screening:new-job"))
    page.locator("input[type=file]").set_input_files(sheet)
    look("sheet-new")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/columns/")
    look("sheet-columns")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    look("sheet-waiting")
    job = ScreeningJob.objects.get()
    actions.work_on(job, at=timezone.now(), clock=timezone.now)
    page.goto(job.get_absolute_url())
    look("sheet-done")
    text = page.locator("main").inner_text()
    assert "Zephyrine Cryogenic Works" in text
    assert job.rows.get(number=5).outcome == "not_screened"


def _records(page, look):
    clear = ScreeningRun.objects.filter(party__name="Quiet Meadow Observatory").get()
    page.goto(clear.get_absolute_url())
    look("run-clear")
    assert "owned by 50 % or more" in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    for name in ("runs", "figures", "name", "jobs"):
        page.goto(reverse(f"screening:{name}"))
        look(name)
    page.goto(reverse("screening:party", args=[clear.party_id]))
    look("party")
    page.goto(reverse("screening:duplicates", args=[clear.party_id]))
    look("duplicates")
