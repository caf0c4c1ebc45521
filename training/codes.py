"""Codes by which a certificate can be checked."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is mistaken for something else when read aloud


def new_code() -> str:
    """Return a code that nobody can guess, in two groups that can be read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
