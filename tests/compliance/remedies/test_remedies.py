"""Remedies: opened, reminded of, done by one person, checked by another, settled once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.remedies import actions, policies, tasks
from compliance.remedies.models import Remedy
from compliance.remedies.states import RemedyState
from portal.accounts.roles import Champion, IncidentHandler, Officer, Overseer, Researcher
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from portal.core.outbox import compose
from tests.factories.assurance import fresh, make_finding, make_remedy
from tests.factories.people import join, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def terms(remedy, **changes):
    now = {name: getattr(remedy, name) for name in ("owner", "due_on", "checker", "check_on")}
    return {**now, "why": "The owner has left.", **changes}


def reminders(remedy, person=None):
    rows = Message.objects.filter(key__startswith=f"remedies.remedy.{remedy.pk}.", template="remedies/reminder")
    return (rows.filter(to=person) if person else rows).order_by("due_at", "pk")


# -- Opening and changing ------------------------------------------------------


def test_a_remedy_names_who_does_it_who_checks_it_and_tells_the_owner(now):
    remedy = make_remedy()

    assert remedy.state == RemedyState.OPEN
    assert remedy.reference == "RM-2026-00001"
    assert [event.verb for event in events_about(remedy)] == ["remedies.remedy.opened"]
    told = Message.objects.get(to=remedy.owner)
    assert compose(told).subject == "For you, by 15 July 2026: remedy RM-2026-00001"


@pytest.mark.parametrize("role", [Researcher, Champion, Overseer])
def test_only_the_office_and_the_incident_team_open_one(role, now):
    finding = make_finding()

    with pytest.raises(Denied):
        make_remedy(finding, actor=make_user(role))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"days": -1}, "due_on"),
        ({"check_days": 13}, "check_on"),
        ({"what": " "}, "what"),
        ({"check_how": ""}, "check_how"),
    ],
)
def test_days_in_order_and_words_are_asked_for(given, field):
    with pytest.raises(Invalid) as no:
        make_remedy(**given)

    assert no.value.field == field


def test_nobody_checks_their_own_remedy():
    owner = make_user()

    with pytest.raises(Invalid) as no:
        make_remedy(owner=owner, checker=owner)

    assert no.value.field == "checker"
    with pytest.raises(IntegrityError, match="remedy_not_checked_by_its_owner"), transaction.atomic():
        remedy = make_remedy()
        Remedy.objects.filter(pk=remedy.pk).update(checker=remedy.owner)


def test_a_remedy_answers_to_exactly_one_source():
    remedy = make_remedy()

    with pytest.raises(IntegrityError, match="remedy_has_one_source"), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).update(finding=None)


def test_a_change_of_hands_tells_the_new_owner_and_begins_the_reminders_anew(now):
    remedy = make_remedy()
    actions.remind_all(at=now + 8 * DAY)
    heir = make_user(name="Hilda Heir")

    actions.change(fresh(remedy), actor=make_user(Officer), at=now + 8 * DAY, **terms(remedy, owner=heir))

    assert fresh(remedy).owner == heir
    assert not reminders(remedy).filter(withdrawn_at=None).exists()
    assert actions.remind_all(at=now + 9 * DAY) == 1
    assert reminders(remedy, heir).get().context["days_left"] == 5


def test_what_is_settled_is_not_changed(now):
    remedy = make_remedy()
    actions.cancel(remedy, reason="The group was closed.", actor=make_user(Officer), at=now)

    with pytest.raises(Conflict):
        actions.change(fresh(remedy), actor=make_user(Officer), at=now, **terms(remedy))
    with pytest.raises(Conflict):
        actions.finish(fresh(remedy), account="Done.", actor=remedy.owner, at=now)


# -- Doing and checking --------------------------------------------------------


def test_done_by_the_owner_and_found_effective_by_the_checker(now):
    remedy = make_remedy()
    proof = SimpleUploadedFile("screen.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50)

    actions.finish(remedy, account="The form asks for it now.", evidence=proof, actor=remedy.owner, at=now + DAY)
    actions.conclude(fresh(remedy), effective=True, result="Ten of ten.", actor=remedy.checker, at=now + 45 * DAY)

    after = fresh(remedy)
    assert (after.state, after.result) == (RemedyState.EFFECTIVE, "Ten of ten.")
    assert [each.kind for each in attachments.of(after)] == ["done"]
    assert attachments.may_read(attachments.of(after).get(), remedy.checker)
    assert not attachments.may_read(attachments.of(after).get(), make_user())


def test_neither_does_the_checker_do_it_nor_the_owner_check_it(now):
    remedy = make_remedy()

    with pytest.raises(Denied):
        actions.finish(remedy, account="Done.", actor=remedy.checker, at=now)
    actions.finish(remedy, account="Done.", actor=remedy.owner, at=now)
    for stranger in (remedy.owner, make_user(Officer)):
        with pytest.raises(Denied):
            actions.conclude(fresh(remedy), effective=True, result="Fine.", actor=stranger, at=now)


def test_a_check_in_two_windows_counts_once(now):
    remedy = make_remedy()
    actions.finish(remedy, account="Done.", actor=remedy.owner, at=now)
    first, second = fresh(remedy), fresh(remedy)

    actions.conclude(first, effective=False, result="Three of ten.", actor=remedy.checker, at=now)
    with pytest.raises(Conflict):
        actions.conclude(second, effective=True, result="Fine.", actor=remedy.checker, at=now)

    assert fresh(remedy).state == RemedyState.NOT_EFFECTIVE


# -- Reminding and escalating --------------------------------------------------


def test_reminders_a_week_before_on_the_day_and_after_then_to_champion_and_office(now):
    lab = make_unit(parent=make_unit())
    owner, champion = make_user(unit=lab, name="Olga Owner"), make_user(Champion, name="Cara Champion")
    join(champion, lab.parent, position="champion")
    officer = make_user(Officer)
    remedy = make_remedy(owner=owner, actor=officer)
    told = {}
    for days in range(40):
        for _ in range(2):
            actions.remind_all(at=now + days * DAY)
        for message in reminders(remedy).exclude(pk__in=told):
            told[message.pk] = (14 - days, message.to)

    assert [left for left, person in told.values() if person == owner] == [7, 0, -7, -14]
    assert [left for left, person in told.values() if person == champion] == [-7, -14]
    assert [left for left, person in told.values() if person == officer] == [-14]


def test_after_missed_runs_only_the_most_urgent_is_owed(now):
    remedy = make_remedy()

    assert actions.remind_all(at=now + 15 * DAY) == 1
    assert reminders(remedy).get().context["days_left"] == -1


def test_once_done_it_is_the_checker_who_is_reminded(now):
    remedy = make_remedy()
    actions.remind_all(at=now + 14 * DAY)
    actions.finish(fresh(remedy), account="Done.", actor=remedy.owner, at=now + 14 * DAY)

    actions.remind_all(at=now + 40 * DAY)

    reminder = reminders(remedy).get(withdrawn_at=None)
    assert reminder.to == remedy.checker
    assert compose(reminder).subject == "Due on 14 August 2026: check of remedy RM-2026-00001"


def test_the_task_run_thrice_owes_once():
    remedy = make_remedy()

    for _ in range(3):
        tasks.remind_everyone()

    assert reminders(remedy).count() == reminders(remedy).values("to").distinct().count()


@pytest.mark.parametrize("rows", [3, 30])
def test_reminding_takes_as_many_queries_for_thirty_as_for_three(rows, now, django_assert_num_queries):
    officer, owner = make_user(Officer), make_user()
    finding = make_finding(actor=officer)
    for _ in range(rows):
        make_remedy(finding, owner=owner, actor=officer)

    with django_assert_num_queries(9):
        assert actions.remind_all(at=now + 8 * DAY) == rows


# -- Who sees them -------------------------------------------------------------


def test_the_list_and_the_policy_agree():
    remedy = make_remedy()
    people = [
        remedy.owner,
        remedy.checker,
        make_user(),
        *map(make_user, (Officer, IncidentHandler, Overseer, Champion)),
    ]

    for person in people:
        listed = Remedy.objects.visible_to(person).filter(pk=remedy.pk).exists()
        assert listed == policies.may_read.allows(person, remedy), person
    assert not Remedy.objects.visible_to(None).exists()


def test_for_a_stranger_it_does_not_exist(client):
    remedy = make_remedy()
    client.force_login(make_user())

    for place in ("", "finish/", "check/", "change/", "cancel/"):
        assert client.get(f"{remedy.get_absolute_url()}{place}").status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(client, now):
    officer = make_user(Officer)
    client.force_login(officer)
    finding = make_finding(actor=officer)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_remedy(finding, actor=officer)

        client.get(reverse("remedies:index"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("remedies:index")).status_code == 200
        counts.append(len(queries))

    assert counts == [7, 7]


def test_owner_and_checker_go_through_its_pages(client, now):
    remedy = make_remedy()
    client.force_login(remedy.owner)
    page = client.get(remedy.get_absolute_url())
    assert remedy.finding.title not in page.text, "the owner does not read the finding"

    client.post(f"{remedy.get_absolute_url()}finish/", {"account": " "})
    assert fresh(remedy).state == RemedyState.OPEN
    client.post(f"{remedy.get_absolute_url()}finish/", {"account": "The form asks for it now."})
    client.force_login(remedy.checker)
    client.post(f"{remedy.get_absolute_url()}check/", {"effective": "yes", "result": "Ten of ten."})

    assert fresh(remedy).state == RemedyState.EFFECTIVE
    assert "Ten of ten." in client.get(remedy.get_absolute_url()).text
