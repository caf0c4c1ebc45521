"""
Readers for the publishers' own formats.

Each module has ``read(files, report)``: it yields one ``Entry`` after the
other and never holds the whole list, notes in the report what the file says
about itself, and raises ``Unreadable`` with a sentence when it is not whole.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from compliance.screening.parsers import eu, own, uk, un, us_bis, us_csl, us_ofac
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import Entry, Identifier, Name, Report

# Raised by one whenever a reader learns to say something else about the same file.
PARSER_VERSION = "2"

Reader = Callable[[list[Path], Report], Iterator[Entry]]
READERS: dict[str, Reader] = {
    "us-csl": us_csl.read,
    "us-ofac-sdn": us_ofac.read_sdn,
    "us-ofac-cons": us_ofac.read_cons,
    "us-bis-dpl": us_bis.read,
    "un": un.read,
    "eu-fsf": eu.read,
    "uk-sanctions": uk.read,
    "own": own.read,
}

__all__ = ["PARSER_VERSION", "READERS", "Entry", "Identifier", "Name", "Reader", "Report", "Unreadable"]
