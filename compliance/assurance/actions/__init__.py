"""What assurance does."""

from compliance.assurance.actions.findings import (
    clear,
    close,
    dismiss,
    open_remedy,
    report,
    state_finding,
    take_up,
)

__all__ = ["clear", "close", "dismiss", "open_remedy", "report", "state_finding", "take_up"]
