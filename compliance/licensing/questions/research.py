"""What is asked of those who share, host and publish."""

from compliance.licensing.questions.base import (
    UNKNOWN,
    YES_NO,
    YES_NO_UNKNOWN,
    ActivitySet,
    Answers,
    DocumentAsked,
    Question,
    Section,
    chosen,
    fitting,
)
from compliance.licensing.questions.shared import (
    END_USE,
    FUNDING,
    RESTRICTION_DETAILS,
    RESTRICTIONS,
    WARNING_SIGNS,
    work,
)
from compliance.licensing.states import Activity, Mode, PartyRole

AGREEMENT = DocumentAsked(
    kind="agreement",
    wording="The agreement, award or statement of work",
    hint="The clauses about publication and about who may take part matter most.",
)


# -- Share or collaborate ----------------------------------------------------


def _shared_by(kind: str, answers: Answers) -> tuple[Mode, ...]:
    return fitting(kind, chosen(answers, "ways"))


SHARE = ActivitySet(
    activity=Activity.SHARE,
    intro="You work with people elsewhere and give them results, software, data, designs or devices.",
    example="A joint experiment, a code repository with outside members, a device on loan.",
    sections=(
        work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
        Section(
            id="sharing",
            title="How it is shared",
            questions=(
                Question(
                    id="ways",
                    wording="In which ways does it reach the other side?",
                    kind="choices",
                    choices=(
                        (Mode.ELECTRONIC.value, "By e-mail, a repository, a shared folder or a call"),
                        (Mode.PHYSICAL.value, "By post, freight or in somebody's luggage"),
                        (Mode.REMOTE.value, "They use it over a network while it stays here"),
                        (Mode.SERVICE.value, "We train, advise or help them"),
                    ),
                ),
                Question(
                    id="published",
                    wording="Is everything you share published already, or meant to be published?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
                Question(
                    id="passed_on",
                    wording="May the other side pass it on to others?",
                    kind="choice",
                    choices=(*YES_NO, ("agreed", "Only as agreed in writing"), (UNKNOWN, "I do not know")),
                ),
            ),
        ),
        END_USE,
        WARNING_SIGNS,
    ),
    roles=(PartyRole.RECIPIENT, PartyRole.END_USER, PartyRole.INTERMEDIARY, PartyRole.FUNDER),
    receives=(PartyRole.RECIPIENT, PartyRole.END_USER),
    modes=_shared_by,
    documents=(
        AGREEMENT,
        DocumentAsked(
            kind="end_use_statement",
            wording="A statement by the other side about what they will use it for",
            hint="You need none for results that are published. Say so as the reason.",
        ),
    ),
    item_needed="Name what is shared.",
    party_needed="Name who receives it.",
)


# -- Host or employ ----------------------------------------------------------

HOST = ActivitySet(
    activity=Activity.HOST,
    intro="Somebody from elsewhere comes to work, study or look around with you.",
    example="A visiting scientist, a new colleague on a visa, a delegation in the laboratory.",
    sections=(
        work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
        Section(
            id="visit",
            title="The visit or the post",
            intro="You answer for your guest, so that they need not. Citizenship is asked with the person, and only "
            "because some controls make it a criterion.",
            questions=(
                Question(
                    id="stay",
                    wording="In what role do they come?",
                    kind="choice",
                    choices=(
                        ("employee", "As an employee"),
                        ("visitor", "As a visiting scientist"),
                        ("student", "As a student or doctoral candidate"),
                        ("short", "For a tour, a talk or a meeting of a few days"),
                    ),
                ),
                Question(
                    id="petition",
                    wording="Is a visa petition or a certificate waiting for this review?",
                    kind="choice",
                    choices=YES_NO,
                    hint="Petitions for H-1B, L-1 and O-1A ask for a statement about technology (form I-129, part 6).",
                ),
                Question(
                    id="duties",
                    wording="What will they do here?",
                    hint="The duties, in plain words.",
                ),
                Question(
                    id="access",
                    wording="What will they have access to?",
                    kind="choices",
                    choices=(
                        ("public", "Only open areas and published work"),
                        ("equipment", "Equipment, which they use as users do"),
                        ("inside", "How equipment is built, repaired or adjusted"),
                        ("source", "Source code that is not published"),
                        ("designs", "Designs, recipes or data that are not published"),
                        ("proprietary", "Something we hold under an agreement about secrecy"),
                    ),
                ),
                Question(
                    id="rooms",
                    wording="In which rooms and on which systems?",
                    kind="line",
                    required=False,
                ),
            ),
        ),
        END_USE,
        WARNING_SIGNS,
    ),
    roles=(PartyRole.VISITOR, PartyRole.HOME, PartyRole.FUNDER),
    receives=(PartyRole.VISITOR,),
    modes=lambda _kind, _answers: (Mode.RELEASE,),
    documents=(
        DocumentAsked(
            kind="position",
            wording="The description of the post, or the invitation",
            hint="No CV and no copy of a passport: the portal needs neither.",
        ),
    ),
    item_needed="Name the equipment, software or know-how that they will see or use.",
    party_needed="Name who comes, and the institution they come from.",
    happens_here=True,
)


# -- Publish or present ------------------------------------------------------

PUBLISH = ActivitySet(
    activity=Activity.PUBLISH,
    intro="Results go to a journal, a preprint server, a conference or an open repository.",
    example="A preprint, a thesis, the release of a simulator as open source.",
    sections=(
        work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
        Section(
            id="publication",
            title="The publication",
            questions=(
                Question(
                    id="where",
                    wording="Where does it appear?",
                    kind="choice",
                    choices=(
                        ("journal", "In a journal or a book"),
                        ("preprint", "On a preprint server"),
                        ("repository", "In an open repository"),
                        ("conference", "At a conference that anyone may attend"),
                        ("closed", "At a meeting with chosen participants"),
                    ),
                ),
                Question(
                    id="free",
                    wording="Will anybody be able to read it, without a condition beyond the price?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
                Question(
                    id="inputs",
                    wording="Does it hold anything that somebody else gave you in confidence?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
                Question(
                    id="encryption",
                    wording="Is encryption source code part of it?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
            ),
        ),
        WARNING_SIGNS,
    ),
    roles=(PartyRole.ORGANISER, PartyRole.FUNDER),
    receives=(PartyRole.ORGANISER,),
    modes=lambda _kind, _answers: (Mode.ELECTRONIC,),
    documents=(DocumentAsked(kind="manuscript", wording="The manuscript, the abstract or the slides"),),
    item_needed="Name what is published.",
    party_needed="Name the journal, the server or the organiser.",
)
