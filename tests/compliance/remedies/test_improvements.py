"""What a tabletop exercise showed becomes a remedy: once, by those who keep remedies, and the table hears of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance.remedies import actions, queries
from compliance.remedies.models import Remedy
from portal.accounts.roles import IncidentHandler, Officer
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories import training as make
from tests.factories.assurance import fresh
from tests.factories.people import make_user
from training import actions as training

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(now):
    """A sitting of one person, under way, at which one thing was noted."""
    session = make.make_session(people=[make_user()])
    training.start_session(session, actor=session.facilitator, at=now)
    training.note_improvement(
        session, title="Nobody knew whom to call", detail="At night.", actor=session.facilitator, at=now
    )
    return session


@pytest.fixture
def improvement(sitting, now):
    """What was noted, and the sitting is closed."""
    training.end_session(sitting, summary="It went.", actor=sitting.facilitator, at=now)
    return sitting.improvements.get()


def terms(now, **changes):
    given = {"what": "A sheet of numbers hangs by the door.", "check_how": "The next exercise.", "owner": make_user()}
    days = {"due_on": now.date(), "checker": make_user(), "check_on": now.date() + timedelta(days=30)}
    return {**given, **days, **changes}


def test_an_improvement_is_taken_up_once(improvement, now):
    officer = make_user(Officer)
    assert list(queries.untaken()) == [improvement]

    remedy = actions.take_up(improvement, actor=officer, at=now, **terms(now))

    assert remedy.improvement == improvement
    assert not queries.untaken().exists()
    with pytest.raises(Conflict, match="already"):
        actions.take_up(improvement, actor=officer, at=now, **terms(now))
    assert Remedy.objects.count() == 1


def test_what_came_to_nothing_can_be_taken_up_again(improvement, now):
    officer = make_user(Officer)
    remedy = actions.take_up(improvement, actor=officer, at=now, **terms(now))
    actions.cancel(remedy, reason="The wrong owner.", actor=officer, at=now)
    assert list(queries.untaken()) == [improvement]

    again = actions.take_up(improvement, actor=officer, at=now, **terms(now))

    assert queries.remedies_of([improvement]) == {improvement.pk: again}


def test_nothing_is_taken_up_before_the_exercise_is_closed(sitting, now):
    with pytest.raises(Conflict, match="once their exercise is closed"):
        actions.take_up(sitting.improvements.get(), actor=make_user(Officer), at=now, **terms(now))


def test_whoever_led_the_table_cannot_open_remedies_by_that(improvement, now):
    with pytest.raises(Denied):
        actions.take_up(improvement, actor=make_user(), at=now, **terms(now))
    with pytest.raises(Invalid, match="Say what is done"):
        actions.take_up(improvement, actor=make_user(IncidentHandler), at=now, **terms(now, what=" "))
    assert not Remedy.objects.exists()


def test_the_database_knows_one_remedy_of_an_improvement(improvement, now):
    remedy = actions.take_up(improvement, actor=make_user(Officer), at=now, **terms(now))
    remedy.pk, remedy.reference = None, "RM-2026-99999"

    with pytest.raises(IntegrityError), transaction.atomic():
        remedy.save(force_insert=True)


def test_the_office_takes_it_up_on_its_pages_and_the_table_reads_what_became_of_it(client, improvement, now):
    officer, owner, checker = make_user(Officer), make_user(), make_user()
    player = improvement.session.seats.get().person
    client.force_login(officer)
    assert "1 improvement from exercises waits to be taken up" in client.get(reverse("remedies:index")).content.decode()
    assert "Nobody knew whom to call" in client.get(reverse("remedies:improvements")).content.decode()
    take_up = reverse("remedies:take-up", args=[improvement.pk])
    form = client.get(take_up).context["form"]
    assert form.initial["what"] == "Nobody knew whom to call. At night."

    days = {"due_on": "2030-01-10", "check_on": "2030-02-10"}
    answers = {"what": "Numbers by the door.", "check_how": "The next one.", "owner": owner.pk, "checker": checker.pk}
    assert client.post(take_up, answers | days).url == reverse("remedies:improvements")

    remedy = Remedy.objects.get()
    assert "Everything is taken up." in client.get(reverse("remedies:improvements")).content.decode()
    assert str(improvement) in client.get(remedy.get_absolute_url()).content.decode()
    client.force_login(player)
    told = client.get(improvement.session.get_absolute_url()).content.decode()
    assert f"Became {remedy}, to be done" in told  # without a link: the remedy is not the player's to read
    client.force_login(owner)
    assert client.get(remedy.get_absolute_url()).status_code == 200
    assert client.get(reverse("remedies:improvements")).status_code == 403


def test_it_is_settled_like_every_remedy(improvement, now):
    remedy = actions.take_up(improvement, actor=make_user(Officer), at=now, **terms(now))
    actions.finish(remedy, account="It hangs there.", actor=remedy.owner, at=now)
    actions.conclude(fresh(remedy), effective=True, result="They called.", actor=remedy.checker, at=now)

    assert queries.remedies_of([improvement])[improvement.pk].state == "effective"
    assert not queries.untaken().exists()
