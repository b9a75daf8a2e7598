"""The layout of resolution No. 912: table cells run one after another, as copied from printed pages.

Lines are broken hard, some words are letter-spaced ("І І М"), and the cells of a row (number, title, form of
completion, executors, deadline, cost) are mostly parted by blank lines; short neighbours share a line, so
form, executors and deadline are told apart by what reads as a list of bodies and as a deadline. The cost cell
closes a row. Where a page ends inside a row, two things happen: the beginning of a title stands before its
own number, or the ends of title, form and executors stand together after the row's cost.
"""

import re
from dataclasses import dataclass, replace

from adapters.plan_text.act_text import MeasureText, PlanTextError, StageText

from .bodies import BodyTable
from .deadlines import parse_deadlines
from .executors import (
    CompilerRule,
    begins_with_executor,
    is_executor_list,
    parse_executors,
)
from .lined import LinedText, NumberedLine, paragraphs
from .print_marks import mended, respaced

_COLUMN_NUMBERS = re.compile(r"1( [2-9]){5}")
_NUMBER_WITH_DOT = re.compile(r"(?P<number>\d{1,2}) ?\.(?: (?P<rest>.+))?")
_BARE_NUMBER = re.compile(r"\d{1,2}")
_COST = "талапетілмейді"

Block = tuple[NumberedLine, ...]


@dataclass(frozen=True, kw_only=True)
class _MeasureRow:
    """The blocks of one measure.

    Attributes:
        number: the measure's number.
        line: the line of the number.
        cells: the blocks up to the cost cell.
        cost_line: the line of the cost cell.
        after: the blocks after the cost cell, before the next number.
    """

    number: int
    line: int
    cells: tuple[Block, ...]
    cost_line: int
    after: tuple[Block, ...]


@dataclass(frozen=True)
class _Parts:
    """A row with its cells told apart; ``executors`` may still be cut by the end of a page."""

    title: LinedText
    form: LinedText
    executors: LinedText
    deadline: LinedText


def table_start(lines: tuple[NumberedLine, ...]) -> int:
    """The index of the line after the numbers of the columns, where the measures begin.

    Raises:
        PlanTextError: there is no such line.
    """
    for index, line in enumerate(lines):
        if _COLUMN_NUMBERS.fullmatch(line.text.strip()):
            return index + 1
    raise PlanTextError(lines[-1].number, "the row of column numbers above the measures")


def parse_measures(lines: tuple[NumberedLine, ...], last_year: int, table: BodyTable) -> tuple[MeasureText, ...]:
    """Read the table of measures.

    Args:
        lines: the lines from the first measure to the end of the table.
        last_year: the last year of the plan.
        table: the known bodies.

    Returns:
        The measures in order, numbered consecutively from 1.

    Raises:
        PlanTextError: a cell is missing or unreadable, or a number is out of order.
    """
    measures: list[MeasureText] = []
    title_before_number: tuple[Block, ...] = ()
    rows = _rows(lines)
    for row in rows:
        parts = _parts(row, last_year, table)
        if title_before_number:
            head = LinedText.joined(line for block in title_before_number for line in block)
            parts = replace(parts, title=_together(head, parts.title))
        title_before_number = row.after
        if _is_cut_by_page(parts, row.after, table):
            parts = _with_page_remainder(parts, row.after, table)
            title_before_number = ()
        elif len(row.after) > 1:
            raise PlanTextError(row.after[1][0].number, "the number of a measure")
        measures.append(_measure(row, parts, last_year, table))
    if title_before_number:
        raise PlanTextError(title_before_number[0][0].number, "the number of a measure")
    return tuple(measures)


def _rows(lines: tuple[NumberedLine, ...]) -> tuple[_MeasureRow, ...]:
    """Part the table into rows at the numbers."""
    blocks = paragraphs(respaced(line) for line in lines)
    starts: list[tuple[int, int, int]] = []
    trimmed: list[Block] = []
    for index, block in enumerate(blocks):
        number, rest = _leading_number(block)
        trimmed.append(rest)
        if number is None:
            continue
        if number != len(starts) + 1:
            raise PlanTextError(block[0].number, f"measure {len(starts) + 1}")
        starts.append((index, number, block[0].number))
    if not starts or starts[0][0] != 0:
        raise PlanTextError(blocks[0][0].number if blocks else lines[-1].number, "measure 1")
    stops = [start for start, _, _ in starts[1:]] + [len(blocks)]
    return tuple(
        _row(number, line, tuple(block for block in trimmed[start:stop] if block))
        for (start, number, line), stop in zip(starts, stops, strict=True)
    )


def _leading_number(block: Block) -> tuple[int | None, Block]:
    """A measure's number at the beginning of a block, and the block without it."""
    first = block[0].text.strip()
    if match := _NUMBER_WITH_DOT.fullmatch(first):
        rest = (NumberedLine(block[0].number, match["rest"]),) if match["rest"] else ()
        return int(match["number"]), rest + block[1:]
    if _BARE_NUMBER.fullmatch(first) and len(block) > 1 and block[1].text.strip() == ".":
        return int(first), block[2:]
    return None, block


def _row(number: int, line: int, blocks: tuple[Block, ...]) -> _MeasureRow:
    for index, block in enumerate(blocks):
        if LinedText.joined(block).compact().text == _COST:
            return _MeasureRow(
                number=number, line=line, cells=blocks[:index], cost_line=block[0].number, after=blocks[index + 1 :]
            )
    last_line = blocks[-1][-1].number if blocks else line
    raise PlanTextError(last_line, "the cost cell that closes a measure")


def _parts(row: _MeasureRow, last_year: int, table: BodyTable) -> _Parts:
    """Tell the cells of a row apart."""
    if not row.cells:
        raise PlanTextError(row.line, "the title of a measure")
    title = LinedText.joined(row.cells[0])
    rest = LinedText.joined(line for block in row.cells[1:] for line in block)
    if not rest.text:
        raise PlanTextError(row.cost_line, "a form of completion")
    deadline_at = next(
        (at for at in rest.word_starts() if parse_deadlines(rest.text[at:], last_year)),
        None,
    )
    if deadline_at is None:
        raise PlanTextError(row.cost_line, "a deadline")
    body = rest.part(0, deadline_at)
    executors_at = _executors_start(body, table)
    if executors_at is None:
        raise PlanTextError(body.line_at(len(body.text), row.line), "an executor named in the table of bodies")
    form = body.part(0, executors_at)
    if not form.text:
        raise PlanTextError(body.line_at(0), "a form of completion")
    # A form does not end in a comma; a list of executors whose first body is unknown does.
    if form.text.endswith(","):
        raise PlanTextError(form.lines[-1], "an executor named in the table of bodies")
    # Without this, the rest of a title that a blank line cuts in two would pass for part of the form.
    if form.lines[-1] > row.cells[1][-1].number:
        raise PlanTextError(form.lines[-1], "a form of completion without blank lines inside")
    return _Parts(title, form, body.part(executors_at), rest.part(deadline_at))


def _executors_start(body: LinedText, table: BodyTable) -> int | None:
    """Where the executors begin: at the first word that is a known body, up to a comma, bracket or end."""
    return next((at for at in body.word_starts() if begins_with_executor(body.part(at), table)), None)


def _is_cut_by_page(parts: _Parts, after: tuple[Block, ...], table: BodyTable) -> bool:
    """True if what follows the cost cell belongs to the row itself, not to the title of the next one."""
    if not after:
        return False
    if not is_executor_list(parts.executors, table):
        return True
    return len(after) == 3 and is_executor_list(LinedText.joined(after[2]), table)


def _with_page_remainder(parts: _Parts, after: tuple[Block, ...], table: BodyTable) -> _Parts:
    """Add the ends of title, form and executors that a page break moved after the cost cell."""
    if len(after) != 3:
        # Without the three ends the break is not a page's: the list of executors itself is wrong.
        parse_executors(parts.executors, table, CompilerRule.MARKED)
    title, form, executors = (LinedText.joined(block) for block in after)
    return replace(
        parts,
        title=_together(parts.title, title),
        form=_together(parts.form, form),
        executors=_together(parts.executors, executors),
    )


def _together(first: LinedText, second: LinedText) -> LinedText:
    """Two pieces of one cell with a space between them."""
    return LinedText(f"{first.text} {second.text}", (*first.lines, second.lines[0], *second.lines))


def _measure(row: _MeasureRow, parts: _Parts, last_year: int, table: BodyTable) -> MeasureText:
    days = parse_deadlines(parts.deadline.text, last_year)
    if days is None:
        raise PlanTextError(parts.deadline.line_at(0, row.cost_line), "a deadline")
    stage = StageText(
        completion_form=mended(parts.form.text),
        deadline_text=mended(parts.deadline.text),
        deadlines=days,
        line=parts.form.line_at(0),
    )
    return MeasureText(
        number=str(row.number),
        task=None,
        title=mended(parts.title.text),
        stages=(stage,),
        executors=parse_executors(parts.executors, table, CompilerRule.MARKED),
        line=row.line,
    )
