"""Whether an entry asks for a licence to a place: worldwide controls, the chart, embargoes and special rules."""

from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.facts import Item
from compliance.classification.engine.judging import MET, covers, unique
from compliance.classification.engine.outlines import CATEGORY
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.rows import Reason

WORLDWIDE, CHART, SPECIAL = "worldwide", "chart", "special"


def required(ask: Ask, reading: Reading, target: Target) -> None:
    """Ask every reason for control of an entry whether it wants a licence for this place."""
    for reason in reading.entry.reasons:
        scoped = in_scope(reading, reason, ask.item)
        if scoped is not False:
            BY_MODE[reason.mode](ask, reading, reason, target, scoped)


def in_scope(reading: Reading, reason: Reason, item: Item) -> bool | None:
    """
    Whether a reason that covers part of an entry covers this item; None where nobody can tell yet.

    The scope names paragraphs, or what technology is for. Where the text adds conditions, a question about them
    decides; where it is told only in words, a person does.
    """
    placed = _placed(reading, reason, item)
    if placed is False or not reason.asks:
        return placed
    applies = item.values.get(reason.asks)
    return placed if applies is True else False if applies is False else None


def _placed(reading: Reading, reason: Reason, item: Item) -> bool | None:
    """Whether what the scope names is met."""
    if reason.entire:
        return True
    if not reason.paragraphs:
        return True if reason.asks else None
    for_item = (item.for_item,) if item.is_information and item.for_item else ()
    if _touches(reason.paragraphs, (*reading.met_paragraphs, *for_item)):
        return True
    unsaid = item.is_information and not item.for_item
    if unsaid or _touches(reason.paragraphs, reading.open_paragraphs):
        return None
    named_by_purpose = any(CATEGORY.match(name) for name in reason.paragraphs)
    return None if reading.undivided and not named_by_purpose else False


def _touches(named: tuple[str, ...], paragraphs: tuple[str, ...]) -> bool:
    return any(covers(name, code) or covers(code, name) for name in named for code in paragraphs)


@rule("US-EAR.worldwide", citation="15 CFR 742.4(a)(5); 742.6(a)(10)")
def worldwide(ask: Ask, reading: Reading, reason: Reason, target: Target, scoped: bool | None) -> Finding | None:
    """A worldwide control asks for a licence to every destination, allies included, and never uses the chart."""
    says = f"{reading.name}: {reason.code} is a worldwide control; the chart is not consulted for {target.spoken}."
    return _requirement(reading, reason, target, scoped, says, reason.basis)


@rule("US-EAR.chart", citation="15 CFR 738.4(a)(2)(ii); Supplement No. 1 to Part 738")
def chart(ask: Ask, reading: Reading, reason: Reason, target: Target, scoped: bool | None) -> Finding | None:
    """An X in the column of the reason and the row of the country asks for a licence; every X counts by itself."""
    marked = target.place.marked(reason.column)
    if not marked:
        return None  # embargoes and places without a row have rules of their own
    says = f"{reading.name}: the chart has an X under {reason.column} for {target.spoken}"
    says += f", which counts for {reason.scope}." if scoped is None and reason.scope else "."
    return _requirement(reading, reason, target, scoped, says)


@rule("US-EAR.chart-blank", citation="15 CFR 738.4(a)(2)(ii)(B)")
def chart_blank(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """Without an X no licence is needed for that reason, as long as nothing else in the EAR asks for one."""
    reasons = [reason for reason in reading.entry.reasons if reason.mode == CHART]
    columns = [reason.column for reason in reasons if in_scope(reading, reason, ask.item) is not False]
    if not columns or any(target.place.marked(column) is not False for column in columns):
        return None
    says = f"{reading.name}: no X under {', '.join(dict.fromkeys(columns))} for {target.spoken}."
    return Finding(Effect.NOTES, says, row=target.place.chart, uses=("destination",))


@rule("US-EAR.special", citation="the basis that the entry names")
def special(ask: Ask, reading: Reading, reason: Reason, target: Target, scoped: bool | None) -> Finding | None:
    """A reason outside the chart counts where its own section says so; where it names no country, a person reads it."""
    source = reason.basis
    if reason.countries:
        if not target.place.is_in(reason.countries):
            return None
        says = f"{reading.name}: {reason.code} is required for {target.spoken} by the entry's own text."
        return _requirement(reading, reason, target, scoped, says, source)
    scope = f" ({reason.scope})" if reason.scope else ""
    says = f"{reading.name}: {reason.code}{scope} follows {reason.basis}; a person reads whether it applies here."
    return _requirement(reading, reason, target, scoped if reason.asks else None, says, source)


BY_MODE = {WORLDWIDE: worldwide, CHART: chart, SPECIAL: special}


@rule("US-EAR.embargo", citation="15 CFR Part 746; Supplement No. 1 to Part 738")
def embargo(ask: Ask, target: Target) -> Finding | None:
    """The row of an embargoed country has no X and permits nothing: Part 746 decides, and refuses."""
    if not target.place.embargoed or target.deemed:
        return None
    chart_row = target.place.chart
    if not ask.assessment.met and _opened_for_unlisted(ask, target):
        says = f"{target.place.name} is under an embargo that an exception opens for unlisted items; a person confirms."
        return Finding(Effect.REFERS, says, row=chart_row, uses=("destination",), part_746=True)
    says = f"{target.place.name} is under an embargo; the absence of an X is no permission."
    section = f"15 CFR {chart_row.sections}" if chart_row and chart_row.sections else ""
    return Finding(
        Effect.BARS, says, row=chart_row, source=section, uses=("destination",), policy="denial", part_746=True
    )


def _opened_for_unlisted(ask: Ask, target: Target) -> bool:
    """Whether an exception is made for what is on no list and goes to this very place (740.5 for Syria)."""
    return any(
        {("destination_in", (target.place.code,)), ("entry_in", ("EAR99",))}
        <= {(condition.test, condition.values) for condition in row.conditions}
        for row in ask.book.exceptions
        if row.status == "active"
    )


@rule("US-EAR.embargo-release", citation="15 CFR Part 746; 734.13(b)")
def embargo_release(ask: Ask, target: Target) -> Finding | None:
    """For a release to a national of an embargoed country the chart is silent; a listed item needs a licence."""
    if not target.place.embargoed or not target.deemed:
        return None
    if ask.assessment.met:
        says = f"The chart is silent for {target.spoken}; Part 746 is read first, and a listed item needs a licence."
        return Finding(Effect.REQUIRES, says, row=target.place.chart, policy="denial", part_746=True)
    says = f"The chart is silent for {target.spoken}; a person reads Part 746 and the sanctions programme."
    return Finding(Effect.REFERS, says, row=target.place.chart, uses=("most_recent_citizenship",))


@rule("US-EAR.no-row", citation="15 CFR 738.3(b)")
def no_row(ask: Ask, target: Target) -> Finding | None:
    """A territory without a row of its own follows another country; which one, a person decides."""
    if target.place.chart is not None:
        return None
    says = f"The Country Chart has no row for {target.place.name}."
    return Finding(Effect.REFERS, says, uses=("destination",), settles=())


@rule("US-EAR.inherited-row", citation="15 CFR 738.3(b); 85 FR 83788")
def inherited_row(ask: Ask, target: Target) -> Finding | None:
    """Where one place reads the row of another, the trace says so: Hong Kong reads China."""
    if not target.place.stands_in:
        return None
    says = f"{target.place.name} reads the row and the groups of {target.place.stands_in}."
    return Finding(Effect.NOTES, says, row=target.place.chart, uses=("destination",))


@rule("US-EAR.residual", citation="15 CFR 738.4(a)(2)(ii)(B); 774.1")
def residual(ask: Ask, target: Target) -> Finding | None:
    """What no listed entry describes is in a residual entry or EAR99: no chart column asks for a licence for it."""
    if ask.assessment.met or target.deemed or target.place.chart is None or target.place.chart.rule != "chart":
        return None
    says = (
        f"If it is in a residual entry (AT reasons only) or EAR99, the chart asks for nothing for {target.place.name}."
    )
    return Finding(Effect.NOTES, says, row=target.place.chart, uses=("destination",))


def _requirement(
    reading: Reading, reason: Reason, target: Target, scoped: bool | None, says: str, source: str = ""
) -> Finding:
    certain = reading.truth == MET and scoped
    return Finding(
        Effect.REQUIRES if certain else Effect.POSSIBLY,
        says,
        row=reading.entry,
        source=source,
        uses=("most_recent_citizenship",) if target.deemed else ("destination",),
        settles=unique((*reading.settles, *((reason.asks,) if scoped is None and reason.asks else ()))),
        reasons=(reason.code,),
        recalled=reading.recalled,
    )
