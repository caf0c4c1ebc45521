"""
One real case, from a researcher's first question to the public figure, in a real browser.

A device of 120 qubits with a C-NOT error of 8e-4 is to go to a partner abroad. Every person makes their
move on their own page; every page of the way is looked at by axe, in a browser that reports each
console error and each request that leaves the site. On the way a second case, which names an entity of the
real list, is stopped.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from compliance.classification.models import Determination
from compliance.enduse import actions as enduse
from compliance.enduse.models import Verification
from compliance.licensing import actions as licensing
from compliance.licensing import questions
from compliance.licensing.models import Authorisation, Case
from compliance.screening import actions as screening
from compliance.screening.models import Hit, ListEntry
from dashboards import actions as figures
from dashboards.periods import quarter_of
from portal.accounts.roles import EmpoweredOfficial, Officer
from portal.core import outbox
from portal.core.errors import Refusal
from portal.core.seal import seal, verify
from tests.factories.council import make_full_council
from tests.factories.licensing import FREE, USUAL, make_case
from tests.factories.people import make_unit, make_user
from tests.factories.real_lists import every_entry_of
from tests.factories.reference import load_reference

PARTNER = "Ostermoor Technical University"


@pytest.fixture
def world(tmp_path, shared_data, pytestconfig):
    """
    Everybody the case needs, the reference data, and the real Consolidated Screening List.

    On other servers a sixth of it is enough: most of a minute goes into its index, which knows no database.
    """
    load_reference()
    real = shared_data / "us_csl" / "consolidated_2026-07-31.json.gz"
    step = 6 if pytestconfig.getoption("again") else 1
    file = every_entry_of(real, step, tmp_path / "consolidated.json")
    version = screening.import_list("us-csl", [file], actor=None, at=timezone.now())
    assert version.state == "in_force"
    _, members = make_full_council()
    return {
        "researcher": make_user(name="Rosamund Larkspring", unit=make_unit("Quantum Computing")),
        "officer": make_user(Officer, name="Otto Inglebrook"),
        "second": make_user(EmpoweredOfficial, name="Ada Wrenfield"),
        "members": members,
    }


class Walk:
    """A browser that changes hands."""

    def __init__(self, page, axe, login, shot):
        self.page, self._axe, self._login, self._shot = page, axe, login, shot

    def be(self, user):
        """Sign in as somebody else."""
        self._login(self.page, user)

    def go(self, name, *args):
        """Open a page and let axe look at it."""
        self.page.goto(reverse(name, args=args))
        self.look(name.split(":")[-1])

    def look(self, label):
        """Let axe look at the page as it is, and keep a picture where one is wanted."""
        self._axe(self.page)
        self._shot(self.page, f"journey-{label}")

    def press(self, label):
        """Press the button and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=label).first.click()
        complaint = self.page.locator(".govuk-error-summary")
        assert not complaint.count(), complaint.inner_text()

    def says(self):
        """Return what the page says."""
        return self.page.locator("main").inner_text()

    def fill(self, **fields):
        """Fill fields by name: text, a choice, several choices, or a day."""
        for name, value in fields.items():
            box = self.page.locator(f"main [name='{name}']")
            kind = box.first.get_attribute("type") if box.count() else "day"
            if value is True:
                box.check()
            elif kind in {"radio", "checkbox"}:
                for code in value if isinstance(value, list) else [value]:
                    self.page.locator(f"main [name='{name}'][value='{code}']").check()
            elif kind == "day":
                for part, number in zip(("year", "month", "day"), value.split("-"), strict=True):
                    self.page.locator(f"main [name='{name}-{part}']").fill(str(int(number)))
            elif box.first.evaluate("each => each.tagName") == "SELECT":
                box.first.select_option(value)
            else:
                box.first.fill(value)


@pytest.fixture
def walk(page, axe, login, shot):
    return Walk(page, axe, login, shot)


def write_the_case(walk):
    """Open a case and go through its task list."""
    walk.go("licensing:start")
    walk.fill(title="120-qubit processor for a joint error-correction run", activity="share")
    walk.press("Begin")
    reference = walk.page.url.rstrip("/").split("/")[-1]
    today = timezone.localdate()
    answers = {**USUAL, "starts_on": str(today), "ends_on": str(today + timedelta(days=400))}
    for section in questions.set_for("share").sections:
        walk.go("licensing:section", reference, section.id)
        asked = [question for question in section.questions if question.applies(answers) and question.id in answers]
        walk.fill(**{question.id: _value(question, answers[question.id]) for question in asked})
        walk.press("Save")
    walk.go("licensing:add-item", reference)
    walk.fill(name="Falcon-120 processor", kind="hardware", basket="quantum_computing")
    walk.press("Save and continue")
    walk.look("item")
    walk.fill(us_origin="yes", p_physical_qubits="120", p_cnot_error="8e-4", quantity="1", value_usd="900000")
    walk.press("Save")
    walk.go("licensing:add-party", reference)
    walk.fill(role="recipient", kind="organisation", name=PARTNER, country="DE")
    walk.press("Save and continue")
    for document in questions.set_for("share").documents_asked(answers):
        walk.go("licensing:document", reference, document.kind)
        walk.fill(reason="The agreement is being written; a draft follows.")
        walk.press("Save")
    return reference


def _value(question, text):
    return text.split("\n") if question.kind == "choices" else text


@pytest.mark.timeout(900)
def test_one_case_from_intake_to_the_public_figure(world, walk, settings, tmp_path):
    researcher, officer, second = world["researcher"], world["officer"], world["second"]

    # The researcher writes, stops, comes back and signs.
    walk.be(researcher)
    walk.go("home")
    reference = write_the_case(walk)
    walk.go("licensing:case", reference)
    walk.go("licensing:sign", reference)
    walk.fill(attested=True)
    walk.press("Sign and submit")
    case = Case.objects.get(reference=reference)

    # The portal has found what the device is, screened the partner, and routed the case.
    assert case.tier == 3
    determination = Determination.objects.get(
        subject_reference=case.transfers.get().reference, regime="US-EAR", stands=True
    )
    assert determination.outcome == "licence_required"
    assert not Hit.objects.filter(party__name=PARTNER, state="open").exists()
    walk.go("licensing:transfers", reference)
    assert "4A906" in walk.says()
    walk.go("licensing:trace", reference, 1, "US-EAR")
    assert "worldwide" in walk.says().lower()
    assert "100" in walk.says()

    # The officer asks one question; the clock is with the researcher until it is answered.
    walk.be(officer)
    walk.go("licensing:queue")
    assert reference in walk.says()
    walk.go("licensing:ask", reference)
    walk.fill(question="Who at the partner will hold the device?")
    walk.press("Ask")
    walk.be(researcher)
    walk.go("home")
    assert reference in walk.says() or "Who at the partner" in walk.says()
    walk.go("licensing:answer", reference, 1)
    walk.fill(text="The head of its quantum laboratory.")
    walk.press("Answer")

    # Recommendation, second review, council.
    walk.be(officer)
    walk.go("licensing:recommend", reference)
    walk.fill(verdict="approve_with_conditions", reasons="A civil study.", conditions="No transfer to third parties.")
    walk.press("Recommend")
    walk.be(second)
    walk.go("licensing:second-review", reference)
    walk.page.locator("main [name='agrees']").first.check()
    walk.fill(reasons="I see it the same way.")
    walk.press("Give")
    case.refresh_from_db()
    assert case.state == "council_review"
    chair = next(member for member in world["members"].values() if member.has_perm("compliance.chair_council"))
    for member in world["members"].values():
        walk.be(member)
        walk.go("council:referral", case.referral_id)
        walk.go("council:declare", case.referral_id)
        walk.fill(answer="none")
        walk.press("Declare")
    walk.be(chair)
    walk.go("council:open-vote", case.referral_id)
    walk.press("Open the vote")
    for member in world["members"].values():
        walk.be(member)
        walk.go("council:vote", case.referral_id)
        walk.fill(choice="approve_with_conditions", reasons="Safeguards suffice.", conditions="No third parties.")
        walk.press("Cast")
    walk.be(officer)
    walk.go("licensing:case", reference)
    walk.go("licensing:take-up", reference)
    walk.press("Take it up")

    # The decision, the letter, and a stranger who checks it.
    walk.go("licensing:decide", reference)
    today = timezone.localdate()
    walk.fill(verdict="approve_with_conditions", reasons="Permitted for the joint study.", licence="D1234567")
    walk.fill(valid_to=str(today + timedelta(days=365)))
    walk.page.locator("main textarea[name*='obligation'], main [name*='condition']").first.fill("No third parties.")
    walk.press("Decide")
    authorisation = Authorisation.objects.get(case=case)
    assert authorisation.state == "in_force"
    letter = authorisation.letters.get()
    walk.be(researcher)
    walk.go("licensing:authorisation", authorisation.reference)
    with walk.page.expect_download() as download:
        walk.page.locator(f"main a[href='{letter.attachment.get_absolute_url()}']").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    walk.page.context.clear_cookies()
    walk.go("licensing:verified", letter.code)
    assert "genuine" in walk.says().lower()
    assert PARTNER not in walk.says()

    # The day comes, and the reminder leaves; the check is attested and recorded.
    verification = Verification.objects.get(authorisation=authorisation)
    mail.outbox.clear()
    due = timezone.now() + (verification.due_on - today)
    enduse.remind_all(at=due)
    outbox.deliver_due(at=due)
    assert any(authorisation.reference in letter.subject for letter in mail.outbox)
    walk.be(researcher)
    walk.go("enduse:verification", verification.pk)
    walk.go("enduse:attest", verification.pk)
    walk.fill(statement="Used as approved.")
    walk.press("Attest")
    walk.be(officer)
    walk.go("enduse:record", verification.pk)
    walk.fill(method="video", finding="as_approved", account="Seen by video.")
    walk.press("Record")
    verification.refresh_from_db()
    assert verification.finding == "as_approved"

    # An entity of the real list stops its case, and nobody approves it while the match is open.
    entry = ListEntry.objects.current().filter(sublist="EL").order_by("pk")[100]
    stopped = make_case(party=entry.name, country="GB", item=FREE, at=timezone.now())
    assert stopped.tier >= 2
    assert Hit.objects.filter(party__name=entry.name, state="open").exists()
    for actor in (officer, second):
        walk.be(actor)
        walk.go("licensing:case", stopped.reference)
        with pytest.raises(Refusal):
            licensing.decide(stopped, verdict="approve", reasons="Try.", actor=actor, at=timezone.now())
    stopped.refresh_from_db()
    assert stopped.state == "officer_review"
    assert not Authorisation.objects.filter(case=stopped).exists()
    walk.go("licensing:parties", stopped.reference)
    assert "match" in walk.says().lower()

    # The public page shows the new figures after the next release, and not before.
    walk.page.context.clear_cookies()
    walk.go("transparency:index")
    assert "No figures are published yet" in walk.says()
    for number in range(12):
        make_case(item=FREE, party=f"Calm Bay College {number}", at=timezone.now(), applicant=researcher)
    quarter = quarter_of(today)
    snapshot = figures.compute(quarter, at=quarter.end + timedelta(days=20))
    walk.be(second)
    walk.go("transparency:office")
    walk.go("transparency:release", snapshot.number)
    walk.press("Publish for good")
    walk.page.context.clear_cookies()
    walk.go("transparency:index")
    walk.page.reload()  # the browser keeps the page that it saw before for a few minutes, as it is told to
    assert "14" in walk.says()

    # And the log of all of it is sound.
    seal(at=timezone.now())
    assert list(verify()) == []
