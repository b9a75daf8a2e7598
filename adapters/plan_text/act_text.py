"""What the official text of a plan says, as plain frozen values.

Source: the texts of Government resolutions No. 912 of 29 December 2016 (30 measures for 2017-2019) and
No. 1233 of 29 December 2023 (the Concept for 2024-2028: target indicators, tasks and measures).

Kazakh terms used throughout the package:

* ``жинақтау`` ("consolidation") marks the compiler, the executor who gathers the others' progress and
  reports for all of them;
* ``келісу бойынша`` and ``келісім бойынша`` ("by agreement") mark an executor who does not answer to the
  Government and so takes part only by agreement.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PlanTextError(Exception):
    """The text does not parse, so nothing of it is loaded.

    Attributes:
        line: number of the line where reading stopped, the first line being 1.
        expected: the kind of thing that should have stood there; never a piece of the text itself.
    """

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(f"line {line}: expected {expected}")
        self.line = line
        self.expected = expected


class ExecutorRole(StrEnum):
    """What an executor does for a measure: consolidates the others' reports, or only carries it out."""

    COMPILER = "COMPILER"
    EXECUTOR = "EXECUTOR"


class IndicatorDirection(StrEnum):
    """Which way an indicator must move for its target to be met."""

    INCREASE = "INCREASE"
    REDUCE = "REDUCE"


@dataclass(frozen=True, kw_only=True)
class ExecutorText:
    """One body that carries out a measure.

    Attributes:
        name: the abbreviation or name as written, with broken lines and letter-spacing mended.
        code: the body's stable code from ``bodies.toml``.
        role: compiler or executor.
        is_role_marked: true if the text itself marks the body as the compiler; false if its role follows
            from the rule of the act (see ``executors.CompilerRule``).
        is_by_agreement: true if this very body is marked as taking part by agreement.
    """

    name: str
    code: str
    role: ExecutorRole
    is_role_marked: bool
    is_by_agreement: bool


@dataclass(frozen=True)
class StageText:
    """One form of completion of a measure with its deadline; a few measures of No. 1233 have two in turn.

    Attributes:
        completion_form: the document or result that completes the stage.
        deadline_text: the deadline as written, on one line.
        deadlines: the last day of each period named, in order and without repeats.
        line: the line where the stage's form of completion begins.
    """

    completion_form: str
    deadline_text: str
    deadlines: tuple[date, ...]
    line: int


@dataclass(frozen=True, kw_only=True)
class MeasureText:
    """One numbered measure of a plan.

    Attributes:
        number: "7" in No. 912, "4.1" in No. 1233, without a final full stop.
        task: the title of the task the measure serves; None in No. 912, which has no tasks.
        title: what is to be done.
        stages: forms of completion with their deadlines, at least one.
        executors: the bodies named, in the order of the text; exactly one of them is the compiler.
        line: the line where the measure's number stands.
    """

    number: str
    task: str | None
    title: str
    stages: tuple[StageText, ...]
    executors: tuple[ExecutorText, ...]
    line: int

    @property
    def completion_form(self) -> str:
        """The forms of completion of all stages, separated by "; "."""
        return "; ".join(stage.completion_form for stage in self.stages)

    @property
    def deadline_text(self) -> str:
        """The deadlines of all stages as written, separated by "; "."""
        return "; ".join(stage.deadline_text for stage in self.stages)

    @property
    def deadlines(self) -> tuple[date, ...]:
        """The last day of every period that any stage names, in order and without repeats."""
        return tuple(sorted({day for stage in self.stages for day in stage.deadlines}))

    @property
    def compiler(self) -> ExecutorText:
        """The one executor whose role is compiler."""
        return next(body for body in self.executors if body.role is ExecutorRole.COMPILER)


@dataclass(frozen=True)
class TargetText:
    """An indicator's target for one year.

    Attributes:
        year: the calendar year.
        value: the number as written; for a target relative to the base year, the size of the change, whose
            sign is the indicator's ``direction``.
        is_relative_to_base: true if the value is a change against the base year, false if it is a level.
        is_minimum: true if the text says "at least" (``кемінде``).
    """

    year: int
    value: float
    is_relative_to_base: bool
    is_minimum: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorText:
    """One target indicator of section 6 of the Concept (No. 1233).

    Attributes:
        number: its place in the list, from 1; the list itself is not numbered.
        title: what is measured, as worded.
        unit: "%", a word such as ``балл`` (points), or the population a rate is counted against; for a
            relative target, the unit of the change.
        direction: stated by the text (``төмендету``, "reduce"; ``арттыру``, "increase"); where the text
            states levels only, the way from the first year's level to the last year's.
        targets: one for each year of the act's period, in order.
        base_year: the year relative targets are counted from; None if targets are levels.
        base_value: the indicator's value in the base year, if the paragraph gives it (the official text
            of 2023 gives none).
        line: the line where the paragraph begins.
    """

    number: int
    title: str
    unit: str
    direction: IndicatorDirection
    targets: tuple[TargetText, ...]
    base_year: int | None
    base_value: float | None
    line: int


@dataclass(frozen=True, kw_only=True)
class PlanText:
    """Everything read from one act.

    Attributes:
        act_number: "912" or "1233".
        adopted_on: the date in the act's heading, or None if the heading has no date.
        title: the act's title.
        first_year: the first year of the plan.
        last_year: the last year of the plan.
        measures: in the order of their numbers.
        indicators: empty for No. 912, which has none.
        bodies: abbreviation and full name, as in the note at the end of the act, of each body.
        terms: the note's other abbreviations, which name no body.
    """

    act_number: str
    adopted_on: date | None
    title: str
    first_year: int
    last_year: int
    measures: tuple[MeasureText, ...]
    indicators: tuple[IndicatorText, ...]
    bodies: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
