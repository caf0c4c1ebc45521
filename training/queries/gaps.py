"""Who lacks what on a day, asked of any number of people in one statement."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from portal.accounts.models import Membership, Unit, User
from training.audiences import within
from training.models import Completion, Equivalent, Exemption, Requirement
from training.states import Audience
from training.validity import earliest_counting


def gaps_among(people: QuerySet[User], on: date) -> QuerySet[Any]:
    """
    Return a row for each person and requirement that is not met on the day: ``person``, ``course``, ``requirement``.

    The requirements are read first, as they make the question; the people are one statement, however many.
    """
    asked = [_gap(people.order_by(), rule, on) for rule in Requirement.objects.on(on)]
    if not asked:
        return User.objects.none().values(person=F("pk"), course=F("pk"), requirement=F("pk"))
    return asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]


def lacking(rule: Requirement, on: date) -> Q:
    """Return the filter for people of whom the requirement speaks and who do not meet it on the day."""
    return within(rule, on) & ~_meets(rule, on) & (_had_once(rule, on) | _past_grace(rule, on))


def _gap(people: QuerySet[User], rule: Requirement, on: date) -> QuerySet[Any]:
    return people.filter(lacking(rule, on)).values(
        person=F("pk"),
        course=Value(rule.course_id, output_field=IntegerField()),
        requirement=Value(rule.pk, output_field=IntegerField()),
    )


def _done(rule: Requirement) -> QuerySet[Completion]:
    accepted = Equivalent.objects.filter(course=rule.course_id).values("accepts")
    return Completion.objects.filter(Q(course=rule.course_id) | Q(course__in=accepted), person=OuterRef("pk"))


def _meets(rule: Requirement, on: date) -> Q:
    done = _done(rule).counting(on)  # type: ignore[attr-defined]
    if rule.every_months is not None:
        done = done.filter(completed_on__gte=earliest_counting(on, rule.every_months))
    exempt = Exemption.objects.filter(course=rule.course_id, person=OuterRef("pk"), from_on__lte=on, to_on__gte=on)
    return Q(Exists(done)) | Q(Exists(exempt))


def _had_once(rule: Requirement, on: date) -> Q:
    return Q(Exists(_done(rule).filter(completed_on__lte=on, struck_at=None)))


def _past_grace(rule: Requirement, on: date) -> Q:
    """Whoever came, or was bound, more than the days of grace ago is past them."""
    latest = on - timedelta(days=rule.grace_days + 1)
    if rule.from_on > latest:
        return Q(pk__in=[])
    midnight = datetime.combine(latest + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    past = Q(date_joined__lt=midnight)
    if rule.audience == Audience.UNIT:
        key = rule.audience_key
        units = Unit.objects.filter(Q(path__startswith=f"{key}/") | Q(path__contains=f"/{key}/"))
        long_there = Membership.objects.on(on).filter(user=OuterRef("pk"), unit__in=units, from_on__lte=latest)
        past &= Q(Exists(long_there))
    return past
