"""
What a plan of each weight says, and who signs for which part. Pure data.

The contents follow what universities' plans ask for: description, people, places, marking, receipt and sending,
systems with the IT manager's signature, visitors, meetings, travel, publication steps, subcontractors and the end
of the project. The tiers follow the three documents that Northwestern University keeps apart; its lightest one
needs no signature of a head of unit.
"""

from dataclasses import dataclass

from compliance.plans.states import Capacity, Part, Weight

C, P = Capacity, Part
EVERYBODY = (C.RESPONSIBLE, C.PARTICIPANT, C.IT_MANAGER, C.HEAD)

# Who signs a change of a part. Participants means those who are on the plan; for people, whoever is new.
TOUCHES: dict[str, tuple[str, ...]] = {
    P.ITEMS: EVERYBODY,
    P.PEOPLE: (C.RESPONSIBLE,),
    P.ROOMS: (C.RESPONSIBLE, C.PARTICIPANT, C.HEAD),
    P.SYSTEMS: (C.RESPONSIBLE, C.IT_MANAGER),
    P.PHYSICAL: (C.RESPONSIBLE, C.PARTICIPANT, C.HEAD),
    P.MARKING: (C.RESPONSIBLE, C.PARTICIPANT),
    P.TRANSMISSION: (C.RESPONSIBLE, C.PARTICIPANT, C.IT_MANAGER),
    P.VISITORS: (C.RESPONSIBLE, C.PARTICIPANT),
    P.MEETINGS: (C.RESPONSIBLE, C.PARTICIPANT),
    P.TRAVEL: (C.RESPONSIBLE, C.PARTICIPANT),
    P.PUBLICATION: (C.RESPONSIBLE, C.PARTICIPANT),
    P.SUBCONTRACTORS: (C.RESPONSIBLE, C.HEAD),
    P.DISPOSITION: (C.RESPONSIBLE,),
    P.INCIDENTS: (C.RESPONSIBLE, C.PARTICIPANT),
}
SIGNERS: dict[str, tuple[str, ...]] = {
    Weight.LETTER: (C.RESPONSIBLE, C.PARTICIPANT),
    Weight.MITIGATION: (C.RESPONSIBLE, C.PARTICIPANT, C.IT_MANAGER),
    Weight.FULL: EVERYBODY,
}
# A plan is in force once these have signed; each participant begins with their own signature.
GATES: dict[str, tuple[str, ...]] = {
    Weight.LETTER: (C.RESPONSIBLE,),
    Weight.MITIGATION: (C.RESPONSIBLE, C.IT_MANAGER),
    Weight.FULL: (C.RESPONSIBLE, C.IT_MANAGER, C.HEAD),
}
SAID = {
    C.RESPONSIBLE: "I answer for this plan: I brief those who work under it, keep it true, and report what goes wrong.",
    C.PARTICIPANT: "I have read this plan and been briefed. I keep to it, and share nothing controlled with anybody "
    "who is not active on it.",
    C.IT_MANAGER: "The systems named here are set up and kept as this plan describes.",
    C.HEAD: "The unit gives this plan the rooms and the time it needs, and stands behind whoever keeps to it.",
}


@dataclass(frozen=True)
class Section:
    """One written part: its question, and the lightest plan that needs it."""

    part: str
    question: str
    weights: tuple[str, ...]


HEAVY = (Weight.MITIGATION, Weight.FULL)
ALL = (Weight.LETTER, Weight.MITIGATION, Weight.FULL)
FULL = (Weight.FULL,)
SECTIONS = (
    Section(P.PHYSICAL, "How is it kept, so that only people on the plan get at it?", ALL),
    Section(P.MARKING, "How is it marked, on paper, on screen and on the thing itself?", HEAVY),
    Section(P.TRANSMISSION, "How does it come in and go out?", HEAVY),
    Section(P.VISITORS, "What happens when somebody visits?", HEAVY),
    Section(P.MEETINGS, "Where may it be spoken of, and where not?", FULL),
    Section(P.TRAVEL, "What may travel, and on which device?", FULL),
    Section(P.PUBLICATION, "Which steps does a paper, a talk or a thesis go through first?", ALL),
    Section(P.SUBCONTRACTORS, "Who works on it for us, and what binds them?", FULL),
    Section(P.DISPOSITION, "What happens to it when the project is over?", ALL),
    Section(P.INCIDENTS, "Whom do people tell, and how fast, when something went wrong?", ALL),
)


def sections_of(weight: str) -> list[Section]:
    """Return the written parts of a plan of this weight, in order."""
    return [section for section in SECTIONS if weight in section.weights]


def question_of(part: str) -> str:
    """Return what a written part answers."""
    return next(section.question for section in SECTIONS if section.part == part)


def touched(part: str, weight: str) -> tuple[str, ...]:
    """Return the capacities that sign a change of this part in a plan of this weight."""
    return tuple(capacity for capacity in TOUCHES[part] if capacity in SIGNERS[weight])
