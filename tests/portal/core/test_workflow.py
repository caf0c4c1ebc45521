"""Of two people who press a button at once exactly one wins; whoever may not is told why."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from portal.accounts.roles import Officer, Overseer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Stateful
from portal.core.policy import holds, policy, require, the_portal_itself
from portal.core.workflow import Move, Owner, Workflow
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


class State(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    GONE = "gone", "Gone"


@policy
def may_finish(actor, record):
    require(holds(actor, "core.view_event_log"), "Only officers finish.")


def nothing_is_missing(record):
    if record.name == "bare":
        raise Conflict("Something is missing.")


FLOW = Workflow(
    name="Test",
    states=State,
    owners={State.OPEN: Owner.OFFICER, State.DONE: Owner.PORTAL, State.GONE: Owner.NOBODY},
    moves=[
        Move(
            name="finish",
            sources=(State.OPEN,),
            target=State.DONE,
            policy=may_finish,
            guards=(nothing_is_missing,),
            event="test.unit.finished",
        ),
        Move(
            name="expire",
            sources=(State.DONE,),
            target=State.GONE,
            policy=the_portal_itself,
            event="test.unit.expired",
        ),
    ],
)


class Ticket(Stateful):
    """The smallest record with a life of its own."""

    state = models.CharField(max_length=40, choices=State.choices, default=State.OPEN)
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "core"
        managed = False
        db_table = "test_ticket"

    def __str__(self):
        return self.name


@pytest.fixture
def record(now):
    with connection.cursor() as cursor:
        moment = "timestamp with time zone" if connection.vendor == "postgresql" else "datetime"
        columns = f"id integer PRIMARY KEY, state varchar(40), state_since {moment}, name varchar(40)"
        cursor.execute(f"CREATE TABLE test_ticket ({columns})")
    ContentType.objects.clear_cache()  # the table lives as long as this test, its content type too
    return Ticket.objects.create(pk=7, name="Ticket 7", state_since=now)


def test_a_move_changes_the_state_and_writes_its_event(record, now):
    officer = make_user(Officer)

    FLOW.advance(record, "finish", actor=officer, at=now, reason="all there")

    assert (record.state, record.state_since) == (State.DONE, now)
    event = events_about(record).filter(verb="test.unit.finished").get()
    assert event.actor == officer
    assert event.data == {"before": "open", "after": "done", "reason": "all there"}


def test_a_stale_copy_loses(record, now):
    officer = make_user(Officer)
    stale = Ticket.objects.get(pk=record.pk)
    FLOW.advance(record, "finish", actor=officer, at=now)

    with pytest.raises(Conflict, match="just moved"):
        FLOW.advance(stale, "finish", actor=officer, at=now)

    assert events_about(record).filter(verb="test.unit.finished").count() == 1


def test_who_may_not_is_told_why(record, now):
    with pytest.raises(Denied, match="Only officers finish"):
        FLOW.advance(record, "finish", actor=make_user(), at=now)

    assert record.state == State.OPEN


def test_a_record_elsewhere_says_where_it_is(record, now):
    FLOW.advance(record, "finish", actor=make_user(Officer), at=now)

    with pytest.raises(Conflict, match="is done"):
        FLOW.advance(record, "finish", actor=make_user(Officer), at=now)


def test_offers_tell_the_reason_of_closed_moves(record):
    assert [(offer.move.name, offer.refusal) for offer in FLOW.offers(record, actor=make_user())] == [
        ("finish", "Only officers finish.")
    ]
    assert FLOW.offers(record, actor=make_user(Officer))[0].open
    record.name = "bare"
    assert FLOW.offers(record, actor=make_user(Officer))[0].refusal == "Something is missing."


def test_the_portals_own_moves_are_not_offered_and_refused_to_people(record, now):
    FLOW.advance(record, "finish", actor=make_user(Officer), at=now)

    assert FLOW.offers(record, actor=make_user(Officer)) == []
    with pytest.raises(Denied, match="by itself"):
        FLOW.advance(record, "expire", actor=make_user(Officer), at=now)
    FLOW.advance(record, "expire", actor=None, at=now)
    assert record.state == State.GONE


def test_a_closed_account_may_nothing(record, now):
    officer = make_user(Officer)
    officer.is_active = False

    assert may_finish.refusal(officer, record) == "Sign in to do this."
    assert not holds(officer, "core.view_event_log")


def test_an_overseer_reads_but_holds_no_office():
    overseer = make_user(Overseer)

    assert holds(overseer, "core.view_event_log")
    assert not holds(overseer, "compliance.decide_case")


def test_the_drawing_names_every_state_and_move():
    drawn = FLOW.mermaid()

    assert "open --> done: Finish" in drawn
    assert "done --> gone: Expire" in drawn
    assert "open: Open (the export control office)" in drawn


def test_an_invalid_input_knows_its_field():
    assert Invalid("No.", field="name").field == "name"
