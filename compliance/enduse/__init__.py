"""End use: checks, years later if need be, that what was permitted is used as approved."""
