"""What can wait is told once a day, in one mail; what cannot is sent at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from portal.core import digests, outbox
from portal.core.models import MailChoice, Message
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 7, 1, 6, 30, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def news(person, key, *, at=WEDNESDAY, daily=True):
    words = {"reference": "RM-2026-00001", "what": "Fit a door closer.", "until": "1 August 2026", "mine": True}
    words |= {"days_left": 5, "link": "http://x/remedies/1/"}
    outbox.owe(key, to=person, template="remedies/reminder", due_at=at, daily=daily, **words)


def sent_to(person):
    return [each for each in mail.outbox if each.to == [person.email]]


def test_news_waits_for_the_persons_hour_and_comes_in_one_mail():
    reader, other = make_user(), make_user()
    news(reader, "a")
    news(reader, "b")
    news(other, "c")
    news(other, "d", daily=False)

    assert outbox.deliver_due(at=WEDNESDAY) == 1, "a deadline does not wait"
    assert digests.gather(at=WEDNESDAY) == 0, "it is half past six"
    assert digests.gather(at=WEDNESDAY + HOUR) == 2
    assert digests.gather(at=WEDNESDAY + 2 * HOUR) == 0
    outbox.deliver_due(at=WEDNESDAY + HOUR)

    (digest,) = sent_to(reader)
    assert digest.subject == "2 pieces of news"
    assert digest.body.count("Due on 1 August 2026: remedy RM-2026-00001") == 2
    assert len(sent_to(other)) == 2
    assert not Message.objects.filter(sent_at=None).exists()


def test_later_news_waits_for_the_next_day_and_a_weekend_for_monday():
    reader = make_user()
    news(reader, "a")
    digests.gather(at=WEDNESDAY + HOUR)
    outbox.deliver_due(at=WEDNESDAY + HOUR)
    news(reader, "b", at=WEDNESDAY + 2 * HOUR)
    assert digests.gather(at=WEDNESDAY + 3 * HOUR) == 0
    assert digests.gather(at=WEDNESDAY + DAY + HOUR) == 1
    saturday = WEDNESDAY + 3 * DAY + HOUR
    news(reader, "c", at=saturday)

    assert digests.gather(at=saturday) == 0
    assert digests.gather(at=saturday + 2 * DAY) == 1


def test_whoever_wants_everything_at_once_gets_it():
    reader = make_user()
    MailChoice.objects.create(user=reader, at_once=True)
    news(reader, "a")

    assert outbox.deliver_due(at=WEDNESDAY) == 1
    assert digests.gather(at=WEDNESDAY + HOUR) == 0


def test_an_hour_of_ones_own_and_weekends_too():
    reader = make_user()
    MailChoice.objects.create(user=reader, hour=16, working_days_only=False)
    saturday = WEDNESDAY + 3 * DAY
    news(reader, "a", at=saturday)

    assert digests.gather(at=saturday + HOUR) == 0
    assert digests.gather(at=saturday + 10 * HOUR) == 1


def test_what_is_withdrawn_is_not_told_and_an_empty_digest_is_not_sent():
    reader = make_user()
    news(reader, "a")
    digests.gather(at=WEDNESDAY + HOUR)
    outbox.withdraw("a", at=WEDNESDAY + HOUR)

    assert outbox.deliver_due(at=WEDNESDAY + HOUR) == 0
    assert mail.outbox == []


def test_a_digest_that_cannot_be_sent_is_offered_again_whole(monkeypatch):
    reader = make_user()
    news(reader, "a")
    digests.gather(at=WEDNESDAY + HOUR)
    from django.core.mail import EmailMessage

    plain = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", lambda _self: 1 / 0)
    assert outbox.deliver_due(at=WEDNESDAY + HOUR) == 0
    monkeypatch.setattr(EmailMessage, "send", plain)

    assert outbox.deliver_due(at=WEDNESDAY + 2 * HOUR) == 1
    assert "1 piece of news" in mail.outbox[0].subject


def test_two_gatherers_at_once_tell_nothing_twice(monkeypatch):
    reader = make_user()
    news(reader, "a")
    people = digests._people_after(0, at=WEDNESDAY + HOUR)
    assert digests.gather(at=WEDNESDAY + HOUR) == 1
    news(reader, "b")

    assert digests._gather(people, at=WEDNESDAY + HOUR) == 0, "the other has made today's digest"
    outbox.deliver_due(at=WEDNESDAY + HOUR)

    assert len(mail.outbox) == 1
    assert Message.objects.get(key="b").gathered_into is None


@pytest.mark.parametrize("people", [2, 8])
def test_gathering_takes_as_many_queries_for_eight_people_as_for_two(people, django_assert_num_queries):
    for number in range(people):
        news(make_user(), f"n{number}")

    with django_assert_num_queries(8):
        digests.gather(at=WEDNESDAY + HOUR)
