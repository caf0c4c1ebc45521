"""Read a long JSON array object by object, so that memory does not grow with the file."""

import json
from collections.abc import Iterator
from typing import Any

from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import Report
from compliance.screening.parsers.texts import CUT

LONGEST = 8 << 20


class _Tape:
    """Text that is read ahead in chunks, and forgotten behind."""

    def __init__(self, source: Iterator[str]):
        self.source = source
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read ahead; False at the end."""
        piece = next(self.source, "")
        self.text, self.at = self.text[self.at :] + piece, 0
        return bool(piece)

    def peek(self) -> str:
        """Return the next character that is not white space, or "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at].isspace():
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        """
        Step over one character.

        :raises Unreadable: if another one stands there
        """
        found = self.peek()
        if found != expected:
            raise Unreadable(CUT if not found else f"The JSON has “{found}” where “{expected}” belongs.")
        self.at += 1

    def value(self) -> Any:
        """
        Return the next JSON value.

        :raises Unreadable: if the text ends in the middle of it
        """
        self.peek()
        decoder = json.JSONDecoder()
        while True:
            try:
                found, end = decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LONGEST or not self.more():
                    raise Unreadable(CUT) from error
                continue
            except RecursionError as error:
                raise Unreadable("The JSON is nested beyond all measure.") from error
            if end == len(self.text) and not isinstance(found, dict | list | str) and self.more():
                continue
            self.at = end
            return found


def objects_of(source: Iterator[str], key: str, report: Report) -> Iterator[Any]:
    """
    Yield the members of the array under this key of the outermost object.

    A ``total`` that stands beside it is noted in the report and compared at the end.

    :raises Unreadable: if the text is no such JSON, or ends too early
    """
    tape, found, count = _Tape(source), False, 0
    if tape.peek() == "[":
        for item in _members(tape):
            yield item
        return
    tape.take("{")
    while tape.peek() != "}":
        name = tape.value()
        tape.take(":")
        if name == key:
            found = True
            for item in _members(tape):
                count += 1
                yield item
        else:
            value = tape.value()
            report.stated_total = value if name == "total" and isinstance(value, int) else report.stated_total
        if tape.peek() == ",":
            tape.take(",")
    if not found:
        raise Unreadable("The JSON has no such member.", field=key)
    if report.stated_total is not None and report.stated_total != count:
        raise Unreadable(f"The file says that it holds {report.stated_total} entries; it holds {count}.")


def _members(tape: _Tape) -> Iterator[Any]:
    tape.take("[")
    while tape.peek() != "]":
        yield tape.value()
        if tape.peek() != "]":
            tape.take(",")
    tape.take("]")
