"""A plan as finished words: what is signed, what is printed, and the digest that binds one to the other."""

import hashlib
import json
from typing import Any

from compliance.plans.models import ControlPlan
from compliance.plans.states import Disposition
from portal.core import words


def contents(plan: ControlPlan) -> dict[str, Any]:
    """Return everything that a signer reads. A person's legal status is not part of it."""
    sections = {each.part: each for each in plan.sections.all()}
    choices: Any = type(next(iter(sections.values()))).part.field.choices if sections else ()
    return {
        "reference": plan.reference,
        "title": plan.title,
        "weight": plan.get_weight_display(),
        "version": str(plan.version),
        "purpose": plan.purpose,
        "responsible": plan.responsible.name,
        "deputy": plan.deputy.name if plan.deputy else "",
        "it_manager": plan.it_manager.name if plan.it_manager else "",
        "head": plan.head.name if plan.head else "",
        "items": [
            {"name": item.name, "entries": ", ".join(sorted(str(entry) for entry in item.entries.all()))}
            for item in plan.items.prefetch_related("entries").order_by("pk")
        ],
        "people": [
            {"name": each.user.name, "role": each.role}
            for each in plan.people.on_it().select_related("user").order_by("pk")
        ],
        "rooms": [
            {"name": str(each), "safeguards": each.safeguards}
            for each in plan.rooms.filter(removed_at=None).order_by("pk")
        ],
        "systems": [
            {
                "name": each.name,
                "kind": each.get_kind_display(),
                "where": f"{each.provider}, {each.location}".strip(", "),
                "safeguards": each.safeguards,
                "verdict": each.verdict.sentence if each.is_cloud else "",
            }
            for each in plan.systems.filter(removed_at=None).order_by("pk")
        ],
        "sections": [{"title": str(label), "text": sections[part].text} for part, label in choices if part in sections],
    }


def digest_of(plan: ControlPlan) -> str:
    """Return the SHA-256 of what is signed, the same for the same words."""
    text = json.dumps(contents(plan), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def printed(plan: ControlPlan) -> dict[str, Any]:
    """Return what the printed plan shows: the contents, and who signed when."""
    given = plan.signatures.given().select_related("person").order_by("signed_at", "pk")
    return {
        **contents(plan),
        "state": plan.get_state_display(),
        "digest": digest_of(plan)[:16],
        "signatures": [
            {
                "name": each.person.name,
                "capacity": each.get_capacity_display(),
                "version": str(each.version),
                "on": words.moment(each.signed_at) if each.signed_at else "",
            }
            for each in given
        ],
        "amendments": [
            {"version": str(each.version), "what": each.what, "on": words.day(each.made_at)}
            for each in plan.amendments.order_by("version")
        ],
    }


def dispositions(plan: ControlPlan) -> list[dict[str, str]]:
    """Return what became of each item, in words."""
    return [
        {
            "item": item.name,
            "what": Disposition(item.disposition).label,
            "on": words.day(item.disposed_on) if item.disposed_on else "",
            "note": item.disposition_note,
        }
        for item in plan.items.order_by("pk")
    ]
