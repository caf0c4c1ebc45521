"""What happens to plans and certificates. One module a noun; this is the door."""

from compliance.plans.actions.access import bring_access_list
from compliance.plans.actions.amendments import (
    add_item,
    add_person,
    add_room,
    add_system,
    judge_system,
    name_signers,
    remove_person,
    remove_room,
    remove_system,
    say_status,
    write_section,
)
from compliance.plans.actions.attestations import attest, plan_attestation, remind_of_attestations
from compliance.plans.actions.certificates import ask_certificate, issue, refuse, withdraw_certificate
from compliance.plans.actions.closing import ask_to_close, close, dispose, go_on
from compliance.plans.actions.drafts import ask_for_issue, choose_weight, draft, follow, give_up_issue, withdraw
from compliance.plans.actions.signatures import begin, remind_of_signatures, send, sign

__all__ = [
    "add_item",
    "add_person",
    "add_room",
    "add_system",
    "ask_certificate",
    "ask_for_issue",
    "ask_to_close",
    "attest",
    "begin",
    "bring_access_list",
    "choose_weight",
    "close",
    "dispose",
    "draft",
    "follow",
    "give_up_issue",
    "go_on",
    "issue",
    "judge_system",
    "name_signers",
    "plan_attestation",
    "refuse",
    "remind_of_attestations",
    "remind_of_signatures",
    "remove_person",
    "remove_room",
    "remove_system",
    "say_status",
    "send",
    "sign",
    "withdraw",
    "withdraw_certificate",
    "write_section",
]
