"""The programme's assessment of itself: live evidence, gaps marked, signed by the official."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.assurance import actions, evidence, queries
from compliance.assurance.elements import BY_CODE, ELEMENTS
from compliance.assurance.models import Assessment, Finding
from compliance.assurance.states import Origin, Standing
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.assurance import fresh
from tests.factories.people import make_unit, make_user

pytestmark = pytest.mark.django_db


def answer_all(assessment, *, actor, at, standing=Standing.IN_PLACE):
    for element in ELEMENTS:
        actions.assess(
            assessment, element=element.code, standing=standing, comment="As it should be.", actor=actor, at=at
        )


def test_the_elements_are_the_eight_and_the_seven_and_each_has_evidence():
    assert [len([e for e in ELEMENTS if e.source.startswith(start)]) for start in ("BIS", "Commission")] == [8, 7]
    assert {name for element in ELEMENTS for name in element.evidence} == set(evidence.EVIDENCE)


def test_gaps_are_marked_and_close_when_the_portal_holds_the_evidence(now):
    def gap(name):
        return evidence.EVIDENCE[name](now).gap

    assert gap("officials") == "Nobody signs."
    assert gap("champions") == ""
    make_user(EmpoweredOfficial)
    make_unit()

    assert gap("officials") == "Nobody signs when the one official is away."
    assert gap("champions") == "1 department has no champion."
    assert gap("assessment_signed") and gap("audits_concluded") and gap("checks_made") and gap("lists_current")
    actions.ask_for_passes(at=now)
    actions.make_passes(at=now)
    assert gap("checks_made") == ""


def test_the_evidence_of_the_day_is_kept_with_the_answer(now):
    officer = make_user(Officer)
    assessment = actions.begin_assessment(actor=officer, at=now)

    actions.assess(assessment, element="bis-commitment", standing="partly", comment="One signs.", actor=officer, at=now)
    make_user(EmpoweredOfficial)

    kept = assessment.answers.get()
    assert kept.evidence[0] == {"label": "Empowered officials", "figure": "0 people", "url": "", "gap": "Nobody signs."}
    assert kept.gaps >= 2
    assert queries.assessment_sections(assessment)[0].answer == kept


def test_what_is_missing_becomes_a_finding_once(now):
    officer = make_user(Officer)
    assessment = actions.begin_assessment(actor=officer, at=now)
    for _ in range(2):
        actions.assess(assessment, element="bis-audits", standing="missing", comment="None yet.", actor=officer, at=now)

    finding = Finding.objects.get()
    assert finding.origin == Origin.ASSESSMENT and "audits" in finding.title
    assert assessment.answers.get().finding == finding


def test_only_the_official_signs_and_only_the_whole(now):
    officer, official = make_user(Officer), make_user(EmpoweredOfficial)
    assessment = actions.begin_assessment(actor=officer, at=now)
    with pytest.raises(Conflict, match="under way"):
        actions.begin_assessment(actor=officer, at=now)
    with pytest.raises(Conflict, match="15 elements are still"):
        actions.sign_assessment(assessment, summary="Good.", actor=official, at=now)
    answer_all(assessment, actor=officer, at=now)
    with pytest.raises(Denied):
        actions.sign_assessment(assessment, summary="Good.", actor=officer, at=now)

    actions.sign_assessment(assessment, summary="Good.", actor=official, at=now)

    with pytest.raises(Conflict, match="signed"):
        answer_all(fresh(assessment), actor=officer, at=now)
    assert evidence.EVIDENCE["assessment_signed"](now).gap == ""
    assert actions.begin_assessment(actor=officer, at=now).reference == "SA-2026-00002"


@pytest.mark.parametrize(("given", "field"), [({"standing": "x"}, "standing"), ({"comment": " "}, "comment")])
def test_an_answer_says_how_it_stands(given, field, now):
    officer = make_user(Officer)
    assessment = actions.begin_assessment(actor=officer, at=now)
    words = {"element": "bis-risk", "standing": "partly", "comment": "Somewhat.", **given}

    with pytest.raises(Invalid) as no:
        actions.assess(assessment, actor=officer, at=now, **words)
    assert no.value.field == field


def test_an_overseer_reads_and_does_not_assess(client, now):
    assessment = actions.begin_assessment(actor=make_user(Officer), at=now)
    client.force_login(make_user(Overseer))

    assert client.get(assessment.get_absolute_url()).status_code == 200
    assert client.get(f"{assessment.get_absolute_url()}bis-risk/").status_code == 403
    assert client.post(reverse("assurance:begin-assessment")).status_code == 403


def test_the_office_assesses_on_the_pages(client, now):
    official = make_user(EmpoweredOfficial)
    client.force_login(official)
    client.post(reverse("assurance:begin-assessment"))
    assessment = Assessment.objects.get()
    for element in BY_CODE:
        client.post(f"{assessment.get_absolute_url()}{element}/", {"standing": "in_place", "comment": "Yes."})
    client.post(f"{assessment.get_absolute_url()}sign/", {"summary": "In place."})

    assert fresh(assessment).signed_by == official
    assert client.get(f"{assessment.get_absolute_url()}no-such-element/").status_code == 404


def test_the_programme_page_asks_each_piece_once(client):
    client.force_login(make_user(Officer))
    client.get(reverse("assurance:index"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("assurance:index"))

    assert len(queries) == 39
