"""
How a state looks. Amber waits for somebody named; red is a hold or a refusal, nothing else.

A page may pass a tone; where it does not, the state's name is looked up here.
"""

QUIET, MOVING, WAITING, STOPPED, DONE = "quiet", "moving", "waiting", "stopped", "done"
TONES = (QUIET, MOVING, WAITING, STOPPED, DONE)
IN_WORDS = {
    QUIET: "nothing to do",
    MOVING: "under way",
    WAITING: "waiting",
    STOPPED: "stopped",
    DONE: "done",
}
STATES = {
    QUIET: """
        draft planned cancelled withdrawn closed archived expired retired superseded not_started inactive
        surrendered replaced exhausted waived remitted varied answered dismissed set_aside unfounded not_acted_on
        lifted not_disclosed dropped excused
    """,
    MOVING: """
        checking submitted screening classification review in_review under_review officer_review second_review
        council council_review scheduled expedited voting convened in_session open running active_review
        assigned in_progress investigating containment published_draft deciding remedying taken_up prepared filed
        panel appealed
    """,
    WAITING: """
        waiting awaiting awaiting_information information_requested asked returned awaiting_signature sent
        awaiting_statement pending pending_review overdue due signature reminded awaiting_attestation
        awaiting_decision licence_required needs_person lodged received notice to_disclose queried
        wanted invited signing closing
    """,
    STOPPED: """
        refused rejected denied held on_hold blocked prohibited suspended revoked failed true_match breach not_effective
    """,
    DONE: """
        approved approved_with_conditions decided concluded recorded completed complete active current
        in_force verified cleared false_match signed issued accepted published passed resolved done
        satisfactory effective cleared approved_in_part excluded not_controlled no_licence_required exception met
        upheld granted
    """,
}
BY_STATE = {state: tone for tone, states in STATES.items() for state in states.split()}


def tone_of(state: object) -> str:
    """Return the tone of a state; a state nobody has listed is quiet."""
    return BY_STATE.get(str(state or "").lower(), QUIET)
