"""Route a case: derive its facts, ask every rule, keep what each said, and follow the highest tier."""

from datetime import datetime

from compliance.licensing import facts, rules, targets, timekeeping
from compliance.licensing.models import Case, RoutingEffect
from compliance.licensing.states import Tier
from portal.core.words import as_day

QUEUES = {Tier.RECORDED: "", Tier.OFFICER: "officer", Tier.SECOND: "second", Tier.COUNCIL: "council"}
RAISED = "officer"


def route(case: Case, *, at: datetime) -> None:
    """
    Set tier, queue and target by the rules of the day.

    A tier that an officer raised is not lowered again, and what an officer determined by hand never lowers one: nobody
    takes a case out of somebody else's review by their own answer.
    """
    known = list(case.routing_effects.values_list("run", "rule", "tier"))
    run = max((number for number, _, _ in known), default=0) + 1
    found = facts.facts_of(case)
    effects = rules.apply(found, targets.values(on=as_day(at)))
    RoutingEffect.objects.bulk_create(
        RoutingEffect(
            case=case,
            run=run,
            rule=effect.rule.id,
            version=effect.rule.version,
            tier=effect.rule.tier,
            reason=effect.reason,
            citation=effect.rule.citation,
            facts=effect.read,
            at=at,
        )
        for effect in effects
    )
    raised = [tier for _, rule, tier in known if rule == RAISED]
    before = [case.tier] if found.by_person and case.tier is not None else []
    set_tier(case, max([rules.tier_of(effects), *raised, *before]), at=at)


def next_run(case: Case) -> int:
    """Return the number of the next routing of the case."""
    return (case.routing_effects.order_by("-run").values_list("run", flat=True).first() or 0) + 1


def set_tier(case: Case, tier: int, *, at: datetime) -> None:
    """Give the case its tier, its queue and the day by which the office means to answer."""
    case.tier, case.queue = tier, QUEUES[Tier(tier)]
    case.target_on = timekeeping.target_of(case, at=at)
    case.save(update_fields=["tier", "queue", "target_on"])
