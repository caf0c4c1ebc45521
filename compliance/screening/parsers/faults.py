"""Why a list file cannot be used, in a sentence for the officer who has to find a better one."""


class Unreadable(Exception):
    """The file cannot be read as a whole; nothing of it may be put in force."""

    def __init__(self, sentence: str, *, row: int | None = None, field: str | None = None):
        super().__init__(sentence)
        self.row = row
        self.field = field

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row else []
        where += [f"column “{self.field}”"] if self.field else []
        place = ", ".join(where)
        return f"{place[0].upper()}{place[1:]}: {self.args[0]}" if where else str(self.args[0])
