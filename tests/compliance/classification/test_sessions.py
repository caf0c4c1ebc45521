"""Questions about exclusions: asked one by one, kept as they were worded, asked again after an amendment."""

import pytest
from django.db import IntegrityError, transaction

from compliance.classification import actions, queries
from compliance.classification.models import ExclusionAnswer, ExclusionSession
from compliance.classification.states import SessionState
from portal.accounts.roles import Officer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories import classification as make
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
ALL_THE_WAY = "f1=yes f2=yes f3=yes f4=no f7=no f9=no f10=no f11=no"


@pytest.fixture
def researcher():
    return make_user()


def test_answers_are_kept_with_the_wording_that_was_asked(researcher, now):
    session = make.answered("fundamental_research", "f1=yes f2=yes", actor=researcher, at=now)

    first, second = session.answers.counting()
    node = make.book().tree("fundamental_research").node("f2")
    assert (second.node, second.question, second.law, second.source) == ("f2", node.question, node.law, node.source)
    assert first.answer is True
    assert queries.way(session).pending.code == "f3"
    assert session.state == SessionState.OPEN


def test_the_last_answer_concludes(researcher, now):
    session = make.answered("fre", ALL_THE_WAY, actor=researcher, at=now)

    assert session.state == SessionState.CONCLUDED
    assert (session.outcome, session.excludes) == ("excluded", True)
    assert [event.verb for event in events_about(session)][-1] == "classification.exclusion.concluded"


def test_what_voids_it_is_told(researcher, now):
    session = make.answered("fre", "f1=yes f2=yes f3=yes f4=yes f5=no f6=no", actor=researcher, at=now)

    assert session.outcome == "excluded_lost"
    assert session.reason == "Somebody else may hold back or must approve the publication."
    assert not session.excludes


def test_a_question_that_records_a_fact_is_answered_in_words(researcher, now):
    session = make.answered("deemed_export", "d1=no d2=yes d3=no d4=France", actor=researcher, at=now)

    last = session.answers.counting().last()
    assert (last.node, last.answer, last.words) == ("d4", None, "France")
    assert queries.way(session).pending.code == "d5"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"node": "f5", "yes": True}, Conflict, "Another question is next"),
        ({"node": "f1"}, Invalid, "Answer yes or no"),
    ],
)
def test_only_the_next_question_is_answered(researcher, now, given, error, words):
    session = make.answered("fre", "", actor=researcher, at=now)

    with pytest.raises(error, match=words):
        actions.answer(session, actor=researcher, at=now, **given)

    assert not session.answers.exists()


def test_words_are_wanted_where_a_fact_is_recorded(researcher, now):
    session = make.answered("deemed_export", "d1=no d2=yes d3=no", actor=researcher, at=now)

    with pytest.raises(Invalid, match="Write the answer"):
        actions.answer(session, node="d4", words=" ", actor=researcher, at=now)


def test_a_stranger_neither_answers_nor_sees(researcher, now):
    session = make.answered("fre", "f1=yes", actor=researcher, at=now)
    stranger = make_user()

    for refused in (
        lambda: actions.answer(session, node="f2", yes=True, actor=stranger, at=now),
        lambda: actions.take_back(session, actor=stranger, at=now),
    ):
        with pytest.raises(Denied, match="Only the person who began"):
            refused()
    assert not ExclusionSession.objects.visible_to(stranger).exists()
    assert ExclusionSession.objects.visible_to(make_user(Officer)).get() == session
    assert ExclusionSession.objects.visible_to(researcher).unfinished().get() == session


def test_an_answer_is_taken_back_and_stays_on_record(researcher, now):
    session = make.answered("fre", "f1=yes f2=no", actor=researcher, at=now)
    with pytest.raises(Conflict, match="concluded"):
        actions.take_back(session, actor=researcher, at=now)

    other = make.answered("fre", "f1=yes f2=yes", actor=researcher, at=now)
    actions.take_back(other, actor=researcher, at=now)

    assert [each.node for each in other.answers.counting()] == ["f1"]
    assert ExclusionAnswer.objects.filter(session=other).count() == 2
    actions.take_back(other, actor=researcher, at=now)
    with pytest.raises(Conflict, match="Nothing has been answered"):
        actions.take_back(other, actor=researcher, at=now)


def test_a_concluded_session_takes_no_answer(researcher, now):
    session = make.answered("fre", ALL_THE_WAY, actor=researcher, at=now)

    with pytest.raises(Conflict, match="concluded"):
        actions.answer(session, node="f1", yes=True, actor=researcher, at=now)


def test_an_amendment_asks_everything_again_and_reopens_what_was_determined(researcher, now):
    session = make.answered("fre", ALL_THE_WAY, actor=researcher, at=now)
    item = {"kind": "technology", "basket": "quantum_technology", "us_origin": "yes", "for_item": "4A906.b"}
    exclusion = {"tree": "fre", "answers": dict(queries.exclusion_of(session).answers)}
    facts = make.facts(item=item, transfer__mode="electronic", exclusion=exclusion)
    (record,) = make.determined(facts, actor=researcher, at=now, session=session)
    assert record.outcome == "excluded"

    reopened = actions.amend_agreement(session, reason="The sponsor may now veto.", actor=researcher, at=now)

    record.refresh_from_db()
    session.refresh_from_db()
    assert reopened == 1
    assert (record.stands, record.ended_as) == (False, "reopened")
    assert "The sponsor may now veto." in record.ended_reason
    assert (session.state, session.outcome) == (SessionState.REOPENED, "")
    assert queries.way(session).pending.code == "f1"
    assert ExclusionAnswer.objects.filter(session=session).count() == 8


def test_an_amendment_says_what_was_amended(researcher, now):
    session = make.answered("fre", ALL_THE_WAY, actor=researcher, at=now)

    with pytest.raises(Invalid, match="Say what was amended"):
        actions.amend_agreement(session, reason=" ", actor=researcher, at=now)
    with pytest.raises(Denied):
        actions.amend_agreement(session, reason="Guess.", actor=make_user(), at=now)


def test_an_amendment_loses_to_a_faster_colleague(researcher, now):
    session = make.answered("fre", ALL_THE_WAY, actor=researcher, at=now)
    stale = ExclusionSession.objects.get(pk=session.pk)
    actions.amend_agreement(session, reason="First.", actor=researcher, at=now)

    with pytest.raises(Conflict, match="just moved"):
        actions.amend_agreement(stale, reason="Second.", actor=researcher, at=now)


@pytest.mark.parametrize(
    ("given", "field"), [({"tree": "wishes", "about": "A paper"}, "tree"), ({"tree": "fre", "about": " "}, "about")]
)
def test_questions_begin_about_something(researcher, now, given, field):
    with pytest.raises(Invalid) as refused:
        actions.begin(given["tree"], about=given["about"], as_of=now.date(), actor=researcher, at=now)

    assert refused.value.field == field
    assert not ExclusionSession.objects.exists()


def test_a_question_is_answered_once(researcher, now):
    session = make.answered("fre", "f1=yes", actor=researcher, at=now)
    answer = session.answers.get()
    answer.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save(force_insert=True)
