"""Determinations are kept with everything they rest on, superseded and re-opened by name, and can be run again."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from compliance.classification import actions, engine, memo, queries, replays
from compliance.classification.engine import Outcome, canonical
from compliance.classification.models import Determination
from portal.accounts.roles import CouncilMember, Officer, Overseer
from portal.core.errors import Denied
from portal.core.events import events_about
from tests.factories import classification as make
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
TRANSFER = "FL-2026-00042/1"


@pytest.fixture
def officer():
    return make_user(Officer)


def test_a_transfer_is_kept_under_every_regime_with_columns_for_guards(officer, now):
    facts = make.facts(exporting_country="GB", transfer__destination="FR")

    records = actions.determine_transfer(subject_reference=TRANSFER, facts=facts, actor=officer, at=now)

    assert {record.regime: record.outcome for record in records} == {
        "US-EAR": Outcome.LICENCE_REQUIRED,
        "UK": Outcome.LICENCE_REQUIRED,
    }
    ours = next(record for record in records if record.regime == "US-EAR")
    assert ours.reference.startswith("DT-2026-")
    assert ours.entries == "4A906 4A906.a.2"
    assert ours.review_policy == "presumption_of_approval"
    assert ours.as_of == facts.as_of
    assert ours.stands
    assert not ours.permits
    assert [event.verb for event in events_about(ours)] == ["classification.determination.made"]
    assert queries.overall(TRANSFER) is Outcome.LICENCE_REQUIRED


def test_what_was_asked_and_found_can_be_read_back(officer, now):
    facts = make.facts(make.make_release())

    (record,) = make.determined(facts, actor=officer, at=now)

    record.refresh_from_db()
    assert record.facts == facts
    assert record.findings["outcome"] == "exception"
    assert record.permitted_by == "GO6-f3"
    assert [step["rule"] for step in record.findings["trace"]][-1] == "conclusion"


def test_nationality_is_not_readable_in_the_database_or_the_log(officer, now):
    (record,) = make.determined(make.facts(make.make_release()), actor=officer, at=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT inputs, result FROM compliance_determination WHERE id = %s", [record.pk])
        stored = " ".join(cursor.fetchone())
    (event,) = events_about(record)
    assert "citizenships" not in stored
    assert "China" not in stored
    assert "CN" not in json.dumps(event.data)


def test_a_newer_determination_supersedes_the_older(officer, now):
    (older,) = make.determined(make.facts(), actor=officer, at=now)

    (newer,) = make.determined(make.facts(transfer__destination="IR"), actor=officer, at=now + timedelta(days=1))

    older.refresh_from_db()
    assert (older.stands, older.ended_as) == (False, "superseded")
    assert queries.standing(TRANSFER) == [newer]
    assert queries.overall(TRANSFER) is Outcome.PROHIBITED


def test_reopening_leaves_nothing_standing(officer, now):
    (record,) = make.determined(make.facts(), actor=officer, at=now)

    assert actions.reopen(TRANSFER, reason="A new list came into force.", actor=officer, at=now) == 1

    record.refresh_from_db()
    assert (record.stands, record.ended_as, record.ended_reason) == (False, "reopened", "A new list came into force.")
    assert queries.overall(TRANSFER) is None
    assert "classification.determination.reopened" in [event.verb for event in events_about(record)]
    assert actions.reopen(TRANSFER, reason="Again.", actor=officer, at=now) == 0


def test_only_officers_and_the_portal_reopen(now):
    make.determined(make.facts(), actor=None, at=now)

    with pytest.raises(Denied, match="Only export control officers"):
        actions.reopen(TRANSFER, reason="No.", actor=make_user(), at=now)
    assert actions.reopen(TRANSFER, reason="The agreement was amended.", actor=None, at=now) == 1


def test_who_opens_no_cases_has_nothing_determined(now):
    with pytest.raises(Denied, match="people who open cases"):
        make.determined(make.facts(), actor=make_user(CouncilMember), at=now)

    assert not Determination.objects.exists()


def test_one_determination_stands_for_a_transfer_under_a_regime(now):
    (record,) = make.determined(make.facts(), actor=None, at=now)
    record.pk, record.reference = None, "DT-2026-99999"

    with pytest.raises(IntegrityError, match=r"determination_stands_once|UNIQUE"), transaction.atomic():
        record.save(force_insert=True)


def test_list_and_policy_agree_on_who_sees_what(officer, now):
    researcher = make_user()
    (theirs,) = make.determined(make.facts(), actor=researcher, at=now)
    (others,) = make.determined(make.facts(), actor=officer, at=now, subject_reference="FL-2026-00043/1")

    assert list(Determination.objects.visible_to(researcher)) == [theirs]
    for everybody in (officer, make_user(Overseer)):
        assert set(Determination.objects.visible_to(everybody)) == {theirs, others}
    assert not Determination.objects.visible_to(None).exists()


# Running them again ----------------------------------------------------------------------------------------


def replayed(**options):
    chunks = list(replays.replay(Determination.objects.all(), workers=1, **options))
    return sum(chunk.replayed for chunk in chunks), [each for chunk in chunks for each in chunk.differences]


def test_every_golden_case_comes_out_the_same_to_the_letter(now):
    rows = make.golden()
    for number, row in enumerate(rows):
        make.determined(make.facts(make.golden_case(row)), actor=None, at=now, subject_reference=f"G/{number}")

    count, differences = replayed()

    assert count == Determination.objects.count() >= len(rows)
    assert differences == []


def test_as_of_another_day_the_differences_are_named(now):
    make.determined(make.facts(), actor=None, at=now)

    count, (difference,) = replayed(as_of=date(2024, 9, 5))

    assert count == 1
    assert (difference.was, difference.now) == ("licence_required", "needs_person")
    assert {"outcome", "entries", "trace"} <= set(difference.differs)
    assert difference.as_of == "2024-09-05"


def test_a_regime_that_has_no_say_any_more_is_a_difference(now):
    (record,) = make.determined(make.facts(), actor=None, at=now)
    Determination.objects.filter(pk=record.pk).update(regime="JP")

    _, (difference,) = replayed()

    assert difference.now == "the regime has no say any more"


def test_a_tampered_result_is_a_difference(now):
    (record,) = make.determined(make.facts(), actor=None, at=now)
    Determination.objects.filter(pk=record.pk).update(result_index="0" * 64)

    assert len(replayed()[1]) == 1


# The memo --------------------------------------------------------------------------------------------------


def test_memo_says_what_was_asked_the_answer_and_every_step(officer, now):
    (record,) = make.determined(make.facts(make.make_release()), actor=officer, at=now)

    said = memo.contents(record)

    assert said["outcome"] == "Exception or general authorisation"
    assert ["Most recent", "China"] in said["facts"]
    assert any("743.8" in duty for duty in said["duties"])
    assert said["authorisations"][0][:1] == ["GO6-f3"]
    assert len(said["trace"]) == len(record.findings["trace"])
    assert memo.render(record).startswith(b"%PDF-")


def test_memo_of_one_that_stands_no_more_says_so(officer, now):
    (record,) = make.determined(make.facts(), actor=officer, at=now)
    actions.reopen(TRANSFER, reason="The list has changed.", actor=officer, at=now)
    record.refresh_from_db()

    assert "re-opened. The list has changed." in memo.contents(record)["ended"]


def test_facts_of_another_format_are_refused():
    with pytest.raises(ValueError, match="Facts in format 99"):
        canonical.parse('{"format": 99}')


def test_an_item_alone_is_assessed_under_one_regime_or_all():
    facts = make.facts()

    assessment = queries.assess(facts.item, "US-EAR", as_of=facts.as_of)
    everywhere = queries.assess_everywhere(facts.item, queries.book(facts.as_of))

    assert assessment.numbers == ("4A906", "4A906.a.2")
    assert {"US-EAR", "EU", "UK", "CA", "AU", "JP"} <= {each.regime for each in everywhere}
    assert engine.strictest([]) is Outcome.NEEDS_PERSON
