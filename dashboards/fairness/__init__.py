"""Whether groups fare alike: a flag that asks somebody to look, never a finding."""
