"""What happens to cases and authorisations. One module a noun; this is the door."""

from compliance.licensing.actions import appeals, applications
from compliance.licensing.actions.authorisations import (
    expire,
    put_in_force,
    reinstate,
    revoke,
    surrender,
    suspend,
)
from compliance.licensing.actions.contents import (
    add_item,
    add_party,
    answer_exclusion,
    change_party,
    claim_exclusion,
    describe_item,
    drop_exclusion,
    excuse_document,
    give_document,
    name_party,
    remove_item,
    remove_party,
    reuse_item,
)
from compliance.licensing.actions.decisions import decide
from compliance.licensing.actions.desk import drop_view, gather_words, keep_view
from compliance.licensing.actions.drafts import (
    amend_case,
    copy_case,
    hand_over,
    open_case,
    rename_case,
    save_answers,
    take_back,
)
from compliance.licensing.actions.holds import add_note, lift_hold, place_hold, raise_flag, settle_flag
from compliance.licensing.actions.reminders import remind_of_conditions, remind_of_expiries
from compliance.licensing.actions.requests import answer, ask, close, go_on
from compliance.licensing.actions.reviews import (
    assign,
    determine,
    give_second_review,
    raise_tier,
    recommend,
    send_back,
    take_up_advice,
)
from compliance.licensing.actions.settings import change_setting
from compliance.licensing.actions.submission import check, check_again, submit, withdraw
from compliance.licensing.actions.usage import (
    correct_usage,
    enter_usage,
    meet_condition,
    renew_condition,
    waive_condition,
)
from compliance.licensing.actions.watching import hold_for_hit

__all__ = [
    "add_item",
    "add_note",
    "add_party",
    "amend_case",
    "answer",
    "answer_exclusion",
    "appeals",
    "applications",
    "ask",
    "assign",
    "change_party",
    "change_setting",
    "check",
    "check_again",
    "claim_exclusion",
    "close",
    "copy_case",
    "correct_usage",
    "decide",
    "describe_item",
    "determine",
    "drop_exclusion",
    "drop_view",
    "enter_usage",
    "excuse_document",
    "expire",
    "gather_words",
    "give_document",
    "give_second_review",
    "go_on",
    "hand_over",
    "hold_for_hit",
    "keep_view",
    "lift_hold",
    "meet_condition",
    "name_party",
    "open_case",
    "place_hold",
    "put_in_force",
    "raise_flag",
    "raise_tier",
    "recommend",
    "reinstate",
    "remind_of_conditions",
    "remind_of_expiries",
    "remove_item",
    "remove_party",
    "rename_case",
    "renew_condition",
    "reuse_item",
    "revoke",
    "save_answers",
    "send_back",
    "settle_flag",
    "submit",
    "surrender",
    "suspend",
    "take_back",
    "take_up_advice",
    "waive_condition",
    "withdraw",
]
