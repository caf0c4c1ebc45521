"""The question sets, one per activity."""

from compliance.licensing.questions.base import (
    UNKNOWN,
    YES,
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
    ENDS,
    FUNDING,
    RESTRICTION_DETAILS,
    RESTRICTIONS,
    STARTS,
    SUMMARY,
    WARNING_SIGNS,
)
from compliance.licensing.states import Activity, Mode, PartyRole

AGREEMENT = DocumentAsked(
    kind="agreement",
    wording="The agreement, award or statement of work",
    hint="The clauses about publication and about who may take part matter most.",
)


def _work(*extra: Question) -> Section:
    return Section(id="work", title="About the work", questions=(SUMMARY, *extra, STARTS, ENDS))


# -- Share or collaborate ----------------------------------------------------


def _shared_by(kind: str, answers: Answers) -> tuple[Mode, ...]:
    return fitting(kind, chosen(answers, "ways"))


SHARE = ActivitySet(
    activity=Activity.SHARE,
    intro="You work with people elsewhere and give them results, software, data, designs or devices.",
    example="A joint experiment, a code repository with outside members, a device on loan.",
    sections=(
        _work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
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
        _work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
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

# -- Ship something abroad ---------------------------------------------------

SHIP = ActivitySet(
    activity=Activity.SHIP,
    intro="A thing leaves the country: a device, a sample, a drive, a part for repair.",
    example="A chip to a partner for measurement, a cryostat back to its maker.",
    sections=(
        _work(),
        Section(
            id="shipment",
            title="The shipment",
            questions=(
                Question(
                    id="stays",
                    wording="Does it come back?",
                    kind="choice",
                    choices=(("no", "No, it stays"), ("year", "Yes, within a year"), ("later", "Yes, but later")),
                ),
                Question(
                    id="carrier",
                    wording="Who carries it?",
                    kind="choice",
                    choices=(
                        ("courier", "A courier or freight company"),
                        ("hand", "Somebody takes it in their luggage"),
                        ("recipient", "The recipient has it collected"),
                    ),
                ),
                Question(
                    id="owner",
                    wording="Who owns it?",
                    kind="choice",
                    choices=(("us", "We do"), ("sponsor", "A sponsor"), ("other", "Somebody else")),
                ),
                Question(
                    id="owner_consent",
                    wording="Has the owner agreed?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                    only_if=("owner", ("sponsor", "other")),
                ),
                Question(
                    id="stops",
                    wording="Where does it stop on the way?",
                    kind="line",
                    required=False,
                    hint="Countries, in order. Leave this empty if it goes straight there.",
                ),
            ),
        ),
        END_USE,
        WARNING_SIGNS,
    ),
    roles=(PartyRole.RECIPIENT, PartyRole.END_USER, PartyRole.INTERMEDIARY),
    receives=(PartyRole.RECIPIENT, PartyRole.END_USER),
    modes=lambda _kind, _answers: (Mode.PHYSICAL,),
    documents=(
        DocumentAsked(kind="invoice", wording="The pro-forma invoice, or a list with values"),
        DocumentAsked(kind="data_sheet", wording="The maker's data sheet or classification letter"),
    ),
    item_needed="Name what is sent.",
    party_needed="Name who receives it.",
)

# -- Travel ------------------------------------------------------------------

TRAVEL = ActivitySet(
    activity=Activity.TRAVEL,
    intro="You take equipment, data or know-how on a journey.",
    example="A laptop with unpublished code, a prototype for a conference, a talk at a partner's laboratory.",
    sections=(
        _work(),
        Section(
            id="journey",
            title="The journey",
            questions=(
                Question(
                    id="countries",
                    wording="Which countries do you go to or through?",
                    kind="line",
                ),
                Question(
                    id="control",
                    wording="Will you keep what you take with you or under lock, and bring it back within a year?",
                    kind="choice",
                    choices=YES_NO,
                    hint="That is what the exceptions for luggage and tools ask for (15 CFR 740.9, 740.14).",
                ),
                Question(
                    id="talk",
                    wording="What will you present or explain there?",
                    kind="choice",
                    choices=(
                        ("published", "Only what is published"),
                        ("to_be_published", "What will be published"),
                        ("unpublished", "Also what stays unpublished"),
                        ("nothing", "Nothing"),
                    ),
                ),
                Question(
                    id="remote",
                    wording="Will you work on systems of the institution from there?",
                    kind="choice",
                    choices=YES_NO,
                ),
            ),
        ),
        END_USE,
        WARNING_SIGNS,
    ),
    roles=(PartyRole.RECIPIENT, PartyRole.ORGANISER, PartyRole.FUNDER),
    receives=(PartyRole.RECIPIENT, PartyRole.ORGANISER),
    modes=lambda _kind, _answers: (Mode.PHYSICAL,),
    documents=(DocumentAsked(kind="itinerary", wording="The invitation or the programme"),),
    item_needed="Name what you take with you.",
    party_needed="Name whom you visit, or who holds the event.",
)

# -- Publish or present ------------------------------------------------------

PUBLISH = ActivitySet(
    activity=Activity.PUBLISH,
    intro="Results go to a journal, a preprint server, a conference or an open repository.",
    example="A preprint, a thesis, the release of a simulator as open source.",
    sections=(
        _work(FUNDING, RESTRICTIONS, RESTRICTION_DETAILS),
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

# -- Cloud or remote facility ------------------------------------------------

CLOUD = ActivitySet(
    activity=Activity.CLOUD,
    intro="You put data or code on somebody else's computers, or use a machine elsewhere over a network.",
    example="Control software in a cloud region abroad, time on a quantum computer of a partner.",
    sections=(
        _work(),
        Section(
            id="facility",
            title="The facility",
            questions=(
                Question(id="region", wording="In which countries do the computers stand?", kind="line"),
                Question(
                    id="encrypted",
                    wording="Is everything encrypted from end to end, with keys that only you hold?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                    why="15 CFR 734.18(a)(5): data that is sealed in this way is not exported by being stored.",
                ),
                Question(
                    id="operators",
                    wording="Can people who run the facility read what you put there?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
            ),
        ),
        END_USE,
        WARNING_SIGNS,
    ),
    roles=(PartyRole.PROVIDER, PartyRole.RECIPIENT, PartyRole.FUNDER),
    receives=(PartyRole.PROVIDER, PartyRole.RECIPIENT),
    modes=lambda kind, _answers: fitting(kind, {Mode.ELECTRONIC, Mode.REMOTE}),
    documents=(DocumentAsked(kind="terms", wording="The terms of the service, or the agreement on use"),),
    item_needed="Name the data, software or machine.",
    party_needed="Name who runs the facility.",
)

# -- Buy or receive ----------------------------------------------------------


def _given_to_supplier(kind: str, answers: Answers) -> tuple[Mode, ...]:
    if answers.get("hand_over") != YES:
        return ()
    return fitting(kind, {Mode.ELECTRONIC, Mode.PHYSICAL})


PROCURE = ActivitySet(
    activity=Activity.PROCURE,
    intro="Something comes to you from outside that may be controlled, or whose supplier asks what it is for.",
    example="A dilution refrigerator, a part made to your design, samples from a partner.",
    sections=(
        _work(),
        Section(
            id="purchase",
            title="What comes in",
            questions=(
                Question(
                    id="hand_over",
                    wording="Do you give the supplier drawings, code or parts so that they can make it?",
                    kind="choice",
                    choices=YES_NO,
                ),
                Question(
                    id="statement_wanted",
                    wording="Does the supplier ask you for a signed statement about the use?",
                    kind="choice",
                    choices=YES_NO,
                    hint="The office signs such statements; you do not have to.",
                ),
                Question(
                    id="terms",
                    wording="Does it come with conditions on who may use it, or where?",
                    kind="choice",
                    choices=YES_NO_UNKNOWN,
                ),
                Question(
                    id="terms_details",
                    wording="Which conditions?",
                    only_if=("terms", (YES,)),
                ),
            ),
        ),
        WARNING_SIGNS,
    ),
    roles=(PartyRole.SUPPLIER, PartyRole.INTERMEDIARY),
    receives=(PartyRole.SUPPLIER,),
    modes=_given_to_supplier,
    documents=(DocumentAsked(kind="quote", wording="The quotation or the order"),),
    item_needed="Name what comes in.",
    party_needed="Name the supplier.",
    may_have_no_transfer=True,
)

SETS = {each.activity.value: each for each in (SHARE, HOST, SHIP, TRAVEL, PUBLISH, CLOUD, PROCURE)}
