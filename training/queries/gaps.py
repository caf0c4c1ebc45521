"""
Who lacks what on a day, asked of any number of people in one statement.

The same conditions serve one requirement, saved or not, and the table of all requirements beside the table of people.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual
from django.utils import timezone

from portal.accounts.models import Membership, User
from training.audiences import KEY, Said, reads, speaks_of, units_of
from training.models import Completion, Equivalent, Exemption, ProposalPerson, Requirement
from training.states import Audience

TABLE = '"training_requirement"'
EVER = date.max


def gaps_among(people: QuerySet[User], on: date) -> QuerySet[Any]:
    """
    Return a row for each person and requirement that is not met on the day: ``person``, ``course``, ``requirement``.

    One statement, however many people and requirements there are.
    """
    beside = User.objects.extra(tables=["training_requirement"])
    rule = _Terms.of_table()
    rows = beside.filter(_in_force(rule, on), _lacking(rule, on), pk__in=people.order_by().values("pk"))
    return rows.order_by().values(person=F("pk"), course=rule.course, requirement=_column("id", IntegerField()))


def lacking(rule: Requirement, on: date) -> Q:
    """Return the filter for people of whom the requirement speaks and who do not meet it on the day."""
    return _lacking(_Terms.of(rule), on)


@dataclass(frozen=True)
class _Terms:
    """What a requirement asks, as expressions: values of one, or columns of the table of all."""

    said: Said
    course: Any
    every_months: Any
    grace_days: Any
    from_on: Any
    to_on: Any = None

    @classmethod
    def of(cls, rule: Requirement) -> "_Terms":
        months = Value(rule.every_months, output_field=IntegerField())
        course = Value(rule.course_id, output_field=IntegerField())
        return cls(reads(rule), course, months, Value(rule.grace_days), Value(rule.from_on, output_field=DateField()))

    @classmethod
    def of_table(cls) -> "_Terms":
        return cls(
            Said(audience=_column("audience", KEY), key=_column("audience_key", KEY)),
            course=_column("course_id", IntegerField()),
            every_months=_column("every_months", IntegerField()),
            grace_days=_column("grace_days", IntegerField()),
            from_on=_column("from_on", DateField()),
            to_on=_column("to_on", DateField()),
        )


class _MonthsLater(Func):
    """The same day so many months later; a day that the month lacks becomes its last. Twin of ``validity.last_day``."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Take the sooner of the day that runs over and the last of the month that was meant."""
        day, months = (compiler.compile(each) for each in self.source_expressions)
        over = f"date({day[0]}, '+' || {months[0]} || ' months')"
        last = f"date({day[0]}, 'start of month', '+' || ({months[0]} + 1) || ' months', '-1 day')"
        return f"MIN({over}, {last})", (*day[1], *months[1], *day[1], *months[1])

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Add an interval, which keeps within the month by itself."""
        day, months = (compiler.compile(each) for each in self.source_expressions)
        return f"({day[0]} + make_interval(months => ({months[0]})::int))::date", (*day[1], *months[1])


class _DaysLater(Func):
    """So many days later."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Let SQLite count."""
        day, days = (compiler.compile(each) for each in self.source_expressions)
        return f"date({day[0]}, '+' || {days[0]} || ' days')", (*day[1], *days[1])

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Add whole days to a day."""
        day, days = (compiler.compile(each) for each in self.source_expressions)
        return f"(({day[0]})::date + ({days[0]})::int)", (*day[1], *days[1])


def _column(name: str, field: Any) -> RawSQL:
    return RawSQL(f'{TABLE}."{name}"', (), output_field=field)  # noqa: S611  names of ours, nothing that was given


def _in_force(rule: _Terms, on: date) -> Q:
    return Q(LessThanOrEqual(rule.from_on, on)) & (Q(IsNull(rule.to_on, True)) | Q(GreaterThanOrEqual(rule.to_on, on)))


def _lacking(rule: _Terms, on: date) -> Q:
    """A funder's rule is missed on the day of its deadline; every other one once it lapsed or its grace is over."""
    funder = rule.said.asks(Audience.FUNDER)
    late = (~funder & (_had_once(rule, on) | _past_grace(rule, on))) | (funder & _deadline_is(rule, on))
    return speaks_of(rule.said, on) & ~_meets(rule, on) & late


def _done(rule: _Terms) -> QuerySet[Completion]:
    accepted = Equivalent.objects.filter(course=rule.course).values("accepts")
    return Completion.objects.filter(Q(course=rule.course) | Q(course__in=accepted), person=OuterRef("pk"))


def _meets(rule: _Terms, on: date) -> Q:
    until = Coalesce(_MonthsLater(F("completed_on"), rule.every_months), Value(EVER, output_field=DateField()))
    done = _done(rule).counting(on).filter(GreaterThanOrEqual(until, on))  # type: ignore[attr-defined]
    exempt = Exemption.objects.filter(course=rule.course, person=OuterRef("pk"), from_on__lte=on, to_on__gte=on)
    return Q(Exists(done)) | Q(Exists(exempt))


def _had_once(rule: _Terms, on: date) -> Q:
    return Q(Exists(_done(rule).filter(completed_on__lte=on, struck_at=None)))


def _past_grace(rule: _Terms, on: date) -> Q:
    """Whoever came, or was bound, more than the days of grace ago is past them."""
    joined = TruncDate("date_joined", tzinfo=timezone.get_default_timezone())
    past = Q(LessThan(_DaysLater(rule.from_on, rule.grace_days), on))
    past &= Q(LessThan(_DaysLater(joined, rule.grace_days), on))
    there = Membership.objects.on(on).filter(user=OuterRef("pk"), unit__in=units_of(rule.said.key))
    long_there = there.filter(LessThan(_DaysLater(F("from_on"), rule.grace_days), on))
    return past & (~rule.said.asks(Audience.UNIT) | Q(Exists(long_there)))


def _deadline_is(rule: _Terms, on: date) -> Q:
    asked = ProposalPerson.objects.asked(on).filter(person=OuterRef("pk"), proposal__funder=rule.said.key)
    return Q(Exists(asked.filter(ready_on=on)))
