"""What happens in training. One module a noun; this is the door."""

from training.actions.courses import open_course
from training.actions.records import record_outside_completion

__all__ = ["open_course", "record_outside_completion"]
