"""Whoever owes a signature is reminded at each rung once, and no longer once it is given."""

from datetime import timedelta

import pytest

from compliance.plans import actions, queries
from compliance.plans.models import PlanSignature
from portal.accounts.models import User
from portal.core.models import Message
from tests.factories.people import make_user
from tests.factories.plans import make_sent_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def test_signatures_are_reminded_of_at_each_rung_once(now):
    plan = make_sent_plan()
    signature = plan.signatures.get()
    owed_on = []
    for day in range(40):
        at = now + timedelta(days=day)
        for _ in range(2):
            owed_on += [day] * actions.remind_of_signatures(at=at)

    assert owed_on == [3, 7, 14, 28]
    reminders = Message.objects.filter(template="plans/signature_reminder").order_by("pk")
    assert [message.context["days"] for message in reminders] == owed_on
    assert {message.to for message in reminders} == {signature.person}
    assert PlanSignature.objects.get(pk=signature.pk).rung == 28
    assert [each.pk for each in queries.unsigned(now.date() + timedelta(days=20))] == [signature.pk]


def ask_more(signature, count):
    """Ask so many more people for the same signature on the same day."""
    PlanSignature.objects.bulk_create(
        PlanSignature(
            plan_id=signature.plan_id,
            capacity=signature.capacity,
            person=make_user(),
            version=signature.version,
            asked_at=signature.asked_at,
        )
        for _ in range(count)
    )


@pytest.mark.parametrize("more", [0, 2])
def test_signatures_are_reminded_of_in_seven_queries_however_many(more, now, django_assert_num_queries):
    ask_more(make_sent_plan().signatures.get(), more)

    with django_assert_num_queries(7):
        assert actions.remind_of_signatures(at=now + timedelta(days=8)) == 1 + more
    assert Message.objects.filter(template="plans/signature_reminder").count() == 1 + more


def test_signatures_that_were_missed_are_reminded_of_at_the_last_rung_only(now):
    make_sent_plan()

    assert actions.remind_of_signatures(at=now + timedelta(days=20)) == 1
    assert Message.objects.get(template="plans/signature_reminder").key.endswith(".14")
    assert actions.remind_of_signatures(at=now + timedelta(days=21)) == 0


def test_a_signature_takes_back_its_own_reminders_and_nobody_elses(now):
    signature = make_sent_plan().signatures.get()
    ask_more(signature, 1)
    other = PlanSignature.objects.exclude(pk=signature.pk).get()
    other.person = User.objects.create(pk=int(f"{signature.person_id}0"), username="ten-times")
    other.save()
    actions.remind_of_signatures(at=now + timedelta(days=3))

    actions.sign(signature, agreed=True, actor=signature.person, at=now + timedelta(days=3))

    left = Message.objects.filter(template="plans/signature_reminder", withdrawn_at=None)
    assert [message.to for message in left] == [other.person]
