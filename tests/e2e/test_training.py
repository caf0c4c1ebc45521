"""Training in a real browser: the keyboard alone, a lapsed member of the council, a file with faulty rows, a table."""

import pytest
from django.urls import reverse

from portal.accounts.roles import IncidentHandler
from tests.factories.people import NOW, make_user
from training import actions, shipped
from training.models import Tabletop, TabletopSession

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def look(page, axe, shot):
    """Return a function that asks axe about the page at hand, and sees that it fits a telephone."""

    def check(name: str) -> None:
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{name} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"training-{name}")

    return check


def test_a_table_is_led_from_the_script_to_the_report(page, login, look):
    actions.load_tabletops(shipped.TABLETOPS, actor=None, at=NOW)
    handler, player = make_user(IncidentHandler, name="Ines Handler"), make_user(name="Pia Player")
    login(page, handler)
    page.goto(reverse("training:tabletops"))
    look("tabletops-empty")
    page.get_by_role("link", name="The folder that everybody could read").click()
    look("script")
    page.get_by_role("link", name="Plan a sitting").click()
    page.get_by_label("Day", exact=True).fill("2")
    page.get_by_label("Month").fill("12")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("Time").fill("14:00")
    page.get_by_label("Who sits at the table").fill(f"{player.username}\nsomebody-else")
    page.get_by_role("button", name="Plan it").click()
    look("plan-error")
    page.get_by_label("Who sits at the table").fill(player.email)
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("link", name="Start the exercise").click()
    page.get_by_role("button", name="Start the clock").click()
    page.get_by_role("button", name="Put it on the table now The logs").click()
    look("facilitator")

    session = TabletopSession.objects.get(tabletop=Tabletop.objects.get(code="open-folder"))
    login(page, player)
    page.goto(session.get_absolute_url())
    assert "For the facilitator" not in page.locator("main").inner_text()
    page.get_by_label("Answer to: Snapshot first or shut first?").fill("Shut it, then take the snapshot.")
    page.get_by_role("button", name="Add the answer to: Snapshot first").click()
    look("table")

    login(page, handler)
    page.goto(session.get_absolute_url())
    assert "Shut it, then take the snapshot." in page.locator("main").inner_text()
    page.get_by_role("link", name="Note an improvement").click()
    page.get_by_label("What should be better").fill("Let plan owners sign before a folder is moved")
    page.get_by_label("Who sees to it").select_option("Pia Player")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("link", name="Close the exercise").click()
    page.get_by_label("What it showed").fill("Containment was quick. Nobody knew who owns the migration.")
    page.get_by_role("button", name="Close it").click()
    look("report")
    assert "Let plan owners sign" in page.locator("main").inner_text()
