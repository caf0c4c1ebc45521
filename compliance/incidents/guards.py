"""What must hold before an incident, a disclosure or a hearing goes on."""

import re
from collections.abc import Iterator

from compliance.incidents.models import Disclosure, Hearing, Incident, IncidentPart, Lesson
from compliance.incidents.states import DisclosureState, HearingState, Part, TaskState
from portal.core.errors import Conflict
from portal.core.words import day

LEAST_PANEL = 2
REFERENCE = re.compile(r"\b[A-Z]{2,3}-\d{4}-\d{3,}\b")


def an_account_is_written(incident: Incident) -> None:
    """
    Let an investigation end only with its account and the causes.

    :raises Conflict: if one is missing
    """
    if not incident.account.strip() or not incident.causes.strip():
        raise Conflict("Write what was found and why it happened first.")


def no_task_is_open(incident: Incident) -> None:
    """
    Let an investigation end only when every task has ended.

    :raises Conflict: naming the first that is open
    """
    task = incident.tasks.filter(state=TaskState.OPEN).order_by("due_on", "pk").first()
    if task is not None:
        raise Conflict(f"A task of the investigation is open, due on {day(task.due_on)}.")


def disclosure_is_decided(incident: Incident) -> None:
    """
    Let an incident go on only when it was decided, either way, whether to disclose it.

    :raises Conflict: if nobody asked the question, or nobody has answered it
    """
    found = list(incident.disclosures.all())
    if not found:
        raise Conflict("Nobody has decided yet whether to disclose this.")
    if any(each.state in (DisclosureState.DRAFT, DisclosureState.IN_REVIEW) for each in found):
        raise Conflict("A disclosure is still being decided.")


def nothing_is_owed_to_an_agency(incident: Incident) -> None:
    """
    Let an incident close only when what was to be disclosed was sent.

    :raises Conflict: naming the agency
    """
    owed = incident.disclosures.filter(state=DisclosureState.TO_DISCLOSE).first()
    if owed is not None:
        raise Conflict(f"The account to {owed.get_agency_display()} has not been sent yet.")


def no_precaution_stands(incident: Incident) -> None:
    """
    Let an incident end only when its precautions are lifted.

    :raises Conflict: naming the first that stands
    """
    measure = incident.measures.in_force().order_by("pk").first()
    if measure is not None:
        raise Conflict(f"A precaution still stands: {measure.what}.")


def every_remedy_was_checked(incident: Incident) -> None:
    """
    Let an incident close only with remedies, each done and checked.

    :raises Conflict: naming the first that is not, or if there is none
    """
    remedies = incident.remedies.exclude(state="cancelled")
    if not remedies.exists():
        raise Conflict("Nothing was put right yet. Open a remedy, so that it does not happen again.")
    waiting = remedies.exclude(state="effective").order_by("pk").first()
    if waiting is not None:
        raise Conflict(f"Remedy {waiting} is {waiting.get_state_display().lower()}.")


def every_part_is_written(disclosure: Disclosure) -> None:
    """
    Let an account leave only with all of its nine parts.

    :raises Conflict: naming the first that is missing
    """
    from compliance.incidents.narrative import PARTS, TO_WRITE

    for part in disclosure.parts.order_by("number"):
        if not part.text.strip() or TO_WRITE in part.text:
            raise Conflict(f"Part {part.number} is not written yet: {PARTS[part.number - 1]}.")


def panel_is_named(hearing: Hearing) -> None:
    """
    Serve no notice before there is a panel that can decide.

    :raises Conflict: if fewer than two people are named
    """
    if IncidentPart.objects.current().filter(incident=hearing.incident, part=Part.PANEL).count() < LEAST_PANEL:
        raise Conflict("Name a panel of at least two people first.")


def most_of_the_panel_agree(hearing: Hearing) -> None:
    """
    Adopt only what most of the panel agree to.

    :raises Conflict: if they do not
    """
    _most_agree(hearing, Part.PANEL, on_appeal=False)


def most_of_the_appeal_panel_agree(hearing: Hearing) -> None:
    """
    Adopt on appeal only what most of the appeal panel agree to.

    :raises Conflict: if they do not
    """
    _most_agree(hearing, Part.APPEAL_PANEL, on_appeal=True)


def _most_agree(hearing: Hearing, part: str, *, on_appeal: bool) -> None:
    members = IncidentPart.objects.current().filter(incident=hearing.incident, part=part)
    draft = hearing.drafts.filter(on_appeal=on_appeal, replaced_at=None).first()
    agreed = draft.voices.filter(agrees=True, member__in=members.values("person")).count() if draft else 0
    if agreed * 2 <= members.count():
        raise Conflict("Most of the panel have not agreed yet.")


def every_hearing_is_over(incident: Incident) -> None:
    """
    Let an incident go on only when whoever it concerns has been heard to the end.

    :raises Conflict: naming the first hearing that is not over
    """
    waiting = incident.hearings.exclude(state__in=(HearingState.FINAL, HearingState.UNFOUNDED)).order_by("pk").first()
    if waiting is not None:
        raise Conflict(f"Hearing {waiting} is {waiting.get_state_display().lower()}.")


def nobody_is_being_heard(incident: Incident) -> None:
    """
    Seal no file while somebody waits for an answer about it.

    :raises Conflict: naming the first hearing that is not over
    """
    served = incident.hearings.exclude(state__in=(HearingState.PREPARED, HearingState.UNFOUNDED)).order_by("pk").first()
    if served is not None:
        raise Conflict(f"Hearing {served} is {served.get_state_display().lower()}. The panel finds it unfounded first.")


def nobody_is_recognised(lesson: Lesson) -> None:
    """
    Publish no lesson that still names a person, a party, a unit or a reference of its incident.

    :raises Conflict: naming what kind of thing it names, not which
    """
    text = f"{lesson.title}\n{lesson.story}\n{lesson.changed}"
    if REFERENCE.search(text):
        raise Conflict("The lesson bears a reference. Take it out.")
    for what, names in _names_in(lesson.incident):
        for name in filter(str.strip, names):
            surname = name.split()[-1] if what == "a person" else ""
            if name.casefold() in text.casefold() or (len(surname) > 3 and surname[0].isupper() and surname in text):
                raise Conflict(f"The lesson names {what} of the incident. Take the name out.")


def _names_in(incident: Incident) -> Iterator[tuple[str, list[str]]]:
    people = [part.person.name for part in incident.parts.select_related("person")]
    people += [report.reporter.name for report in incident.reports.select_related("reporter") if report.reporter]
    people += [interview.who for interview in incident.interviews.all()]
    yield "a person", people
    links = incident.links.select_related("party", "case__unit")
    yield "a party", [link.party.name for link in links if link.party]
    yield "a unit", [link.case.unit.name for link in links if link.case and link.case.unit]


BEFORE_CONCLUDING = (an_account_is_written, no_task_is_open)
BEFORE_SETTLING = (disclosure_is_decided, every_hearing_is_over)
BEFORE_CLOSING = (no_precaution_stands, nothing_is_owed_to_an_agency, every_remedy_was_checked)
BEFORE_SEALING = (no_precaution_stands, nobody_is_being_heard)
