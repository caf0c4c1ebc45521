"""What screening does. Other capabilities call ``screen_party``."""

from compliance.screening.actions.demo import load_sample
from compliance.screening.actions.hits import adjudicate, clear_alike
from compliance.screening.actions.lists import accept, confirm, dismiss, fetch_list, import_list, use_list
from compliance.screening.actions.parties import screen_name, screen_party
from compliance.screening.actions.watch import rescreen, rescreen_all

__all__ = [
    "accept",
    "adjudicate",
    "clear_alike",
    "confirm",
    "dismiss",
    "fetch_list",
    "import_list",
    "load_sample",
    "rescreen",
    "rescreen_all",
    "screen_name",
    "screen_party",
    "use_list",
]
