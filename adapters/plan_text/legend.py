"""The note at the end of an act that spells out its abbreviations (``Ескертпе``, "note")."""

import re

from adapters.plan_text.act_text import PlanTextError

from .bodies import BodyTable
from .lined import LinedText, NumberedLine, paragraphs

_HEADING = re.compile(r"\s*Ескертпе: аббревиатуралардың толық жазылуы:?\s*")
_ENTRY = re.compile(r"(?P<short>\S.*?)\s*–\s*(?P<full>\S.*)|(?P<short_hyphen>\S.*?) - (?P<full_hyphen>\S.*)")
_ENTRY_WITHOUT_NAME = re.compile(r"(?P<short>\S.{0,30}?)\s*[–-]")

Entries = tuple[tuple[str, str], ...]
"""Pairs of an abbreviation and its full name."""


def legend_start(lines: tuple[NumberedLine, ...], after: int) -> int:
    """The index of the note's heading among ``lines``, at or after index ``after``.

    Raises:
        PlanTextError: the text ends without the note, so it is cut off.
    """
    for index in range(after, len(lines)):
        if _HEADING.fullmatch(lines[index].text):
            return index
    raise PlanTextError(lines[-1].number, "the note with the abbreviations after the table")


def parse_legend(lines: tuple[NumberedLine, ...], table: BodyTable) -> tuple[Entries, Entries]:
    """Read the note.

    Args:
        lines: the note's heading and the lines after it.
        table: the known bodies, to tell bodies from other terms.

    Returns:
        The abbreviations of bodies and those of other terms, each with its full name.

    Raises:
        PlanTextError: a line is neither an entry nor the name of one, or the note is empty.
    """
    entries: list[tuple[str, str]] = []
    waiting: list[str] = []
    for block in paragraphs(lines[1:]):
        entries.extend(_names_of_block(block, waiting))
    if waiting or not entries:
        raise PlanTextError(lines[-1].number, "the full name of an abbreviation")
    bodies = tuple(entry for entry in entries if table.find(entry[0]))
    return bodies, tuple(entry for entry in entries if not table.find(entry[0]))


def _names_of_block(block: tuple[NumberedLine, ...], waiting: list[str]) -> list[tuple[str, str]]:
    """Entries of one paragraph; ``waiting`` holds abbreviations whose names come in the next paragraph."""
    if waiting:
        # A paragraph after one bare abbreviation is its name; after several, a line for each of them.
        names = [LinedText.joined(block).text] if len(waiting) == 1 else [_plain(line) for line in block]
        if len(names) != len(waiting):
            raise PlanTextError(block[0].number, "one full name for each abbreviation before it")
        pairs = list(zip(waiting, names, strict=True))
        waiting.clear()
        return pairs
    pairs = []
    for line in block:
        plain = _plain(line)
        if match := _ENTRY.fullmatch(plain):
            short = match["short"] or match["short_hyphen"]
            pairs.append((short, match["full"] or match["full_hyphen"]))
        elif match := _ENTRY_WITHOUT_NAME.fullmatch(plain):
            waiting.append(match["short"])
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {plain}")
        else:
            raise PlanTextError(line.number, "an abbreviation with its full name")
    return pairs


def _plain(line: NumberedLine) -> str:
    return " ".join(line.text.split())
