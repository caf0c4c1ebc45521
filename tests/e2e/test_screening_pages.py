"""Every page of screening as officers see it: full, with something wrong, and without anything."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.screening import actions
from compliance.screening.models import Hit, ListSource, ScreeningJob
from portal.accounts.roles import Officer
from tests.e2e.test_screening import LISTED
from tests.e2e.test_screening import officer as officer
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import csl_row, fill, import_csl, write_csl


@pytest.fixture
def look(page, axe, shot, base_url):
    def at(label, name, *args):
        page.goto(reverse(f"screening:{name}", args=args))
        axe(page)
        shot(page, f"screening-{label}")
        return page.locator("main").inner_text()

    return at


@pytest.mark.looks
def test_pages_without_anything(page, login, look):
    login(page, make_user(Officer))

    assert "No hit waits" in look("empty-hits", "index")
    look("empty-lists", "lists")
    look("empty-runs", "runs")
    look("empty-jobs", "jobs")


def test_lists_page_shows_what_is_quarantined_and_why(officer, page, login, look, tmp_path):
    version = import_csl(tmp_path, fill(30), at=timezone.now())
    login(page, officer)

    assert "quarantined; the edition before it stays in force" in look("lists", "lists")
    look("list", "list", "us-csl")
    assert "Accept" in look("version", "version", version.pk)


def test_a_short_list_is_refused_until_a_named_officer_answers_for_it(officer, page, login, axe, tmp_path):
    short = write_csl(tmp_path / "consolidated.csv", [csl_row("Gossamer Foundry", uid="g"), *fill(30)])
    login(page, officer)
    page.goto(reverse("screening:import"))
    page.get_by_label("Which list?").select_option("us-csl")
    page.get_by_label("Its file, as the publisher offers it").set_input_files(short)
    page.get_by_role("button", name="Import").click()
    expect(page.locator("main")).to_contain_text("It has 31 entries; the edition in force has 49.")

    page.get_by_role("link", name="Accept and put in force").click()
    page.get_by_role("button", name="Accept and put in force").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Why: Fill this in.")
    axe(page)
    page.get_by_label("Why?").fill("The bureau took eleven companies off its list; see its notice of today.")
    page.get_by_role("button", name="Accept and put in force").click()

    expect(page.locator("main")).to_contain_text("is in force.")
    expect(page.locator("main")).to_contain_text("Otto Inglebrook")
    axe(page)
    accepted = ListSource.objects.get(code="us-csl").current
    assert (accepted.entry_count, accepted.decided_by) == (31, officer)


def test_sheet_from_upload_to_export(officer, page, login, look, tmp_path):
    path = tmp_path / "visitors.csv"
    lines = [LISTED, "Quiet Meadow Observatory", "Zefirine Cryogenics", "=cmd()", "???"]
    path.write_text("Visitor,From\n" + "".join(f"{line},GB\n" for line in lines))
    login(page, officer)
    page.goto(reverse("screening:new-job"))
    page.get_by_label("Spreadsheet").set_input_files(path)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/columns/")
    job = ScreeningJob.objects.get()
    look("columns", "columns", job.pk)
    page.get_by_label("Name", exact=True).select_option("Visitor")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**{job.get_absolute_url()}")
    look("job-waiting", "job", job.pk)
    assert actions.work_on(ScreeningJob.objects.get(), at=timezone.now()) == len(lines)
    text = look("job", "job", job.pk)
    assert "Quiet Meadow Observatory" in text
    assert "own or control" in text
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download as CSV").click()
    exported = saved.value.path().read_text()
    assert "'=cmd()" in exported
    assert "Not screened" in exported


@pytest.mark.looks
def test_pages_of_parties_runs_figures_and_names(officer, page, login, look):
    login(page, officer)
    clear = make_party("Quiet Meadow Society", kind="organisation", country="GB", at=timezone.now())
    run = actions.screen_party(clear, actor=None, at=timezone.now())

    assert "own or control" in look("run-clear", "run", run.pk)
    assert "own or control" in look("party-clear", "party", clear.pk)
    hit = Hit.objects.order_by("-band", "-adjusted").first()
    look("party", "party", hit.party_id)
    make_party(hit.party.name, at=timezone.now())
    assert "Merge it into this one" in look("duplicates", "duplicates", hit.party_id)
    look("decide", "decide", hit.pk, "confirm_match")
    look("runs", "runs")
    look("jobs", "jobs")
    look("import", "import")
    assert "Real aliases" in look("figures", "figures")
    page.goto(reverse("screening:name"))
    page.get_by_label("Name", exact=True).fill("Zephyrin Cryogenic")
    page.locator("main form button[type=submit]").click()
