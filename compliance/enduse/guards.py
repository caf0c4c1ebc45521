"""Facts that must hold before a statement is accepted, a due diligence concluded, or a visit closed."""

from compliance.enduse.models import DueDiligence, Statement, Visit
from portal.core.errors import Conflict


def every_field_is_looked_at(statement: Statement) -> None:
    """
    Accept nothing that nobody has read.

    :raises Conflict: naming the fields
    """
    rows = list(statement.checks.order_by("pk"))
    wrong = [row.label for row in rows if row.accepted is False]
    if wrong:
        raise Conflict(f"Not right yet: {', '.join(wrong)}. Send it back to the recipient.")
    left = [row.label for row in rows if row.accepted is None]
    if left:
        raise Conflict(f"Not looked at yet: {', '.join(left)}.")


def authority_is_shown(statement: Statement) -> None:
    """
    Accept a signature only from somebody who may sign.

    :raises Conflict: if nothing shows that they may
    """
    if not statement.authority:
        raise Conflict("Nothing shows yet that the signatory may sign for the organisation.")


def translation_is_there(statement: Statement) -> None:
    """
    Accept a text in another language only with its translation.

    :raises Conflict: if it is missing
    """
    if statement.language and not (statement.translation_id and statement.translator):
        raise Conflict(f"It is in {statement.language}; its translation is missing.")


def every_question_is_answered(diligence: DueDiligence) -> None:
    """
    Conclude nothing with questions left open.

    :raises Conflict: saying how many
    """
    from compliance.enduse.checklists import checklist_of

    asked = {question.id for question in checklist_of(diligence.kind, diligence.checklist).questions}
    left = len(asked - set(diligence.answers.values_list("question", flat=True)))
    if left:
        raise Conflict(f"{'One question is' if left == 1 else f'{left} questions are'} not answered yet.")


def no_flag_of_it_is_open(diligence: DueDiligence) -> None:
    """
    Conclude nothing while a red flag that it raised is open. Looking away settles nothing.

    :raises Conflict: naming the flag
    """
    flagged = diligence.answers.filter(flag__isnull=False, flag__settled_at=None).select_related("flag").first()
    if flagged is not None and flagged.flag is not None:
        raise Conflict(f"A red flag is open: {flagged.flag.title}.")


def every_action_is_done(visit: Visit) -> None:
    """
    Close no visit with something left to do.

    :raises Conflict: naming it
    """
    left = visit.actions.open().order_by("number").first()
    if left is not None:
        raise Conflict(f"Action {left.number} is not done: {left.text}")
