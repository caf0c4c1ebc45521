"""Read large XML element by element. Entities and document types are refused, so a bomb never goes off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.texts import CUT, open_bytes


def elements(path: Path, *, root: str, wanted: set[str]) -> Iterator[Element]:
    """
    Yield the outermost element when it opens, then each wanted element when it closes; each is forgotten afterwards.

    Names are compared without their namespace.

    :raises Unreadable: if the file is empty, not whole, has another outermost element, or defines entities
    """
    with open_bytes(path) as file:
        try:
            yield from _walk(file, root, wanted)
        except DefusedXmlException as error:
            raise Unreadable("The file defines XML entities or a document type; no list does that.") from error
        except ParseError as error:
            cut = "no element found" in str(error) or "unclosed" in str(error)
            raise Unreadable(CUT if cut else f"The XML is not well formed ({error}).") from error
        except (EOFError, UnicodeError, LookupError) as error:
            raise Unreadable(CUT) from error


def _walk(file: Any, root: str, wanted: set[str]) -> Iterator[Element]:
    path: list[Element] = []
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if not path and local(element) != root:
                raise Unreadable(f"The outermost element is “{local(element)}”; this list begins with “{root}”.")
            path.append(element)
            if len(path) == 1:
                yield element
            continue
        path.pop()
        if local(element) in wanted:
            yield element
            element.clear()
            if path:
                path[-1].remove(element)


def local(element: Element) -> str:
    """Return the element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def text(element: Element, name: str) -> str:
    """Return the text of the first child of that name, without outer spaces."""
    return next(iter(texts_of(element, name)), "")


def texts_of(element: Element, name: str) -> list[str]:
    """Return the texts of the children of that name that say anything; “A/B” goes one level deeper."""
    first, _, rest = name.partition("/")
    children = [child for child in element if local(child) == first]
    if rest:
        return [found for child in children for found in texts_of(child, rest)]
    return [" ".join(child.text.split()) for child in children if child.text and child.text.strip()]


def children(element: Element, name: str) -> list[Element]:
    """Return the children of that name."""
    return [child for child in element if local(child) == name]
