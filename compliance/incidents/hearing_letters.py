"""Letters of a hearing as PDF: the notice of facts, the decision with its reasons, the appeal, the sealing."""

from datetime import datetime
from typing import Any

from django.conf import settings

from compliance.incidents.models import Hearing, HearingLetter, PanelDraft
from compliance.incidents.states import LetterTo
from portal.core import attachments, words
from portal.core.pdf import render_pdf

RIGHTS = {
    LetterTo.NOTICE: (
        "You may read the file, less the parts that are privileged or marked for security.",
        "You may bring an adviser, who reads what you read and may be present.",
        "You may ask for more time before the last day.",
        "You may say nothing. That does not count against you; the panel then decides on the file.",
        "Whoever investigated does not decide.",
    ),
    LetterTo.DECISION: (
        "You may appeal. People who had no part in this decide the appeal, and it can only become milder.",
        "Until the time to appeal has passed, or the appeal is decided, nothing of this is carried out.",
        "Nobody may treat you worse than this decision says.",
    ),
    LetterTo.APPEAL: ("This decision is final within the institution.",),
    LetterTo.SEALED: (
        "Nothing of it counts against you. The file is closed to everybody but the independent overseers.",
        "Whoever was told of it may be told of this letter, if you wish.",
    ),
    LetterTo.TIME_GRANTED: ("You may answer until the new last day, and ask for more time again before it.",),
    LetterTo.TIME_REFUSED: (
        "You may answer until the last day, which has not changed.",
        "You may say nothing. That does not count against you; the panel then decides on the file.",
    ),
    LetterTo.FINAL: (
        "What follows is carried out now. Each measure has an owner, a day, and somebody who looks whether it helped.",
        "What was taken from you is given back when its reason is gone; you may ask for that at any time.",
        "Nobody may treat you worse than the decision says.",
    ),
}


def issue(
    hearing: Hearing,
    kind: str,
    *,
    at: datetime,
    draft: PanelDraft | None = None,
    answer_by: datetime | None = None,
    appeal_by: datetime | None = None,
    said: str = "",
) -> HearingLetter:
    """Write a letter and keep it with the hearing. ``said`` is what it says before anything else."""
    letter = HearingLetter.objects.create(hearing=hearing, kind=kind, issued_at=at)
    content = render_pdf("hearing_letter", contents(letter, draft, answer_by, appeal_by, said))
    name = f"{hearing.reference}-{kind.replace('_', '-')}.pdf"
    letter.attachment = attachments.store_bytes(content, name=name, subject=letter, kind="letter", actor=None, at=at)
    letter.save(update_fields=["attachment"])
    return letter


def contents(
    letter: HearingLetter,
    draft: PanelDraft | None,
    answer_by: datetime | None,
    appeal_by: datetime | None,
    said: str = "",
) -> dict[str, Any]:
    """Return everything that the letter says, as finished words. It never says who reported."""
    hearing = letter.hearing
    return {
        "title": letter.get_kind_display(),
        "reference": hearing.reference,
        "to": hearing.subject.name,
        "date": words.day(letter.issued_at),
        "said": said,
        "facts": hearing.notice if letter.kind == LetterTo.NOTICE else "",
        "answer_by": words.day(answer_by) if answer_by else "",
        "appeal_by": words.day(appeal_by) if appeal_by else "",
        "verdict": draft.get_verdict_display() if draft else "",
        "measures": [
            f"{each.get_kind_display()}{f': {each.detail}' if each.detail else ''}"
            for each in (draft.measures.order_by("pk") if draft else [])
        ],
        "reasons": draft.reasons if draft and letter.kind != LetterTo.FINAL else "",
        "deviation": draft.deviation if draft and letter.kind != LetterTo.FINAL else "",
        "rights": list(RIGHTS[LetterTo(letter.kind)]),
        "url": f"{settings.SITE_URL}{hearing.get_absolute_url()}",
        "contact": settings.INSTITUTION["contact"],
    }
