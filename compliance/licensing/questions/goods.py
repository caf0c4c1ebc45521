"""What is asked of those who ship, travel, use other people's machines, and buy."""

from compliance.licensing.questions.base import (
    YES,
    YES_NO,
    YES_NO_UNKNOWN,
    ActivitySet,
    Answers,
    DocumentAsked,
    Question,
    Section,
    fitting,
)
from compliance.licensing.questions.shared import (
    END_USE,
    WARNING_SIGNS,
    work,
)
from compliance.licensing.states import Activity, Mode, PartyRole

# -- Ship something abroad ---------------------------------------------------

SHIP = ActivitySet(
    activity=Activity.SHIP,
    intro="A thing leaves the country: a device, a sample, a drive, a part for repair.",
    example="A chip to a partner for measurement, a cryostat back to its maker.",
    sections=(
        work(),
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
        work(),
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


# -- Cloud or remote facility ------------------------------------------------

CLOUD = ActivitySet(
    activity=Activity.CLOUD,
    intro="You put data or code on somebody else's computers, or use a machine elsewhere over a network.",
    example="Control software in a cloud region abroad, time on a quantum computer of a partner.",
    sections=(
        work(),
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
        work(),
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
