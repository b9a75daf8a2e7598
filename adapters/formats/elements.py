"""The elements of an XML document that bear a name, one after the other, in bounded memory, nothing expanded.

The parser keeps references to entities as they stand and fetches nothing. It stops by itself at an entity that
blows up and at 256 levels. What it does not bound is bounded here: how much of an element is held, how many names a
document may bring (the parser keeps every name until its thread ends), how far in its root may stand.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import IO

from lxml.etree import XMLPullParser, XMLSyntaxError, _Element, tostring

from adapters.formats.raw import LONGEST_RECORD, ORIGINAL_BYTES, UnreadableError

_NAME = "name"
_CHUNK = 16_384
_LONGEST_PROLOG = 65_536
_MOST_NAMES = 2_000

# UTF-16 takes two bytes where the serialized element takes one.
_HELD = 2 * LONGEST_RECORD

_OUT_OF_SIGHT = re.compile(rb"<!DOCTYPE\s+\S+\s+(SYSTEM|PUBLIC)|<!ENTITY\s+%")


@dataclass(frozen=True, slots=True)
class ParsedElement:
    """An element. Of one that outgrew what is held ``beginning`` is how it began, and the element is incomplete."""

    element: _Element
    beginning: bytes | None = None


class StoppedError(Exception):
    """The document cannot be read on: the code of the reason, and what there was of the element then open."""

    def __init__(self, code: str, beginning: bytes = b"") -> None:
        super().__init__(code)
        self.code = code
        self.beginning = beginning


def elements(file: IO[bytes], names: Set[str]) -> Iterator[ParsedElement]:
    """The outermost elements with a name of ``names``, whatever its namespace. Each is freed after the next.

    Raises:
        StoppedError: NOT_XML, TOO_LONG, TOO_MANY_NAMES or INSTRUCTION; all elements that ended before have come.
        UnreadableError: nothing can come.
    """
    current: _Element | None = None
    beginning: bytes | None = None
    since = 0
    try:
        for event, element, read in _events(file):
            if current is None:
                if event == "start" and local(element.tag) in names:
                    current, since, beginning = element, read, None
                elif event == "end":
                    _free_before(element)
            elif element is current and event == "end":
                yield ParsedElement(element, beginning)
                current = None
                _free_before(element)
            elif beginning is not None:
                if event == "end":
                    _free_before(element)
            elif read - since > _HELD:
                beginning = serialized(current)[:ORIGINAL_BYTES]
    except StoppedError as error:
        if current is not None:
            error.beginning = beginning or serialized(current)[:ORIGINAL_BYTES]
        raise


def local(name: str | bytes) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def serialized(element: _Element) -> bytes:
    """The element as XML in UTF-8."""
    return tostring(element, encoding="utf-8", with_tail=False)


def _events(file: IO[bytes]) -> Iterator[tuple[str, _Element, int]]:
    """Starts and ends of elements, each with the number of bytes that had been read by then."""
    parser = XMLPullParser(
        ("start", "end", "start-ns", "pi"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    names: set[str] = set()
    root: _Element | None = None
    read = unbroken = 0
    while chunk := file.read(_CHUNK):
        read += len(chunk)
        tag_at = chunk.rfind(b"<")
        unbroken = len(chunk) - tag_at if tag_at >= 0 else unbroken + len(chunk)
        broken = unbroken > _HELD or _is_refused(parser, chunk)
        for event, node in parser.read_events():
            if event == "pi" and root is not None:
                # Outside of the prolog nobody needs one, and each may bring a name.
                raise StoppedError("INSTRUCTION")
            if event == "start-ns":
                names.add(str(node))
            elif isinstance(node, _Element) and event in ("start", "end"):
                if event == "start":
                    names.add(str(node.tag))
                    names.update(map(str, node.keys()))
                if root is None:
                    root = node
                    _refuse_hidden_declarations(root)
                yield event, node, read
        if root is None and (broken or read > _LONGEST_PROLOG):
            raise UnreadableError("NOT_XML")
        if broken:
            raise StoppedError("TOO_LONG" if unbroken > _HELD else "NOT_XML")
        if len(names) > _MOST_NAMES:
            raise StoppedError("TOO_MANY_NAMES")
    _end(parser, root)


def _is_refused(parser: XMLPullParser, chunk: bytes) -> bool:
    try:
        parser.feed(chunk)
    except XMLSyntaxError:
        return True
    return False


def _end(parser: XMLPullParser, root: _Element | None) -> None:
    if root is None:
        raise UnreadableError("NOT_XML")
    try:
        parser.close()
    except XMLSyntaxError:
        raise StoppedError("NOT_XML") from None


def _refuse_hidden_declarations(root: _Element) -> None:
    """Refuse what may declare entities out of sight: the parser then drops references to them without a word."""
    tree = root.getroottree()
    declared = tree.docinfo.internalDTD
    if declared is None:
        return
    # The library writes declarations out only where they are of an element with the root's own name.
    # By a name in a variable: the stubs leave it out.
    encoding = getattr(declared, _NAME)
    if encoding != local(root.tag) or _OUT_OF_SIGHT.search(tostring(tree)):
        raise UnreadableError("EXTERNAL_DTD")


def _free_before(element: _Element) -> None:
    # The element itself has to stay: the parser may be writing the text after it.
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
