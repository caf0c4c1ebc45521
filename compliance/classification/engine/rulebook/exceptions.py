"""The licence exceptions of Part 740: their own conditions, and everything that takes them away."""

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.authorising import (
    ASK,
    NO,
    YES,
    Matter,
    judge,
    spoken,
    whole,
)
from compliance.classification.engine.judging import covers
from compliance.classification.engine.outcomes import Status
from compliance.classification.engine.permits import Authorisation, Judged
from compliance.classification.engine.rules import Effect, Finding
from compliance.controls.rows import Condition, EndUseRule, ExceptionPart, LicenceException, Restriction

SANCTIONS = "740.2(a)(6)"
UNREAD = "its wording was recalled and must be checked first"

InForce = tuple[Restriction, Status]


def considered(ask: Ask, matter: Matter) -> list[Authorisation]:
    """Every exception of the regime, and each of its paragraphs that can be used by itself."""
    restrictions = in_force(matter)
    found = []
    for row in ask.book.exceptions:
        if row.regime == ask.regime.code and row.status == "active":
            found += [_exception(row, part, matter, restrictions) for part in row.parts or (None,)]
    return found


def _exception(
    row: LicenceException, part: ExceptionPart | None, matter: Matter, restrictions: list[InForce]
) -> Authorisation:
    code = f"{row.code}:{part.code}" if part else row.code
    judged = _walls(row, code, matter)
    if not judged:
        mine = matter.of(code)
        judged = [judge(condition, mine) for condition in (*row.conditions, *(part.conditions if part else ()))]
        judged += _restricted(code, mine, restrictions)
    verified = row.verified and (part is None or part.confidence == "verified")
    if not verified:
        judged.append(Judged("verified", UNREAD, ASK, row.source))
    name = row.title if part is None else f"{row.title}: {part.covers}"
    citation = f"15 CFR {row.section}" if row.section[:1].isdigit() else row.section
    return Authorisation(spoken(code), name, whole(judged), tuple(judged), citation, row.duties, verified)


def _walls(row: LicenceException, code: str, matter: Matter) -> list[Judged]:
    """What takes an exception away whatever its own conditions say."""
    walls = []
    for reading in matter.readings:
        only = reading.entry.only_exceptions
        if only and not kept(code, only):
            text = f"{reading.name} leaves only {', '.join(map(spoken, only))}"
            walls.append(Judged("740.2(a)(22)", text, NO, "15 CFR 740.2(a)(22)"))
        elif any(line.exception == row.code and line.status == "no" for line in reading.entry.exceptions):
            walls.append(Judged("entry", f"{reading.name} itself says that it is not available", NO, "the entry"))
    required = matter.ask.found(Effect.REQUIRES)
    return walls + [_part(finding) for finding in required if not _overcome(finding, row, code, matter)]


def _part(finding: Finding) -> Judged:
    named = finding.row.code if finding.row else ""
    part = "Part 746" if finding.part_746 else "Part 744"
    return Judged(part, f"no exception overcomes {named} unless {part} names it", NO, "15 CFR 740.1(a)")


def _overcome(finding: Finding, row: LicenceException, code: str, matter: Matter) -> bool:
    """A licence that the item asks for can be overcome; one of Part 744 or 746 only by what that part names."""
    if finding.part_746:
        sanctions = matter.ask.book.find(Restriction, SANCTIONS)
        return sanctions is not None and kept(code, sanctions.keeps)
    if not finding.part_744:
        return True
    named = finding.row.exceptions if isinstance(finding.row, EndUseRule) else ()
    return kept(code, named) or any(
        finding.row is not None and covers(each, finding.row.code) for each in row.overcomes
    )


def kept(code: str, named: tuple[str, ...]) -> bool:
    """Whether a list of exceptions names this one: TMP names TMP:a3, TMP:a3 does not name TMP:a4."""
    return code in named or code.partition(":")[0] in named


# The general restrictions of 740.2 -------------------------------------------------------------------------


def in_force(matter: Matter) -> list[InForce]:
    """The restrictions that are set off here, or may be."""
    found = []
    for row in matter.ask.book.restrictions:
        if row.regime == matter.ask.regime.code and row.when:
            status = whole([_holds(condition, row, matter.of(row.code)) for condition in row.when])
            if status is not NO:
                found.append((row, status))
    return found


def _holds(condition: Condition, row: Restriction, matter: Matter) -> Judged:
    """What only a person can say sets a restriction off once somebody says it, and not before."""
    judged = judge(condition, matter)
    if condition.test == "confirm" and judged.status is ASK:
        return Judged(judged.code, judged.text, NO, judged.source)
    return judged


def _restricted(code: str, matter: Matter, restrictions: list[InForce]) -> list[Judged]:
    judged: list[Judged] = []
    for row, status in restrictions:
        if row.adds:
            judged += [judge(condition, matter) for condition in row.adds]
        elif kept(code, row.removes) if row.removes else not kept(code, row.keeps):
            judged.append(Judged(row.code, row.says or row.title, NO if status is YES else ASK, row.source))
    return judged
