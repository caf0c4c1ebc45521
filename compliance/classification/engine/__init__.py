"""
The determination engine: pure functions over a Book of reference data and the facts of one question.

    facts = read_facts(mapping, book=book, as_of=day)   # raises Invalid(field=…); read(…) collects every complaint
    results = determine(facts, book)                    # one Result per regime that has a say
    assessment = assess(item, "US-EAR", book)           # entries met, not met, unknown; headroom
    strictest([result.outcome for result in results])

Rules live in `rulebook/`, registered in RULES with an id and a citation; what each found stands in the trace.
"""

from compliance.classification.engine.assessing import Assessment, ParagraphReading, Reading, assess
from compliance.classification.engine.desks import ENGINE_VERSION, Desk, desk, determine
from compliance.classification.engine.facts import EndUse, ExclusionAnswers, Facts, Item, Recipient, Transfer
from compliance.classification.engine.outcomes import LABELS, PERMISSIVE, Outcome, Policy, Status, strictest
from compliance.classification.engine.permits import Authorisation, Authorisations
from compliance.classification.engine.reading import Problem, read, read_facts, read_item
from compliance.classification.engine.results import Result
from compliance.classification.engine.rules import RULES, Step

__all__ = [
    "ENGINE_VERSION",
    "LABELS",
    "PERMISSIVE",
    "RULES",
    "Assessment",
    "Authorisation",
    "Authorisations",
    "Desk",
    "EndUse",
    "ExclusionAnswers",
    "Facts",
    "Item",
    "Outcome",
    "ParagraphReading",
    "Policy",
    "Problem",
    "Reading",
    "Recipient",
    "Result",
    "Status",
    "Step",
    "Transfer",
    "assess",
    "desk",
    "determine",
    "read",
    "read_facts",
    "read_item",
    "strictest",
]
