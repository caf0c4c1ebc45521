"""From everything that was found to one answer, which is never blank."""

from dataclasses import replace

from compliance.classification.engine import duties
from compliance.classification.engine.asking import Ask
from compliance.classification.engine.authorising import YES
from compliance.classification.engine.facts import CLEAR, PLANNED
from compliance.classification.engine.judging import UNKNOWN, unique
from compliance.classification.engine.kinds import US
from compliance.classification.engine.outcomes import PERMISSIVE, Outcome, Policy, strictest, strictest_policy
from compliance.classification.engine.results import Result
from compliance.classification.engine.rules import Effect, Finding, Step, rule
from compliance.controls.book import Place
from compliance.controls.rows import ReviewPolicy


def conclude(ask: Ask) -> Result:
    """The answer that everything found leads to."""
    outcome = _outcome(ask)
    closing(ask, outcome)
    return Result(
        regime=ask.regime.code,
        outcome=outcome,
        entries=ask.assessment.numbers,
        unknown_parameters=_unknown(ask) if outcome is Outcome.NEEDS_PERSON else (),
        reasons=_reasons(ask, outcome),
        authorisations=ask.authorisations,
        review_policy=_policy(ask, outcome),
        duties=_duties(ask, outcome),
        trace=tuple(ask.steps),
    )


@rule("conclusion", citation="promise: a determination is never blank")
def closing(ask: Ask, outcome: Outcome) -> Finding | None:
    """The strictest of what was found decides; what is unknown, unverified or not screened permits nothing."""
    return Finding(Effect.NOTES, f"Answer: {outcome.replace('_', ' ')}.")


@rule("conclusion.unverified", citation="promise: a recalled row never permits anything by itself")
def unverified(ask: Ask) -> Finding | None:
    """An answer that would permit rests on rows that somebody has read; on recalled ones a person looks."""
    resting = [each.entry.number for each in ask.assessment.not_met if each.recalled and not each.entry.residual]
    resting += [
        each.row.code
        for each in ask.found(Effect.FREES)
        if each.row is not None and (each.recalled or not each.row.verified)
    ]
    if not resting:
        return None
    says = f"This would rest on unverified rows: {', '.join(unique(resting))}."
    return Finding(Effect.REFERS, says, recalled=True)


@rule("conclusion.unverified-place", citation="promise: a recalled row never permits anything by itself")
def unverified_place(ask: Ask) -> Finding | None:
    """Chart rows and country groups that permit have been read by somebody; on recalled ones a person looks."""
    if ask.regime.code != US:  # nobody else's rules ask the chart or the groups
        return None
    rows = unique(code for target in ask.targets for code in target.place.recalled)
    groups = ask.book.recalled_groups if ask.targets else ()
    if not rows and not groups:
        return None
    named = [*(f"chart {code}" for code in rows), *(f"group {code}" for code in groups)]
    says = f"This would rest on unverified rows: {', '.join(named)}."
    return Finding(Effect.REFERS, says, uses=("destination",), recalled=True)


def _outcome(ask: Ask) -> Outcome:
    outcome = _found(ask)
    return Outcome.NEEDS_PERSON if outcome in PERMISSIVE and unverified_place(ask) else outcome


def _found(ask: Ask) -> Outcome:
    if ask.has(Effect.EXCLUDES):
        return _where_excluded(ask)
    if ask.has(Effect.BARS):
        return Outcome.PROHIBITED
    if ask.has(Effect.REQUIRES):
        return _where_required(ask)
    if ask.has(Effect.REFERS, Effect.POSSIBLY):
        return Outcome.NEEDS_PERSON
    if unverified(ask):
        return Outcome.NEEDS_PERSON
    return _where_nothing_is_required(ask)


@rule("conclusion.beyond-exclusion", citation="Country Groups, note to E; 15 CFR 730.4, 734.3(b)")
def beyond_exclusion(ask: Ask) -> Finding | None:
    """What is excluded leaves the regime, and with it the regime's embargoes; the sanctions of others stay."""
    bars = [each for each in ask.found(Effect.BARS) if _of_this_regime(each)]
    if not bars:
        return None
    says = f"The exclusion leaves the regime, not the sanctions beside it; a person reads them: {bars[0].says}"
    return Finding(Effect.REFERS, says, row=bars[0].row)


def _of_this_regime(bar: Finding) -> bool:
    """Embargoes of Part 746 and denial orders reach what is subject to the EAR, and nothing else."""
    return bar.part_746 or "denied_party" in bar.uses


def _where_excluded(ask: Ask) -> Outcome:
    if not all(map(_of_this_regime, ask.found(Effect.BARS))):
        return Outcome.PROHIBITED
    if beyond_exclusion(ask) or not _screened(ask) or _part_744(ask):
        return Outcome.NEEDS_PERSON
    return Outcome.EXCLUDED


def _where_required(ask: Ask) -> Outcome:
    if ask.has(Effect.OPENS):
        return Outcome.NEEDS_PERSON
    if not any(each.status is YES for each in ask.authorisations):
        return Outcome.LICENCE_REQUIRED
    return Outcome.NEEDS_PERSON if ask.has(Effect.REFERS, Effect.POSSIBLY) else Outcome.EXCEPTION


def _where_nothing_is_required(ask: Ask) -> Outcome:
    listed = [each for each in ask.assessment.readings if not each.entry.residual]
    if ask.assessment.met or not listed or any(each.truth == UNKNOWN for each in listed):
        return Outcome.NO_LICENCE_REQUIRED
    return Outcome.NOT_CONTROLLED


def _screened(ask: Ask) -> bool:
    return ask.recipient.screening in (CLEAR, PLANNED)


def _part_744(ask: Ask) -> bool:
    return any(each.part_744 for each in ask.found(Effect.REQUIRES, Effect.REFERS))


def _unknown(ask: Ask) -> tuple[str, ...]:
    """What would settle the answer: parameters by their names, everything else by its field."""
    return ask.settles(Effect.POSSIBLY, Effect.OPENS, Effect.REFERS)


def _reasons(ask: Ask, outcome: Outcome) -> tuple[str, ...]:
    effects = {
        Outcome.PROHIBITED: (Effect.BARS,),
        Outcome.EXCLUDED: (Effect.EXCLUDES,),
        Outcome.LICENCE_REQUIRED: (Effect.MATCHES, Effect.REQUIRES, Effect.FALLS),
        Outcome.EXCEPTION: (Effect.MATCHES, Effect.REQUIRES, Effect.PERMITS),
        Outcome.NO_LICENCE_REQUIRED: (Effect.MATCHES, Effect.FREES),
        Outcome.NOT_CONTROLLED: (Effect.MISSES,),
        Outcome.NEEDS_PERSON: (Effect.REFERS, Effect.POSSIBLY, Effect.OPENS, Effect.MATCHES, Effect.REQUIRES),
    }[outcome]
    said = unique(finding.says for finding in ask.found(*effects))
    return said or (ask.steps[-2].says if len(ask.steps) > 1 else "No rule spoke.",)


def _policy(ask: Ask, outcome: Outcome) -> str:
    """How an application would be looked at: the most restrictive of what entries, places and rules say."""
    if outcome not in (Outcome.LICENCE_REQUIRED, Outcome.PROHIBITED):
        return ""
    said: list[str] = []
    barred = outcome is Outcome.PROHIBITED  # what a licence would be granted for elsewhere says nothing here
    for finding in ask.found(Effect.BARS) if barred else ask.found(Effect.REQUIRES):
        code = finding.policy or getattr(finding.row, "review_policy", "")
        row = ask.book.review_policy(code) if code else None
        said += [code] if row is None else [policy_for(row, target.place) for target in ask.targets]
    return strictest_policy(said) or ("" if barred else str(Policy.CASE_BY_CASE))


def policy_for(row: ReviewPolicy, place: Place) -> str:
    """What a review policy says for one place; where two of its lists name it, the most restrictive."""
    named = [
        (row.refusal, Policy.DENIAL),
        (row.denial, Policy.PRESUMPTION_OF_DENIAL),
        (row.approval, Policy.PRESUMPTION_OF_APPROVAL),
    ]
    return next((str(policy) for values, policy in named if place.is_in(values)), row.otherwise)


def _duties(ask: Ask, outcome: Outcome) -> tuple[str, ...]:
    """What comes with the answer: the reports of what is relied on, and what somebody still has to see to."""
    said: list[str] = []
    if outcome is Outcome.EXCEPTION:
        relied_on = [each for each in ask.authorisations if each.status is YES]
        said += [duties.sentence(code) for each in relied_on for code in each.duties]
    if outcome is Outcome.EXCLUDED:
        said.append(duties.KEEP_THE_BASIS)
    if ask.recipient.screening == PLANNED:
        said.append(duties.SCREEN_FIRST)
    if any(target.place.code == "UA" and not target.deemed for target in ask.targets) and not ask.transfer.region:
        said.append(duties.NAME_THE_REGION)
    if any("us_content" in finding.uses for finding in ask.found(Effect.FREES)):
        said += [duties.REPORT_CONTENT] if ask.item.is_information else []
        said.append(duties.DIRECT_PRODUCT)
    rows = (finding.row for finding in ask.found(*Effect) if finding.row is not None)
    if outcome in PERMISSIVE and any(row.presumed_on(ask.facts.as_of) for row in rows):
        said.append(duties.PRESUMED)
    return unique(said)


def agreed(results: list[Result]) -> Result:
    """One answer where it is open which of several countries counts: theirs if they agree, else a person's."""
    outcomes = [each.outcome for each in results]
    first = next(each for each in results if each.outcome is strictest(outcomes))
    if len(set(outcomes)) == 1:
        return first
    says = "Which citizenship or permanent residence is the most recent decides, and nobody has said."
    step = Step("US-EAR.most-recent", "15 CFR 734.13(b)", str(Effect.REFERS), says, ("permanent_resident_of",))
    return replace(
        first,
        outcome=Outcome.NEEDS_PERSON,
        reasons=(says, *first.reasons),
        unknown_parameters=unique((*first.unknown_parameters, "recipient.most_recent_residence")),
        review_policy="",
        duties=(),
        trace=(*first.trace, step),
    )
