"""What assurance does."""

from compliance.assurance.actions.assessments import assess, begin_assessment, sign_assessment
from compliance.assurance.actions.audit import ask_for_passes, make_pass, make_passes
from compliance.assurance.actions.audits import cancel_audit, conclude_audit, draw_sample, look_at, plan_audit
from compliance.assurance.actions.findings import (
    clear,
    close,
    dismiss,
    open_remedy,
    report,
    report_incident,
    state_finding,
    take_up,
    take_up_together,
)

__all__ = [
    "ask_for_passes",
    "assess",
    "begin_assessment",
    "cancel_audit",
    "clear",
    "close",
    "conclude_audit",
    "dismiss",
    "draw_sample",
    "look_at",
    "make_pass",
    "make_passes",
    "open_remedy",
    "plan_audit",
    "report",
    "report_incident",
    "sign_assessment",
    "state_finding",
    "take_up",
    "take_up_together",
]
