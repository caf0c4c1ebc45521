"""Start a case with what was said in the self-check."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.controls.book import Book
from compliance.licensing import actions as licensing
from compliance.licensing import questions
from compliance.licensing.models import Case, CaseItem
from compliance.licensing.states import ItemKind
from dashboards.selfcheck.walks import Way, follow
from dashboards.selfcheck.words import TRIGGERS
from portal.core.errors import Invalid
from portal.core.events import record_event

TREES = {"published": "published", "research": "fundamental_research"}
OF_COURSE = {"research": {"f1": "yes"}}  # the choice of words has answered it


@transaction.atomic
def start_case(title: str, *, said: Mapping[str, str], book: Book, actor: Any, at: datetime) -> Case:
    """
    Open a draft in which everything that the self-check asked is answered already.

    :raises Denied: if the actor opens no cases
    :raises Invalid: if the answers name no activity, or there is no title
    """
    way = follow(said, book)
    if "activity" not in way.said:
        raise Invalid("Answer the first question of the check.", field="activity")
    case = licensing.open_case(title, activity=way.said["activity"], actor=actor, at=at)
    _answer(case, way, actor=actor, at=at)
    if way.said.get("subject") in TREES:
        _information(case, way, actor=actor, at=at)
    elif way.said.get("basket", "other") != "other":
        _thing(case, way, actor=actor, at=at)
    record_event("licensing.case.begun_from_check", case, actor=actor, at=at, questions=len(way.path))
    return case


def _answer(case: Case, way: Way, *, actor: Any, at: datetime) -> None:
    chosen = set(way.said.get("triggers", "").split())
    given = {each.fills: "yes" for each in TRIGGERS if each.fills and each.code in chosen}
    if chosen == {"none"}:
        given = {each.fills: "no" for each in TRIGGERS if each.fills}
    if way.said.get("f4") in ("yes", "no"):
        given["restrictions"] = way.said["f4"]
    for section in questions.set_for(case.activity).sections:
        mine = {question.id: given[question.id] for question in section.questions if question.id in given}
        if mine:
            licensing.save_answers(case, section=section.id, answers=mine, actor=actor, at=at)


def _information(case: Case, way: Way, *, actor: Any, at: datetime) -> None:
    subject = way.said["subject"]
    item = licensing.add_item(
        case, name=case.title, kind=ItemKind.TECHNOLOGY, basket="quantum_technology", actor=actor, at=at
    )
    licensing.claim_exclusion(item, tree=TREES[subject], actor=actor, at=at)
    said = {**OF_COURSE.get(subject, {}), **way.said}
    prefix = "p" if subject == "published" else "f"
    for node, value in said.items():
        if node[0] == prefix and node[1:].isdigit() and value in ("yes", "no"):
            item = CaseItem.objects.get(pk=item.pk)
            licensing.answer_exclusion(item, node=node, yes=value == "yes", actor=actor, at=at)


def _thing(case: Case, way: Way, *, actor: Any, at: datetime) -> None:
    known = {"activity", "triggers", "subject", "place", "basket"}
    figures = {key: value for key, value in way.said.items() if key not in known and value != "unknown"}
    licensing.add_item(
        case,
        name=case.title,
        kind=ItemKind.HARDWARE,
        basket=way.said["basket"],
        parameters=figures,
        actor=actor,
        at=at,
    )
