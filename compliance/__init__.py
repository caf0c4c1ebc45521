"""Compliance: one Django app, made of capability packages that only look down."""

# From the roof down, as in docs/architecture.md.
CAPABILITIES = (
    "assurance",
    "incidents",
    "enduse",
    "plans",
    "licensing",
    "council",
    "screening",
    "classification",
    "controls",
    "remedies",
    "parties",
)
