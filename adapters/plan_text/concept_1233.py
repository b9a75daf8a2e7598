"""The layout of resolution No. 1233: a table whose cells are parted by lines that hold only a tab.

A row is a direction (``бағыт``: title and answerable bodies), a task (number and title), a measure (number,
title, form of completion, deadline, executors), or a further stage of the measure above it (five cells, the
first two empty). Rows have no mark of their own; the number in the first cell tells them apart.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from adapters.plan_text.act_text import ExecutorText, MeasureText, PlanTextError, StageText

from .bodies import BodyTable
from .deadlines import parse_deadlines
from .executors import CompilerRule, parse_executors
from .lined import LinedText, NumberedLine

_FIRST_COLUMN_TITLE = "Р/с"
_COLUMN_NUMBERS = ["1", "2", "3", "4", "5"]
_DIRECTION = re.compile(r"\d+-бағыт(?!\w)")
_TASK_NUMBER = re.compile(r"(?P<task>\d+)\.?")
_MEASURE_NUMBER = re.compile(r"(?P<task>\d+)\.(?P<measure>\d+)\.?")


@dataclass(frozen=True)
class _Cell:
    """A cell's text on one line, and the line where it begins (that of its tab, if the cell is empty)."""

    content: LinedText
    line: int

    @property
    def text(self) -> str:
        return self.content.text


class _Cells:
    """Hands out the cells of the table one after another."""

    def __init__(self, cells: tuple[_Cell, ...], end_line: int) -> None:
        self._cells = cells
        self._end_line = end_line
        self._index = 0

    def is_at_end(self) -> bool:
        return self._index == len(self._cells)

    def peek(self) -> _Cell:
        return self._cells[self._index]

    def next_cell(self, expected: str) -> _Cell:
        """The next cell, empty or not, raising PlanTextError for what was expected if there is none."""
        if self.is_at_end():
            raise PlanTextError(self._end_line, expected)
        self._index += 1
        return self._cells[self._index - 1]

    def take_filled(self, expected: str) -> _Cell:
        """The next cell, raising PlanTextError if it is empty or holds the number of a following row."""
        cell = self.next_cell(expected)
        if not cell.text or _MEASURE_NUMBER.fullmatch(cell.text) or _TASK_NUMBER.fullmatch(cell.text):
            raise PlanTextError(cell.line, expected)
        return cell


@dataclass(kw_only=True)
class _Draft:
    """A measure while further stages may still follow."""

    number: str
    task: str
    title: str
    stages: list[StageText]
    executors: tuple[ExecutorText, ...]
    line: int

    def finished(self) -> MeasureText:
        return MeasureText(
            number=self.number,
            task=self.task,
            title=self.title,
            stages=tuple(self.stages),
            executors=self.executors,
            line=self.line,
        )


def table_start(lines: tuple[NumberedLine, ...]) -> int:
    """The index of the line with the title of the table's first column.

    Raises:
        PlanTextError: there is no such line.
    """
    for index, line in enumerate(lines):
        if line.text.strip() == _FIRST_COLUMN_TITLE:
            return index
    raise PlanTextError(lines[-1].number, "the table of measures")


def parse_measures(lines: tuple[NumberedLine, ...], last_year: int, table: BodyTable) -> tuple[MeasureText, ...]:
    """Read the table of measures.

    Args:
        lines: the lines from the column titles to the end of the table.
        last_year: the last year of the plan.
        table: the known bodies.

    Returns:
        The measures in order; numbers of tasks, and of measures in each task, are consecutive from 1.

    Raises:
        PlanTextError: a cell is missing or unreadable, or a number is out of order.
    """
    cells = _cells_of(lines)
    return _TableReader(cells, lines[-1].number, last_year, table).read()


def _cells_of(lines: tuple[NumberedLine, ...]) -> tuple[_Cell, ...]:
    """The cells after the row of column numbers."""
    cells: list[_Cell] = []
    gathered: list[NumberedLine] = []
    opened_at = lines[0].number
    for line in lines:
        if "\t" in line.text and line.is_blank:
            cells.append(_cell(gathered, opened_at))
            gathered, opened_at = [], line.number
        else:
            gathered.append(line)
    cells.append(_cell(gathered, opened_at))
    texts = [cell.text for cell in cells]
    for index in range(len(cells)):
        if texts[index : index + len(_COLUMN_NUMBERS)] == _COLUMN_NUMBERS:
            return tuple(cells[index + len(_COLUMN_NUMBERS) :])
    raise PlanTextError(lines[0].number, "the row of column numbers under the column titles")


def _cell(gathered: list[NumberedLine], opened_at: int) -> _Cell:
    content = LinedText.joined(gathered)
    return _Cell(content, content.line_at(0, default=opened_at))


class _TableReader:
    """Reads rows in order, keeping the task and the measure they belong to."""

    def __init__(self, cells: tuple[_Cell, ...], end_line: int, last_year: int, table: BodyTable) -> None:
        self._cells = _Cells(cells, end_line)
        self._end_line = end_line
        self._last_year = last_year
        self._table = table
        self._task_number = 0
        self._task_title = ""
        self._measures_in_task = 0
        self._draft: _Draft | None = None
        self._measures: list[MeasureText] = []

    def read(self) -> tuple[MeasureText, ...]:
        while not self._cells.is_at_end():
            self._row_reader(self._cells.peek())()
        self._finish_task(self._end_line)
        self._finish_measure()
        return tuple(self._measures)

    def _row_reader(self, first: _Cell) -> Callable[[], None]:
        """The method that reads the row beginning with this cell."""
        if not first.text:
            return self._read_stage_row
        if _DIRECTION.match(first.text):
            return self._read_direction
        if _TASK_NUMBER.fullmatch(first.text):
            return self._read_task
        if _MEASURE_NUMBER.fullmatch(first.text):
            return self._read_measure
        raise PlanTextError(first.line, "the number of a task or a measure")

    def _read_direction(self) -> None:
        self._cells.next_cell("a direction")
        self._cells.next_cell("the bodies that answer for a direction")

    def _read_task(self) -> None:
        number = self._cells.next_cell("the number of a task")
        self._finish_task(number.line)
        self._task_number += 1
        if number.text.rstrip(".") != str(self._task_number):
            raise PlanTextError(number.line, f"task {self._task_number}")
        self._task_title = self._cells.take_filled("the title of a task").text
        self._measures_in_task = 0

    def _finish_task(self, line: int) -> None:
        """A task that ends, or a table that ends before any task, must have measures."""
        if self._measures_in_task == 0 and (self._task_number > 0 or self._cells.is_at_end()):
            raise PlanTextError(line, f"measure {max(self._task_number, 1)}.1")

    def _read_measure(self) -> None:
        self._finish_measure()
        number = self._cells.next_cell("the number of a measure")
        self._measures_in_task += 1
        due_number = f"{self._task_number}.{self._measures_in_task}"
        if self._task_number == 0:
            raise PlanTextError(number.line, "task 1")
        if number.text.rstrip(".") != due_number:
            raise PlanTextError(number.line, f"measure {due_number}")
        title = self._cells.take_filled("the title of a measure")
        stage = self._stage()
        executors = self._cells.take_filled("an executor")
        measure_executors = parse_executors(executors.content, self._table, CompilerRule.FIRST_NAMED)
        self._draft = _Draft(
            number=due_number,
            task=self._task_title,
            title=title.text,
            stages=[stage],
            executors=measure_executors,
            line=number.line,
        )

    def _finish_measure(self) -> None:
        if self._draft is not None:
            self._measures.append(self._draft.finished())
            self._draft = None

    def _read_stage_row(self) -> None:
        """A row without number and title adds a stage to the measure above and repeats no executors."""
        first = self._cells.next_cell("the number of a measure")
        if self._draft is None or self._cells.next_cell("an empty cell of a further stage").text:
            raise PlanTextError(first.line, "the number of a task or a measure")
        self._draft.stages.append(self._stage())
        executors = self._cells.next_cell("an empty cell of executors")
        if executors.text:
            raise PlanTextError(executors.line, "no executors of their own for a further stage")

    def _stage(self) -> StageText:
        form = self._cells.take_filled("a form of completion")
        deadline = self._cells.take_filled("a deadline")
        return StageText(form.text, deadline.text, self._deadlines(deadline), form.line)

    def _deadlines(self, cell: _Cell) -> tuple[date, ...]:
        days = parse_deadlines(cell.text, self._last_year)
        if days is None:
            raise PlanTextError(cell.line, "a deadline")
        return days
