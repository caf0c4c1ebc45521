"""What screening does. Other capabilities call ``screen_party``."""

from compliance.screening.actions.demo import load_sample
from compliance.screening.actions.fetching import count_failure, fetch_list
from compliance.screening.actions.hits import adjudicate, clear_alike
from compliance.screening.actions.jobs import map_sheet, resume_sheet, stop_sheet, take_sheet, work_on
from compliance.screening.actions.lists import accept, confirm, dismiss, import_list, use_list
from compliance.screening.actions.parties import screen_name, screen_party
from compliance.screening.actions.ror import take_ror_names
from compliance.screening.actions.watch import rescreen, rescreen_all

__all__ = [
    "accept",
    "adjudicate",
    "clear_alike",
    "confirm",
    "count_failure",
    "dismiss",
    "fetch_list",
    "import_list",
    "load_sample",
    "map_sheet",
    "rescreen",
    "rescreen_all",
    "resume_sheet",
    "screen_name",
    "screen_party",
    "stop_sheet",
    "take_ror_names",
    "take_sheet",
    "use_list",
    "work_on",
]
