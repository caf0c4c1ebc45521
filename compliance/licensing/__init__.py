"""
Licensing: cases from the first question to the authorisation, their routing, their clock, decisions and letters.

For a capability on a higher storey, end use above all:

    from compliance.licensing import actions, hooks, queries
    from compliance.licensing.models import Authorisation, Case, Transfer
    from compliance.licensing.states import AuthorisationState, CaseState

    @hooks.on_issued                        # runs in the transaction in which an authorisation comes into force
    def plan(authorisation, *, at): ...
    @hooks.on_ended                         # suspended, revoked, surrendered, replaced, expired, used up
    def close(authorisation, *, at): ...

    Authorisation.objects.in_force(on=day)  # also .visible_to(user), .of_kind(…)
    authorisation.case, .state, .kind, .valid_from, .valid_to, .issued_at
    authorisation.transfers                 # Transfer rows: .item, .recipient (CaseParty), .party, .destination, .mode
    authorisation.conditions                # Condition rows: .obligation, .owner, .due_rule, .due_on, .state
    case.applicant, .unit, .tier, .activity, .submitted_at, .decided_at
    queries.clock_of(case, at=at)           # Reading: .with_us, .with_you in working days, .target_on, .running
"""
