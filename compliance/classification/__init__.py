"""
Classification: what an item is, whether a transfer of it needs a licence, and why.

Two parts. `engine/` is pure: it knows a Book of reference data and the facts, and nothing of Django or of the clock.
The rooms around it (models, actions, queries, views) keep what was determined so that it can be run again years later.

For a capability on a higher storey, licensing above all:

    from compliance.classification import actions, engine, queries
    from compliance.classification.engine import Outcome

    facts = engine.read_facts({...}, book=book)     # the mapping of docs/classification.md, without its id
                                                    # raises Invalid(field="item.parameters.cnot_error")
    results = queries.determine(facts)              # tuple of engine.Result, one per applicable regime; stores nothing
    overall = engine.strictest([r.outcome for r in results])

    assessment = queries.assess(facts.item, "US-EAR", as_of=day)    # met, not met, unknown; what settles it; headroom

    records = actions.determine_transfer(           # the same, stored: one Determination per regime
        subject_reference="FL-2026-00042/1",        # whatever the caller calls its transfer
        facts=facts, actor=user, at=now,            # actor None is the portal itself
        exclusion_session=session,                  # optional: the answered questions that the facts carry
    )
    queries.standing("FL-2026-00042/1")             # the determinations that count now, one per regime
    queries.overall("FL-2026-00042/1")              # the strictest outcome, or None when nothing stands
    actions.reopen("FL-2026-00042/1", reason="…", actor=user, at=now)     # an amendment of the agreement, a new list

A Determination has columns for guards: `subject_reference`, `regime`, `outcome`, `review_policy`, `as_of`, `stands`
(False once superseded or reopened). Results, inputs and trace are kept encrypted, because nationality is among them.
`screening` in the facts is clear, hit or none; whoever calls asks the screening capability and says what it answered.
"""
