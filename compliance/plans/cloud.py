"""
Is storing or sending it in a cloud an export? The four parts of 15 CFR 734.18(a)(5) and (b).

Unclassified, encrypted from end to end with keys that no third party is given, by a strong method, and not stored
on purpose in a country of group D:5 or in Russia. Each part is answered on its own. What nobody has answered is
unknown, and unknown never passes. It speaks of the EAR only; another regime has terms of its own.
"""

from dataclasses import dataclass

from compliance.licensing.states import Known

YES, NO, UNKNOWN = Known.YES, Known.NO, Known.UNKNOWN


@dataclass(frozen=True)
class Question:
    """One part of the test."""

    field: str
    asked: str
    help: str
    source: str
    failed: str


PARTS = (
    Question(
        "unclassified",
        "Is everything on it unclassified?",
        "The exclusion never covers classified technology or software.",
        "15 CFR 734.18(a)(5)(i)",
        "It holds classified material.",
    ),
    Question(
        "end_to_end",
        "Is it encrypted from end to end, and has no third party the keys?",
        "It is sealed before it leaves our side and opened only on the recipient's. The provider cannot read it.",
        "15 CFR 734.18(a)(5)(ii) and (b)",
        "It can be read on the way, or somebody else has the keys.",
    ),
    Question(
        "strong",
        "Is the method FIPS 140-2 with NIST guidance, or equally effective?",
        "AES as the common services use it in validated modules is. A password on an archive is not.",
        "15 CFR 734.18(a)(5)(iii)",
        "The method is too weak.",
    ),
    Question(
        "kept_out",
        "Is it kept from being stored in a country of group D:5 or in Russia?",
        "Ask the provider for the region in writing. Passing through on the internet is not storing.",
        "15 CFR 734.18(a)(5)(iv)",
        "It may be stored in a country of group D:5 or in Russia.",
    ),
)


@dataclass(frozen=True)
class Verdict:
    """Whether the exclusion holds, in one word and one sentence."""

    passes: bool
    open: bool
    sentence: str
    failed: tuple[Question, ...] = ()
    unanswered: tuple[Question, ...] = ()


def judge(answers: dict[str, str]) -> Verdict:
    """Return the verdict over the four answers. One no ends it; an unknown leaves it open."""
    failed = tuple(part for part in PARTS if answers.get(part.field) == NO)
    unanswered = tuple(part for part in PARTS if answers.get(part.field) not in (YES, NO))
    if failed:
        return Verdict(
            False, False, "Storing it here is an export. " + " ".join(part.failed for part in failed), failed
        )
    if unanswered:
        left = "One part is" if len(unanswered) == 1 else f"{len(unanswered)} parts are"
        return Verdict(False, True, f"{left} not answered yet, so it counts as an export.", (), unanswered)
    return Verdict(True, False, "All four parts hold: storing it here is no export (15 CFR 734.18(a)(5)).")
