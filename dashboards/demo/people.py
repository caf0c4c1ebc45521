"""Who works at the demo institute, where, and in which role."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from dashboards.demo import words
from portal.accounts import actions, roles
from portal.accounts.models import Unit, User

PASSWORD = "calm-harbour-2026"  # noqa: S105  (a demo site says so on every page, and check --deploy refuses it)
JOINED = date(2024, 9, 1)
COUNT = 60


@dataclass
class People:
    """The people of the institute, by what they do."""

    departments: list[Unit] = field(default_factory=list)
    researchers: list[User] = field(default_factory=list)
    champions: list[User] = field(default_factory=list)
    officers: list[User] = field(default_factory=list)
    official: User = None  # type: ignore[assignment]
    reviewers: list[User] = field(default_factory=list)
    council: list[User] = field(default_factory=list)
    chair: User = None  # type: ignore[assignment]
    trainer: User = None  # type: ignore[assignment]
    administrator: User = None  # type: ignore[assignment]
    delegate: User = None  # type: ignore[assignment]
    everybody: list[User] = field(default_factory=list)
    accounts: list[dict[str, str]] = field(default_factory=list)
    password: str = field(default_factory=lambda: make_password(PASSWORD))  # slow on purpose, so made once


OFFICE = (
    ("officer", roles.Officer, 3),
    ("official", roles.EmpoweredOfficial, 2),
    ("chair", roles.CouncilChair, 1),
    ("council", roles.CouncilMember, 6),
    ("trainer", roles.TrainingManager, 1),
    ("incidents", roles.IncidentHandler, 1),
    ("overseer", roles.Overseer, 1),
    ("admin", roles.Administrator, 1),
    ("delegate", roles.Delegate, 1),
    ("champion", roles.Champion, 6),
)


def make(random: Random, *, at: datetime) -> People:
    """Open units and accounts; the first of each role gets the password that is printed at the start."""
    people = People(departments=_departments(at))
    names = _names(random)
    for login, role, count in OFFICE:
        for number in range(count):
            user = _account(people, f"{login}{number + 1 if number else ''}", next(names), role, at=at)
            _place(people, user, login, number, at=at)
            _remember(people, user, login)
    number = 0
    while len(people.everybody) < COUNT:
        user = _account(people, f"researcher{number + 1 if number else ''}", next(names), roles.Researcher, at=at)
        department = people.departments[number % len(people.departments)]
        position = "head" if number < len(people.departments) else "member"
        actions.join_unit(user, unit=department, position=position, from_on=JOINED, actor=None, at=at)
        people.researchers.append(user)
        number += 1
    return people


def _departments(at: datetime) -> list[Unit]:
    root = actions.open_unit("hpi", name="Harrow Point Institute", kind="institution", actor=None, at=at)
    faculties = {
        code: actions.open_unit(code, name=name, kind="faculty", parent=root, actor=None, at=at)
        for code, name in words.FACULTIES
    }
    made = []
    for code, name, faculty, lab in words.DEPARTMENTS:
        unit = actions.open_unit(code, name=name, kind="department", parent=faculties[faculty], actor=None, at=at)
        actions.open_unit(f"{code}-lab", name=lab, kind="lab", parent=unit, actor=None, at=at)
        made.append(unit)
    return made


def _names(random: Random):
    pairs = [f"{first} {last}" for first in words.FIRST for last in words.LAST]
    random.shuffle(pairs)
    return iter(pairs)


def _account(people: People, login: str, name: str, role: type[roles.Role], *, at: datetime) -> User:
    first = not login[-1].isdigit()
    user = actions.open_account(login, name=name, email=f"{login}@harrowpoint.example", actor=None, at=at)
    actions.assign_role(user, role=role, actor=None, at=at)
    if role in (roles.CouncilChair, roles.CouncilMember, roles.Champion):
        actions.assign_role(user, role=roles.Researcher, actor=None, at=at)
    signed_in = {"password": people.password} if first else {}
    User.objects.filter(pk=user.pk).update(date_joined=at, **signed_in)
    people.everybody.append(user)
    if first:
        people.accounts.append({"role": role.title, "login": login, "password": PASSWORD})
    return user


def _place(people: People, user: User, login: str, number: int, *, at: datetime) -> None:
    if login in ("champion", "council", "chair", "delegate"):
        department = people.departments[number % len(people.departments)]
        position = "champion" if login == "champion" else "member"
        actions.join_unit(user, unit=department, position=position, from_on=JOINED, actor=None, at=at)


def _remember(people: People, user: User, login: str) -> None:
    lists = {"officer": people.officers, "council": people.council, "champion": people.champions}
    if login in lists:
        lists[login].append(user)
    elif login == "official":
        people.reviewers.append(user)
        people.official = people.official or user
    elif login in ("chair", "trainer", "delegate"):
        setattr(people, login, user)
    elif login == "admin":
        people.administrator = user
