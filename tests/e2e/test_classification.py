"""Classification in a real browser: assess, plan, answer, read a determination; nothing that axe finds."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal.accounts.roles import EmpoweredOfficial, Officer
from tests.factories import classification as make
from tests.factories.people import NOW, make_user
from tests.factories.reference import load_reference

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
MACHINE = "?p_physical_qubits=120&p_cnot_error=8e-4&us_origin=yes"
IEC = """code,title,exception,entry,destination,eligible,valid_from,source,confidence
IEC:4A906:GB,4A906 to the United Kingdom,IEC,4A906,GB,yes,2024-09-17,bis.gov/IEC,verified
"""


@pytest.fixture
def look(page, axe, shot):
    """Return a function that asks axe about the page that is open, and sees that it fits a telephone."""

    def at(name: str, *, narrow: bool = True) -> None:
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert not narrow or page.evaluate(FITS), f"{name} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"classification-{name}")

    return at


def test_an_item_is_assessed_kept_and_planned(page, login, look):
    load_reference()
    login(page, make_user())
    page.goto(reverse("classification:index"))
    look("index")

    page.goto(reverse("classification:assess", args=["quantum_computing", "hardware"]))
    page.get_by_label("How many physical qubits").fill("120")
    page.get_by_role("button", name="Show how it stands").click()
    look("unsettled")
    expect(page.get_by_role("heading", name="What would settle it")).to_be_visible()

    page.get_by_label("What is the average error").fill("8e-4")
    page.get_by_role("button", name="Show how it stands").click()
    expect(page.get_by_text("Described by 4A906.a.2")).to_be_visible()
    look("assessed")

    page.get_by_role("link", name="Where may it go?").click()
    page.get_by_role("combobox", name="Answer").select_option("prohibited")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    look("where")
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    assert file.value.suggested_filename == "where-may-it-go.csv"


def test_control_lists_are_read_and_rows_are_added(page, login, look, tmp_path):
    load_reference()
    page.goto(reverse("controls:basket", args=["quantum_cryogenics"]))
    look("basket")
    login(page, make_user(EmpoweredOfficial))
    page.goto(reverse("controls:entry", args=["US-EAR:4A906"]) + "?as_of=2024-10-01")
    look("entry")

    wrong = tmp_path / "iec.csv"
    wrong.write_text(IEC.replace("yes", "perhaps") + IEC.splitlines()[1].replace("GB", "ZZ"))
    _bring(page, wrong)
    expect(page.get_by_text("Wrong, see above")).to_have_count(2)
    look("preview-refused")

    wrong.write_text(IEC)
    _bring(page, wrong)
    look("preview")
    page.get_by_role("button", name="Add these rows").click()
    expect(page.get_by_text("The rows of iec.csv are added.")).to_be_visible()


def _bring(page, file):
    page.goto(reverse("controls:upload"))
    page.get_by_label("What the rows are").select_option("eligibility")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()


def test_questions_are_answered_without_javascript(plain_page, login):
    load_reference()
    login(plain_page, make_user())
    plain_page.goto(reverse("classification:begin", args=["fundamental_research"]))
    plain_page.get_by_label("What do you want to share?").fill("The paper on our amplifier")
    plain_page.get_by_role("button", name="Begin").click()

    for said in ("Yes", "Yes", "Yes", "No", "No", "No", "No", "No"):
        plain_page.get_by_label(said, exact=True).check()
        plain_page.get_by_role("button", name="Go on").click()

    expect(plain_page.get_by_text("The answers lead to the exclusion.")).to_be_visible()


@pytest.mark.looks
def test_exclusions_and_determinations_have_no_fault(page, login, look):
    load_reference()
    officer = make_user(Officer)
    session = make.answered("fundamental_research", "f1=yes f2=yes", actor=officer, at=NOW)
    concluded = make.answered("fundamental_research", "f1=yes f2=no", actor=officer, at=NOW)
    (record,) = make.determined(make.facts(make.make_release()), actor=officer, at=NOW)
    login(page, officer)

    for name, url in {
        "sessions": reverse("classification:sessions"),
        "begin": reverse("classification:begin", args=["education"]),
        "question": session.get_absolute_url(),
        "concluded": concluded.get_absolute_url(),
        "amend": reverse("classification:amend", args=[concluded.reference]),
        "determinations": reverse("classification:determinations"),
        "determination": record.get_absolute_url(),
        "assessments": reverse("classification:assessments"),
    }.items():
        page.goto(url)
        look(name)
