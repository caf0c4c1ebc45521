"""How the same cause is known again."""

import hashlib


def fingerprint_of(*parts: object) -> str:
    """Return the mark of what is wrong with what. It says nothing to whoever finds it alone."""
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()
