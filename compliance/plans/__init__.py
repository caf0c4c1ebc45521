"""
Control plans: what keeps a controlled project controlled, from the draft to the close-out certificate.

For the capabilities above:

    from compliance.plans import hooks, queries

    queries.may_work_now(plan, on)            # people who are briefed, signed, and so active
    queries.lapsed_people(on)                 # on a live plan and not current in training
    queries.people_not_on_plan(on)            # in a room's access list, and not on the plan of that room
    queries.items_not_on_plan(on)             # permitted by an authorisation, and not on the plan of its case
    queries.overdue_attestations(on)          # yearly attestations whose day has passed
    queries.unsigned(on, days=14)             # signatures asked for so long ago
    @hooks.on_amended                         # in the transaction in which the scope of a live plan changes
"""
