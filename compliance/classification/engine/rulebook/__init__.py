"""The rules by what they look at. Importing this package registers all of them."""

from compliance.classification.engine.rulebook import (
    authorisations,
    elsewhere,
    entries,
    exclusions,
    releases,
    requirements,
    scope,
    screening,
    uses,
)

__all__ = [
    "authorisations",
    "elsewhere",
    "entries",
    "exclusions",
    "releases",
    "requirements",
    "scope",
    "screening",
    "uses",
]
