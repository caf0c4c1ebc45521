"""Sections that every activity asks: the work in plain words, the use it is put to, and warning signs."""

from compliance.licensing.questions.base import UNKNOWN, YES, YES_NO, YES_NO_UNKNOWN, Question, Section

SUMMARY = Question(
    id="summary",
    wording="What is the work about, in words that a colleague from another field understands?",
    hint="Three or four sentences. What you do, with whom, and what comes out of it.",
    fills="summary",
)
STARTS = Question(id="starts_on", wording="When does it begin?", kind="day", fills="starts_on")
ENDS = Question(
    id="ends_on",
    wording="When does it end?",
    kind="day",
    required=False,
    hint="Leave this empty if there is no end yet.",
    fills="ends_on",
)
FUNDING = Question(
    id="funding",
    wording="Who pays for the work?",
    kind="choice",
    choices=(
        ("internal", "The institution itself"),
        ("public", "A public funder"),
        ("industry", "A company"),
        ("foreign", "A sponsor from another country"),
        ("defence", "A defence or security body"),
    ),
)
RESTRICTIONS = Question(
    id="restrictions",
    wording="Has anybody agreed to limit who may take part, or what may be published?",
    hint="In a contract, an agreement about secrecy, a side letter, or by word of mouth.",
    kind="choice",
    choices=YES_NO_UNKNOWN,
    why="A promise of this kind can end the freedom of fundamental research (15 CFR 734.8(b)).",
)
RESTRICTION_DETAILS = Question(
    id="restriction_details",
    wording="What was agreed, and with whom?",
    only_if=("restrictions", (YES,)),
)

END_USE = Section(
    id="end_use",
    title="What it will be used for",
    intro="Some rules look at the use and not at the thing. Say what you know. “I do not know” is an honest answer, "
    "and a person will look at it with you.",
    questions=(
        Question(
            id="end_use",
            wording="What will the other side use it for?",
            hint="The experiment, product or course that it is meant for.",
            fills="end_use",
        ),
        Question(
            id="military",
            wording="Is any of it meant for a military use, or for the armed forces of any country?",
            kind="choice",
            choices=YES_NO_UNKNOWN,
            fills="military",
            why="15 CFR 744.21; Regulation (EU) 2021/821, article 4.",
        ),
        Question(
            id="military_intelligence",
            wording="Is any of it meant for an intelligence or reconnaissance service?",
            kind="choice",
            choices=YES_NO_UNKNOWN,
            fills="military_intelligence",
            why="15 CFR 744.22.",
        ),
        Question(
            id="weapons",
            wording="Could it serve nuclear, chemical or biological weapons, or missiles that carry them?",
            kind="choice",
            choices=YES_NO_UNKNOWN,
            fills="weapons",
            why="15 CFR 744.2 to 744.4.",
        ),
        Question(
            id="supercomputer",
            wording="Is it meant for a supercomputer, or for making the most advanced chips?",
            kind="choice",
            choices=YES_NO_UNKNOWN,
            fills="supercomputer",
            why="15 CFR 744.23.",
        ),
        Question(
            id="informed",
            wording="Has any authority told you that this needs a licence, or warned you about it?",
            kind="choice",
            choices=YES_NO,
            fills="informed",
        ),
        Question(
            id="use_details",
            wording="What do you know about it?",
            hint="Who told you, when, and what was said.",
            only_if=("informed", (YES,)),
        ),
    ),
)

WARNING_SIGNS = Section(
    id="signs",
    title="Anything unusual",
    intro="Nothing here is an accusation. A sign only means that somebody asks one more question before you go on.",
    questions=(
        Question(
            id="signs",
            wording="Do any of these apply?",
            kind="choices",
            choices=(
                ("vague_use", "The other side is reluctant to say what it is for"),
                ("does_not_fit", "What is asked for does not fit what the other side does"),
                ("no_background", "There is little to be found about the other side"),
                ("beyond_publication", "Recipes or calibration data beyond what is published were asked for"),
                ("hidden_funding", "It is not clear who pays, or who is behind the other side"),
                ("secrecy", "Unusual secrecy, payment, route or delivery was asked for"),
                ("none", "None of these"),
            ),
            why="15 CFR part 732, supplement no. 3: a sign that is left alone counts as knowledge.",
        ),
        Question(
            id="sign_details",
            wording="What did you notice?",
            only_if=(
                "signs",
                ("vague_use", "does_not_fit", "no_background", "beyond_publication", "hidden_funding", "secrecy"),
            ),
        ),
    ),
)

UNSURE = (YES, UNKNOWN)


def work(*extra: Question) -> Section:
    """Return the first page: what the work is about, and whatever else the activity asks there."""
    return Section(id="work", title="About the work", questions=(SUMMARY, *extra, STARTS, ENDS))
