"""Audits: planned, drawn once, looked at by somebody who had no hand in it, drawn again a year later."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.assurance import actions
from compliance.assurance.models import Audit, Finding
from compliance.assurance.states import AuditState, Looked, Origin
from compliance.licensing.models import Case
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer, Researcher
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.assurance import fresh, make_audit, make_drawn_audit
from tests.factories.licensing import FREE, make_approved, make_case
from tests.factories.people import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
MONTH = timedelta(days=31)


def look(audited, *, actor, at, looked=Looked.IN_ORDER):
    actions.look_at(audited, looked=looked, account="Read the file and the letters.", actor=actor, at=at)


def command(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("draw_sample", *arguments, stdout=out, stderr=err)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


# -- Planning and drawing ------------------------------------------------------


@pytest.mark.parametrize("role", [Researcher, Overseer])
def test_only_the_office_plans_and_draws(role, now):
    with pytest.raises(Denied):
        make_audit(actor=make_user(role))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"to_on": date(2026, 5, 1)}, "to_on"),
        ({"size": 0}, "size"),
        ({"title": " "}, "title"),
        ({"report_on": date(2026, 6, 30)}, "report_on"),
    ],
)
def test_a_plan_makes_sense(given, field):
    with pytest.raises(Invalid) as no:
        make_audit(**given)

    assert no.value.field == field


def test_nobody_draws_before_the_period_has_ended_nor_twice_nor_from_nothing(now):
    audit = make_audit()
    officer = make_user(Officer)
    with pytest.raises(Conflict, match="period ends"):
        actions.draw_sample(audit, actor=officer, at=now)
    with pytest.raises(Conflict, match="Nothing was decided"):
        actions.draw_sample(audit, actor=officer, at=now + MONTH)
    make_case(item=FREE)
    actions.draw_sample(audit, actor=officer, at=now + MONTH)

    with pytest.raises(Conflict):
        actions.draw_sample(fresh(audit), actor=officer, at=now + MONTH)


def test_the_draw_keeps_its_seed_and_the_table_it_was_drawn_from(now):
    audit = make_drawn_audit()

    assert audit.state == AuditState.DRAWN
    assert len(audit.seed) == 32 and len(audit.population_digest) == 64
    table = attachments.of(audit).get()
    assert (table.kind, table.digest) == ("population", audit.population_digest)
    assert b"".join(attachments.read(table)).decode().startswith("reference,tier,unit\nFL-2026-")


def test_every_tier_and_unit_gives_its_least(now):
    lab = make_unit("Lab")
    for _ in range(4):
        make_case(item=FREE)
    case = make_case(item=FREE)
    Case.objects.filter(pk=case.pk).update(unit=lab)
    make_approved()
    audit = make_audit(size=3)

    sample = actions.draw_sample(audit, actor=make_user(Officer), at=now + MONTH)

    assert sorted(each.stratum for each in sample) == sorted(
        [f"tier 0 · {lab.code}", "tier 0 · no-unit", "tier 1 · no-unit"]
    )


# -- Drawing again -------------------------------------------------------------


def test_a_year_later_the_same_cases_are_drawn_by_the_command(now):
    audit = make_drawn_audit()
    Case.objects.update(title="Renamed since then")
    make_case(item=FREE, at=now + 2 * MONTH)  # decided after the period

    code, out, err = command("--audit", audit.reference)

    assert code == 0
    kept = [
        f"{each.number},{each.case.reference},{each.stratum},{each.rank}" for each in audit.cases.order_by("number")
    ]
    assert out.splitlines()[1:] == kept
    assert "The same" in err


def test_an_outsider_draws_it_with_the_table_and_the_seed(now, tmp_path):
    audit = make_drawn_audit()
    table = tmp_path / "population.csv"
    table.write_bytes(b"".join(attachments.read(attachments.of(audit).get())))

    code, out, _ = command(
        "--population", str(table), "--seed", audit.seed, "--size", str(audit.size), "--least", str(audit.least)
    )

    assert code == 0
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == [
        each.case.reference for each in audit.cases.select_related("case").order_by("number")
    ]


def test_records_that_differ_are_named_and_nothing_is_written(now):
    audit = make_drawn_audit()
    Case.objects.filter(pk=audit.cases.first().case_id).update(tier=2)

    code, out, err = command("--audit", audit.reference)

    assert (code, out) == (3, "")
    assert "not those the sample was drawn from" in err


def test_a_sample_that_was_exchanged_is_noticed(now):
    audit = make_drawn_audit()
    audited = audit.cases.first()
    other = Case.objects.exclude(pk__in=audit.cases.values("case")).first()
    type(audited).objects.filter(pk=audited.pk).update(case=other)

    assert command("--audit", audit.reference)[0] == 3


@pytest.mark.parametrize(
    "arguments", [[], ["--audit", "AU-2020-00001"], ["--population", "no.csv", "--seed", "x", "--size", "2"]]
)
def test_unusable_input_of_the_command(arguments):
    assert command(*arguments)[0] == 2


def test_the_page_draws_it_again_for_an_overseer(client, now):
    audit = make_drawn_audit()
    client.force_login(make_user(Overseer))

    assert "The same cases" in client.get(reverse("assurance:again", args=[audit.reference])).text
    Case.objects.filter(pk=audit.cases.first().case_id).update(tier=2)
    assert "The records differ" in client.get(reverse("assurance:again", args=[audit.reference])).text


# -- Looking -------------------------------------------------------------------


def test_whoever_had_a_hand_in_a_case_does_not_look_at_it(now):
    case = make_approved()
    audit = make_drawn_audit(cases=0)
    audited = audit.cases.get(case=case)

    with pytest.raises(Denied, match="had a hand"):
        look(audited, actor=case.decided_by, at=now + MONTH)
    with pytest.raises(Denied):
        look(audited, actor=make_user(Overseer), at=now + MONTH)
    look(audited, actor=make_user(Officer), at=now + MONTH)


def test_what_is_not_in_order_becomes_a_finding_that_concerns_whoever_decided(now):
    case = make_approved()
    audit = make_drawn_audit(cases=0)
    audited = audit.cases.get(case=case)

    look(audited, actor=make_user(Officer), at=now + MONTH, looked=Looked.NOT_IN_ORDER)

    finding = Finding.objects.get()
    assert (finding.origin, finding.case, finding.concerns) == (Origin.SAMPLE, case, case.decided_by)
    assert fresh(audited).finding == finding


def test_a_case_is_looked_at_once_and_the_audit_concludes_on_all(now):
    lead = make_user(Officer)
    audit = make_drawn_audit(actor=lead)
    auditor = make_user(EmpoweredOfficial)
    with pytest.raises(Conflict, match="still to be looked at"):
        actions.conclude_audit(audit, conclusion="Fine.", actor=lead, at=now + MONTH)
    for audited in audit.cases.all():
        look(audited, actor=auditor, at=now + MONTH)
    with pytest.raises(Conflict, match="already"):
        look(audit.cases.first(), actor=auditor, at=now + MONTH)
    with pytest.raises(Denied, match="leads this audit"):
        actions.conclude_audit(fresh(audit), conclusion="Fine.", actor=auditor, at=now + MONTH)

    actions.conclude_audit(fresh(audit), conclusion="All in order.", actor=lead, at=now + MONTH)

    assert fresh(audit).state == AuditState.CONCLUDED


def test_what_was_drawn_is_not_cancelled(now):
    planned, drawn = make_audit(), make_drawn_audit()
    officer = make_user(Officer)

    actions.cancel_audit(planned, reason="Joined with the next.", actor=officer, at=now)
    with pytest.raises(Conflict):
        actions.cancel_audit(drawn, reason="It looks bad.", actor=officer, at=now)


# -- Pages ---------------------------------------------------------------------


def test_the_office_goes_from_a_plan_to_a_conclusion_on_the_pages(client, now):
    officer = make_user(Officer)
    make_case(item=FREE)
    client.force_login(officer)
    days = {"from_on": "2026-06-01", "to_on": "2026-07-20", "report_on": "2026-12-31"}
    plan = {"title": "Summer", "size": "5", "least": "1", "lead": officer.pk, **days}
    client.post(reverse("assurance:plan-audit"), plan)
    audit = Audit.objects.get()
    assert client.get(f"{audit.get_absolute_url()}draw/").status_code == 200
    actions.draw_sample(audit, actor=officer, at=now + MONTH)
    client.post(f"{audit.get_absolute_url()}1/", {"looked": "in_order", "account": "Read the file."})
    client.post(f"{audit.get_absolute_url()}conclude/", {"conclusion": "In order."})

    assert fresh(audit).state == AuditState.CONCLUDED
    assert "In order." in client.get(audit.get_absolute_url()).text


def test_nobody_else_sees_audits(client):
    audit = make_drawn_audit()
    client.force_login(make_user(Researcher))

    assert client.get(reverse("assurance:audits")).status_code == 403
    for place in ("", "again/", "draw/", "1/", "conclude/", "cancel/"):
        assert client.get(f"{audit.get_absolute_url()}{place}").status_code == 404
    assert not attachments.may_read(attachments.of(audit).get(), make_user(Researcher))


@pytest.mark.parametrize("cases", [1, 3])
def test_the_page_takes_constantly_many_queries(client, cases):
    audit = make_drawn_audit(cases=cases, size=cases)
    client.force_login(make_user(Officer))
    client.get(audit.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(audit.get_absolute_url())
    assert len(queries) == 11


def test_the_way_to_draw_is_written_down():
    text = Path("docs/sampling.md").read_text()

    assert "largest remainder" in text and "draw_sample" in text
