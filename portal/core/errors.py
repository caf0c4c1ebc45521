"""The three ways the portal says no. ``str(error)`` is written for the person who asked, and shown as it is."""


class Refusal(Exception):
    """An anticipated no: nothing is broken, so it is shown and never logged as a fault."""

    status = 400


class Denied(Refusal):
    """You may not do this."""

    status = 403


class Conflict(Refusal):
    """This cannot be done to the record as it stands now."""

    status = 409


class Invalid(Refusal):
    """This input cannot be accepted; ``field`` says which."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None):
        super().__init__(message)
        self.field = field
