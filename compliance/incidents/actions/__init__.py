"""What people do about incidents. One module a noun; this is the door."""

from compliance.incidents.actions.incidents import (
    assess,
    end_part,
    find_unfounded,
    hand_over,
    join,
    link,
    move_on,
    name_person,
    open_marked,
    take_up,
    write_account,
)
from compliance.incidents.actions.reports import (
    acknowledge,
    empty_letterbox,
    report,
    set_aside,
    write_as_reporter,
    write_to_reporter,
)

__all__ = [
    "acknowledge",
    "assess",
    "empty_letterbox",
    "end_part",
    "find_unfounded",
    "hand_over",
    "join",
    "link",
    "move_on",
    "name_person",
    "open_marked",
    "report",
    "set_aside",
    "take_up",
    "write_account",
    "write_as_reporter",
    "write_to_reporter",
]
