"""Write and submit a case the way a researcher does, page by page."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from compliance.licensing import questions
from compliance.licensing.actions import contents, drafts
from compliance.licensing.models import Case
from compliance.parties.models import Party
from dashboards.demo.stories import Story
from portal.accounts.models import User
from portal.core.words import as_day

SENTENCES = {
    "summary": "We study how far error correction carries on devices that can be built today, together with a partner "
    "who measures the same devices independently. What comes out is a comparison that both sides can publish.",
    "end_use": "Measurements for a joint study, in the partner's own laboratory, by its scientists.",
    "duties": "Plans and carries out measurements, and writes them up with the group.",
}
MOMENTS = {"starts_on": 30, "ends_on": 395}
SAFE = ("no", "none", "visitor", "internal", "us", "courier", "year", "agreed")


def write(
    story: Story,
    *,
    applicant: User,
    party: Party,
    role: str,
    random: Random,
    at: datetime,
    home: Party | None = None,
    actor: User | None = None,
) -> Case:
    """Return a draft that lacks nothing but the signature."""
    writer = actor or applicant
    words = {
        "partner": party.name,
        "qubits": random.choice([5, 9, 17, 20, 27]),
        "listed": random.choice([105, 120, 156]),
    }
    title = random.choice(story.titles).format(**words)[:200]
    case = drafts.open_case(title, activity=story.activity, applicant=applicant, actor=writer, at=at)
    given: dict[str, str] = {}
    for section in questions.set_for(story.activity).sections:
        answers: dict[str, str] = {}
        for question in section.questions:
            if question.applies({**given, **answers}):
                answers[question.id] = story.answers.get(question.id) or _answer(question, at)
        drafts.save_answers(case, section=section.id, answers=answers, actor=writer, at=at)
        given |= answers
    described: dict[str, Any] = _item(story, words)
    tree, said = described.pop("exclusion", None) or ("", {})
    item = contents.add_item(case, us_origin="yes", actor=writer, at=at, **described)
    if tree:
        contents.claim_exclusion(item, tree=tree, actor=writer, at=at)
    for node, yes in said.items():
        contents.answer_exclusion(item, node=node, yes=yes == "yes", actor=writer, at=at)
    details: dict[str, Any] = {} if role == "visitor" else {"destination": party.country}
    contents.add_party(case, party=party, role=role, actor=writer, at=at, **details)
    if home is not None:
        contents.add_party(case, party=home, role="home", actor=writer, at=at)
    for asked in questions.set_for(story.activity).documents_asked(given):
        reason = "Agreed in an exchange of letters; nothing beyond it was signed."
        contents.excuse_document(case, kind=asked.kind, reason=reason, actor=writer, at=at)
    return case


def _answer(question: Any, at: datetime) -> str:
    if question.kind == "day":
        return (as_day(at) + timedelta(days=MOMENTS.get(question.id, 60))).isoformat()
    codes = [code for code, _ in question.choices]
    if codes:
        return next((code for code in SAFE if code in codes), codes[0])
    return SENTENCES.get(question.id, "As agreed with the partner.")


def _item(story: Story, words: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = dict(story.item)
    parameters = {name: str(value).format(**words) for name, value in item.get("parameters", {}).items()}
    return {**item, "parameters": parameters} if parameters else item
