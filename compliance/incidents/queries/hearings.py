"""What a hearing shows to whom: the file less its marked parts, the proposal of the matrix, the panel and its draft."""

from datetime import date
from typing import Any

from compliance.incidents import matrix
from compliance.incidents.models import Hearing, Incident, IncidentPart, PanelDraft, Restriction
from compliance.incidents.states import Mark, Part, Response
from portal.core import attachments


def proposal_for(incident: Incident, *, on: date) -> matrix.Proposal:
    """Return what the matrix proposes for an incident."""
    return matrix.propose(
        incident.nature,
        repeat=incident.repeat,
        self_reported=incident.self_reported,
        deliberate=incident.deliberate,
        on=on,
    )


def open_file(hearing: Hearing) -> dict[str, Any]:
    """
    Return the file as whoever is heard reads it: pieces without a mark, conversations without the name of who spoke.

    Reports are no part of it, so nothing in it leads to whoever reported.
    """
    incident = hearing.incident
    evidence = incident.evidence.filter(mark=Mark.OPEN).order_by("number")
    talks = incident.interviews.filter(mark=Mark.OPEN).order_by("held_at", "pk")
    return {
        "evidence": [{"exhibit": each, "file": attachments.of(each).first()} for each in evidence],
        "interviews": [
            {"name": f"Conversation {number}", "as_what": each.as_what, "held_at": each.held_at, "notes": each.notes}
            for number, each in enumerate(talks, start=1)
        ],
        "marked": sum(piece.exclude(mark=Mark.OPEN).count() for piece in (incident.evidence, incident.interviews)),
    }


def panel_of(hearing: Hearing, *, on_appeal: bool) -> list[Any]:
    """Return who sits on the panel."""
    part = Part.APPEAL_PANEL if on_appeal else Part.PANEL
    held = IncidentPart.objects.current().filter(incident=hearing.incident, part=part).select_related("person")
    return [each.person for each in held.order_by("pk")]


def draft_before(hearing: Hearing, *, on_appeal: bool) -> PanelDraft | None:
    """Return the draft that lies before the panel, or the one it adopted."""
    drafts = hearing.drafts.filter(on_appeal=on_appeal, replaced_at=None).select_related("drafted_by")
    return drafts.prefetch_related("measures", "voices__member").first()


def may_self_certify(person: Any, on: date) -> bool:
    """Tell whether the person's cases may be recorded at once, or lost that by a decision that is final."""
    return not _lost(person, Response.SELF_CERTIFICATION, on)


def project_is_suspended(person: Any, on: date) -> bool:
    """Tell whether a decision that is final suspends the person's project."""
    return _lost(person, Response.PROJECT, on)


def _lost(person: Any, kind: str, on: date) -> bool:
    return Restriction.objects.filter(person=person, kind=kind, since__lte=on, lifted_on=None).exists()


def in_words(proposal: matrix.Proposal) -> list[str]:
    """Return the measures of a proposal as people read them."""
    return [Response(kind).label for kind in proposal.measures]
